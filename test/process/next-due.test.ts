// The next moment at which the clock alone has something to do: held against asking minute by minute.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDue } from '../../src/process/next-due.ts';
import { isDue } from '../../src/process/plan.ts';
import { nextWorkStart, plusMinutes } from '../../src/text/time.ts';
import { minute, type Name, policyOf, START, type Story, story } from '../given.ts';

const DAYS = 3 * 24 * 60;

/** What `nextDue` should be, found the long way, within three days. */
function scanned({ incident, policy }: Story, now: string): string | undefined {
  const first = `${now.slice(0, 16)}:00.000Z`;
  for (let ahead = 1; ahead <= DAYS; ahead += 1) {
    const at = plusMinutes(first, ahead);
    if (isDue(incident, at, policy)) return at;
  }
  return undefined;
}

/** `nextDue` as far as the scan can see. */
function computed({ incident, policy }: Story, now: string): string | undefined {
  const at = nextDue(incident, policy, now);
  return at !== undefined && at > plusMinutes(`${now.slice(0, 16)}:00.000Z`, DAYS) ? undefined : at;
}

const contacts = 'services: {nexus: {contacts: [dee, eve]}, wiki: {heavy: true, contacts: [cai]}}';
const POLICIES = {
  'the defaults': '',
  'with contacts': contacts,
  'in London': `${contacts}\nzone: Europe/London`,
  'in New York, by night': `${contacts}\nzone: America/New_York\nhours: {from: "01:30", to: "06:00", days: [1, 3, 6, 7]}`,
  'with odd periods': `${contacts}\nseverities: {S1: {sitrep_minutes: 7}, S3: {announce_minutes: 45}}\nrules: {sitrep: {escalate_after_minutes: 40}, acknowledge: {next_contact_minutes: 3}, roles: {core_minutes: [2], solo_minutes: [90]}}`,
  'with rules that are off': `${contacts}\nrules: {sitrep: {mode: "off"}, roles: {mode: "off"}}`,
};

/** A Wednesday morning, nights before the clocks go forward in New York and in London, and the night they go back. */
const STARTS = [START, '2026-03-07T20:10:30.000Z', '2026-03-28T22:40:10.500Z', '2026-11-01T01:20:00.000Z'];

const COMMANDS: readonly (readonly [Name, string])[] = [
  ['ana', '/ack'],
  ['ana', '/respond'],
  ['ana', '/commander'],
  ['ben', '/ops-lead'],
  ['ana', '/comms @cai'],
  ['cai', '/accept'],
  ['ana', '/planner @dee'],
  ['ana', '/sitrep the disk is full'],
  ['ana', '/impact all builds, no way round'],
  ['cai', '/announce Builds fail, we are on it'],
  ['ben', '/change restarted it'],
  ['ana', '/severity-is S3'],
  ['ana', '/mitigated it is back'],
  ['ana', '/announce Restored: all works'],
  ['ana', '/resolved the disk was replaced'],
  ['ana', '/evidence none it is gone'],
  ['ana', '/except sitrep nobody is here'],
  ['ana', '/stand-down commander'],
  ['ana', '/extend 15 the log is long'],
  ['ana', '/keep C1 it is better so'],
];
const LABELS = ['severity::S1', 'severity::S3', 'severity::S4', 'incident::responding', 'incident::mitigated'];

type Move = { after: number; do: 'say' | 'label' | 'look'; which: number };
const moves = fc.array(
  fc.record<Move>({
    after: fc.oneof(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 900 }),
      fc.double({ min: 0, max: 9, noNaN: true }),
    ),
    do: fc.constantFrom('say', 'say', 'label', 'look', 'look'),
    which: fc.nat(99),
  }),
  { minLength: 1, maxLength: 14 },
);

/** Lets people do these things, and answers the story with the minute at which it stands. */
function told(yaml: string, start: string, service: string, made: readonly Move[]): { of: Story; at: number } {
  const of = story({ policy: policyOf(yaml), start, services: [service] });
  let at = 0;
  for (const move of made) {
    at += move.after;
    const [by, words] = COMMANDS[move.which % COMMANDS.length] ?? ['ana', '/ack'];
    if (move.do === 'say') of.say(at, by, words);
    else if (move.do === 'label') of.label(at, 'ana', 'add', LABELS[move.which % LABELS.length] ?? '');
    else of.look(at);
  }
  return { of, at };
}

describe('the next moment at which something is due', () => {
  it('is the first at which asking minute by minute finds something, whatever people did before', {
    timeout: 300_000,
  }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(POLICIES)),
        fc.constantFrom(...STARTS),
        fc.constantFrom('nexus', 'wiki', 'unheard-of'),
        moves,
        fc.boolean(),
        (yaml, start, service, made, looked) => {
          const { of, at } = told(yaml, start, service, made);
          if (looked) of.look(at);
          expect(computed(of, minute(at, start))).toBe(scanned(of, minute(at, start)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the next moment', () => {
  const quiet = story({ policy: policyOf(contacts), services: ['nexus'] });

  it('is not looked for beyond what was found already', () => {
    const due = nextDue(quiet.incident, quiet.policy, START);
    expect(due).toBe(minute(15));
    expect(nextDue(quiet.incident, quiet.policy, START, minute(15))).toBeUndefined();
    expect(nextDue(quiet.incident, quiet.policy, START, minute(16))).toBe(minute(15));
  });

  it('is never where nothing will be due', () => {
    const over = story();
    over.say(0, 'uli', '/withdraw it was me');
    over.look(0);
    expect(nextDue(over.incident, over.policy, START)).toBeUndefined();
  });

  it('is the next minute where something is due by now', () => {
    expect(nextDue(quiet.incident, quiet.policy, minute(20))).toBe(minute(21));
  });
});

describe('the beginning of working hours', () => {
  const zone = 'Europe/London';
  const week = [1, 2, 3, 4, 5, 6, 7];
  it.each([
    ['today', '2026-03-11T07:00:00.000Z', '09:00', '2026-03-11T09:00:00.000Z'],
    ['tomorrow, when it is now', '2026-03-11T09:00:00.000Z', '09:00', '2026-03-12T09:00:00.000Z'],
    ['an hour earlier once the clocks went forward', '2026-03-28T12:00:00.000Z', '09:00', '2026-03-29T08:00:00.000Z'],
    ['at the jump, when its time does not exist', '2026-03-28T12:00:00.000Z', '01:30', '2026-03-29T01:00:00.000Z'],
    ['twice, when its time comes twice: first', '2026-10-24T12:00:00.000Z', '01:30', '2026-10-25T00:30:00.000Z'],
    ['twice, when its time comes twice: then', '2026-10-25T00:40:00.000Z', '01:30', '2026-10-25T01:30:00.000Z'],
  ])('is %s', (_what, at, from, start) => {
    expect(nextWorkStart(at, { zone, days: week, from, to: '17:30' })).toBe(start);
  });

  it('is on Monday after Friday', () => {
    const hours = { zone, days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' };
    expect(nextWorkStart('2026-03-13T18:00:00.000Z', hours)).toBe('2026-03-16T09:00:00.000Z');
  });
});
