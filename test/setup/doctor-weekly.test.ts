// Once a week sitrep examines itself: one issue when something turned bad, a comment a week at most, silence otherwise.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SetUp, setUp } from './set-up.ts';

let set: SetUp;
beforeAll(async () => {
  set = await setUp();
}, 60_000);
afterAll(() => set.stage.close());

const DAY = 24 * 60;
const HEALED = { masked: true };
const LABEL = { name: 'drill', color: '#2e8b57' };

// One project through eight weeks, in the order in which these stand.

it('a daily full run in the first week after the installation examines nothing', async () => {
  await dailyRun(1);
  expect(await noted()).toBeUndefined();
});

it('after a week it is examined, and where nothing is bad nothing is said', async () => {
  await dailyRun(6);
  expect(await noted()).toMatchObject({ bad: [] });
  expect(await told()).toEqual([]);
});

it('what turned bad waits for the week to end, then it is told in one issue, which is no incident', async () => {
  await set.ask('root', 'DELETE', `${set.api}/labels/drill`);
  await dailyRun(1);
  expect(await told()).toEqual([]);
  await dailyRun(6);
  const [issue, ...others] = await told();
  expect(others).toEqual([]);
  expect(issue).toMatchObject({ state: 'opened', issue_type: 'issue', confidential: false });
  expect(issue?.description).toMatch(/- Labels are missing: drill\.\n {2}Run `sitrep init`/);
  expect(await noted()).toMatchObject({ bad: ['labels'], issue: issue?.iid });
  await set.sitrep('sweep');
  await expect(set.text(`open/${issue?.iid}.jsonl`, 'incident-journal')).rejects.toThrow('404');
});

it('what stays bad is not told again', async () => {
  await dailyRun(7);
  expect(await told()).toHaveLength(1);
  expect(await comments()).toEqual([]);
});

it('what turned bad since is told in a comment, with what is good again', async () => {
  await set.ask('root', 'POST', `${set.api}/labels`, LABEL);
  await set.ask('root', 'PUT', `${set.api}/variables/SITREP_TOKEN`, { masked: false });
  const before = await set.text('doctor.json', 'incident-journal');
  await dailyRun(7);
  const [comment, ...more] = await comments();
  expect(more).toEqual([]);
  expect(comment).toMatch(/SITREP\\_TOKEN is not masked/);
  expect(comment).toMatch(/`PUT \/projects\/\d+\/variables\/SITREP_TOKEN \{"masked":true\}`/);
  expect(comment).toMatch(/Good again: `labels`\./);

  // As if the run had been killed before it noted what it did.
  await set.commit({ 'doctor.json': before }, 'incident-journal');
  await set.sitrep('sweep', '--full');
  expect(await comments()).toHaveLength(1);
  expect(await told()).toHaveLength(1);
});

it('when all is good again it says so once, and closes the issue', async () => {
  await set.ask('root', 'PUT', `${set.api}/variables/SITREP_TOKEN`, HEALED);
  const before = await set.text('doctor.json', 'incident-journal');
  await dailyRun(7);
  expect(await told()).toMatchObject([{ state: 'closed' }]);
  expect((await comments()).slice(1)).toEqual([expect.stringMatching(/^All is good again\.\n/)]);

  await set.commit({ 'doctor.json': before }, 'incident-journal');
  await set.sitrep('sweep', '--full');
  await dailyRun(7);
  expect(await told()).toMatchObject([{ state: 'closed' }]);
  expect(await comments()).toHaveLength(2);
});

it('an issue that somebody closed stays closed: what turns bad later has one of its own', async () => {
  await set.ask('root', 'DELETE', `${set.api}/labels/drill`);
  await dailyRun(7);
  const open = (await told()).find(({ state }) => state === 'opened');
  await set.ask('root', 'PUT', `${set.api}/issues/${open?.iid}`, { state_event: 'close' });
  await dailyRun(7);
  expect((await told()).map(({ state }) => state)).toEqual(['closed', 'closed']);

  await set.ask('root', 'PUT', `${set.api}/variables/SITREP_TOKEN`, { masked: false });
  const before = await set.text('doctor.json', 'incident-journal');
  await dailyRun(7);
  expect((await told()).map(({ state }) => state)).toEqual(['closed', 'closed', 'opened']);
  await set.commit({ 'doctor.json': before }, 'incident-journal');
  await set.sitrep('sweep', '--full');
  expect(await told()).toHaveLength(3);
});

it('in a project that others than members can read, the issue is confidential', async () => {
  await set.ask('root', 'PUT', set.api, { visibility: 'public' });
  for (const { iid } of await told())
    await set.ask('root', 'PUT', `${set.api}/issues/${iid}`, { state_event: 'close' });
  await set.ask('root', 'PUT', set.api, { merge_requests_access_level: 'disabled' });
  await dailyRun(7);
  expect((await told()).at(-1)).toMatchObject({ state: 'opened', confidential: true });
});

it('where the configuration says enabled: false, nothing is said', async () => {
  await set.commit({ '.gitlab/sitrep.yml': 'enabled: false\n' });
  const before = await told();
  await set.ask('root', 'PUT', set.api, { builds_access_level: 'disabled' });
  await dailyRun(7);
  expect(await told()).toEqual(before);
});

async function dailyRun(days: number): Promise<void> {
  await set.stage.gitlab.advance(days * DAY);
  await set.sitrep('sweep', '--full');
  await set.stage.gitlab.idle();
}

interface Told {
  readonly iid: number;
  readonly title: string;
  readonly state: string;
  readonly description: string;
}

/** The issues of the weekly examination, oldest first. */
async function told(): Promise<readonly Told[]> {
  const all = await set.ask<Told[]>('root', 'GET', `${set.api}/issues?sort=asc&order_by=created_at&per_page=100`);
  return all.filter(({ title }) => title === 'sitrep needs attention');
}

/** What sitrep said on the first of them, oldest first. */
async function comments(): Promise<readonly string[]> {
  const [first] = await told();
  const path = `${set.api}/issues/${first?.iid}/notes?sort=asc&order_by=created_at&per_page=100`;
  const all = await set.ask<{ body: string; system: boolean }[]>('root', 'GET', path);
  return all.filter(({ system }) => !system).map(({ body }) => body);
}

async function noted(): Promise<unknown> {
  try {
    const text = await set.text('doctor.json', 'incident-journal');
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
