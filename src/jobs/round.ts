// The five steps, for everything that changed, is due or was left undone: observe, interpret, append,
// plan, apply. They exist once; the jobs differ only in what they look at first.

import { CONFIG_PATH } from '../config/load.ts';
import type { EventType, IncidentEvent } from '../incident/events.ts';
import { fold } from '../incident/fold.ts';
import { isOver } from '../incident/incident.ts';
import type { Wake } from '../journal/files.ts';
import type { Journal } from '../journal/journal.ts';
import { nextDue } from '../process/next-due.ts';
import { isSettled } from '../process/places.ts';
import { earliest } from '../process/waking.ts';
import type { Policy } from '../rules/index.ts';
import { apply } from './apply.ts';
import { assertOurs, lastGood, makeRound, policyOf } from './begin.ts';
import type { Applied } from './bookkeeping.ts';
import { decide } from './decide.ts';
import { deletions } from './deleted.ts';
import { lookElsewhere } from './elsewhere.ts';
import { type Glance, glances, isLive } from './glance.ts';
import { hasVigil, isLeft, isQuiet, leaveAll } from './leave.ts';
import { reason } from './log.ts';
import { type Found, pick } from './pick.ts';
import { each } from './pool.ts';
import { makeSlackPeople } from './slack-people.ts';
import { type Ahead, makeWaker, type Waker } from './wake.ts';
import type { Round, Step, Work } from './work.ts';

/** How often a lost push is followed by another try. */
const TRIES = 6;

/** Throws where nothing can be done at all: no journal, no access. Single incidents that fail are problems in the log. */
export async function run(work: Work): Promise<void> {
  const journal = await work.openJournal();
  const waker = makeWaker(work);
  try {
    for (let attempt = 1; ; attempt += 1) {
      if ((await tryOnce(work, journal, waker)) === 'done') return;
      if (attempt === TRIES)
        throw new Error(
          `JournalBusy: ${TRIES} pushes in a row were overtaken by other runs; the next run takes this up`,
        );
      work.log.info('another run was faster: starting over');
      await journal.refresh();
    }
  } finally {
    await journal.close();
  }
}

async function tryOnce(work: Work, journal: Journal, waker: Waker): Promise<'done' | 'lost'> {
  const last = lastGood(journal);
  const open = await glances(work, journal, last);
  const people = makeSlackPeople(work, last);
  const seen = lookElsewhere(work, work.mirrors(last, people.known), people, open, journal.looked);
  // Only a run that finds something to do needs these; they come while the issues are read.
  const ask = () => Promise.all([policyOf(work, journal), work.gitlab.me()]);
  let asked: ReturnType<typeof ask> | undefined;
  const found = await pick(work, journal, open, seen, () => {
    asked ??= ask();
    asked.catch(() => undefined); // awaited below, where its failure counts
  });
  const paused = found.skipped.filter((iid) => hasVigil(open.get(iid) ?? { room: undefined }));
  if (found.incidents.length === 0 && found.gone.length === 0 && paused.length === 0) {
    work.log.info('nothing to do');
    return last.enabled ? keepAwake(work, journal, last, open, waker) : 'done';
  }
  const [config, bot] = await (asked ?? ask());
  if (!config.policy.enabled) {
    work.log.info(`${CONFIG_PATH} says enabled: false`);
    const watched = [...open.values()].filter(hasVigil).map(({ iid }) => iid);
    if (watched.length === 0) return 'done';
    assertOurs(journal, bot, config.policy);
    const left = await leaveAll(makeRound(work, journal, bot, config.policy, open), watched);
    return (await journal.push({ append: eventsIn(left) })) === 'lost' ? 'lost' : 'done';
  }
  assertOurs(journal, bot, config.policy);
  for (const { iid, reads } of found.incidents) {
    const known = open.get(iid);
    if (known) open.set(iid, { ...known, confidential: reads.issue.confidential });
  }
  const round = makeRound(work, journal, bot, config.policy, open);

  const known = new Set(open.keys());
  const recorded = await record(round, found, open, config.good, waker);
  if (recorded === 'lost') return 'lost';
  const { steps, wake, deleted } = recorded;
  const alone = [...found.skipped, ...deleted].filter((iid) => known.has(iid));
  const [results, left] = await Promise.all([applyAll(round, steps), leaveAll(round, alone, deleted), waker.settle()]);
  // Nothing in the journal tells of a review that was merged astray: it is looked for until there is another.
  for (const { iid, reviewLost, before } of steps) {
    const now = results.find((one) => one.iid === iid)?.incident.review;
    if (reviewLost && now?.mr === before?.incident.review?.mr) found.failed.push(iid);
  }
  const ended = left.filter(({ iid }) => deleted.has(iid));
  const sooner = soonerThanPlanned([...results, ...ended])
    ? await waker.prepare(wake ?? journal.wake, ahead(work, config.policy, open, [...results, ...ended]), SURE)
    : undefined;
  await note(round, found, { results, left, deleted }, sooner?.wake ?? wake);
  // The one that it replaces is cancelled once the journal does not count on it any more.
  if (sooner) await waker.settle();
  return 'done';
}

interface Recording {
  readonly steps: readonly Step[];
  readonly wake: Wake | undefined;
  /** Incidents whose issue is no more. One that the bot may only not see is silent, and its room is to say so. */
  readonly deleted: ReadonlySet<number>;
}

/**
 * Decides, and writes it down before anything is done: the first push. Beside it the timer is armed for what comes after, and
 * noted by the second.
 */
async function record(
  round: Round,
  found: Found,
  open: Map<number, Glance>,
  config: string | undefined,
  waker: Waker,
): Promise<Recording | 'lost'> {
  const { work, journal, policy } = round;
  const deleted = await deletions(work, found.gone);
  for (const { iid } of found.gone) open.delete(iid);
  const { steps, hidden } = await decide(round, found);
  const append = new Map([
    ...hidden,
    ...[...deleted].filter(([, events]) => events.length > 0),
    ...steps.flatMap((step) => (step.fresh.length > 0 ? [[step.iid, step.fresh] as const] : [])),
  ]);
  const reopen = steps.flatMap((step) =>
    journal.where(step.iid) === 'closed' && !isOver(step.incident.status) ? [step.iid] : [],
  );
  const over = found.gone.flatMap(({ iid, incident }) => {
    const end = deleted.get(iid);
    // What it has elsewhere is ended first.
    return end && end.length > 0 && isQuiet(fold(end, incident), policy) ? [iid] : [];
  });
  const close = new Map(over.map((iid) => [iid, Number(work.now().slice(0, 4))] as const));
  const next = ahead(work, policy, open, steps);
  const before = journal.wake;
  const takenBack = waker.takeBack(before, next);
  const [pushed, { wake, worth }] = await Promise.all([
    journal.push({
      append,
      close,
      reopen,
      config,
      wake: takenBack,
      keep: new Map(steps.flatMap(({ keep }) => [...keep])),
    }),
    waker.prepare(before, next, async () => undefined),
  ]);
  if (pushed === 'lost') return 'lost';
  const noted = worth || takenBack !== undefined || append.size > 0 || reopen.length > 0 || config !== undefined;
  const unended = [...deleted.keys()].filter((iid) => !close.has(iid));
  return { steps, wake: noted ? wake : undefined, deleted: new Set(unended) };
}

const SURE = async (): Promise<void> => undefined;

/** Something happened on the way that is to be taken up before the timer that was set for what was known. */
function soonerThanPlanned(results: readonly Applied[]): boolean {
  return results.some(({ events }) => events.some(({ type }) => SOONER.has(type)));
}

const SOONER: ReadonlySet<EventType> = new Set(['mirror-failed', 'undeliverable', 'room-ended', 'ticket-ended']);

/** What the clock will want next, the incidents that this run deals with as they are after it. */
function ahead(
  work: Work,
  policy: Policy,
  open: ReadonlyMap<number, Glance>,
  steps: readonly Pick<Step, 'iid' | 'incident'>[],
): Ahead {
  const dealt = new Set(steps.map(({ iid }) => iid));
  const others = [...open.values()].filter(({ iid }) => !dealt.has(iid));
  const soonest = others.map(({ next }) => next).reduce(earliest, undefined);
  return {
    due: steps.reduce((due, { incident }) => earliest(due, nextDue(incident, policy, work.now(), due)), soonest),
    live: others.some(({ live }) => live) || steps.some(({ incident }) => isLive(incident)),
  };
}

/** A run with nothing to do sees to it that another comes in time; where one does, this asks and writes nothing. */
async function keepAwake(
  work: Work,
  journal: Journal,
  policy: Policy,
  open: ReadonlyMap<number, Glance>,
  waker: Waker,
): Promise<'done' | 'lost'> {
  const sure = async (): Promise<void> => assertOurs(journal, await work.gitlab.me(), policy);
  const { wake, worth } = await waker.prepare(journal.wake, ahead(work, policy, open, []), sure);
  if (worth && (await journal.push({ wake })) === 'lost') return 'lost';
  if (worth) await waker.settle();
  return 'done';
}

async function applyAll(round: Round, steps: readonly Step[]): Promise<Applied[]> {
  const { log } = round.work;
  const results = await each(steps, (one) => apply(round, one));
  return results.flatMap((result) => {
    const { item } = result;
    if (!result.ok) {
      log.problem(`#${item.iid}: ${reason(result.error)}`);
      return [];
    }
    const { done, owed } = result.value;
    log.info(
      `#${item.iid} ${item.incident.status}: ${count(item.fresh.length, 'event')}${done.length > 0 ? `, wrote ${done.join(', ')}` : ''}`,
    );
    for (const what of owed) log.problem(`#${item.iid}: still owed: ${what}`);
    return [result.value];
  });
}

/** What was done in other systems, and is not found out again from what is recorded. */
const ELSEWHERE: ReadonlySet<EventType> = new Set([
  'delivered',
  'room-opened',
  'room-ended',
  'ticket-opened',
  'ticket-ended',
  'page-published',
  'page-ended',
  'filed',
  'vigil-set',
  'undeliverable',
]);

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** The second push: what was said and applied, what has ended, up to when everything was seen, and what will wake us. */
async function note(
  round: Round,
  found: Found,
  {
    results,
    left,
    deleted,
  }: {
    readonly results: readonly Applied[];
    readonly left: readonly Applied[];
    readonly deleted: ReadonlySet<number>;
  },
  wake: Wake | undefined,
): Promise<void> {
  const { journal, work } = round;
  const known = JSON.stringify(journal.wake);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const append = eventsIn([...results, ...left]);
    const ended = [
      ...results.filter((one) => hasEnded(one, round)),
      ...left.filter((one) => deleted.has(one.iid) && isLeft(one, round)),
    ];
    const close = new Map(ended.map((one) => [one.iid, yearOf(one, work)] as const));
    const looked = found.lookedAfter(results);
    // Who overtook us has seen what we recorded: what they set stands, and ours is one timer too many.
    const woken = JSON.stringify(journal.wake) === known ? { wake } : {};
    if ((await journal.push({ append, close, ...woken, ...(looked ? { looked } : {}) })) === 'pushed') return;
    await journal.refresh();
    results = await Promise.all(results.map((one) => overtaken(one, journal)));
    left = await Promise.all(left.map((one) => overtaken(one, journal)));
  }
  work.log.info('the record of what was said could not be pushed; the next run looks for it on the issue');
}

function eventsIn(results: readonly Applied[]): ReadonlyMap<number, readonly IncidentEvent[]> {
  return new Map(results.flatMap((one) => (one.events.length > 0 ? [[one.iid, one.events] as const] : [])));
}

/** Nothing is left to be done for it: it moves to the archive. */
function hasEnded({ iid, incident }: Applied, { journal, policy }: Round): boolean {
  const { seq, appliedSeq, status } = incident;
  return isOver(status) && seq === appliedSeq && journal.where(iid) === 'open' && isSettled(incident, policy);
}

function yearOf({ incident }: Applied, work: Work): number {
  return Number((incident.phases.at(-1)?.at ?? work.now()).slice(0, 4));
}

/**
 * Another run wrote meanwhile. Where it wrote of this incident too, what was said was said, whatever that run did; the rest
 * it will find out itself, and how the incident stands is what both recorded.
 */
async function overtaken(one: Applied, journal: Journal): Promise<Applied> {
  const there = (await journal.events(one.iid)) ?? [];
  if (there.length === one.incident.seq - one.events.length) return one;
  const ids = new Set(there.map(({ id }) => id));
  const events = one.events.filter((event) => ELSEWHERE.has(event.type) && !ids.has(event.id));
  return { ...one, events, incident: fold([...there, ...events]), owed: ['overtaken'] };
}
