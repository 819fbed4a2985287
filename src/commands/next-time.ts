// `next 45m`, `next update in 2 hours`, `next 14:30`, `next 9:00 tomorrow`: when people will say more.

import { dateOf, type Instant, parseClock, plusMinutes } from '../text/time.ts';
import type { Given } from './command.ts';

/** The source of a pattern with two groups for an amount and its unit, and one for a time of day. */
export const NEXT =
  'next:?\\s+(?:(?:update|sitrep|word|message|news)\\s+)?' +
  '(?:(?:in\\s+)?(?:about\\s+|~\\s*)?(\\d{1,40})(?!\\d|[:.]\\d)\\s*(m|mins?|minutes?|h|hours?)?|(?:(?:at|by)\\s+)?((?:tomorrow,?\\s+(?:at\\s+)?)?\\d{1,2}[:.]\\d\\d(?:\\s*(?:UTC|Z)\\b)?(?:,?\\s+tomorrow\\b)?))(?!\\w)';

/** The moment that the groups of `NEXT` name; undefined where it is no time. A bare number is minutes. */
export function nextTime(
  amount: string | undefined,
  unit: string | undefined,
  time: string | undefined,
  given: Given,
): Instant | undefined {
  if (amount !== undefined)
    return plusMinutes(given.at, Math.min(Number(amount) * (/^h/i.test(unit ?? 'm') ? 60 : 1), A_WEEK));
  if (time === undefined) return undefined;
  const { zone } = given.policy;
  const spelled = time.replace(/,?\s*tomorrow,?\s*(?:at\s+)?/i, '');
  const next = parseClock(spelled, given.at, zone, true);
  const isToday = next !== undefined && dateOf(next, { zone }) === dateOf(given.at, { zone });
  return isToday && spelled !== time ? parseClock(spelled, next, zone, true) : next;
}

/** No promise reaches further, whatever was typed. */
const A_WEEK = 7 * 24 * 60;
