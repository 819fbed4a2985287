// What a rule finds owed at a minute, in a few words: who is told what the item is called. Silence is the empty list.

import type { Clock } from '../../src/incident/events.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { type Policy, rules } from '../../src/rules/index.ts';
import { minute, policyOf, START } from '../given.ts';

/** `ana: sitrep 0` is the first step, told to ana; higher numbers are escalations, `?` is whoever reads. */
export function owed(
  rule: Clock,
  incident: Incident,
  at: number,
  policy: Policy = policyOf(),
  start = START,
): string[] {
  const { lapses } = found(rule, incident, at, policy, start);
  return lapses.map(
    ({ owes, escalation }) => `${owes.map(({ name }) => name).join(' ') || '?'}: ${rule} ${escalation}`,
  );
}

export function found(rule: Clock, incident: Incident, at: number, policy: Policy = policyOf(), start = START) {
  const one = rules.find(({ id }) => id === rule);
  if (!one) throw new Error(`there is no rule ${rule}`);
  return one.check(incident, minute(at, start), policy);
}
