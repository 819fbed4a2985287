// reactions.*: the small pictures under a message.

import { channelOf, channelToChange, messageOf } from './access.ts';
import { type Core, newTs } from './core.ts';
import { type Call, type Method, scopes } from './method.ts';
import { Refusal } from './refusal.ts';
import type { Channel, Json, Message, User } from './store.ts';
import { messageView, permalink } from './views.ts';

/** Kinds of picture that a message takes, and one person gives it: both as commonly quoted. */
const MAX_KINDS = 50;
const MAX_OF_ONE = 23;

export const reactionMethods: readonly Method[] = [
  { name: 'reactions.add', tier: 3, scopes: scopes('reactions:write'), answer: add },
  { name: 'reactions.remove', tier: 2, scopes: scopes('reactions:write'), answer: remove },
  { name: 'reactions.get', tier: 3, scopes: scopes('reactions:read'), answer: get },
];

function add(call: Call): Json {
  const name = emoji(call.args.need('name'));
  const channel = channelToChange(call, { outside: 'no_access' });
  react(call.core, channel, messageOf(call, channel, 'timestamp'), call.bot, name);
  return {};
}

function remove(call: Call): Json {
  const name = emoji(call.args.need('name'));
  const channel = channelToChange(call, { outside: 'no_access' });
  unreact(call.core, channel, messageOf(call, channel, 'timestamp'), call.bot, name);
  return {};
}

function get(call: Call): Json {
  const { core } = call;
  const channel = channelOf(call);
  const message = messageOf(call, channel, 'timestamp');
  const view = { ...messageView(core, channel, message, 'type'), permalink: permalink(core, channel, message) };
  return { type: 'message', channel: channel.id, message: view };
}

/** Throws `already_reacted`, `too_many_emoji`, `too_many_reactions`. */
export function react(core: Core, channel: Channel, message: Message, user: User, name: string): void {
  const present = message.reactions.find((one) => one.name === name);
  if (present?.users.includes(user.id)) throw new Refusal('already_reacted');
  if (!present && message.reactions.length >= MAX_KINDS) throw new Refusal('too_many_emoji');
  const given = message.reactions.filter(({ users }) => users.includes(user.id));
  if (given.length >= MAX_OF_ONE) throw new Refusal('too_many_reactions');
  if (present) present.users.push(user.id);
  else message.reactions.push({ name, users: [user.id] });
  publish(core, 'reaction_added', channel, message, user, name);
}

/** Throws `no_reaction`. */
export function unreact(core: Core, channel: Channel, message: Message, user: User, name: string): void {
  const present = message.reactions.find((one) => one.name === name);
  if (!present?.users.includes(user.id)) throw new Refusal('no_reaction');
  present.users = present.users.filter((id) => id !== user.id);
  message.reactions = message.reactions.filter(({ users }) => users.length > 0);
  publish(core, 'reaction_removed', channel, message, user, name);
}

function publish(core: Core, type: string, channel: Channel, message: Message, user: User, reaction: string): void {
  const item = { type: 'message', channel: channel.id, ts: message.ts };
  const body = { type, user: user.id, reaction, item_user: message.user, item, event_ts: newTs(core) };
  core.publish({ channel, body, scopes: ['reactions:read'] });
}

/** The name without colons, with its skin tone. Throws `invalid_name`. */
export function emoji(name: string): string {
  const bare = name.replace(/^:|:$/g, '');
  if (!/^[a-z0-9_'+-]+(::skin-tone-[2-6])?$/.test(bare)) throw new Refusal('invalid_name');
  return bare;
}
