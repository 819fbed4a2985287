// What is posted in Slack: into the incident's room, and into the channels of the people who wait (R32, R65).

import { cardText } from '../documents/card.ts';
import { issueUrl } from '../documents/views.ts';
import type { Outcome } from '../http/outcome.ts';
import type { Incident } from '../incident/incident.ts';
import { correctedPost } from '../process/corrections.ts';
import { withLinks } from '../process/filing.ts';
import { placeIn, ROOM } from '../process/outbox.ts';
import { cardKey } from '../process/relay.ts';
import type { Card, Post, Slack } from '../slack/port.ts';
import { lineText } from '../text/blocks.ts';
import { inert, shortened } from '../text/markdown.ts';
import { parse } from '../text/parse.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { placeOf } from './observe.ts';
import type { ClaimElsewhere, Destination } from './outbox.ts';
import type { Round, Step } from './work.ts';

/** @param isGone asks whether somebody archived or deleted the room, and notes it; goes in again where the bot is out */
export function inSlack(
  slack: Slack,
  round: Round,
  step: Step,
  notes: Bookkeeping,
  isGone: () => Promise<boolean>,
): Destination {
  const channelOf = async (to: string): Promise<string | undefined> => {
    if (to === ROOM) return notes.incident().room?.channel;
    const joined = await slack.joinChannel(placeIn(to));
    return joined.outcome === 'done' ? joined.value.id : undefined;
  };
  // Whoever took the bot out of the room did not mean the incident.
  const inRoom = async (post: () => Promise<Sent>): Promise<Sent> => {
    const sent = await post();
    const outside = sent.outcome === 'refused' && sent.status === 403;
    return outside && !(await isGone()) ? post() : sent;
  };
  return {
    async find(claims, since) {
      // What is owed to it waits for the next one.
      if (claims[0]?.to === ROOM && (await isGone())) return new Map();
      const channel = await channelOf(claims[0]?.to ?? '');
      return channel === undefined
        ? new Map()
        : slack.find(
            channel,
            claims.map(({ key }) => key),
            since,
            claims.flatMap(({ thread }) => thread ?? []),
          );
    },
    send(claim) {
      const { room, filed } = notes.incident();
      if (claim.to === ROOM) {
        if (!room) return undefined;
        return inRoom(() =>
          postTo(slack, room.channel, () => postOf(claim, claim.text, slack, round, step, notes), claim.thread),
        );
      }
      const earlier = correctedPost(claim, notes.incident());
      if (earlier) return correctPost(slack, claim, earlier, round, step, notes);
      const linked = withLinks(claim.text, filed);
      if (linked === undefined) return undefined;
      const text = claim.key.startsWith('told:') ? `${linked}\n\n${whereToFollow(notes.incident(), round)}` : linked;
      return joinAndPost(slack, placeIn(claim.to), () => postOf(claim, text, slack, round, step, notes));
    },
    keeps: async ({ to }) => to === ROOM && (await isGone()),
  };
}

/**
 * Under an announcement: the issue and the room (R70), no call, which users had better not join. Of a confidential incident
 * only the issue's number.
 */
function whereToFollow(incident: Incident, round: Round): string {
  const { iid, confidential, room } = incident;
  if (confidential) return `Incident #${iid}`;
  const issue = `[Issue #${iid}](${issueUrl(incident, placeOf(round))})`;
  return `**Where to follow**: ${issue}${room && !room.private ? ` · [Slack #${inert(room.name)}](${room.url})` : ''}`;
}

async function postTo(slack: Slack, channel: string, made: () => Promise<Post | Card>, thread?: string): Promise<Sent> {
  const post = await made();
  const outcome = await slack.post(channel, thread === undefined ? post : { ...post, thread });
  return outcome.outcome === 'done' ? { outcome: 'done', value: { ref: outcome.value.ts } } : outcome;
}

/** A line above what users were told there. What is gone, or may not be edited any more, stays as it is. */
async function correctPost(
  slack: Slack,
  claim: ClaimElsewhere,
  { key, text }: { readonly key: string; readonly text: string },
  round: Round,
  step: Step,
  notes: Bookkeeping,
): Promise<Sent> {
  const ts = notes.incident().posted.get(key);
  const nothing: Sent = { outcome: 'done', value: { ref: ts ?? '' } };
  const joined = ts === undefined ? undefined : await slack.joinChannel(placeIn(claim.to));
  if (ts === undefined || (joined?.outcome === 'refused' && joined.status === 404)) return nothing;
  if (joined?.outcome !== 'done') return joined ?? nothing;
  const whole = `${claim.text}\n\n${text}\n\n${whereToFollow(notes.incident(), round)}`;
  const post = await postOf({ ...claim, key }, whole, slack, round, step, notes);
  const edited = await slack.edit(joined.value.id, ts, post);
  const stays = edited.outcome === 'done' || (edited.outcome === 'refused' && edited.status === 404);
  return stays ? nothing : edited;
}

/** Into a channel of the people who wait: the bot has to be in it, to find again what it said. */
async function joinAndPost(slack: Slack, channel: string, post: () => Promise<Post | Card>): Promise<Sent> {
  const joined = await slack.joinChannel(channel);
  return joined.outcome === 'done' ? postTo(slack, joined.value.id, post) : joined;
}

type Sent = Outcome<{ readonly ref: string }>;

const SUMMARY_CHARACTERS = 150;

async function postOf(
  claim: ClaimElsewhere,
  text: string,
  slack: Slack,
  round: Round,
  step: Step,
  notes: Bookkeeping,
): Promise<Post | Card> {
  const incident = notes.incident();
  if (claim.key === cardKey(incident)) return cardOf(incident, round, step);
  const blocks = parse(text);
  await callable(text, slack, round);
  const first = blocks.find((block) => block.kind === 'paragraph' || block.kind === 'heading');
  const summary =
    first && 'content' in first ? shortened(lineText(first.content), SUMMARY_CHARACTERS) : `#${incident.iid}`;
  return { key: claim.key, text: blocks, summary, url: issueUrl(incident, placeOf(round)) };
}

/** Whoever is called in a message is called by the name that Slack knows; who cannot be found is named. */
async function callable(text: string, slack: Slack, { people }: Round): Promise<void> {
  const names = new Set([...text.matchAll(/(?<![\w`])@([\w.-]*\w)/g)].map(([, name = '']) => name));
  await Promise.all([...names].map((name) => people.find(slack, name).catch(() => undefined)));
}

export function cardOf(incident: Incident, round: Round, step: Step): Card {
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
