// Cron expressions: when one next strikes.

import { DateTime } from 'luxon';

export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Whether days of the month and of the week are both restricted: then either is enough. */
  readonly eitherDay: boolean;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const SHORTHANDS: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
};

/** Parses five fields; undefined for what is no cron expression. */
export function parseCron(text: string): Cron | undefined {
  const fields = (SHORTHANDS[text.trim()] ?? text).trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const minutes = range(minute, 0, 59);
  const hours = range(hour, 0, 23);
  const days = range(day, 1, 31);
  const months = range(named(month, MONTHS, 1), 1, 12);
  const weekdays = range(named(weekday, WEEKDAYS, 0), 0, 7);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  if (weekdays.has(7)) weekdays.add(0);
  return { minutes, hours, days, months, weekdays, eitherDay: day !== '*' && weekday !== '*' };
}

/** Whether the expression strikes in that minute of that zone. */
export function strikes(cron: Cron, at: number, zone: string): boolean {
  const time = DateTime.fromMillis(at, { zone });
  return cron.minutes.has(time.minute) && cron.hours.has(time.hour) && onDay(cron, time);
}

/** The first instant after `after` (both UTC ms) at which it strikes in the zone; undefined if not within five years. */
export function nextStrike(cron: Cron, after: number, zone: string): number | undefined {
  let time = DateTime.fromMillis(after, { zone }).startOf('minute').plus({ minutes: 1 });
  const end = time.plus({ years: 5 });
  while (time < end) {
    if (!onDay(cron, time)) time = time.startOf('day').plus({ days: 1 });
    else if (!cron.hours.has(time.hour)) time = time.startOf('hour').plus({ hours: 1 });
    else if (!cron.minutes.has(time.minute)) time = time.plus({ minutes: 1 });
    else return time.toMillis();
  }
  return undefined;
}

function onDay(cron: Cron, time: DateTime): boolean {
  if (!cron.months.has(time.month)) return false;
  const day = cron.days.has(time.day);
  const weekday = cron.weekdays.has(time.weekday % 7);
  return cron.eitherDay ? day || weekday : day && weekday;
}

function named(field: string, names: readonly string[], first: number): string {
  return field.replace(/[a-z]{3}/gi, (name) => {
    const at = names.indexOf(name.toLowerCase());
    return at < 0 ? name : String(at + first);
  });
}

/** `*`, `a`, `a-b`, each with `/step`, and lists of them. */
function range(field: string, low: number, high: number): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) return undefined;
    const [, from, to, step] = match;
    const first = from === undefined ? low : Number(from);
    const last = to !== undefined ? Number(to) : from !== undefined && step === undefined ? first : high;
    const by = step === undefined ? 1 : Number(step);
    if (first < low || last > high || first > last || by < 1) return undefined;
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return values;
}
