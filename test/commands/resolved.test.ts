import { describe, expect, it } from 'vitest';
import { policyOf } from '../given.ts';
import { inState, said } from './said.ts';

describe('/resolved', () => {
  it.each`
    state           | by       | line                        | outcome
    ${'mitigated'}  | ${'ana'} | ${'/resolved'}              | ${'sitrep 2: Resolved, service is restored.; mitigated > resolved; resolved > review'}
    ${'responding'} | ${'ana'} | ${'/resolve disk replaced'} | ${'sitrep 1: Resolved, service is restored: disk replaced; responding > resolved: disk replaced; resolved > review'}
    ${'triage'}     | ${'ana'} | ${'/fixed'}                 | ${'sitrep 1: Resolved, service is restored.; triage > resolved; resolved > review'}
    ${'mitigated'}  | ${'ben'} | ${'/resolved'}              | ${'refused, try /take commander <why>'}
    ${'triage'}     | ${'ben'} | ${'/resolved'}              | ${'refused, try /found <what you see>'}
    ${'reported'}   | ${'ana'} | ${'/resolved'}              | ${'refused, try /ack'}
    ${'review'}     | ${'ana'} | ${'/resolved'}              | ${'refused, try /reopen-incident <why>'}
    ${'withdrawn'}  | ${'ana'} | ${'/resolved'}              | ${'refused, try /reopen-incident <why>'}
  `('R84, R97: $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
    expect(said(state, by, line)).toBe(outcome);
  });

  it.each`
    severity | responded | form
    ${'S1'}  | ${true}   | ${'full'}
    ${'S4'}  | ${true}   | ${'short'}
    ${'S3'}  | ${false}  | ${'short'}
    ${'S3'}  | ${true}   | ${'full'}
  `('a $severity (full response: $responded) asks for the $form review', ({ severity, responded, form }) => {
    const told = inState('triage');
    told.say(2, 'ana', `/impact ${severity} users`);
    if (responded && told.incident.status === 'triage') told.say(3, 'ana', '/respond');
    told.say(10, 'ana', '/resolved');
    expect([told.incident.status, told.incident.reviewKind]).toEqual(['review', form]);
  });

  it('the highest severity that was reached counts, not the last', () => {
    const told = inState('responding', { policy: policyOf('severities: {S4: {review: none}}') });
    told.say(5, 'ana', '/impact S1 everybody');
    told.say(6, 'ana', '/impact S4 it was less');
    told.say(7, 'ana', '/resolved');
    expect(told.incident.reviewKind).toBe('full');
  });
});
