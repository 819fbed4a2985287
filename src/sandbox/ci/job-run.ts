// One run of a job: an empty folder, its variables, its work, and what is left of it.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineOptions } from './engine.ts';
import { closeJob, finishJob, type JobFlow, pipelineOf } from './job-flow.ts';
import { isRetried, retryJob } from './job-retry.ts';
import { projectOf } from './render.ts';
import type { JobRun, PlannedJob } from './runner.ts';
import type { Job } from './types.ts';
import { jobVariables, writeFiles } from './variables.ts';

export interface JobWork {
  readonly flow: JobFlow;
  /** What jobs do, by their id. */
  readonly planned: Map<number, PlannedJob>;
  readonly options: EngineOptions;
}

const KILLED = 137;

/** Runs a job that has been given to the runner, to its end. */
export async function runJob(work: JobWork, job: Job, { signal }: AbortController): Promise<void> {
  const began = performance.now();
  const base = mkdtempSync(join(tmpdir(), 'sandbox-job-'));
  let code: number;
  try {
    code = await Promise.race([execute(work, job, base, signal), aborted(signal)]);
  } catch (error) {
    if (!signal.aborted) job.trace += `${error instanceof Error ? error.message : String(error)}\n`;
    code = 1;
  }
  rmSync(base, { recursive: true, force: true });
  work.flow.running.delete(job.id);
  const cancelled = signal.aborted && signal.reason === 'cancelled';
  job.exitCode = signal.aborted ? KILLED : code;
  job.realSeconds = (performance.now() - began) / 1000;
  if (cancelled) finishJob(work.flow, job, 'canceled', null);
  else if (job.exitCode === 0) finishJob(work.flow, job, 'success', null);
  else fail(work, job, signal.aborted ? 'runner_system_failure' : 'script_failure');
}

/** A failure may be allowed, or the job be made again before anything else follows from it. */
function fail({ flow, planned }: JobWork, job: Job, reason: string): void {
  const part = planned.get(job.id);
  if (job.exitCode !== null && part?.allowFailureExitCodes?.includes(job.exitCode)) job.allowFailure = true;
  job.failureReason = reason;
  if (!part || !isRetried(flow, job, part)) {
    finishJob(flow, job, 'failed', reason);
    return;
  }
  job.finishedAt = flow.core.clock.stamp();
  closeJob(flow, job, 'failed');
  retryJob(flow, planned, job, flow.core.store.users.get(job.userId));
}

async function execute(work: JobWork, job: Job, base: string, signal: AbortSignal): Promise<number> {
  const { core } = work.flow;
  const pipeline = pipelineOf(core, job);
  const known = work.planned.get(job.id);
  const part = known ?? (await work.options.replan(pipeline)).find(({ name }) => name === job.name);
  if (!part) throw new Error(`nobody knows any more what ${job.name} does`);
  const { env, files } = await work.options.variables(pipeline);
  const dir = join(base, 'work');
  mkdirSync(dir);
  const paths = writeFiles(files, join(base, 'work.tmp'));
  const run: JobRun = {
    job,
    pipeline,
    project: projectOf(core, job.projectId),
    env: { PATH: process.env['PATH'] ?? '', HOME: base, ...env, ...jobVariables(core, job, dir), ...paths },
    payloadFile: paths['TRIGGER_PAYLOAD'],
    dir,
    signal,
    log: (text) => {
      job.trace += text;
    },
  };
  return part.execute(run);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(String(signal.reason))), { once: true });
  });
}
