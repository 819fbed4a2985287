// The Slack adapter on a Slack that nobody here wrote: `emulate`, as a second opinion on the sandbox. It knows no
// `users.conversations`, no bookmarks' owners and no bots' ids, so what rests on those is left out.

import { createEmulator, type Emulator } from 'emulate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Channel, Slack } from '../../src/slack/port.ts';
import { connectSlack } from '../../src/slack/slack.ts';
import { fastTime } from '../gitlab/given.ts';
import { post, value } from './given.ts';

let emulator: Emulator;
let slack: Slack;

beforeEach(async () => {
  emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name: 'Acme' },
        users: [
          { name: 'sitrep', email: 'sitrep@example.com' },
          { name: 'ana', email: 'ana@example.com' },
        ],
        channels: [{ name: 'general' }],
        tokens: [{ token: 'xoxb-emulated', user: 'sitrep' }],
      },
    },
  });
  slack = connectSlack({ token: 'xoxb-emulated', url: emulator.url, time: fastTime() });
});
afterEach(() => emulator.close());

/** A channel of the bot's, which is in it. */
async function created(name: string): Promise<Channel> {
  const answer = await fetch(`${emulator.url}/api/conversations.create`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-emulated', 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  expect(answer.status).toBe(200);
  const channel = (await slack.channelsNamed([name])).get(name);
  if (!channel) throw new Error(`there is no ${name}`);
  return channel;
}

describe('on emulate', () => {
  it('a channel is opened, described, filled, read and archived', async () => {
    const channel = await created('inc-12-nexus');
    value(await slack.setPurpose(channel.id, '#12 & <more>'));
    expect(channel).toMatchObject({ name: 'inc-12-nexus', member: true, creator: (await slack.me()).user });
    value(await slack.setTopic(channel.id, 'S2 & calm'));
    expect(await slack.channel(channel.id)).toMatchObject({ topic: 'S2 & calm', purpose: '#12 & <more>' });
    const ana = await slack.userByEmail('ana@example.com');
    expect(value(await slack.invite(channel.id, [ana?.id ?? '']))).toEqual([]);
    value(await slack.renameChannel(channel.id, 'inc-12 disk'));
    expect((await slack.channel(channel.id))?.name).toBe('inc-12-disk');
    for (const _twice of [1, 2]) value(await slack.archive(channel.id));
    expect(await slack.post(channel.id, post('late'))).toMatchObject({ outcome: 'refused', status: 410 });
  });

  it('a message is posted once, found by its key, edited, pinned, marked and taken away', async () => {
    const { id } = await created('inc-12');
    const since = new Date().toISOString();
    const { ts } = value(await slack.post(id, post('**first**')));
    const { ts: reply } = value(await slack.post(id, post('second', { key: 'reply', thread: ts })));
    expect(await slack.find(id, ['note:345', 'reply'], since)).toEqual(
      new Map([
        ['note:345', ts],
        ['reply', reply],
      ]),
    );
    value(await slack.edit(id, ts, post('third', { summary: 'edited' })));
    for (const _twice of [1, 2]) value(await slack.pin(id, ts));
    for (const _twice of [1, 2]) value(await slack.react(id, ts, 'eyes'));
    const told = (await slack.messages(id, undefined, since)).filter(({ subtype }) => subtype === undefined);
    expect(told.map(({ text, ours, thread }) => [text, ours, thread])).toEqual([
      ['edited', true, undefined],
      ['A sitrep', true, ts],
    ]);
    expect(told[0]?.reactions.map(({ name }) => name)).toEqual(['eyes']);
    value(await slack.remove(id, reply));
    expect(await slack.edit(id, reply, post('x'))).toMatchObject({ outcome: 'refused', status: 404 });
  });

  it('a message is scheduled, and taken back', async () => {
    const { id } = await created('inc-12');
    const at = `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 19)}.000Z`;
    const { id: scheduled } = value(await slack.schedule(id, at, 'silent'));
    expect(await slack.scheduled(id)).toEqual([{ id: scheduled, at }]);
    for (const _twice of [1, 2]) value(await slack.unschedule(id, scheduled));
    expect(await slack.scheduled(id)).toEqual([]);
  });

  it('who is not there is nobody', async () => {
    expect([
      await slack.user('U0NOBODY00'),
      await slack.userByEmail('no@example.com'),
      await slack.channel('C0'),
    ]).toEqual([undefined, undefined, undefined]);
  });
});
