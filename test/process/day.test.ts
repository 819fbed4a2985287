// R65: a day of incident, in which every fifth look is lost. Whatever happens, every window ends as done, nudged or
// recorded as missed, and nobody is told twice of one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minute, policyOf, START, story } from '../given.ts';

const DAY = 24 * 60;
const policy = policyOf('services: {nexus: {contacts: [dee, eve]}}');

/** Numbers from 0 to 1 that are the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** ana commands, ben leads Ops; ana gives sitreps as she can, looks happen every `every` minutes unless lost. */
function dayOf(seed: number, crew: boolean, every = 5) {
  const roll = dice(seed);
  const told = story({ policy, services: ['nexus'] });
  told.say(0, 'ana', '/respond');
  if (crew) {
    told.say(0, 'ana', '/commander');
    told.say(0, 'ben', '/ops-lead');
    told.say(0, 'cai', '/comms');
  }
  for (let at = 1; at <= DAY; at += 1) {
    if (roll() < 0.012) told.say(at, 'ana', '/sitrep working');
    if (at % every === 0 && roll() >= 0.2) told.look(at);
  }
  told.look(DAY + every);
  return told;
}

/** The windows of the sitrep clock, and how each ended. */
function windows({
  incident,
}: ReturnType<typeof dayOf>): { from: string; to: string; answers: string[]; nudges: string[] }[] {
  const starts = [START, ...incident.sitreps.map((one) => one.at)];
  return starts.flatMap((start, index) => {
    const end = starts[index + 1] ?? minute(DAY);
    const all = [];
    for (let due = plus(start, 30); plus(due, 30) <= end; due = plus(due, 30)) {
      const to = plus(due, 30);
      const nudges = incident.nudges.filter((one) => one.item.startsWith(`sitrep:${due}:`));
      const missed = incident.missed.filter((one) => one.rule === 'sitrep' && one.from <= due && to <= plus(one.to, 0));
      all.push({
        from: due,
        to,
        answers: [...nudges.map((one) => one.item), ...missed.map((one) => `missed ${one.from}`)],
        nudges: nudges.flatMap((one) => one.owes.map(({ name }) => name)),
      });
    }
    return all;
  });
}

function plus(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}

describe.each([
  ['with a crew', true],
  ['of one person alone', false],
] as const)('R65: a day %s, 20 %% of the looks lost', (_what, crew) => {
  it('every window has a sitrep, a nudge or a recorded miss', () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const silent = windows(dayOf(seed, crew)).filter(({ answers }) => answers.length === 0);
      expect(
        silent.map(({ from }) => from),
        `seed ${seed}`,
      ).toEqual([]);
    }
  });

  it('never two nudges to anybody for one window', () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      for (const { from, nudges } of windows(dayOf(seed, crew)))
        expect(nudges.length, `seed ${seed}, window of ${from}: ${nudges}`).toBe(new Set(nudges).size);
    }
  });
});

it('R65: what is recorded as missed is every window that nobody was told of, once', () => {
  const told = story({ policy, services: ['nexus'] });
  for (const [by, line] of [
    ['ana', '/respond'],
    ['ana', '/commander'],
    ['ben', '/ops-lead'],
  ] as const)
    told.say(0, by, line);
  told.look(31);
  told.look(6 * 60 + 1);
  const { missed, nudges } = told.incident;
  // Due in minutes 30, 60, … 330 and 360: told of the first and of the last.
  expect(missed.filter((one) => one.rule === 'sitrep').map((one) => one.periods)).toEqual([10]);
  expect(nudges.filter((one) => one.rule === 'sitrep' && one.escalation === 0)).toHaveLength(2);
});

it('R65: however looks are spread, the same minute looked at twice says nothing more', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 25 }), (gaps) => {
      const told = dayStart();
      let at = 0;
      for (const gap of gaps) {
        at += gap;
        told.look(at);
        const again = told.look(at);
        expect(again.messages).toEqual([]);
        expect(again.events).toEqual([]);
      }
    }),
    { numRuns: 40 },
  );
});

function dayStart() {
  const told = story({ policy, services: ['nexus'] });
  told.say(0, 'ana', '/respond');
  told.say(0, 'ben', '/ops-lead');
  return told;
}
