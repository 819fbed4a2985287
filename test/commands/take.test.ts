import { describe, expect, it } from 'vitest';
import { inState, said } from './said.ts';

describe('/take', () => {
  it.each`
    state           | by       | line                        | outcome
    ${'triage'}     | ${'eve'} | ${'/take comms nobody has'} | ${'eve is comms'}
    ${'responding'} | ${'eve'} | ${'/take commander silent'} | ${'refused, try /stand-down @ana commander'}
    ${'responding'} | ${'eve'} | ${'/take ops lead silent'}  | ${'refused, try /stand-down @ben ops-lead'}
    ${'responding'} | ${'eve'} | ${'/take the IC, silent'}   | ${'refused, try /stand-down @ana commander'}
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
});
