// /announce: what users are told, in one wording everywhere (R29, R33, R34).
//
// Never refused for what is missing: that reads "unknown". Automation alone never speaks to users, so
// this is the only way in.

import type { Fact } from '../incident/events.ts';
import { type Instant, parseClock, plusMinutes } from '../text/time.ts';
import { needsCharge, needsText } from './authority.ts';
import { type Command, did, type Given } from './command.ts';

export const announce: Command = {
  name: 'announce',
  aliases: ['announcement', 'tell-users'],
  usage: '/announce <what, since when, what is being done> [next 14:30]',
  summary: 'Tell the people who wait. "Restored" once mitigated; begin with "All clear" to end it.',
  who: 'Comms; while there is none, the commander.',
  essential: true,
  understand(words, given) {
    return (
      needsCharge(given, ['comms']) ??
      needsText(
        words,
        'Short and early is better than complete',
        '/announce <what, since when, what is being done, when you will say more>',
      ) ??
      did(announcement(words.trim(), given))
    );
  },
};

const NEXT =
  /\bnext\s+(?:(?:update|word|message)\s+)?(?:(?:in\s+(\d+)\s*(m|min|minutes|h|hours?))|(?:(?:at|by)\s+)?(\d{1,2}[:.]\d\d(?:\s*(?:UTC|Z))?))/i;

/** The announcement that a text is, in the present state of the incident. */
export function announcement(text: string, given: Given): Extract<Fact, { type: 'announced' }> {
  const { incident } = given;
  const over = /^\W*all[\s-]?clear\b/i.test(text) || ['resolved', 'review', 'closed'].includes(incident.status);
  const about = over ? 'all-clear' : incident.status === 'mitigated' ? 'restored' : 'progress';
  const next = over ? undefined : promised(text, given);
  return { type: 'announced', n: incident.announcements.length + 1, text, about, ...(next ? { next } : {}) };
}

/** When the text itself says that users will hear more. */
function promised(text: string, given: Given): Instant | undefined {
  const [, amount, unit = 'm', time] = NEXT.exec(text) ?? [];
  if (amount !== undefined) return plusMinutes(given.at, Number(amount) * (/^h/i.test(unit) ? 60 : 1));
  return time === undefined ? undefined : parseClock(time, given.at, given.policy.zone, true);
}
