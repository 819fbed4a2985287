// Who holds which role, who was asked: what the events of roles add up to. All change `incident` in place.

import type { EventOf, Person, Role } from './events.ts';
import type { Incident } from './incident.ts';

export function roleTaken(incident: Incident, event: EventOf<'role-taken'>): void {
  const { role, person, at } = event;
  if (event.replaces) release(incident, role, event.replaces, at);
  for (const shed of event.sheds) release(incident, shed, person, at);
  incident.offers = incident.offers.filter(
    (offer) => offer.role !== role || (offer.person.id !== person.id && !SINGLE.has(role)),
  );
  if (!incident.roles[role].some((holder) => holder.person.id === person.id)) {
    incident.roles[role].push({ person, since: at });
    incident.served.push({ role, person, from: at, to: undefined });
  }
  // Acting command is no role: it ends when there is a commander, or when the acting one goes to lead Ops.
  if (role === 'commander' || (role === 'ops-lead' && incident.acting?.id === person.id)) incident.acting = undefined;
}

/** Roles that one person holds at a time. */
export const SINGLE: ReadonlySet<Role> = new Set(['commander', 'ops-lead']);

export function release(incident: Incident, role: Role, person: Person, at: string): void {
  incident.roles[role] = incident.roles[role].filter((holder) => holder.person.id !== person.id);
  for (const served of incident.served) {
    if (served.role === role && served.person.id === person.id && served.to === undefined) served.to = at;
  }
}

export function offered(incident: Incident, event: EventOf<'role-offered'>): void {
  declined(incident, event);
  incident.offers.push({ id: event.id, role: event.role, person: event.person, by: event.by, at: event.at });
}

export function declined(
  incident: Incident,
  { role, person }: EventOf<'role-offered'> | EventOf<'role-declined'>,
): void {
  incident.offers = incident.offers.filter((offer) => offer.role !== role || offer.person.id !== person.id);
}
