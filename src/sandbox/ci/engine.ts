// The jobs of pipelines: which may start, which wait, and what becomes of them.
//
// Stages run one after another, a resource group runs one job at a time, manual jobs wait to be played and delayed ones
// for their time. What a job does is its runner's affair.

import type { Core } from '../core.ts';
import type { User } from '../store.ts';
import { addJob, closeJob, dispatch, finishJob, type JobFlow, proceed, release } from './job-flow.ts';
import { retryJob } from './job-retry.ts';
import { runJob } from './job-run.ts';
import type { PlannedJob } from './runner.ts';
import { isDone, openJobs } from './states.ts';
import type { Job, Pipeline } from './types.ts';
import type { Variables } from './variables.ts';

export interface Engine {
  /** Makes a pipeline's jobs and sets them going. */
  launch(pipeline: Pipeline, plan: readonly PlannedJob[]): void;
  /** Starts a manual or delayed job as this user; false when it is neither. */
  play(job: Job, user: User): boolean;
  /** Ends a job that has not ended; false when it has. */
  cancel(job: Job): boolean;
  /** Makes a finished job again as this user; undefined when it has not finished. */
  retry(job: Job, user: User): Job | undefined;
  /** Kills a running job as a runner that loses power would: no cleaning up, the job has failed. False if it does not run. */
  kill(job: Job): boolean;
  /** When the next delayed job starts by itself: UTC ms. */
  nextDelayed(): number | undefined;
  /** Starts the delayed jobs whose time has come. */
  startDelayed(): void;
  /** Hands what is pending to runners that are there now. */
  startWaiting(): void;
  /** Ends all that runs. */
  stop(): void;
}

export interface EngineOptions {
  /** How many jobs run at a time. Undefined leaves all of them pending: there is no runner. */
  readonly concurrency: number | undefined;
  variables(pipeline: Pipeline): Promise<Variables>;
  /** Told of every pipeline whose status has changed. */
  changed(pipeline: Pipeline): void;
  /** Told of every job whose status has changed. */
  jobChanged(job: Job): void;
  /** What a pipeline's jobs do, where that is not known any more (after a restore). */
  replan(pipeline: Pipeline): Promise<readonly PlannedJob[]>;
}

export function makeEngine(core: Core, options: EngineOptions): Engine {
  const planned = new Map<number, PlannedJob>();
  const running = new Map<number, AbortController>();
  const flow: JobFlow = {
    core,
    concurrency: options.concurrency,
    running,
    changed: options.changed,
    jobChanged: options.jobChanged,
    start: (job, controller) => core.background(runJob({ flow, planned, options }, job, controller)),
  };
  const abort = (job: Job, reason: 'killed' | 'cancelled'): boolean => {
    running.get(job.id)?.abort(reason);
    return running.has(job.id);
  };
  return {
    launch(pipeline, plan) {
      options.changed(pipeline);
      for (const part of plan) {
        const job = addJob(core, pipeline, part);
        planned.set(job.id, part);
        options.jobChanged(job);
      }
      // The answer that made the pipeline goes out first, with everything still `created`.
      core.background(new Promise(setImmediate).then(() => proceed(flow, pipeline)));
    },
    play(job, user) {
      if (job.status !== 'manual' && job.status !== 'scheduled') return false;
      release(flow, job, user);
      return true;
    },
    cancel(job) {
      if (isDone(job.status)) return false;
      if (abort(job, 'cancelled')) closeJob(flow, job, 'canceled');
      else finishJob(flow, job, 'canceled', null);
      return true;
    },
    retry: (job, user) => retryJob(flow, planned, job, user),
    kill: (job) => abort(job, 'killed'),
    nextDelayed() {
      const delayed = openJobs(core).filter(({ status }) => status === 'scheduled');
      return delayed.length === 0
        ? undefined
        : Math.min(...delayed.map(({ scheduledAt }) => Date.parse(scheduledAt ?? '')));
    },
    startDelayed() {
      const now = core.clock.now();
      for (const job of openJobs(core))
        if (job.status === 'scheduled' && Date.parse(job.scheduledAt ?? '') <= now) release(flow, job, undefined);
    },
    startWaiting: () => dispatch(flow),
    stop() {
      for (const controller of running.values()) controller.abort('killed');
    },
  };
}
