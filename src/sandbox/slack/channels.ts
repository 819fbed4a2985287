// conversations.*: making channels and changing them.

import { channelOf, channelToChange, isMember } from './access.ts';
import { archive, createChannel, join, leave, rename, setPurpose, setTopic } from './channel-actions.ts';
import { checkName } from './channel-names.ts';
import { type Call, type Method, requireScopeFor, scopes, scopesByKind } from './method.ts';
import { invalidArguments, Refusal } from './refusal.ts';
import type { Channel, Json, User } from './store.ts';
import { channelView } from './views.ts';

/** The longest topic or description, in characters. */
const MAX_REMARK = 250;
const MAX_INVITED = 1000;

const manage = scopesByKind(['channels:manage'], ['groups:write']);
const remarks = scopesByKind(['channels:manage', 'channels:write.topic'], ['groups:write', 'groups:write.topic']);
const invites = scopesByKind(['channels:manage', 'channels:write.invites'], ['groups:write', 'groups:write.invites']);

export const channelMethods: readonly Method[] = [
  { name: 'conversations.create', tier: 2, scopes: manage, answer: create },
  { name: 'conversations.join', tier: 3, scopes: scopes('channels:join'), answer: joinChannel },
  { name: 'conversations.leave', tier: 3, scopes: manage, answer: leaveChannel },
  { name: 'conversations.invite', tier: 3, scopes: invites, answer: invite },
  { name: 'conversations.rename', tier: 2, scopes: manage, answer: renameChannel },
  {
    name: 'conversations.setTopic',
    tier: 2,
    scopes: remarks,
    answer: (call) => remark(call, 'topic', setTopic),
  },
  {
    name: 'conversations.setPurpose',
    tier: 2,
    scopes: remarks,
    answer: (call) => remark(call, 'purpose', setPurpose),
  },
  { name: 'conversations.archive', tier: 2, scopes: manage, answer: archiveChannel },
  { name: 'conversations.unarchive', tier: 2, scopes: manage, answer: unarchiveChannel },
];

function create(call: Call): Json {
  const { core, args, bot } = call;
  const isPrivate = args.flag('is_private');
  requireScopeFor(call, { private: isPrivate });
  const channel = createChannel(core, bot, checkName(core.store, args.text('name')), isPrivate);
  return { channel: channelView(core, channel, bot) };
}

function joinChannel(call: Call): Json {
  const { core, bot } = call;
  const channel = channelOf(call);
  if (channel.private) throw new Refusal('method_not_supported_for_channel_type');
  if (channel.archived) throw new Refusal('is_archived');
  const view = (): Json => ({ channel: channelView(core, channel, bot) });
  if (isMember(call, channel)) {
    return { ...view(), warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } };
  }
  join(core, channel, bot);
  return view();
}

function leaveChannel(call: Call): Json {
  const channel = channelOf(call);
  if (channel.archived) throw new Refusal('is_archived');
  if (channel.general) throw new Refusal('cant_leave_general');
  if (!isMember(call, channel)) return { not_in_channel: true };
  leave(call.core, channel, call.bot);
  return {};
}

/** One bad id fails the whole call, unless it is forced (facts 3.7). */
function invite(call: Call): Json {
  const { core, args, bot } = call;
  const channel = channelToChange(call);
  const ids = (args.text('users') ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0) throw new Refusal('no_user');
  if (ids.length > MAX_INVITED) throw invalidArguments(`no more than ${MAX_INVITED} users`);
  const invited = ids.map((id) => inviteable(call, channel, id));
  const errors = invited.flatMap((one) => ('error' in one ? { user: one.id, ok: false, error: one.error } : []));
  const users = invited.flatMap((one) => ('user' in one ? one.user : []));
  const [first] = errors;
  if (first && (!args.flag('force') || users.length === 0)) throw new Refusal(first.error, { errors });
  for (const user of users) join(core, channel, user, bot);
  return { channel: channelView(core, channel, bot), ...(errors.length > 0 ? { errors } : {}) };
}

function inviteable({ core, bot }: Call, channel: Channel, id: string): { user: User } | { id: string; error: string } {
  const user = core.store.users.get(id);
  if (!user || user.deleted) return { id, error: 'user_not_found' };
  if (id === bot.id) return { id, error: 'cant_invite_self' };
  if (channel.members.includes(id)) return { id, error: 'already_in_channel' };
  return user.guest ? { id, error: 'user_is_restricted' } : { user };
}

function renameChannel(call: Call): Json {
  const { core, args, bot } = call;
  const channel = channelToChange(call);
  if (channel.creator !== bot.id) throw new Refusal('not_authorized');
  const name = args.text('name');
  if (name !== channel.name) rename(core, channel, bot, checkName(core.store, name));
  return { channel: channelView(core, channel, bot) };
}

function remark(
  call: Call,
  argument: 'topic' | 'purpose',
  set: (core: Call['core'], channel: Channel, user: User, text: string) => void,
): Json {
  const { core, args, bot } = call;
  const channel = channelToChange(call);
  if (!args.has(argument)) args.need(argument);
  const text = args.text(argument) ?? '';
  if (text.length > MAX_REMARK) throw new Refusal('too_long');
  set(core, channel, bot, text);
  return { channel: channelView(core, channel, bot) };
}

function archiveChannel(call: Call): Json {
  const channel = channelOf(call);
  if (channel.archived) throw new Refusal('already_archived');
  if (channel.general) throw new Refusal('cant_archive_general');
  if (!isMember(call, channel)) throw new Refusal('not_in_channel');
  archive(call.core, channel, call.bot);
  return {};
}

/** A bot cannot do this, whatever its scopes: a bug of Slack's that it documents (facts 0.6, slack-go/slack/issues/1066). */
function unarchiveChannel(call: Call): Json {
  if (!channelOf(call).archived) throw new Refusal('not_archived');
  throw new Refusal('not_in_channel');
}
