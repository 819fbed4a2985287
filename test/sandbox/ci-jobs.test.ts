// Jobs and resource groups: behaviours N5, N6.

import { afterEach, describe, expect, it } from 'vitest';
import type { JobRun } from '../../src/sandbox/ci/runner.ts';
import { closeAll, gate, type Json, ok, start, statuses, withJobs } from './ci-fixture.ts';

afterEach(closeAll);

describe('jobs', () => {
  it('N5: a trace is text, empty while there is none', async () => {
    const held = gate();
    const f = await withJobs([{ name: 'a', execute: held.execute }]);
    await start(f);
    await held.began;
    const [job] = (await f.api.get<Json[]>(`${f.at}/jobs`)).body;
    const before = await f.api.get(`${f.at}/jobs/${job?.['id']}/trace`);
    expect(before).toMatchObject({ status: 200, body: '' });
    expect(before.headers.get('content-type')).toMatch(/^text\/plain/);
    held.open();
  });

  it('N5: what cannot be played is 400', async () => {
    const f = await withJobs([{ name: 'a', execute: ok }]);
    await start(f);
    await f.gitlab.idle();
    const [job] = (await f.api.get<Json[]>(`${f.at}/jobs`)).body;
    expect(await f.api.post(`${f.at}/jobs/${job?.['id']}/play`)).toMatchObject({
      status: 400,
      body: { message: '400 Bad request - Unplayable Job' },
    });
  });

  it('N6: shows when it started and ended, by the clock of the sandbox', async () => {
    const f = await withJobs([{ name: 'a', execute: ok }]);
    await start(f);
    await f.gitlab.idle();
    const [job] = (await f.api.get<Json[]>(`${f.at}/jobs`)).body;
    expect(await f.api.get(`${f.at}/jobs/${job?.['id']}`)).toMatchObject({
      body: {
        status: 'success',
        started_at: expect.stringMatching(/^2026-03-14T09:02:/),
        finished_at: expect.stringMatching(/^2026-03-14T09:02:/),
        commit: { title: 'Initial commit' },
        user: { username: 'mia' },
      },
    });
  });

  it('a manual job runs as whoever plays it', async () => {
    const users: unknown[] = [];
    const execute = async ({ env }: JobRun): Promise<number> => {
      users.push(env['GITLAB_USER_LOGIN']);
      return 0;
    };
    const f = await withJobs([{ name: 'a', manual: true, execute }]);
    await start(f);
    await f.gitlab.idle();
    const [job] = (await f.api.get<Json[]>(`${f.at}/jobs?scope[]=manual`)).body;
    expect(await f.asReporter.post(`${f.at}/jobs/${job?.['id']}/play`)).toMatchObject({ status: 403 });
    expect(await f.asDeveloper.post(`${f.at}/jobs/${job?.['id']}/play`)).toMatchObject({ status: 200 });
    await f.gitlab.idle();
    expect(users).toEqual(['dev']);
  });

  it('a delayed job starts when its time has come', async () => {
    const f = await withJobs([{ name: 'a', startInMinutes: 10, execute: ok }]);
    await start(f);
    await f.gitlab.advance(9);
    expect(await statuses(f)).toEqual(['a scheduled']);
    await f.gitlab.advance(1);
    expect(await statuses(f)).toEqual(['a success']);
  });

  it('a resource group runs one at a time, and newest_ready_first takes the newest that waits', async () => {
    const first = gate();
    const order: number[] = [];
    let runs = 0;
    const execute = async ({ pipeline }: JobRun): Promise<number> => {
      runs += 1;
      order.push(pipeline.iid);
      return runs === 1 ? first.execute() : 0;
    };
    const f = await withJobs([{ name: 'react', resourceGroup: 'incident', execute }]);
    await start(f);
    await first.began;
    expect(await f.api.put(`${f.at}/resource_groups/incident`, { process_mode: 'newest_ready_first' })).toMatchObject({
      status: 200,
      body: { key: 'incident', process_mode: 'newest_ready_first' },
    });
    await start(f);
    await start(f);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await statuses(f)).toEqual(['react running', 'react waiting_for_resource', 'react waiting_for_resource']);
    const waiting = (await f.api.get<Json[]>(`${f.at}/resource_groups/incident/upcoming_jobs`)).body;
    expect(waiting).toHaveLength(2);
    first.open();
    await f.gitlab.idle();
    expect(order).toEqual([1, 3, 2]);
  });

  it.each`
    mode           | says
    ${'unordered'} | ${200}
    ${'backwards'} | ${400}
  `('process_mode $mode: $says; a group that no job has used is 404', async ({ mode, says }) => {
    const f = await withJobs([{ name: 'a', resourceGroup: 'g', execute: ok }]);
    expect(await f.api.get(`${f.at}/resource_groups/g`)).toMatchObject({ status: 404 });
    await start(f);
    await f.gitlab.idle();
    expect(await f.api.put(`${f.at}/resource_groups/g`, { process_mode: mode })).toMatchObject({ status: says });
  });
});
