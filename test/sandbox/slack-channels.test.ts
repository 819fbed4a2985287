// The embedded Slack: channels, who is in them, and their names.

import { describe, expect, it } from 'vitest';
import { callerFor, idOf, useSlack } from './slack-world.ts';

const world = useSlack();

describe('making a channel', () => {
  it('makes the bot its creator and first member, which the channel says', async () => {
    const { slack, bot, app, own } = world();
    expect(await bot.ok('conversations.info', { channel: own })).toMatchObject({
      channel: { name: 'inc-12-checkout', creator: app.bot.id, is_member: true, is_private: false, is_archived: false },
    });
    expect(slack.channel(own)).toMatchObject({
      creator: 'sitrep',
      members: ['sitrep'],
      messages: [{ note: 'channel_join', text: `<@${app.bot.id}> has joined the channel` }],
    });
  });

  it.each`
    name                 | code
    ${''}                | ${'invalid_name_required'}
    ${'Inc-13'}          | ${'invalid_name_specials'}
    ${'inc 13'}          | ${'invalid_name_specials'}
    ${'störung'}         | ${'invalid_name_specials'}
    ${'--__'}            | ${'invalid_name_punctuation'}
    ${'x'.repeat(81)}    | ${'invalid_name_maxlength'}
    ${'x'.repeat(80)}    | ${'ok'}
    ${'inc_13-ok'}       | ${'ok'}
    ${'ops'}             | ${'name_taken'}
    ${'inc-12-checkout'} | ${'name_taken'}
  `('named "$name": $code', async ({ name, code }) => {
    expect(await world().bot.code('conversations.create', { name })).toBe(code);
    const { slack, app } = world();
    const twice = code === 'ok' ? 'name_taken' : code;
    expect(await callerFor(slack, app.botToken, 'json').code('conversations.create', { name })).toBe(twice);
  });

  it('keeps the name of an archived channel taken, and the channel is found by its creator', async () => {
    const { bot, own, app } = world();
    await bot.ok('conversations.archive', { channel: own });
    expect(await bot.code('conversations.create', { name: 'inc-12-checkout' })).toBe('name_taken');
    // Archiving puts bots out: the channel is no longer one of the bot's.
    expect(await bot.ok('users.conversations')).toMatchObject({ channels: [] });
    const { channels } = await bot.ok('conversations.list', { types: 'public_channel,private_channel' });
    expect(channels).toMatchObject([{}, {}, { id: own, creator: app.bot.id, is_archived: true, is_member: false }]);
    expect((await bot.ok('conversations.list', { exclude_archived: true }))['channels']).toHaveLength(2);
  });

  it('can be forbidden by the workspace, and to an app without the scope for it', async () => {
    const { slack, bot } = world();
    slack.settings.restricted = ['conversations.create'];
    expect(await bot.code('conversations.create', { name: 'inc-13' })).toBe('restricted_action');
    slack.settings.restricted = [];
    const small = callerFor(slack, slack.addApp({ name: 'small', scopes: ['channels:manage'] }).botToken);
    expect(await small.code('conversations.create', { name: 'inc-13' })).toBe('ok');
    expect(await small.call('conversations.create', { name: 'inc-14', is_private: true })).toMatchObject({
      error: 'missing_scope',
      needed: 'groups:write',
      provided: 'channels:manage',
    });
  });
});

describe('membership', () => {
  it('a private channel that the bot is not in is not there', async () => {
    const { slack, bot, ann, app } = world();
    const secret = slack.as(ann).createChannel('sec-13', { private: true });
    const methods = ['conversations.info', 'conversations.history', 'conversations.members', 'conversations.join'];
    for (const method of methods) expect(await bot.code(method, { channel: secret }), method).toBe('channel_not_found');
    expect(await bot.code('chat.postMessage', { channel: secret, text: 'hi' })).toBe('channel_not_found');
    expect(JSON.stringify(await bot.ok('conversations.list', { types: 'private_channel' }))).not.toContain('sec-13');

    slack.as(ann).invite(secret, app.bot);
    expect(await bot.ok('conversations.list', { types: 'private_channel' })).toMatchObject({
      channels: [{ id: secret, is_private: true, is_member: true }],
    });
    expect(await bot.code('conversations.join', { channel: secret })).toBe('method_not_supported_for_channel_type');
    expect(await bot.code('chat.postMessage', { channel: secret, text: 'hi' })).toBe('ok');
  });

  it('what is public can be seen from outside, and read and written only from inside', async () => {
    const { bot, ops } = world();
    expect(await bot.ok('conversations.info', { channel: ops })).toMatchObject({ channel: { is_member: false } });
    for (const [method, args] of [
      ['chat.postMessage', { text: 'hi' }],
      ['conversations.history', {}],
      ['conversations.setTopic', { topic: 'x' }],
      ['conversations.invite', { users: 'U1' }],
      ['conversations.archive', {}],
      ['pins.add', { timestamp: '1.0' }],
    ] as const)
      expect(await bot.code(method, { channel: ops, ...args }), method).toBe('not_in_channel');
    expect(await bot.ok('conversations.join', { channel: ops })).not.toHaveProperty('warning');
    expect(await bot.ok('conversations.join', { channel: ops })).toMatchObject({ warning: 'already_in_channel' });
    expect(await bot.code('chat.postMessage', { channel: '#ops', text: 'hi' })).toBe('ok');
    await bot.ok('conversations.leave', { channel: ops });
    expect(await bot.ok('conversations.leave', { channel: ops })).toMatchObject({ not_in_channel: true });
    expect(await bot.code('chat.postMessage', { channel: ops, text: 'hi' })).toBe('not_in_channel');
  });

  it('with chat:write.public it may post in public channels, and still not look', async () => {
    const { slack, ops } = world();
    const loud = callerFor(
      slack,
      slack.addApp({ name: 'loud', scopes: ['chat:write', 'chat:write.public', 'channels:history'] }).botToken,
    );
    expect(await loud.code('chat.postMessage', { channel: ops, text: 'hi' })).toBe('ok');
    expect(await loud.code('conversations.history', { channel: ops })).toBe('not_in_channel');
  });

  it('pages through members and channels', async () => {
    const { slack, bot, own } = world();
    const people = ['cem', 'dee', 'eva', 'fay'].map((name) => slack.addUser({ name }));
    await bot.ok('conversations.invite', { channel: own, users: people.map(({ id }) => id).join(',') });
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const page = await bot.ok('conversations.members', { channel: own, limit: 2, cursor });
      seen.push(page['members']);
      cursor = String(Object.values(page['response_metadata'] ?? {})[0]);
    } while (cursor !== '');
    expect(seen.map((page) => Array.isArray(page) && page.length)).toEqual([2, 2, 1]);
    expect(await bot.code('conversations.members', { channel: own, cursor: 'bm9uZQ==' })).toBe('invalid_cursor');
    expect(await bot.code('conversations.list', { limit: 0 })).toBe('invalid_limit');
    expect(await bot.code('conversations.list', { types: 'public' })).toBe('invalid_types');
  });
});

describe('what people do to the channel of a bot', () => {
  it('they take the bot out, make the channel private, delete it', async () => {
    const { slack, bot, app, own, ann } = world();
    await bot.ok('conversations.invite', { channel: own, users: ann.id });
    slack.as(ann).kick(own, app.bot);
    expect(await bot.code('chat.postMessage', { channel: own, text: 'hi' })).toBe('not_in_channel');
    await bot.ok('conversations.join', { channel: own });
    slack.as(ann).makePrivate(own);
    expect(await bot.ok('users.conversations', { types: 'private_channel' })).toMatchObject({
      channels: [{ id: own, is_private: true, is_channel: false, is_group: true }],
    });
    slack.as(ann).deleteChannel(own);
    expect(await bot.code('chat.postMessage', { channel: own, text: 'hi' })).toBe('channel_not_found');
    expect(await bot.code('conversations.create', { name: 'inc-12-checkout' })).toBe('ok');
  });
});

describe('inviting', () => {
  it.each`
    who          | code
    ${'ann'}     | ${'ok'}
    ${'ann,ann'} | ${'ok'}
    ${'sitrep'}  | ${'cant_invite_self'}
    ${'nobody'}  | ${'user_not_found'}
    ${'gone'}    | ${'user_not_found'}
    ${'guest'}   | ${'user_is_restricted'}
    ${'ben'}     | ${'already_in_channel'}
    ${''}        | ${'no_user'}
  `('$who: $code', async ({ who, code }) => {
    const { slack, bot, own, ben } = world();
    slack.addUser({ name: 'gone', deleted: true });
    slack.addUser({ name: 'guest', guest: true });
    await bot.ok('conversations.invite', { channel: own, users: ben.id });
    const ids = String(who)
      .split(',')
      .map((name) => [...slack.store.users.values()].find((user) => user.name === name)?.id ?? name);
    const answer = await bot.call('conversations.invite', { channel: own, users: [...new Set(ids)].join(',') });
    expect(answer.error ?? 'ok').toBe(code);
    if (code !== 'ok' && code !== 'no_user') expect(answer['errors']).toMatchObject([{ ok: false, error: code }]);
  });

  it('one bad id fails all, unless it is forced', async () => {
    const { slack, bot, own, ann, ben } = world();
    const users = `${ann.id},U0NOBODY,${ben.id}`;
    expect(await bot.call('conversations.invite', { channel: own, users })).toMatchObject({
      error: 'user_not_found',
      errors: [{ user: 'U0NOBODY', error: 'user_not_found' }],
    });
    expect(slack.channel(own).members).toEqual(['sitrep']);
    expect(await bot.code('conversations.invite', { channel: own, users, force: true })).toBe('ok');
    expect(slack.channel(own).members).toEqual(['sitrep', 'ann', 'ben']);
  });
});

describe('topic, description, name and end', () => {
  it('stores topics escaped, up to 250 characters, and says each change', async () => {
    const { slack, bot, own } = world();
    const topic = '🔥 S1 <checkout> & co';
    expect(await bot.ok('conversations.setTopic', { channel: own, topic })).toMatchObject({
      channel: { topic: { value: ':fire: S1 &lt;checkout&gt; &amp; co' } },
    });
    expect(await bot.code('conversations.setTopic', { channel: own, topic: 'x'.repeat(251) })).toBe('too_long');
    await bot.ok('conversations.setPurpose', { channel: own, purpose: 'Live' });
    expect(slack.channel(own)).toMatchObject({ topic: ':fire: S1 &lt;checkout&gt; &amp; co', purpose: 'Live' });
    expect(slack.channel(own).messages.map(({ note }) => note)).toEqual([
      'channel_join',
      'channel_topic',
      'channel_purpose',
    ]);
  });

  it('keeps the id and the former names of a channel that is renamed, by a person too', async () => {
    const { slack, bot, own, ann, ops } = world();
    await bot.ok('conversations.invite', { channel: own, users: ann.id });
    slack.as(ann).rename(own, 'checkout-down');
    await bot.ok('conversations.rename', { channel: own, name: 'inc-12-payments' });
    expect(await bot.ok('conversations.info', { channel: own })).toMatchObject({
      channel: { name: 'inc-12-payments', previous_names: ['checkout-down', 'inc-12-checkout'] },
    });
    await bot.ok('conversations.join', { channel: ops });
    expect(await bot.code('conversations.rename', { channel: ops, name: 'mine' })).toBe('not_authorized');
    expect(await bot.code('conversations.rename', { channel: own, name: 'ops' })).toBe('name_taken');
  });

  it('refuses every write to an archived channel, which a bot cannot open again and a person can', async () => {
    const { slack, bot, own, ann } = world();
    await bot.ok('conversations.invite', { channel: own, users: ann.id });
    const { ts } = await bot.ok('chat.postMessage', { channel: own, text: 'hi' });
    const bookmark = { channel_id: own, title: 'Issue', type: 'link', link: 'https://gitlab.example/12' };
    const kept = idOf((await bot.ok('bookmarks.add', bookmark))['bookmark']);
    await bot.ok('conversations.archive', { channel: own });
    for (const [method, args, code] of [
      ['chat.postMessage', { channel: own, text: 'hi' }, 'is_archived'],
      ['chat.update', { channel: own, ts, text: 'ho' }, 'is_inactive'],
      ['chat.delete', { channel: own, ts }, 'is_archived'],
      ['chat.scheduleMessage', { channel: own, text: 'hi', post_at: 1_800_000_000 }, 'is_archived'],
      ['conversations.setTopic', { channel: own, topic: 'x' }, 'is_archived'],
      ['conversations.setPurpose', { channel: own, purpose: 'x' }, 'is_archived'],
      ['conversations.rename', { channel: own, name: 'x' }, 'is_archived'],
      ['conversations.invite', { channel: own, users: 'U1' }, 'is_archived'],
      ['conversations.join', { channel: own }, 'is_archived'],
      ['conversations.leave', { channel: own }, 'is_archived'],
      ['pins.add', { channel: own, timestamp: ts }, 'is_archived'],
      ['bookmarks.add', bookmark, 'is_archived'],
      ['bookmarks.edit', { channel_id: own, bookmark_id: kept, title: 'x' }, 'is_archived'],
      ['reactions.add', { channel: own, timestamp: ts, name: 'eyes' }, 'is_archived'],
      ['conversations.archive', { channel: own }, 'already_archived'],
      ['conversations.unarchive', { channel: own }, 'not_in_channel'],
      ['conversations.history', { channel: own }, 'not_in_channel'],
      ['conversations.info', { channel: own }, 'ok'],
    ] as const)
      expect(await bot.code(method, args), method).toBe(code);
    slack.as(ann).unarchive(own);
    expect(await bot.code('chat.postMessage', { channel: own, text: 'hi' })).toBe('not_in_channel');
    await bot.ok('conversations.join', { channel: own });
    expect(await bot.code('chat.postMessage', { channel: own, text: 'hi' })).toBe('ok');
    expect(await bot.code('conversations.unarchive', { channel: own })).toBe('not_archived');
  });
});
