// The three GitLabs: what differs between them, seen from outside.

import { afterEach, describe, expect, it } from 'vitest';
import type { ProfileName } from '../../src/sandbox/profiles.ts';
import { ciFixture } from './ci-fixture.ts';
import { type IssueBody, makeWorld, open, type World } from './world.ts';

let world: World;

afterEach(() => world.gitlab.close());

const notes = (count: number, iid: number): Promise<number[]> =>
  Promise.all(
    Array.from({ length: count }, async (_none, nth) => {
      const answer = await world.as.dan.post(`${world.path}/issues/${iid}/notes`, { body: `note ${nth}` });
      return answer.status;
    }),
  );

describe('how many a minute', () => {
  it.each`
    profile                 | most
    ${'gitlab.com-free'}    | ${60}
    ${'gitlab.com-premium'} | ${60}
    ${'self-managed'}       | ${300}
  `('E16, A11: $profile takes $most notes of one user a minute', async ({ profile, most }) => {
    world = await makeWorld({ profile });
    const { iid } = await open(world);
    const answers = await notes(most + 2, iid);
    expect([answers.filter((one) => one === 201).length, answers.filter((one) => one === 429).length]).toEqual([
      most,
      2,
    ]);
    await world.gitlab.advance(1);
    expect(await notes(1, iid)).toEqual([201]);
  });

  it.each`
    profile              | most
    ${'gitlab.com-free'} | ${25}
    ${'self-managed'}    | ${27}
  `('I10: of 27 pipelines of one commit $profile makes $most', async ({ profile, most }) => {
    world = await makeWorld();
    const { gitlab, api, at } = await ciFixture({ profile });
    const made = [];
    for (let nth = 0; nth < 27; nth += 1) made.push((await api.post(`${at}/pipeline`, { ref: 'main' })).status);
    await gitlab.close();
    expect(made.filter((status) => status === 201)).toHaveLength(most);
  });

  it('none of it where a test does not care', async () => {
    world = await makeWorld({ limits: 'none' });
    const { iid } = await open(world);
    expect(new Set(await notes(70, iid))).toEqual(new Set([201]));
  });
});

it.each`
  profile                 | labels                            | assignees
  ${'gitlab.com-free'}    | ${['severity::1', 'severity::2']} | ${1}
  ${'gitlab.com-premium'} | ${['severity::2']}                | ${2}
  ${'self-managed'}       | ${['severity::1', 'severity::2']} | ${1}
`('C9, D8: on $profile an issue has the labels $labels and $assignees assignee(s)', async (row) => {
  world = await makeWorld({ profile: row.profile as ProfileName });
  const { people, as, path } = world;
  const { iid } = await open(world, {
    labels: 'severity::1',
    assignee_ids: [people.dan.user.id, people.rob.user.id],
  });
  await as.dan.put(`${path}/issues/${iid}`, { add_labels: 'severity::2' });
  const { body } = await as.dan.get<IssueBody & { assignees: unknown[] }>(`${path}/issues/${iid}`);
  expect([body.labels, body.assignees.length]).toEqual([row.labels, row.assignees]);
});

it('a single option goes before the profile', async () => {
  world = await makeWorld({ profile: 'self-managed', tier: 'premium', notesPerMinute: 1 });
  const { iid } = await open(world, { labels: 'a::1,a::2' });
  expect((await notes(2, iid)).sort()).toEqual([201, 429]);
  expect((await world.as.dan.get<IssueBody>(`${world.path}/issues/${iid}`)).body.labels).toEqual(['a::2']);
});
