// Pipelines, jobs and the runner: behaviours N1-N6.

import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type DirectJob, directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import type { JobRun } from '../../src/sandbox/ci/runner.ts';
import type { GitLabOptions } from '../../src/sandbox/gitlab.ts';
import { ciFixture, type Fixture, type Json } from './ci-fixture.ts';

let fixture: Fixture;

afterEach(() => fixture.gitlab.close());

async function withJobs(jobs: readonly DirectJob[], options: GitLabOptions = {}): Promise<Fixture> {
  fixture = await ciFixture({ runner: directRunner({ jobs: () => jobs }), ...options });
  return fixture;
}

async function start({ api, at }: Fixture, params: Json = {}): Promise<number> {
  const made = await api.post<{ id: number }>(`${at}/pipeline`, { ref: 'main', ...params });
  expect(made.status).toBe(201);
  return made.body.id;
}

const ok = async (): Promise<number> => 0;
const fails = async (): Promise<number> => 1;

/** Holds a job until it is let go. */
function gate(): { execute: () => Promise<number>; open: () => void; began: Promise<void> } {
  let open = (): void => undefined;
  let begin = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const began = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const execute = async (): Promise<number> => {
    begin();
    await opened;
    return 0;
  };
  return { execute, open: () => open(), began };
}

async function statuses({ api, at }: Fixture): Promise<unknown[]> {
  const jobs = (await api.get<Json[]>(`${at}/jobs`)).body;
  return jobs.reverse().map(({ name, status }) => `${name} ${status}`);
}

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

  it('without a runner jobs stay pending', async () => {
    fixture = await ciFixture();
    const id = await start(fixture);
    await fixture.gitlab.idle();
    expect(await statuses(fixture)).toEqual(['react pending']);
    expect(await fixture.api.post(`${fixture.at}/pipelines/${id}/cancel`)).toMatchObject({
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
      if (!pushPipelines) await f.gitlab.close();
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

describe('the direct runner', () => {
  const node = process.execPath;

  it('starts a command with the variables of a job, nothing of the caller, in an empty folder', async () => {
    process.env['LEAKED'] = 'yes';
    const script =
      "console.log(JSON.stringify({ env: process.env, here: require('fs').readdirSync('.'), cwd: process.cwd() }))";
    const f = await withJobs([{ name: 'react', env: { OWN: 'own' }, command: [node, '-e', script] }]);
    await f.api.post(`${f.at}/variables`, { key: 'FROM_PROJECT', value: 'p' });
    await f.api.post(`${f.at}/variables`, { key: 'A_FILE', value: 'text', variable_type: 'file' });
    await start(f, { variables: [{ key: 'FROM_PIPELINE', value: 'v' }] });
    await f.gitlab.idle();
    const [job] = (await f.api.get<Json[]>(`${f.at}/jobs`)).body;
    const said = JSON.parse((await f.api.get<string>(`${f.at}/jobs/${job?.['id']}/trace`)).body);
    const { url } = f.gitlab;
    expect(said.env).toMatchObject({
      CI: 'true',
      GITLAB_CI: 'true',
      CI_SERVER_URL: url,
      CI_SERVER_FQDN: new URL(url).host,
      CI_API_V4_URL: `${url}/api/v4`,
      CI_API_GRAPHQL_URL: `${url}/api/graphql`,
      CI_PROJECT_ID: String(f.project.id),
      CI_PROJECT_PATH: 'ops/incidents',
      CI_PROJECT_NAMESPACE: 'ops',
      CI_DEFAULT_BRANCH: 'main',
      CI_COMMIT_REF_NAME: 'main',
      CI_PIPELINE_SOURCE: 'api',
      CI_JOB_NAME: 'react',
      CI_JOB_ID: String(job?.['id']),
      GITLAB_USER_LOGIN: 'mia',
      FROM_PROJECT: 'p',
      FROM_PIPELINE: 'v',
      OWN: 'own',
      A_FILE: expect.stringMatching(/A_FILE$/),
    });
    expect(said.env).not.toHaveProperty('LEAKED');
    expect(said.here).toEqual([]);
    expect(existsSync(said.cwd)).toBe(false);
    delete process.env['LEAKED'];
  });

  it('keeps the exit code, and how long it really took', async () => {
    const f = await withJobs([{ name: 'a', command: [node, '-e', 'process.exit(3)'] }]);
    await start(f);
    await f.gitlab.idle();
    const [job] = [...f.gitlab.store.ci.jobs.values()];
    expect(job).toMatchObject({ status: 'failed', exitCode: 3, failureReason: 'script_failure' });
    expect(job?.realSeconds).toBeGreaterThan(0);
  });

  it('a killed job has failed, a cancelled one is canceled; neither leaves a process or a folder', async () => {
    const script = "console.log('up ' + process.pid); setInterval(() => {}, 1000)";
    for (const how of ['kill', 'cancel']) {
      const f = await withJobs([{ name: 'a', command: [node, '-e', script] }]);
      const id = await start(f);
      const [job] = [...f.gitlab.store.ci.jobs.values()];
      while (!job?.trace.includes('up')) await new Promise((resolve) => setTimeout(resolve, 5));
      if (how === 'kill') expect(f.gitlab.ci.killRunning()).toBe(1);
      else await f.api.post(`${f.at}/pipelines/${id}/cancel`);
      await f.gitlab.idle();
      expect(job.status).toBe(how === 'kill' ? 'failed' : 'canceled');
      const pid = Number(/up (\d+)/.exec(job.trace)?.[1]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(() => process.kill(pid, 0)).toThrow();
      if (how === 'kill') await f.gitlab.close();
    }
  });

  it('clones with the token of the job', async () => {
    const command = ['sh', '-c', 'git clone -q "$CI_REPOSITORY_URL" it && ls -a it'];
    const f = await withJobs([{ name: 'a', command }]);
    await start(f);
    await f.gitlab.idle();
    const [job] = [...f.gitlab.store.ci.jobs.values()];
    expect(job).toMatchObject({ status: 'success', trace: expect.stringContaining('.gitlab-ci.yml') });
  });
});

describe('project variables', () => {
  it('are made, shown, changed and removed by maintainers', async () => {
    const f = await withJobs([]);
    const variable = { key: 'TOKEN', value: 'glpat-12345', masked: true, protected: true };
    expect(await f.asDeveloper.get(`${f.at}/variables`)).toMatchObject({ status: 403 });
    expect(await f.api.post(`${f.at}/variables`, variable)).toMatchObject({ status: 201, body: variable });
    expect(await f.api.post(`${f.at}/variables`, variable)).toMatchObject({ status: 400 });
    expect(await f.api.put(`${f.at}/variables/TOKEN`, { value: 'glpat-67890' })).toMatchObject({ status: 200 });
    expect(await f.api.get(`${f.at}/variables/TOKEN`)).toMatchObject({ body: { value: 'glpat-67890' } });
    expect(await f.api.delete(`${f.at}/variables/TOKEN`)).toMatchObject({ status: 204 });
    expect(await f.api.get(`${f.at}/variables/TOKEN`)).toMatchObject({ status: 404 });
  });

  it('a protected one reaches jobs of protected branches only', async () => {
    const seen: unknown[] = [];
    const execute = async ({ env }: JobRun): Promise<number> => {
      seen.push(env['SECRET']);
      return 0;
    };
    const f = await withJobs([{ name: 'a', execute }]);
    await f.api.post(`${f.at}/variables`, { key: 'SECRET', value: 's', protected: true });
    await f.api.post(`${f.at}/repository/branches`, { branch: 'topic', ref: 'main' });
    await start(f);
    await start(f, { ref: 'topic' });
    await f.gitlab.idle();
    expect(seen).toEqual(['s', undefined]);
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
