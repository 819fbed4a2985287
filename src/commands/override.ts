// /override: the commander lifts a rule for this incident, with a reason (R11).
//
// Lifting cleanup, evidence or announce silences its nudges, and that part of the closing gate is open.
// Not lifted are: that the Ops Lead stands alone (R87), that the commander alone maintains the live state
// (R96), the end of the time-box (R49), and the review, for which there is `/waive pir` where allowed (R67).

import { CLOCKS } from '../incident/events.ts';
import { code, listed } from '../text/markdown.ts';
import { nearest } from '../text/nearest.ts';
import { needsCharge } from './authority.ts';
import { type Command, did, refuse } from './command.ts';

/** Roles that may be declared not needed (R57); the two at the core may not. */
const SPARED: ReadonlyMap<string, string> = new Map([
  ['comms', 'roles:comms'],
  ['planner', 'roles:planner'],
]);
const HARD: ReadonlySet<string> = new Set(['review', 'roles', 'timebox']);
/** A part of the closing gate that no rule stands for: a bug may have been filed by hand (R77). */
const BUGS = 'bugs';
const LIFTABLE: readonly string[] = [...CLOCKS.filter((rule) => !HARD.has(rule)), BUGS, ...SPARED.keys()];
/** What helps where a rule cannot be lifted. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['review', '/waive pir <why>'],
  ['pir', '/waive pir <why>'],
  ['timebox', '/respond'],
  ['roles', '/override planner because <why>'],
]);

export const override: Command = {
  name: 'override',
  aliases: [],
  usage: '/override <rule> because <reason>',
  summary: 'Lift a rule for this incident; dated, named, and in the review.',
  who: 'The commander.',
  understand(words, given) {
    const barred = needsCharge(given);
    if (barred) return barred;
    const [, word = '', reason = ''] = /^([\w-]*)[\s,:]*(?:because\b)?[\s,:-]*([\s\S]*)$/i.exec(words.trim()) ?? [];
    const rule = nearest(word, LIFTABLE);
    if (rule === undefined) {
      const known = listed(LIFTABLE.map((name) => `\`${name}\``));
      const what = word === '' ? 'Say which rule' : `${code(word, 80)} cannot be lifted`;
      return refuse(
        `${what}. These can: ${known}.`,
        INSTEAD.get(word.toLowerCase()) ?? '/override evidence because <why>',
      );
    }
    if (reason.trim() === '') return refuse('Say why, for the record.', `/override ${rule} because <why>`);
    return did({ type: 'overridden', rule: SPARED.get(rule) ?? rule, reason: reason.trim() });
  },
};
