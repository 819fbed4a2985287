import { expect, it } from 'vitest';
import { said } from './said.ts';

it.each`
  state           | by       | line                         | outcome
  ${'reported'}   | ${'uli'} | ${'/withdraw my own cable'}  | ${'reported > withdrawn: my own cable'}
  ${'reported'}   | ${'eve'} | ${'/false-alarm seen twice'} | ${'reported > withdrawn: seen twice'}
  ${'reported'}   | ${'mal'} | ${'/withdraw no'}            | ${'refused, try /found <what you see>'}
  ${'reported'}   | ${'uli'} | ${'/withdraw'}               | ${'refused, try /withdraw <why>'}
  ${'triage'}     | ${'ana'} | ${'/withdraw a test'}        | ${'triage > withdrawn: a test'}
  ${'triage'}     | ${'uli'} | ${'/withdraw my own cable'}  | ${'refused, try /found <what you see>'}
  ${'triage'}     | ${'ben'} | ${'/withdraw a test'}        | ${'refused, try /found <what you see>'}
  ${'responding'} | ${'ana'} | ${'/withdraw a test'}        | ${'responding > withdrawn: a test'}
  ${'responding'} | ${'ben'} | ${'/withdraw a test'}        | ${'refused, try /take commander <why>'}
  ${'mitigated'}  | ${'ana'} | ${'/withdraw a test'}        | ${'refused, try /resolved <how it ended>'}
  ${'withdrawn'}  | ${'ana'} | ${'/withdraw a test'}        | ${'refused, try /reopen-incident <why>'}
`('R10: $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
  expect(said(state, by, line)).toBe(outcome);
});
