// bookmarks.*: the links at the top of a channel. Nothing makes them unique (facts 3.4).

import { channelOf, channelToChange } from './access.ts';
import { newId, seconds } from './core.ts';
import { type Call, type Method, scopes } from './method.ts';
import { Refusal } from './refusal.ts';
import type { Bookmark, Channel, Json } from './store.ts';
import { bookmarkView } from './views.ts';

const MAX_BOOKMARKS = 100;
const write = scopes('bookmarks:write');

export const bookmarkMethods: readonly Method[] = [
  { name: 'bookmarks.add', tier: 2, scopes: write, answer: add },
  { name: 'bookmarks.edit', tier: 2, scopes: write, answer: edit },
  { name: 'bookmarks.remove', tier: 2, scopes: write, answer: remove },
  { name: 'bookmarks.list', tier: 3, scopes: scopes('bookmarks:read'), answer: list },
];

function add(call: Call): Json {
  const { core, args, bot } = call;
  const title = args.need('title');
  if (args.need('type') !== 'link') throw new Refusal('invalid_bookmark_type');
  const channel = channelWithBookmarks(call);
  const link = checkedLink(args.text('link'));
  if (channel.bookmarks.length >= MAX_BOOKMARKS) throw new Refusal('too_many_bookmarks');
  const created = seconds(core);
  const bookmark: Bookmark = {
    id: newId(core, 'Bk'),
    title,
    link,
    emoji: args.text('emoji') ?? '',
    created,
    updated: 0,
    updatedBy: bot.id,
  };
  channel.bookmarks.push(bookmark);
  return { bookmark: bookmarkView(core, channel, bookmark) };
}

function edit(call: Call): Json {
  const { core, args, bot } = call;
  const channel = channelWithBookmarks(call);
  const bookmark = bookmarkIn(call, channel);
  const link = args.text('link');
  Object.assign(bookmark, {
    title: args.text('title') ?? bookmark.title,
    link: link === undefined ? bookmark.link : checkedLink(link),
    emoji: args.text('emoji') ?? bookmark.emoji,
    updated: seconds(core),
    updatedBy: bot.id,
  });
  return { bookmark: bookmarkView(core, channel, bookmark) };
}

function remove(call: Call): Json {
  const channel = channelWithBookmarks(call);
  const { id } = bookmarkIn(call, channel);
  channel.bookmarks = channel.bookmarks.filter((one) => one.id !== id);
  return {};
}

function list(call: Call): Json {
  const channel = channelOf(call, 'channel_id');
  return { bookmarks: channel.bookmarks.map((bookmark) => bookmarkView(call.core, channel, bookmark)) };
}

const channelWithBookmarks = (call: Call): Channel =>
  channelToChange(call, { argument: 'channel_id', outside: 'permission_denied' });

function bookmarkIn({ args }: Call, channel: Channel): Bookmark {
  const bookmark = channel.bookmarks.find(({ id }) => id === args.need('bookmark_id'));
  if (!bookmark) throw new Refusal('not_found');
  return bookmark;
}

function checkedLink(link: string | undefined): string {
  if (link === undefined || !/^(https?:\/\/|mailto:)\S+$/.test(link)) throw new Refusal('invalid_link');
  return link;
}
