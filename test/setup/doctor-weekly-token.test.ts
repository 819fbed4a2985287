// The weekly examination tells of the token's end a month before and two weeks before; and where it fails, the sweep did not.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SetUp, setUp } from './set-up.ts';

/** How git begins to ask for something. */
const OPENING = /info\/refs\?service=git-upload-pack/;

let set: SetUp;
beforeAll(async () => {
  set = await setUp();
}, 60_000);
afterAll(() => set.stage.close());

// The clock runs on from here: the token ends on 2027-03-11.

it('where it fails, that is a problem in the log, and the sweep before it is not done again', async () => {
  const sessions = () => set.stage.gitlab.requests.all.filter(({ url }) => OPENING.test(url)).length;
  const before = sessions();
  await set.sitrep('sweep');
  const ofSweep = sessions() - before;
  set.stage.gitlab.clock.set('2026-04-11T03:40:00Z');
  const act = { do: 'answer', status: 404, body: 'gone' } as const;
  const remove = set.stage.gitlab.faults.add({ path: OPENING, nth: ofSweep + 1, act });
  const { code, lines } = await set.stage.sitrep(['sweep', '--full']);
  remove();
  expect({ code, lines }).toEqual({
    code: 1,
    lines: [
      'nothing to do',
      expect.stringMatching(/^✗ the weekly examination failed, the next daily run tries again: /),
    ],
  });
});

it('the end of the token is told from 30 days before on, once, and again when it is near; renewed, all is good', async () => {
  await sweepOn('2027-02-04');
  expect(await told()).toEqual([]);
  await sweepOn('2027-02-11');
  expect(await told()).toEqual([
    expect.stringMatching(/- It ends in 28 days, on 2027-03-11\..*\n {2}Renew it as the bot/),
  ]);
  await sweepOn('2027-02-18');
  expect(await told()).toHaveLength(1);
  await sweepOn('2027-02-25');
  expect((await told()).slice(1)).toEqual([expect.stringMatching(/^New since.*\n\n- It ends in 14 days/)]);
  const remedy = (await set.doctor()).find(({ id }) => id === 'token-expiry');
  await set.follow(remedy?.state === 'bad' ? remedy.remedy : '');
  await sweepOn('2027-03-04');
  expect((await told()).slice(2)).toEqual([expect.stringMatching(/^All is good again\./)]);
});

async function sweepOn(day: string): Promise<void> {
  set.stage.gitlab.clock.set(`${day}T03:40:00Z`);
  // The clock was set, so no schedule ran: saved again, it has a next run again.
  for (const active of [false, true]) await set.ask('bot', 'PUT', `${set.api}/pipeline_schedules/1`, { active });
  await set.sitrep('sweep', '--full');
}

/** What was said in the issue: its description, then its comments. */
async function told(): Promise<readonly string[]> {
  const issues = await set.ask<{ iid: number; title: string; description: string }[]>(
    'root',
    'GET',
    `${set.api}/issues`,
  );
  const issue = issues.find(({ title }) => title === 'sitrep needs attention');
  if (!issue) return [];
  const notes = await set.ask<{ body: string; system: boolean }[]>(
    'root',
    'GET',
    `${set.api}/issues/${issue.iid}/notes?sort=asc`,
  );
  return [issue.description, ...notes.flatMap(({ system, body }) => (system ? [] : [body]))];
}
