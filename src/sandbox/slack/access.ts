// Which channel a call is about, and what the caller may do there.

import { type Call, requireScopeFor } from './method.ts';
import { Refusal } from './refusal.ts';
import type { Channel, Message, Store } from './store.ts';

/**
 * The channel of an argument. A private channel that the bot is not in is not found, like one that does not exist. Throws
 * `channel_not_found` or `missing_scope`.
 */
export function channelOf(call: Call, argument = 'channel'): Channel {
  const channel = visible(call, call.core.store.channels.get(call.args.need(argument)));
  requireScopeFor(call, channel);
  return channel;
}

/** The same for a post, which also takes a name (`#ops`). */
export function channelToPostIn(call: Call): Channel {
  const said = call.args.need('channel');
  const { channels } = call.core.store;
  const channel = visible(call, channels.get(said) ?? channelNamed(call.core.store, said.replace(/^#/, '')));
  if (channel.archived) throw new Refusal('is_archived');
  if (!isMember(call, channel) && !(call.app.scopes.includes('chat:write.public') && !channel.private))
    throw new Refusal('not_in_channel');
  return channel;
}

function visible(call: Call, channel: Channel | undefined): Channel {
  if (!channel || !mayKnow(call, channel)) throw new Refusal('channel_not_found');
  return channel;
}

/** Whether the bot may know that there is such a channel. */
export const mayKnow = (call: Call, channel: Channel): boolean =>
  !channel.private || isMember(call, channel) || channel.putOut.includes(call.bot.id);

export const isMember = ({ bot }: Call, channel: Channel): boolean => channel.members.includes(bot.id);

/** A channel that can be changed by this bot. Throws `is_archived`, then `not_in_channel` (or `outside`). */
export function channelToChange(call: Call, { argument = 'channel', outside = 'not_in_channel' } = {}): Channel {
  const channel = channelOf(call, argument);
  if (channel.archived) throw new Refusal('is_archived');
  if (!isMember(call, channel)) throw new Refusal(outside);
  return channel;
}

export function channelNamed(store: Store, name: string): Channel | undefined {
  return [...store.channels.values()].find((channel) => channel.name === name);
}

/** A message that is still there. */
export function messageAt(channel: Channel, ts: string): Message | undefined {
  return channel.messages.find((message) => message.ts === ts && !message.deleted);
}

/** The message of an argument. Throws `bad_timestamp` on what is none, `message_not_found`. */
export function messageOf(call: Call, channel: Channel, argument: string): Message {
  const ts = call.args.text(argument);
  if (ts === undefined) throw new Refusal('no_item_specified');
  if (!/^\d+\.\d+$/.test(ts)) throw new Refusal('bad_timestamp');
  const message = messageAt(channel, ts);
  if (!message) throw new Refusal('message_not_found');
  return message;
}
