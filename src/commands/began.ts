// /began: when the trouble started, as far as known; the review measures from here.

import { code } from '../text/markdown.ts';
import { parseClock, stamp } from '../text/time.ts';
import { needsResponder } from './authority.ts';
import { type Command, did, refuse } from './command.ts';

export const began: Command = {
  name: 'began',
  aliases: ['begun', 'started', 'start-time'],
  usage: '/began 13:42',
  summary: 'When the trouble started: a time, or a date and a time. May be corrected.',
  who: 'Any responder.',
  understand(words, given) {
    const barred = needsResponder(given);
    if (barred) return barred;
    const began = parseClock(words.replace(/^at\s+/i, ''), given.at, given.policy.zone);
    if (began === undefined) return refuse(`I read no time in ${code(words)}.`, '/began 13:42');
    if (began > given.at) return refuse(`${stamp(began)} has not come yet.`, '/began 13:42');
    return did({ type: 'began', began });
  },
};
