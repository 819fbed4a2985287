// Who people are and who the bot is, as the Slack adapter tells it.

import { describe, expect, it } from 'vitest';
import { given } from './given.ts';

const now = given();

describe('people', () => {
  it('are known by id and by e-mail, and asked for once', async () => {
    const { id } = now.world.addUser({ name: 'zoe', email: 'zoe@example.com' });
    const zoe = { id, name: 'zoe', email: 'zoe@example.com', bot: false, deleted: false, foreign: false };
    for (const mail of ['zoe@example.com', ' Zoe@Example.com ']) expect(await now.slack.userByEmail(mail)).toEqual(zoe);
    for (const _twice of [1, 2]) expect(await now.slack.user(id)).toEqual(zoe);
    expect([now.asked('users.lookupByEmail'), now.asked('users.info')]).toEqual([1, 1]);
  });

  it.each([
    ['of another workspace', {}, { team_id: 'T0VENDOR' }, true],
    ['of no workspace that is told', {}, {}, true],
    ['a stranger', {}, { team_id: 'T0OURS', is_stranger: true }, true],
    ['of another organisation', { enterprise_id: 'E0OURS' }, { enterprise_user: { enterprise_id: 'E0VENDOR' } }, true],
    ['of ours', {}, { team_id: 'T0OURS' }, false],
    [
      'of another workspace of our organisation',
      { enterprise_id: 'E0OURS' },
      { team_id: 'T0SALES', enterprise_user: { enterprise_id: 'E0OURS' } },
      false,
    ],
  ])('%s: who is foreign is told as such', async (_who, me, them, foreign) => {
    const bot = { ok: true, user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T0OURS', url: 'https://x.example/', ...me };
    now.fault('auth.test', { do: 'answer', status: 200, body: bot });
    const user = { id: 'U0ZOE', name: 'zoe', profile: { email: 'zoe@example.com' }, ...them };
    now.fault('users.info', { do: 'answer', status: 200, body: { ok: true, user } });
    expect(await now.slack.user('U0ZOE')).toMatchObject({ email: 'zoe@example.com', foreign });
  });

  it('are undefined where there is nobody', async () => {
    expect([await now.slack.user('U0NOBODY00'), await now.slack.userByEmail('nobody@example.com')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('who left are told as such, and the bot is one', async () => {
    const gone = now.world.addUser({ name: 'gone', deleted: true });
    expect(await now.slack.user(gone.id)).toMatchObject({ deleted: true });
    expect(await now.slack.user(now.app.bot.id)).toMatchObject({ bot: true });
  });
});

describe('the bot', () => {
  it('knows who it is and what it may, and is asked once', async () => {
    const me = await now.slack.me();
    expect(me).toMatchObject({
      user: now.app.bot.id,
      bot: now.app.botId,
      url: expect.stringMatching(/^https:\/\/.*\/$/),
    });
    expect(me.scopes).toContain('chat:write');
    await now.slack.me();
    expect(now.asked('auth.test')).toBe(1);
  });

  it('makes addresses without asking', async () => {
    const { url } = await now.slack.me();
    expect(await now.slack.link('C1')).toBe(`${url}archives/C1`);
    expect(await now.slack.link('C1', '1773201600.002009')).toBe(`${url}archives/C1/p1773201600002009`);
    expect(now.slack.requests.count).toBe(1);
  });
});
