// Instants, and how people read and write them.
//
// Everywhere inside sitrep an instant is an ISO 8601 string in UTC with milliseconds, so that it
// sorts as text, reads well in the journal and survives JSON unchanged.

import { DateTime } from 'luxon';

/** A moment in UTC: `2026-03-11T04:21:00.000Z`. */
export type Instant = string;

const MINUTE = 60_000;

/** Any ISO 8601 text (any zone, any precision) as an `Instant`; undefined where it is no time. */
export function instant(text: string): Instant | undefined {
  const milliseconds = Date.parse(text.replace(/ UTC$/, 'Z').replace(/^(\d{4}-\d\d-\d\d) /, '$1T'));
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

/** Instants sort as text while their years have four digits: nothing reaches before or beyond. */
const FIRST = Date.parse('0001-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

export function plusMinutes(at: Instant, minutes: number): Instant {
  return new Date(Math.min(LAST, Math.max(FIRST, Date.parse(at) + minutes * MINUTE))).toISOString();
}

export function earlier(a: Instant, b: Instant): Instant {
  return [a, b].sort()[0] ?? a;
}

export function later(a: Instant, b: Instant): Instant {
  return [a, b].sort()[1] ?? a;
}

/** Whole minutes from `from` to `to`, rounded down; negative where `to` is earlier. */
export function minutesBetween(from: Instant, to: Instant): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / MINUTE);
}

/** `04:21 UTC (05:21 Europe/London)`; the zone is left out where it is UTC. With the date where `day` differs. */
export function clock(at: Instant, zone: string, today?: Instant): string {
  const utc = DateTime.fromISO(at, { zone: 'utc' });
  const local = utc.setZone(zone);
  const date = today !== undefined && today.slice(0, 10) === at.slice(0, 10) ? '' : `${utc.toFormat('yyyy-MM-dd')} `;
  const there = zone === 'UTC' || local.offset === 0 ? '' : ` (${local.toFormat('HH:mm')} ${zone})`;
  return `${date}${utc.toFormat('HH:mm')} UTC${there}`;
}

/** `2026-03-11 04:21 UTC`. */
export function stamp(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** `1 h 5 min`, `12 min`, `2 d 3 h`. */
export function duration(minutes: number): string {
  const whole = Math.max(0, Math.round(minutes));
  if (whole < 60) return `${whole} min`;
  const hours = Math.floor(whole / 60);
  if (hours < 48) return whole % 60 === 0 ? `${hours} h` : `${hours} h ${whole % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

const CLOCK = /^(?:(\d{4}-\d\d-\d\d)[T ])?(\d{1,2})[:.](\d\d)(?::\d\d)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i;

/**
 * The instant a person means by `13:42`, `2026-03-11 13:42`, `13:42 UTC` or `13:42+01:00`.
 *
 * Without a date it is the latest such time that is not after `around` (a minute's grace), or with
 * `ahead` the next one after it. Without an offset it is a time in `zone`.
 */
export function parseClock(text: string, around: Instant, zone: string, ahead = false): Instant | undefined {
  const parts = CLOCK.exec(text.trim());
  if (!parts) return undefined;
  const [, date, hour, minute, offset] = parts;
  const spelled =
    offset === undefined
      ? zone
      : /^(z|utc|gmt)$/i.test(offset)
        ? 'utc'
        : `UTC${offset.replace(/(\d\d)$/, ':$1').replace('::', ':')}`;
  const here = DateTime.fromISO(around, { zone: spelled });
  const day = date === undefined ? here : DateTime.fromISO(date, { zone: spelled });
  const meant = day.set({ hour: Number(hour), minute: Number(minute), second: 0, millisecond: 0 });
  if (Number(hour) > 23 || Number(minute) > 59 || !meant.isValid) return undefined;
  if (date !== undefined) return meant.toUTC().toISO() ?? undefined;
  const late = meant > here.plus({ minutes: 1 });
  const chosen = ahead ? (meant > here ? meant : meant.plus({ days: 1 })) : late ? meant.minus({ days: 1 }) : meant;
  return chosen.toUTC().toISO() ?? undefined;
}

/** When people work: a zone, ISO weekdays (1 is Monday) and `HH:mm` from and to. */
export interface WorkingHours {
  readonly zone: string;
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
}

export function isWorkingTime(at: Instant, hours: WorkingHours): boolean {
  const local = DateTime.fromISO(at, { zone: hours.zone });
  const time = local.toFormat('HH:mm');
  return hours.days.includes(local.weekday) && time >= hours.from && time < hours.to;
}

/** `2026-03-11`, where people work. */
export function dateOf(at: Instant, { zone }: Pick<WorkingHours, 'zone'>): string {
  return DateTime.fromISO(at, { zone }).toFormat('yyyy-MM-dd');
}

/** The same time of day `days` working days later. */
export function plusWorkingDays(at: Instant, days: number, hours: WorkingHours): Instant {
  let day = DateTime.fromISO(at, { zone: hours.zone });
  for (let left = days; left > 0; ) {
    day = day.plus({ days: 1 });
    if (hours.days.includes(day.weekday)) left -= 1;
  }
  return day.toUTC().toISO() ?? at;
}

/** `at` itself in working hours, else the next moment at which they begin. */
export function nextWorkingTime(at: Instant, hours: WorkingHours): Instant {
  if (isWorkingTime(at, hours)) return at;
  const [hour = 9, minute = 0] = hours.from.split(':').map(Number);
  const local = DateTime.fromISO(at, { zone: hours.zone });
  for (let ahead = 0; ahead < 15; ahead += 1) {
    const start = local.plus({ days: ahead }).set({ hour, minute, second: 0, millisecond: 0 });
    if (start > local && hours.days.includes(start.weekday)) return start.toUTC().toISO() ?? at;
  }
  return at;
}

/**
 * The next moment after `at` at which working hours begin; undefined where they never do. Exact on days that are an
 * hour longer or shorter as well, where hours may begin at a time that does not exist, or twice.
 */
export function nextWorkStart(at: Instant, hours: WorkingHours): Instant | undefined {
  const today = DateTime.fromISO(at, { zone: hours.zone }).startOf('day');
  for (let ahead = 0; ahead < 15; ahead += 1) {
    const [first] = possibleStarts(today.plus({ days: ahead }), hours.from)
      .filter((start) => start > at && isWorkingTime(start, hours) && !isWorkingTime(plusMinutes(start, -1), hours))
      .sort();
    if (first !== undefined) return first;
  }
  return undefined;
}

/** The time of day by the offsets before and after, and the moment between them, on a day whose offset changes. */
function possibleStarts(day: DateTime, from: string): readonly Instant[] {
  const [hour = 0, minute = 0] = from.split(':').map(Number);
  const end = day.plus({ days: 1 }).startOf('day');
  const spelled = Date.UTC(day.year, day.month - 1, day.day, hour, minute);
  const offsets = [...new Set([day.offset, end.offset])];
  const starts = offsets.map((offset) => new Date(spelled - offset * MINUTE).toISOString());
  return offsets.length === 1 ? starts : [...starts, changeOfOffset(day, end)];
}

/** The first minute of the new offset. */
function changeOfOffset(before: DateTime, after: DateTime): Instant {
  let [low, high] = [before.toMillis(), after.toMillis()];
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / MINUTE / 2) * MINUTE;
    if (DateTime.fromMillis(middle, { zone: before.zone }).offset === before.offset) low = middle;
    else high = middle;
  }
  return new Date(high).toISOString();
}
