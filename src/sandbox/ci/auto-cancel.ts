// What a newer commit does to the pipelines of older ones on its branch (`workflow:auto_cancel:on_new_commit`; doc/ci/yaml;
// app/services/ci/pipeline_creation/cancel_redundant_pipelines_service.rb).
//
// It reaches all of them that have not ended, whatever started them: also one whose only job waits for its time.

import type { CiConfig } from './config.ts';
import type { Ci } from './index.ts';
import { currentJobs, isDone } from './states.ts';
import { type AutoCancel, autoCancels, type Job, type Pipeline } from './types.ts';

/** What the configuration says; `conservative` where it says nothing. */
export function autoCancelOf({ content }: CiConfig): AutoCancel {
  const said = child(child(content['workflow'], 'auto_cancel'), 'on_new_commit');
  return autoCancels.find((known) => known === said) ?? 'conservative';
}

/** Cancels what a new pipeline makes redundant; one of a schedule makes nothing so. */
export function cancelRedundant(ci: Ci, made: Pipeline): void {
  if (made.source === 'schedule') return;
  const { pipelines, pipelinesOf } = ci.core.store.ci;
  for (const id of pipelinesOf.get(made.projectId) ?? []) {
    const older = pipelines.get(id);
    if (!older || older.id >= made.id || older.ref !== made.ref || older.sha === made.sha) continue;
    if (isDone(older.status) || older.autoCancel === 'none') continue;
    const jobs = currentJobs(ci.core, older);
    for (const job of redundant(older.autoCancel, jobs)) ci.engine.cancel(job);
  }
}

/** `conservative` cancels all as long as nothing has started that may not be interrupted. */
function redundant(mode: AutoCancel, jobs: readonly Job[]): readonly Job[] {
  if (mode === 'interruptible') return jobs.filter(({ interruptible }) => interruptible);
  return jobs.some((job) => job.startedAt !== null && !job.interruptible) ? [] : jobs;
}

function child(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
