// /impact: who is affected and how many, which function, a way round, data at risk (R44, R45).

import type { Fact, Severity } from '../incident/events.ts';
import { holds } from '../incident/people.ts';
import { isInCharge, needsText } from './authority.ts';
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
    const [, severity, rest = ''] = /^(S[1-4])\b[\s,:.-]*([\s\S]*)$/i.exec(text) ?? [undefined, undefined, text];
    const same = /^(the\s+)?same[.!]?$/i.test(rest) || rest === '';
    const facts: Fact[] = [
      { type: 'impact-assessed', n: incident.impacts.length + 1, text: same ? 'same' : rest, same },
    ];
    if (severity) facts.push(...changeSeverity(incident, severity.toUpperCase() as Severity, policy));
    return at === given.at ? did(...facts) : didAt(at, ...facts);
  },
};

function mayAssess(given: Given): boolean {
  const { incident, by } = given;
  return isInCharge(given) || holds(incident, 'ops-lead', by) || holds(incident, 'comms', by);
}
