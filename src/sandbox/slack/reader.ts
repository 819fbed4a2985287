// The workspace as plain data, for the demo, for tests, and for whoever wants to see what people would see.

import { type Core, instantOf } from './core.ts';
import { isNote } from './messages.ts';
import type { Channel, Json, Message, Metadata } from './store.ts';
import { ringsFor } from './text.ts';
import { repliesTo } from './views.ts';

export interface ChannelRecord {
  readonly id: string;
  readonly name: string;
  readonly previousNames: readonly string[];
  readonly private: boolean;
  readonly archived: boolean;
  /** Entities escaped, as stored. */
  readonly topic: string;
  readonly purpose: string;
  /** Names, as all people here. */
  readonly creator: string;
  readonly members: readonly string[];
  /** Oldest first, each with its thread. */
  readonly messages: readonly MessageRecord[];
  readonly pins: readonly MessageRecord[];
  readonly bookmarks: readonly { readonly title: string; readonly link: string }[];
  readonly scheduled: readonly { readonly at: string; readonly by: string; readonly text: string }[];
}

export interface MessageRecord {
  readonly ts: string;
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  readonly bot: boolean;
  /** Set for the lines that Slack writes itself: `channel_join`, `channel_topic`, `pinned_item` … */
  readonly note: string | undefined;
  readonly text: string;
  /** Of apps; what people say is all in the text. */
  readonly blocks: readonly Json[];
  readonly metadata: Metadata | undefined;
  readonly edited: boolean;
  /** A placeholder above replies. */
  readonly deleted: boolean;
  readonly pinned: boolean;
  readonly reactions: readonly { readonly name: string; readonly by: readonly string[] }[];
  /** Whom it wakes: `<!channel>`, `<@U…>`. */
  readonly rings: readonly string[];
  readonly files: readonly { readonly name: string; readonly title: string; readonly text: string }[];
  /** A reply that is shown in the channel too. */
  readonly broadcast: boolean;
  readonly replies: readonly MessageRecord[];
}

/** Every channel, in the order in which they were made. */
export function readChannels(core: Core): ChannelRecord[] {
  return [...core.store.channels.values()].map((channel) => channelRecord(core, channel));
}

function channelRecord(core: Core, channel: Channel): ChannelRecord {
  const { id, name, previousNames, archived, topic, purpose, creator, members, bookmarks } = channel;
  const record = (message: Message): MessageRecord => messageRecord(core, channel, message);
  return {
    id,
    name,
    previousNames: [...previousNames],
    private: channel.private,
    archived,
    topic: topic.value,
    purpose: purpose.value,
    creator: nameOf(core, creator),
    members: members.map((member) => nameOf(core, member)),
    messages: channel.messages
      .filter((message) => message.threadTs === undefined)
      .filter((message) => !message.deleted || repliesTo(channel, message).length > 0)
      .map(record),
    pins: channel.pins.flatMap(({ ts }) => channel.messages.filter((message) => message.ts === ts)).map(record),
    bookmarks: bookmarks.map(({ title, link }) => ({ title, link })),
    scheduled: [...core.store.scheduled.values()]
      .filter((one) => one.channelId === id)
      .sort((one, other) => one.postAt - other.postAt)
      .map(({ postAt, appId, content }) => ({
        at: new Date(postAt * 1000).toISOString(),
        by: core.store.apps.get(appId)?.name ?? appId,
        text: content.text,
      })),
  };
}

function messageRecord(core: Core, channel: Channel, message: Message): MessageRecord {
  const { ts, deleted, metadata, edited, broadcast } = message;
  const bot = message.botId !== undefined;
  return {
    ts,
    at: new Date(instantOf(ts)).toISOString(),
    by: nameOf(core, message.user),
    bot,
    note: isNote(message) ? message.subtype : undefined,
    text: deleted ? 'This message was deleted.' : message.text,
    blocks: bot && !deleted ? structuredClone(message.blocks ?? []) : [],
    metadata: deleted ? undefined : metadata,
    edited: edited !== undefined,
    deleted,
    pinned: channel.pins.some((pin) => pin.ts === ts),
    reactions: message.reactions.map(({ name, users }) => ({ name, by: users.map((user) => nameOf(core, user)) })),
    rings: deleted ? [] : ringsFor(message),
    files: message.files.flatMap((id) => {
      const file = core.store.files.get(id);
      return file ? { name: file.name, title: file.title, text: file.text ?? '' } : [];
    }),
    broadcast,
    replies: repliesTo(channel, message).map((reply) => messageRecord(core, channel, reply)),
  };
}

const nameOf = ({ store }: Core, id: string): string => store.users.get(id)?.name ?? id;
