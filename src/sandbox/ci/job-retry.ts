// Making a job again: because somebody asks for it, or because its `retry` says so (doc/ci/yaml).

import type { User } from '../store.ts';
import { addJob, type JobFlow, pipelineOf, release } from './job-flow.ts';
import type { PlannedJob } from './runner.ts';
import { currentJobs, isDone } from './states.ts';
import type { Job } from './types.ts';

/** Whether a job that has just failed is made again by itself: its reason or its exit code is one of those, and tries are left. */
export function isRetried(flow: JobFlow, job: Job, { retry }: PlannedJob): boolean {
  if (!retry) return false;
  const { jobs } = flow.core.store.ci;
  const before = pipelineOf(flow.core, job).jobIds.filter((id) => id < job.id && jobs.get(id)?.name === job.name);
  const meant =
    retry.when.some((reason) => reason === 'always' || reason === job.failureReason) ||
    (job.exitCode !== null && retry.exitCodes.includes(job.exitCode));
  return meant && before.length < retry.max;
}

/** Makes a job that is over again; undefined for one that is not, or was already. */
export function retryJob(
  flow: JobFlow,
  planned: Map<number, PlannedJob>,
  job: Job,
  user: User | undefined,
): Job | undefined {
  const { core } = flow;
  if (!isDone(job.status) || job.retried || job.status === 'skipped') return undefined;
  job.retried = true;
  const pipeline = pipelineOf(core, job);
  const again = addJob(core, pipeline, { ...job, resourceGroup: job.resourceGroup ?? undefined }, user);
  const part = planned.get(job.id);
  if (part) planned.set(again.id, part);
  // What was skipped because of the failure gets its chance again.
  for (const later of currentJobs(core, pipeline)) {
    if (later.status !== 'skipped') continue;
    later.status = 'created';
    core.store.ci.openJobs.add(later.id);
  }
  release(flow, again, user);
  return again;
}
