import { expect, it } from 'vitest';
import { said } from './said.ts';

it.each`
  state           | by       | line                              | outcome
  ${'responding'} | ${'ana'} | ${'/mitigated'}                   | ${'responding > mitigated; sitrep 1: Service is restored.'}
  ${'responding'} | ${'ben'} | ${'/mitigate restarted at 10:14'} | ${'responding > mitigated: restarted at 10:14; sitrep 1: Service is restored: restarted at 10:14'}
  ${'responding'} | ${'ana'} | ${'/restored at 10:01'}           | ${'responding > mitigated at 10:02; sitrep 1: Service is restored. at 10:02'}
  ${'responding'} | ${'cai'} | ${'/mitigated'}                   | ${'refused, try /take commander <why>'}
  ${'responding'} | ${'uli'} | ${'/mitigated'}                   | ${'refused, try /found <what you see>'}
  ${'triage'}     | ${'ana'} | ${'/mitigated it was the disk'}   | ${'triage > mitigated: it was the disk; sitrep 1: Service is restored: it was the disk'}
  ${'triage'}     | ${'eve'} | ${'/mitigated'}                   | ${'refused, try /commander'}
  ${'responding'} | ${'ana'} | ${'/mitigated at 25:99'}          | ${'refused, try /mitigated at 10:20 UTC'}
  ${'responding'} | ${'ana'} | ${'/mitigated at 03:00'}          | ${'refused, try /mitigated at 10:20 UTC'}
  ${'reported'}   | ${'ana'} | ${'/mitigated'}                   | ${'refused, try /ack'}
  ${'mitigated'}  | ${'ana'} | ${'/mitigated'}                   | ${'refused, try /resolved <how it ended>'}
`('R16 (partly), R97: $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
  expect(said(state, by, line)).toBe(outcome);
});
