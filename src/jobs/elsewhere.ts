// Looks for what people did in the incidents' rooms and on their tickets, which no webhook of GitLab tells.
//
// One request for each room of a live incident, and one for all tickets; more only where something changed. A mirror that
// does not answer is no reason not to look at GitLab.

import type { Jira } from '../jira/port.ts';
import type { Looked } from '../journal/files.ts';
import { digest } from '../process/comments.ts';
import type { ChatMessage, SeenTicket } from '../process/observation.ts';
import { TICKET_LABEL } from '../process/places.ts';
import { plain } from '../slack/plain.ts';
import type { ChannelMessage, Slack } from '../slack/port.ts';
import type { Instant } from '../text/time.ts';
import { minutesBetween, plusMinutes } from '../text/time.ts';
import type { Glance } from './glance.ts';
import { reason } from './log.ts';
import type { Mirrors } from './mirrors.ts';
import { each } from './pool.ts';
import type { SlackPeople } from './slack-people.ts';
import type { Work } from './work.ts';

/** What was seen of one incident. */
export interface Elsewhere {
  readonly chat: readonly ChatMessage[];
  readonly ticket: SeenTicket | undefined;
  /** Of all that could make a difference. */
  readonly hash: string;
  /** It is not what was seen last time. */
  readonly changed: boolean;
}

/** Reactions are put, and threads answered, on what was said within the last hours. */
const WINDOW_MINUTES = 6 * 60;
/** Cloud's search runs behind by minutes. */
const SEARCH_LAG_MINUTES = 10;

export async function lookElsewhere(
  work: Work,
  { slack, jira }: Pick<Mirrors, 'slack' | 'jira'>,
  people: SlackPeople,
  open: ReadonlyMap<number, Glance>,
  looked: Looked,
): Promise<ReadonlyMap<number, Elsewhere>> {
  const all = [...open.values()];
  const before = (iid: number): readonly string[] => (looked.elsewhere?.[iid] ?? '').split(':');
  const [rooms, tickets] = await Promise.all([
    slack ? readRooms(work, slack, people, all, (iid) => before(iid)[0] ?? '') : new Map<number, Room>(),
    jira ? readTickets(work, jira, all, looked.until) : new Map<number, SeenTicket>(),
  ]);
  return new Map(
    [...new Set([...rooms.keys(), ...tickets.keys()])].map((iid) => {
      const ticket = tickets.get(iid);
      const [roomWas = '', ticketWas = ''] = before(iid);
      const hashes = [rooms.get(iid)?.hash ?? roomWas, ticket ? digest(JSON.stringify(ticket)) : ticketWas];
      const changed = hashes[0] !== roomWas || hashes[1] !== ticketWas;
      return [iid, { chat: rooms.get(iid)?.chat ?? [], ticket, hash: hashes.join(':'), changed }] as const;
    }),
  );
}

interface Room {
  readonly chat: readonly ChatMessage[];
  /** Of all that people said and clicked. */
  readonly hash: string;
}

async function readRooms(
  work: Work,
  slack: Slack,
  people: SlackPeople,
  open: readonly Glance[],
  before: (iid: number) => string,
): Promise<Map<number, Room>> {
  const wanted = open.filter(({ room, live }) => room !== undefined && (live || work.full));
  const results = await each(wanted, async ({ iid, room }) => {
    if (!room) return undefined;
    people.learn(room.invited);
    const since = plusMinutes(work.now(), -WINDOW_MINUTES);
    const messages = await slack.messages(room.channel, since, since);
    const hash = digest(JSON.stringify(messages.map(essence)));
    // What was there the last time has been heard: nobody need be asked who said it.
    const fresh = hash === before(iid) ? [] : messages.filter(matters);
    const chat = await Promise.all(fresh.map((message) => understood(message, room.channel, slack, people)));
    return [iid, { chat, hash }] as const;
  });
  return new Map(
    results.flatMap((result) => {
      if (result.ok) return result.value ? [result.value] : [];
      work.log.info(`#${result.item.iid}: its room could not be read: ${reason(result.error)}`);
      return [];
    }),
  );
}

/** Of our own messages only what people did to them. */
function essence({ ts, ours, text, reactions }: ChannelMessage): unknown {
  const put = reactions.filter(({ name }) => NOTICED.test(name));
  return ours ? (put.length > 0 ? [ts, put] : []) : [ts, digest(text), put];
}

/** 👍 and 📌, in any colour of skin. */
const NOTICED = /^(\+1|thumbsup|pushpin)(::|$)/;

/** A command, a mention, an address or a click: who is only talking is left to talk. */
function matters({ ours, user, subtype, text, reactions }: ChannelMessage): boolean {
  const clicked = reactions.some(({ name, users }) => NOTICED.test(name) && users.length > 0);
  if (ours || user === undefined) return ours && clicked;
  return (subtype === undefined || SAID.has(subtype)) && (clicked || /^[ \t]*(!|<@)|https?:/m.test(text));
}

async function understood(
  message: ChannelMessage,
  channel: string,
  slack: Slack,
  people: SlackPeople,
): Promise<ChatMessage> {
  const { ts, at, user, ours, key, text, editedAt, reactions } = message;
  const me = await slack.me();
  const by = async (names: readonly string[]) => {
    const put = reactions.filter(({ name }) => names.includes(name.replace(/::.*$/, '')));
    const users = new Set(put.flatMap((one) => one.users).filter((id) => id !== me.user));
    const known = await Promise.all([...users].map(async (id) => (await people.member(slack, id)).person));
    return known.flatMap((person) => person ?? []);
  };
  const author = ours || user === undefined ? undefined : await people.member(slack, user);
  const [approvedBy, pinnedBy] = await Promise.all([by(['+1', 'thumbsup']), by(['pushpin'])]);
  return {
    ts,
    at,
    by: author?.person,
    name: author?.name ?? 'sitrep',
    text: ours ? '' : await typed(text, slack, people, me.user),
    url: await slack.link(channel, ts),
    ours,
    key,
    edited: editedAt !== undefined,
    approvedBy,
    pinnedBy,
  };
}

const SAID: ReadonlySet<string> = new Set(['thread_broadcast', 'file_share', 'me_message']);

/** A mention of the bot at the start of a line is as good as `!`. */
async function typed(text: string, slack: Slack, people: SlackPeople, me: string): Promise<string> {
  const ids = [...new Set([...text.matchAll(/<@([UW][A-Z0-9]+)/g)].map(([, id = '']) => id))].filter((id) => id !== me);
  const names = new Map(
    await Promise.all(
      ids.map(async (id) => {
        const { person, name } = await people.member(slack, id);
        return [id, person?.name ?? name] as const;
      }),
    ),
  );
  const called = text.replace(new RegExp(`^[ \\t]*<@${me}(?:\\|[^>]*)?>[ \\t:,]*[!/]?`, 'gm'), '!');
  return plain(called, { person: (id) => names.get(id), handles: true });
}

async function readTickets(
  work: Work,
  jira: Jira,
  open: readonly Glance[],
  until: Instant | undefined,
): Promise<Map<number, SeenTicket>> {
  const byKey = new Map(open.flatMap((one) => (one.ticket ? [[one.ticket.key, one] as const] : [])));
  const seen = new Map<number, SeenTicket>();
  if (byKey.size === 0) return seen;
  try {
    const since = until === undefined ? 24 * 60 : minutesBetween(until, work.now());
    const changed = await jira.changed(TICKET_LABEL, Math.max(0, since) + SEARCH_LAG_MINUTES);
    const keys = work.full ? [...byKey.keys()] : changed.map(({ key }) => key);
    for (const key of keys) {
      const glance = byKey.get(key);
      const ticket = glance && (await readTicket(jira, key));
      if (glance && ticket) seen.set(glance.iid, ticket);
    }
  } catch (error) {
    work.log.info(`the tickets could not be looked at: ${reason(error)}`);
  }
  return seen;
}

async function readTicket(jira: Jira, key: string): Promise<SeenTicket | undefined> {
  const [ticket, comments] = await Promise.all([jira.ticket(key), jira.comments(key, undefined)]);
  if (!ticket) return undefined;
  return {
    key,
    url: jira.url(key),
    status: ticket.status,
    intact: ticket.intact,
    comments: comments.flatMap(({ id, by, at, text, ours }) => (ours ? [] : [{ id, by, at, text }])),
  };
}
