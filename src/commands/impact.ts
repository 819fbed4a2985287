// /impact: who is affected and how many, which function, a way round, data at risk (R44, R45).

import type { Fact, Severity } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { holds, leader } from '../incident/people.ts';
import { isInCharge, isResponder, needsText } from './authority.ts';
import { type Command, did, didAt, type Given, happened } from './command.ts';
import { changeSeverity } from './lifecycle.ts';

export const impact: Command = {
  name: 'impact',
  aliases: ['impacted'],
  usage: '/impact [S1-S4] <who is affected, how many, a way round> | same',
  summary: '(Re)assess the impact; `same` is an answer, and a severity in front changes it.',
  who: 'Commander, Ops Lead or Comms; from anyone else it is recorded as something found.',
  understand(words, given) {
    const { incident, policy } = given;
    const missing = needsText(words, 'Say who is affected, or that it is the same', '/impact same');
    if (missing) return missing;
    const { text, at } = happened(words, given);
    if (!mayAssess(given)) return didAt(at, { type: 'found', text: `Impact: ${text}` });
    const [, degree, rest = ''] = SEVERITY.exec(text) ?? [undefined, undefined, text];
    const facts: Fact[] = [assessment(incident, rest)];
    if (degree) facts.push(...changeSeverity(incident, `S${degree}` as Severity, policy));
    return at === given.at ? did(...facts) : didAt(at, ...facts);
  },
};

/** `S2`, `sev2`, `SEV-2`, `severity 2`, `P2`; an "S3 bucket" is no severity. */
const SEVERITY = /^(?:S|P|sev(?:erity)?[\s:-]*S?)([1-4])\b(?!\s+(?:buckets?|storage|objects?)\b)[\s,:.-]*([\s\S]*)$/i;

/** "Same" repeats the last assessment; the first time it means what the report says. */
export function assessment(incident: Incident, words: string): Extract<Fact, { type: 'impact-assessed' }> {
  const n = incident.impacts.length + 1;
  const same = /^((it\s+is|it's|still)\s+)?(the\s+)?same[.!]?$/i.test(words.trim()) || words.trim() === '';
  if (same && n === 1) {
    const text = incident.affected.trim() === '' ? 'unknown' : incident.affected;
    return { type: 'impact-assessed', n, text, same: false };
  }
  return { type: 'impact-assessed', n, text: same ? 'same' : words, same };
}

/** Before anybody leads, any responder may say how bad it is: the first minutes are when it matters. */
function mayAssess(given: Given): boolean {
  const { incident, by } = given;
  if (leader(incident) === undefined && isResponder(given)) return true;
  return isInCharge(given) || holds(incident, 'ops-lead', by) || holds(incident, 'comms', by);
}
