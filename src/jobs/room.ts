// The incident's room in Slack: made, shown, told, watched over, and archived when all is over (R69, R73).
//
// The card, the topic, the bookmarks and who is invited are compared by one hash with what was last shown: where nothing
// changed Slack is not asked.

import { bookmarks, cardText, purposeText, topicText } from '../documents/card.ts';
import { issueUrl } from '../documents/views.ts';
import type { Outcome } from '../http/outcome.ts';
import { type Person, ROLES } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import type { Room } from '../incident/mirrored.ts';
import { checkBy } from '../process/check-by.ts';
import { digest } from '../process/comments.ts';
import { withLinks } from '../process/filing.ts';
import { placeIn, ROOM } from '../process/outbox.ts';
import { isArchived, roomIsTooOpen, roomName, wantsRoom } from '../process/places.ts';
import { cardKey } from '../process/relay.ts';
import type { Card, Post, Slack } from '../slack/port.ts';
import { lineText } from '../text/blocks.ts';
import { shortened } from '../text/markdown.ts';
import { parse } from '../text/parse.ts';
import { plusMinutes, stamp } from '../text/time.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { placeOf } from './observe.ts';
import { type ClaimElsewhere, type Destination, deliverTo } from './outbox.ts';
import type { Way } from './way.ts';
import { eventsOf, type Round, type Step } from './work.ts';

/** Makes the room, or finds the one that an earlier run made. */
export async function openRoom(slack: Slack, way: Way, round: Round, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  if (!way.open || !wantsRoom(incident, round.policy) || incident.room) return;
  const wanted = {
    name: roomName(incident, round.policy),
    private: incident.confidential,
    purpose: purposeText(incident, placeOf(round)),
  };
  const made = await way.write('Slack channel', slack.openChannel(wanted));
  if (made.is === 'refused') way.close(`the channel could not be made: ${made.why}`);
  if (made.is !== 'done') return;
  const { id, name, private: hidden } = made.value;
  const url = await way.read('address', () => slack.link(id));
  if (url === undefined) return;
  notes.record(`room:${id}`, { type: 'room-opened', channel: id, name, private: hidden, url });
}

/** What people read there: the messages that are owed, then the card and all around it. */
export async function showRoom(slack: Slack, way: Way, round: Round, step: Step, notes: Bookkeeping): Promise<void> {
  await deliverTo('slack', messages(slack, round, step, notes), way, round, notes);
  const { room } = notes.incident();
  if (!way.open || !room || isArchived(notes.incident()) || roomIsTooOpen(notes.incident())) return;
  await show(room, slack, way, round, step, notes);
  await keepVigil(room, slack, way, round, notes);
  await receipts(room, slack, way, step);
  if (isOver(notes.incident().status) && room.kept?.last) await archive(room, slack, way, notes);
}

function messages(slack: Slack, round: Round, step: Step, notes: Bookkeeping): Destination {
  const channelOf = async (to: string): Promise<string | undefined> => {
    if (to === ROOM) return notes.incident().room?.channel;
    const joined = await slack.joinChannel(placeIn(to));
    return joined.outcome === 'done' ? joined.value.id : undefined;
  };
  return {
    async find(claims, since) {
      const channel = await channelOf(claims[0]?.to ?? '');
      return channel === undefined
        ? new Map()
        : slack.find(
            channel,
            claims.map(({ key }) => key),
            since,
          );
    },
    send(claim) {
      const { room, filed } = notes.incident();
      if (claim.to === ROOM) {
        if (!room) return undefined;
        return postTo(slack, room.channel, postOf(claim, claim.text, round, step, notes), claim.thread);
      }
      const text = withLinks(claim.text, filed);
      if (text === undefined) return undefined;
      return joinAndPost(slack, placeIn(claim.to), postOf(claim, text, round, step, notes));
    },
  };
}

async function postTo(slack: Slack, channel: string, post: Post | Card, thread?: string): Promise<Sent> {
  const outcome = await slack.post(channel, thread === undefined ? post : { ...post, thread });
  return outcome.outcome === 'done' ? { outcome: 'done', value: { ref: outcome.value.ts } } : outcome;
}

/** Into a channel of the people who wait: the bot has to be in it, to find again what it said. */
async function joinAndPost(slack: Slack, channel: string, post: Post): Promise<Sent> {
  const joined = await slack.joinChannel(channel);
  return joined.outcome === 'done' ? postTo(slack, joined.value.id, post) : joined;
}

type Sent = Outcome<{ readonly ref: string }>;

const SUMMARY_CHARACTERS = 150;

function postOf(claim: ClaimElsewhere, text: string, round: Round, step: Step, notes: Bookkeeping): Post | Card {
  const incident = notes.incident();
  if (claim.key === cardKey(incident)) return cardOf(incident, round, step);
  const blocks = parse(text);
  const first = blocks.find((block) => block.kind === 'paragraph' || block.kind === 'heading');
  const summary =
    first && 'content' in first ? shortened(lineText(first.content), SUMMARY_CHARACTERS) : `#${incident.iid}`;
  return { key: claim.key, text: blocks, summary, url: issueUrl(incident, placeOf(round)) };
}

function cardOf(incident: Incident, round: Round, step: Step): Card {
  const place = { ...placeOf(round), policy: round.policy };
  const { title, fields, body } = cardText(incident, place, delayOf(step, round));
  return {
    key: cardKey(incident),
    title,
    fields: fields.map(({ name, text }) => ({ name, text: parse(text) })),
    text: parse(body),
    summary: title,
    url: issueUrl(incident, place),
  };
}

/** Between the last thing that somebody did and now, in seconds: how long people wait for sitrep. */
function delayOf({ fresh }: Step, { work }: Round): number | undefined {
  const last = fresh
    .filter(({ by, id }) => by !== undefined && /^(note|label|slack|state):/.test(id))
    .map(({ at }) => at)
    .sort()
    .at(-1);
  return last === undefined ? undefined : Math.max(0, Math.round((Date.parse(work.now()) - Date.parse(last)) / 1000));
}

async function show(room: Room, slack: Slack, way: Way, round: Round, step: Step, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  const place = { ...placeOf(round), policy: round.policy };
  const members = peopleIn(incident);
  const wanted = {
    card: cardText(incident, place, undefined),
    topic: topicText(incident, place),
    links: bookmarks(incident, place),
  };
  const hash = digest(JSON.stringify([wanted, members.map(({ name }) => name)]));
  const ts = incident.posted.get(cardKey(incident));
  if (room.hash === hash || ts === undefined) return;
  const edited = await way.write('card', slack.edit(room.channel, ts, cardOf(incident, round, step)));
  if (edited.is === 'refused' && (await isGone(room, slack, way, notes))) return;
  if (way.open && room.hash === undefined) await way.write('pin', slack.pin(room.channel, ts));
  if (way.open) await way.write('topic', slack.setTopic(room.channel, wanted.topic));
  if (way.open) await way.write('bookmarks', slack.setBookmarks(room.channel, wanted.links));
  const invited = way.open ? await invite(room, members, slack, way, round) : undefined;
  if (invited && way.open) notes.record(`shown:${incident.seq}`, { type: 'room-shown', hash, invited });
}

/** Somebody archived or deleted the channel: the bot cannot bring it back, so another is made by the next run. */
async function isGone(room: Room, slack: Slack, way: Way, notes: Bookkeeping): Promise<boolean> {
  const there = await way.read('channel', async () => ({ channel: await slack.channel(room.channel) }));
  if (there === undefined || (there.channel !== undefined && !there.channel.archived)) return false;
  notes.record(`room-ended:${room.channel}`, { type: 'room-ended', channel: room.channel, why: 'gone' });
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
): Promise<string[] | undefined> {
  const ids = await way.read('members', () => Promise.all(members.map((person) => round.people.find(slack, person))));
  if (!ids) return undefined;
  const fresh = [...new Set(ids.filter((id) => id !== undefined))].filter((id) => !room.invited.includes(id));
  if (fresh.length === 0) return [...room.invited];
  const outcome = await way.write('invitations', slack.invite(room.channel, fresh));
  if (outcome.is === 'done')
    for (const { user, why } of outcome.value) round.work.log.info(`${user} could not be invited: ${why}`);
  return outcome.is === 'stopped' ? undefined : [...room.invited, ...fresh];
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
    const text = `sitrep promised to look again by ${stamp(promised ?? until)} and has not been heard here since ${stamp(round.work.now())}. Carry on by hand: name who leads, say when the next word comes, keep a list of changes.`;
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

/** ✅ or ❌ on what somebody typed in the room. */
async function receipts(room: Room, slack: Slack, way: Way, step: Step): Promise<void> {
  const verdicts = new Map<string, { post: string; name: string }>();
  for (const event of eventsOf(step).slice(step.incident.appliedSeq)) {
    if (event.post === undefined || !/^slack:[^:]+:[0-9a-f]+:\d+$/.test(event.id)) continue;
    const name = event.type === 'refused' ? 'x' : 'white_check_mark';
    verdicts.set(`${event.post} ${name}`, { post: event.post, name });
  }
  for (const { post, name } of verdicts.values()) {
    if (!way.open) return;
    await way.write('receipt', slack.react(room.channel, post, name));
  }
}

/** Last of all: afterwards nothing can be written there any more. */
async function archive(room: Room, slack: Slack, way: Way, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  const waits = [...incident.claims.values()].some(({ to }) => to === ROOM);
  if (!way.open || waits) return;
  const done = await way.write('archive', slack.archive(room.channel));
  if (done.is === 'done')
    notes.record(`room-ended:${room.channel}`, { type: 'room-ended', channel: room.channel, why: 'archived' });
}
