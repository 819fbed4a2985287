// The incident's room in Slack: made, shown, told, watched over, and archived when all is over (R69, R73).

import { purposeText } from '../documents/card.ts';
import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import type { Room } from '../incident/mirrored.ts';
import { checkBy } from '../process/check-by.ts';
import { ROOM } from '../process/outbox.ts';
import { isArchived, roomIsTooOpen, roomName, roomStem, wantsRoom } from '../process/places.ts';
import { ADOPTS, ARCHIVES } from '../process/undeliverable-words.ts';
import type { Channel, Slack } from '../slack/port.ts';
import { plusMinutes, stamp } from '../text/time.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { endVigil } from './leave.ts';
import { placeOf } from './observe.ts';
import { deliverTo } from './outbox.ts';
import { receipts } from './receipts.ts';
import { inSlack } from './room-posts.ts';
import { showAround } from './room-shown.ts';
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
  await showAround(room, slack, way, round, step, notes, () => isGone(slack, way, notes));
  await keepVigil(room, slack, way, round, notes);
  await receipts(room, slack, way, step);
  if (!isOver(notes.incident().status)) return;
  if (room.kept?.last) await archive(room, slack, way, notes);
  else way.close('what was said in the channel could not be read, so it is not archived yet');
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

/** So much later than promised somebody has to say that sitrep is silent. */
const SILENCE_MINUTES = 5;

/**
 * The message that speaks by itself should sitrep be silent: for the moment by which it promised to have looked again, so it
 * is moved only where that moves. The new one is there before the old one is taken back; both lie ahead. After trouble one may
 * be there that nobody noted, as its answer never came.
 */
async function keepVigil(room: Room, slack: Slack, way: Way, round: Round, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  const promised = checkBy(incident, round.policy);
  const until = promised && plusMinutes(promised, SILENCE_MINUTES);
  const { vigil } = room;
  const stands = (vigil?.scheduled === undefined ? undefined : vigil.until) === until;
  if (!way.open || (stands && !incident.troubles.slack)) return;
  if (!stands && until !== undefined && until > round.work.now()) {
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
  if (!stands && until === undefined && way.open)
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
