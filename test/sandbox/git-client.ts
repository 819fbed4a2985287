// A real git client in a folder of its own, for the tests of the sandbox's repositories.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GitLab } from '../../src/sandbox/gitlab.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Workplace {
  readonly dir: string;
  /** Runs git in `folder` below the workplace ('' is the workplace). */
  git(folder: string, ...args: readonly string[]): Promise<Ran>;
  remove(): void;
}

/** A folder to clone into; git there knows nothing of this machine's configuration. */
export function workplace(): Workplace {
  const dir = mkdtempSync(join(tmpdir(), 'sitrep-test-git-'));
  return {
    dir,
    async git(folder, ...args) {
      try {
        const { stdout, stderr } = await promisify(execFile)('git', [...args], { cwd: join(dir, folder), env: ENV });
        return { code: 0, out: stdout.trim(), err: stderr };
      } catch (error) {
        const failed = error as { code?: number; stdout?: string; stderr?: string };
        return { code: failed.code ?? 1, out: (failed.stdout ?? '').trim(), err: failed.stderr ?? '' };
      }
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** The clone URL of a project with a token as password. */
export function remote(gitlab: GitLab, path: string, token?: string): string {
  const url = new URL(`${gitlab.url}/${path}.git`);
  if (token !== undefined) {
    url.username = 'anyone';
    url.password = token;
  }
  return url.href;
}

const ENV = {
  PATH: process.env['PATH'] ?? '',
  HOME: tmpdir(),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ben',
  GIT_AUTHOR_EMAIL: 'ben@example.com',
  GIT_COMMITTER_NAME: 'Ben',
  GIT_COMMITTER_EMAIL: 'ben@example.com',
  LC_ALL: 'C',
};
