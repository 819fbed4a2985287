// /undone: a temporary measure was removed (R78, R81).

import { type Command, didAt, happened } from './command.ts';
import { entriesMeant, mayJudge } from './verdict.ts';

export const undone: Command = {
  name: 'undone',
  aliases: ['undid', 'reverted', 'unwound'],
  usage: '/undone C1 [text] | all',
  summary: 'A change was taken back.',
  who: 'Planner, Ops Lead, Ops Team, commander; of others it is recorded as something found.',
  understand(words, given) {
    const { text, at } = happened(words, given);
    const meant = entriesMeant(text, 'undone', given);
    if ('ok' in meant) return meant;
    if (mayJudge(given)) {
      const names = meant.numbers.map((n) => `C${n}`).join(', ');
      return didAt(at, { type: 'found', text: `Said to be undone: ${names} ${meant.rest}`.trim() });
    }
    const said = meant.rest === '' ? {} : { text: meant.rest };
    return didAt(at, ...meant.numbers.map((n) => ({ type: 'change-undone', n, ...said }) as const));
  },
};
