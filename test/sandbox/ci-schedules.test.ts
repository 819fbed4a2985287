// Pipeline schedules: behaviours J1-J8.

import { afterEach, describe, expect, it } from 'vitest';
import { nextStrike, parseCron } from '../../src/sandbox/ci/cron.ts';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import type { JobRun } from '../../src/sandbox/ci/runner.ts';
import { type GitLabOptions, Level } from '../../src/sandbox/gitlab.ts';
import { setMember } from '../../src/sandbox/seed.ts';
import { ciFixture, type Fixture, type Json } from './ci-fixture.ts';

let fixture: Fixture;

afterEach(() => fixture.gitlab.close());

/** When jobs ran and as whom, in the order they ran. */
async function scheduled(options: GitLabOptions = {}): Promise<Fixture & { readonly ran: string[] }> {
  const ran: string[] = [];
  const execute = async ({ env, job }: JobRun): Promise<number> => {
    ran.push(`${job.startedAt?.slice(11, 16)} ${env['CI_PIPELINE_SOURCE']} ${env['GITLAB_USER_LOGIN']}`);
    return 0;
  };
  const runner = directRunner({ jobs: () => [{ name: 'sweep', execute }] });
  fixture = await ciFixture({ runner, ...options });
  return { ...fixture, ran };
}

const hourly = { description: 'sweep', ref: 'main', cron: '0 * * * *' };

async function add({ api, at }: Fixture, params: Json = {}): Promise<number> {
  const made = await api.post<{ id: number }>(`${at}/pipeline_schedules`, { ...hourly, ...params });
  expect(made.status).toBe(201);
  return made.body.id;
}

function block({ maintainer }: Fixture): void {
  maintainer.user.state = 'blocked';
}

describe('making and changing', () => {
  it('J1: a short ref is stored as a full one', async () => {
    const f = await scheduled();
    const made = await f.api.post<Json>(`${f.at}/pipeline_schedules`, hourly);
    expect(made).toMatchObject({
      status: 201,
      body: {
        ref: 'refs/heads/main',
        cron_timezone: 'UTC',
        active: true,
        owner: { username: 'mia' },
        last_pipeline: null,
      },
    });
    expect(made.body['next_run_at']).toBe('2026-03-14T10:00:00.000Z');
  });

  it.each`
    row     | params                          | body
    ${'J1'} | ${{ ref: 'nope' }}              | ${{ message: { ref: ['is not an existing branch or tag'] } }}
    ${'J5'} | ${{ cron: 'every hour' }}       | ${{ message: { cron: ['syntax is invalid'] } }}
    ${'J5'} | ${{ cron: '61 * * * *' }}       | ${{ message: { cron: ['syntax is invalid'] } }}
    ${'J5'} | ${{ cron_timezone: 'Nowhere' }} | ${{ message: { cron_timezone: ['syntax is invalid'] } }}
    ${'A4'} | ${{ cron: undefined }}          | ${{ error: 'cron is missing' }}
  `('$row: $params: 400', async ({ params, body }) => {
    const f = await scheduled();
    expect(await f.api.post(`${f.at}/pipeline_schedules`, { ...hourly, ...params })).toMatchObject({
      status: 400,
      body,
    });
  });

  it('J3: take_ownership is 201, and 200 for who owns it already', async () => {
    const f = await scheduled();
    const id = await add(f);
    const path = `${f.at}/pipeline_schedules/${id}/take_ownership`;
    expect(await f.api.post(path)).toMatchObject({ status: 200 });
    expect(await f.asDeveloper.post(path)).toMatchObject({ status: 403 });
    setMember(f.gitlab.core, f.project, f.developer.user.id, Level.maintainer);
    expect(await f.asDeveloper.post(path)).toMatchObject({ status: 201, body: { owner: { username: 'dev' } } });
  });

  it('J4: DELETE is 204', async () => {
    const f = await scheduled();
    const id = await add(f);
    expect(await f.api.delete(`${f.at}/pipeline_schedules/${id}`)).toMatchObject({ status: 204 });
    expect(await f.api.get(`${f.at}/pipeline_schedules/${id}`)).toMatchObject({ status: 404 });
  });

  it('J5: a duplicate variable key is 400', async () => {
    const f = await scheduled();
    const variables = `${f.at}/pipeline_schedules/${await add(f)}/variables`;
    expect(await f.api.post(variables, { key: 'A', value: 'b' })).toMatchObject({ status: 201 });
    expect(await f.api.post(variables, { key: 'A', value: 'c' })).toMatchObject({ status: 400 });
    expect(await f.api.put(`${variables}/A`, { value: 'd' })).toMatchObject({ status: 200, body: { value: 'd' } });
  });

  it('J7: only the owner sees variables, and changes it', async () => {
    const f = await scheduled();
    const path = `${f.at}/pipeline_schedules/${await add(f)}`;
    await f.api.post(`${path}/variables`, { key: 'A', value: 'b' });
    expect((await f.api.get<Json>(path)).body['variables']).toHaveLength(1);
    expect((await f.asDeveloper.get<Json>(path)).body).not.toHaveProperty('variables');
    expect(await f.asDeveloper.put(path, { cron: '5 * * * *' })).toMatchObject({ status: 403 });
    expect(await f.api.put(path, { cron: '5 * * * *', active: false })).toMatchObject({ body: { active: false } });
  });

  it('a developer may not schedule on a branch that only maintainers merge to', async () => {
    const f = await scheduled();
    expect(await f.asDeveloper.post(`${f.at}/pipeline_schedules`, hourly)).toMatchObject({ status: 403 });
    await f.api.post(`${f.at}/repository/branches`, { branch: 'topic', ref: 'main' });
    expect(await f.asDeveloper.post(`${f.at}/pipeline_schedules`, { ...hourly, ref: 'topic' })).toMatchObject({
      status: 201,
    });
  });

  it.each`
    profile                 | most
    ${'gitlab.com-free'}    | ${10}
    ${'gitlab.com-premium'} | ${50}
  `('a project on $profile has $most schedules at most', async ({ profile, most }) => {
    const f = await scheduled({ profile });
    for (let made = 0; made < most; made += 1) await add(f);
    expect(await f.api.post(`${f.at}/pipeline_schedules`, hourly)).toMatchObject({ status: 400 });
  });

  it('inputs are kept, and removed by destroy', async () => {
    const f = await scheduled();
    const id = await add(f, { inputs: [{ name: 'iid', value: 3 }] });
    const path = `${f.at}/pipeline_schedules/${id}`;
    expect((await f.api.get<Json>(path)).body['inputs']).toEqual([{ name: 'iid', value: 3 }]);
    await f.api.put(path, { inputs: [{ name: 'iid', destroy: true }] });
    expect((await f.api.get<Json>(path)).body['inputs']).toEqual([]);
  });
});

describe('running', () => {
  it('J2: play answers 201 with a message only; the pipeline comes later, source schedule, as the caller', async () => {
    const f = await scheduled();
    const path = `${f.at}/pipeline_schedules/${await add(f)}`;
    expect(await f.api.post(`${path}/play`)).toMatchObject({ status: 201, body: { message: '201 Created' } });
    await f.gitlab.idle();
    expect(f.ran).toEqual(['09:02 schedule mia']);
    expect((await f.api.get<Json>(path)).body['last_pipeline']).toMatchObject({ status: 'success' });
  });

  it('J6: its pipelines are listed oldest first', async () => {
    const f = await scheduled();
    const path = `${f.at}/pipeline_schedules/${await add(f)}`;
    await f.gitlab.advance(180);
    const ids = (await f.api.get<Json[]>(`${path}/pipelines`)).body.map(({ id }) => Number(id));
    expect(ids).toHaveLength(3);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('runs at its hours as its owner while the clock moves on', async () => {
    const f = await scheduled();
    await add(f);
    await f.gitlab.advance(120);
    expect(f.ran).toEqual(['10:00 schedule mia', '11:00 schedule mia']);
    expect(new Date(f.gitlab.clock.now()).toISOString()).toMatch(/^2026-03-14T11:02/);
  });

  it.each`
    what                    | lose
    ${'leaves the project'} | ${(f: Fixture) => f.project.members.delete(f.maintainer.user.id)}
    ${'becomes a reporter'} | ${(f: Fixture) => setMember(f.gitlab.core, f.project, f.maintainer.user.id, Level.reporter)}
    ${'is blocked'}         | ${block}
  `('J7: stops when its owner $what, until somebody takes it over', async ({ lose }) => {
    const f = await scheduled();
    setMember(f.gitlab.core, f.project, f.developer.user.id, Level.maintainer);
    const path = `${f.at}/pipeline_schedules/${await add(f)}`;
    lose(f);
    expect((await f.asDeveloper.get<Json>(path)).body).toMatchObject({ active: false });
    await f.gitlab.advance(180);
    expect(f.ran).toEqual([]);
    await f.asDeveloper.post(`${path}/take_ownership`);
    await f.asDeveloper.put(path, { active: true });
    await f.gitlab.advance(60);
    expect(f.ran).toEqual(['13:00 schedule dev']);
  });

  it.each`
    profile                 | saved      | cron              | runs
    ${'gitlab.com-free'}    | ${'10:05'} | ${'15 * * * *'}   | ${['11:00', '12:00', '13:00']}
    ${'gitlab.com-free'}    | ${'10:20'} | ${'15 * * * *'}   | ${['11:15', '12:15', '13:15']}
    ${'gitlab.com-free'}    | ${'10:20'} | ${'0 * * * *'}    | ${['11:00', '12:00', '13:00']}
    ${'gitlab.com-free'}    | ${'10:31'} | ${'30 * * * *'}   | ${['11:30', '12:30', '13:30']}
    ${'gitlab.com-free'}    | ${'10:05'} | ${'17 * * * *'}   | ${['11:00', '12:00', '13:00']}
    ${'gitlab.com-free'}    | ${'10:20'} | ${'17 * * * *'}   | ${['12:00', '13:00', '14:00']}
    ${'gitlab.com-free'}    | ${'10:05'} | ${'*/10 * * * *'} | ${['11:00', '12:00', '13:00']}
    ${'gitlab.com-premium'} | ${'10:05'} | ${'15 * * * *'}   | ${['10:15', '11:15', '12:15']}
    ${'gitlab.com-premium'} | ${'10:05'} | ${'17 * * * *'}   | ${['10:20', '11:20', '12:20']}
    ${'gitlab.com-premium'} | ${'10:05'} | ${'* * * * *'}    | ${['10:10', '10:15', '10:20']}
    ${'self-managed'}       | ${'10:05'} | ${'*/10 * * * *'} | ${['10:13', '10:23', '10:33']}
    ${'self-managed'}       | ${'10:05'} | ${'0 * * * *'}    | ${['11:03', '12:03', '13:03']}
    ${'self-managed'}       | ${'10:05'} | ${'33 * * * *'}   | ${['10:43', '11:43', '12:43']}
    ${'self-managed'}       | ${'10:25'} | ${'33 * * * *'}   | ${['10:33', '11:43', '12:43']}
  `('J8: $profile, saved at $saved: "$cron" runs at $runs', async ({ profile, saved, cron, runs }) => {
    const f = await scheduled({ profile, now: `2026-03-14T${saved}:00Z` });
    await add(f, { cron });
    while (f.ran.length < runs.length) await f.gitlab.advance(5);
    expect(f.ran.map((line) => line.slice(0, 5))).toEqual(runs);
  });

  it('J8: every save computes the next run anew: activated at another time it runs at another minute', async () => {
    const f = await scheduled({ now: '2026-03-14T10:05:00Z' });
    const path = `${f.at}/pipeline_schedules/${await add(f, { cron: '15 * * * *', active: false })}`;
    expect((await f.api.get<Json>(path)).body['next_run_at']).toBe('2026-03-14T11:00:00.000Z');
    await f.gitlab.advance(15);
    const activated = await f.api.put<Json>(path, { active: true });
    expect(activated.body['next_run_at']).toBe('2026-03-14T11:15:00.000Z');
  });

  it('gives its variables and inputs to the job', async () => {
    const seen: unknown[] = [];
    const execute = async ({ env, pipeline }: JobRun): Promise<number> => {
      seen.push(env['A'], pipeline.inputs['kind']);
      return 0;
    };
    fixture = await ciFixture({ runner: directRunner({ jobs: () => [{ name: 'sweep', execute }] }) });
    const id = await add(fixture, { inputs: [{ name: 'kind', value: 'note' }] });
    await fixture.api.post(`${fixture.at}/pipeline_schedules/${id}/variables`, { key: 'A', value: 'b' });
    await fixture.gitlab.advance(60);
    expect(seen).toEqual(['b', 'note']);
  });
});

it.each`
  cron              | zone               | after                     | next
  ${'*/15 * * * *'} | ${'UTC'}           | ${'2026-03-14T09:02:00Z'} | ${'2026-03-14T09:15:00.000Z'}
  ${'0 9 * * mon'}  | ${'UTC'}           | ${'2026-03-14T09:02:00Z'} | ${'2026-03-16T09:00:00.000Z'}
  ${'0 9 1 * *'}    | ${'UTC'}           | ${'2026-03-14T09:02:00Z'} | ${'2026-04-01T09:00:00.000Z'}
  ${'0 9 15 * 1'}   | ${'UTC'}           | ${'2026-03-14T09:02:00Z'} | ${'2026-03-15T09:00:00.000Z'}
  ${'30 2 * * *'}   | ${'Europe/Berlin'} | ${'2026-03-28T12:00:00Z'} | ${'2026-03-30T00:30:00.000Z'}
  ${'0 0 29 2 *'}   | ${'UTC'}           | ${'2026-03-14T09:02:00Z'} | ${'2028-02-29T00:00:00.000Z'}
  ${'0 0 31 2 *'}   | ${'UTC'}           | ${'2026-03-14T09:02:00Z'} | ${undefined}
`('"$cron" in $zone after $after strikes at $next', async ({ cron, zone, after, next }) => {
  const parsed = parseCron(cron);
  const at = parsed && nextStrike(parsed, Date.parse(after), zone);
  expect(at === undefined ? undefined : new Date(at).toISOString()).toBe(next);
});
