// Days and times as people type them in quick actions.

import { DateTime } from 'luxon';
import type { NewTimelineEvent } from '../issues/timeline.ts';

/** A day: `2026-03-11`, `today`, `tomorrow`, `in 2 days`, `friday`, `Mar 11`; undefined when it is none. */
export function parseDay(text: string, now: number): string | undefined {
  const today = DateTime.fromMillis(now, { zone: 'utc' }).startOf('day');
  const words = text.trim().toLowerCase();
  const fixed = { today, tomorrow: today.plus({ days: 1 }), yesterday: today.minus({ days: 1 }) }[words];
  const day = fixed ?? relativeDay(words, today) ?? namedDay(words, today);
  return day?.toISODate() ?? undefined;
}

/** `text | 2026-03-11 10:00`, `text | 10:00`, or the text alone for now. */
export function parseTimeline(argument: string, now: number): NewTimelineEvent | undefined {
  const [text = '', when] = argument.split('|').map((part) => part.trim());
  if (text === '') return undefined;
  const nowAt = DateTime.fromMillis(now, { zone: 'utc' });
  const timeOnly = when?.match(/^(\d{1,2}:\d{2})$/) ? `${nowAt.toISODate()} ${when}` : when;
  const at =
    timeOnly === undefined || timeOnly === ''
      ? nowAt
      : DateTime.fromFormat(timeOnly, 'yyyy-MM-dd H:mm', { zone: 'utc' });
  const occurredAt = at.toISO();
  return occurredAt === null ? undefined : { note: text, occurredAt };
}

function relativeDay(words: string, today: DateTime): DateTime | undefined {
  const [, count, unit] = /^in (\d+|an?) (day|week|month)s?$/.exec(words) ?? [];
  if (!count) return undefined;
  const number = Number(count) || 1;
  return today.plus({
    days: unit === 'day' ? number : 0,
    weeks: unit === 'week' ? number : 0,
    months: unit === 'month' ? number : 0,
  });
}

function namedDay(words: string, today: DateTime): DateTime | undefined {
  const weekday = DateTime.fromFormat(words.replace(/^(this|next) /, ''), 'cccc', { zone: 'utc' });
  if (weekday.isValid) return today.plus({ days: (weekday.weekday - today.weekday + 7) % 7 || 7 });
  for (const format of ['yyyy-MM-dd', 'LLL d', 'LLLL d', 'LLL d yyyy', 'LLL d, yyyy', 'LLLL d, yyyy']) {
    const day = DateTime.fromFormat(words, format, { zone: 'utc' });
    if (day.isValid) return format.includes('yyyy') ? day : day.set({ year: today.year });
  }
  return undefined;
}
