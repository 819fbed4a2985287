// Being woken in time: one timer for the earliest thing that is due, and the schedules while an incident is live.
//
// A timer is armed before the plan is applied, so that a run that dies is followed by another. The first push takes back what
// the journal says of one that will not do, the second notes the new one: a run that is killed in between leaves one timer
// too many, which fires, finds nothing and ends, and never a journal that counts on one that was cancelled. Nothing here stops a run: without a timer there are the schedules, without those there are webhooks.

import type { Outcome } from '../http/outcome.ts';
import type { Wake } from '../journal/files.ts';
import {
  delayUntil,
  type Timer,
  type TimerWay,
  toSwitch,
  WAKE_INPUT,
  WAKE_VARIABLE,
  WATCH,
  willDo,
} from '../process/waking.ts';
import { type Instant, plusMinutes } from '../text/time.ts';
import { reason } from './log.ts';
import type { Work } from './work.ts';

/** Refused both ways, timers are asked for again after so long: a pipeline file that is broken is mended in minutes. */
const REFUSED_MINUTES = 15;
/** So long after inputs were refused a variable goes first; then inputs again, by which a timer comes to the minute. */
const WITHOUT_INPUTS_MINUTES = 60;

/** Where there was no schedule to switch on, there may be one after so long: `init` can be run again at any time. */
const MISSED_MINUTES = 60;

/** What has to be looked after. */
export interface Ahead {
  /** When the clock alone makes something due next, over all open incidents. */
  readonly due: Instant | undefined;
  /** People respond to some incident. */
  readonly live: boolean;
}

export interface Waker {
  /** What to note before a timer is replaced: none. Undefined where the noted one may stay. */
  takeBack(noted: Wake, ahead: Ahead): Wake | undefined;
  /**
   * Arms and switches what is not as it should be. Returns what to note, and whether that is worth a push by itself.
   *
   * @param sure called before anything is written; throws where nothing may be
   */
  prepare(
    noted: Wake,
    ahead: Ahead,
    sure: () => Promise<void>,
  ): Promise<{ readonly wake: Wake; readonly worth: boolean }>;
  /** Once another is armed: cancels what is no longer the next. */
  settle(): Promise<void>;
}

/** For one run, however often it starts over: what it has armed and was not noted is used again, or cancelled. */
export function makeWaker(work: Work): Waker {
  let armed: readonly Timer[] = [];
  let stale: readonly Timer[] = [];
  let learnt: Pick<Wake, 'inputsRefusedAt' | 'refusedAt' | 'watch' | 'watchMissedAt'> = {};

  async function timer(noted: Wake, due: Instant | undefined, sure: () => Promise<void>): Promise<Timer | undefined> {
    const now = work.now();
    const there = [noted.timer, ...armed].flatMap((one) => (one && !isSpent(one, work) ? [one] : []));
    const known = { ...noted, ...learnt };
    const { inputsRefusedAt, refusedAt } = known;
    let chosen = there.find((one) => due !== undefined && willDo(one, due, now, wayOf(known)));
    const refused = !work.full && refusedAt !== undefined && now < plusMinutes(refusedAt, REFUSED_MINUTES);
    if (due !== undefined && !chosen && !refused) {
      await sure();
      const asked = inputsRefusedAt !== undefined && now < plusMinutes(inputsRefusedAt, WITHOUT_INPUTS_MINUTES);
      const made = await arm(work, due, asked ? ['variable', 'inputs'] : ['inputs', 'variable']);
      if (made === 'refused') learnt = { ...learnt, refusedAt: now };
      if (typeof made === 'object') {
        chosen = made.timer;
        armed = [...armed, made.timer];
        const since = asked ? inputsRefusedAt : now;
        learnt = { ...learnt, inputsRefusedAt: made.way === 'inputs' ? undefined : since, refusedAt: undefined };
      }
      chosen ??= there[0];
    }
    stale = there.filter((one) => one !== chosen);
    return chosen;
  }

  return {
    takeBack(noted, { due }) {
      const { timer, ...rest } = noted;
      if (timer === undefined || isSpent(timer, work)) return undefined;
      return due !== undefined && willDo(timer, due, work.now(), wayOf(noted)) ? undefined : rest;
    },
    async prepare(noted, { due, live }, sure) {
      try {
        const [chosen, watched] = await Promise.all([
          timer(noted, due, sure),
          watches(work, { ...noted, ...learnt }, live, sure),
        ]);
        learnt = { ...learnt, ...watched };
        const wake: Wake = { ...noted, ...learnt, timer: chosen };
        const worth =
          (chosen !== undefined && chosen.pipeline !== noted.timer?.pipeline) ||
          wake.refusedAt !== noted.refusedAt ||
          wake.watchMissedAt !== noted.watchMissedAt ||
          JSON.stringify(wake.watch) !== JSON.stringify(noted.watch);
        return { wake, worth };
      } catch (error) {
        work.log.info(`sitrep may not be woken in time: ${reason(error)}`);
        return { wake: noted, worth: false };
      }
    },
    async settle() {
      const useless = stale;
      [armed, stale, learnt] = [[], [], {}];
      // One that could not be cancelled fires, finds nothing and ends.
      await Promise.all(useless.map(({ pipeline }) => work.gitlab.cancelPipeline(pipeline)));
    },
  };
}

/** How the noted timer was armed, if it was. */
function wayOf({ inputsRefusedAt }: Wake): TimerWay {
  return inputsRefusedAt === undefined ? 'inputs' : 'variable';
}

/** It has fired, or this run is its job: GitLab's clock may be ahead of this machine's. */
function isSpent({ at, pipeline }: Timer, { now, pipeline: own }: Work): boolean {
  return at <= now() || pipeline === own;
}

/** By the first way, else by the other. `later`: it may work for the next run. */
async function arm(
  work: Work,
  due: Instant,
  ways: readonly TimerWay[],
): Promise<{ readonly timer: Timer; readonly way: TimerWay } | 'refused' | 'later'> {
  const ref = work.defaultBranch ?? (await work.gitlab.project()).defaultBranch;
  const why: string[] = [];
  for (const way of ways) {
    const { minutes, text } = delayUntil(due, work.now(), way);
    const at = plusMinutes(work.now(), minutes);
    const how = way === 'inputs' ? { inputs: { [WAKE_INPUT]: text } } : { variables: { [WAKE_VARIABLE]: text } };
    const outcome = await work.gitlab.startPipeline({ ref, ...how });
    if (outcome.outcome === 'done') return { timer: { pipeline: outcome.value.pipeline, at }, way };
    why.push(outcome.reason);
    if (isPassing(outcome)) {
      work.log.info(`no timer was set this time, the schedules remain: ${outcome.reason}`);
      return 'later';
    }
  }
  work.log.info(`GitLab sets no timer here, the schedules remain: ${why.join('; ')}`);
  return 'refused';
}

/** Whether it says nothing about the way: an unknown end, a server that is down, too many pipelines in a minute. */
function isPassing(outcome: Outcome<unknown>): boolean {
  if (outcome.outcome !== 'refused') return true;
  return (
    outcome.status === 0 ||
    outcome.status === 429 ||
    outcome.status >= 500 ||
    /too many pipelines/i.test(outcome.reason)
  );
}

type Watched = Pick<Wake, 'watch' | 'watchMissedAt'>;

/**
 * The schedules as they are after switching; undefined once they are off and need no more looking after. What is noted is
 * believed, because requests are dear; not at an end and not by a full sweep, since people switch and make schedules too.
 */
async function watches(work: Work, known: Watched, live: boolean, sure: () => Promise<void>): Promise<Watched> {
  if (!known.watch && !live && !work.full) return { watch: undefined, watchMissedAt: undefined };
  const { watch, watchMissedAt: missed } = known;
  const believed = live && !work.full && !(missed !== undefined && work.now() >= plusMinutes(missed, MISSED_MINUTES));
  const present = believed && watch ? watch : await find(work, live && watch === undefined);
  const after = await switched(work, present, live, sure);
  if (!live) return { watch: after.some(({ active }) => active) ? after : undefined, watchMissedAt: undefined };
  if (after.length > 0) return { watch: after, watchMissedAt: undefined };
  return { watch: after, watchMissedAt: believed && missed !== undefined ? missed : work.now() };
}

async function switched(
  work: Work,
  present: NonNullable<Wake['watch']>,
  live: boolean,
  sure: () => Promise<void>,
): Promise<NonNullable<Wake['watch']>> {
  const wanted = toSwitch(present, live, work.now());
  if (wanted.length > 0) await sure();
  const changed = await Promise.all(
    wanted.map(async (one) => ({ one, outcome: await work.gitlab.switchSchedule(one.id, one.active) })),
  );
  return present.flatMap((one) => {
    const change = changed.find((other) => other.one.id === one.id);
    if (change?.outcome.outcome === 'done') return [change.one];
    // Deleted, or somebody else's by now: `doctor` says so.
    return change?.outcome.outcome === 'refused' && [403, 404].includes(change.outcome.status) ? [] : [one];
  });
}

/** Only the owner may switch a schedule. */
async function find({ gitlab, log }: Work, needed: boolean): Promise<NonNullable<Wake['watch']>> {
  const [all, bot] = await Promise.all([gitlab.pipelineSchedules(), gitlab.me()]);
  const ours = all.filter(({ description, owner }) => description.startsWith(WATCH) && owner === bot.id);
  if (ours.length === 0 && needed)
    log.info(`there is no schedule "${WATCH}" of @${bot.name}: what a webhook loses waits for the daily one`);
  return ours.map(({ id, cron, active }) => ({ id, cron, active }));
}
