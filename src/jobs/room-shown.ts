// What stands around the talk in the incident's room: the pinned card, the topic, the bookmarks, and who is invited (R73).
//
// Each is compared by a hash with what was last shown: where nothing changed Slack is not asked. What Slack refuses for good
// is told on the issue once, and tried again when anything of it changes.

import { bookmarks, cardText, topicText } from '../documents/card.ts';
import { type Person, ROLES } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { Room } from '../incident/mirrored.ts';
import { digest } from '../process/comments.ts';
import { ROOM } from '../process/outbox.ts';
import { cardKey } from '../process/relay.ts';
import { ROOM_PARTS } from '../process/undeliverable-words.ts';
import type { Slack } from '../slack/port.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { placeOf } from './observe.ts';
import { cardOf } from './room-posts.ts';
import type { Way, Written } from './way.ts';
import type { Round, Step } from './work.ts';

/** Stands before the hash of a part that Slack does not let us show. */
const REFUSED = '!';

/**
 * A sitrep costs an edit of the card, and nothing else.
 *
 * @param isGone whether the room is gone, which it notes; goes in again where the bot is out
 */
export async function showAround(
  room: Room,
  slack: Slack,
  way: Way,
  round: Round,
  step: Step,
  notes: Bookkeeping,
  isGone: () => Promise<boolean>,
): Promise<void> {
  const incident = notes.incident();
  const place = { ...placeOf(round), policy: round.policy };
  const ts = incident.posted.get(cardKey(incident));
  if (ts === undefined) return;
  const { channel } = room;
  const members = peopleIn(incident);
  const topic = topicText(incident, place);
  const links = bookmarks(incident, place);
  let { invited } = room;
  const inviteAll = async (): Promise<Written<unknown>> => {
    const end = await invite(room, members, slack, way, round);
    if (end.is === 'done') invited = end.value;
    return end;
  };
  const insisted =
    (write: () => Promise<Written<unknown>>): Part['show'] =>
    (gone) =>
      insist(write, way, gone);
  const parts: readonly Part[] = [
    {
      name: 'card',
      of: cardText(incident, place, undefined),
      show: () => editCard(room, ts, slack, way, round, step, notes, isGone),
    },
    { name: 'pin', of: ts, show: insisted(() => way.write('pin', slack.pin(channel, ts))) },
    { name: 'topic', of: topic, show: insisted(() => way.write('topic', slack.setTopic(channel, topic))) },
    { name: 'bookmarks', of: links, show: insisted(() => way.write('bookmarks', slack.setBookmarks(channel, links))) },
    { name: 'invite', of: members.map(({ name }) => name), show: insisted(inviteAll) },
  ];
  const wanted = parts.map((part) => digest(JSON.stringify(part.of)));
  const known = room.hash ?? '';
  if (known.replaceAll(REFUSED, '') === wanted.join('.')) return;
  const was = known.split('.');
  const shown: string[] = [];
  for (const [index, { name, show }] of parts.entries()) {
    const [is = '', before = ''] = [wanted[index], was[index]];
    const end = before === is ? 'shown' : await show(before.startsWith(REFUSED) ? undefined : isGone);
    if (end === undefined) return;
    if (end !== 'shown') complain(name, end.why, room, notes);
    shown.push(end === 'shown' ? is : `${REFUSED}${is}`);
  }
  notes.record(`shown:${incident.seq}`, { type: 'room-shown', hash: shown.join('.'), invited });
}

/** Something around the talk: what it is made of, and how it is shown. */
interface Part {
  readonly name: keyof typeof ROOM_PARTS;
  readonly of: unknown;
  /** @param isGone not where it was refused before */
  readonly show: (isGone: (() => Promise<boolean>) | undefined) => Promise<End>;
}

/** It is as it should be, or why it was refused for good; undefined where a later run has to see to it. */
type End = 'shown' | { readonly why: string } | undefined;

/** Whoever took the bot out of the room did not mean the incident: it goes in again, and tries once more. */
async function insist(
  show: () => Promise<Written<unknown>>,
  way: Way,
  isGone: (() => Promise<boolean>) | undefined,
): Promise<End> {
  if (!way.open) return undefined;
  let end = await show();
  if (end.is === 'refused' && end.status !== 400 && isGone) {
    if ((await isGone()) || !way.open) return undefined;
    end = await show();
  }
  if (end.is === 'stopped') return undefined;
  return end.is === 'done' ? 'shown' : end;
}

/** The issue says it, once for each room. */
function complain(part: keyof typeof ROOM_PARTS, why: string, room: Room, notes: Bookkeeping): void {
  const key = `${ROOM_PARTS[part]}${room.channel}`;
  notes.record(`undeliverable:${key}`, { type: 'undeliverable', key, to: ROOM, why });
}

/**
 * A card that somebody took away, or that the workspace does not let
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
  isGone: () => Promise<boolean>,
): Promise<End> {
  const edit = () => way.write('card', slack.edit(room.channel, ts, cardOf(notes.incident(), round, step)));
  let edited = await edit();
  if (edited.is === 'refused') {
    if ((await isGone()) || !way.open) return undefined;
    // It may have been let in again.
    edited = await edit();
  }
  if (edited.is === 'stopped') return undefined;
  if (edited.is === 'done') return 'shown';
  if (edited.status !== 404) return edited;
  await way.write('card', slack.remove(room.channel, ts));
  const key = cardKey(notes.incident());
  notes.record(`lost:${key}`, { type: 'card-lost', key });
  return undefined;
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
): Promise<Written<Readonly<Record<string, string>>>> {
  const found = await way.read('members', () => findAll(members, slack, round));
  if (!found) return { is: 'stopped' };
  const known = new Set(Object.values(room.invited));
  const fresh = Object.values(found).filter((id) => id !== '' && !known.has(id));
  const invited = { ...room.invited, ...found };
  if (fresh.length === 0) return { is: 'done', value: invited };
  const outcome = await way.write('invitations', slack.invite(room.channel, [...new Set(fresh)]));
  if (outcome.is !== 'done') return outcome;
  for (const { user, why } of outcome.value) round.work.log.info(`${user} could not be invited: ${why}`);
  return { is: 'done', value: invited };
}

/** Slack ids by user name, empty for who has none. */
async function findAll(people: readonly Person[], slack: Slack, round: Round): Promise<Record<string, string>> {
  return Object.fromEntries(
    await Promise.all(
      people.map(async (person) => [person.name, (await round.people.find(slack, person.name)) ?? ''] as const),
    ),
  );
}
