// What was said in a channel, as the Slack adapter tells it: for the record, and for commands.

import { describe, expect, it } from 'vitest';
import type { ChannelMessage } from '../../src/slack/port.ts';
import { instantOf, tsOf } from '../../src/slack/wire.ts';
import { given, post, value } from './given.ts';

const now = given();

const at = (minutes: number): string =>
  new Date(Date.parse('2026-03-11T04:00:00.000Z') + minutes * 60_000).toISOString();
const said = (messages: readonly ChannelMessage[]): string[] =>
  messages.filter(({ subtype }) => subtype === undefined || subtype === 'thread_broadcast').map(({ text }) => text);

describe('the name of a message', () => {
  it.each([
    ['1503435956.000247', '2017-08-22T21:05:56.000Z'],
    ['1773201600.002009', '2026-03-11T04:00:00.002Z'],
    ['1773201600.9', '2026-03-11T04:00:00.900Z'],
  ])('%s is of %s', (ts, instant) => {
    expect(instantOf(ts)).toBe(instant);
  });

  it('is no later than any of its moment', () => {
    expect(tsOf('2026-03-11T04:00:00.002Z')).toBe('1773201600.002000');
    expect(tsOf('2026-03-11T04:00:00.002Z') < '1773201600.002009').toBe(true);
  });
});

describe('the messages of a channel', () => {
  async function talk(): Promise<{ channel: string; parent: string; card: string }> {
    const channel = await now.channel();
    const [ana, ben] = [now.world.as(now.ana), now.world.as(now.ben)];
    for (const one of [ana, ben]) one.join(channel);
    const { ts: card } = value(await now.slack.post(channel, post('live')));
    const parent = ana.say(channel, 'is it the disk? <!channel> & https://x.example/a');
    now.world.clock.set(at(10));
    ben.say(channel, '!sitrep disk full');
    ben.reply(channel, parent, 'yes');
    now.world.clock.set(at(20));
    ana.reply(channel, parent, 'cleaning up', { broadcast: true });
    ben.reply(channel, card, 'nice card');
    now.world.clock.set(at(30));
    ana.say(channel, 'done');
    return { channel, parent, card };
  }

  it('come oldest first, each once, with whatever is in threads that are asked for', async () => {
    const { channel } = await talk();
    const question = 'is it the disk? &lt;!channel&gt; &amp; <https://x.example/a>';
    expect(said(await now.slack.messages(channel, undefined))).toEqual([
      ...['A sitrep', question, '!sitrep disk full', 'cleaning up', 'done'],
    ]);
    expect(said(await now.slack.messages(channel, undefined, at(0)))).toEqual([
      ...['A sitrep', question, '!sitrep disk full', 'yes', 'cleaning up', 'nice card', 'done'],
    ]);
    expect(now.asked('conversations.replies')).toBe(2);
  });

  it('are those since a moment, that moment included', async () => {
    const { channel } = await talk();
    const [first] = (await now.slack.messages(channel, at(10))).map((one) => one.at);
    expect(said(await now.slack.messages(channel, at(10)))).toEqual(['!sitrep disk full', 'cleaning up', 'done']);
    expect(said(await now.slack.messages(channel, first))).toEqual(['!sitrep disk full', 'cleaning up', 'done']);
  });

  it('cost no request for threads that were silent', async () => {
    const { channel } = await talk();
    await now.slack.messages(channel, undefined, at(25));
    expect([now.asked('conversations.history'), now.asked('conversations.replies')]).toEqual([1, 0]);
  });

  it('tell whose they are, what became of them, and what people thought of them', async () => {
    const { channel, parent, card } = await talk();
    const ana = now.world.as(now.ana);
    ana.edit(channel, parent, 'is it the network?');
    ana.react(channel, parent, 'eyes');
    now.world.as(now.ben).react(channel, parent, 'eyes');
    const messages = await now.slack.messages(channel, undefined, at(0));
    expect(messages.find(({ ts }) => ts === parent)).toEqual({
      ts: parent,
      at: instantOf(parent),
      user: now.ana.id,
      ours: false,
      key: undefined,
      text: 'is it the network?',
      subtype: undefined,
      editedAt: expect.stringMatching(/^2026-03-11T04:30/),
      reactions: [{ name: 'eyes', users: [now.ana.id, now.ben.id] }],
      thread: undefined,
      replies: 2,
      latestReply: expect.stringMatching(/^17732028\d\d\.\d{6}$/),
      files: [],
    });
    expect(messages.find(({ ts }) => ts === card)).toMatchObject({ ours: true, key: 'note:345', user: now.app.bot.id });
    expect(messages.find(({ text }) => text === 'yes')).toMatchObject({ thread: parent, user: now.ben.id });
    expect(messages.filter(({ subtype }) => subtype === 'channel_join')).toHaveLength(3);
  });

  it('are read to the last page', async () => {
    const channel = await now.channel();
    now.world.as(now.ana).join(channel);
    const lines = Array.from({ length: 2100 }, (_, index) => `line ${index}`);
    for (const line of lines) now.world.as(now.ana).say(channel, line);
    expect(said(await now.slack.messages(channel, undefined))).toEqual(lines);
    expect(now.asked('conversations.history')).toBe(3);
  });

  it('with fields that Slack leaves empty are read all the same', async () => {
    const channel = await now.channel();
    const empty = {
      ts: '1.000002',
      user: null,
      bot_id: null,
      text: null,
      subtype: null,
      files: [{ name: null, permalink: null }],
    };
    const body = { ok: true, messages: [empty, { ts: '1.000001' }] };
    now.fault('conversations.history', { do: 'answer', status: 200, body });
    const messages = await now.slack.messages(channel, undefined);
    expect(messages.map(({ ts, user, text, ours }) => [ts, user, text, ours])).toEqual([
      ['1.000001', undefined, '', false],
      ['1.000002', undefined, '', false],
    ]);
  });

  it('of a channel that the bot was not invited to are an error that says what to do', async () => {
    const id = now.world.as(now.ana).createChannel('foreign');
    await expect(now.slack.messages(id, undefined)).rejects.toThrow(/not_in_channel: .*\/invite @sitrep/);
  });
});
