import { describe, expect, it } from 'vitest';
import { take } from '../../src/commands/take.ts';
import { minute, person, policyOf, story } from '../given.ts';
import { inState, NOW, said } from './said.ts';

describe('/take', () => {
  it.each`
    state           | by       | line                        | outcome
    ${'triage'}     | ${'eve'} | ${'/take comms nobody has'} | ${'eve is comms'}
    ${'responding'} | ${'eve'} | ${'/take commander silent'} | ${'refused, try /sitrep <what they should know>'}
    ${'responding'} | ${'eve'} | ${'/take ops lead silent'}  | ${'refused, try /sitrep <what they should know>'}
    ${'responding'} | ${'eve'} | ${'/take the IC, silent'}   | ${'refused, try /sitrep <what they should know>'}
    ${'responding'} | ${'eve'} | ${'/take commander'}        | ${'refused, try /take commander <why>'}
    ${'responding'} | ${'eve'} | ${'/take'}                  | ${'refused, try /take commander <why>'}
    ${'responding'} | ${'eve'} | ${'/take over here'}        | ${'refused, try /take commander <why>'}
    ${'responding'} | ${'ben'} | ${'/take commander silent'} | ${'refused, try /stand-down @ben ops-lead'}
    ${'responding'} | ${'uli'} | ${'/take commander silent'} | ${'refused, try /found <what you see>'}
  `('$by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
    expect(said(state, by, line)).toBe(outcome);
  });

  it.each`
    minutes | outcome
    ${4}    | ${'refused'}
    ${5}    | ${'role-taken'}
  `('a commander who was asked $minutes min ago and is silent: $outcome', ({ minutes, outcome }) => {
    const told = inState('responding');
    expect(told.look(17).events.map((event) => event.type)).toEqual(['nudged']);
    const made = told.say(17 + minutes, 'eve', '/take commander no answer');
    expect(made.map((event) => event.type)).toContain(outcome);
  });

  it('who did anything since they were asked is not silent', () => {
    const told = inState('responding');
    told.look(17);
    told.say(18, 'ana', '/found it is the disk');
    const made = told.say(30, 'eve', '/take commander no answer');
    expect(made.map((event) => event.type)).toContain('refused');
  });

  it.each`
    nudges                         | at    | outcome
    ${'of the contacts, for ana'}  | ${27} | ${'refused'}
    ${'of the contacts, for ana'}  | ${28} | ${'role-taken'}
    ${'none: nobody to be nudged'} | ${32} | ${'refused'}
    ${'none: nobody to be nudged'} | ${33} | ${'role-taken'}
  `(
    'who leads alone and is silent can be replaced, nudges: $nudges, in minute $at: $outcome',
    ({ nudges, at, outcome }) => {
      const told = story({ services: ['nexus'], policy: policyOf('services: { nexus: { contacts: [ben] } }') });
      told.say(1, 'ana', '/ack');
      told.say(2, 'ana', '/respond');
      told.say(3, 'ana', '/commander');
      if (nudges.startsWith('of')) expect(told.look(23).events.map(({ type }) => type)).toEqual(['nudged']);
      expect(told.say(at, 'eve', '/take commander no answer').map(({ type }) => type)).toContain(outcome);
    },
  );

  it('the first nudge in their silence counts, not the latest', () => {
    const told = inState('responding');
    expect(told.look(17).events.map((event) => event.type)).toEqual(['nudged']);
    const again = { item: 'roles:again', rule: 'roles', owes: [], to: 'whoever reads this', text: 'again' } as const;
    told.record(21, { type: 'nudged', items: [{ ...again, owes: [], escalation: 0 }] });
    expect(told.say(23, 'eve', '/take commander no answer').map((event) => event.type)).toContain('role-taken');
  });

  it('a maintainer need not wait', () => {
    const { incident, policy } = inState('responding');
    const eve = {
      incident,
      shown: 'unknown' as const,
      by: person('eve'),
      at: minute(NOW),
      policy,
      person: () => undefined,
      command: () => undefined,
    };
    expect(take.understand('commander gone home', { ...eve, level: 30 }).ok).toBe(false);
    expect(take.understand('commander gone home', { ...eve, level: 40 }).ok).toBe(true);
  });
});
