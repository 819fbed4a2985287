// Pipelines: behaviours N1-N4.

import { afterEach, describe, expect, it } from 'vitest';
import { ciFixture, closeAll, type Json, kept, ok, start, statuses, withJobs } from './ci-fixture.ts';

afterEach(closeAll);

const fails = async (): Promise<number> => 1;

describe('pipelines', () => {
  it('N1: POST /pipeline is 201, source api; variables are a list here', async () => {
    const f = await withJobs([{ name: 'a', execute: ok }]);
    const made = await f.api.post<Json>(`${f.at}/pipeline`, {
      ref: 'main',
      variables: [{ key: 'A', value: 'b' }],
      inputs: { kind: 'note' },
    });
    expect(made).toMatchObject({ status: 201, body: { source: 'api', status: 'created', sha: expect.any(String) } });
  });

  it.each`
    who             | params             | status | body
    ${'api'}        | ${{ ref: 'nope' }} | ${400} | ${{ message: { base: ['Reference not found'] } }}
    ${'api'}        | ${{}}              | ${400} | ${{ error: 'ref is missing' }}
    ${'asReporter'} | ${{ ref: 'main' }} | ${403} | ${{ message: '403 Forbidden' }}
  `('N1: $who with $params: $status', async ({ who, params, status, body }) => {
    const f = await withJobs([{ name: 'a', execute: ok }]);
    const client = who === 'api' ? f.api : f.asReporter;
    expect(await client.post(`${f.at}/pipeline`, params)).toMatchObject({ status, body });
  });

  it('N2: latest without a pipeline is 403', async () => {
    const f = await withJobs([{ name: 'a', execute: ok }]);
    expect(await f.api.get(`${f.at}/pipelines/latest`)).toMatchObject({ status: 403 });
    const id = await start(f);
    expect(await f.api.get(`${f.at}/pipelines/latest`)).toMatchObject({ status: 200, body: { id } });
  });

  it('N2: cancel is 200 whatever the state, retry 201', async () => {
    const f = await withJobs([{ name: 'a', execute: fails }]);
    const id = await start(f);
    await f.gitlab.idle();
    expect(await f.api.post(`${f.at}/pipelines/${id}/cancel`)).toMatchObject({
      status: 200,
      body: { status: 'failed' },
    });
    expect(await f.api.post(`${f.at}/pipelines/${id}/retry`)).toMatchObject({ status: 201 });
    await f.gitlab.idle();
    expect((await f.api.get<Json[]>(`${f.at}/pipelines/${id}/jobs`)).body).toHaveLength(1);
    expect((await f.api.get<Json[]>(`${f.at}/pipelines/${id}/jobs?include_retried=true`)).body).toHaveLength(2);
  });

  it('N3: the list is newest first', async () => {
    const f = await withJobs([{ name: 'a', execute: ok }]);
    const ids = [await start(f), await start(f), await start(f)];
    const listed = (await f.api.get<Json[]>(`${f.at}/pipelines`)).body.map(({ id }) => id);
    expect(listed).toEqual([...ids].reverse());
    await f.gitlab.idle();
    expect((await f.api.get<Json[]>(`${f.at}/pipelines?status=success&sort=asc`)).body.map(({ id }) => id)).toEqual(
      ids,
    );
  });

  it.each`
    jobs                                                                      | status
    ${[{ name: 'a', execute: ok }]}                                           | ${'success'}
    ${[{ name: 'a', execute: fails }]}                                        | ${'failed'}
    ${[{ name: 'a', execute: fails, allowFailure: true }]}                    | ${'success'}
    ${[{ name: 'a', execute: ok, manual: true }]}                             | ${'skipped'}
    ${[{ name: 'a', execute: ok, manual: true, allowFailure: false }]}        | ${'manual'}
    ${[{ name: 'a', execute: ok, startInMinutes: 5 }]}                        | ${'scheduled'}
    ${[{ name: 'a', execute: ok }, { name: 'b', execute: ok, manual: true }]} | ${'success'}
  `('N4: $jobs is $status', async ({ jobs, status }) => {
    const f = await withJobs(jobs);
    const id = await start(f);
    await f.gitlab.idle();
    expect((await f.api.get<Json>(`${f.at}/pipelines/${id}`)).body['status']).toBe(status);
  });

  it('N3: the list is filtered by source, status, branch, person and time, and ordered', async () => {
    const f = await withJobs([{ name: 'a', execute: async ({ pipeline }) => (pipeline.source === 'api' ? 0 : 1) }]);
    const first = await start(f);
    await f.gitlab.advance(10);
    const schedule = { description: 'x', ref: 'main', cron: '0 3 * * *' };
    const { id } = (await f.api.post<{ id: number }>(`${f.at}/pipeline_schedules`, schedule)).body;
    await f.api.post(`${f.at}/pipeline_schedules/${id}/play`);
    await f.gitlab.idle();
    const second = Number((await f.api.get<Json[]>(`${f.at}/pipelines`)).body[0]?.['id']);
    const between = '2026-03-14T09:05:00Z';
    const found = async (query: string): Promise<unknown[]> =>
      (await f.api.get<Json[]>(`${f.at}/pipelines?${query}`)).body.map((one) => one['id']);
    for (const [query, ids] of [
      ['source=schedule', [second]],
      ['status=failed', [second]],
      ['status=success', [first]],
      ['scope=finished', [second, first]],
      [`created_after=${between}`, [second]],
      [`created_before=${between}`, [first]],
      [`updated_after=${between}`, [second]],
      [`updated_before=${between}`, [first]],
      ['ref=topic', []],
      ['username=mia', [second, first]],
      ['username=dev', []],
      ['order_by=updated_at&sort=asc', [first, second]],
      ['order_by=status&sort=asc', [second, first]],
    ] as const)
      expect([query, await found(query)]).toEqual([query, ids]);
  });

  it.each`
    instance                              | status
    ${{}}                                 | ${201}
    ${{ manualOnlyPipelines: 'refused' }} | ${400}
  `('of nothing but manual jobs: $instance is $status', async ({ instance, status }) => {
    const f = await withJobs([{ name: 'a', manual: true, execute: ok }], instance);
    expect((await f.api.post(`${f.at}/pipeline`, { ref: 'main' })).status).toBe(status);
    await f.gitlab.idle();
    expect(await statuses(f)).toEqual(status === 201 ? ['a manual'] : []);
  });

  it('without a runner jobs stay pending', async () => {
    const f = kept(await ciFixture());
    const id = await start(f);
    await f.gitlab.idle();
    expect(await statuses(f)).toEqual(['react pending']);
    expect(await f.api.post(`${f.at}/pipelines/${id}/cancel`)).toMatchObject({
      body: { status: 'canceled' },
    });
  });

  it('a push makes one only where that is asked for', async () => {
    const actions = [{ action: 'create', file_path: 'x', content: 'x' }];
    const push = { branch: 'topic', start_branch: 'main', commit_message: 'x', actions };
    for (const pushPipelines of [false, true]) {
      const f = await withJobs([{ name: 'a', execute: ok }], { pushPipelines });
      await f.asDeveloper.post(`${f.at}/repository/commits`, push);
      await f.gitlab.idle();
      const made = (await f.api.get<Json[]>(`${f.at}/pipelines`)).body.map(({ source, ref }) => `${source} ${ref}`);
      expect(made).toEqual(pushPipelines ? ['push topic'] : []);
    }
  });

  it('a later stage waits for the one before, and is skipped when that fails', async () => {
    const order: string[] = [];
    const note = (name: string, code: number) => async (): Promise<number> => {
      order.push(name);
      return code;
    };
    const f = await withJobs([
      { name: 'a', stage: 'one', execute: note('a', 0) },
      { name: 'b', stage: 'two', execute: note('b', 1) },
      { name: 'c', stage: 'three', execute: note('c', 0) },
    ]);
    const id = await start(f);
    await f.gitlab.idle();
    expect(order).toEqual(['a', 'b']);
    expect(await statuses(f)).toEqual(['a success', 'b failed', 'c skipped']);
    expect((await f.api.get<Json>(`${f.at}/pipelines/${id}`)).body['status']).toBe('failed');
  });
});

it('a snapshot brings back pipelines, and what was waiting can still be played', async () => {
  const f = await withJobs([{ name: 'a', manual: true, execute: ok }]);
  await start(f);
  const snapshot = await f.gitlab.snapshot();
  await start(f);
  await f.gitlab.idle();
  await f.gitlab.restore(snapshot);
  const [job, ...others] = (await f.api.get<Json[]>(`${f.at}/jobs`)).body;
  expect(others).toEqual([]);
  await f.api.post(`${f.at}/jobs/${job?.['id']}/play`);
  await f.gitlab.idle();
  expect(await statuses(f)).toEqual(['a success']);
});
