// What only time brings: a token that ends, jobs that took long; and what needs another GitLab or project.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/sandbox/gitlab.ts';
import { addRunner } from '../../src/sandbox/projects/runner-data.ts';
import type { Verdict } from '../../src/setup/doctor.ts';
import { type SetUp, setUp } from './set-up.ts';

let set: SetUp;
let whole: Snapshot;
beforeAll(async () => {
  set = await setUp();
  whole = await set.stage.gitlab.snapshot();
}, 60_000);
beforeEach(async () => {
  await set.stage.gitlab.restore(whole);
  set.reset();
});
afterAll(() => set.stage.close());

describe('compute minutes, on GitLab.com’s Free plan', () => {
  it.each([
    [1, 'good', /take 261 compute minutes a month of 400\./],
    [1.25, 'warning', /take 326 compute minutes a month, and 400 are there\. Most of it is sitrep-react: 100%\./],
    [2, 'bad', /take 521 compute minutes a month, and 400 are there/],
  ])('%s hours of jobs a week are %s', async (hours, state, says) => {
    set.jobs.minutes = hours * 60;
    await set.stage.person('cai').open('A question', 'How does this work?');
    await set.stage.gitlab.idle();
    const found = await compute();
    expect(found).toMatchObject({ state, reason: expect.stringMatching(says) });
    if (found.state !== 'bad' && found.state !== 'warning') return;
    expect(found.remedy).toMatch(/A runner of your own costs none/);
    addRunner(set.stage.gitlab.core, { description: 'ours', projectId: set.stage.project.id });
    await set.follow(found.remedy);
    expect(await compute()).toMatchObject({ state: 'good' });
    expect(await one('runner')).toMatchObject({ state: 'good' });
  });
});

// The clock runs on from here: a token lives a year.
describe('a token that ends', () => {
  it.each([
    [31, 'good', /It ends on 2027-03-11\./],
    [30, 'warning', /It ends in 30 days, on 2027-03-11\. After that sitrep stands still\./],
    [15, 'warning', /in 15 days/],
    [14, 'bad', /in 14 days/],
    [1, 'bad', /It ends tomorrow/],
  ])('%i days before its end is %s, and the remedy renews it', async (days, state, says) => {
    set.stage.gitlab.clock.set(new Date(Date.parse('2027-03-11T00:00:00Z') - days * 86_400_000 + 1000).toISOString());
    const found = await one('token-expiry');
    expect(found).toMatchObject({ state, reason: expect.stringMatching(says) });
    if (found.state !== 'bad' && found.state !== 'warning') return;
    await set.follow(found.remedy);
    expect(await one('token-expiry')).toMatchObject({
      state: 'good',
      reason: expect.stringMatching(/^It ends on 2028-/),
    });
    const stored = await set.doctor('maintainer');
    expect(stored.filter(({ id }) => id.startsWith('token-')).map(({ state: is }) => is)).toEqual(
      Array(4).fill('good'),
    );
  });

  it('once it has ended, a maintainer’s doctor says so', async () => {
    set.stage.gitlab.clock.set('2027-03-12T00:00:00Z');
    expect(await one('token-valid')).toMatchObject({
      state: 'bad',
      reason: expect.stringMatching(/expired or revoked/),
    });
  });
});

/** By its host this sandbox is nobody's but ours, where minutes are not counted. */
async function compute(): Promise<Verdict> {
  const { lines } = await set.stage.sitrep(['doctor', '--json', '--profile', 'gitlab.com-free'], {
    SITREP_TOKEN: set.stage.bot.token,
  });
  return only('compute', JSON.parse(lines.join('\n')));
}

async function one(id: string): Promise<Verdict> {
  return only(id, await set.doctor());
}

function only(id: string, verdicts: readonly Verdict[]): Verdict {
  const [found, ...more] = verdicts.filter((verdict) => verdict.id === id);
  if (!found || more.length > 0) throw new Error(`${id} was found ${more.length + (found ? 1 : 0)} times`);
  return found;
}
