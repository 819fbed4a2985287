// The fold: what the events of one incident add up to. One exhaustive switch, no I/O, no clock.

import { leaves, rememberPeople } from './activity.ts';
import type { EventOf, EventType, IncidentEvent, Severity } from './events.ts';
import { foldMirror } from './fold-mirrors.ts';
import { declined, offered, release, roleTaken } from './fold-roles.ts';
import type { Entry, Incident } from './incident.ts';
import { noIncident } from './incident.ts';

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
  'room-shown',
  'vigil-set',
  'chat-kept',
  'ticket-shown',
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

    case 'sitrep-given': {
      const adopted = incident.suggestions.find((suggestion) => suggestion.n === event.adopts);
      const internal = event.internal === true || adopted?.internal === true;
      adopt(incident, event.adopts);
      incident.sitreps.push({ ...entry(event, event.n, event.text), internal });
      return;
    }
    case 'suggested':
      incident.suggested = event.n;
      incident.suggestions.push({
        n: event.n,
        id: event.id,
        kind: event.kind,
        text: event.text,
        role: event.role,
        person: event.person,
        by: event.by,
        from: event.from,
        url: event.url,
        at: event.at,
        internal: event.internal === true,
      });
      return;
    case 'impact-assessed':
      incident.impacts.push({ ...entry(event, event.n, event.text), same: event.same });
      return;
    case 'decided':
      incident.decisions.push(entry(event, incident.decisions.length + 1, event.text));
      return;
    case 'found':
      incident.discoveries.push(entry(event, incident.discoveries.length + 1, event.text));
      return;
    case 'change-made':
      incident.changes.push({
        ...entry(event, event.n, event.text),
        undo: event.undo,
        destructive: event.destructive,
        standing: event.standing,
        verdict: undefined,
      });
      return;
    case 'change-undone':
      verdict(incident, event, { kind: 'undone', text: event.text ?? '' });
      return;
    case 'change-kept':
      verdict(incident, event, { kind: 'kept', text: event.reason });
      return;
    case 'evidence-kept':
      incident.evidence.push({ ...entry(event, event.n, event.what), where: event.where });
      return;
    case 'evidence-none':
      incident.noEvidence = entry(event, 1, event.reason);
      return;
    case 'announced':
      adopt(incident, event.adopts);
      incident.announcements.push({
        ...entry(event, event.n, event.text),
        about: event.about,
        next: event.next,
        to: event.to,
      });
      return;
    case 'sitrep-drafted':
      incident.draft = { for: event.for, text: event.text };
      return;
    case 'linked': {
      const { kind, url, title, by, at } = event;
      incident.links = [{ kind, url, title, by, at }, ...incident.links.filter((link) => link.url !== url)];
      return;
    }
    case 'pinned':
      incident.pins.push({
        ...entry(event, incident.pins.length + 1, event.text),
        said: event.said,
        url: event.url,
      });
      return;
    case 'bug-filed':
      incident.bugs.push({ ...entry(event, event.n, event.text), title: event.title, where: event.where });
      return;
    case 'backlogged':
      incident.backlog = { destination: event.destination, where: event.where, reason: event.reason };
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
      incident.claims.set(event.key, {
        key: event.key,
        keys: event.keys,
        text: event.text,
        internal: event.internal === true,
        run: event.run,
        until: event.until,
        at: event.at,
        to: event.to,
        thread: event.thread,
      });
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
    case 'room-ended':
    case 'vigil-set':
    case 'chat-kept':
    case 'ticket-opened':
    case 'ticket-shown':
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
  incident.status = event.to;
  incident.phases.push({ status: event.to, at: event.at, by: event.by, because: event.because });
  if (event.review) incident.reviewKind = event.review;
}

function adopt(incident: Incident, n: number | undefined): void {
  if (n !== undefined) incident.suggestions = incident.suggestions.filter((suggestion) => suggestion.n !== n);
}

function verdict(
  incident: Incident,
  event: EventOf<'change-undone'> | EventOf<'change-kept'>,
  given: { kind: 'undone' | 'kept'; text: string },
): void {
  const change = incident.changes.find((candidate) => candidate.n === event.n);
  if (change) change.verdict = { ...given, by: event.by, at: event.at, internal: event.internal === true };
}

function entry(event: IncidentEvent, n: number, text: string): Entry {
  return { n, text, by: event.by, at: event.at, note: event.note, internal: event.internal === true };
}

function rank(severity: Severity): number {
  return { S1: 1, S2: 2, S3: 3, S4: 4, unknown: 5 }[severity];
}
