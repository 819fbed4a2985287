// The incident's room in Slack: made, shown, told, watched over, and archived when all is over (R69, R73).
//
// The card, the topic, the bookmarks and who is invited are compared by one hash with what was last shown: where nothing
// changed Slack is not asked.

import { bookmarks, cardText, purposeText, topicText } from '../documents/card.ts';
import { type Person, ROLES } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import type { Room } from '../incident/mirrored.ts';
import { checkBy } from '../process/check-by.ts';
import { digest } from '../process/comments.ts';
import { ROOM } from '../process/outbox.ts';
import { isArchived, roomIsTooOpen, roomName, roomStem, wantsRoom } from '../process/places.ts';
import { cardKey } from '../process/relay.ts';
import { ADOPTS, ARCHIVES } from '../process/undeliverable-words.ts';
import type { Channel, Slack } from '../slack/port.ts';
import { plusMinutes, stamp } from '../text/time.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { endVigil } from './leave.ts';
import { placeOf } from './observe.ts';
import { deliverTo } from './outbox.ts';
import { receipts } from './receipts.ts';
import { cardOf, inSlack } from './room-posts.ts';
import type { Way } from './way.ts';
import type { Round, Step } from './work.ts';

/** Makes the room, or finds the one that an earlier run made. */
export async function openRoom(slack: Slack, way: Way, round: Round, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  if (!way.open || !wantsRoom(incident, round.policy)) return;
  const given = channelGiven(incident);
  if (given !== undefined) return adoptRoom(given, slack, way, round, notes);
  if (incident.room) return;
  const wanted = {
    name: roomName(incident, round.policy),
    stem: roomStem(incident, round.policy),
    private: incident.confidential,
    purpose: purposeText(incident, placeOf(round)),
  };
  const made = await way.write('Slack channel', slack.openChannel(wanted));
  // Somebody has to allow it, or to name a channel with `/room`.
  if (made.is === 'refused') way.close(`the channel could not be made: ${made.why}`);
  if (made.is !== 'done') return;
  const { id, name, private: hidden } = made.value;
  const url = await way.read('address', () => slack.link(id));
  if (url === undefined) return;
  notes.record(`room:${id}`, { type: 'room-opened', channel: id, name, private: hidden, url });
}

/** The channel that people made by hand and named with `/room`, unless it is the room already or cannot be. */
function channelGiven({ links, room, formerRooms, undeliverable }: Incident): string | undefined {
  const url = links.find(({ kind }) => kind === 'room')?.url;
  const channel = /\/archives\/([A-Z0-9]+)/.exec(url ?? '')?.[1];
  const known =
    channel === room?.channel ||
    formerRooms.some((one) => one.channel === channel) ||
    undeliverable.some(({ key }) => key === `${ADOPTS}${channel}`);
  return known ? undefined : channel;
}

/** It becomes the room; one that we had made is left as it is. What stands in the way is said on the issue. */
async function adoptRoom(id: string, slack: Slack, way: Way, round: Round, notes: Bookkeeping): Promise<void> {
  const there = await way.read('channel', async () => ({ channel: await slack.channel(id) }));
  if (!there) return;
  const { channel } = there;
  const why = channel ? hindrance(channel, notes.incident(), round) : 'the bot cannot see it: invite it there';
  if (!channel || why !== undefined) {
    const key = `${ADOPTS}${id}`;
    notes.record(`undeliverable:${key}`, { type: 'undeliverable', key, to: ROOM, why: why ?? 'it is not there' });
    return;
  }
  const joined = channel.member ? undefined : await way.write('joined', slack.joinChannel(id));
  const url =
    joined === undefined || joined.is === 'done' ? await way.read('address', () => slack.link(id)) : undefined;
  if (url === undefined) return;
  const { room } = notes.incident();
  const { name, private: hidden } = channel;
  if (room) {
    await endVigil(slack, way, room, notes);
    if (way.open && !hidden) await way.write('topic', slack.setTopic(room.channel, `This goes on in #${name}: ${url}`));
    if (!way.open) return;
    notes.record(`room-ended:${room.channel}`, { type: 'room-ended', channel: room.channel, why: 'gone' });
  }
  notes.record(`room:${id}`, { type: 'room-opened', channel: id, name, private: hidden, url, adopted: true });
}

/** Why a channel cannot be the room: it is archived, more can read it than may, or it is there for something else. */
function hindrance(channel: Channel, { iid, confidential }: Incident, round: Round): string | undefined {
  const { id, name } = channel;
  if (channel.archived) return 'it is archived';
  if (confidential && !channel.private) return 'the incident is confidential, and everybody can read it';
  if (channel.private && !channel.member) return 'it is private: invite the bot there first';
  if ([...round.open.values()].some((other) => other.iid !== iid && other.room?.channel === id))
    return 'it is the room of another incident';
  const named = Object.values(round.policy.communities).flatMap(({ slack }) => slack);
  return named.includes(id) || named.includes(`#${name}`) ? 'announcements to users go there' : undefined;
}

/** What people read there: the messages that are owed, then the card and all around it. */
export async function showRoom(slack: Slack, way: Way, round: Round, step: Step, notes: Bookkeeping): Promise<void> {
  round.people.learn(notes.incident().room?.invited ?? {});
  await deliverTo(
    'slack',
    inSlack(slack, round, step, notes, () => isGone(slack, way, notes)),
    way,
    round,
    notes,
  );
  const { room } = notes.incident();
  if (!way.open || !room || isArchived(notes.incident()) || roomIsTooOpen(notes.incident())) return;
  await show(room, slack, way, round, step, notes);
  await keepVigil(room, slack, way, round, notes);
  await receipts(room, slack, way, step);
  if (!isOver(notes.incident().status)) return;
  if (room.kept?.last) await archive(room, slack, way, notes);
  else way.close('what was said in the channel could not be read, so it is not archived yet');
}

/** Each part is compared with what was last shown of it: a sitrep costs an edit of the card, and nothing else. */
async function show(room: Room, slack: Slack, way: Way, round: Round, step: Step, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  const place = { ...placeOf(round), policy: round.policy };
  const members = peopleIn(incident);
  const topic = topicText(incident, place);
  const links = bookmarks(incident, place);
  const parts = [cardText(incident, place, undefined), topic, links, members.map(({ name }) => name)];
  const hash = parts.map((part) => digest(JSON.stringify(part))).join('.');
  const ts = incident.posted.get(cardKey(incident));
  if (room.hash === hash || ts === undefined) return;
  const [card, topicWas, linksWas, membersWas] = (room.hash ?? '').split('.');
  const [cardIs, topicIs, linksIs, membersIs] = hash.split('.');
  if (card !== cardIs && !(await editCard(room, ts, slack, way, round, step, notes))) return;
  if (way.open && room.hash === undefined) await way.write('pin', slack.pin(room.channel, ts));
  if (way.open && topicWas !== topicIs) await way.write('topic', slack.setTopic(room.channel, topic));
  if (way.open && linksWas !== linksIs) await way.write('bookmarks', slack.setBookmarks(room.channel, links));
  const invited =
    membersWas === membersIs ? room.invited : way.open ? await invite(room, members, slack, way, round) : undefined;
  if (invited && way.open) notes.record(`shown:${incident.seq}`, { type: 'room-shown', hash, invited });
}

/**
 * Whether it shows what it should, or could not be asked. A card that somebody took away, or that the workspace does not let
 * us edit any more (facts 3.5), is taken away and counted as lost: the next run posts and pins another.
 */
async function editCard(
  room: Room,
  ts: string,
  slack: Slack,
  way: Way,
  round: Round,
  step: Step,
  notes: Bookkeeping,
): Promise<boolean> {
  const edit = () => way.write('card', slack.edit(room.channel, ts, cardOf(notes.incident(), round, step)));
  const edited = await edit();
  if (edited.is !== 'refused') return true;
  if (await isGone(slack, way, notes)) return false;
  // It may have been let in again.
  const again = await edit();
  if (again.is !== 'refused' || again.status !== 404) return true;
  await way.write('card', slack.remove(room.channel, ts));
  const key = cardKey(notes.incident());
  notes.record(`lost:${key}`, { type: 'card-lost', key });
  return false;
}

/**
 * Somebody archived or deleted the channel, and the bot cannot bring it back, so another is made by the next run; or took
 * the bot out of it: it goes in again, and the channel is as good as gone where it may not.
 */
async function isGone(slack: Slack, way: Way, notes: Bookkeeping): Promise<boolean> {
  const { room } = notes.incident();
  if (!room) return false;
  const there = await way.read('channel', async () => ({ channel: await slack.channel(room.channel) }));
  if (!there) return false;
  const { channel } = there;
  if (channel && !channel.archived) {
    const joined = channel.member ? undefined : await way.write('joined', slack.joinChannel(room.channel));
    if (joined?.is !== 'refused') return false;
  }
  // Saved and archived by a run that could not note it: all that it had to say was said before.
  const ours = channel?.archived === true && isOver(notes.incident().status) && room.kept?.last === true;
  const why = ours ? 'archived' : 'gone';
  if (ours)
    for (const { key, to } of notes.incident().claims.values())
      if (to === ROOM) notes.record(`delivered:${key}`, { type: 'delivered', key });
  notes.record(`room-ended:${room.channel}:${why}`, { type: 'room-ended', channel: room.channel, why });
  return true;
}

/** Role holders and whoever leads or took part; whoever was invited once is not called back. */
function peopleIn(incident: Incident): readonly Person[] {
  const people = ROLES.flatMap((role) => incident.roles[role].map(({ person }) => person));
  const offered = incident.offers.map(({ person }) => person);
  const all = [...people, ...offered, ...(incident.acting ? [incident.acting] : [])];
  return [...new Map(all.map((person) => [person.id, person])).values()];
}

async function invite(
  room: Room,
  members: readonly Person[],
  slack: Slack,
  way: Way,
  round: Round,
): Promise<Record<string, string> | undefined> {
  const found = await way.read('members', () => findAll(members, slack, round));
  if (!found) return undefined;
  const known = new Set(Object.values(room.invited));
  const fresh = Object.values(found).filter((id) => id !== '' && !known.has(id));
  const invited = { ...room.invited, ...found };
  if (fresh.length === 0) return invited;
  const outcome = await way.write('invitations', slack.invite(room.channel, [...new Set(fresh)]));
  if (outcome.is === 'done')
    for (const { user, why } of outcome.value) round.work.log.info(`${user} could not be invited: ${why}`);
  return outcome.is === 'stopped' ? undefined : invited;
}

/** Slack ids by user name, empty for who has none. */
async function findAll(people: readonly Person[], slack: Slack, round: Round): Promise<Record<string, string>> {
  return Object.fromEntries(
    await Promise.all(
      people.map(async (person) => [person.name, (await round.people.find(slack, person.name)) ?? ''] as const),
    ),
  );
}

/** So much later than promised somebody has to say that sitrep is silent. */
const SILENCE_MINUTES = 5;

/**
 * The message that speaks by itself should sitrep be silent: for the moment by which it promised to have looked again, so it
 * is moved only where that moves. The new one is there before the old one is taken back; both lie ahead.
 */
async function keepVigil(room: Room, slack: Slack, way: Way, round: Round, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  const promised = checkBy(incident, round.policy);
  const until = promised && plusMinutes(promised, SILENCE_MINUTES);
  const { vigil } = room;
  if (!way.open || (vigil?.scheduled === undefined ? undefined : vigil.until) === until) return;
  if (until !== undefined && until > round.work.now()) {
    const text = `sitrep promised to look here again by ${stamp(promised ?? until)} and is silent. Carry on by hand: name who leads, say when the next word comes, keep a list of changes.`;
    const set = await way.write('vigil', slack.schedule(room.channel, until, text));
    if (set.is !== 'done') return;
    notes.record(`vigil:${incident.seq}`, { type: 'vigil-set', scheduled: set.value.id, until });
  }
  const ids = await way.read('scheduled messages', () => slack.scheduled(room.channel));
  const kept = notes.incident().room?.vigil;
  for (const { id } of ids ?? []) {
    if (until !== undefined && id === kept?.scheduled) continue;
    await way.write('vigil', slack.unschedule(room.channel, id));
  }
  if (until === undefined && way.open)
    notes.record(`vigil:${incident.seq}`, { type: 'vigil-set', scheduled: null, until: round.work.now() });
}

/** Last of all: afterwards nothing can be written there any more. A channel that people made is left to them. */
async function archive(room: Room, slack: Slack, way: Way, notes: Bookkeeping): Promise<void> {
  const { channel, adopted } = room;
  const waits = [...notes.incident().claims.values()].some(({ to }) => to === ROOM);
  if (!way.open || waits) return;
  const done = adopted ? undefined : await way.write('archive', slack.archive(channel));
  if (done?.is === 'stopped') return;
  if (done?.is === 'refused') {
    const key = `${ARCHIVES}${channel}`;
    notes.record(`undeliverable:${key}`, { type: 'undeliverable', key, to: ROOM, why: done.why });
  }
  const why = done?.is === 'done' ? 'archived' : 'left';
  notes.record(`room-ended:${channel}:${why}`, { type: 'room-ended', channel, why });
}
