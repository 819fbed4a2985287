// The standing rules, one line each. To add one: a file beside this, its test, its lines here.

import * as z from 'zod';
import type { Due, Fact } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { SharedPolicy } from '../incident/policy.ts';
import type { Instant } from '../text/time.ts';
import { AcknowledgeSettings, acknowledge } from './acknowledge.ts';
import { AnnounceSettings, announce } from './announce.ts';
import { CleanupSettings, cleanup } from './cleanup.ts';
import { EvidenceSettings, evidence } from './evidence.ts';
import { ImpactSettings, impact } from './impact.ts';
import { ReviewSettings, review } from './review.ts';
import { RolesSettings, roles } from './roles.ts';
import type { Finding, Rule } from './rule.ts';
import { SitrepSettings, sitrep } from './sitrep.ts';
import { TimeboxSettings, timebox } from './timebox.ts';

const RuleSettings = z.strictObject({
  acknowledge: AcknowledgeSettings.prefault({}),
  timebox: TimeboxSettings.prefault({}),
  roles: RolesSettings.prefault({}),
  sitrep: SitrepSettings.prefault({}),
  impact: ImpactSettings.prefault({}),
  announce: AnnounceSettings.prefault({}),
  cleanup: CleanupSettings.prefault({}),
  evidence: EvidenceSettings.prefault({}),
  review: ReviewSettings.prefault({}),
});

/** Everything that an organisation may decide: the configuration file, validated and complete. */
export const Policy = SharedPolicy.extend({ rules: RuleSettings.prefault({}) });
export type Policy = z.infer<typeof Policy>;

/** A rule tied to its own settings. */
interface Bound {
  readonly id: Rule['id'];
  readonly summary: string;
  clocks(before: Incident, fact: Fact, at: Instant, policy: Policy): Due;
  check(incident: Incident, now: Instant, policy: Policy): Finding;
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
  };
}
