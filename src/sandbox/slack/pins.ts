// pins.*: what a channel keeps at hand.

import { channelOf, channelToChange, messageOf } from './access.ts';
import { type Core, seconds } from './core.ts';
import { isNote, note } from './messages.ts';
import { type Call, type Method, scopes } from './method.ts';
import { Refusal } from './refusal.ts';
import type { Channel, Json, Message, User } from './store.ts';
import { messageView, permalink } from './views.ts';

/** The commonly quoted cap of a channel (facts 3.4). */
const MAX_PINS = 100;

export const pinMethods: readonly Method[] = [
  { name: 'pins.add', tier: 2, scopes: scopes('pins:write'), answer: add },
  { name: 'pins.remove', tier: 2, scopes: scopes('pins:write'), answer: remove },
  { name: 'pins.list', tier: 2, scopes: scopes('pins:read'), answer: list },
];

function add(call: Call): Json {
  const channel = channelToChange(call);
  const message = messageOf(call, channel, 'timestamp');
  if (isNote(message)) throw new Refusal('not_pinnable');
  if (channel.pins.some(({ ts }) => ts === message.ts)) throw new Refusal('already_pinned');
  if (channel.pins.length >= MAX_PINS) throw new Refusal('too_many_pins');
  pin(call.core, channel, message, call.bot);
  return {};
}

/** Pins a message, which Slack says in the channel. */
export function pin(core: Core, channel: Channel, message: Message, user: User): void {
  channel.pins.push({ ts: message.ts, created: seconds(core), createdBy: user.id });
  note(core, channel, user, 'pinned_item', 'pinned a message to this channel.', {
    item_type: 'C',
    item: { type: 'message', channel: channel.id, ts: message.ts },
  });
}

function remove(call: Call): Json {
  const channel = channelToChange(call);
  const message = messageOf(call, channel, 'timestamp');
  if (!channel.pins.some(({ ts }) => ts === message.ts)) throw new Refusal('no_pin');
  unpin(channel, message);
  return {};
}

export function unpin(channel: Channel, message: Message): void {
  channel.pins = channel.pins.filter(({ ts }) => ts !== message.ts);
}

/** The last pinned first. */
function list(call: Call): Json {
  const { core } = call;
  const channel = channelOf(call);
  const items = channel.pins.toReversed().flatMap(({ ts, created, createdBy }) => {
    const message = channel.messages.find((one) => one.ts === ts);
    if (!message) return [];
    const view = { ...messageView(core, channel, message, 'type'), permalink: permalink(core, channel, message) };
    return { type: 'message', channel: channel.id, created, created_by: createdBy, message: view };
  });
  return { items };
}
