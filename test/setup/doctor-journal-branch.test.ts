// doctor that is told of another journal than the one that the jobs write.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Verdict } from '../../src/setup/doctor.ts';
import { type SetUp, setUp } from './set-up.ts';

let set: SetUp;
beforeAll(async () => {
  set = await setUp();
}, 60_000);
afterAll(() => set.stage.close());

async function toldOf(branch: string): Promise<readonly Verdict[]> {
  const env = { SITREP_TOKEN: set.stage.bot.token, SITREP_JOURNAL_BRANCH: branch };
  return JSON.parse((await set.stage.sitrep(['doctor', '--json'], env)).lines.join('\n'));
}

it('a name that is no journal is bad, and the remedy names the branch that the jobs write', async () => {
  const found = (await toldOf('records')).find(({ id }) => id === 'journal-branch');
  expect(found).toMatchObject({
    state: 'bad',
    reason: expect.stringMatching(/to incident-journal, .*looks at records/),
  });
  const remedy = found?.state === 'bad' ? found.remedy : '';
  const [, right = ''] = /`SITREP_JOURNAL_BRANCH=(\S+) sitrep doctor`/.exec(remedy) ?? [];
  expect((await toldOf(right)).filter(({ state }) => state !== 'good')).toEqual([]);
});

it('a name that could not stand in a command is in none', async () => {
  const text = await set.text('.gitlab-ci.yml');
  const hostile = text.replace('bot: sitrep-bot', 'bot: sitrep-bot\n      journal-branch: "x; rm -rf ~"');
  await set.commit({ '.gitlab-ci.yml': hostile });
  const verdicts = await toldOf('incident-journal');
  expect(verdicts.find(({ id }) => id === 'journal-branch')).toMatchObject({ state: 'unknown' });
  expect(JSON.stringify(verdicts)).not.toContain('rm -rf');
});
