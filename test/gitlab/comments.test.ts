// Comments: never a quick action of our own, never faster than GitLab.com allows.

import { afterEach, describe, expect, it } from 'vitest';
import { connectGitLab } from '../../src/gitlab/gitlab.ts';
import type { GitLab } from '../../src/gitlab/port.ts';
import { fastTime, note, type RecordedTime, TOKEN } from './given.ts';
import { type Act, json, playing, type ScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function given(act: Act): Promise<{ gitlab: GitLab; time: RecordedTime }> {
  server = await playing(act);
  const time = fastTime();
  return { time, gitlab: connectGitLab({ url: server.url, token: TOKEN, project: 'ops/incidents', time }) };
}

describe('a comment', () => {
  it.each(['/close', 'Fine.\n/close', 'Fine.\r\n/label ~a', 'Fine.\r/close'])(
    '%j is a mistake of ours: thrown, not sent',
    async (text) => {
      const { gitlab } = await given(json(201, note(1)));
      const mistake = /line \d of a text for GitLab begins with "\/"/;
      await expect(gitlab.say(12, text, false)).rejects.toThrow(mistake);
      await expect(gitlab.edit(12, 1, text)).rejects.toThrow(mistake);
      const request = { branch: 'b', title: 't', description: text, reviewers: [] };
      await expect(gitlab.openMergeRequest(request)).rejects.toThrow(mistake);
      expect(server.seen).toEqual([]);
    },
  );

  it('that GitLab took for quick actions was not stored (E4)', async () => {
    const { gitlab } = await given(json(202, { commands_changes: {}, summary: ['Closed this issue.'] }));
    expect(await gitlab.say(12, ' x', false)).toMatchObject({ outcome: 'refused', status: 202 });
  });

  it('is sent internal where it is', async () => {
    const { gitlab } = await given(json(201, note(1)));
    await gitlab.say(12, 'x', false);
    await gitlab.say(12, 'x', true);
    expect(server.bodies).toEqual(['{"body":"x"}', '{"body":"x","internal":true}']);
  });

  it('keeps below sixty a minute, whatever is waiting (GitLab.com)', async () => {
    const { gitlab, time } = await given(json(201, note(1)));
    const start = time.now();
    const sentAt: number[] = [];
    for (let n = 0; n < 130; n += 1) {
      await gitlab.say(12, 'x', false);
      sentAt.push(time.now() - start);
    }
    const busiest = Math.max(
      ...sentAt.map((at) => sentAt.filter((other) => other >= at && other < at + 60_000).length),
    );
    expect(busiest).toBeLessThan(60);
    expect(sentAt.slice(0, 10)).toEqual(Array(10).fill(0));
    expect(time.now() - start).toBeLessThan(180_000);
  });
});

it('a reaction that is there already is done', async () => {
  const { gitlab } = await given(json(404, { message: '404 Award Emoji Name has already been taken Not Found' }));
  expect(await gitlab.react(12, 1, 'eyes')).toEqual({ outcome: 'done', value: undefined });
});
