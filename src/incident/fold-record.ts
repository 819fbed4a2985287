// What is known and done: the entries of the record that people make, by number and in their order.

import type { Entry } from './entries.ts';
import type { EventOf, EventType, IncidentEvent } from './events.ts';
import type { Incident } from './incident.ts';

type RecordEvent = EventOf<
  Extract<
    EventType,
    | 'sitrep-given'
    | 'suggested'
    | 'adopted'
    | 'impact-assessed'
    | 'decided'
    | 'found'
    | 'change-made'
    | 'change-undone'
    | 'change-kept'
    | 'evidence-kept'
    | 'evidence-none'
    | 'announced'
    | 'sitrep-drafted'
    | 'announcement-drafted'
    | 'linked'
    | 'pinned'
    | 'bug-filed'
    | 'backlogged'
  >
>;

/** Changes `incident` in place, as `add` does. */
export function foldRecord(incident: Incident, event: RecordEvent): void {
  switch (event.type) {
    case 'sitrep-given':
      adopt(incident, event.adopts);
      incident.sitreps.push(entry(event, event.n, event.text));
      return;
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
        to: event.to,
        corrects: event.corrects,
        from: event.from,
        url: event.url,
        at: event.at,
        internal: event.internal === true,
      });
      return;
    case 'adopted':
      adopt(incident, event.n);
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
        id: event.id,
        about: event.about,
        next: event.next,
        to: event.to,
        corrects: event.corrects,
      });
      return;
    case 'sitrep-drafted':
      incident.draft = { for: event.for, text: event.text };
      return;
    case 'announcement-drafted':
      incident.firstWord = { for: event.for, text: event.text };
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
    default:
      event satisfies never;
  }
}

/** What was adopted waits no longer. */
export function adopt(incident: Incident, n: number | undefined): void {
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

/** An event as an entry of the record. */
export function entry(event: IncidentEvent, n: number, text: string): Entry {
  return { n, text, by: event.by, at: event.at, note: event.note, internal: event.internal === true };
}
