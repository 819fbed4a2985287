// What was said in a channel: for the record, and to find again what we said ourselves.
//
// History leaves out what is said in threads, so each thread that is wanted is read by itself (facts 3.1, 5).

import { type Instant, plusMinutes } from '../text/time.ts';
import { pages } from './calls.ts';
import type { Client } from './client.ts';
import { codeOf } from './errors.ts';
import type { ChannelMessage, Slack, Ts } from './port.ts';
import { parsed, tsOf, wireMessages } from './wire.ts';

/** Slack's clock is not ours. */
const SKEW_MINUTES = 2;

export function makeHistory(client: Client, me: Slack['me']): Pick<Slack, 'messages' | 'thread' | 'find'> {
  async function* listed(
    method: 'conversations.history' | 'conversations.replies',
    args: Readonly<Record<string, unknown>>,
  ): AsyncGenerator<readonly ChannelMessage[]> {
    const schema = wireMessages(await me());
    for await (const page of pages(client, method, { ...args, include_all_metadata: true }))
      yield parsed(method, schema, page).messages;
  }

  /** Top-level messages, the newest first. */
  const history = (channel: string, since: Instant | undefined) =>
    listed('conversations.history', {
      channel,
      ...(since === undefined ? {} : { oldest: tsOf(since), inclusive: true }),
    });

  async function thread(channel: string, ts: Ts): Promise<ChannelMessage[]> {
    const replies: ChannelMessage[] = [];
    try {
      for await (const page of listed('conversations.replies', { channel, ts }))
        replies.push(...page.filter((one) => one.ts !== ts));
    } catch (error) {
      if (codeOf(error) !== 'thread_not_found') throw error;
    }
    return replies;
  }

  return {
    thread,

    async messages(channel, since, threadsSince) {
      const all = new Map<Ts, ChannelMessage>();
      for await (const page of history(channel, since)) for (const one of page) all.set(one.ts, one);
      if (threadsSince !== undefined) {
        const from = tsOf(threadsSince);
        const active = [...all.values()].filter((one) => one.replies > 0 && (one.latestReply ?? from) >= from);
        // A reply that was sent to the channel too is in both.
        for (const { ts } of active) for (const one of await thread(channel, ts)) all.set(one.ts, one);
      }
      return [...all.values()].sort((one, other) => (one.ts < other.ts ? -1 : 1));
    },

    async find(channel, keys, since, threads = []) {
      const wanted = new Set(keys);
      const found = new Map<string, Ts>();
      const note = ({ key, ts }: ChannelMessage): void => {
        if (key !== undefined && wanted.delete(key)) found.set(key, ts);
      };
      const from = plusMinutes(since, -SKEW_MINUTES);
      const answered = new Set(threads);
      for await (const page of history(channel, from)) {
        page.forEach(note);
        for (const one of page) if (one.ours && one.replies > 0) answered.add(one.ts);
        if (wanted.size === 0) return found;
      }
      for (const ts of answered) {
        (await thread(channel, ts)).forEach(note);
        if (wanted.size === 0) return found;
      }
      return found;
    },
  };
}
