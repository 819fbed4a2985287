// Looks for what people did in the incidents' rooms and on their tickets, which no webhook of GitLab tells.
//
// One request for each room of a live incident, and one for all tickets; more only where something changed. A mirror that
// does not answer is no reason not to look at GitLab.

import type { Jira } from '../jira/port.ts';
import type { Looked, SeenElsewhere } from '../journal/files.ts';
import { digest } from '../process/comments.ts';
import type { ChatMessage, SeenTicket } from '../process/observation.ts';
import { TICKET_LABEL } from '../process/places.ts';
import type { Instant } from '../text/time.ts';
import { minutesBetween } from '../text/time.ts';
import type { Glance } from './glance.ts';
import { reason } from './log.ts';
import type { Mirrors } from './mirrors.ts';
import { each } from './pool.ts';
import { type Patience, type Place, patience, type RoomSeen, readRooms } from './rooms-seen.ts';
import type { SlackPeople } from './slack-people.ts';
import type { Work } from './work.ts';

/** What was seen of one incident. */
export interface Elsewhere {
  readonly chat: readonly ChatMessage[];
  readonly ticket: SeenTicket | undefined;
  /** To be remembered once all of it was dealt with. */
  readonly seen: SeenElsewhere;
  /** It is not what was seen last time. */
  readonly changed: boolean;
}

type Incident = Place & Pick<Glance, 'ticket'>;

/** Cloud's search runs behind by minutes. */
const SEARCH_LAG_MINUTES = 10;
/** What changed longer ago, and what is more than that, is seen by the full look. */
const MOST_MINUTES = 3 * 24 * 60;
const MOST_TICKETS = 50;
/** Once the last look lies so far back, each ticket is remembered by a push of its own, or every run would read it again. */
const FAR_BACK_MINUTES = 60;

/** @param slow when Slack is not waited for any longer */
export async function lookElsewhere(
  work: Pick<Work, 'now' | 'full' | 'log'>,
  { slack, jira }: Pick<Mirrors, 'slack' | 'jira'>,
  people: SlackPeople,
  open: ReadonlyMap<number, Incident>,
  looked: Looked,
  slow: Patience = patience(),
): Promise<ReadonlyMap<number, Elsewhere>> {
  const all = [...open.values()];
  const farBack = looked.until !== undefined && minutesBetween(looked.until, work.now()) > FAR_BACK_MINUTES;
  const before = (iid: number): SeenElsewhere => looked.elsewhere?.[iid] ?? {};
  const [rooms, tickets] = await Promise.all([
    slack
      ? readRooms({ work, slack, people, patience: slow }, all, (iid) => before(iid).room, looked.until)
      : new Map<number, RoomSeen>(),
    jira
      ? readTickets(work, jira, all, (iid) => before(iid).ticket?.updated, looked.until)
      : new Map<number, TicketRead>(),
  ]);
  return new Map(
    [...new Set([...rooms.keys(), ...tickets.keys()])].map((iid) => {
      const was = before(iid);
      const [room, read] = [rooms.get(iid), tickets.get(iid)];
      const ticket = read ? { hash: digest(JSON.stringify(read.ticket)), updated: read.updated } : was.ticket;
      const seen = { room: room?.seen ?? was.room, ticket };
      const moved = ticket?.hash !== was.ticket?.hash || (farBack && ticket?.updated !== was.ticket?.updated);
      const changed = (room?.changed ?? false) || moved;
      return [iid, { chat: room?.chat ?? [], ticket: read?.ticket, seen, changed }] as const;
    }),
  );
}

interface TicketRead {
  readonly ticket: SeenTicket;
  readonly updated: Instant;
}

/** By iid: those that changed since they were last remembered, the latest first; by the full look all. */
async function readTickets(
  work: Pick<Work, 'now' | 'full' | 'log'>,
  jira: Jira,
  open: readonly Incident[],
  known: (iid: number) => Instant | undefined,
  until: Instant | undefined,
): Promise<Map<number, TicketRead>> {
  const byKey = new Map(open.flatMap(({ iid, ticket }) => (ticket ? [[ticket.key, iid] as const] : [])));
  if (byKey.size === 0) return new Map();
  const since = until === undefined ? 24 * 60 : Math.min(minutesBetween(until, work.now()), MOST_MINUTES);
  const changed = await jira.changed(TICKET_LABEL, Math.max(0, since) + SEARCH_LAG_MINUTES).catch((error) => {
    work.log.info(`the tickets could not be looked at: ${reason(error)}`);
    return [];
  });
  const latest = changed.flatMap(({ key, updated }) => {
    const iid = byKey.get(key);
    return iid === undefined || known(iid) === updated ? [] : [[key, iid] as const];
  });
  const results = await each(work.full ? [...byKey] : latest.slice(0, MOST_TICKETS), async ([key, iid]) => {
    return [iid, await readTicket(jira, key, work.now())] as const;
  });
  return new Map(
    results.flatMap((result) => {
      if (result.ok) return [result.value];
      const [key, iid] = result.item;
      work.log.info(`#${iid}: its ticket ${key} could not be read: ${reason(result.error)}`);
      return [];
    }),
  );
}

/** The ticket before its comments: one that comes in between makes it newer than what is remembered. */
async function readTicket(jira: Jira, key: string, now: Instant): Promise<TicketRead> {
  const ticket = await jira.ticket(key);
  // Not as it was written: whoever mends it finds that it is gone.
  const gone = { key, url: jira.url(key), status: { name: '', category: 'new' }, intact: false, comments: [] } as const;
  if (!ticket) return { ticket: gone, updated: now };
  const comments = await jira.comments(key, undefined);
  return {
    ticket: {
      ...gone,
      status: ticket.status,
      intact: ticket.intact,
      // On the issue more people would read what is for some in Jira.
      comments: comments.flatMap(({ id, by, at, text, ours, restricted }) =>
        ours || restricted ? [] : [{ id, by, at, text }],
      ),
    },
    updated: ticket.updated,
  };
}
