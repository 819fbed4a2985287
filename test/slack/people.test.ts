// Who people are and who the bot is, as the Slack adapter tells it.

import { describe, expect, it } from 'vitest';
import { given } from './given.ts';

const now = given();

describe('people', () => {
  it('are known by id and by e-mail, and asked for once', async () => {
    const { id } = now.world.addUser({ name: 'zoe', email: 'zoe@example.com' });
    const zoe = { id, name: 'zoe', email: 'zoe@example.com', bot: false, deleted: false };
    for (const mail of ['zoe@example.com', ' Zoe@Example.com ']) expect(await now.slack.userByEmail(mail)).toEqual(zoe);
    for (const _twice of [1, 2]) expect(await now.slack.user(id)).toEqual(zoe);
    expect([now.asked('users.lookupByEmail'), now.asked('users.info')]).toEqual([1, 1]);
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
