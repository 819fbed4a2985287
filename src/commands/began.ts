// /began: when the trouble started, as far as known; the review measures from here.

import { code } from '../text/markdown.ts';
import { type Instant, parseClock, plusMinutes, stamp } from '../text/time.ts';
import { needsResponder } from './authority.ts';
import { type Command, did, type Given, refuse } from './command.ts';

export const began: Command = {
  name: 'began',
  aliases: ['begun', 'started', 'start-time'],
  usage: '/began 13:42 | 20 min ago',
  summary: 'When the trouble started: a time, or a date and a time. May be corrected.',
  who: 'Any responder.',
  understand(words, given) {
    const barred = needsResponder(given);
    if (barred) return barred;
    const [line = ''] = words.trim().split('\n');
    if (line === '') return refuse('Say when it began, as far as is known.', '/began 13:42');
    const began = timeSaid(line, given);
    if (began === undefined) return refuse(`I read no time in ${code(line, 80)}.`, '/began 13:42');
    if (began > given.at) return refuse(`${stamp(began)} has not come yet.`, '/began 13:42');
    if (began < plusMinutes(given.incident.reportedAt, -A_MONTH))
      return refuse(`${stamp(began)} is more than 30 days before this was reported.`, '/began 13:42');
    return did({ type: 'began', began });
  },
};

const A_MONTH = 30 * 24 * 60;

/** `13:42`, `about 13:42, with the deploy`, `20 min ago`, `now`. */
function timeSaid(line: string, { at, policy }: Given): Instant | undefined {
  const text = line.replace(/^(?:(?:at|about|around|ca\.?|since)\s+|~\s*)+/i, '');
  if (/^(?:just\s+)?now\b/i.test(text)) return at;
  const [, amount, unit = ''] = /^(\d+)\s*(m|min|mins|minutes?|h|hours?)\s+ago\b/i.exec(text) ?? [];
  if (amount !== undefined) return plusMinutes(at, -Number(amount) * (/^h/i.test(unit) ? 60 : 1));
  const [time] =
    /^(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}[:.]\d\d(?::\d\d)?(?:\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\b)?/i.exec(text) ?? [];
  return time === undefined ? undefined : parseClock(time, at, policy.zone);
}
