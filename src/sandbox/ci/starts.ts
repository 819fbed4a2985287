// What starts pipelines without anybody asking: schedules, delayed jobs and pushes.

import { ApiError } from '../errors.ts';
import { mergeRequestsOf } from '../git/merge-requests/data.ts';
import { fileText } from '../git/read.ts';
import { NO_COMMIT } from '../git/repository.ts';
import type { MergeRequest } from '../git/types.ts';
import type { Project, User } from '../store.ts';
import { createPipeline } from './create-pipeline.ts';
import type { Ci } from './index.ts';
import { nextRun, stopWithoutOwner } from './schedule-data.ts';
import type { Schedule } from './types.ts';

/**
 * Moves the clock on by so many minutes, stopping at each instant at which a schedule or a delayed job is due; what
 * starts there has ended before the clock moves again.
 */
export async function advance(ci: Ci, minutes: number, idle: () => Promise<void>): Promise<void> {
  const { clock } = ci.core;
  await idle();
  const end = clock.now() + minutes * 60_000;
  for (;;) {
    const at = nextDue(ci);
    if (at === undefined || at > end) break;
    if (at > clock.now()) clock.set(new Date(at).toISOString());
    ci.engine.startDelayed();
    for (const schedule of dueSchedules(ci)) await fire(ci, schedule);
    await idle();
  }
  if (end > clock.now()) clock.set(new Date(end).toISOString());
}

/** Makes the pipeline of a schedule; a refusal is GitLab's own affair and shows nowhere. */
export async function runSchedule(ci: Ci, schedule: Schedule, user: User): Promise<void> {
  const project = ci.core.store.projects.get(schedule.projectId);
  if (!project) return;
  await orNone(
    createPipeline(ci, {
      project,
      user,
      schedule,
      ref: schedule.ref,
      source: 'schedule',
      variables: schedule.variables.map((variable) => ({ ...variable })),
      inputs: Object.fromEntries(schedule.inputs),
    }),
  );
}

/** Makes a pipeline for every branch that is pushed, and for merge requests when they are opened or their branch is pushed. */
export function startPushPipelines(ci: Ci): void {
  const { core, git } = ci;
  git.onMoved.push(async (project, user, changes) => {
    for (const { ref, from, to } of changes) {
      if (to === NO_COMMIT || !ref.startsWith('refs/heads/')) continue;
      const file = project.ciConfigPath ?? '.gitlab-ci.yml';
      if ((await fileText(git.repositories.dir(project), to, file)) === undefined) continue;
      await orNone(createPipeline(ci, { project, user, ref, source: 'push', before: from }));
      for (const mergeRequest of mergeRequestsOf(core, project)) {
        if (mergeRequest.state === 'opened' && `refs/heads/${mergeRequest.sourceBranch}` === ref)
          await ofMergeRequest(ci, project, user, mergeRequest);
      }
    }
  });
  git.onOpened.push((project, user, mergeRequest) => ofMergeRequest(ci, project, user, mergeRequest));
}

function ofMergeRequest(ci: Ci, project: Project, user: User, mergeRequest: MergeRequest): Promise<void> {
  const { sourceBranch: ref } = mergeRequest;
  return orNone(createPipeline(ci, { project, user, ref, source: 'merge_request_event', mergeRequest }));
}

function nextDue(ci: Ci): number | undefined {
  const times = [...ci.core.store.ci.schedules.values()]
    .filter(({ active, nextRunAt }) => active && nextRunAt !== null)
    .map(({ nextRunAt }) => Date.parse(nextRunAt ?? ''));
  const delayed = ci.engine.nextDelayed();
  if (delayed !== undefined) times.push(delayed);
  return times.length === 0 ? undefined : Math.min(...times);
}

function dueSchedules(ci: Ci): Schedule[] {
  const now = ci.core.clock.now();
  return [...ci.core.store.ci.schedules.values()].filter(
    ({ active, nextRunAt }) => active && nextRunAt !== null && Date.parse(nextRunAt) <= now,
  );
}

/** A schedule runs as its owner (J7). */
async function fire(ci: Ci, schedule: Schedule): Promise<void> {
  schedule.nextRunAt = nextRun(ci, schedule);
  const owner = ci.core.store.users.get(schedule.ownerId);
  if (stopWithoutOwner(ci.core, schedule) || !owner) return;
  await runSchedule(ci, schedule, owner);
}

async function orNone(made: Promise<unknown>): Promise<void> {
  try {
    await made;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
