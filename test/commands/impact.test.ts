import { describe, expect, it } from 'vitest';
import { inState, said } from './said.ts';

describe('/impact', () => {
  it.each`
    state           | by       | line                                | outcome
    ${'responding'} | ${'ana'} | ${'/impact 40 users, no way round'} | ${'impact 1: 40 users, no way round'}
    ${'responding'} | ${'ben'} | ${'/impact 40 users'}               | ${'impact 1: 40 users'}
    ${'responding'} | ${'cai'} | ${'/impact 40 users at 10:10'}      | ${'impact 1: 40 users at 10:10'}
    ${'responding'} | ${'dee'} | ${'/impact 40 users'}               | ${'found: Impact: 40 users'}
    ${'responding'} | ${'uli'} | ${'/impact S1 me'}                  | ${'found: Impact: S1 me'}
    ${'responding'} | ${'ana'} | ${'/impact S1 everybody'}           | ${'impact 1: everybody; severity S1'}
    ${'responding'} | ${'ana'} | ${'/impact sev 2: half of us'}      | ${'impact 1: half of us; severity S2'}
    ${'responding'} | ${'ana'} | ${'/impact SEV3'}                   | ${'impact 1: unknown; severity S3'}
    ${'responding'} | ${'ana'} | ${'/impact 3 teams cannot build'}   | ${'impact 1: 3 teams cannot build'}
    ${'responding'} | ${'ana'} | ${'/impact S3 buckets are gone'}    | ${'impact 1: S3 buckets are gone'}
    ${'responding'} | ${'ana'} | ${'/impact same'}                   | ${'impact 1: unknown'}
    ${'responding'} | ${'ana'} | ${'/impact'}                        | ${'refused, try /impact same'}
    ${'reported'}   | ${'eve'} | ${'/impact S3 one team'}            | ${'impact 1: one team; severity S3'}
    ${'reported'}   | ${'uli'} | ${'/impact S1 me'}                  | ${'found: Impact: S1 me'}
    ${'triage'}     | ${'eve'} | ${'/impact S1 everybody'}           | ${'found: Impact: S1 everybody'}
    ${'triage'}     | ${'ana'} | ${'/impact S2 half of us'}          | ${'impact 1: half of us; severity S2; triage > responding, because severity S2 asks for a full response at once'}
    ${'triage'}     | ${'ana'} | ${'/impact S3 a few'}               | ${'impact 1: a few; severity S3'}
  `('R44: $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
    expect(said(state, by, line)).toBe(outcome);
  });

  it('R45: "same" repeats the last assessment; the first time it is what the report says', () => {
    const told = inState('responding', { affected: 'all builds' });
    expect(said(told, 'ana', '/impact same')).toBe('impact 1: all builds');
    told.say(60, 'ana', '/impact it is the same');
    expect(told.incident.impacts.map(({ text, same }) => [text, same])).toEqual([
      ['all builds', false],
      ['same', true],
    ]);
  });
});
