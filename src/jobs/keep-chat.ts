// Saves what was said in the room, threads and edits included, before the channel is archived: once service is restored, and
// once more at the end (R71, R83). The file goes into the journal in the same push as the event that names its checksum.

import { createHash } from 'node:crypto';
import type { Fact } from '../incident/events.ts';
import { isOver } from '../incident/incident.ts';
import { chatPath } from '../journal/files.ts';
import { isHeld } from '../process/outbox.ts';
import { isArchived } from '../process/places.ts';
import { plain } from '../slack/plain.ts';
import type { ChannelMessage, Slack } from '../slack/port.ts';
import { reason } from './log.ts';
import type { Round, Step } from './work.ts';

export interface KeptChat {
  readonly fact: Extract<Fact, { type: 'chat-kept' }>;
  readonly text: string;
}

/** Undefined where it is not time, or Slack does not answer: then the channel is not archived either. */
export async function keepChat(
  round: Round,
  { iid, fresh, incident }: Pick<Step, 'iid' | 'fresh' | 'incident'>,
): Promise<KeptChat | undefined> {
  const { slack } = round.mirrors;
  const { room } = incident;
  const last = isOver(incident.status);
  const restored = fresh.some((event) => event.type === 'status-changed' && event.to === 'mitigated');
  const asked = last ? room?.kept?.last !== true : restored;
  if (!slack || !room || !asked || isArchived(incident) || isHeld(incident, 'slack', round.work.now()))
    return undefined;
  try {
    const messages = await slack.messages(room.channel, undefined, BEGINNING);
    const lines = await Promise.all(messages.map((message) => line(message, slack, round)));
    const text = lines.join('');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const path = chatPath(iid, incident.seq);
    return { text, fact: { type: 'chat-kept', path, messages: messages.length, sha256, last } };
  } catch (error) {
    round.work.log.info(`#${iid}: its room could not be saved: ${reason(error)}`);
    return undefined;
  }
}

/** All threads, however old. */
const BEGINNING = '1970-01-01T00:00:00.000Z';

/** One message as JSON on one line, in the words that people saw. */
async function line(message: ChannelMessage, slack: Slack, round: Round): Promise<string> {
  const name = async (id: string): Promise<string> => (await round.people.member(slack, id)).name;
  const ids = [...new Set([...message.text.matchAll(/<@([UW][A-Z0-9]+)/g)].map(([, id = '']) => id))];
  const names = new Map(await Promise.all(ids.map(async (id) => [id, await name(id)] as const)));
  const { ts, at, user, ours, text, subtype, editedAt, reactions, thread, files } = message;
  const by = ours ? 'sitrep' : user === undefined ? undefined : await name(user);
  const reacted = await Promise.all(
    reactions.map(async (one) => [one.name, await Promise.all(one.users.map(name))] as const),
  );
  return `${JSON.stringify({
    ts,
    at,
    by,
    text: plain(text, { person: (id) => names.get(id) }),
    event: subtype,
    edited: editedAt,
    thread,
    reactions: reacted.length > 0 ? Object.fromEntries(reacted) : undefined,
    files: files.length > 0 ? files : undefined,
  })}\n`;
}
