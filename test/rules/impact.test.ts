import { describe, expect, it } from 'vitest';
import { inState } from '../commands/said.ts';
import { minute, policyOf } from '../given.ts';
import { owed } from './owed.ts';

const given = { policy: policyOf('services: {nexus: {contacts: [eve]}}'), services: ['nexus'] };

// The full response began in minute 2.
describe('the impact clock', () => {
  it.each`
    at    | told
    ${16} | ${[]}
    ${17} | ${['ana: impact 0']}
    ${32} | ${['ana: impact 0', 'eve: impact 1']}
    ${77} | ${['ana: impact 0']}
  `('R44: nothing assessed, in minute $at told: $told', ({ at, told }) => {
    expect(owed('impact', inState('responding', given).incident, at, given.policy)).toEqual(told);
  });

  it.each`
    at    | told
    ${69} | ${[]}
    ${70} | ${['ana: impact 0']}
    ${85} | ${['ana: impact 0', 'eve: impact 1']}
  `('R45: assessed in minute 10, in minute $at told: $told', ({ at, told }) => {
    const one = inState('responding', given);
    one.say(10, 'ana', '/impact 40 users');
    expect(owed('impact', one.incident, at, given.policy)).toEqual(told);
  });

  it('R45: it is a clock of its own, that a sitrep serves only where it says "impact same"', () => {
    const told = inState('responding');
    told.say(10, 'ana', '/sitrep working');
    expect(told.incident.due.impact).toBe(minute(17));
    told.say(11, 'ana', '/sitrep still working, impact same');
    expect(told.incident.due.impact).toBe(minute(71));
  });

  it.each(['triage', 'mitigated', 'review'] as const)('is silent while %s', (status) => {
    expect(owed('impact', inState(status).incident, 600)).toEqual([]);
  });

  it('R45: a six-hour incident yields at least six assessments, nudges or recorded misses', () => {
    const told = inState('responding');
    for (let at = 3; at <= 362; at += 1) {
      told.look(at);
      if (at === 70 || at === 200) told.say(at, 'ana', '/impact 40 users');
    }
    const { impacts, nudges, missed } = told.incident;
    const answers = [
      ...impacts.map((one) => one.at),
      ...nudges.filter((one) => one.rule === 'impact' && one.escalation === 0).map((one) => one.at),
      ...missed.filter((one) => one.rule === 'impact').flatMap((one) => Array(one.periods).fill(one.to)),
    ];
    expect(answers.length).toBeGreaterThanOrEqual(6);
    for (let from = 2; from + 75 <= 362; from += 75)
      expect(answers.filter((at) => at >= minute(from) && at < minute(from + 75)).length).toBeGreaterThan(0);
  });
});
