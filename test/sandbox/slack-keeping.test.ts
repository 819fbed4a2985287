// The embedded Slack: pins, bookmarks, reactions, people, files, and messages for later.

import { describe, expect, it } from 'vitest';
import { type Caller, callerFor, idOf, textOf, useSlack } from './slack-world.ts';

const world = useSlack();

async function post(bot: Caller, channel: string, text = 'hi'): Promise<string> {
  return textOf(await bot.ok('chat.postMessage', { channel, text }), 'ts');
}

describe('pins', () => {
  it('hold a message once, and say so in the channel', async () => {
    const { slack, bot, app, own } = world();
    const timestamp = await post(bot, own);
    expect(await bot.code('pins.remove', { channel: own, timestamp })).toBe('no_pin');
    expect(await bot.code('pins.add', { channel: own, timestamp })).toBe('ok');
    expect(await bot.code('pins.add', { channel: own, timestamp })).toBe('already_pinned');
    expect(await bot.ok('pins.list', { channel: own })).toMatchObject({
      items: [{ type: 'message', channel: own, created_by: app.bot.id, message: { ts: timestamp, pinned_to: [own] } }],
    });
    const note = slack.channel(own).messages.at(-1);
    expect(note).toMatchObject({ note: 'pinned_item' });
    expect(await bot.code('pins.add', { channel: own, timestamp: note?.ts })).toBe('not_pinnable');
    expect(await bot.code('pins.add', { channel: own, timestamp: '1.000000' })).toBe('message_not_found');
    expect(await bot.code('pins.add', { channel: own, timestamp: 'now' })).toBe('bad_timestamp');
    expect(await bot.code('pins.add', { channel: own })).toBe('no_item_specified');
    expect(await bot.code('pins.remove', { channel: own, timestamp })).toBe('ok');
    expect(slack.channel(own).pins).toEqual([]);
  });

  it('are at most a hundred', async () => {
    const { bot, own } = world();
    for (let count = 0; count < 100; count += 1)
      await bot.ok('pins.add', { channel: own, timestamp: await post(bot, own) });
    expect(await bot.code('pins.add', { channel: own, timestamp: await post(bot, own) })).toBe('too_many_pins');
  });
});

describe('bookmarks', () => {
  it('are not unique: adding twice gives two', async () => {
    const { slack, bot, own } = world();
    const bookmark = { channel_id: own, title: 'Issue', type: 'link', link: 'https://gitlab.example/12' };
    const first = idOf((await bot.ok('bookmarks.add', bookmark))['bookmark']);
    await bot.ok('bookmarks.add', bookmark);
    await bot.ok('bookmarks.edit', { channel_id: own, bookmark_id: first, title: 'Ticket' });
    expect(slack.channel(own).bookmarks.map(({ title }) => title)).toEqual(['Ticket', 'Issue']);
    await bot.ok('bookmarks.remove', { channel_id: own, bookmark_id: first });
    expect(await bot.ok('bookmarks.list', { channel_id: own })).toMatchObject({ bookmarks: [{ title: 'Issue' }] });
  });

  it.each`
    change                         | code
    ${{ type: 'file' }}            | ${'invalid_bookmark_type'}
    ${{ link: 'javascript:1' }}    | ${'invalid_link'}
    ${{ link: '' }}                | ${'invalid_link'}
    ${{ title: '' }}               | ${'invalid_arguments'}
    ${{ channel_id: 'C0NOWHERE' }} | ${'channel_not_found'}
    ${{ link: 'mailto:a@b.test' }} | ${'ok'}
  `('$change: $code', async ({ change, code }) => {
    const { bot, own } = world();
    const bookmark = { channel_id: own, title: 'Issue', type: 'link', link: 'https://gitlab.example/12', ...change };
    expect(await bot.code('bookmarks.add', bookmark)).toBe(code);
    expect(await bot.code('bookmarks.edit', { channel_id: own, bookmark_id: 'Bk0' })).toBe('not_found');
  });
});

describe('reactions', () => {
  it('are given once by each', async () => {
    const { slack, bot, app, own, ann } = world();
    await bot.ok('conversations.invite', { channel: own, users: ann.id });
    const timestamp = slack.as(ann).say(own, '!sitrep all well');
    const item = { channel: own, timestamp, name: 'eyes' };
    expect(await bot.code('reactions.add', { ...item, name: ':white_check_mark:' })).toBe('ok');
    expect(await bot.code('reactions.add', item)).toBe('ok');
    expect(await bot.code('reactions.add', item)).toBe('already_reacted');
    slack.as(ann).react(own, timestamp, 'eyes');
    expect(await bot.ok('reactions.get', { channel: own, timestamp })).toMatchObject({
      message: { reactions: [{ name: 'white_check_mark' }, { name: 'eyes', users: [app.bot.id, ann.id], count: 2 }] },
    });
    expect(await bot.code('reactions.remove', item)).toBe('ok');
    expect(await bot.code('reactions.remove', item)).toBe('no_reaction');
    expect(await bot.code('reactions.add', { ...item, name: 'no such' })).toBe('invalid_name');
  });
});

describe('people', () => {
  it('are found by address unless they are gone, and shown with it only to those who may see it', async () => {
    const { slack, bot, ann } = world();
    const gone = slack.addUser({ name: 'gone', deleted: true });
    expect(await bot.ok('users.lookupByEmail', { email: 'ANN@acme.example' })).toMatchObject({
      user: { id: ann.id, name: 'ann', profile: { email: 'ann@acme.example', real_name: 'Ann Archer' } },
    });
    for (const email of ['gone@example.com', 'nobody@acme.example'])
      expect(await bot.code('users.lookupByEmail', { email })).toBe('users_not_found');
    expect(await bot.ok('users.info', { user: gone.id })).toMatchObject({ user: { deleted: true } });
    expect(await bot.code('users.info', { user: 'U0NOBODY' })).toBe('user_not_found');
    const shy = callerFor(slack, slack.addApp({ name: 'shy', scopes: ['users:read'] }).botToken);
    expect((await shy.ok('users.info', { user: ann.id }))['user']).not.toHaveProperty('profile.email');
    const { members } = await bot.ok('users.list');
    expect(members).toMatchObject([{ name: 'ann' }, { name: 'ben' }, { name: 'sitrep', is_bot: true }, {}, {}]);
  });

  it('stand in groups, on a paid plan', async () => {
    const { slack, bot, ann, ben } = world();
    const usergroup = slack.addGroup({ handle: 'on-call', users: [ann, ben] });
    expect(await bot.ok('usergroups.list', { include_users: true, include_count: true })).toMatchObject({
      usergroups: [{ id: usergroup, handle: 'on-call', users: [ann.id, ben.id], user_count: 2 }],
    });
    expect(await bot.ok('usergroups.users.list', { usergroup })).toMatchObject({ users: [ann.id, ben.id] });
    expect(await bot.code('usergroups.users.list', { usergroup: 'S0' })).toBe('no_such_subteam');
    slack.settings.plan = 'free';
    expect(await bot.code('usergroups.list')).toBe('plan_upgrade_required');
  });
});

describe('messages for later', () => {
  const at = (iso: string): number => Date.parse(iso) / 1000;

  it('are posted when the clock has passed them, with the time at which they were due', async () => {
    const { slack, bot, app, own } = world();
    const scheduled = await bot.ok('chat.scheduleMessage', {
      channel: own,
      post_at: at('2026-03-14T09:31:00Z'),
      text: 'silent',
      metadata: { event_type: 'dead_man', event_payload: { key: 'a' } },
    });
    expect(await bot.ok('chat.scheduledMessages.list', { channel: own })).toMatchObject({
      scheduled_messages: [{ id: scheduled['scheduled_message_id'], channel_id: own, text: 'silent' }],
    });
    expect(slack.channel(own).scheduled).toEqual([{ at: '2026-03-14T09:31:00.000Z', by: 'sitrep', text: 'silent' }]);
    slack.clock.set('2026-03-14T09:30:59Z');
    expect(slack.channel(own).messages).toHaveLength(1);
    slack.clock.set('2026-03-14T09:45:00Z');
    slack.tick();
    expect(slack.channel(own).messages.at(-1)).toMatchObject({
      text: 'silent',
      by: app.bot.name,
      at: expect.stringMatching(/^2026-03-14T09:31:00/),
      metadata: { event_type: 'dead_man' },
    });
    expect(await bot.ok('chat.scheduledMessages.list')).toMatchObject({ scheduled_messages: [] });
  });

  it('can be taken back until a minute before', async () => {
    const { slack, bot, own } = world();
    const schedule = async (iso: string): Promise<string> =>
      textOf(
        await bot.ok('chat.scheduleMessage', { channel: own, post_at: at(iso), text: 'silent' }),
        'scheduled_message_id',
      );
    const [near, far] = [await schedule('2026-03-14T09:10:00Z'), await schedule('2026-03-14T09:20:00Z')];
    slack.clock.set('2026-03-14T09:09:30Z');
    const code = (id: string): Promise<string> =>
      bot.code('chat.deleteScheduledMessage', { channel: own, scheduled_message_id: id });
    expect([await code(near), await code(far), await code(far)]).toEqual([
      'invalid_scheduled_message_id',
      'ok',
      'invalid_scheduled_message_id',
    ]);
    slack.clock.set('2026-03-14T09:30:00Z');
    expect(slack.channel(own).messages.filter(({ text }) => text === 'silent')).toHaveLength(1);
  });

  it.each`
    postAt                    | code
    ${'2026-03-14T09:00:00Z'} | ${'time_in_past'}
    ${'2026-07-12T09:01:00Z'} | ${'time_too_far'}
    ${'2026-07-12T08:00:00Z'} | ${'ok'}
  `('for $postAt: $code', async ({ postAt, code }) => {
    const { bot, own } = world();
    expect(await bot.code('chat.scheduleMessage', { channel: own, post_at: at(postAt), text: 'x' })).toBe(code);
    expect(await bot.code('chat.scheduleMessage', { channel: own, post_at: 'soon', text: 'x' })).toBe('invalid_time');
  });

  it('are thirty at most within five minutes, and go down with their channel', async () => {
    const { slack, bot, own } = world();
    const message = { channel: own, post_at: at('2026-03-14T10:00:00Z'), text: 'x' };
    for (let count = 0; count < 30; count += 1) await bot.ok('chat.scheduleMessage', message);
    expect(await bot.code('chat.scheduleMessage', message)).toBe('restricted_too_many');
    await bot.ok('conversations.archive', { channel: own });
    slack.clock.advance(120);
    expect(slack.channel(own).messages.at(-1)?.note).toBe('channel_archive');
  });
});

describe('files', () => {
  it('are seen only after the third step', async () => {
    const { slack, bot, own } = world();
    const text = 'the whole record';
    const begun = await bot.ok('files.getUploadURLExternal', { filename: 'record.md', length: text.length });
    const files = [{ id: begun['file_id'], title: 'Record of #12' }];
    const complete = { files, channel_id: own, initial_comment: 'all of it' };
    expect(await bot.code('files.completeUploadExternal', complete)).toBe('file_not_found');
    const address = textOf(begun, 'upload_url');
    expect((await fetch(address, { method: 'POST', body: 'too short' })).status).toBe(400);
    expect((await fetch(address, { method: 'POST', body: text })).status).toBe(200);
    expect(slack.channel(own).messages).toHaveLength(1);
    await bot.ok('files.completeUploadExternal', complete);
    expect(slack.channel(own).messages.at(-1)).toMatchObject({
      text: 'all of it',
      note: undefined,
      files: [{ name: 'record.md', title: 'Record of #12', text }],
    });
    expect(await bot.ok('conversations.history', { channel: own, limit: 1 })).toMatchObject({
      messages: [{ subtype: 'file_share', files: [{ title: 'Record of #12' }] }],
    });
    expect(await bot.code('files.completeUploadExternal', complete)).toBe('file_not_found');
  });

  it('that are snippets have 1 MB at most', async () => {
    const args = { filename: 'log', length: 1024 * 1024 + 1, snippet_type: 'text' };
    expect(await world().bot.code('files.getUploadURLExternal', args)).toBe('snippet_too_large');
  });
});
