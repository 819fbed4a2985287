// Messages that Slack posts by itself at a time, unless they are taken back before.
//
// Slack tells their ids and times and nothing of ours, so the caller keeps the id (facts 3.10).

import type { Instant } from '../text/time.ts';
import { visible } from '../text/visible.ts';
import { DONE, looking, outcomeOf, pages } from './calls.ts';
import type { Client } from './client.ts';
import type { Slack } from './port.ts';
import { escaped, shortened } from './sending.ts';
import { parsed, WireScheduledId, WireScheduledMessages } from './wire.ts';

const LONGEST_TEXT = 3000;

export function makeScheduled(client: Client): Pick<Slack, 'schedule' | 'scheduled' | 'unschedule'> {
  async function scheduled(channel: string): Promise<readonly { readonly id: string; readonly at: Instant }[]> {
    const all: { readonly id: string; readonly at: Instant }[] = [];
    for await (const page of pages(client, 'chat.scheduledMessages.list', { channel }))
      all.push(...parsed('chat.scheduledMessages.list', WireScheduledMessages, page).scheduled_messages);
    return all;
  }

  return {
    scheduled,
    async schedule(channel, at, text) {
      const end = await client.write('chat.scheduleMessage', {
        channel,
        post_at: Math.ceil(Date.parse(at) / 1000),
        text: escaped(shortened(visible(text), LONGEST_TEXT)),
        parse: 'none',
        unfurl_links: false,
        unfurl_media: false,
      });
      return outcomeOf(end, (answer) => ({
        id: parsed('chat.scheduleMessage', WireScheduledId, answer).scheduled_message_id,
      }));
    },
    unschedule: (channel, id) =>
      looking(async () => {
        const end = await client.write('chat.deleteScheduledMessage', { channel, scheduled_message_id: id });
        if (end.done) return DONE;
        if (end.code !== 'invalid_scheduled_message_id') return end.failure;
        // Slack says the same of one that is not there and of one that is due within the minute.
        return (await scheduled(channel)).some((one) => one.id === id) ? end.failure : DONE;
      }),
  };
}
