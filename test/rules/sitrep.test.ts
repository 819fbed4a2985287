import { describe, expect, it } from 'vitest';
import { inState } from '../commands/said.ts';
import { minute, policyOf } from '../given.ts';
import { found, owed } from './owed.ts';

const given = { policy: policyOf('services: {nexus: {contacts: [eve]}}'), services: ['nexus'] };

// The full response began in minute 2.
describe('the sitrep cadence', () => {
  it.each`
    at    | told
    ${31} | ${[]}
    ${32} | ${['ana: sitrep 0']}
    ${41} | ${['ana: sitrep 0']}
    ${42} | ${['ana: sitrep 0', 'eve: sitrep 1']}
    ${62} | ${['ana: sitrep 0']}
  `('R65: in minute $at told: $told', ({ at, told }) => {
    expect(owed('sitrep', inState('responding', given).incident, at, given.policy)).toEqual(told);
  });

  it('R65: the clock restarts at the last sitrep, and nobody is told before', () => {
    const told = inState('responding');
    told.say(25, 'ana', '/sitrep working');
    expect(owed('sitrep', told.incident, 54)).toEqual([]);
    expect(owed('sitrep', told.incident, 55)).toEqual(['ana: sitrep 0']);
  });

  it('R96: a suggestion by somebody else does not stop it', () => {
    const told = inState('responding');
    told.say(30, 'ben', '/sitrep working');
    expect(owed('sitrep', told.incident, 32)).toEqual(['ana: sitrep 0']);
  });

  it.each`
    status         | due
    ${'triage'}    | ${undefined}
    ${'mitigated'} | ${minute(130)}
    ${'review'}    | ${undefined}
    ${'closed'}    | ${undefined}
  `('R65: while $status the next is due $due', ({ status, due }) => {
    expect(inState(status).incident.due.sitrep).toBe(due);
  });

  it('R65: windows that passed unseen are recorded once, together, and only the present one is told', () => {
    const { lapses, facts } = found('sitrep', inState('responding').incident, 32 + 95);
    expect(lapses).toHaveLength(1);
    expect(facts.map(({ fact }) => fact)).toEqual([
      { type: 'missed', rule: 'sitrep', from: minute(32), to: minute(122), periods: 3, due: { sitrep: minute(122) } },
    ]);
  });

  it('R3: another severity counts from the last word, so that changing it often puts nothing off', () => {
    const told = inState('responding', { policy: policyOf('severities: {S1: {sitrep_minutes: 15}}') });
    told.say(10, 'ana', '/impact S1 everybody');
    expect(told.incident.due.sitrep).toBe(minute(17));
    told.say(15, 'ana', '/impact S3 fewer');
    expect(told.incident.due.sitrep).toBe(minute(32));
  });

  it.each`
    state           | severity | minutes
    ${'responding'} | ${'S1'}  | ${10}
    ${'responding'} | ${'S3'}  | ${30}
    ${'mitigated'}  | ${'S1'}  | ${45}
    ${'mitigated'}  | ${'S3'}  | ${240}
  `('R3: while $state an $severity has its own rhythm, $minutes min', ({ state, severity, minutes }) => {
    const policy = policyOf(
      '{severities: {S1: {sitrep_minutes: 10, sitrep_mitigated_minutes: 45}, S3: {sitrep_mitigated_minutes: 240}}}',
    );
    const told = inState('responding', { policy });
    told.say(3, 'ana', `/impact ${severity} as far as we see`);
    if (state === 'mitigated') told.say(4, 'ana', '/mitigated');
    told.say(5, 'ana', '/sitrep as it was');
    expect(told.incident.due.sitrep).toBe(minute(5 + minutes));
  });

  it('R11: lifted by the commander it is silent, and nothing counts as missed', () => {
    const told = inState('responding');
    told.say(10, 'ana', '/override sitrep because we are on a call');
    told.say(11, 'ana', '/sitrep one all the same');
    expect(found('sitrep', told.incident, 600)).toEqual({ lapses: [], facts: [] });
  });

  it('R4 (partly): mode off is silence', () => {
    const off = policyOf('rules: {sitrep: {mode: off}}');
    expect(owed('sitrep', inState('responding', { policy: off }).incident, 600, off)).toEqual([]);
  });
});
