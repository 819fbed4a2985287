// Messages of the Slack adapter: what people see, what wakes them, and that each is there once.

import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/slack/port.ts';
import { parse } from '../../src/text/parse.ts';
import { given, NOW, post, value } from './given.ts';

const now = given();

const card = (more: Partial<Card> = {}): Card => ({
  ...post('**Pulls fail** since 04:00.\n\n- [ ] find a commander'),
  title: '#12 Artifacts cannot be pulled',
  fields: [
    { name: 'Status', text: parse('responding') },
    { name: 'Commander', text: parse('@ana') },
  ],
  ...more,
});

describe('a message', () => {
  it('has the text as blocks, a plain summary, and our key', async () => {
    const channel = await now.channel();
    const { ts } = value(
      await now.slack.post(channel, post('It is **the disk**, see [run book](https://x.example/a).')),
    );
    const [message] = now.world.channel(channel).messages.filter((one) => one.ts === ts);
    expect(message).toMatchObject({
      text: 'A sitrep',
      by: 'sitrep',
      blocks: [
        { text: { type: 'mrkdwn', text: 'It is *the disk*, see <https://x.example/a|run book>.', verbatim: true } },
      ],
      metadata: { event_type: 'sitrep', event_payload: { key: 'note:345' } },
    });
    expect(await now.again().find(channel, ['note:345', 'note:346'], NOW)).toEqual(new Map([['note:345', ts]]));
  });

  it('asks for no previews and for no names to be looked for', async () => {
    value(await now.slack.post(await now.channel(), post('x')));
    const sent = now.world.received();
    expect(sent).toMatch(/unfurl_links"?[=:]\s*"?false/);
    expect(sent).toMatch(/unfurl_media"?[=:]\s*"?false/);
    expect(sent).toMatch(/parse"?[=:]\s*"?none/);
    expect(sent).not.toContain('link_names');
  });

  it('calls whoever is known in Slack, and names the others', async () => {
    const slack = now.again({ person: (name) => (name === 'ana' ? now.ana.id : undefined) });
    const channel = await now.channel();
    const { ts } = value(await slack.post(channel, post('@ana and @zoe, please `/take ops-lead`.')));
    const [message] = now.world.channel(channel).messages.filter((one) => one.ts === ts);
    expect(message?.rings).toEqual([`<@${now.ana.id}>`]);
  });

  it('shows commands as they are typed in Slack', async () => {
    const slack = now.again({ command: (line) => line.replace(/^\//, '!') });
    const channel = await now.channel();
    value(await slack.post(channel, post('Write `/sitrep …`.')));
    expect(JSON.stringify(now.world.channel(channel).messages.at(-1)?.blocks)).toContain('`!sitrep …`');
  });

  it('answers in a thread, where it is found too', async () => {
    const channel = await now.channel();
    const said = now.world.as(now.ana);
    said.join(channel);
    const parent = said.say(channel, '!sitrep the disk is full');
    const { ts } = value(await now.slack.post(channel, post('Thanks.', { thread: parent })));
    expect(
      now.world
        .channel(channel)
        .messages.find((one) => one.ts === parent)
        ?.replies.map((one) => one.ts),
    ).toEqual([ts]);
    expect(await now.slack.find(channel, ['note:345'], NOW)).toEqual(new Map());
    expect(await now.slack.find(channel, ['note:345'], NOW, [parent])).toEqual(new Map([['note:345', ts]]));
  });

  it('is found in the thread of one of ours, as long as that one is found', async () => {
    const channel = await now.channel();
    const { ts: parent } = value(await now.slack.post(channel, post('first', { key: 'a' })));
    const { ts } = value(await now.slack.post(channel, post('second', { key: 'b', thread: parent })));
    expect(await now.slack.find(channel, ['a', 'b'], NOW)).toEqual(
      new Map([
        ['a', parent],
        ['b', ts],
      ]),
    );
  });

  it('with our key by another app is not ours', async () => {
    const channel = await now.channel();
    const other = now.world.addApp({ name: 'copycat', scopes: ['chat:write', 'channels:join', 'channels:read'] });
    const copycat = now.again({ token: other.botToken });
    value(await copycat.joinChannel(channel));
    value(await copycat.post(channel, post('x')));
    expect(await now.slack.find(channel, ['note:345'], NOW)).toEqual(new Map());
    expect((await now.slack.messages(channel, undefined)).at(-1)).toMatchObject({ ours: false, key: undefined });
  });

  it('is found on a later page, from two minutes before', async () => {
    const channel = await now.channel();
    const { ts } = value(await now.slack.post(channel, post('x')));
    now.world.as(now.ana).join(channel);
    for (let index = 0; index < 1000; index += 1) now.world.as(now.ana).say(channel, `line ${index}`);
    const claimed = new Date(Date.parse(NOW) + 90_000).toISOString();
    expect(await now.slack.find(channel, ['note:345'], claimed)).toEqual(new Map([['note:345', ts]]));
    expect(now.asked('conversations.history')).toBe(2);
  });
});

describe('a card', () => {
  it('has a title and its fields side by side, and is edited in place', async () => {
    const channel = await now.channel();
    const { ts } = value(await now.slack.post(channel, card()));
    value(await now.slack.pin(channel, ts));
    value(await now.slack.edit(channel, ts, card({ key: 'card', title: '#12 Mitigated & <calm>' })));
    const { messages, pins } = now.world.channel(channel);
    const [message] = messages.filter((one) => one.ts === ts);
    expect(message?.blocks).toMatchObject([
      { type: 'header', text: { type: 'plain_text', text: '#12 Mitigated & <calm>' } },
      {
        type: 'section',
        fields: [
          { type: 'mrkdwn', text: '*Status*\nresponding', verbatim: true },
          { type: 'mrkdwn', text: expect.stringMatching(/^\*Commander\*\n@\u200b?ana$/), verbatim: true },
        ],
      },
      { type: 'section', text: { text: expect.stringMatching(/^\*Pulls fail\* since 04:00\.\n+☐ find a commander$/) } },
    ]);
    expect(message).toMatchObject({ edited: false, metadata: { event_payload: { key: 'card' } } });
    expect(pins.map((one) => one.ts)).toEqual([ts]);
  });

  it.each<[string, Partial<Card>]>([
    ['no fields', { fields: [] }],
    ['nothing but a title', { fields: [], text: [] }],
    ['nothing at all', { fields: [], text: [], title: ' ', summary: '' }],
    ['an empty field', { fields: [{ name: '', text: [] }] }],
    ['a title of 400 characters', { title: '👍&'.repeat(200) }],
    [
      '40 fields of 3,000',
      { fields: Array.from({ length: 40 }, () => ({ name: 'n'.repeat(300), text: parse('& '.repeat(1500)) })) },
    ],
    ['1 MB of text', { text: parse('one <two> & *three*\n\n'.repeat(50_000)) }],
    ['one line of 100,000', { text: parse('&<>"'.repeat(25_000)) }],
    ['a code block of 50,000', { text: parse(`\`\`\`\n${'x < y\n'.repeat(8000)}\`\`\``) }],
    ['a summary of 50,000', { summary: '&'.repeat(50_000) }],
    ['NUL, direction marks and half a character', { title: 'a\u0000b\u202ec\ud800', summary: '\u0000\u202e\ud800' }],
  ])('with %s is taken, posted and edited', async (_what, more) => {
    const channel = await now.channel();
    const { ts } = value(await now.slack.post(channel, card(more)));
    value(await now.slack.edit(channel, ts, card(more)));
    // Taken as it is: not once more as a plain text.
    expect([now.asked('chat.postMessage'), now.asked('chat.update')]).toEqual([1, 1]);
  });
});

describe('what people wrote', () => {
  const HOSTILE = [
    ...[
      '<!channel>',
      '<!here>',
      '<!everyone>',
      '<@U0000000001>',
      '<!subteam^S0000000001>',
      '@here',
      '@channel',
      '@ana',
    ],
    ...['#general', '<https://evil.example|https://good.example>', '<!date^1^{time}|x>', '&lt;!channel&gt;', '*_~`'],
    ...['[x](javascript:alert(1))', '[a|<!channel>](https://x.example/<!here>|b)', '```\n<!channel>\n```', '> <!here>'],
  ];

  it.each(HOSTILE)('%j wakes nobody, wherever it stands', async (text) => {
    const channel = await now.channel();
    const blocks = parse(text);
    const hostile = card({ text: blocks, title: text, summary: text, fields: [{ name: text, text: blocks }] });
    const { ts } = value(await now.slack.post(channel, hostile));
    value(await now.slack.edit(channel, ts, hostile));
    value(await now.slack.setTopic(channel, text));
    value(await now.slack.setPurpose(channel, text));
    value(await now.slack.setBookmarks(channel, [{ title: text, link: 'https://gitlab.example.com/x' }]));
    value(await now.slack.schedule(channel, '2026-03-11T05:00:00Z', text));
    now.world.clock.set('2026-03-11T06:00:00Z');
    now.world.tick();
    const { messages } = now.world.channel(channel);
    // Slack's own lines name whoever set a topic.
    expect(messages.filter(({ note }) => note === undefined).flatMap(({ rings }) => rings)).toEqual([]);
    expect(messages.filter(({ note }) => note === undefined)).toHaveLength(2);
    // A title is plain text: nothing is parsed in it.
    const parsed = messages.map((one) => [one.text, one.blocks.filter(({ type }) => type !== 'header')]);
    expect(JSON.stringify(parsed)).not.toContain('<!');
  });
});

describe('what Slack does not take as blocks', () => {
  it.each(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long'])(
    'goes out once more as a short text: %s',
    async (error) => {
      const channel = await now.channel();
      now.fault('chat.postMessage', { do: 'answer', status: 200, body: { ok: false, error } });
      const { ts } = value(await now.slack.post(channel, card({ summary: 'Nexus & <b>' })));
      now.fault('chat.update', { do: 'answer', status: 200, body: { ok: false, error } });
      value(await now.slack.edit(channel, ts, card({ summary: 'Nexus & <b>' })));
      const message = now.world.channel(channel).messages.find((one) => one.ts === ts);
      expect(message?.text).toBe('Nexus &amp; &lt;b&gt;\n<https://gitlab.example.com/ops/incidents/-/issues/12>');
      expect(message?.metadata?.event_payload).toEqual({ key: 'note:345' });
    },
  );

  it('is refused when that is not taken either', async () => {
    const channel = await now.channel();
    const body = { ok: false, error: 'invalid_blocks', response_metadata: { messages: ['[ERROR] too long\n[x]'] } };
    now.fault('chat.postMessage', { do: 'answer', status: 200, body }, 2);
    expect(await now.slack.post(channel, post('x'))).toEqual({
      outcome: 'refused',
      status: 400,
      reason: 'invalid_blocks: [ERROR] too long [x]',
    });
    expect(now.asked('chat.postMessage')).toBe(2);
  });
});

describe('a message that cannot be edited', () => {
  it.each<[string, number, (channel: string) => Promise<string>]>([
    [
      'is gone',
      404,
      async (channel) => {
        const { ts } = value(await now.slack.post(channel, post('x')));
        value(await now.slack.remove(channel, ts));
        return ts;
      },
    ],
    [
      'is somebody else’s',
      404,
      async (channel) => {
        now.world.as(now.ana).join(channel);
        return now.world.as(now.ana).say(channel, 'mine');
      },
    ],
    [
      'is too old for this workspace',
      404,
      async (channel) => {
        const { ts } = value(await now.slack.post(channel, post('x')));
        now.world.settings.editWindowMinutes = 5;
        now.world.clock.set('2026-03-11T05:00:00Z');
        return ts;
      },
    ],
    [
      'is in an archived channel',
      410,
      async (channel) => {
        const { ts } = value(await now.slack.post(channel, post('x')));
        value(await now.slack.archive(channel));
        return ts;
      },
    ],
  ])('since it %s is refused with %i', async (_why, status, made) => {
    const channel = await now.channel();
    const ts = await made(channel);
    expect(await now.slack.edit(channel, ts, post('y'))).toMatchObject({ outcome: 'refused', status });
  });

  it('is removed once: that it is gone is what was wanted', async () => {
    const channel = await now.channel();
    const { ts } = value(await now.slack.post(channel, post('x')));
    for (const run of [now.slack, now.again()]) value(await run.remove(channel, ts));
  });
});

describe('pins and reactions', () => {
  it('are done where they are there already', async () => {
    const channel = await now.channel();
    const { ts } = value(await now.slack.post(channel, post('x')));
    for (const run of [now.slack, now.again()]) {
      value(await run.pin(channel, ts));
      value(await run.react(channel, ts, 'white_check_mark'));
    }
    const { pins, messages } = now.world.channel(channel);
    expect(pins).toHaveLength(1);
    expect(messages.find((one) => one.ts === ts)?.reactions).toEqual([{ name: 'white_check_mark', by: ['sitrep'] }]);
  });

  it('are refused of a message that is gone', async () => {
    const channel = await now.channel();
    expect(await now.slack.pin(channel, '1.000000')).toMatchObject({ outcome: 'refused', status: 404 });
    expect(await now.slack.react(channel, '1.000000', 'eyes')).toMatchObject({ outcome: 'refused', status: 404 });
  });
});

describe('bookmarks', () => {
  const WANTED = [
    { title: 'Incident', link: 'https://gitlab.example.com/ops/incidents/-/issues/12' },
    { title: 'Call', link: 'https://zoom.example.com/j/1' },
  ];

  it('are each there once, whatever was there before', async () => {
    const channel = await now.channel();
    value(
      await now.slack.setBookmarks(channel, [
        { title: 'Old', link: 'https://old.example.com/' },
        ...WANTED.slice(0, 1),
      ]),
    );
    for (const run of [now.slack, now.again()])
      value(
        await run.setBookmarks(channel, [
          { ...WANTED[0], title: 'The incident', link: WANTED[0]?.link ?? '' },
          ...WANTED.slice(1),
        ]),
      );
    expect(now.world.channel(channel).bookmarks).toEqual([
      { title: 'The incident', link: WANTED[0]?.link },
      { title: 'Call', link: WANTED[1]?.link },
    ]);
    expect(['add', 'edit', 'remove'].map((verb) => now.asked(`bookmarks.${verb}`))).toEqual([3, 1, 1]);
  });

  it('with titles that no person should have typed are taken, once', async () => {
    const channel = await now.channel();
    const odd = [{ title: 'a\ud800 & <b>\n\u202e', link: 'https://x.example/' }];
    for (const run of [now.slack, now.again()]) value(await run.setBookmarks(channel, odd));
    expect(['add', 'edit'].map((verb) => now.asked(`bookmarks.${verb}`))).toEqual([1, 0]);
  });

  it.each(['cut-before', 'cut-after'] as const)('are not doubled after a line was %s', async (act) => {
    const channel = await now.channel();
    now.fault('bookmarks.add', { do: act });
    expect(await now.slack.setBookmarks(channel, WANTED)).toMatchObject({ outcome: 'unknown' });
    value(await now.again().setBookmarks(channel, WANTED));
    expect(now.world.channel(channel).bookmarks.map(({ title }) => title)).toEqual(['Incident', 'Call']);
  });

  it('of other apps stay', async () => {
    const channel = await now.channel();
    const other = now.world.addApp({ scopes: ['bookmarks:write', 'bookmarks:read', 'channels:join', 'channels:read'] });
    const colleague = now.again({ token: other.botToken });
    value(await colleague.joinChannel(channel));
    value(await colleague.setBookmarks(channel, [{ title: 'Grafana', link: 'https://grafana.example.com/' }]));
    for (const wanted of [WANTED, []]) value(await now.slack.setBookmarks(channel, wanted));
    expect(now.world.channel(channel).bookmarks.map(({ title }) => title)).toEqual(['Grafana']);
  });
});
