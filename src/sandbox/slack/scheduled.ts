// Messages for later: chat.scheduleMessage and what comes of it when the time has come.

import { channelOf, channelToPostIn } from './access.ts';
import { contentFor } from './content.ts';
import { type Core, newId, seconds, tsAt } from './core.ts';
import { say } from './messages.ts';
import { type Call, type Method, scopes } from './method.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './refusal.ts';
import type { Json, ScheduledMessage } from './store.ts';

const DAY = 24 * 3600;
const MAX_AHEAD = 120 * DAY;
/** A message that is due within a minute cannot be taken back. */
const FIXED_BEFORE = 60;
/** So many messages may be due in one channel within five minutes. */
const MAX_AT_ONCE = 30;
const AT_ONCE = 300;

const write = scopes('chat:write');

export const scheduledMethods: readonly Method[] = [
  { name: 'chat.scheduleMessage', tier: 3, scopes: write, answer: schedule },
  { name: 'chat.deleteScheduledMessage', tier: 3, scopes: write, answer: unschedule },
  { name: 'chat.scheduledMessages.list', tier: 3, scopes: scopes(), answer: list },
];

/** Says what has come due, each with the time at which it was due. Called before anything else happens. */
export function postWhatIsDue(core: Core): void {
  const now = seconds(core);
  const due = [...core.store.scheduled.values()].filter(({ postAt }) => postAt <= now);
  for (const { id, channelId, appId, content, postAt } of due.sort((one, other) => one.postAt - other.postAt)) {
    core.store.scheduled.delete(id);
    const channel = core.store.channels.get(channelId);
    const bot = core.store.users.get(core.store.apps.get(appId)?.userId ?? '');
    if (!channel || !bot || channel.archived || !channel.members.includes(bot.id)) continue;
    say(core, channel, bot, content, { ts: tsAt(core, postAt * 1000) });
  }
}

function schedule(call: Call): Json {
  const { core, args, app, bot } = call;
  const channel = channelToPostIn(call);
  const postAt = Number(args.need('post_at'));
  if (!Number.isInteger(postAt)) throw new Refusal('invalid_time');
  if (postAt <= seconds(core)) throw new Refusal('time_in_past');
  if (postAt > seconds(core) + MAX_AHEAD) throw new Refusal('time_too_far');
  const content = contentFor(call, channel);
  const near = [...core.store.scheduled.values()].filter(
    (one) => one.channelId === channel.id && Math.abs(one.postAt - postAt) < AT_ONCE,
  );
  if (near.length >= MAX_AT_ONCE) throw new Refusal('restricted_too_many');
  const id = newId(core, 'Q');
  core.store.scheduled.set(id, { id, channelId: channel.id, appId: app.id, postAt, created: seconds(core), content });
  return {
    scheduled_message_id: id,
    channel: channel.id,
    post_at: postAt,
    message: {
      type: 'delayed_message',
      text: content.text,
      user: bot.id,
      bot_id: app.botId,
      app_id: app.id,
      team: core.store.team.id,
      ...(content.blocks ? { blocks: content.blocks } : {}),
      ...(content.metadata ? { metadata: content.metadata } : {}),
    },
  };
}

function unschedule(call: Call): Json {
  const { core, args, app } = call;
  const channel = channelOf(call);
  const message = core.store.scheduled.get(args.need('scheduled_message_id'));
  const known = message?.channelId === channel.id && message.appId === app.id;
  if (!message || !known || message.postAt - seconds(core) <= FIXED_BEFORE)
    throw new Refusal('invalid_scheduled_message_id');
  core.store.scheduled.delete(message.id);
  return {};
}

/** The app's own, the next one first; without metadata (facts 3.10). */
function list(call: Call): Json {
  const { core, args, app } = call;
  const channel = args.text('channel');
  if (channel !== undefined && !core.store.channels.has(channel)) throw new Refusal('invalid_channel');
  const oldest = Number(args.text('oldest') ?? 0);
  const latest = Number(args.text('latest') ?? Number.POSITIVE_INFINITY);
  const shown = [...core.store.scheduled.values()]
    .filter((one) => one.appId === app.id && (channel === undefined || one.channelId === channel))
    .filter(({ postAt }) => postAt >= oldest && postAt <= latest)
    .sort((one, other) => one.postAt - other.postAt);
  const page = pageOf(call, shown, ({ id }) => id, { fallback: 100, max: 100 });
  return {
    scheduled_messages: page.items.map((one) => scheduledView(one)),
    response_metadata: { next_cursor: page.nextCursor },
  };
}

const scheduledView = ({ id, channelId, postAt, created, content }: ScheduledMessage): Json => ({
  id,
  channel_id: channelId,
  post_at: postAt,
  date_created: created,
  text: content.text,
});
