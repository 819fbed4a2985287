import { describe, expect, it } from 'vitest';
import { inState, said } from './said.ts';

describe('/accept and /decline', () => {
  it.each`
    asked                                | line                      | outcome
    ${['/comms @eve']}                   | ${'/accept'}              | ${'eve is comms'}
    ${['/comms @eve']}                   | ${'/accepted, thank you'} | ${'eve is comms'}
    ${['/comms @eve', '/planner @eve']}  | ${'/accept'}              | ${'eve is planner; eve is comms'}
    ${['/comms @eve', '/planner @eve']}  | ${'/accept comms'}        | ${'eve is comms'}
    ${['/comms @eve', '/ops-lead @eve']} | ${'/accept'}              | ${'eve is ops-lead'}
    ${['/commander @eve']}               | ${'/accept'}              | ${'eve is commander; ana is ops-lead'}
    ${[]}                                | ${'/accept'}              | ${'refused, try /sme'}
    ${['/comms @eve']}                   | ${'/decline I am asleep'} | ${'eve is not comms: I am asleep'}
    ${['/comms @eve', '/planner @eve']}  | ${'/decline comms busy'}  | ${'eve is not comms: busy'}
    ${['/comms @eve', '/planner @eve']}  | ${'/decline'}             | ${'eve is not comms; eve is not planner'}
    ${[]}                                | ${'/decline'}             | ${'refused, try /help'}
  `('R90: asked by $asked, eve answers $line: $outcome', ({ asked, line, outcome }) => {
    const told = inState('triage');
    for (const offer of asked) told.say(5, 'ana', offer);
    expect(said(told, 'eve', line)).toBe(outcome);
  });

  it('R90: nothing moves until the one who was asked accepts, or goes to work', () => {
    const told = inState('triage');
    told.say(5, 'ana', '/commander @eve');
    expect(told.incident.roles.commander).toEqual([]);
    expect(said(told, 'eve', '/found a full disk')).toBe('eve is commander; ana is ops-lead; found: a full disk');
  });

  it.each(['/help', '/decline', 'I will see'])('R90: %s is no acceptance', (line) => {
    const told = inState('triage');
    told.say(5, 'ana', '/comms @eve');
    said(told, 'eve', line);
    expect(told.incident.roles.comms).toEqual([]);
  });

  it('an offer that no longer fits is refused with a way out, and an offer of a single role ends when it is taken', () => {
    const told = inState('triage');
    told.say(5, 'ana', '/ops-lead @eve');
    told.say(5, 'ana', '/ops-lead @ben');
    told.say(6, 'ben', '/accept');
    expect(said(told, 'eve', '/accept')).toBe('refused, try /sme');
  });
});
