// Schedules as data: when one runs next, and what may be written into one.

import { IANAZone } from 'luxon';
import { levelIn } from '../access.ts';
import type { Core } from '../core.ts';
import { invalidParams, refusal } from '../errors.ts';
import { readRef } from '../git/repository.ts';
import { isMap } from '../params.ts';
import { type Json, userBasicById } from '../people/user-entity.ts';
import { Level, type Project } from '../store.ts';
import { isAtLeast, SINCE } from '../version.ts';
import { type Cron, nextStrike, parseCron, strikes } from './cron.ts';
import type { Ci } from './index.ts';
import type { InputValue, Schedule } from './types.ts';

export interface ScheduleRules {
  /** The instance looks for due schedules when this expression strikes, and not more often. */
  readonly workerCron: string;
  /** How many schedules a project may have. */
  readonly perProject: number;
  /** How many pipelines a day one schedule may make; Infinity for no limit. */
  readonly perDay: number;
}

const MINUTES_A_DAY = 1440;

/**
 * When a schedule runs next (J8), computed when it is saved and after each run: its own time, moved to where the plan and
 * the instance's worker allow one. Where a plan has a limit, the order of the steps is that of GitLab's
 * app/services/ci/pipeline_schedules/calculate_next_run_service.rb, else of app/models/concerns/cron_schedulable.rb.
 */
export function nextRun({ core }: Ci, schedule: Schedule): string | null {
  const { workerCron, perDay } = core.profile.schedules;
  const [cron, worker] = [parseCron(schedule.cron), parseCron(workerCron)];
  if (!cron || !worker) return null;
  const now = core.clock.now();
  const own = nextStrike(cron, now, schedule.cronTimezone);
  if (own === undefined) return null;
  const at = Number.isFinite(perDay) ? withinPlan(now, own, worker, perDay) : onGrid(now, own, worker);
  return new Date(at).toISOString();
}

/** The worker's time after its own, but for one that is the very next time of both. */
function onGrid(now: number, own: number, worker: Cron): number {
  return own === workerAfter(worker, now) ? own : workerAfter(worker, own);
}

/**
 * Never sooner than the plan's next beat: with 24 runs a day that is the next full hour. So a schedule at minute 15 that is
 * saved at 10:05 runs at 11:00, and every hour at :00 from then on; one saved at 10:20 keeps its :15.
 */
function withinPlan(now: number, own: number, worker: Cron, perDay: number): number {
  const beatMs = Math.floor(MINUTES_A_DAY / perDay) * 60_000;
  const beatAfter = (at: number): number => (Math.floor(at / beatMs) + 1) * beatMs;
  const onWorker = (at: number): boolean => strikes(worker, at, 'UTC');
  const soonest = beatAfter(now);
  if (onWorker(own) && soonest <= own) return own;
  const beat = beatAfter(own);
  if (onWorker(beat)) return beat;
  const byWorker = workerAfter(worker, own);
  return soonest <= byWorker ? byWorker : workerAfter(worker, beat);
}

function workerAfter(worker: Cron, at: number): number {
  return nextStrike(worker, at, 'UTC') ?? at;
}

/**
 * Whether its owner may still run it: a schedule of somebody who was blocked, has gone or is no developer any more is
 * inactive from then on, also when the rights come back (J7; doc/ci/pipelines/schedules.md).
 */
export function stopWithoutOwner(core: Core, schedule: Schedule): boolean {
  const project = core.store.projects.get(schedule.projectId);
  const owner = core.store.users.get(schedule.ownerId);
  const may = project && owner && owner.state !== 'blocked' && levelIn(core, owner, project) >= Level.developer;
  if (!may) schedule.active = false;
  return !may;
}

/** Throws the 400 of a cron expression or a zone that is none (J5). */
export function checkCron(cron: string, zone: string): void {
  if (!parseCron(cron)) throw refusal(400, { cron: ['syntax is invalid'] });
  if (!IANAZone.isValidZone(zone)) throw refusal(400, { cron_timezone: ['syntax is invalid'] });
}

export function checkCount({ core }: Ci, project: Project): void {
  const present = [...core.store.ci.schedules.values()].filter(({ projectId }) => projectId === project.id);
  if (present.length < core.profile.schedules.perProject) return;
  throw refusal(400, {
    base: [`Maximum number of pipeline schedules (${core.profile.schedules.perProject}) exceeded`],
  });
}

/** The full name of a branch or tag (J1). Throws a 400 for a name that is neither, or both. */
export async function fullRef({ git }: Ci, project: Project, sent: string): Promise<string> {
  const dir = git.repositories.dir(project);
  if (/^refs\/(heads|tags)\//.test(sent)) {
    if ((await readRef(dir, sent)) === undefined) throw refusal(400, { ref: ['is not an existing branch or tag'] });
    return sent;
  }
  const found: string[] = [];
  for (const ref of [`refs/heads/${sent}`, `refs/tags/${sent}`]) if (await readRef(dir, ref)) found.push(ref);
  const [only] = found;
  if (only === undefined) throw refusal(400, { ref: ['is not an existing branch or tag'] });
  if (found.length > 1) throw refusal(400, { ref: ['is ambiguous'] });
  return only;
}

/** `[{name, value, destroy?}]` into the schedule's inputs. */
export function readInputList(inputs: Map<string, InputValue>, sent: unknown): void {
  if (sent === undefined || sent === null) return;
  if (!Array.isArray(sent)) throw invalidParams('inputs is invalid');
  for (const item of sent) {
    if (!isMap(item) || typeof item['name'] !== 'string') throw invalidParams('inputs[0][name] is missing');
    if (String(item['destroy']) === 'true') inputs.delete(item['name']);
    else inputs.set(item['name'], readInput(item['value']));
  }
}

function readInput(value: unknown): InputValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value;
  throw invalidParams('inputs[0][value] is invalid');
}

export function scheduleEntity(core: Core, schedule: Schedule): Json {
  return {
    id: schedule.id,
    description: schedule.description,
    ref: schedule.ref,
    cron: schedule.cron,
    cron_timezone: schedule.cronTimezone,
    next_run_at: schedule.nextRunAt,
    active: schedule.active,
    created_at: schedule.createdAt,
    updated_at: schedule.updatedAt,
    owner: userBasicById(core, schedule.ownerId),
    ...(isAtLeast(core.version, SINCE.pipelineInputs)
      ? { inputs: [...schedule.inputs].map(([name, value]) => ({ name, value })) }
      : {}),
  };
}
