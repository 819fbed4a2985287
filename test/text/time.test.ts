import { describe, expect, it } from 'vitest';
import {
  clock,
  duration,
  instant,
  isWorkingTime,
  minutesBetween,
  nextWorkingTime,
  parseClock,
  plusMinutes,
  plusWorkingDays,
} from '../../src/text/time.ts';

const WORK = { zone: 'Europe/London', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' };

describe('times as people write them', () => {
  it.each`
    text                  | around                    | zone               | ahead    | meant
    ${'13:42'}            | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${false} | ${'2026-03-11T13:42'}
    ${'13.42'}            | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${false} | ${'2026-03-11T13:42'}
    ${'9:05'}             | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${false} | ${'2026-03-11T09:05'}
    ${'23:42'}            | ${'2026-03-11T00:10:00Z'} | ${'UTC'}           | ${false} | ${'2026-03-10T23:42'}
    ${'14:01'}            | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${false} | ${'2026-03-11T14:01'}
    ${'00:30'}            | ${'2026-03-11T23:50:00Z'} | ${'UTC'}           | ${true}  | ${'2026-03-12T00:30'}
    ${'14:00'}            | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${true}  | ${'2026-03-12T14:00'}
    ${'2026-03-01 08:00'} | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${false} | ${'2026-03-01T08:00'}
    ${'13:42 UTC'}        | ${'2026-07-01T14:00:00Z'} | ${'Europe/London'} | ${false} | ${'2026-07-01T13:42'}
    ${'13:42'}            | ${'2026-07-01T14:00:00Z'} | ${'Europe/London'} | ${false} | ${'2026-07-01T12:42'}
    ${'13:42+0100'}       | ${'2026-07-01T14:00:00Z'} | ${'UTC'}           | ${false} | ${'2026-07-01T12:42'}
    ${'13:42-08:00'}      | ${'2026-07-01T23:00:00Z'} | ${'UTC'}           | ${false} | ${'2026-07-01T21:42'}
    ${'24:00'}            | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${false} | ${undefined}
    ${'12:60'}            | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${false} | ${undefined}
    ${'2026-02-30 08:00'} | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${false} | ${undefined}
    ${'noon'}             | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${false} | ${undefined}
    ${''}                 | ${'2026-03-11T14:00:00Z'} | ${'UTC'}           | ${false} | ${undefined}
  `('$text at $around in $zone is $meant', ({ text, around, zone, ahead, meant }) => {
    expect(parseClock(text, around, zone, ahead)?.slice(0, 16)).toBe(meant);
  });

  it('R89 (partly): on the day on which the clocks go forward, and back', () => {
    expect(parseClock('03:30', '2026-03-29T12:00:00Z', 'Europe/London')).toBe('2026-03-29T02:30:00.000Z');
    expect(parseClock('00:30', '2026-03-29T12:00:00Z', 'Europe/London')).toBe('2026-03-29T00:30:00.000Z');
    expect(parseClock('03:30', '2026-10-25T12:00:00Z', 'Europe/London')).toBe('2026-10-25T03:30:00.000Z');
  });
});

it.each`
  minutes | text
  ${-3}   | ${'0 min'}
  ${59}   | ${'59 min'}
  ${60}   | ${'1 h'}
  ${65}   | ${'1 h 5 min'}
  ${2820} | ${'47 h'}
  ${2880} | ${'2 d'}
  ${3065} | ${'2 d 3 h'}
`('$minutes minutes are $text', ({ minutes, text }) => {
  expect(duration(minutes)).toBe(text);
});

it.each`
  text                           | is
  ${'2026-03-11T04:21:00Z'}      | ${'2026-03-11T04:21:00.000Z'}
  ${'2026-03-11T05:21:00+01:00'} | ${'2026-03-11T04:21:00.000Z'}
  ${'2026-03-11 04:21:00 UTC'}   | ${'2026-03-11T04:21:00.000Z'}
  ${'yesterday'}                 | ${undefined}
`('$text is the instant $is', ({ text, is }) => {
  expect(instant(text)).toBe(is);
});

it('R89 (partly): a clock is told in UTC and in the zone, with its date where that is another day', () => {
  expect(clock('2026-07-01T23:10:00.000Z', 'Europe/London', '2026-07-01T10:00:00.000Z')).toBe(
    '23:10 UTC (00:10 Europe/London)',
  );
  expect(clock('2026-07-02T00:10:00.000Z', 'UTC', '2026-07-01T10:00:00.000Z')).toBe('2026-07-02 00:10 UTC');
  expect(minutesBetween('2026-03-29T00:30:00.000Z', '2026-03-29T02:30:00.000Z')).toBe(120);
});

describe('working hours', () => {
  it.each`
    at                            | working  | next
    ${'2026-03-11T09:00:00.000Z'} | ${true}  | ${'2026-03-11T09:00'}
    ${'2026-03-11T08:59:00.000Z'} | ${false} | ${'2026-03-11T09:00'}
    ${'2026-03-11T17:30:00.000Z'} | ${false} | ${'2026-03-12T09:00'}
    ${'2026-03-13T18:00:00.000Z'} | ${false} | ${'2026-03-16T09:00'}
    ${'2026-03-27T18:00:00.000Z'} | ${false} | ${'2026-03-30T08:00'}
  `('$at: working $working, next $next', ({ at, working, next }) => {
    expect([isWorkingTime(at, WORK), nextWorkingTime(at, WORK).slice(0, 16)]).toEqual([working, next]);
  });

  it('five working days are a week, over the change of the clocks too', () => {
    expect(plusWorkingDays('2026-03-26T10:00:00.000Z', 5, WORK)).toBe('2026-04-02T09:00:00.000Z');
  });
});

it.each`
  minutes      | year
  ${1e300}     | ${'9999'}
  ${-1e300}    | ${'0001'}
  ${-Infinity} | ${'0001'}
`('$minutes minutes from now is still a time, in the year $year', ({ minutes, year }) => {
  expect(plusMinutes('2026-03-11T10:00:00.000Z', minutes).slice(0, 5)).toBe(`${year}-`);
});
