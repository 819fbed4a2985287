// How many requests the Slack adapter sends, and how fast.

import { describe, expect, it } from 'vitest';
import { given, NOW, post, value } from './given.ts';

const now = given();

describe('requests', () => {
  it('are counted, by method', async () => {
    const channel = await now.channel();
    value(await now.slack.post(channel, post('x')));
    const { count } = now.slack.requests;
    expect(now.slack.requests.byMethod()).toEqual(
      new Map([
        ['auth.test', 1],
        ['users.conversations', 1],
        ['conversations.create', 1],
        ['conversations.info', 1],
        ['conversations.setPurpose', 1],
        ['chat.postMessage', 1],
      ]),
    );
    expect(count).toBe(6);
  });
});

describe('the pace', () => {
  it('lets a few messages go at once and then one a second, for each channel', async () => {
    const [one, other] = [await now.channel('a'), await now.channel('b')];
    now.time.waits.length = 0;
    for (let index = 0; index < 5; index += 1) value(await now.slack.post(one, post('x', { key: `${index}` })));
    expect(now.time.waits).toEqual([1000, 1000]);
    value(await now.slack.post(other, post('x')));
    expect(now.time.waits).toEqual([1000, 1000]);
  });
});

describe('under Slack’s own limits', () => {
  const limited = given({ limits: 'slack' });

  it('a busy run is never refused', async () => {
    const clock = limited.world.clock;
    const time = {
      ...limited.time,
      now: () => clock.now(),
      sleep: async (ms: number) => clock.set(new Date(clock.now() + ms).toISOString()),
    };
    const slack = limited.again({ time });
    const id = value(await slack.openChannel({ name: 'busy', stem: 'busy', private: false, purpose: 'busy' })).id;
    for (let index = 0; index < 30; index += 1) {
      const { ts } = value(await slack.post(id, post(`line ${index}`, { key: `${index}` })));
      value(await slack.setTopic(id, `topic ${index}`));
      value(await slack.pin(id, ts));
      value(await slack.edit(id, ts, post('edited')));
    }
    expect(limited.world.requests.all.filter(({ status }) => status === 429)).toEqual([]);
    expect(Date.parse(NOW) + 4 * 60_000).toBeGreaterThan(clock.now());
  });
});
