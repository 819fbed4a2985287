// The standing rules, one line each. To add one: a file beside this, its test, its lines here.

import * as z from 'zod';
import type { Due, Fact } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { knowsJira, namesCommunities } from '../incident/mirror-policy.ts';
import { SharedPolicy } from '../incident/policy.ts';
import { described } from '../incident/setting.ts';
import type { Instant } from '../text/time.ts';
import { AcknowledgeSettings, acknowledge } from './acknowledge.ts';
import { AnnounceSettings, announce } from './announce.ts';
import { CleanupSettings, cleanup } from './cleanup.ts';
import { EvidenceSettings, evidence } from './evidence.ts';
import { ImpactSettings, impact } from './impact.ts';
import { NotesSettings, notes } from './notes.ts';
import { ReviewSettings, review } from './review.ts';
import { RolesSettings, roles } from './roles.ts';
import type { Finding, Rule } from './rule.ts';
import { SitrepSettings, sitrep } from './sitrep.ts';
import { TimeboxSettings, timebox } from './timebox.ts';

const RuleSettings = z.strictObject({
  acknowledge: described(AcknowledgeSettings.prefault({}), { description: acknowledge.summary }),
  timebox: described(TimeboxSettings.prefault({}), { description: timebox.summary, source: 'R47, R48, R49' }),
  roles: described(RolesSettings.prefault({}), { description: roles.summary, source: 'R51, R57' }),
  sitrep: described(SitrepSettings.prefault({}), { description: sitrep.summary, source: 'R65' }),
  impact: described(ImpactSettings.prefault({}), { description: impact.summary, source: 'R44, R45' }),
  announce: described(AnnounceSettings.prefault({}), { description: announce.summary, source: 'R31, R34' }),
  cleanup: described(CleanupSettings.prefault({}), { description: cleanup.summary, source: 'R78, R105' }),
  evidence: described(EvidenceSettings.prefault({}), { description: evidence.summary, source: 'R56' }),
  notes: described(NotesSettings.prefault({}), { description: notes.summary, source: 'R75' }),
  review: described(ReviewSettings.prefault({}), { description: review.summary, source: 'R84, R118' }),
});

/** Everything that an organisation may decide: the configuration file, validated and complete. */
export const Policy = SharedPolicy.extend({
  rules: described(RuleSettings.prefault({}), {
    description: 'The standing rules: how strict each is, and its times.',
    source: 'R3, R4',
  }),
})
  .superRefine(namesCommunities)
  .superRefine(knowsJira);
export type Policy = z.infer<typeof Policy>;

/** A rule tied to its own settings. */
interface Bound {
  readonly id: Rule['id'];
  readonly summary: string;
  clocks(before: Incident, fact: Fact, at: Instant, policy: Policy): Due;
  check(incident: Incident, now: Instant, policy: Policy): Finding;
  moments(incident: Incident, now: Instant, policy: Policy): readonly Instant[];
}

export const rules: readonly Bound[] = [
  bind(acknowledge, (policy) => policy.rules.acknowledge),
  bind(timebox, (policy) => policy.rules.timebox),
  bind(roles, (policy) => policy.rules.roles),
  bind(sitrep, (policy) => policy.rules.sitrep),
  bind(impact, (policy) => policy.rules.impact),
  bind(announce, (policy) => policy.rules.announce),
  bind(cleanup, (policy) => policy.rules.cleanup),
  bind(evidence, (policy) => policy.rules.evidence),
  bind(notes, (policy) => policy.rules.notes),
  bind(review, (policy) => policy.rules.review),
];

/** All clocks that `fact` starts or stops: what is frozen into the event. A lifted rule (R11) has none. */
export function clocksOf(before: Incident, fact: Fact, at: Instant, policy: Policy): Due {
  const lifted = new Set(before.overrides.map(({ rule }) => rule));
  const running = rules.filter(({ id }) => !lifted.has(id));
  const stopped = rules.filter(({ id }) => fact.type === 'overridden' && fact.rule === id && before.due[id]);
  return Object.assign(
    {},
    ...running.map((rule) => rule.clocks(before, fact, at, policy)),
    ...stopped.map(({ id }) => ({ [id]: null })),
    fact.due ?? {},
  );
}

function bind<S extends { mode: string }>(rule: Rule<S>, settings: (policy: Policy) => S): Bound {
  const on = (policy: Policy): boolean => settings(policy).mode !== 'off';
  return {
    id: rule.id,
    summary: rule.summary,
    clocks: (before, fact, at, policy) => (on(policy) ? rule.clocks(before, fact, at, settings(policy), policy) : {}),
    check: (incident, now, policy) =>
      on(policy) ? rule.check(incident, now, settings(policy), policy) : { lapses: [], facts: [] },
    moments: (incident, now, policy) => (on(policy) ? rule.moments(incident, now, settings(policy), policy) : []),
  };
}
