// /sitrep: the live incident state, in the words of the one who is in charge (R65, R96).
//
// From anyone else it is kept as a suggestion, which the commander can adopt.

import type { Fact } from '../incident/events.ts';
import { profileOf } from '../rules/rule.ts';
import { type Instant, parseClock, plusMinutes } from '../text/time.ts';
import { announcement } from './announce.ts';
import { isInCharge, needsStatus, needsText } from './authority.ts';
import { type Command, did, type Given } from './command.ts';

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
      needsStatus(
        given,
        ['reported', 'triage', 'responding', 'mitigated', 'resolved', 'review'],
        '/reopen-incident <why>',
      ) ??
      needsText(
        text,
        'A sitrep says in a few words what is so',
        '/sitrep <what is so, what is being done, what comes next>',
      );
    if (wrong) return wrong;
    if (!isInCharge(given)) return did({ type: 'suggested', n: incident.suggested + 1, kind: 'sitrep', text });

    const facts: Fact[] = [
      { type: 'sitrep-given', n: incident.sitreps.length + 1, text, ...(next ? { due: { sitrep: next } } : {}) },
    ];
    if (impactSame) facts.push({ type: 'impact-assessed', n: incident.impacts.length + 1, text: 'same', same: true });
    if (announce) facts.push(announcement(text, given));
    return did(...facts);
  },
};

const OPTION =
  /(?:^|[\s,;.])\(?(?:next\s+(?:in\s+)?(\d+)\s*(m|min|minutes|h|hours?)|next\s+(?:at\s+)?(\d{1,2}[:.]\d\d(?:\s*(?:UTC|Z))?)|(impact\s+same)|(announce))\)?[.\s]*$/i;

/** Reads the options off the end of the text, in any order. */
function options(
  words: string,
  given: Given,
): { text: string; next?: Instant; impactSame: boolean; announce: boolean } {
  let text = words.trim();
  const found: { next?: Instant; impactSame: boolean; announce: boolean } = { impactSame: false, announce: false };
  for (let match = OPTION.exec(text); match; match = OPTION.exec(text)) {
    const [, amount, unit = 'm', time, same, announce] = match;
    if (amount !== undefined)
      found.next = capped(plusMinutes(given.at, Number(amount) * (/^h/i.test(unit) ? 60 : 1)), given);
    if (time !== undefined) found.next = capped(parseClock(time, given.at, given.policy.zone, true) ?? given.at, given);
    if (same !== undefined) found.impactSame = true;
    if (announce !== undefined) found.announce = true;
    text = text.slice(0, match.index).trim();
  }
  return { text, ...found };
}

/** At most so far ahead as the severity allows (S1 60 min, S2 2 h, S3 and S4 4 h). */
function capped(next: Instant, given: Given): Instant {
  const most = plusMinutes(given.at, profileOf(given.incident.severity, given.policy).sitrep_at_most);
  return next > most ? most : next;
}
