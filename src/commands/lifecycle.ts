// What a change of status brings with it, for every way in: command, label, severity.

import type { Fact, Severity, Status } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { holds } from '../incident/people.ts';
import type { Policy } from '../rules/index.ts';
import { servicesOf } from '../rules/rule.ts';
import type { Given } from './command.ts';

/** `triage`, and at once `responding` where severity or service ask for a full response (R9). */
export function takeUp({ incident, by, policy }: Given): Fact[] {
  const facts: Fact[] = [
    // Who leads has everything to look after, and the Ops Lead one thing only (R87).
    ...(holds(incident, 'ops-lead', by) ? [{ type: 'role-released', role: 'ops-lead', person: by } as const] : []),
    { type: 'acknowledged', minutes: policy.rules.timebox.minutes },
    { type: 'status-changed', from: 'reported', to: 'triage', cause: 'command' },
  ];
  const because = fullResponseAsked(incident, incident.severity, policy);
  if (because !== undefined)
    facts.push({ type: 'status-changed', from: 'triage', to: 'responding', because, cause: 'policy' });
  return facts;
}

/** The severity, and a full response where it asks for one and triage is still going on. */
export function changeSeverity(incident: Incident, to: Severity, policy: Policy): Fact[] {
  if (incident.severity === to) return [];
  const facts: Fact[] = [{ type: 'severity-changed', from: incident.severity, to }];
  const because = incident.status === 'triage' ? fullResponseAsked(incident, to, policy) : undefined;
  if (because !== undefined)
    facts.push({ type: 'status-changed', from: 'triage', to: 'responding', because, cause: 'policy' });
  return facts;
}

/** `resolved`, and `review` right after it where the highest severity reached asks for one. */
export function resolve(incident: Incident, text: string, policy: Policy): Fact[] {
  const review = reviewAsked(incident, policy);
  const facts: Fact[] = [changed(incident.status, 'resolved', text, review)];
  if (review !== 'none') facts.push({ type: 'status-changed', from: 'resolved', to: 'review', cause: 'policy' });
  return facts;
}

/** The last word on the state (R66): that service is restored, and what whoever says so adds to it. A sitrep with its number. */
export function lastSitrep(incident: Incident, to: 'mitigated' | 'resolved', text: string): Fact {
  const said = to === 'mitigated' ? 'Service is restored' : 'Resolved, service is restored';
  const added = text.trim();
  return {
    type: 'sitrep-given',
    n: incident.sitreps.length + 1,
    text: added === '' ? `${said}.` : `${said}: ${added}`,
  };
}

export function changed(
  from: Status,
  to: Status,
  text: string,
  review?: 'full' | 'short' | 'none',
): Extract<Fact, { type: 'status-changed' }> {
  const said = text.trim() === '' ? {} : { text: text.trim() };
  return { type: 'status-changed', from, to, cause: 'command', ...said, ...(review ? { review } : {}) };
}

/** A quick fix inside the time-box has a five-line form (requirements.md, decided where it is silent). */
function reviewAsked(incident: Incident, policy: Policy): 'full' | 'short' | 'none' {
  const asked = policy.severities[incident.highest === 'unknown' ? 'S2' : incident.highest].review;
  const quick = !incident.phases.some((phase) => phase.status === 'responding');
  return quick && asked === 'full' ? 'short' : asked;
}

function fullResponseAsked(incident: Incident, severity: Severity, policy: Policy): string | undefined {
  if (severity === 'S1' || severity === 'S2') return `severity ${severity} asks for a full response at once`;
  const service = servicesOf(incident, policy).find((one) => one.always_full);
  return service ? `${service.title ?? service.name} is a service that many depend on (always_full)` : undefined;
}
