// conversations.history and conversations.replies: what was said.

import { channelOf, isMember } from './access.ts';
import { instantOf } from './core.ts';
import { type Call, type Method, scopesByKind } from './method.ts';
import { type Page, pageOf } from './paging.ts';
import { Refusal } from './refusal.ts';
import type { Channel, Json, Message } from './store.ts';
import { messageView, repliesTo } from './views.ts';

/** How far back a free workspace shows what was said (facts 5). */
const FREE_DAYS = 90;

const read = scopesByKind(['channels:history'], ['groups:history']);

export const historyMethods: readonly Method[] = [
  { name: 'conversations.history', tier: 3, scopes: read, answer: history },
  { name: 'conversations.replies', tier: 3, scopes: read, answer: replies },
];

/** Newest first, without replies but for those that were sent to the channel too. */
function history(call: Call): Json {
  const channel = channelToRead(call);
  const shown = channel.messages
    .filter((message) => message.threadTs === undefined || message.broadcast)
    .filter((message) => !message.deleted || repliesTo(channel, message).length > 0)
    .filter(within(call))
    .filter(seenYet(call))
    .reverse();
  const page = pageOf(call, shown, ({ ts }) => ts, { fallback: 100, max: 999 });
  return { ...pageView(call, channel, page), pin_count: channel.pins.length, channel_actions_ts: null };
}

/** The parent first, then its replies, oldest first. */
function replies(call: Call): Json {
  const channel = channelToRead(call);
  const ts = call.args.need('ts');
  const asked = channel.messages.find((message) => message.ts === ts);
  const parent = asked?.threadTs ? channel.messages.find((message) => message.ts === asked.threadTs) : asked;
  const found = parent ? repliesTo(channel, parent) : [];
  if (!parent || (parent.deleted && found.length === 0)) throw new Refusal('thread_not_found');
  const shown = [parent, ...found.filter(within(call)).filter(seenYet(call))];
  return pageView(
    call,
    channel,
    pageOf(call, shown, (one) => one.ts, { fallback: 1000, max: 1000 }),
  );
}

/** The bot must be in a channel to read it (facts 0.4). */
function channelToRead(call: Call): Channel {
  const channel = channelOf(call);
  if (!isMember(call, channel)) throw new Refusal('not_in_channel');
  return channel;
}

/** What is in the index already, and not too old for a free plan. */
function seenYet({ core }: Call): (message: Message) => boolean {
  const { historyLagSeconds, plan } = core.store.settings;
  const newest = core.clock.now() - historyLagSeconds * 1000;
  const oldest = plan === 'free' ? core.clock.now() - FREE_DAYS * 24 * 3_600_000 : 0;
  return ({ ts }) => instantOf(ts) <= newest && instantOf(ts) >= oldest;
}

/** Between `oldest` and `latest`, with them only if `inclusive`. Throws `invalid_ts_oldest`, `invalid_ts_latest`. */
function within({ args }: Call): (message: Message) => boolean {
  const oldest = instant(args.text('oldest'), 'invalid_ts_oldest');
  const latest = instant(args.text('latest'), 'invalid_ts_latest');
  const inclusive = args.flag('inclusive');
  return ({ ts }) => {
    const at = micros(ts);
    if (inclusive && (at === oldest || at === latest)) return true;
    return (oldest === undefined || at > oldest) && (latest === undefined || at < latest);
  };
}

function instant(text: string | undefined, code: string): bigint | undefined {
  if (text === undefined || text === '0') return undefined;
  if (!/^\d+(\.\d{1,6})?$/.test(text)) throw new Refusal(code);
  return micros(text);
}

/** Microseconds, exactly: a float would lose the last figures. */
function micros(ts: string): bigint {
  const [whole = '0', fraction = ''] = ts.split('.');
  return BigInt(whole + fraction.padEnd(6, '0'));
}

function pageView({ core, args }: Call, channel: Channel, { items, nextCursor }: Page<Message>): Json {
  const metadata = args.flag('include_all_metadata') ? 'all' : 'type';
  return {
    messages: items.map((message) => messageView(core, channel, message, metadata)),
    has_more: nextCursor !== '',
    ...(nextCursor === '' ? {} : { response_metadata: { next_cursor: nextCursor } }),
  };
}
