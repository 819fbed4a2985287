// Starting git: no shell, nothing inherited, and an end to it.

import { type ChildProcess, spawn } from 'node:child_process';

export interface Command {
  readonly args: readonly string[];
  /** All that the process sees of the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string | Buffer;
  readonly timeoutMs: number;
}

export interface Ended {
  /** 0 is success; -1 where the process did not end by itself. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Runs `git` and answers how it ended. Throws only where git cannot be started. */
export type Run = (command: Command) => Promise<Ended>;

export const runGit: Run = ({ args, env, stdin, timeoutMs }) =>
  new Promise((resolve, reject) => {
    // A group of its own: git leaves the work to helpers, which outlive it when it alone is killed.
    const child = spawn('git', args, { env, detached: true });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      kill(child);
    }, timeoutMs);
    if (running.size === 0) process.once('exit', killAll);
    running.add(child);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    // A process that ends before it read its input says so by its exit code, not by a broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    child.on('error', (cause) => {
      finished(child, timer);
      reject(
        new Error('git cannot be started: the journal needs the git command, 2.31 or later, on the PATH', { cause }),
      );
    });
    child.on('close', (code) => {
      finished(child, timer);
      resolve({ code: code ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8'), timedOut });
    });
  });

const running = new Set<ChildProcess>();

function finished(child: ChildProcess, timer: NodeJS.Timeout): void {
  clearTimeout(timer);
  running.delete(child);
  if (running.size === 0) process.off('exit', killAll);
}

function killAll(): void {
  for (const child of running) kill(child);
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in this very moment.
  }
}
