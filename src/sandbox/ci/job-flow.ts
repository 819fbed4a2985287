// How jobs move from state to state, and their pipeline with them.

import { randomBytes } from 'node:crypto';
import type { Core } from '../core.ts';
import { hasRunner } from '../projects/runner-data.ts';
import { nextId, type User } from '../store.ts';
import { projectOf } from './render.ts';
import { ensureGroup, nextOf } from './resource-groups.ts';
import type { PlannedJob } from './runner.ts';
import { currentJobs, isDone, nextToStart, openJobs, statusOf } from './states.ts';
import type { Job, Pipeline } from './types.ts';

/** What the movement of jobs needs to know of the rest. */
export interface JobFlow {
  readonly core: Core;
  readonly concurrency: number | undefined;
  /** The jobs that run, each with what ends it. */
  readonly running: Map<number, AbortController>;
  /** Told of every pipeline whose status has changed. */
  changed(pipeline: Pipeline): void;
  /** Told of every job whose status has changed. */
  jobChanged(job: Job): void;
  start(job: Job, controller: AbortController): void;
}

export type JobGiven = Pick<
  PlannedJob,
  'name' | 'stage' | 'manual' | 'allowFailure' | 'interruptible' | 'startInMinutes'
> & {
  readonly resourceGroup?: string | undefined;
};

export function addJob(core: Core, pipeline: Pipeline, given: JobGiven, user?: User): Job {
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
    interruptible: given.interruptible ?? false,
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

export function pipelineOf(core: Core, job: Job): Pipeline {
  const pipeline = core.store.ci.pipelines.get(job.pipelineId);
  if (!pipeline) throw new Error(`job ${job.id} has lost its pipeline`);
  return pipeline;
}

/** Starts, or skips, what a pipeline's stages allow now. */
export function proceed(flow: JobFlow, pipeline: Pipeline): void {
  for (const { job, next } of nextToStart(currentJobs(flow.core, pipeline))) {
    if (next === 'skip') closeJob(flow, job, 'skipped');
    else if (job.manual) setStatus(flow, job, 'manual');
    else if (job.scheduledAt !== null) setStatus(flow, job, 'scheduled');
    else enqueue(flow, job);
  }
  refresh(flow, pipeline);
  dispatch(flow);
}

/** Lets a job go that waited for a person or for its time. */
export function release(flow: JobFlow, job: Job, user: User | undefined): void {
  if (user) job.userId = user.id;
  job.scheduledAt = null;
  enqueue(flow, job);
  refresh(flow, pipelineOf(flow.core, job));
  dispatch(flow);
}

/** A job that is over lets the next ones start. */
export function finishJob(
  flow: JobFlow,
  job: Job,
  status: 'success' | 'failed' | 'canceled',
  failureReason: string | null,
): void {
  job.finishedAt = flow.core.clock.stamp();
  job.failureReason = failureReason;
  closeJob(flow, job, status);
  const pipeline = flow.core.store.ci.pipelines.get(job.pipelineId);
  if (pipeline) proceed(flow, pipeline);
}

export function closeJob(flow: JobFlow, job: Job, status: Job['status']): void {
  flow.core.store.ci.openJobs.delete(job.id);
  setStatus(flow, job, status);
}

function setStatus(flow: JobFlow, job: Job, status: Job['status']): void {
  if (job.status === status) return;
  job.status = status;
  flow.jobChanged(job);
}

function enqueue(flow: JobFlow, job: Job): void {
  const { core } = flow;
  job.queuedAt = core.clock.stamp();
  setStatus(flow, job, job.resourceGroup === null ? 'pending' : 'waiting_for_resource');
  if (job.resourceGroup !== null) ensureGroup(core, projectOf(core, job.projectId), job.resourceGroup);
}

/** Hands free resources to who waits for them, and pending jobs to the runner. */
export function dispatch(flow: JobFlow): void {
  const { core, concurrency, running } = flow;
  for (const job of nextOf(core)) {
    setStatus(flow, job, 'pending');
    refresh(flow, pipelineOf(core, job));
  }
  if (concurrency === undefined) return;
  for (const job of openJobs(core)) {
    if (running.size >= concurrency) return;
    if (job.status !== 'pending' || running.has(job.id)) continue;
    if (!hasRunner(core, projectOf(core, job.projectId))) continue;
    const controller = new AbortController();
    running.set(job.id, controller);
    job.startedAt = core.clock.stamp();
    setStatus(flow, job, 'running');
    refresh(flow, pipelineOf(core, job));
    flow.start(job, controller);
  }
}

/** Brings a pipeline's own state in line with its jobs'. */
function refresh(flow: JobFlow, pipeline: Pipeline): void {
  const status = statusOf(currentJobs(flow.core, pipeline));
  if (status === pipeline.status) return;
  pipeline.status = status;
  pipeline.updatedAt = flow.core.clock.stamp();
  if (status === 'running') pipeline.startedAt ??= pipeline.updatedAt;
  pipeline.finishedAt = isDone(status) ? pipeline.updatedAt : null;
  flow.changed(pipeline);
}
