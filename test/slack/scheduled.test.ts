// Messages that Slack posts by itself, unless the Slack adapter takes them back.

import { describe, expect, it } from 'vitest';
import { given, value } from './given.ts';

const now = given();
const LATER = '2026-03-11T05:00:00.000Z';

describe('a scheduled message', () => {
  it('is posted by Slack at its time', async () => {
    const channel = await now.channel();
    const { id } = value(await now.slack.schedule(channel, LATER, 'sitrep is silent & <!here>'));
    expect(await now.slack.scheduled(channel)).toEqual([{ id, at: LATER }]);
    now.world.clock.set('2026-03-11T05:00:01Z');
    now.world.tick();
    expect(now.world.channel(channel).messages.at(-1)).toMatchObject({
      text: 'sitrep is silent &amp; &lt;!here&gt;',
      by: 'sitrep',
      rings: [],
    });
    expect(await now.slack.scheduled(channel)).toEqual([]);
  });

  it('is taken back once; that it is not there any more is what was wanted', async () => {
    const channel = await now.channel();
    const { id } = value(await now.slack.schedule(channel, LATER, 'silent'));
    now.fault('chat.deleteScheduledMessage', { do: 'cut-after' });
    expect((await now.slack.unschedule(channel, id)).outcome).toBe('unknown');
    expect((await now.again().unschedule(channel, id)).outcome).toBe('done');
    expect(now.world.channel(channel).scheduled).toEqual([]);
  });

  it('cannot be taken back in its last minute, which is not taken for done', async () => {
    const channel = await now.channel();
    const { id } = value(await now.slack.schedule(channel, LATER, 'silent'));
    now.world.clock.set('2026-03-11T04:59:30Z');
    expect(await now.slack.unschedule(channel, id)).toMatchObject({ outcome: 'refused', status: 400 });
  });

  it.each([
    ['in the past', '2026-03-11T03:00:00Z', 'time_in_past'],
    ['more than 120 days ahead', '2026-08-11T03:00:00Z', 'time_too_far'],
  ])('%s is refused', async (_when, at, code) => {
    const channel = await now.channel();
    expect(await now.slack.schedule(channel, at, 'x')).toMatchObject({ outcome: 'refused', status: 400, reason: code });
  });
});
