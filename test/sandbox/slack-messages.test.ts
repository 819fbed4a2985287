// The embedded Slack: what is said, edited, deleted and read.

import { describe, expect, it } from 'vitest';
import { type Body, type Caller, textOf, useSlack } from './slack-world.ts';

const world = useSlack();

/** Messages of an answer. */
function messagesIn(body: Body): Record<string, unknown>[] {
  const messages: unknown = body['messages'];
  if (!Array.isArray(messages)) throw new Error('no messages');
  return messages;
}

async function post(bot: Caller, channel: string, args: Record<string, unknown>): Promise<string> {
  return textOf(await bot.ok('chat.postMessage', { channel, ...args }), 'ts');
}

describe('posting', () => {
  it('answers with a ts that is unique, and the identity of the bot', async () => {
    const { bot, app, own } = world();
    const first = await bot.ok('chat.postMessage', { channel: own, text: 'Sitrep' });
    expect(first).toMatchObject({
      channel: own,
      ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
      message: {
        type: 'message',
        user: app.bot.id,
        bot_id: app.botId,
        app_id: app.id,
        bot_profile: { name: 'sitrep' },
      },
    });
    expect(first['message']).not.toHaveProperty('subtype');
    const second = await post(bot, own, { text: 'Sitrep' });
    expect(second > textOf(first, 'ts')).toBe(true);
  });

  it.each`
    args                                           | code
    ${{}}                                          | ${'no_text'}
    ${{ text: '  ' }}                              | ${'no_text'}
    ${{ blocks: [] }}                              | ${'no_text'}
    ${{ text: 'x', blocks: 'no json' }}            | ${'invalid_blocks_format'}
    ${{ text: 'x', blocks: {} }}                   | ${'invalid_blocks_format'}
    ${{ text: 'x', markdown_text: 'x' }}           | ${'markdown_text_conflict'}
    ${{ markdown_text: '# Sitrep' }}               | ${'ok'}
    ${{ markdown_text: 'x'.repeat(12_001) }}       | ${'invalid_blocks'}
    ${{ text: 'x', attachments: many(101) }}       | ${'too_many_attachments'}
    ${{ attachments: many(1) }}                    | ${'ok'}
    ${{ text: 'x', metadata: 'x' }}                | ${'invalid_metadata_format'}
    ${{ text: 'x', metadata: payload({ B: 1 }) }}  | ${'invalid_metadata_schema'}
    ${{ text: 'x', metadata: payload({ b: {} }) }} | ${'invalid_metadata_schema'}
    ${{ text: 'x', metadata: payload(huge()) }}    | ${'metadata_too_large'}
  `('$args: $code', async ({ args, code }) => {
    const { bot, own } = world();
    expect(await bot.code('chat.postMessage', { channel: own, ...args })).toBe(code);
  });

  it('cuts a text off above 40,000 characters, and refuses an edit above 4,000', async () => {
    const { slack, bot, own } = world();
    const ts = await post(bot, own, { text: 'x'.repeat(41_000) });
    expect(slack.channel(own).messages.at(-1)?.text).toHaveLength(40_000);
    expect(await bot.code('chat.update', { channel: own, ts, text: 'x'.repeat(4001) })).toBe('msg_too_long');
    expect(await bot.code('chat.update', { channel: own, ts, text: 'x'.repeat(4000) })).toBe('ok');
  });

  it.each`
    sent                               | stored                                   | rings
    ${'a < b & c > d'}                 | ${'a &lt; b &amp; c &gt; d'}             | ${[]}
    ${'a &lt; b &amp; c'}              | ${'a &lt; b &amp; c'}                    | ${[]}
    ${'<b>bold</b>'}                   | ${'&lt;b&gt;bold&lt;/b&gt;'}             | ${[]}
    ${'see https://a.example/x?b=1&c'} | ${'see <https://a.example/x?b=1&amp;c>'} | ${[]}
    ${'<https://a.example|here>.'}     | ${'<https://a.example|here>.'}           | ${[]}
    ${'<!channel> help'}               | ${'<!channel> help'}                     | ${['<!channel>']}
    ${'&lt;!channel&gt; help'}         | ${'&lt;!channel&gt; help'}               | ${[]}
    ${'<@U0000000001> look'}           | ${'<@U0000000001> look'}                 | ${['<@U0000000001>']}
    ${'👍🏽 ok ⚠️ 🦖'}                   | ${':+1::skin-tone-4: ok :warning: 🦖'}   | ${[]}
    ${'@channel @ann #ops'}            | ${'@channel @ann #ops'}                  | ${[]}
  `('stores "$sent" as "$stored"', async ({ sent, stored, rings }) => {
    const { slack, bot, own } = world();
    await post(bot, own, { text: sent });
    expect(slack.channel(own).messages.at(-1)).toMatchObject({ text: stored, rings });
  });

  it('makes mentions of names only for those who ask for it, and leaves links alone for those who ask for that', async () => {
    const { slack, bot, own, ops, ann } = world();
    const said = async (args: Record<string, unknown>): Promise<string | undefined> => {
      await post(bot, own, args);
      return slack.channel(own).messages.at(-1)?.text;
    };
    expect(await said({ text: '@here @ann #ops', link_names: true })).toBe(`<!here> <@${ann.id}> <#${ops}|ops>`);
    expect(await said({ text: 'https://a.example', parse: 'none' })).toBe('https://a.example');
  });

  it('looks for mentions in a text object of a block, unless it is verbatim', async () => {
    const { slack, bot, own } = world();
    const section = (text: Record<string, unknown>): Record<string, unknown> => ({ type: 'section', text });
    const text = 'ping @here <!channel>';
    await post(bot, own, {
      text: 'x',
      blocks: [section({ type: 'mrkdwn', text }), section({ type: 'plain_text', text: '<!everyone>' })],
    });
    expect(slack.channel(own).messages.at(-1)?.rings).toEqual(['<!channel>', '@here']);
    await post(bot, own, { text: 'x', blocks: [section({ type: 'mrkdwn', text: '@here', verbatim: true })] });
    expect(slack.channel(own).messages.at(-1)?.rings).toEqual([]);
  });
});

describe('blocks', () => {
  const section = (text: string): Record<string, unknown> => ({ type: 'section', text: { type: 'mrkdwn', text } });
  const plain = (text: string): Record<string, unknown> => ({ type: 'plain_text', text });
  it.each`
    what                          | blocks                                                                                | code
    ${'fifty'}                    | ${Array(50).fill(section('x'))}                                                       | ${'ok'}
    ${'fifty-one'}                | ${Array(51).fill(section('x'))}                                                       | ${'invalid_blocks'}
    ${'a long section'}           | ${[section('x'.repeat(3000))]}                                                        | ${'ok'}
    ${'too long a section'}       | ${[section('x'.repeat(3001))]}                                                        | ${'invalid_blocks'}
    ${'an empty section'}         | ${[section('')]}                                                                      | ${'invalid_blocks'}
    ${'a section without text'}   | ${[{ type: 'section' }]}                                                              | ${'invalid_blocks'}
    ${'ten fields'}               | ${[{ type: 'section', fields: Array(10).fill(plain('x')) }]}                          | ${'ok'}
    ${'eleven fields'}            | ${[{ type: 'section', fields: Array(11).fill(plain('x')) }]}                          | ${'invalid_blocks'}
    ${'a header'}                 | ${[{ type: 'header', text: plain('x'.repeat(150)) }]}                                 | ${'ok'}
    ${'too long a header'}        | ${[{ type: 'header', text: plain('x'.repeat(151)) }]}                                 | ${'invalid_blocks'}
    ${'a header with formatting'} | ${[{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]}                          | ${'invalid_blocks'}
    ${'a context of eleven'}      | ${[{ type: 'context', elements: Array(11).fill(plain('x')) }]}                        | ${'invalid_blocks'}
    ${'a button'}                 | ${[{ type: 'actions', elements: [{ type: 'button', text: plain('x'.repeat(76)) }] }]} | ${'invalid_blocks'}
    ${'an unknown kind'}          | ${[{ type: 'marquee' }]}                                                              | ${'invalid_blocks'}
    ${'the same id twice'}        | ${[{ ...section('x'), block_id: 'a' }, { ...section('y'), block_id: 'a' }]}           | ${'invalid_blocks'}
    ${'too much in all'}          | ${Array(5).fill(section('x'.repeat(2900)))}                                           | ${'msg_blocks_too_long'}
    ${'much in all'}              | ${Array(4).fill(section('x'.repeat(2900)))}                                           | ${'ok'}
  `('$what: $code', async ({ blocks, code }) => {
    const { bot, own } = world();
    expect(await bot.code('chat.postMessage', { channel: own, text: 'x', blocks })).toBe(code);
  });

  it('says what is wrong and where', async () => {
    const { bot, own } = world();
    const blocks = [section('x'), section('x'.repeat(3001))];
    expect(await bot.call('chat.postMessage', { channel: own, text: 'x', blocks })).toMatchObject({
      response_metadata: { messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]'] },
    });
  });
});

describe('metadata', () => {
  it('comes back whole only to those who ask for it', async () => {
    const { bot, own } = world();
    const metadata = payload({ key: '7:12:sitrep:3', rev: 3, urgent: false });
    await post(bot, own, { text: 'Sitrep', metadata });
    const all = await bot.ok('conversations.history', { channel: own, include_all_metadata: true, limit: 1 });
    expect(messagesIn(all)[0]).toHaveProperty('metadata', metadata);
    const some = await bot.ok('conversations.history', { channel: own, limit: 1 });
    expect(messagesIn(some)[0]).toHaveProperty('metadata', { event_type: 'incident_mirror' });
  });

  it('is kept by an edit without it, replaced by an edit with it, and taken away by an empty one', async () => {
    const { slack, bot, own } = world();
    const ts = await post(bot, own, { text: 'one', metadata: payload({ rev: 1 }) });
    const after = async (args: Record<string, unknown>): Promise<unknown> => {
      await bot.ok('chat.update', { channel: own, ts, text: 'two', ...args });
      return slack.channel(own).messages.at(-1)?.metadata?.event_payload;
    };
    expect(await after({})).toEqual({ rev: 1 });
    expect(await after({ metadata: payload({ rev: 2 }) })).toEqual({ rev: 2 });
    expect(await after({ metadata: {} })).toBeUndefined();
  });
});

describe('editing and deleting', () => {
  it('takes the blocks away where an edit has none, and marks an edit of text only', async () => {
    const { slack, bot, own } = world();
    const blocks = [{ type: 'divider' }];
    const ts = await post(bot, own, { text: 'one', blocks });
    await bot.ok('chat.update', { channel: own, ts, text: 'two', blocks });
    expect(slack.channel(own).messages.at(-1)).toMatchObject({ text: 'two', edited: false });
    expect(await bot.ok('chat.update', { channel: own, ts, text: 'three' })).toMatchObject({ ts, text: 'three' });
    expect(slack.channel(own).messages.at(-1)).toMatchObject({ blocks: [], edited: true });
  });

  it('is for the own messages only', async () => {
    const { slack, bot, own, ann } = world();
    await bot.ok('conversations.invite', { channel: own, users: ann.id });
    const ts = slack.as(ann).say(own, 'mine');
    expect(await bot.code('chat.update', { channel: own, ts, text: 'yours' })).toBe('cant_update_message');
    expect(await bot.code('chat.delete', { channel: own, ts })).toBe('cant_delete_message');
    expect(await bot.code('chat.update', { channel: own, ts: '1.000000', text: 'x' })).toBe('message_not_found');
    expect(await bot.code('chat.delete', { channel: own, ts: '1.000000' })).toBe('message_not_found');
    expect(() => slack.as(ann).edit(own, slack.channel(own).messages[0]?.ts ?? '', 'x')).toThrow('cant_update_message');
  });

  it('can be over after a time that the workspace sets', async () => {
    const { slack, bot, own } = world();
    slack.settings.editWindowMinutes = 5;
    const ts = await post(bot, own, { text: 'one' });
    slack.clock.advance(6);
    expect(await bot.code('chat.update', { channel: own, ts, text: 'two' })).toBe('edit_window_closed');
  });

  it('leaves a placeholder above replies, and nothing where there are none', async () => {
    const { bot, own } = world();
    const alone = await post(bot, own, { text: 'alone' });
    const parent = await post(bot, own, { text: 'parent' });
    await post(bot, own, { text: 'reply', thread_ts: parent });
    await bot.ok('chat.delete', { channel: own, ts: alone });
    await bot.ok('chat.delete', { channel: own, ts: parent });
    const [newest, ...older] = messagesIn(await bot.ok('conversations.history', { channel: own }));
    expect(newest).toMatchObject({ subtype: 'tombstone', ts: parent, reply_count: 1 });
    expect(older).toMatchObject([{ subtype: 'channel_join' }]);
    expect(await bot.code('conversations.replies', { channel: own, ts: alone })).toBe('thread_not_found');
    await post(bot, own, { text: 'another', thread_ts: parent });
    expect(messagesIn(await bot.ok('conversations.replies', { channel: own, ts: parent }))).toMatchObject([
      { subtype: 'tombstone' },
      { text: 'reply' },
      { text: 'another' },
    ]);
  });
});

describe('threads', () => {
  it('counts replies at the parent, and shows in the channel only what was sent there too', async () => {
    const { slack, bot, app, own, ann } = world();
    await bot.ok('conversations.invite', { channel: own, users: ann.id });
    const parent = await post(bot, own, { text: 'parent' });
    slack.as(ann).reply(own, parent, 'quietly');
    const loud = await post(bot, own, { text: 'loudly', thread_ts: parent, reply_broadcast: true });
    const [newest, next] = messagesIn(await bot.ok('conversations.history', { channel: own }));
    expect(newest).toMatchObject({ ts: loud, subtype: 'thread_broadcast', thread_ts: parent, root: { ts: parent } });
    expect(next).toMatchObject({
      ts: parent,
      thread_ts: parent,
      reply_count: 2,
      reply_users: [ann.id, app.bot.id],
      latest_reply: loud,
    });
    const replies = messagesIn(await bot.ok('conversations.replies', { channel: own, ts: parent }));
    expect(replies).toMatchObject([{ ts: parent }, { text: 'quietly', parent_user_id: app.bot.id }, { ts: loud }]);
    const join = slack.channel(own).messages[0]?.ts;
    expect(await bot.code('chat.postMessage', { channel: own, text: 'x', thread_ts: join })).toBe(
      'cannot_reply_to_message',
    );
  });

  it.each`
    to                      | thread
    ${'a message'}          | ${'message'}
    ${'a reply to it'}      | ${'message'}
    ${'one that is gone'}   | ${undefined}
    ${'one that never was'} | ${undefined}
  `('a reply to $to is in the thread of $thread', async ({ to, thread }) => {
    const { bot, own } = world();
    const message = await post(bot, own, { text: 'message' });
    const reply = await post(bot, own, { text: 'reply', thread_ts: message });
    const gone = await post(bot, own, { text: 'gone' });
    await bot.ok('chat.delete', { channel: own, ts: gone });
    const ts: Record<string, string> = { 'a message': message, 'a reply to it': reply, 'one that is gone': gone };
    const said = await bot.ok('chat.postMessage', { channel: own, text: 'x', thread_ts: ts[to] ?? '1.000000' });
    expect(said['message']).toHaveProperty('text', 'x');
    expect(Object(said['message'])['thread_ts']).toBe(thread && message);
  });
});

describe('history', () => {
  it('is newest first, in pages, between two instants', async () => {
    const { bot, own } = world();
    const sent: string[] = [];
    for (const text of ['one', 'two', 'three', 'four']) sent.push(await post(bot, own, { text }));
    const texts = async (args: Record<string, unknown>): Promise<unknown[]> =>
      messagesIn(await bot.ok('conversations.history', { channel: own, ...args })).map((message) => message['text']);
    const [one, , three] = sent;
    expect(await texts({ oldest: one })).toEqual(['four', 'three', 'two']);
    expect(await texts({ oldest: one, latest: three })).toEqual(['two']);
    expect(await texts({ oldest: one, latest: three, inclusive: true })).toEqual(['three', 'two', 'one']);
    const page = await bot.ok('conversations.history', { channel: own, limit: 3, oldest: one, inclusive: true });
    expect(page).toMatchObject({ has_more: true, messages: [{ text: 'four' }, { text: 'three' }, { text: 'two' }] });
    const cursor = textOf(page['response_metadata'], 'next_cursor');
    expect(await texts({ limit: 3, oldest: one, inclusive: true, cursor })).toEqual(['one']);
    expect(await bot.code('conversations.history', { channel: own, cursor: 'bm8=' })).toBe('invalid_cursor');
    expect(await bot.code('conversations.history', { channel: own, oldest: 'now' })).toBe('invalid_ts_oldest');
    expect(await bot.code('conversations.history', { channel: own, latest: 'now' })).toBe('invalid_ts_latest');
  });

  it('shows what people do as they do it', async () => {
    const { slack, bot, own, ann, ben } = world();
    await bot.ok('conversations.invite', { channel: own, users: `${ann.id},${ben.id}` });
    const as = slack.as(ann);
    const ts = as.say(own, '!sitrep @ben rolls back & waits, see https://ci.example/1');
    as.react(own, ts, 'pushpin');
    slack.as(ben).react(own, ts, 'pushpin');
    as.pin(own, ts);
    as.edit(own, ts, 'rolled back');
    as.setTopic(own, 'calm');
    as.leave(own);
    const messages = messagesIn(await bot.ok('conversations.history', { channel: own, limit: 4 }));
    expect(messages).toMatchObject([
      { subtype: 'channel_leave', user: ann.id },
      { subtype: 'channel_topic', topic: 'calm' },
      { subtype: 'pinned_item', item: { ts } },
      {
        ts,
        text: 'rolled back',
        edited: { user: ann.id },
        reactions: [{ name: 'pushpin', count: 2, users: [ann.id, ben.id] }],
        pinned_to: [own],
      },
    ]);
    expect(messages[3]).not.toHaveProperty('bot_id');
    slack.as(ben).say(own, '@ann <b> https://ci.example/1');
    expect(slack.channel(own).messages.at(-1)).toMatchObject({
      text: `<@${ann.id}> &lt;b&gt; <https://ci.example/1>`,
      rings: [`<@${ann.id}>`],
      blocks: [],
    });
    const elements = [
      { type: 'user', user_id: ann.id },
      { type: 'text', text: ' <b> ' },
      { type: 'link', url: 'https://ci.example/1' },
    ];
    expect(messagesIn(await bot.ok('conversations.history', { channel: own, limit: 1 }))[0]).toMatchObject({
      client_msg_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }],
    });
  });

  it('may lag behind, and ends after 90 days on a free plan', async () => {
    const { slack, bot, own } = world();
    const texts = async (): Promise<unknown[]> =>
      messagesIn(await bot.ok('conversations.history', { channel: own })).map((message) => message['text']);
    slack.settings.historyLagSeconds = 5;
    slack.clock.advance(1);
    const ts = await post(bot, own, { text: 'one' });
    await post(bot, own, { text: 'reply', thread_ts: ts });
    expect(await texts()).not.toContain('one');
    expect(messagesIn(await bot.ok('conversations.replies', { channel: own, ts }))).toHaveLength(1);
    slack.clock.advance(1);
    expect(await texts()).toContain('one');
    expect(messagesIn(await bot.ok('conversations.replies', { channel: own, ts }))).toHaveLength(2);
    slack.clock.advance(91 * 24 * 60);
    expect(await texts()).toContain('one');
    slack.settings.plan = 'free';
    expect(await texts()).toEqual([]);
  });

  it('gives links to messages and replies', async () => {
    const { bot, own } = world();
    const parent = await post(bot, own, { text: 'parent' });
    const reply = await post(bot, own, { text: 'reply', thread_ts: parent });
    const link = async (ts: string): Promise<unknown> =>
      (await bot.ok('chat.getPermalink', { channel: own, message_ts: ts }))['permalink'];
    expect(await link(parent)).toBe(`https://sandbox.slack.com/archives/${own}/p${parent.replace('.', '')}`);
    expect(await link(reply)).toMatch(new RegExp(`/p${reply.replace('.', '')}\\?thread_ts=${parent}&cid=${own}$`));
    expect(await bot.code('chat.getPermalink', { channel: own, message_ts: '1.0' })).toBe('message_not_found');
  });
});

function payload(fields: Record<string, unknown>): Record<string, unknown> {
  return { event_type: 'incident_mirror', event_payload: fields };
}

function huge(): Record<string, unknown> {
  return { text: 'x'.repeat(9000) };
}

function many(count: number): unknown[] {
  return Array(count).fill({ text: 'x' });
}
