// Who did something on the incident, and when: part of the fold.

import type { EventType, IncidentEvent, Person, Role } from './events.ts';
import type { Incident } from './incident.ts';

/** Notes in `incident` who is behind `event`, by which name, and that they were active. */
export function rememberPeople(incident: Incident, event: IncidentEvent): void {
  if (!event.by) return;
  rememberLine(incident, event, event.by);
  knownAs(incident, event.by);
  if (!SILENT_FOR_PEOPLE.has(event.type)) heardFrom(incident, event.by, event);
}

/** How often and when a command was given, for the same line typed again (its id is note, hash of the line, count). */
function rememberLine(incident: Incident, event: IncidentEvent, by: Person): void {
  const line = /^note:\d+:([0-9a-f]+):\d+$/.exec(event.id)?.[1];
  if (line !== undefined && event.type !== 'refused' && event.type !== 'repeated') {
    incident.recent.set(`${by.id}:${line}`, event.at);
  }
}

const SILENT_FOR_PEOPLE: ReadonlySet<EventType> = new Set([
  'comment-edited',
  'comment-deleted',
  'claimed',
  'delivered',
  'applied',
]);

/** People are user ids: whoever comes back under another name is called by that one from then on. */
function knownAs(incident: Incident, person: Person): void {
  const before = incident.active.get(person.id)?.person.name;
  if (before === undefined || before === person.name) return;
  const renamed = <T extends { readonly person: Person | undefined }>(one: T): T =>
    one.person?.id === person.id ? { ...one, person } : one;
  for (const role of Object.keys(incident.roles) as Role[]) incident.roles[role] = incident.roles[role].map(renamed);
  incident.served = incident.served.map(renamed);
  incident.offers = incident.offers.map(renamed);
  incident.suggestions = incident.suggestions.map(renamed);
  if (incident.acting?.id === person.id) incident.acting = person;
  if (incident.reporter?.id === person.id) incident.reporter = person;
  const nudged = incident.lastNudged.get(before);
  if (nudged !== undefined) incident.lastNudged.set(person.name, nudged);
}

/** A command makes somebody part of it; a bare comment or a report does not. Only a responder's work is work. */
function heardFrom(incident: Incident, person: Person, event: IncidentEvent): void {
  const before = incident.active.get(person.id);
  const at = before && before.at > event.at ? before.at : event.at;
  const engaged = before?.engaged === true || !PASSING.has(event.type);
  const works = WORK.has(event.type) && !(event.type === 'change-made' && event.standing === 'unassigned');
  incident.active.set(person.id, { person, at, engaged, working: before?.working === true || works });
}

const PASSING: ReadonlySet<EventType> = new Set([
  'commented',
  'reported',
  'refused',
  'closed-early',
  'helped',
  'role-declined',
  'linked',
]);
const WORK: ReadonlySet<EventType> = new Set([
  'acknowledged',
  'status-changed',
  'sitrep-given',
  'impact-assessed',
  'decided',
  'change-made',
  'change-undone',
  'evidence-kept',
  'announced',
]);

/** Whoever gives up a role goes off duty, unless another role keeps them; taking it again is no repetition. */
export function leaves(incident: Incident, person: Person): void {
  for (const key of incident.recent.keys()) if (key.startsWith(`${person.id}:`)) incident.recent.delete(key);
  const known = incident.active.get(person.id);
  const stays = Object.values(incident.roles).some((all) => all.some((one) => one.person.id === person.id));
  if (known && !stays) known.working = false;
}
