// The jobs of pipelines: which may start, which wait, and what becomes of them.
//
// Stages run one after another, a resource group runs one job at a time, manual jobs wait to be played and delayed ones
// for their time. What a job does is its runner's affair.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Core } from '../core.ts';
import { nextId, type User } from '../store.ts';
import { projectOf } from './render.ts';
import { ensureGroup, nextOf } from './resource-groups.ts';
import type { JobRun, PlannedJob } from './runner.ts';
import { currentJobs, isDone, nextToStart, openJobs, statusOf } from './states.ts';
import type { Job, Pipeline } from './types.ts';
import { jobVariables, type Variables, writeFiles } from './variables.ts';

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
  /** Ends all that runs. */
  stop(): void;
}

export interface EngineOptions {
  /** Undefined leaves all jobs pending: there is no runner. */
  readonly concurrency: number | undefined;
  variables(pipeline: Pipeline): Promise<Variables>;
  /** Told of every pipeline that ends. */
  ended(pipeline: Pipeline): Promise<void>;
  /** What a job does, for one that was not launched here (after a restore). */
  replan(pipeline: Pipeline): Promise<readonly PlannedJob[]>;
}

type Ending = 'killed' | 'cancelled';

export function makeEngine(core: Core, options: EngineOptions): Engine {
  const planned = new Map<number, PlannedJob>();
  const running = new Map<number, AbortController>();
  const { store, clock } = core;

  function launch(pipeline: Pipeline, plan: readonly PlannedJob[]): void {
    for (const part of plan) planned.set(addJob(core, pipeline, part).id, part);
    // The answer that made the pipeline goes out first, with everything still `created`.
    core.background(new Promise(setImmediate).then(() => proceed(pipeline)));
  }

  function proceed(pipeline: Pipeline): void {
    for (const { job, next } of nextToStart(currentJobs(core, pipeline))) {
      if (next === 'skip') close(job, 'skipped');
      else if (job.manual) job.status = 'manual';
      else if (job.scheduledAt !== null) job.status = 'scheduled';
      else enqueue(job);
    }
    refresh(pipeline);
    dispatch();
  }

  function enqueue(job: Job): void {
    job.queuedAt = clock.stamp();
    job.status = job.resourceGroup === null ? 'pending' : 'waiting_for_resource';
    if (job.resourceGroup !== null) ensureGroup(core, projectOf(core, job.projectId), job.resourceGroup);
  }

  /** Hands free resources to who waits for them, and pending jobs to the runner. */
  function dispatch(): void {
    for (const job of nextOf(core)) {
      job.status = 'pending';
      refreshOf(job);
    }
    if (options.concurrency === undefined) return;
    for (const job of openJobs(core)) {
      if (running.size >= options.concurrency) return;
      if (job.status === 'pending' && !running.has(job.id)) start(job);
    }
  }

  function start(job: Job): void {
    const controller = new AbortController();
    running.set(job.id, controller);
    job.status = 'running';
    job.startedAt = clock.stamp();
    refreshOf(job);
    core.background(run(job, controller));
  }

  async function run(job: Job, controller: AbortController): Promise<void> {
    const began = performance.now();
    const base = mkdtempSync(join(tmpdir(), 'sandbox-job-'));
    let code: number;
    try {
      code = await Promise.race([execute(job, base, controller.signal), aborted(controller.signal)]);
    } catch (error) {
      if (!controller.signal.aborted) job.trace += `${error instanceof Error ? error.message : String(error)}\n`;
      code = 1;
    }
    rmSync(base, { recursive: true, force: true });
    running.delete(job.id);
    const ending: Ending | undefined = controller.signal.aborted ? controller.signal.reason : undefined;
    job.exitCode = ending === 'killed' ? 137 : code;
    job.realSeconds = (performance.now() - began) / 1000;
    finish(job, ending === 'cancelled' ? 'canceled' : job.exitCode === 0 ? 'success' : 'failed', ending);
  }

  async function execute(job: Job, base: string, signal: AbortSignal): Promise<number> {
    const pipeline = pipelineOf(job);
    const part = planned.get(job.id) ?? (await options.replan(pipeline)).find(({ name }) => name === job.name);
    if (!part) throw new Error(`nobody knows any more what ${job.name} does`);
    const { env, files } = await options.variables(pipeline);
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

  function finish(job: Job, status: 'success' | 'failed' | 'canceled', ending: Ending | undefined): void {
    close(job, status);
    job.finishedAt = clock.stamp();
    if (status === 'failed') job.failureReason = ending === 'killed' ? 'runner_system_failure' : 'script_failure';
    const pipeline = store.ci.pipelines.get(job.pipelineId);
    if (pipeline) proceed(pipeline);
  }

  function close(job: Job, status: Job['status']): void {
    job.status = status;
    store.ci.openJobs.delete(job.id);
  }

  function pipelineOf(job: Job): Pipeline {
    const pipeline = store.ci.pipelines.get(job.pipelineId);
    if (!pipeline) throw new Error(`job ${job.id} has lost its pipeline`);
    return pipeline;
  }

  function refreshOf(job: Job): void {
    refresh(pipelineOf(job));
  }

  /** Brings a pipeline's own state in line with its jobs'. */
  function refresh(pipeline: Pipeline): void {
    const status = statusOf(currentJobs(core, pipeline));
    if (status === pipeline.status) return;
    pipeline.status = status;
    pipeline.updatedAt = clock.stamp();
    if (status === 'running') pipeline.startedAt ??= pipeline.updatedAt;
    pipeline.finishedAt = isDone(status) ? pipeline.updatedAt : null;
    if (isDone(status)) core.background(options.ended(pipeline));
  }

  function release(job: Job, user: User | undefined): void {
    if (user) job.userId = user.id;
    job.scheduledAt = null;
    enqueue(job);
    refreshOf(job);
    dispatch();
  }

  function end(job: Job, ending: Ending): boolean {
    const controller = running.get(job.id);
    controller?.abort(ending);
    return controller !== undefined;
  }

  return {
    launch,
    play(job, user) {
      if (job.status !== 'manual' && job.status !== 'scheduled') return false;
      release(job, user);
      return true;
    },
    cancel(job) {
      if (isDone(job.status)) return false;
      if (!end(job, 'cancelled')) finish(job, 'canceled', 'cancelled');
      else close(job, 'canceled');
      return true;
    },
    retry(job, user) {
      if (!isDone(job.status) || job.retried || job.status === 'skipped') return undefined;
      job.retried = true;
      const pipeline = pipelineOf(job);
      const again = addJob(core, pipeline, { ...job, resourceGroup: job.resourceGroup ?? undefined }, user);
      const part = planned.get(job.id);
      if (part) planned.set(again.id, part);
      for (const later of currentJobs(core, pipeline)) {
        if (later.status !== 'skipped') continue;
        later.status = 'created';
        store.ci.openJobs.add(later.id);
      }
      release(again, user);
      return again;
    },
    kill: (job) => end(job, 'killed'),
    nextDelayed() {
      const times = openJobs(core)
        .filter(({ status }) => status === 'scheduled')
        .map(({ scheduledAt }) => Date.parse(scheduledAt ?? ''));
      return times.length === 0 ? undefined : Math.min(...times);
    },
    startDelayed() {
      for (const job of openJobs(core)) {
        if (job.status === 'scheduled' && Date.parse(job.scheduledAt ?? '') <= clock.now()) release(job, undefined);
      }
    },
    stop() {
      for (const controller of running.values()) controller.abort('killed');
    },
  };
}

type JobGiven = Pick<PlannedJob, 'name' | 'stage' | 'manual' | 'allowFailure' | 'startInMinutes'> & {
  readonly resourceGroup?: string | undefined;
};

function addJob(core: Core, pipeline: Pipeline, given: JobGiven, user?: User): Job {
  const manual = given.manual ?? false;
  const delay = given.startInMinutes;
  const job: Job = {
    id: nextId(core.store, 'jobs'),
    projectId: pipeline.projectId,
    pipelineId: pipeline.id,
    name: given.name,
    stage: given.stage ?? 'test',
    manual,
    allowFailure: given.allowFailure ?? manual,
    resourceGroup: given.resourceGroup ?? null,
    status: 'created',
    userId: user?.id ?? pipeline.userId,
    createdAt: core.clock.stamp(),
    queuedAt: null,
    startedAt: null,
    finishedAt: null,
    scheduledAt: delay === undefined ? null : new Date(core.clock.now() + delay * 60_000).toISOString(),
    failureReason: null,
    exitCode: null,
    realSeconds: null,
    trace: '',
    retried: false,
    token: `glcbt-${randomBytes(15).toString('base64url')}`,
  };
  core.store.ci.jobs.set(job.id, job);
  core.store.ci.openJobs.add(job.id);
  pipeline.jobIds.push(job.id);
  return job;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(String(signal.reason))), { once: true });
  });
}
