// The delay of a timer, when one is left, and which schedules are switched when.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  delayUntil,
  FIXED_DELAYS,
  isWatched,
  toSwitch,
  WAKE_INPUT,
  WAKE_VARIABLE,
  willDo,
} from '../../src/process/waking.ts';

const NOW = '2026-03-11T10:05:20.000Z';
const hm = (time: string): string => `2026-03-11T${time}:00.000Z`;

describe('the delay of a timer', () => {
  it.each([
    ['to the minute after', '10:17', '12 minutes', '10 minutes'],
    ['a minute at least', '10:06', '1 minute', '1 minute'],
    ['a minute, when it is late', '10:01', '1 minute', '1 minute'],
    ['the longest that is not beyond', '11:20', '75 minutes', '1 hour'],
    ['by variable never beyond', '10:34', '29 minutes', '15 minutes'],
  ])('is %s', (_what, due, input, variable) => {
    expect(delayUntil(hm(due), NOW, 'inputs').text).toBe(input);
    expect(delayUntil(hm(due), NOW, 'variable').text).toBe(variable);
  });

  it('is six days at most', () => {
    expect(delayUntil('2026-05-01T00:00:00.000Z', NOW, 'inputs').text).toBe('8640 minutes');
    expect(delayUntil('2026-05-01T00:00:00.000Z', NOW, 'variable').text).toBe('1 day');
  });

  it('says in words what it is in minutes', () => {
    const unit = { minute: 1, hour: 60, day: 1440 };
    for (const [text, minutes] of Object.entries(FIXED_DELAYS)) {
      const [, count, word] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? [];
      expect(Number(count) * (unit[word as keyof typeof unit] ?? 0)).toBe(minutes);
    }
  });
});

describe('an armed timer', () => {
  it.each([
    ['in the minute in which it is due', '10:30', '10:30', true],
    ['in the minute after, which rounding makes of it', '10:31', '10:30', true],
    ['later', '10:32', '10:30', false],
    ['a little too early', '10:28', '10:30', true],
    ['much too early', '10:27', '10:30', false],
    ['much too early, but in an hour only', '11:10', '15:00', true],
    ['in the past', '10:04', '10:05', false],
  ])('that fires %s', (_what, at, due, left) => {
    expect(willDo({ pipeline: 1, at: hm(at) }, hm(due), NOW, 'inputs')).toBe(left);
  });

  it('with a fixed delay is left however early it fires: the next goes on from there', () => {
    expect(willDo({ pipeline: 1, at: hm('10:10') }, hm('10:30'), NOW, 'variable')).toBe(true);
    expect(willDo({ pipeline: 1, at: hm('10:40') }, hm('10:30'), NOW, 'variable')).toBe(false);
  });
});

describe('the schedules', () => {
  const hourly = ['0 * * * *', '15 * * * *', '30 * * * *', '45 * * * *'].map((cron, id) => ({
    id,
    cron,
    active: false,
  }));

  it.each([
    ['10:05', [0]],
    ['10:15', [0]],
    ['10:20', [0, 1]],
    ['10:50', [0, 1, 2, 3]],
    ['10:59', []],
    ['11:00', []],
  ])('that run hourly are switched on at %s only where their own minute has passed: %j', (time, ids) => {
    expect(toSwitch(hourly, true, hm(time)).map(({ id }) => id)).toEqual(ids);
  });

  it('that run more often are switched on at once', () => {
    expect(toSwitch([{ id: 7, cron: '*/10 * * * *', active: false }], true, hm('11:00'))).toEqual([
      { id: 7, cron: '*/10 * * * *', active: true },
    ]);
  });

  it('are switched off at any time, and left where they are as they should be', () => {
    const mixed = hourly.map((one) => ({ ...one, active: one.id < 2 }));
    expect(toSwitch(mixed, false, hm('11:00')).map(({ id }) => id)).toEqual([0, 1]);
  });

  it('are on while people respond', () => {
    const statuses = ['reported', 'triage', 'responding', 'mitigated', 'resolved', 'review', 'closed'] as const;
    expect(statuses.filter(isWatched)).toEqual(['reported', 'triage', 'responding', 'mitigated']);
  });
});

describe('the component', () => {
  it('has a rule for each fixed delay, and for no other', () => {
    const template = readFileSync('templates/react/template.yml', 'utf8');
    const rules = [...template.matchAll(/\$SITREP_WAKE_IN == "([^"]+)"'\n\s+when: delayed\n\s+start_in: (.+)/g)];
    expect(rules.map(([, asked]) => asked)).toEqual(Object.keys(FIXED_DELAYS));
    expect(rules.map(([, , delay]) => delay)).toEqual(Object.keys(FIXED_DELAYS));
    expect(template).toContain(`$[[ inputs.${WAKE_INPUT} ]]`);
    expect(template).toContain(`$${WAKE_VARIABLE} ==`);
  });
});
