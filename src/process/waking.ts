// When sitrep is to be woken, as numbers and words: the delay of a timer, whether one that is armed will do, and which
// schedules are on. Who asks GitLab for it is in the jobs.

import type { Status } from '../incident/events.ts';
import { earlier, type Instant, minutesBetween, plusMinutes } from '../text/time.ts';

/** A pipeline whose job waits. */
export interface Timer {
  readonly pipeline: number;
  readonly at: Instant;
}

/** How a timer is told its delay: by a pipeline input, or, before GitLab 18.1, by a variable. */
export type TimerWay = 'inputs' | 'variable';

/** What the pipeline input is called, and the variable that stands in for it. */
export const WAKE_INPUT = 'wake-in';
export const WAKE_VARIABLE = 'SITREP_WAKE_IN';

/** A schedule that is on while an incident is live. */
export interface Watch {
  readonly id: number;
  readonly cron: string;
  readonly active: boolean;
}

/** GitLab delays a job by a week at most (GitLab docs, `start_in`), and clocks differ. */
const LONGEST_MINUTES = 6 * 24 * 60;

/**
 * The delays there are where a timer goes by a pipeline variable, because `start_in` expands none: the component has a rule
 * for each. In minutes, by the words that `start_in` takes.
 */
export const FIXED_DELAYS = {
  '1 minute': 1,
  '2 minutes': 2,
  '5 minutes': 5,
  '10 minutes': 10,
  '15 minutes': 15,
  '30 minutes': 30,
  '1 hour': 60,
  '3 hours': 180,
  '12 hours': 720,
  '1 day': 1440,
} as const;

export interface Delay {
  readonly minutes: number;
  /** As `start_in` takes it. */
  readonly text: string;
}

/** How long to wait for `due`: not before it where any delay may be had, else the longest that is not beyond it. */
export function delayUntil(due: Instant, now: Instant, way: TimerWay): Delay {
  const minutes = Math.min(LONGEST_MINUTES, Math.max(1, -minutesBetween(due, now)));
  if (way === 'inputs') return { minutes, text: minutes === 1 ? '1 minute' : `${minutes} minutes` };
  const [text, fixed] = Object.entries(FIXED_DELAYS).findLast(([, one]) => one <= minutes) ?? ['1 minute', 1];
  return { minutes: fixed, text };
}

/** One that fires so little too early is left: another pipeline costs more than a run that finds nothing. */
const EARLY_MINUTES = 2;
/** Neither is one replaced that fires so late that much will have changed before; of a fixed delay, any that is early. */
const FAR_MINUTES = 60;

/** Whether an armed timer will do for `due`: no later than the minute of it, and not much too early. */
export function willDo(armed: Timer, due: Instant, now: Instant, way: TimerWay): boolean {
  if (armed.at <= now || armed.at > plusMinutes(due, 1)) return false;
  return (
    way === 'variable' || minutesBetween(armed.at, due) <= EARLY_MINUTES || minutesBetween(now, armed.at) >= FAR_MINUTES
  );
}

/**
 * Whether the schedules are on for an incident: while people respond to it. The paperwork after that has a week, in which
 * they would cost a free plan most of its compute minutes; webhooks, timers and the daily heartbeat will do.
 */
export function isWatched(status: Status): boolean {
  return status === 'reported' || status === 'triage' || status === 'responding' || status === 'mitigated';
}

/** What the schedules that watch are called; the first words of it, where there are several. */
export const WATCH = 'sitrep: while an incident is open';

/**
 * Which of the schedules to switch now, to what. On GitLab.com's Free tier a schedule runs once an hour, at its own minute
 * only if it was saved after that minute: saved before, it runs at the full hour, for good (GitLab's `CalculateNextRunService`
 * steps to the next hour that the plan allows, and back to the own time only where that lies beyond). So an hourly one waits
 * for a later run; a minute more, because GitLab's clock is not ours.
 */
export function toSwitch(schedules: readonly Watch[], on: boolean, now: Instant): readonly Watch[] {
  const minute = Number(now.slice(14, 16));
  return schedules
    .filter(({ active, cron }) => active !== on && (!on || mayStart(cron, minute)))
    .map((schedule) => ({ ...schedule, active: on }));
}

function mayStart(cron: string, minute: number): boolean {
  const own = /^(\d{1,2}) \* \* \* \*$/.exec(cron.trim())?.[1];
  return own === undefined || (minute > Number(own) && minute < 59);
}

/** The earlier of two moments, either of which there may not be. */
export function earliest(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  return one === undefined || other === undefined ? (one ?? other) : earlier(one, other);
}
