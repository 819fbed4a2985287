// Jobs that fail and are made again, failures that are allowed, and pipelines that a newer commit makes redundant.

import { afterEach, describe, expect, it } from 'vitest';
import type { DirectJob } from '../../src/sandbox/ci/direct-runner.ts';
import type { JobRun, Retry } from '../../src/sandbox/ci/runner.ts';
import { CONFIG, closeAll, type Fixture, type Json, ok, start, statuses, withJobs } from './ci-fixture.ts';

afterEach(closeAll);

const always: Retry = { max: 2, when: ['always'], exitCodes: [] };

describe('retry', () => {
  it.each`
    retry                                                   | code | runs
    ${undefined}                                            | ${1} | ${1}
    ${always}                                               | ${1} | ${3}
    ${{ ...always, max: 1 }}                                | ${1} | ${2}
    ${{ max: 2, when: [], exitCodes: [1, 3] }}              | ${3} | ${3}
    ${{ max: 2, when: [], exitCodes: [1, 3] }}              | ${2} | ${1}
    ${{ max: 2, when: ['api_failure'], exitCodes: [] }}     | ${1} | ${1}
    ${{ max: 2, when: ['script_failure'], exitCodes: [9] }} | ${1} | ${3}
    ${always}                                               | ${0} | ${1}
  `('$retry: a job that ends with $code runs $runs times', async ({ retry, code, runs }) => {
    const f = await withJobs([{ name: 'a', ...(retry ? { retry } : {}), execute: async () => Number(code) }]);
    const id = await start(f);
    await f.gitlab.idle();
    const listed = async (query = ''): Promise<number> =>
      (await f.api.get<Json[]>(`${f.at}/pipelines/${id}/jobs${query}`)).body.length;
    expect([await listed(), await listed('?include_retried=true')]).toEqual([1, runs]);
  });

  it('a job that a lost runner took with it is made again, and what comes after it waits', async () => {
    const done: string[] = [];
    let runs = 0;
    const killed = async ({ signal }: JobRun): Promise<number> => {
      runs += 1;
      if (runs > 1) return 0;
      f.gitlab.ci.killRunning();
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(1)));
    };
    const lost: Retry = { max: 2, when: ['runner_system_failure'], exitCodes: [] };
    const f: Fixture = await withJobs([
      { name: 'a', stage: 'one', retry: lost, execute: killed },
      { name: 'b', stage: 'two', execute: async () => done.push('b') - 1 },
    ]);
    const id = await start(f);
    await f.gitlab.idle();
    expect([runs, done]).toEqual([2, ['b']]);
    expect((await f.api.get<Json>(`${f.at}/pipelines/${id}`)).body['status']).toBe('success');
  });
});

it.each`
  codes   | pipeline     | allowed
  ${[75]} | ${'success'} | ${true}
  ${[76]} | ${'failed'}  | ${false}
`('exit codes $codes are allowed: a failure with 75 makes the pipeline $pipeline', async (row) => {
  const f = await withJobs([{ name: 'a', allowFailureExitCodes: row.codes, execute: async () => 75 }]);
  const id = await start(f);
  await f.gitlab.idle();
  expect((await f.api.get<Json>(`${f.at}/pipelines/${id}`)).body['status']).toBe(row.pipeline);
  expect((await f.api.get<Json[]>(`${f.at}/jobs`)).body).toMatchObject([
    { status: 'failed', allow_failure: row.allowed },
  ]);
});

describe('a newer commit on the branch', () => {
  const timer: DirectJob = { name: 'timer', startInMinutes: 30, execute: ok };
  const change = { branch: 'main', commit_message: 'x', actions: [{ action: 'create', file_path: 'x', content: 'x' }] };
  const saying = (mode: string): string =>
    CONFIG.replace('---\n', `---\nworkflow: { auto_cancel: { on_new_commit: ${mode} } }\n`);

  it.each`
    config                     | job                                  | status
    ${CONFIG}                  | ${timer}                             | ${'canceled'}
    ${saying('none')}          | ${timer}                             | ${'scheduled'}
    ${saying('interruptible')} | ${timer}                             | ${'scheduled'}
    ${saying('interruptible')} | ${{ ...timer, interruptible: true }} | ${'canceled'}
  `('cancels what waits from before: $job, $status', async ({ config, job, status }) => {
    const f = await withJobs([job as DirectJob]);
    const file = { action: 'update', file_path: '.gitlab-ci.yml', content: config };
    await f.api.post(`${f.at}/repository/commits`, { ...change, actions: [file, ...change.actions] });
    const first = await start(f);
    await f.gitlab.idle();
    const second = { ...change, actions: [{ ...change.actions[0], file_path: 'y' }] };
    await f.api.post(`${f.at}/repository/commits`, second);
    await start(f);
    await f.gitlab.idle();
    expect((await f.api.get<Json>(`${f.at}/pipelines/${first}`)).body['status']).toBe(status);
  });

  it.each`
    what                    | params
    ${'the same commit'}    | ${{}}
    ${'a commit elsewhere'} | ${{ ref: 'topic' }}
  `('$what cancels nothing', async ({ params }) => {
    const f = await withJobs([timer]);
    await f.api.post(`${f.at}/repository/commits`, { ...change, branch: 'topic', start_branch: 'main' });
    await start(f);
    await start(f, params);
    await f.gitlab.idle();
    expect(await statuses(f)).toEqual(['timer scheduled', 'timer scheduled']);
  });

  it('a pipeline that was started by a schedule cancels nothing', async () => {
    const f = await withJobs([timer]);
    const first = await start(f);
    await f.api.post(`${f.at}/repository/commits`, change);
    const schedule = { description: 'x', ref: 'main', cron: '0 3 * * *' };
    const { id } = (await f.api.post<{ id: number }>(`${f.at}/pipeline_schedules`, schedule)).body;
    await f.api.post(`${f.at}/pipeline_schedules/${id}/play`);
    await f.gitlab.idle();
    expect((await f.api.get<Json>(`${f.at}/pipelines/${first}`)).body['status']).toBe('scheduled');
  });
});

it('cancelling a pipeline takes its delayed job back; cancelling the job alone does too', async () => {
  const f = await withJobs([{ name: 'timer', startInMinutes: 30, execute: ok }]);
  const [first, second] = [await start(f), await start(f)];
  await f.gitlab.idle();
  expect(await statuses(f)).toEqual(['timer scheduled', 'timer scheduled']);
  await f.api.post(`${f.at}/pipelines/${first}/cancel`);
  const [job] = (await f.api.get<Json[]>(`${f.at}/pipelines/${second}/jobs`)).body;
  expect(await f.api.post(`${f.at}/jobs/${job?.['id']}/cancel`)).toMatchObject({ body: { status: 'canceled' } });
  await f.gitlab.advance(60);
  expect(await statuses(f)).toEqual(['timer canceled', 'timer canceled']);
});

it('a delayed job that is played does not wait', async () => {
  const f = await withJobs([{ name: 'timer', startInMinutes: 30, execute: ok }]);
  await start(f);
  await f.gitlab.idle();
  const [job] = (await f.api.get<Json[]>(`${f.at}/jobs`)).body;
  expect(await f.api.post(`${f.at}/jobs/${job?.['id']}/play`)).toMatchObject({ status: 200 });
  await f.gitlab.idle();
  expect(await statuses(f)).toEqual(['timer success']);
});
