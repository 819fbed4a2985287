// What became of the incident's places elsewhere: its room, its ticket, its page, and the mirrors that are down.

import type { EventOf, EventType } from './events.ts';
import type { Incident } from './incident.ts';

type MirrorEvent = EventOf<
  Extract<
    EventType,
    | `room-${string}`
    | `ticket-${string}`
    | `page-${string}`
    | `mirror-${string}`
    | 'card-lost'
    | 'vigil-set'
    | 'chat-kept'
    | 'filed'
    | 'undeliverable'
  >
>;

/** Changes `incident` in place, as `add` does. */
export function foldMirror(incident: Incident, event: MirrorEvent): void {
  switch (event.type) {
    case 'room-opened': {
      const { channel, name, url } = event;
      const known = { hash: undefined, cardsLost: 0, invited: {}, vigil: undefined, kept: undefined };
      incident.room = { ...known, channel, name, url, private: event.private, adopted: event.adopted === true };
      return;
    }
    case 'room-shown':
      if (incident.room) Object.assign(incident.room, { hash: event.hash, invited: event.invited });
      return;
    case 'card-lost':
      if (incident.room) Object.assign(incident.room, { hash: undefined, cardsLost: incident.room.cardsLost + 1 });
      return;
    case 'vigil-set':
      if (incident.room) incident.room.vigil = { scheduled: event.scheduled ?? undefined, until: event.until };
      return;
    case 'chat-kept':
      if (incident.room) incident.room.kept = { at: event.at, path: event.path, last: event.last };
      return;
    case 'room-ended':
      if (incident.room?.channel !== event.channel) return;
      incident.formerRooms.push({ channel: event.channel, url: incident.room.url, why: event.why });
      if (event.why !== 'archived' && event.why !== 'left') incident.room = undefined;
      return;
    case 'ticket-opened':
      incident.ticket = { key: event.key, url: event.url, private: event.private, hash: undefined, reopened: 0 };
      return;
    case 'ticket-reopened':
      if (incident.ticket?.key === event.key) incident.ticket.reopened += 1;
      return;
    case 'ticket-shown':
      if (incident.ticket) incident.ticket.hash = event.hash;
      return;
    case 'ticket-ended':
      if (incident.ticket?.key !== event.key) return;
      incident.formerTickets.push({ key: event.key, url: incident.ticket.url, why: event.why });
      if (event.why !== 'closed') incident.ticket = undefined;
      return;
    case 'page-published': {
      const { page, version, url, hash } = event;
      incident.page = { page, version, url, hash };
      return;
    }
    case 'page-ended':
      if (incident.page?.page === event.page) incident.page = undefined;
      return;
    case 'filed':
      incident.filed.set(event.key, { ref: event.ref, url: event.url });
      return;
    default:
      foldTrouble(incident, event);
  }
}

function foldTrouble(
  incident: Incident,
  event: EventOf<Extract<EventType, `mirror-${string}` | 'undeliverable'>>,
): void {
  switch (event.type) {
    case 'mirror-failed': {
      const { mirror, attempts, retry, why, at } = event;
      const before = incident.troubles[mirror];
      incident.troubles[mirror] = { since: before?.since ?? at, attempts, retry, why, behind: before?.behind ?? false };
      return;
    }
    case 'mirror-behind': {
      const trouble = incident.troubles[event.mirror];
      if (trouble) trouble.behind = true;
      return;
    }
    case 'mirror-caught-up':
      delete incident.troubles[event.mirror];
      return;
    case 'undeliverable':
      if (!event.quiet) incident.undeliverable.push({ key: event.key, to: event.to, why: event.why, at: event.at });
      for (const key of incident.claims.get(event.key)?.keys ?? []) incident.delivered.set(key, undefined);
      incident.claims.delete(event.key);
      return;
    default:
      event satisfies never;
  }
}

/** It goes on after its end: what was archived is left behind, what was closed is opened again. Changes `incident` in place. */
export function reviveMirrors(incident: Incident): void {
  const { room, ticket, formerRooms } = incident;
  const ended = formerRooms.some(({ channel, why }) => channel === room?.channel && why !== 'gone');
  if (room && ended) incident.room = undefined;
  else if (room?.kept) room.kept = { ...room.kept, last: false };
  incident.formerTickets = incident.formerTickets.filter(({ key, why }) => key !== ticket?.key || why !== 'closed');
}
