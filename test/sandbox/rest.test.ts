// What holds for all of GitLab's REST answers: ids, times, people, and the codes that break a verb's rule (behaviours D7,
// M5, O5, O6).

import { describe, expect, it } from 'vitest';
import { type IssueBody, open, useWorld } from './world.ts';

const world = useWorld();

it('D7: an issue is addressed by its iid within the project; its id is of the whole instance', async () => {
  const { as, gitlab, people, path } = world();
  const other = await gitlab.addProject('acme/second', { members: [[people.dan, 30]] });
  const first = await open(world());
  const second = await open({ ...world(), path: `/projects/${other.id}` });
  expect([second.iid, second.id]).toEqual([1, first.id + 1]);
  expect((await as.dan.get<IssueBody>(`/projects/${other.id}/issues/1`)).body.id).toBe(second.id);
  expect((await as.dan.get(`/projects/${other.id}/issues/${second.id}`)).status).toBe(404);
  expect((await as.dan.get<IssueBody>(`${path}/issues/${first.iid}`)).body.id).toBe(first.id);
});

it('M5: people have no picture here, and the keys of newer GitLabs', async () => {
  const { as, path } = world();
  const { iid } = await open(world());
  const { body } = await as.dan.get<{ author: object }>(`${path}/issues/${iid}`);
  expect(body.author).toMatchObject({ username: 'dan', avatar_url: null, locked: false, public_email: '' });
});

describe('O5: times', () => {
  it('O5: are in UTC with milliseconds, and days are days', async () => {
    const { as, path } = world();
    const { iid } = await open(world(), { due_date: '2026-03-20' });
    await as.mia.post(`${path}/issues/${iid}/notes`, { body: 'said' });
    await as.mia.put(`${path}/issues/${iid}`, { state_event: 'close' });
    await as.mia.post(`${path}/triggers`, { description: 'x' });
    const answers = await Promise.all(
      [
        `${path}/issues/${iid}`,
        `${path}/issues/${iid}/notes`,
        `${path}/issues/${iid}/resource_state_events`,
        `${path}/members`,
        `${path}/triggers`,
        path,
        '/user',
        '/personal_access_tokens/self',
      ].map(async (at) => (await as.mia.get(at)).body),
    );
    const found = answers.flatMap(timesIn);
    expect(found.length).toBeGreaterThan(20);
    const misfits = found.filter(([key, value]) => !(DAYS.includes(key) ? DAY : INSTANT).test(value));
    expect(misfits).toEqual([]);
  });

  const DAYS: readonly string[] = ['due_date', 'expires_at', 'last_activity_on'];
  const DAY = /^\d{4}-\d\d-\d\d$/;
  const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

  /** Every value of a key that tells a time, nulls left out. */
  function timesIn(value: unknown): [string, string][] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, string][] =>
      (/_at$/.test(key) || DAYS.includes(key)) && typeof inner === 'string' ? [[key, inner]] : timesIn(inner),
    );
  }
});

it("O6: some answers break their verb's rule: commands alone 202, a schedule played 201, a link taken away 200", async () => {
  const { as, path } = world();
  const [one, two] = [await open(world()), await open(world())];
  const commands = await as.dan.post(`${path}/issues/${one.iid}/notes`, { body: '/close' });
  expect([commands.status, commands.body]).toMatchObject([202, { summary: ['Closed this issue.'] }]);
  const link = await as.dan.post(`${path}/issues/${one.iid}/links`, {
    target_project_id: 1,
    target_issue_iid: two.iid,
  });
  expect([link.status, link.body]).toMatchObject([201, { link_type: 'relates_to' }]);
  const listed = await as.dan.get<{ issue_link_id: number }[]>(`${path}/issues/${one.iid}/links`);
  const unlinked = await as.dan.delete(`${path}/issues/${one.iid}/links/${listed.body[0]?.issue_link_id}`);
  expect([unlinked.status, unlinked.body]).toMatchObject([200, { source_issue: { iid: one.iid } }]);
  const schedule = await as.mia.post<{ id: number }>(`${path}/pipeline_schedules`, {
    description: 'x',
    ref: 'main',
    cron: '0 4 * * *',
  });
  const played = await as.mia.post(`${path}/pipeline_schedules/${schedule.body.id}/play`);
  expect([played.status, played.body]).toEqual([201, { message: '201 Created' }]);
});
