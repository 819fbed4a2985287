import { expect, it } from 'vitest';
import { said } from './said.ts';

const EXAMPLE = 'refused, try /bridge https://meet.example.org/incident';

it.each`
  state           | by       | line                                              | outcome
  ${'responding'} | ${'ana'} | ${'/bridge https://zoom.us/j/91234?pwd=x'}        | ${'bridge https://zoom.us/j/91234?pwd=x'}
  ${'responding'} | ${'ana'} | ${'/call we talk at <https://meet.jit.si/Room>.'} | ${'bridge https://meet.jit.si/Room'}
  ${'responding'} | ${'ana'} | ${'/bridge [call](https://a.test/x_(y)) now'}     | ${'bridge https://a.test/x_(y)'}
  ${'triage'}     | ${'ana'} | ${'/bridge http://phone.example.org'}             | ${'bridge http://phone.example.org/'}
  ${'responding'} | ${'ana'} | ${'/bridge'}                                      | ${EXAMPLE}
  ${'responding'} | ${'ana'} | ${'/bridge zoom.us/j/91234'}                      | ${EXAMPLE}
  ${'responding'} | ${'ana'} | ${'/bridge javascript:alert(1)'}                  | ${EXAMPLE}
  ${'responding'} | ${'ana'} | ${'/bridge https://ana:secret@zoom.us/j/1'}       | ${EXAMPLE}
  ${'responding'} | ${'ana'} | ${'/bridge https://'}                             | ${EXAMPLE}
  ${'responding'} | ${'dee'} | ${'/bridge https://zoom.us/j/1'}                  | ${'refused, try /take commander <why>'}
  ${'responding'} | ${'uli'} | ${'/bridge https://zoom.us/j/1'}                  | ${'refused, try /found <what you see>'}
  ${'closed'}     | ${'ana'} | ${'/bridge https://zoom.us/j/1'}                  | ${'refused, try /reopen-incident <why>'}
`('R74 (partly): $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
  expect(said(state, by, line)).toBe(outcome);
});
