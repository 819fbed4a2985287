// Reads the incidents' rooms: what people typed and clicked there since the last look.
//
// A quiet room costs one request: of each it is known how far it was read, outside of threads and in them, and only threads
// with later answers are opened. Once an hour that request asks for the whole of a room that is older than some hours, for
// nothing else tells of answers to what was said long before. A click on an answer is seen with the next answer of its thread,
// or by the full look. Slack may be slow: what is not read in time is read by the next run.

import type { SeenRoom } from '../journal/files.ts';
import { digest } from '../process/comments.ts';
import type { ChatMessage } from '../process/observation.ts';
import { plain } from '../slack/plain.ts';
import type { ChannelMessage, Slack, Ts } from '../slack/port.ts';
import { instantOf, tsOf } from '../slack/wire.ts';
import type { Instant } from '../text/time.ts';
import { minutesBetween, plusMinutes } from '../text/time.ts';
import type { Glance } from './glance.ts';
import { reason } from './log.ts';
import { each } from './pool.ts';
import type { SlackPeople } from './slack-people.ts';
import type { Work } from './work.ts';

/** What was seen of one room. */
export interface RoomSeen {
  readonly chat: readonly ChatMessage[];
  readonly seen: SeenRoom;
  /** It is not what was seen last time. */
  readonly changed: boolean;
}

/** When to stop: first opening threads, then all of it. */
export interface Patience {
  readonly threads: AbortSignal;
  readonly rooms: AbortSignal;
}

/** Threads end sooner, so that there is time to ask who said what was read. */
const THREADS_MS = 6_000;
const ROOMS_MS = 10_000;

/** From now on. */
export function patience(): Patience {
  return { threads: AbortSignal.timeout(THREADS_MS), rooms: AbortSignal.timeout(ROOMS_MS) };
}

/** Reactions are put, and threads answered, on what was said in the hours before the newest message. */
const WINDOW_MINUTES = 6 * 60;
/** So often the whole of a room is read where that is more. */
const WHOLE_MINUTES = 60;

interface Look {
  readonly work: Pick<Work, 'now' | 'full' | 'log'>;
  readonly slack: Slack;
  readonly people: SlackPeople;
  readonly patience: Patience;
  /** From when a room is read that was never looked into. */
  readonly first: Instant;
}

/** An incident, and its room. */
export interface Place extends Pick<Glance, 'iid' | 'live'> {
  readonly room: Pick<NonNullable<Glance['room']>, 'channel' | 'invited'> | undefined;
}

/** By iid. A room that could not be read in time is missing: it is as it was for the next run. */
export async function readRooms(
  given: Omit<Look, 'first'>,
  open: readonly Place[],
  before: (iid: number) => SeenRoom | undefined,
  until: Instant | undefined,
): Promise<Map<number, RoomSeen>> {
  const { work, patience } = given;
  const hoursAgo = plusMinutes(work.now(), -WINDOW_MINUTES);
  const look = { ...given, first: until !== undefined && until < hoursAgo ? until : hoursAgo };
  // In another order each time, so that those at the end have their turn where there is no time for all.
  const order = ({ iid }: Place): string => digest(`${work.now()} ${iid}`);
  const wanted = open
    .filter(({ room, live }) => room !== undefined && (live || work.full))
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const results = await each(wanted, async ({ iid, room }) => {
    if (!room || patience.rooms.aborted) return undefined;
    return [iid, await within(patience.rooms, readRoom(room, before(iid), look))] as const;
  });
  return new Map(
    results.flatMap((result) => {
      if (result.ok) return result.value ? [result.value] : [];
      work.log.info(`#${result.item.iid}: its room could not be read: ${reason(result.error)}`);
      return [];
    }),
  );
}

async function readRoom(
  { channel, invited }: NonNullable<Place['room']>,
  was: SeenRoom | undefined,
  look: Look,
): Promise<RoomSeen> {
  const { slack, people, work, patience } = look;
  people.learn(invited);
  const since = was ? windowOf(was.newest) : look.first;
  const from = tsOf(since);
  const isWhole = wantsWhole(was, from, work.now());
  const all = await slack.messages(channel, isWhole ? undefined : since);
  const top = all.filter(({ ts }) => ts >= from);
  const same = was !== undefined && hashOf(top) === was.hash ? was : undefined;
  const { replies, read } = await answers(channel, top, was?.threads ?? from, look);
  const older = all.filter(({ ts }) => ts < from);
  const old = await answers(channel, older, was?.whole?.threads ?? from, { ...look, onlyLater: true });
  // What was there the last time has been heard: nobody need be asked who said it. An answer to all is in both.
  const heard = [...(same ? [] : top), ...replies, ...old.replies];
  const fresh = new Map(heard.filter(matters).map((one) => [one.ts, one]));
  const said = [...fresh.values()].sort((one, other) => (one.ts < other.ts ? -1 : 1));
  const before = was?.whole;
  const done = { at: work.now(), first: all.at(0)?.ts ?? from, threads: later(read, old.read) };
  const begun = before && isWhole ? { ...before, threads: old.read } : before;
  const whole = isWhole && !patience.threads.aborted ? done : begun;
  return {
    chat: await Promise.all(said.map((message) => understood(message, channel, slack, people))),
    seen: { ...(same ?? readTo(top, was?.newest ?? tsOf(work.now()))), threads: read, whole },
    changed: same?.threads !== read || same.whole !== whole,
  };
}

/** Where there is more than what is read from `from` on. */
function wantsWhole(was: SeenRoom | undefined, from: Ts, now: Instant): boolean {
  if (!was?.whole) return true;
  return was.whole.first < from && minutesBetween(was.whole.at, now) >= WHOLE_MINUTES;
}

const later = (one: Ts, other: Ts): Ts => (one > other ? one : other);

/** Hashed is what the next look will see again. */
function readTo(top: readonly ChannelMessage[], before: Ts): Pick<SeenRoom, 'hash' | 'newest'> {
  const last = top.at(-1)?.ts ?? before;
  const newest = last > before ? last : before;
  const from = tsOf(windowOf(newest));
  return { hash: hashOf(top.filter(({ ts }) => ts >= from)), newest };
}

function windowOf(newest: Ts): Instant {
  return plusMinutes(instantOf(newest), -WINDOW_MINUTES);
}

/** Threads with answers after `after`, those that waited longest first; `read`: the answer up to which all were read. */
async function answers(
  channel: string,
  top: readonly ChannelMessage[],
  after: Ts,
  { slack, patience, work, onlyLater }: Look & { readonly onlyLater?: true },
): Promise<{ readonly replies: readonly ChannelMessage[]; readonly read: Ts }> {
  const last = ({ latestReply, ts }: ChannelMessage): Ts => latestReply ?? ts;
  const threads = top.filter(({ replies }) => replies > 0).sort((a, b) => (last(a) < last(b) ? -1 : 1));
  const quiet = work.full && !onlyLater ? threads.filter((one) => last(one) <= after) : [];
  const replies: ChannelMessage[] = [];
  let read = after;
  for (const one of [...threads.filter((thread) => last(thread) > after), ...quiet]) {
    if (patience.threads.aborted) break;
    try {
      replies.push(...(await within(patience.threads, slack.thread(channel, one.ts))));
    } catch (error) {
      if (patience.threads.aborted) break;
      throw error;
    }
    if (last(one) > read) read = last(one);
  }
  return { replies, read };
}

class SlackIsSlow extends Error {
  override readonly name = 'SlackIsSlow';
  constructor() {
    super('Slack is slow; the next run reads it');
  }
}

/** Rejects once the time is over, whatever becomes of `work` then. */
function within<T>(time: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const over = (): void => reject(new SlackIsSlow());
    time.addEventListener('abort', over, { once: true });
    if (time.aborted) over();
    work.then(resolve, reject).finally(() => time.removeEventListener('abort', over));
  });
}

/** Of our own messages only what people did to them. */
function hashOf(messages: readonly ChannelMessage[]): string {
  const done = messages.flatMap(({ ts, ours, text, reactions }) => {
    const put = reactions.filter(({ name }) => NOTICED.test(name));
    if (ours) return put.length > 0 ? [[ts, put]] : [];
    return [[ts, digest(text), put]];
  });
  return digest(JSON.stringify(done));
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
