// How channels, messages and people look in Slack's answers.

import type { Core } from './core.ts';
import type { Bookmark, Channel, Json, Message, User } from './store.ts';

/** How much of the metadata is shown: all of it only to those who ask (facts 0.3). */
export type MetadataShown = 'all' | 'type';

export function channelView(core: Core, channel: Channel, viewer: User): Json {
  return { ...listedChannelView(core, channel), is_member: channel.members.includes(viewer.id) };
}

/** The same without what users.conversations leaves out. */
export function listedChannelView({ store }: Core, channel: Channel): Json {
  const { team } = store;
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.private,
    is_group: channel.private,
    is_im: false,
    is_mpim: false,
    is_private: channel.private,
    created: channel.created,
    is_archived: channel.archived,
    is_general: channel.general,
    unlinked: 0,
    name_normalized: channel.name,
    is_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    context_team_id: team.id,
    updated: channel.created * 1000,
    creator: channel.creator,
    is_ext_shared: false,
    shared_team_ids: [team.id],
    pending_connected_team_ids: [],
    topic: channel.topic,
    purpose: channel.purpose,
    previous_names: channel.previousNames,
  };
}

/** A message as history and posts print it. */
export function messageView(core: Core, channel: Channel, message: Message, metadata: MetadataShown): Json {
  const { ts, threadTs } = message;
  const thread = threadView(channel, message);
  if (message.deleted) {
    return {
      type: 'message',
      subtype: 'tombstone',
      text: 'This message was deleted.',
      user: 'USLACKBOT',
      hidden: true,
      ts,
      ...thread,
    };
  }
  const { user, text, blocks, attachments, edited, reactions } = message;
  return {
    type: 'message',
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : message.subtype ? { subtype: message.subtype } : {}),
    user,
    text,
    ts,
    team: core.store.team.id,
    ...botFields(core, message),
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...metadataView(message, metadata),
    ...(edited ? { edited } : {}),
    ...(reactions.length > 0
      ? { reactions: reactions.map(({ name, users }) => ({ name, users, count: users.length })) }
      : {}),
    ...(channel.pins.some((pin) => pin.ts === ts) ? { pinned_to: [channel.id] } : {}),
    ...filesView(core, message),
    ...message.extra,
    ...(threadTs === undefined ? thread : replyView(core, channel, message, threadTs)),
  };
}

function metadataView({ metadata }: Message, shown: MetadataShown): Json {
  if (metadata === undefined) return {};
  return { metadata: shown === 'all' ? metadata : { event_type: metadata.event_type } };
}

/** What an event says of a message: the same, with all metadata. */
export const eventView = (core: Core, channel: Channel, message: Message): Json =>
  messageView(core, channel, message, 'all');

/** The replies that are there, oldest first. */
export const repliesTo = (channel: Channel, { ts }: Message): Message[] =>
  channel.messages.filter((one) => one.threadTs === ts && !one.deleted);

function threadView(channel: Channel, message: Message): Json {
  const replies = message.threadTs === undefined ? repliesTo(channel, message) : [];
  const last = replies.at(-1);
  if (!last) return {};
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: last.ts,
    reply_users: users.slice(0, 5),
    is_locked: false,
    subscribed: false,
  };
}

function replyView(core: Core, channel: Channel, message: Message, threadTs: string): Json {
  const parent = channel.messages.find((one) => one.ts === threadTs);
  return {
    thread_ts: threadTs,
    ...(parent ? { parent_user_id: parent.deleted ? 'USLACKBOT' : parent.user } : {}),
    ...(message.broadcast && parent ? { root: messageView(core, channel, parent, 'type') } : {}),
  };
}

/** The bot's identity: today's app posts carry it and no subtype (facts 5). */
function botFields({ store }: Core, { botId, appId }: Message): Json {
  const app = appId === undefined ? undefined : store.apps.get(appId);
  if (!app || botId === undefined) return {};
  return {
    bot_id: botId,
    app_id: app.id,
    bot_profile: {
      id: botId,
      app_id: app.id,
      name: app.name,
      icons: {},
      deleted: false,
      updated: store.users.get(app.userId)?.updated ?? 0,
      team_id: store.team.id,
    },
  };
}

function filesView({ store }: Core, { files }: Message): Json {
  if (files.length === 0) return {};
  return {
    upload: true,
    files: files.flatMap((id) => {
      const file = store.files.get(id);
      return file
        ? { id, name: file.name, title: file.title, size: file.length, user: file.user, created: file.created }
        : [];
    }),
  };
}

/** `withEmail` only for apps that have the scope for it. */
export function userView({ store }: Core, user: User, withEmail: boolean): Json {
  return {
    id: user.id,
    team_id: user.team ?? store.team.id,
    name: user.name,
    deleted: user.deleted,
    real_name: user.realName,
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.bot ? '' : user.name,
      display_name_normalized: user.bot ? '' : user.name,
      ...(user.bot ? { api_app_id: user.bot.appId, bot_id: user.bot.botId } : {}),
      ...(withEmail && !user.bot ? { email: user.email } : {}),
      team: store.team.id,
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.guest,
    is_ultra_restricted: false,
    is_bot: user.bot !== undefined,
    is_app_user: false,
    updated: user.updated,
  };
}

export function bookmarkView({ store }: Core, channel: Channel, bookmark: Bookmark): Json {
  return {
    id: bookmark.id,
    channel_id: channel.id,
    title: bookmark.title,
    link: bookmark.link,
    emoji: bookmark.emoji,
    icon_url: '',
    type: 'link',
    date_created: bookmark.created,
    date_updated: bookmark.updated,
    rank: 'i',
    last_updated_by_user_id: bookmark.updatedBy,
    last_updated_by_team_id: store.team.id,
  };
}

/** `<team url>archives/<channel>/p<ts without its point>`, with the thread for a reply (facts 2). */
export function permalink(core: Core, channel: Channel, { ts, threadTs }: Message): string {
  const link = `${teamUrl(core)}archives/${channel.id}/p${ts.replace('.', '')}`;
  return threadTs === undefined ? link : `${link}?thread_ts=${threadTs}&cid=${channel.id}`;
}

export const teamUrl = ({ store }: Core): string => `https://${store.team.domain}.slack.com/`;
