// conversations.* and users.conversations: reading channels, without what was said in them.

import { channelOf, mayKnow } from './access.ts';
import { type Call, type Method, scopesByKind } from './method.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './refusal.ts';
import type { Channel, Json } from './store.ts';
import { channelView, listedChannelView } from './views.ts';

const read = scopesByKind(['channels:read'], ['groups:read']);

export const channelReadMethods: readonly Method[] = [
  { name: 'conversations.info', tier: 3, scopes: read, answer: info },
  { name: 'conversations.list', tier: 2, scopes: read, answer: all },
  { name: 'users.conversations', tier: 3, scopes: read, answer: ofUser },
  { name: 'conversations.members', tier: 4, scopes: read, answer: members },
];

function info(call: Call): Json {
  const channel = channelOf(call);
  const view = channelView(call.core, channel, call.bot);
  return { channel: call.args.flag('include_num_members') ? { ...view, num_members: channel.members.length } : view };
}

function all(call: Call): Json {
  return list(
    call,
    (one) => mayKnow(call, one),
    (channel) => channelView(call.core, channel, call.bot),
  );
}

/** The channels that a user is in (by default the bot itself) and that the bot may see. */
function ofUser(call: Call): Json {
  const user = call.args.text('user') ?? call.bot.id;
  const wanted = (channel: Channel): boolean => channel.members.includes(user) && mayKnow(call, channel);
  return list(call, wanted, (channel) => listedChannelView(call.core, channel));
}

/** Of the kinds that are asked for and that the app has a scope for; public ones by default. */
function list(call: Call, wanted: (channel: Channel) => boolean, view: (channel: Channel) => Json): Json {
  const { core, args, app } = call;
  const kinds = (args.text('types') ?? 'public_channel').split(',').map((kind) => kind.trim());
  if (!kinds.every((kind) => ['public_channel', 'private_channel', 'mpim', 'im'].includes(kind)))
    throw new Refusal('invalid_types');
  const open = kinds.includes('public_channel') && app.scopes.includes('channels:read');
  const closed = kinds.includes('private_channel') && app.scopes.includes('groups:read');
  const channels = [...core.store.channels.values()]
    .filter((channel) => (channel.private ? closed : open))
    .filter((channel) => !(args.flag('exclude_archived') && channel.archived))
    .filter(wanted);
  const page = pageOf(call, channels, ({ id }) => id, { fallback: 100, max: 999, refusal: 'invalid_limit' });
  return {
    channels: page.items.map(view),
    response_metadata: { next_cursor: page.nextCursor },
  };
}

function members(call: Call): Json {
  const channel = channelOf(call);
  const page = pageOf(call, channel.members, (id) => id, { fallback: 100, max: 999, refusal: 'invalid_limit' });
  return { members: page.items, response_metadata: { next_cursor: page.nextCursor } };
}
