import { describe, expect, it } from 'vitest';
import { said } from './said.ts';

describe('/respond', () => {
  it.each`
    state           | by       | line                       | outcome
    ${'reported'}   | ${'eve'} | ${'/respond all of Nexus'} | ${'acknowledged for 30 min; reported > triage; triage > responding: all of Nexus'}
    ${'reported'}   | ${'uli'} | ${'/respond'}              | ${'refused, try /found <what you see>'}
    ${'triage'}     | ${'ana'} | ${'/respond'}              | ${'triage > responding'}
    ${'triage'}     | ${'ana'} | ${'/declare it spreads'}   | ${'triage > responding: it spreads'}
    ${'triage'}     | ${'ben'} | ${'/respond'}              | ${'refused, try /commander'}
    ${'mitigated'}  | ${'ana'} | ${'/respond it is back'}   | ${'mitigated > responding: it is back'}
    ${'mitigated'}  | ${'ben'} | ${'/respond it is back'}   | ${'refused, try /take commander <why>'}
    ${'responding'} | ${'ana'} | ${'/respond'}              | ${'repeated'}
    ${'closed'}     | ${'ana'} | ${'/respond'}              | ${'refused, try /reopen-incident <why>'}
  `('R8: $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
    expect(said(state, by, line)).toBe(outcome);
  });

  it('R7, R8: under 30 minutes and few users stays a quick fix; any other answer is a full response', () => {
    const answers = [
      { short: true, limited: true, types: [], becomes: 'nothing' },
      { short: false, limited: true, types: ['/respond longer'], becomes: 'triage > responding: longer' },
      { short: true, limited: false, types: ['/respond everybody'], becomes: 'triage > responding: everybody' },
      { short: false, limited: false, types: ['/respond both'], becomes: 'triage > responding: both' },
    ];
    for (const { short, limited, types, becomes } of answers) {
      expect(said('triage', 'ana', types.join('\n') || 'it is small'), `${short} ${limited}`).toBe(becomes);
    }
  });
});
