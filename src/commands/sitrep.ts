// /sitrep: the live incident state, in the words of the one who is in charge (R65, R96).
//
// From anyone else it is kept as a suggestion, which the commander can adopt.

import type { Fact } from '../incident/events.ts';
import { profileOf } from '../rules/rule.ts';
import { type Instant, plusMinutes } from '../text/time.ts';
import { toUsers } from './announce.ts';
import { isInCharge, needsStatus, needsText } from './authority.ts';
import { type Command, did, type Given } from './command.ts';
import { assessment } from './impact.ts';
import { NEXT, nextTime } from './next-time.ts';

export const sitrep: Command = {
  name: 'sitrep',
  aliases: ['sit-rep', 'update'],
  usage: '/sitrep <text> [next 45m | next 14:30] [impact same] [announce]',
  summary: 'The new live state: what is so, what is being done, what comes next.',
  who: 'The commander; from anyone else it is kept as a suggestion.',
  essential: true,
  understand(words, given) {
    const { incident } = given;
    const { text, next, impactSame, announce } = options(words, given);
    const wrong =
      needsStatus(given, ['reported', 'triage', 'responding', 'mitigated', 'resolved', 'review']) ??
      needsText(
        text,
        'A sitrep says in a few words what is so',
        '/sitrep <what is so, what is being done, what comes next>',
      );
    if (wrong) return wrong;
    if (!isInCharge(given)) return did({ type: 'suggested', n: incident.suggested + 1, kind: 'sitrep', text });

    // Where no sitreps are due, a promise would start a clock that nothing stops.
    const due = next && (incident.status === 'responding' || incident.status === 'mitigated');
    const facts: Fact[] = [
      { type: 'sitrep-given', n: incident.sitreps.length + 1, text, ...(due ? { due: { sitrep: next } } : {}) },
    ];
    if (impactSame) facts.push(assessment(incident, 'same'));
    if (announce) facts.push(toUsers({ text }, given));
    return did(...facts);
  },
};

interface Options {
  readonly text: string;
  readonly next?: Instant;
  readonly impactSame: boolean;
  readonly announce: boolean;
}

/** `we should announce` is a plan, not the option. */
const PLANNED = String.raw`(?<!\b(?:to|we|i|will|shall|should|must|can|could|please|not|then|and|now|let's|let us|they|comms)\s)`;
const OPTION = new RegExp(`(?:^|[\\s,;.])\\(?(?:${NEXT}|(impact\\s+same)|${PLANNED}(announce))\\)?[.\\s]*$`, 'i');

/** Options stand in the last characters, and there are few: no more of a long text is searched. */
const TAIL = 80;
const MOST_OPTIONS = 9;

/** Reads the options off the end of the text, else off the end of its first line, in any order. */
function options(words: string, given: Given): Options {
  const whole = optionsAtEnd(words.trim(), given);
  const [first = '', ...rest] = whole.text.split('\n');
  if (whole.text !== words.trim() || rest.length === 0) return whole;
  const line = optionsAtEnd(first.trim(), given);
  return { ...line, text: [line.text, ...rest].join('\n').trim() };
}

function optionsAtEnd(words: string, given: Given): Options {
  let text = words.trimEnd();
  const found: { next?: Instant; impactSame: boolean; announce: boolean } = { impactSame: false, announce: false };
  for (let left = MOST_OPTIONS; left > 0; left -= 1) {
    const from = Math.max(0, text.length - TAIL);
    const match = OPTION.exec(text.slice(from));
    if (!match) break;
    const [, amount, unit, time, same, announce] = match;
    const next = nextTime(amount, unit, time, given);
    if (next === undefined && same === undefined && announce === undefined) break;
    if (next !== undefined) found.next = capped(next, given);
    if (same !== undefined) found.impactSame = true;
    if (announce !== undefined) found.announce = true;
    text = text
      .slice(0, from + match.index)
      .trimEnd()
      .replace(/[,;]{1,9}$/, '')
      .trimEnd();
  }
  return { text, ...found };
}

/** At most so far ahead as the severity allows (S1 60 min, S2 2 h, S3 and S4 4 h). */
function capped(next: Instant, given: Given): Instant {
  const most = plusMinutes(given.at, profileOf(given.incident.severity, given.policy).sitrep_at_most_minutes);
  return next > most ? most : next;
}
