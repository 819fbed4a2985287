import { expect, it } from 'vitest';
import { policyOf } from '../given.ts';
import { said } from './said.ts';

it.each`
  by       | line                                     | outcome
  ${'ana'} | ${'/began 09:42'}                        | ${'began 2026-03-11T09:42'}
  ${'ana'} | ${'/began at 9.42'}                      | ${'began 2026-03-11T09:42'}
  ${'ana'} | ${'/began about 09:42, with the deploy'} | ${'began 2026-03-11T09:42'}
  ${'ana'} | ${'/began 09:42\n\nI think'}             | ${'began 2026-03-11T09:42'}
  ${'ana'} | ${'/began 23:10'}                        | ${'began 2026-03-10T23:10'}
  ${'ana'} | ${'/began 2026-03-09 23:10'}             | ${'began 2026-03-09T23:10'}
  ${'ana'} | ${'/began 10:42+01:00'}                  | ${'began 2026-03-11T09:42'}
  ${'ana'} | ${'/began 40 min ago'}                   | ${'began 2026-03-11T09:40'}
  ${'ana'} | ${'/began 2 hours ago'}                  | ${'began 2026-03-11T08:20'}
  ${'ana'} | ${'/started just now'}                   | ${'began 2026-03-11T10:20'}
  ${'ana'} | ${'/began 2026-03-12 10:00'}             | ${'refused, try /began 13:42'}
  ${'ana'} | ${'/began 999999999999 min ago'}         | ${'refused, try /began 13:42'}
  ${'ana'} | ${'/began 2000000000 min ago'}           | ${'refused, try /began 13:42'}
  ${'ana'} | ${'/began 2020-01-01 10:00'}             | ${'refused, try /began 13:42'}
  ${'ana'} | ${'/began with the deploy'}              | ${'refused, try /began 13:42'}
  ${'ana'} | ${'/began 25:70'}                        | ${'refused, try /began 13:42'}
  ${'ana'} | ${'/began'}                              | ${'refused, try /began 13:42'}
  ${'uli'} | ${'/began 09:42'}                        | ${'refused, try /found <what you see>'}
`('$by types $line: $outcome', ({ by, line, outcome }) => {
  expect(said('triage', by, line)).toBe(outcome);
});

it('a time is read in the zone of the project, on the day the clocks change too', () => {
  const london = policyOf('zone: Europe/London');
  expect(said('reported', 'ana', '/began 02:30', { policy: london, start: '2026-03-29T10:00:00.000Z' })).toContain(
    'began 2026-03-29T01:30',
  );
});
