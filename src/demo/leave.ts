// What the demo leaves behind to read: the issue, the review, the journal and what it all cost.

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Costs } from './cost.ts';
import { at, items, type Stage } from './stage.ts';

const run = promisify(execFile);

/** Writes `issue.md`, `pir.md`, `journal.jsonl`, `journal.log` and `requests.json`; answers their names. */
export async function leave(stage: Stage, iid: number, dir: string, costs: Costs): Promise<readonly string[]> {
  await mkdir(dir, { recursive: true });
  const repository = stage.gitlab.git.repositories.dir(stage.project);
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', ['--git-dir', repository, ...args], { maxBuffer: 64_000_000 })).stdout;
  const journal =
    (await git('ls-tree', '-r', '--name-only', 'incident-journal'))
      .split('\n')
      .find((path) => path.endsWith(`/${iid}.jsonl`)) ?? '';
  const pir =
    (await git('ls-tree', '-r', '--name-only', 'main', 'pir/')).split('\n').find((path) => path.endsWith('.md')) ?? '';
  const files: Record<string, string> = {
    'issue.md': await issueText(stage, iid),
    'pir.md': pir === '' ? 'The review is not merged.\n' : await git('show', `main:${pir}`),
    'journal.jsonl': await git('show', `incident-journal:${journal}`),
    'journal.log': await git(
      'log',
      '--reverse',
      '--format=%cd  %s',
      '--date=format-local:%Y-%m-%d %H:%M',
      'incident-journal',
    ),
    'requests.json': `${JSON.stringify({ totals: costs.totals(), jobs: costs.jobs }, null, 2)}\n`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return Object.keys(files);
}

async function issueText(stage: Stage, iid: number): Promise<string> {
  const reader = stage.speaker(stage.bot);
  const issue = (await reader.api('GET', `/issues/${iid}`)).body;
  const notes = items(
    (await reader.api('GET', `/issues/${iid}/notes?sort=asc&per_page=100&activity_filter=only_comments`)).body,
  );
  const said = notes.map(
    (note) =>
      `---\n\n**@${at(note, 'author', 'username')}** at ${String(at(note, 'created_at')).slice(0, 16).replace('T', ' ')} UTC\n\n${at(note, 'body')}`,
  );
  const head = `# #${iid} ${at(issue, 'title')}\n\nState: ${at(issue, 'state')}. Labels: ${items(at(issue, 'labels'))
    .map((label) => `\`${label}\``)
    .join(' ')}\n`;
  return `${[head, at(issue, 'description'), ...said].join('\n\n')}\n`;
}
