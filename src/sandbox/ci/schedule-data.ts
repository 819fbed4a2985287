// Schedules as data: when one runs next, and what may be written into one.

import { IANAZone } from 'luxon';
import type { Core } from '../core.ts';
import { invalidParams, refusal } from '../errors.ts';
import { readRef } from '../git/repository.ts';
import { isMap } from '../params.ts';
import { type Json, userBasicById } from '../people/user-entity.ts';
import type { Project } from '../store.ts';
import { nextStrike, parseCron, strikes } from './cron.ts';
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
 * When a schedule runs next (J8): its own time, moved to where the plan and then the instance's worker allow one. The
 * order of the steps is GitLab's (app/services/ci/pipeline_schedules/calculate_next_run_service.rb).
 */
export function nextRun({ core }: Ci, schedule: Schedule): string | null {
  const cron = parseCron(schedule.cron);
  const worker = parseCron(core.profile.schedules.workerCron);
  if (!cron || !worker) return null;
  const now = core.clock.now();
  const own = nextStrike(cron, now, schedule.cronTimezone);
  if (own === undefined) return null;
  const nextWorker = (after: number): number => nextStrike(worker, after, 'UTC') ?? after;
  const onWorker = (at: number): boolean => strikes(worker, at, 'UTC');
  const { perDay } = core.profile.schedules;
  const every = Number.isFinite(perDay) ? Math.floor(MINUTES_A_DAY / perDay) : undefined;
  return new Date(every === undefined ? (onWorker(own) ? own : nextWorker(own)) : withPlan()).toISOString();

  function withPlan(): number {
    const step = (every ?? 1) * 60_000;
    const nextPlan = (after: number): number => (Math.floor(after / step) + 1) * step;
    const earliest = nextPlan(now);
    const at = own ?? now;
    if (onWorker(at) && earliest <= at) return at;
    if (onWorker(nextPlan(at))) return nextPlan(at);
    const byWorker = nextWorker(at);
    return earliest <= byWorker ? byWorker : nextWorker(nextPlan(at));
  }
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
    inputs: [...schedule.inputs].map(([name, value]) => ({ name, value })),
  };
}
