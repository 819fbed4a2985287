// A runner that starts a given command for every job, as a GitLab runner would: a clean environment with the variables
// a job sees, an empty folder, the output as trace.

import { spawn } from 'node:child_process';
import type { JobRun, PlannedJob, PlanRequest, Runner } from './runner.ts';

/** A job by what it runs: a command, or any async function that answers an exit code. */
export interface DirectJob extends Omit<PlannedJob, 'execute'> {
  /** Program and arguments; default the runner's. */
  readonly command?: readonly string[];
  /** What a component's `variables:` would add. */
  readonly env?: Readonly<Record<string, string>>;
  readonly execute?: (run: JobRun) => Promise<number>;
}

export interface DirectRunnerOptions {
  /** The jobs of a pipeline; none makes GitLab refuse it. */
  readonly jobs: (request: PlanRequest) => readonly DirectJob[];
  /** What jobs run that say nothing else. */
  readonly command?: readonly string[];
  /** How many jobs run at a time; default all. */
  readonly concurrency?: number;
}

/** Makes such a runner. */
export function directRunner({ jobs, command = [], concurrency }: DirectRunnerOptions): Runner {
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    plan: (request) =>
      jobs(request).map((job): PlannedJob => {
        const withEnv = (run: JobRun): JobRun => ({ ...run, env: { ...run.env, ...job.env } });
        const { execute } = job;
        return {
          ...job,
          execute: (run) => (execute ? execute(withEnv(run)) : runCommand(job.command ?? command, withEnv(run))),
        };
      }),
  };
}

/** Runs a program as a job and answers its exit code; 137 when it was killed. */
export function runCommand([program = 'false', ...args]: readonly string[], run: JobRun): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: run.dir, env: run.env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => run.log(chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => run.log(chunk.toString('utf8')));
    run.signal.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 137));
  });
}
