// Running git.
//
// Everything the sandbox knows of a repository it asks of git itself: one short process for each question, with an
// environment that nothing of the caller's machine leaks into.

import { spawn } from 'node:child_process';

/** What one git process left behind. `text` is its standard output without the final newline. */
export type GitResult = {
  readonly ok: boolean;
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
};

/** A git command that had to work did not. The message is git's own. */
export class GitError extends Error {
  readonly result: GitResult;

  constructor(args: readonly string[], result: GitResult) {
    super(`git ${args.join(' ')} failed (${result.code}): ${result.stderr.trim()}`);
    this.name = 'GitError';
    this.result = result;
  }
}

export type GitInput = { readonly stdin?: string | Buffer; readonly env?: Readonly<Record<string, string>> };

/** Runs git in the bare repository `dir` and answers what happened, failed or not. */
export function tryGit(dir: string, args: readonly string[], input: GitInput = {}): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--git-dir', dir, ...args], { env: gitEnvironment(input.env) });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        ok: code === 0,
        code: code ?? 128,
        stdout: Buffer.concat(out),
        stderr: Buffer.concat(err).toString('utf8'),
      }),
    );
    // A process that ends before it read its input is told by its exit code, not by a broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input.stdin ?? '');
  });
}

/** Runs git and answers its standard output as bytes. Throws `GitError` when it fails. */
export async function gitBytes(dir: string, args: readonly string[], input: GitInput = {}): Promise<Buffer> {
  const result = await tryGit(dir, args, input);
  if (!result.ok) throw new GitError(args, result);
  return result.stdout;
}

/** Runs git and answers its standard output as text without the final newline. Throws `GitError` when it fails. */
export async function gitText(dir: string, args: readonly string[], input: GitInput = {}): Promise<string> {
  return (await gitBytes(dir, args, input)).toString('utf8').replace(/\n$/, '');
}

/** The environment of every git process: the path to git, and no configuration but the repository's. */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    ...extra,
  };
}
