// What the journal's tests start from: a remote repository on disk, and events with defaults.

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EventOf, IncidentEvent } from '../../src/incident/events.ts';

export const BRANCH = 'incident-journal';
export const NOW = '2026-03-11T04:21:00.000Z';

export const ann = { id: 42, name: 'ann' };

export function reported(iid: number, given: Partial<EventOf<'reported'>> = {}): IncidentEvent {
  return {
    type: 'reported',
    id: `issue:${iid}`,
    at: NOW,
    by: ann,
    issue: iid + 1000,
    iid,
    title: 'Checkout is down',
    services: ['shop'],
    affected: 'everybody',
    seen: 'errors',
    preexisting: false,
    confidential: false,
    drill: false,
    ...given,
  };
}

export function sitrep(n: number, text = 'Still looking'): IncidentEvent {
  return { type: 'sitrep-given', id: `note:${n}:abc:1`, at: NOW, by: ann, note: n, n, text };
}

export function applied(upTo: number): IncidentEvent {
  return { type: 'applied', id: `applied:${upTo}`, at: NOW, upTo };
}

/** The error that `work` ends in; throws where it ends well. */
export async function thrown(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof Error) return error;
  throw new Error('nothing was thrown');
}

/** A bare repository that allows what GitLab's allow: partial clones, and objects by id. */
export interface Remote {
  readonly dir: string;
  readonly url: string;
  git(...args: readonly string[]): Promise<string>;
  /** Writes files of `branch` (undefined removes one) as a person would, without asking sitrep. */
  edit(files: Readonly<Record<string, string | Buffer | undefined>>, branch?: string): Promise<void>;
  /** The text of a file of the journal's branch; throws where there is none. */
  file(path: string): Promise<string>;
  /** The paths of the files in the journal's branch. */
  paths(): Promise<readonly string[]>;
  remove(): void;
}

export async function makeRemote(): Promise<Remote> {
  const dir = mkdtempSync(join(tmpdir(), 'sitrep-test-remote-'));
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', ['--git-dir', dir, ...args], { env: ENV });
    return stdout;
  };
  await promisify(execFile)('git', ['init', '--quiet', '--bare', dir], { env: ENV });
  await git('config', 'uploadpack.allowFilter', 'true');
  await git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  return {
    dir,
    url: `file://${dir}`,
    git,
    async edit(files, branch = BRANCH) {
      const exists = await git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`).catch(() => '');
      const child = spawn('git', ['--git-dir', dir, 'fast-import', '--quiet', '--done'], { env: ENV });
      child.stdin.write(`commit refs/heads/${branch}\ncommitter Ben <ben@example.com> 1773200000 +0000\n`);
      child.stdin.write(`data 7\nby hand\n${exists === '' ? '' : `from ${exists}`}`);
      for (const [path, text] of Object.entries(files)) {
        const bytes = Buffer.from(text ?? '');
        child.stdin.write(
          text === undefined
            ? `D ${JSON.stringify(path)}\n`
            : `M 100644 inline ${JSON.stringify(path)}\ndata ${bytes.length}\n`,
        );
        if (text !== undefined) child.stdin.write(Buffer.concat([bytes, Buffer.from('\n')]));
      }
      child.stdin.end('done\n');
      const code = await new Promise((resolve) => child.on('close', resolve));
      if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
    },
    file: (path) => git('cat-file', 'blob', `refs/heads/${BRANCH}:${path}`),
    paths: async () => (await git('ls-tree', '-r', '--name-only', `refs/heads/${BRANCH}`)).trim().split('\n'),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

const ENV = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' };
