import { describe, expect, it } from 'vitest';
import { policyOf } from '../given.ts';
import { inState, NOW, said } from './said.ts';

describe('/ack', () => {
  it.each`
    state           | by       | line                   | outcome
    ${'reported'}   | ${'ana'} | ${'/ack'}              | ${'acknowledged for 30 min; reported > triage'}
    ${'reported'}   | ${'eve'} | ${'/ack I am looking'} | ${'acknowledged for 30 min; reported > triage'}
    ${'reported'}   | ${'ana'} | ${'/Acknowledge.'}     | ${'acknowledged for 30 min; reported > triage'}
    ${'reported'}   | ${'ana'} | ${'/ack at 10:12'}     | ${'acknowledged for 30 min at 10:12; reported > triage at 10:12'}
    ${'reported'}   | ${'uli'} | ${'/ack'}              | ${'refused, try /found <what you see>'}
    ${'reported'}   | ${'mal'} | ${'/ack'}              | ${'refused, try /found <what you see>'}
    ${'triage'}     | ${'ana'} | ${'/ack'}              | ${'refused, try /sitrep <what is so>'}
    ${'triage'}     | ${'ben'} | ${'/ack'}              | ${'refused, try /sme'}
    ${'responding'} | ${'eve'} | ${'/ack'}              | ${'refused, try /sme'}
    ${'mitigated'}  | ${'eve'} | ${'/ack'}              | ${'refused, try /resolved <how it ended>'}
    ${'closed'}     | ${'eve'} | ${'/ack'}              | ${'refused, try /reopen-incident <why>'}
  `('R47: $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
    expect(said(state, by, line)).toBe(outcome);
  });

  it('R9: a service that many depend on is a full response at once, also where it is the second named', () => {
    const policy = policyOf('services: {wiki: {}, nexus: {title: Nexus, always_full: true}}');
    const because = 'because Nexus is a service that many depend on (always_full)';
    expect(said('reported', 'ana', '/ack', { policy, services: ['wiki', 'Nexus'] })).toBe(
      `acknowledged for 30 min; reported > triage; triage > responding, ${because}`,
    );
  });

  it('who leads Ops already leads now instead: the Ops Lead has no other part (R87)', () => {
    const told = inState('reported');
    told.say(1, 'ben', '/ops-lead');
    expect(said(told, 'ben', '/ack')).toBe('ben was ops-lead; acknowledged for 30 min; reported > triage');
    expect(told.incident.acting?.name).toBe('ben');
    expect(told.incident.due.timebox).toBe('2026-03-11T10:50:00.000Z');
    expect(NOW).toBe(20);
  });
});
