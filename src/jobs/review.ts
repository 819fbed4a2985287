// sitrep review: brings the Post Incident Review of one incident up to date, or checks those that people
// have written.

import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { checkLinks } from '../documents/check-links.ts';
import { checkReview } from '../documents/check-review.ts';
import { ConfigError } from './environment.ts';
import { lookAt, repositoryOf } from './linked-files.ts';
import type { Log } from './log.ts';
import { run } from './round.ts';
import type { Work } from './work.ts';

export async function review(work: Work, iid: number): Promise<void> {
  await run({ ...work, hint: { iid, echo: false }, only: [iid] });
}

/** What written reviews still lack, and which of their links are broken, as problems with file and line. Throws `ConfigError` for a file that is not there. */
export async function checkFiles(paths: readonly string[], log: Log): Promise<void> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) throw new ConfigError(`${path}: there is no such file.`);
    const root = repositoryOf(path);
    const inside = relative(root, resolve(path)).split(sep).join('/');
    const links = await checkLinks(inside, text, (target) => lookAt(root, target));
    const lacks = [...checkReview(text), ...links.lacks].sort((a, b) => a.line - b.line);
    for (const { line, what } of lacks) log.problem(`${path}:${line}: ${what}`);
    // No fault of whoever wrote it, and nothing that was looked at.
    for (const line of links.unread) log.info(`${path}:${line}: too long to be checked for links`);
    if (lacks.length === 0) log.info(`${path}: complete`);
  }
}
