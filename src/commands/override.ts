// /override: the commander lifts a rule for this incident, with a reason (R11).
//
// Two things cannot be lifted: that the Ops Lead stands alone (R87), and that the commander alone
// maintains the live state (R96).

import { CLOCKS } from '../incident/events.ts';
import { code, listed } from '../text/markdown.ts';
import { nearest } from '../text/nearest.ts';
import { needsCharge } from './authority.ts';
import { type Command, did, refuse } from './command.ts';

const LIFTABLE: readonly string[] = CLOCKS.filter((rule) => rule !== 'review' && rule !== 'roles');

export const override: Command = {
  name: 'override',
  aliases: [],
  usage: '/override <rule> because <reason>',
  summary: 'Lift a rule for this incident; dated, named, and in the review.',
  who: 'The commander.',
  understand(words, given) {
    const barred = needsCharge(given);
    if (barred) return barred;
    const [, word = '', reason = ''] = /^(\S*)\s*(?:because\b)?[\s,:-]*([\s\S]*)$/i.exec(words.trim()) ?? [];
    const rule = nearest(word, LIFTABLE);
    if (rule === undefined) {
      const known = listed(LIFTABLE.map((name) => `\`${name}\``));
      const review = /^(review|pir)$/i.test(word);
      return refuse(
        `${code(word || '?')} cannot be lifted. These can: ${known}.`,
        review ? '/waive pir <why>' : '/override evidence because <why>',
      );
    }
    if (reason.trim() === '') return refuse('Say why, for the record.', `/override ${rule} because <why>`);
    return did({ type: 'overridden', rule, reason: reason.trim() });
  },
};
