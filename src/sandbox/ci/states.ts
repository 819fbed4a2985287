// From the states of jobs to the state of their pipeline, and to what starts next.

import type { Core } from '../core.ts';
import type { Job, Pipeline, Status } from './types.ts';

/** The jobs of a pipeline without those that a retry replaced. */
export function currentJobs(core: Core, pipeline: Pipeline): Job[] {
  return pipeline.jobIds.flatMap((id) => core.store.ci.jobs.get(id) ?? []).filter(({ retried }) => !retried);
}

/** The jobs that have not ended, oldest first. */
export function openJobs(core: Core): Job[] {
  const { jobs, openJobs: ids } = core.store.ci;
  return [...ids].flatMap((id) => jobs.get(id) ?? []).sort((a, b) => a.id - b.id);
}

export function isDone(status: Status): boolean {
  return status === 'success' || status === 'failed' || status === 'canceled' || status === 'skipped';
}

/** The jobs that leave `created` now: those of the first stage that is not over, or all that a failure keeps from running. */
export function nextToStart(jobs: readonly Job[]): { job: Job; next: 'start' | 'skip' }[] {
  const found: { job: Job; next: 'start' | 'skip' }[] = [];
  let failed = false;
  for (const stage of new Set(jobs.map((job) => job.stage))) {
    const inStage = jobs.filter((job) => job.stage === stage);
    for (const job of inStage) {
      if (job.status === 'created') found.push({ job, next: failed ? 'skip' : 'start' });
    }
    if (failed) continue;
    if (inStage.some((job) => !isDone(job.status) && !isOptional(job))) break;
    failed = inStage.some((job) => ['failed', 'canceled'].includes(job.status) && !job.allowFailure);
  }
  return found;
}

/** What GitLab's composite status makes of these jobs. */
export function statusOf(jobs: readonly Job[]): Status {
  const counted = jobs.filter((job) => !isOptional(job));
  const has = (...statuses: readonly Status[]): boolean => counted.some(({ status }) => statuses.includes(status));
  const all = (...statuses: readonly Status[]): boolean => counted.every(({ status }) => statuses.includes(status));
  if (jobs.length === 0) return 'pending';
  if (counted.length === 0) return 'skipped';
  if (all('skipped')) return 'skipped';
  if (all('created')) return 'created';
  if (has('running')) return 'running';
  if (has('waiting_for_resource')) return 'waiting_for_resource';
  if (has('pending')) return has('success', 'failed', 'canceled') ? 'running' : 'pending';
  if (has('manual')) return 'manual';
  if (has('scheduled')) return 'scheduled';
  if (has('created')) return 'running';
  if (counted.some((job) => job.status === 'failed' && !job.allowFailure)) return 'failed';
  return has('canceled') ? 'canceled' : 'success';
}

/** A manual job that nothing waits for. */
function isOptional(job: Job): boolean {
  return job.status === 'manual' && job.allowFailure;
}
