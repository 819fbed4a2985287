import { expect, it } from 'vitest';
import { inState, said } from './said.ts';

it.each`
  state           | by       | line                              | outcome
  ${'triage'}     | ${'ana'} | ${'/extend 10 waiting for a log'} | ${'extended 10 min: waiting for a log'}
  ${'triage'}     | ${'ana'} | ${'/extend 15m one more try'}     | ${'extended 15 min: one more try'}
  ${'triage'}     | ${'ana'} | ${'/extend 16 one more try'}      | ${'refused, try /respond'}
  ${'triage'}     | ${'ana'} | ${'/extend 10'}                   | ${'refused, try /extend 10 <why>'}
  ${'triage'}     | ${'ana'} | ${'/extend 0 why'}                | ${'refused, try /extend 15 <why>'}
  ${'triage'}     | ${'ana'} | ${'/extend'}                      | ${'refused, try /extend 15 <why>'}
  ${'triage'}     | ${'ben'} | ${'/extend 10 why'}               | ${'refused, try /commander'}
  ${'reported'}   | ${'ana'} | ${'/extend 10 why'}               | ${'refused, try /ack'}
  ${'responding'} | ${'ana'} | ${'/extend 10 why'}               | ${'refused, try /mitigated'}
`('R48: $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
  expect(said(state, by, line)).toBe(outcome);
});

it('R48: a second time it is a full response', () => {
  const told = inState('triage');
  told.say(5, 'ana', '/extend 10 waiting for a log');
  expect(said(told, 'ana', '/extend 5 almost')).toBe('refused, try /respond');
});
