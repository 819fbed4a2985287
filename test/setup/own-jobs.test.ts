// Which jobs are ours: also where the include gives them other names.

import { afterEach, expect, it } from 'vitest';
import { ownJobs } from '../../src/setup/ci-file/own-jobs.ts';
import { type SetUp, setUp } from './set-up.ts';

let set: SetUp | undefined;
afterEach(() => set?.stage.close());

it.each([
  [[], 'sitrep-react', true],
  [[], 'sitrep-review-check', true],
  [[], '.sitrep-sweep-from-image', true],
  [[], 'sitrep-deploy', false],
  [[], 'react', false],
  [['incident-'], 'incident-react', true],
  [['incident-'], 'sitrep-react', false],
  [[''], 'react', true],
  [[undefined, 'b-'], 'sitrep-react', true],
  [[undefined, 'b-'], 'b-sweep', true],
])('prefixes %j: %s is ours: %s', (prefixes, name, own) => {
  const includes = prefixes.map((prefix) => ({ inputs: prefix === undefined ? {} : { 'job-prefix': prefix } }));
  expect(ownJobs(includes)(name)).toBe(own);
});

it('under another prefix they are nobody else’s to doctor, and init has nothing to refuse', async () => {
  set = await setUp();
  const text = await set.text('.gitlab-ci.yml');
  const other = text.replace('bot: sitrep-bot', 'bot: sitrep-bot\n      job-prefix: incident-');
  expect(other).not.toBe(text);
  await set.commit({ '.gitlab-ci.yml': other });
  expect((await set.doctor()).filter(({ state }) => state !== 'good')).toEqual([]);
  await set.sitrep('init', '--yes', '--no-proof', '--profile', 'gitlab.com-free');
  expect(await set.text('.gitlab-ci.yml')).toBe(other);
});
