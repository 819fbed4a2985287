// The live incident state: what forty people want to know, at the top of the issue (R96).

import { ROLES, type Role } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { holders, leader, TITLES } from '../incident/people.ts';
import { checkBy } from '../process/check-by.ts';
import { missingForClosing } from '../rules/closing-gate.ts';
import { backlogLine } from '../rules/destinations.ts';
import type { Policy } from '../rules/index.ts';
import { code } from '../text/markdown.ts';
import { Markdown, md, render, type View } from './render.ts';
import { changeRow, type Place, people, progress, quotation, shown, when, who } from './views.ts';
import { whereabouts } from './whereabouts.ts';

/** Decisions shown; older ones are in the record. */
const DECISIONS = 5;

export interface StatePlace extends Place {
  /** What is in force; without it the text does not say when sitrep looks next. */
  readonly policy?: Policy;
}

/** The text between the marks. The same incident gives the same bytes, whatever the time is. */
export function stateText(incident: Incident, place: StatePlace, own?: string): string {
  return render('state', view(incident, place), own);
}

function view(incident: Incident, place: StatePlace): View {
  const phase = incident.phases.at(-1);
  const check = checkBy(incident, place.policy);
  const { due, review } = incident;
  return {
    progress: progress(incident),
    status: incident.status,
    since: phase ? when(phase.at, place) : '',
    relapses: incident.relapses === 0 ? '' : `relapsed ${incident.relapses} ×`,
    severity: incident.severity === 'unknown' ? 'not known yet (counts as S2)' : incident.severity,
    roles: ROLES.filter((role) => isShown(role, incident)).map((role) => roleRow(role, incident, place)),
    sitrepDue: due.sitrep ? when(due.sitrep, place) : '',
    impactDue: due.impact ? when(due.impact, place) : '',
    usersDue: due.announce ? when(due.announce, place) : '',
    checkBy: check ? when(check, place) : '',
    began: incident.beganAt ? when(incident.beganAt, place) : '',
    ...said(incident, place),
    changes: shown(incident.changes).map(changeRow),
    evidence: shown(incident.evidence).map((one) => ({ what: one.text, where: one.where })),
    decisions: shown(incident.decisions)
      .slice(-DECISIONS)
      .map((one) => ({ at: when(one.at, place), text: one.text, by: who(one.by) })),
    work: new Markdown(workLine(incident, place.policy)),
    places: whereabouts(incident, place),
    waiting: incident.suggestions.map(({ n, kind, role }) => ({
      n,
      what: kind === 'role' && role ? TITLES[role] : kind,
    })),
    missing: closing(incident).map((part) => ({
      what: new Markdown(part.what),
      line: new Markdown(part.line === undefined ? '' : code(part.line)),
    })),
    review: review
      ? {
          mr: review.mr,
          url: new Markdown(review.url.replace(/[\s()<>]/g, '')),
          state: review.merged ? 'merged' : 'to be written',
        }
      : undefined,
  };
}

/** Until it is a response, what turns out to be work has somewhere to go, where that is configured. */
function workLine(incident: Incident, policy: Policy | undefined): string {
  const early = incident.status === 'reported' || incident.status === 'triage';
  const line = early && policy ? backlogLine(incident, policy) : undefined;
  return line === undefined ? '' : code(line);
}

function said(incident: Incident, place: Place): View {
  const sitrep = shown(incident.sitreps).at(-1);
  const latest = shown(incident.impacts).at(-1);
  const impact = shown(incident.impacts).findLast((one) => !one.same) ?? latest;
  const announcement = shown(incident.announcements).at(-1);
  return {
    sitrep: sitrep && { n: sitrep.n, at: when(sitrep.at, place), by: who(sitrep.by), text: quotation(sitrep.text) },
    impact: impact &&
      latest && { at: when(latest.at, place), by: who(latest.by), text: impact.text, again: latest.same },
    announcement: announcement && { at: when(announcement.at, place), text: announcement.text },
  };
}

/** The two that lead and the two that somebody always does; the others where there is somebody. */
function isShown(role: Role, incident: Incident): boolean {
  const always = role === 'commander' || role === 'ops-lead' || role === 'comms' || role === 'planner';
  return always || incident.roles[role].length > 0 || incident.offers.some((offer) => offer.role === role);
}

function roleRow(role: Role, incident: Incident, place: Place): View {
  const held = incident.roles[role].map(({ person, since }) => md`${who(person)} since ${when(since, place)}`.text);
  const offered = incident.offers
    .filter((offer) => offer.role === role)
    .map((offer) => md`${who(offer.person)} was asked`.text);
  const acting = role === 'commander' && incident.acting ? [md`${who(incident.acting)} is acting`.text] : [];
  const lead = leader(incident);
  const duty =
    (role === 'comms' || role === 'planner') && held.length === 0 && lead ? [md`with ${who(lead)}`.text] : [];
  const all = [...held, ...acting, ...duty, ...offered];
  return {
    title: TITLES[role],
    who: all.length === 0 ? people(holders(incident, role)) : new Markdown(all.join('; ')),
  };
}

function closing(incident: Incident): ReturnType<typeof missingForClosing> {
  return incident.status === 'resolved' || incident.status === 'review' ? missingForClosing(incident) : [];
}
