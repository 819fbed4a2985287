// chat.*: posting, editing and deleting.

import { channelOf, channelToPostIn, messageAt } from './access.ts';
import { contentFor, writtenIn } from './content.ts';
import { instantOf } from './core.ts';
import { countPost } from './limits.ts';
import { edit, isNote, remove, say } from './messages.ts';
import { type Call, type Method, scopes } from './method.ts';
import { Refusal } from './refusal.ts';
import type { Channel, Json, Message } from './store.ts';
import { messageView, permalink } from './views.ts';

/** The longest text of an edit: far shorter than that of a post (facts 0.8). */
const MAX_EDIT = 4000;

const write = scopes('chat:write');

export const chatMethods: readonly Method[] = [
  { name: 'chat.postMessage', tier: 'post', scopes: write, answer: post },
  { name: 'chat.update', tier: 3, scopes: write, answer: update },
  { name: 'chat.delete', tier: 3, scopes: write, answer: deleteMessage },
  { name: 'chat.getPermalink', tier: 'special', scopes: scopes(), answer: getPermalink },
];

function post(call: Call): Json {
  const { core, bot } = call;
  const channel = channelToPostIn(call);
  const content = contentFor(call, channel);
  countPost(core, channel.id);
  const message = say(core, channel, bot, content);
  return { channel: channel.id, ts: message.ts, message: messageView(core, channel, message, 'all') };
}

/** Puts text and blocks in place of what was there; attachments and metadata only where they are sent (facts 3.5). */
function update(call: Call): Json {
  const { core, args, bot } = call;
  const channel = channelOf(call);
  const message = ownMessage(call, channel, 'cant_update_message');
  if (channel.archived) throw new Refusal('is_inactive');
  const { editWindowMinutes } = core.store.settings;
  const age = core.clock.now() - instantOf(message.ts);
  if (editWindowMinutes !== undefined && age > editWindowMinutes * 60_000) throw new Refusal('edit_window_closed');
  const written = writtenIn(call, 'client');
  if ((args.text('text') ?? '').length > MAX_EDIT) throw new Refusal('msg_too_long');
  const change = {
    text: written.text,
    blocks: written.blocks,
    ...(written.hasAttachments ? { attachments: written.attachments } : {}),
    ...(written.hasMetadata ? { metadata: written.metadata } : {}),
  };
  edit(core, channel, message, change, { marked: written.blocks === undefined, user: bot });
  // The message in this answer has no ts of its own.
  const { ts, text, ...view } = messageView(core, channel, message, 'all');
  return { channel: channel.id, ts, text, message: { text, ...view } };
}

function deleteMessage(call: Call): Json {
  const channel = channelOf(call);
  const message = ownMessage(call, channel, 'cant_delete_message');
  if (channel.archived) throw new Refusal('is_archived');
  remove(call.core, channel, message);
  return { channel: channel.id, ts: message.ts };
}

/** Throws `message_not_found`; the given code on what another has said, or Slack itself. */
function ownMessage({ args, app }: Call, channel: Channel, code: string): Message {
  const message = messageAt(channel, args.need('ts'));
  if (!message) throw new Refusal('message_not_found');
  if (message.appId !== app.id || isNote(message)) throw new Refusal(code);
  return message;
}

function getPermalink(call: Call): Json {
  const channel = channelOf(call);
  const message = messageAt(channel, call.args.need('message_ts'));
  if (!message) throw new Refusal('message_not_found');
  return { channel: channel.id, permalink: permalink(call.core, channel, message) };
}
