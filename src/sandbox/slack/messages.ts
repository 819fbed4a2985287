// What happens to messages, whoever does it: saying, editing, deleting, and the lines that Slack writes itself.

import type { Core } from './core.ts';
import { newTs } from './core.ts';
import type { Channel, Content, Json, Message, User } from './store.ts';
import { eventView } from './views.ts';

/** The longest text that is kept; the rest is cut off (facts 0.8). */
const MAX_TEXT = 40_000;

/** What a message has beside its content. */
interface Said {
  readonly subtype?: string;
  readonly extra?: Json;
  readonly files?: readonly string[];
  /** Of a message that was due at an instant that has been. */
  readonly ts?: string;
}

/** Puts a message into a channel and tells the apps. */
export function say(core: Core, channel: Channel, user: User, content: Content, said: Said = {}): Message {
  const message: Message = {
    ts: said.ts ?? newTs(core),
    user: user.id,
    botId: user.bot?.botId,
    appId: user.bot?.appId,
    subtype: said.subtype,
    text: content.text.slice(0, MAX_TEXT),
    blocks: content.blocks,
    attachments: content.attachments,
    metadata: content.metadata,
    threadTs: content.threadTs,
    broadcast: content.broadcast,
    edited: undefined,
    reactions: [],
    deleted: false,
    files: said.files ?? [],
    extra: said.extra ?? {},
  };
  channel.messages.push(message);
  if (said.ts !== undefined) channel.messages.sort((one, other) => (one.ts < other.ts ? -1 : 1));
  publishMessage(core, channel, message);
  return message;
}

/** A message of a text and nothing else. */
export const plainContent = (text: string, threadTs?: string): Content => ({
  text,
  blocks: undefined,
  attachments: undefined,
  metadata: undefined,
  threadTs,
  broadcast: false,
});

/** A line of Slack's own: somebody joined, renamed, pinned … */
export function note(
  core: Core,
  channel: Channel,
  user: User,
  subtype: string,
  text: string,
  extra: Json = {},
): Message {
  return say(core, channel, user, plainContent(`<@${user.id}> ${text}`), { subtype, extra });
}

/** Whether a message is a line of Slack's own, to which nobody can pin or reply. */
export const isNote = ({ subtype }: Message): boolean => subtype !== undefined && subtype !== 'file_share';

/** Takes a message away. Replies stay under a placeholder (facts 3.6). */
export function remove(core: Core, channel: Channel, message: Message): void {
  message.deleted = true;
  channel.pins = channel.pins.filter(({ ts }) => ts !== message.ts);
  const ts = newTs(core);
  const body = {
    type: 'message',
    subtype: 'message_deleted',
    channel: channel.id,
    ts,
    deleted_ts: message.ts,
    hidden: true,
  };
  core.publish({ channel, body, scopes: historyScopes(channel) });
}

/** Puts another text (and blocks) in place of what was said. */
export function edit(
  core: Core,
  channel: Channel,
  message: Message,
  change: Partial<Pick<Message, 'text' | 'blocks' | 'attachments' | 'metadata'>>,
  { marked, user }: { marked: boolean; user: User },
): void {
  Object.assign(message, change);
  const ts = newTs(core);
  if (marked) message.edited = { user: user.bot?.botId ?? user.id, ts };
  const body = {
    type: 'message',
    subtype: 'message_changed',
    channel: channel.id,
    ts,
    hidden: true,
    message: eventView(core, channel, message),
  };
  core.publish({ channel, body, scopes: historyScopes(channel) });
}

function publishMessage(core: Core, channel: Channel, message: Message): void {
  const body = {
    ...eventView(core, channel, message),
    channel: channel.id,
    channel_type: channel.private ? 'group' : 'channel',
    event_ts: message.ts,
  };
  core.publish({ channel, body, scopes: historyScopes(channel) });
  for (const app of core.store.apps.values()) {
    if (!message.text.includes(`<@${app.userId}>`) || isNote(message)) continue;
    const mention = { ...body, type: 'app_mention' };
    core.publish({ channel, body: mention, scopes: ['app_mentions:read'], onlyFor: app.userId });
  }
}

const historyScopes = (channel: Channel): string[] => [channel.private ? 'groups:history' : 'channels:history'];
