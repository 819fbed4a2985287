// /announce: what users are told, in one wording everywhere (R29, R33, R34).
//
// Never refused for what is missing: that reads "unknown". Automation alone never speaks to users, so
// this is the only way in.

import type { Fact, Status } from '../incident/events.ts';
import { isOver } from '../incident/incident.ts';
import { code } from '../text/markdown.ts';
import type { Instant } from '../text/time.ts';
import { needsCharge, needsText } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { NEXT, nextTime } from './next-time.ts';

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
      noTime(words, given) ??
      did(announcement(words.trim(), given))
    );
  },
};

/** The announcement that a text is, in the present state of the incident. */
export function announcement(text: string, given: Given): Extract<Fact, { type: 'announced' }> {
  const { incident } = given;
  const about = subject(text, incident.status);
  const next = about === 'all-clear' ? undefined : promised(text, given);
  return { type: 'announced', n: incident.announcements.length + 1, text, about, ...(next ? { next } : {}) };
}

/** While the response runs nothing is clear, whatever the words are: users go on being told. */
function subject(text: string, status: Status): 'progress' | 'restored' | 'all-clear' {
  if (['resolved', 'review'].includes(status) || isOver(status)) return 'all-clear';
  if (status !== 'responding' && /^\W*all[\s-]?clear\b/i.test(text)) return 'all-clear';
  return status === 'mitigated' ? 'restored' : 'progress';
}

const PROMISE = new RegExp(`\\b${NEXT}`, 'i');

/** What users are told goes everywhere: a promise for 99:99 is not sent. */
function noTime(words: string, given: Given): Verdict | undefined {
  const time = PROMISE.exec(words)?.[3];
  if (time === undefined || promised(words, given) !== undefined) return undefined;
  return refuse(`${code(time)} is no time.`, '/announce <what, since when, what is being done> next 30m');
}

/** When the text itself says that users will hear more. */
function promised(text: string, given: Given): Instant | undefined {
  const [, amount, unit, time] = PROMISE.exec(text) ?? [];
  return nextTime(amount, unit, time, given);
}
