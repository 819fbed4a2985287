// /extend: the time-box may be longer once, by at most 15 minutes, with a reason (R48).

import { needsCharge, needsStatus } from './authority.ts';
import { type Command, did, refuse } from './command.ts';

export const extend: Command = {
  name: 'extend',
  aliases: [],
  usage: '/extend <minutes> <reason>',
  summary: 'Give the time-box up to 15 more minutes, once.',
  who: 'Whoever leads triage.',
  understand(words, given) {
    const most = given.policy.rules.timebox.extend_at_most_minutes;
    const barred = needsStatus(given, ['triage']) ?? needsCharge(given);
    if (barred) return barred;
    const [, digits, reason = ''] = /^(\d+)\s*(?:m|min|minutes)?\b\s*([\s\S]*)$/i.exec(words.trim()) ?? [];
    const minutes = Number(digits);
    if (given.incident.extended)
      return refuse('The time-box was extended already; a second time it is a full response.', '/respond');
    if (!(minutes >= 1)) return refuse('Say how many minutes.', `/extend ${most} <why>`);
    if (minutes > most)
      return refuse(`At most ${most} minutes. If that is not enough, it is a full response.`, '/respond');
    if (reason.trim() === '') return refuse('Say why, for the record.', `/extend ${minutes} <why>`);
    return did({ type: 'extended', minutes, reason: reason.trim() });
  },
};
