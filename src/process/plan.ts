// What should be true now, and what must be said once: incident, new events and the clock in, a plan out.
//
// A plan is data with a reason for everything in it; printing it is a dry run. Messages belong to new
// events only: they are claimed in the same push that records the event, so an older event is never
// spoken of again, whatever a later version would say about it.

import type { IncidentEvent, Severity } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import { missingForClosing } from '../rules/closing-gate.ts';
import { type Policy, rules } from '../rules/index.ts';
import type { Instant } from '../text/time.ts';
import { nudgeFor } from './digest.ts';
import { type Draft, draft } from './draft.ts';
import { wantedLabels } from './labels.ts';
import { troubleFacts } from './outbox.ts';
import { isOwing } from './owing.ts';
import { relay, standing } from './relay.ts';
import { type Message, say } from './say.ts';
import type { Surroundings } from './surroundings.ts';

/** What the issue and the repository should look like; whoever applies it writes the difference only. */
export interface Desired {
  readonly labels: readonly string[];
  readonly closed: boolean;
  readonly severity: Severity;
  readonly incidentType: boolean;
  /** User ids in order of importance: where a tier allows one assignee, it is the first. */
  readonly assignees: readonly number[];
  /** The Post Incident Review should be open for writing. */
  readonly review: boolean;
}

export interface Plan {
  /** What the clock and the gate made, after the news. */
  readonly events: readonly IncidentEvent[];
  /** The incident with those events. */
  readonly incident: Incident;
  readonly messages: readonly Message[];
  readonly desired: Desired;
}

/**
 * @param incident with `news` folded in
 * @param news what people did since the last run, in journal order
 */
export function plan(incident: Incident, news: readonly IncidentEvent[], now: Instant, around: Surroundings): Plan {
  const { policy } = around;
  const work = draft(incident, policy);
  if (!isDormant(incident)) {
    const lapses = runClocks(work, now, policy);
    const nudge = isOver(work.incident.status) ? undefined : nudgeFor(work.incident, lapses, now, policy);
    if (nudge) work.record({ id: nudge.id, at: now }, nudge.fact);
    for (const { id, fact } of troubleFacts(work.incident, now)) work.record({ id, at: now }, fact);
    closeWhenDone(work, now);
  }
  const fresh = [...news, ...work.events];
  const messages = isDormant(incident)
    ? []
    : [
        ...standing(work.incident, policy, now),
        ...fresh.flatMap((event) => relay(event, say(event, work.incident, fresh, around), work.incident, around)),
      ];
  return { events: work.events, incident: work.incident, messages, desired: desired(work.incident, policy) };
}

/** Whether the clock alone makes a plan with something in it: the cheap question for every open incident. */
export function isDue(incident: Incident, now: Instant, policy: Policy): boolean {
  if (isDormant(incident)) return false;
  const findings = rules.map((rule) => rule.check(incident, now, policy));
  if (findings.some((finding) => finding.facts.length > 0) || mayClose(incident)) return true;
  if (
    troubleFacts(incident, now).length > 0 ||
    isOwing(incident, policy, now) ||
    standing(incident, policy, now).length > 0
  )
    return true;
  return (
    nudgeFor(
      incident,
      findings.flatMap((finding) => finding.lapses),
      now,
      policy,
    ) !== undefined
  );
}

/** An incident from before sitrep was installed, on which nobody has acted since: nothing is done or said. */
export function isDormant(incident: Incident): boolean {
  return incident.preexisting && incident.status === 'reported';
}

/** Facts that clocks make may start or stop other clocks, so the rules are asked until nothing follows. */
function runClocks(work: Draft, now: Instant, policy: Policy): ReturnType<(typeof rules)[number]['check']>['lapses'] {
  for (let round = 0; round < rules.length; round += 1) {
    const findings = rules.map((rule) => rule.check(work.incident, now, policy));
    const facts = findings.flatMap((finding) => finding.facts);
    const added = facts.filter(({ id, fact }) => work.record({ id, at: now }, fact) !== undefined);
    if (added.length === 0) return findings.flatMap((finding) => finding.lapses);
  }
  return [];
}

/** Resolved, and nothing stands in the way any more: the incident closes by itself (R67). */
function closeWhenDone(work: Draft, now: Instant): void {
  const { incident } = work;
  if ((incident.status !== 'resolved' && incident.status !== 'review') || missingForClosing(incident).length > 0)
    return;
  const because = 'the closing gate holds';
  work.record(
    { id: `gate:closed:${incident.phases.length}`, at: now },
    { type: 'status-changed', from: incident.status, to: 'closed', because, cause: 'gate' },
  );
}

function mayClose(incident: Incident): boolean {
  return (incident.status === 'resolved' || incident.status === 'review') && missingForClosing(incident).length === 0;
}

function desired(incident: Incident, policy: Policy): Desired {
  const inRoles = [
    ...incident.roles.commander,
    ...incident.roles['ops-lead'],
    ...incident.roles.comms,
    ...incident.roles.planner,
    ...incident.roles.ops,
    ...incident.roles.sme,
  ];
  const people =
    inRoles.length > 0 ? inRoles.map((holder) => holder.person.id) : incident.acting ? [incident.acting.id] : [];
  return {
    labels: wantedLabels(incident, policy),
    closed: isOver(incident.status),
    severity: incident.severity,
    incidentType: incident.acknowledged !== undefined,
    assignees: isOver(incident.status) ? [] : [...new Set(people)],
    review: incident.status === 'review' && !incident.waiver && !incident.review?.merged,
  };
}

/** The plan as a person reads it: what would be done, and why. */
export function printed(planned: Plan): string {
  const lines = [
    ...planned.events.map(
      (event) => `record  ${event.type}${'because' in event && event.because ? `: ${event.because}` : ''}`,
    ),
    ...planned.messages.map(({ key, to = 'issue', because }) => `say     ${to} ${key}: ${because}`),
    ...[...planned.incident.claims.values()].map(
      ({ key, to = 'issue', at }) => `owed    ${to} ${key}: undertaken at ${at}, not known to be said`,
    ),
    `labels  ${planned.desired.labels.join(', ')}`,
    `issue   ${planned.desired.closed ? 'closed' : 'open'}`,
  ];
  const due = Object.entries(planned.incident.due).sort((a, b) => (a[1] < b[1] ? -1 : 1));
  return [...lines, ...due.map(([rule, at]) => `due     ${at} ${rule}`)].join('\n');
}
