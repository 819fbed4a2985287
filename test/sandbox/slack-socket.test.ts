// The embedded Slack over Socket Mode, with Slack's own client.

import { request } from 'node:http';
import { SocketModeClient } from '@slack/socket-mode';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerFor, quiet, useSlack } from './slack-world.ts';

const world = useSlack();

/** A busy machine takes its time. */
const PATIENCE = { timeout: 10_000 };

interface Received {
  readonly body: { readonly event: Readonly<Record<string, unknown>> };
  readonly ack: () => Promise<void>;
}

let client: SocketModeClient;
let received: Received[];

beforeEach(async () => {
  const { slack, app } = world();
  received = [];
  client = new SocketModeClient({
    appToken: app.appToken,
    logger: quiet, // it complains aloud of a line that was cut, which is what a test here does
    clientPingTimeout: 500, // also what a reconnection waits
    clientOptions: { slackApiUrl: `${slack.url}/api/` },
  });
  client.on('slack_event', (event: Received) => void received.push(event));
  await client.start();
});

afterEach(() => client.disconnect());

/** Waits until so many events have come. */
async function events(count: number): Promise<readonly Readonly<Record<string, unknown>>[]> {
  await vi.waitFor(() => expect(received).toHaveLength(count), PATIENCE);
  return received.map(({ body }) => body.event);
}

describe('Socket Mode', () => {
  it('brings what happens in the channels of the bot, each until it is acknowledged', async () => {
    const { slack, app, bot, own, ann } = world();
    await bot.ok('conversations.invite', { channel: own, users: ann.id });
    await events(1);
    slack.as(ann).say('ops', 'not for the bot');
    const ts = slack.as(ann).say(own, '@sitrep all well');
    slack.as(ann).react(own, ts, 'pushpin');
    slack.as(ann).edit(own, ts, 'all well again');
    slack.as(ann).remove(own, ts);
    expect(await events(6)).toMatchObject([
      { type: 'message', subtype: 'channel_join', user: ann.id, inviter: app.bot.id },
      { type: 'message', channel: own, channel_type: 'channel', user: ann.id, text: `<@${app.bot.id}> all well`, ts },
      { type: 'app_mention', channel: own, user: ann.id, ts },
      { type: 'reaction_added', user: ann.id, reaction: 'pushpin', item: { channel: own, ts } },
      { type: 'message', subtype: 'message_changed', message: { text: 'all well again', edited: { user: ann.id } } },
      { type: 'message', subtype: 'message_deleted', deleted_ts: ts },
    ]);
    expect(slack.socketMode.unacknowledged()).toHaveLength(6);
    for (const { ack } of received) await ack();
    await vi.waitFor(() => expect(slack.socketMode.unacknowledged()).toEqual([]), PATIENCE);
  });

  it('brings long messages whole', async () => {
    const { bot, own } = world();
    const texts = ['x'.repeat(200), 'ü'.repeat(20_000), 'z'.repeat(39_000)];
    for (const text of texts) await bot.ok('chat.postMessage', { channel: own, text });
    expect((await events(3)).map(({ text }) => text)).toEqual(texts);
  });

  it('brings nothing for which the app has no scope', async () => {
    const { slack, app, own } = world();
    const stored = slack.store.apps.get(app.id);
    if (stored) stored.scopes = ['reactions:read', 'chat:write'];
    const { ts } = await world().bot.ok('chat.postMessage', { channel: own, text: `<@${app.bot.id}>` });
    const bot = slack.store.users.get(app.bot.id) ?? app.bot;
    slack.as(bot).react(own, String(ts), 'eyes');
    expect(await events(1)).toMatchObject([{ type: 'reaction_added' }]);
  });

  it('is connected anew when Slack asks for it, and when the line was cut', async () => {
    const { slack, bot, own } = world();
    for (const disturb of [() => slack.socketMode.refresh(), () => slack.socketMode.cut()]) {
      received.length = 0;
      const reconnected = new Promise((resolve) => client.once('connected', resolve));
      disturb();
      await reconnected;
      expect(slack.socketMode.connections()).toBe(1);
      await bot.ok('chat.postMessage', { channel: own, text: 'still there?' });
      expect(await events(1)).toMatchObject([{ text: 'still there?' }]);
    }
  });

  it('lets a ticket in once, and nobody without one', async () => {
    const { slack, app } = world();
    const { url } = await callerFor(slack, app.appToken).ok('apps.connections.open');
    const knock = async (address: string): Promise<number> => {
      const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' };
      return new Promise((resolve, reject) => {
        request(address.replace(/^ws/, 'http'), { headers })
          .on('response', (response) => resolve(response.statusCode ?? 0))
          .on('error', reject)
          .end();
      });
    };
    // Without a key it is no handshake; the ticket is used up all the same.
    expect(await knock(String(url))).toBe(400);
    expect(await knock(String(url))).toBe(403);
    expect(await callerFor(slack, app.botToken).code('apps.connections.open')).toBe('not_allowed_token_type');
  });
});
