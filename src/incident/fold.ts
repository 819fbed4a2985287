// The fold: what the events of one incident add up to. One exhaustive switch, no I/O, no clock.

import { leaves, rememberPeople } from './activity.ts';
import type { EventOf, EventType, IncidentEvent, Severity } from './events.ts';
import { foldMirror, reviveMirrors } from './fold-mirrors.ts';
import { adopt, entry, foldRecord } from './fold-record.ts';
import { declined, offered, release, roleTaken } from './fold-roles.ts';
import type { Incident } from './incident.ts';
import { isOver, noIncident } from './incident.ts';

/** The incident after `events`, in file order. With `from` it goes on from there; `from` is not changed. */
export function fold(events: Iterable<IncidentEvent>, from?: Incident): Incident {
  const incident = from ? structuredClone(from) : noIncident();
  for (const event of events) add(incident, event);
  return incident;
}

/** Changes `incident` in place; for a caller that owns it, as `fold` and `interpret` do. */
export function add(incident: Incident, event: IncidentEvent): void {
  incident.seq += 1;
  incident.ids.add(event.id);
  for (const [clock, due] of Object.entries(event.due ?? {})) {
    if (due === null) delete incident.due[clock as keyof Incident['due']];
    else incident.due[clock as keyof Incident['due']] = due;
  }
  if (!SILENT.has(event.type)) {
    incident.changedSeq = incident.seq;
    incident.changedAt = event.at;
  }
  rememberPeople(incident, event);
  apply(incident, event);
}

/** What people see does not change by these. */
const SILENT: ReadonlySet<EventType> = new Set([
  'commented',
  'comment-edited',
  'refused',
  'repeated',
  'helped',
  'nudged',
  'sitrep-drafted',
  'announcement-drafted',
  'room-shown',
  'card-lost',
  'vigil-set',
  'chat-kept',
  'ticket-shown',
  'ticket-reopened',
  'mirror-failed',
  'claimed',
  'delivered',
  'applied',
]);
function apply(incident: Incident, event: IncidentEvent): void {
  switch (event.type) {
    case 'reported':
      reported(incident, event);
      return;
    case 'titled':
      incident.title = event.title;
      return;
    case 'hidden':
      incident.confidential = event.confidential;
      return;
    case 'commented':
      if (event.note !== undefined && event.by) {
        incident.notes.set(event.note, {
          hash: event.hash,
          by: event.by.id,
          at: event.at,
          refused: [],
          deleted: false,
        });
      }
      return;
    case 'comment-edited': {
      const heard = incident.notes.get(event.note ?? 0);
      if (heard) {
        heard.hash = event.hash;
        heard.refused = [];
      }
      return;
    }
    case 'comment-deleted': {
      const heard = incident.notes.get(event.note ?? 0);
      if (heard) heard.deleted = true;
      return;
    }
    case 'closed-early':
      incident.closedEarly += 1;
      return;

    case 'acknowledged':
      incident.acknowledged = { by: event.by, at: event.at };
      incident.acting = event.by;
      incident.timeboxMinutes = event.minutes;
      return;
    case 'began':
      incident.beganAt = event.began;
      return;
    case 'condition-changed': {
      const others = incident.conditions.filter((one) => one !== event.condition);
      incident.conditions = event.holds ? [...others, event.condition] : others;
      return;
    }
    case 'extended':
      incident.extended = true;
      incident.timeboxMinutes += event.minutes;
      return;
    case 'status-changed':
      statusChanged(incident, event);
      return;
    case 'severity-changed':
      incident.severity = event.to;
      if (rank(event.to) < rank(incident.highest)) {
        incident.highest = event.to;
        incident.waiver = undefined; // it was given for less
      }
      return;
    case 'waived':
      incident.waiver = entry(event, 1, event.reason);
      return;
    case 'overridden':
      incident.overrides.push({ ...entry(event, incident.overrides.length + 1, event.reason), rule: event.rule });
      return;

    case 'role-taken':
      adopt(incident, event.adopts);
      roleTaken(incident, event);
      return;
    case 'role-offered':
      adopt(incident, event.adopts);
      offered(incident, event);
      return;
    case 'role-declined':
      declined(incident, event);
      return;
    case 'role-released':
      release(incident, event.role, event.person, event.at);
      leaves(incident, event.person);
      return;

    case 'sitrep-given':
    case 'suggested':
    case 'adopted':
    case 'impact-assessed':
    case 'decided':
    case 'found':
    case 'change-made':
    case 'change-undone':
    case 'change-kept':
    case 'evidence-kept':
    case 'evidence-none':
    case 'announced':
    case 'sitrep-drafted':
    case 'announcement-drafted':
    case 'linked':
    case 'pinned':
    case 'bug-filed':
    case 'backlogged':
      foldRecord(incident, event);
      return;

    case 'refused':
      incident.notes.get(event.note ?? 0)?.refused.push(event.command, ...(event.instead ? [event.instead] : []));
      return;
    case 'repeated':
    case 'helped':
      return;

    case 'nudged':
      for (const item of event.items) {
        incident.nudges.push({ ...item, at: event.at });
        incident.nudged.add(item.item);
        for (const person of item.owes) incident.lastNudged.set(person.name, event.at);
      }
      return;
    case 'missed':
      incident.missed.push({ rule: event.rule, from: event.from, to: event.to, periods: event.periods });
      return;

    case 'review-opened':
      incident.review = { mr: event.mr, url: event.url, path: event.path, branch: event.branch, merged: undefined };
      return;
    case 'review-merged':
      if (incident.review) incident.review.merged = { sha: event.sha, by: event.by, at: event.at };
      return;

    case 'claimed':
      claimed(incident, event);
      return;
    case 'delivered':
      delivered(incident, event);
      return;
    case 'applied':
      incident.appliedSeq = event.upTo;
      if (event.assigned) incident.assigned = event.assigned;
      return;
    case 'room-opened':
    case 'room-shown':
    case 'card-lost':
    case 'room-ended':
    case 'vigil-set':
    case 'chat-kept':
    case 'ticket-opened':
    case 'ticket-shown':
    case 'ticket-reopened':
    case 'ticket-ended':
    case 'page-published':
    case 'page-ended':
    case 'filed':
    case 'mirror-failed':
    case 'mirror-behind':
    case 'mirror-caught-up':
    case 'undeliverable':
      foldMirror(incident, event);
      return;
    default:
      event satisfies never; // a new event type does not compile until it is folded
  }
}

/** Claimed once more it is another run's from then on, and keeps its place among the others. */
function claimed(incident: Incident, event: EventOf<'claimed'>): void {
  const { key, keys, text, run, until, to, thread } = event;
  const before = incident.claims.get(key);
  const at = before?.at ?? event.at;
  const internal = event.internal === true;
  incident.claims.set(key, { key, keys, text, internal, run, until, at, takenUp: before !== undefined, to, thread });
  const comments = new Set(incident.announcements.map((one) => `say:${one.id}`));
  for (const one of keys) if (/^told:\d/.test(one) || comments.has(one)) incident.told.set(one, { mark: key, text });
}

function delivered(incident: Incident, { key, ref }: EventOf<'delivered'>): void {
  for (const one of [key, ...(incident.claims.get(key)?.keys ?? [])]) {
    incident.delivered.set(one, typeof ref === 'number' ? ref : undefined);
    if (typeof ref === 'string') incident.posted.set(one, ref);
  }
  incident.claims.delete(key);
}

function reported(incident: Incident, event: EventOf<'reported'>): void {
  const { issue, iid, title, kind, services, affected, seen, preexisting, confidential, drill, at, by } = event;
  Object.assign(incident, { issue, iid, title, kind, services, affected, seen, preexisting, confidential, drill });
  incident.reporter = by;
  incident.reportedAt = at;
  incident.phases.push({ status: 'reported', at, by, because: undefined });
}

function statusChanged(incident: Incident, event: EventOf<'status-changed'>): void {
  if (event.to === 'responding' && incident.status === 'mitigated') incident.relapses += 1;
  if (event.to === 'responding' && incident.review?.merged) {
    incident.reviewRound += 1;
    incident.review = undefined;
  }
  if (isOver(incident.status) && !isOver(event.to)) reviveMirrors(incident);
  incident.status = event.to;
  incident.phases.push({ status: event.to, at: event.at, by: event.by, because: event.because });
  if (event.review) incident.reviewKind = event.review;
}

function rank(severity: Severity): number {
  return { S1: 1, S2: 2, S3: 3, S4: 4, unknown: 5 }[severity];
}
