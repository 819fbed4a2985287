// /keep: a change stays, and why (R78).

import { needsText } from './authority.ts';
import { type Command, did } from './command.ts';
import { entriesMeant, mayJudge } from './verdict.ts';

export const keep: Command = {
  name: 'keep',
  aliases: ['kept'],
  usage: '/keep C1 <reason> | all <reason>',
  summary: 'A change stays in place, and why.',
  who: 'Planner, Ops Lead, Ops Team, commander.',
  understand(words, given) {
    const barred = mayJudge(given);
    if (barred) return barred;
    const meant = entriesMeant(words, 'keep', given);
    if ('ok' in meant) return meant;
    return (
      needsText(meant.rest, 'Say why it stays', `/keep C${meant.numbers[0]} <why>`) ??
      did(...meant.numbers.map((n) => ({ type: 'change-kept', n, reason: meant.rest }) as const))
    );
  },
};
