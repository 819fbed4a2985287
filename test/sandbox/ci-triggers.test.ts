// Trigger tokens and the trigger endpoint: behaviours I1-I12.

import { afterEach, describe, expect, it } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import type { JobRun } from '../../src/sandbox/ci/runner.ts';
import { Level } from '../../src/sandbox/gitlab.ts';
import { setMember } from '../../src/sandbox/seed.ts';
import { CONFIG, closeAll, type Json, triggered } from './ci-fixture.ts';
import { clientFor } from './client.ts';

afterEach(closeAll);

describe('starting', () => {
  it.each`
    form                    | path                            | ref
    ${'ref as a parameter'} | ${'/trigger/pipeline'}          | ${'main'}
    ${'ref in the path'}    | ${'/ref/main/trigger/pipeline'} | ${undefined}
  `('I1: $form, no user: 201, source trigger, run as the owner of the token', async ({ path, ref }) => {
    const { at, token, nobody } = await triggered();
    const made = await nobody.post<Json>(`${at}${path}`, { token, ref });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ source: 'trigger', ref: 'main', user: { username: 'mia' }, iid: 1 });
  });

  it('I1: the token may stand in the query, the rest in a form', async () => {
    const { at, token, gitlab } = await triggered();
    const answer = await fetch(`${gitlab.url}/api/v4${at}/trigger/pipeline?token=${token}`, {
      method: 'POST',
      body: new URLSearchParams([
        ['ref', 'main'],
        ['inputs[kind]', 'issue'],
        ['inputs[iid]', '12'],
        ['variables[A]', 'b'],
      ]),
    });
    expect(answer.status).toBe(201);
    const [pipeline] = [...gitlab.store.ci.pipelines.values()];
    expect(pipeline?.inputs).toMatchObject({ kind: 'issue', iid: 12 });
    expect(pipeline?.variables[0]).toMatchObject({ key: 'A', value: 'b' });
  });

  it('I2: an unknown token, one of another project, and GET are 404', async () => {
    const { at, token, nobody, gitlab } = await triggered();
    const other = await gitlab.addProject('ops/other', { files: { '.gitlab-ci.yml': CONFIG } });
    const missing = { status: 404, body: { message: '404 Not Found' } };
    expect(await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token: 'x' })).toMatchObject(missing);
    expect(await nobody.post(`/projects/${other.id}/trigger/pipeline`, { ref: 'main', token })).toMatchObject(missing);
    expect(await nobody.get(`${at}/trigger/pipeline`)).toMatchObject({ status: 404 });
  });

  it('I2: a personal token is no trigger token', async () => {
    const { at, nobody, maintainer } = await triggered();
    const made = await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token: maintainer.token });
    expect(made.status).toBe(404);
  });

  it.each`
    row     | params                                  | status | body
    ${'I3'} | ${{ token: 'x' }}                       | ${400} | ${{ error: 'ref is missing' }}
    ${'I3'} | ${{ ref: 'main' }}                      | ${400} | ${{ error: 'token is missing' }}
    ${'I4'} | ${{ ref: 'main', variables: { a: 1 } }} | ${400} | ${{ message: 'variables needs to be a map of key-valued strings' }}
    ${'I4'} | ${{ ref: 'main', variables: ['a'] }}    | ${400} | ${{ message: 'variables needs to be a map of key-valued strings' }}
    ${'I5'} | ${{ ref: 'nope' }}                      | ${400} | ${{ message: { base: ['Reference not found'] } }}
  `('$row: $params: $status $body', async ({ row, params, status, body }) => {
    const { at, token, nobody } = await triggered();
    const sent = row === 'I3' ? params : { token, ...params };
    expect(await nobody.post(`${at}/trigger/pipeline`, sent)).toMatchObject({ status, body });
  });

  it('I5: no configuration at that ref: 400', async () => {
    const { at, token, nobody } = await triggered({}, { 'README.md': '' });
    const made = await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token });
    expect(made).toMatchObject({ status: 400, body: { message: { base: ['Missing CI config file'] } } });
  });

  it('I5: rules that leave no job: 400', async () => {
    const { at, token, nobody } = await triggered({ runner: directRunner({ jobs: () => [] }) });
    const made = await nobody.post<{ message: { base: string[] } }>(`${at}/trigger/pipeline`, { ref: 'main', token });
    expect(made.status).toBe(400);
    expect(made.body.message.base[0]).toMatch(/^Pipeline will not run for the selected trigger/);
  });

  it('I6: a broken configuration is 422 and leaves a failed pipeline', async () => {
    const { at, token, nobody, api } = await triggered({}, { '.gitlab-ci.yml': 'job: [unclosed\n' });
    const made = await nobody.post<{ message: { base: string[] } }>(`${at}/trigger/pipeline`, { ref: 'main', token });
    expect(made.status).toBe(422);
    expect(made.body.message.base).toHaveLength(1);
    const [pipeline] = (await api.get<Json[]>(`${at}/pipelines`)).body;
    expect(pipeline).toMatchObject({ status: 'failed', source: 'trigger' });
    expect((await api.get<Json>(`${at}/pipelines/${pipeline?.['id']}`)).body['yaml_errors']).toEqual(
      made.body.message.base[0],
    );
  });

  it('I7: a pipeline hook may not start pipelines, an issue hook may', async () => {
    const { at, token, gitlab } = await triggered();
    const call = (event: string): Promise<Response> =>
      fetch(`${gitlab.url}/api/v4${at}/ref/main/trigger/pipeline?token=${token}`, {
        method: 'POST',
        headers: { 'X-Gitlab-Event': event },
      });
    expect((await call('Pipeline Hook')).status).toBe(403);
    expect((await call('Issue Hook')).status).toBe(201);
  });

  it('the owner must be allowed to run pipelines on the branch', async () => {
    const { at, token, nobody, gitlab, project, maintainer } = await triggered();
    const start = { ref: 'main', token };
    setMember(gitlab.core, project, maintainer.user.id, Level.developer);
    const made = await nobody.post<{ message: { base: string[] } }>(`${at}/trigger/pipeline`, start);
    expect(made.status).toBe(400);
    expect(made.body.message.base[0]).toMatch(/^You do not have sufficient permission to run a pipeline on 'main'/);
    maintainer.user.state = 'blocked';
    expect(await nobody.post(`${at}/trigger/pipeline`, start)).toMatchObject({
      body: { message: { base: ['Insufficient permissions to create a new pipeline'] } },
    });
    expect(gitlab.store.ci.pipelines.size).toBe(0);
  });
});

describe('limits and tokens', () => {
  it('I10: so many a minute for one project, user and commit', async () => {
    const { at, token, nobody, gitlab } = await triggered({ pipelinesPerMinute: 2 });
    const start = (): ReturnType<typeof nobody.post> => nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token });
    expect([(await start()).status, (await start()).status]).toEqual([201, 201]);
    expect(await start()).toMatchObject({
      status: 400,
      body: { message: { base: ['Too many pipelines created in the last minute. Try again later.'] } },
    });
    await gitlab.advance(1);
    expect((await start()).status).toBe(201);
  });

  it('I11: the token is whole for its owner only, 4 characters for others', async () => {
    const { at, token, api, gitlab } = await triggered();
    const asRoot = clientFor(gitlab, gitlab.root.token);
    const [mine] = (await api.get<Json[]>(`${at}/triggers`)).body;
    expect(mine).toMatchObject({ token, description: 'hook', owner: { username: 'mia' } });
    expect((await asRoot.get<Json>(`${at}/triggers/${mine?.['id']}`)).body['token']).toBe(token.slice(0, 4));
  });

  it('I11: managing needs a maintainer, DELETE is 204', async () => {
    const { at, api, asDeveloper, nobody, token } = await triggered();
    expect(await asDeveloper.get(`${at}/triggers`)).toMatchObject({ status: 403 });
    expect(await asDeveloper.post(`${at}/triggers`, { description: 'x' })).toMatchObject({ status: 403 });
    const [mine] = (await api.get<Json[]>(`${at}/triggers`)).body;
    expect(await api.put(`${at}/triggers/${mine?.['id']}`, { description: 'y' })).toMatchObject({ status: 200 });
    expect(await api.delete(`${at}/triggers/${mine?.['id']}`)).toMatchObject({ status: 204 });
    expect(await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token })).toMatchObject({ status: 404 });
  });

  it('I12: a job token starts a pipeline of source pipeline while its job runs; after that it is 401', async () => {
    const tokens: string[] = [];
    const statuses: number[] = [];
    const execute = async ({ env }: JobRun): Promise<number> => {
      if (tokens.length > 0) return 0;
      tokens.push(env['CI_JOB_TOKEN'] ?? '');
      const url = `${env['CI_API_V4_URL']}/projects/${env['CI_PROJECT_ID']}/ref/main/trigger/pipeline?token=${tokens[0]}`;
      statuses.push((await fetch(url, { method: 'POST' })).status);
      return 0;
    };
    const runner = directRunner({ jobs: () => [{ name: 'react', execute }] });
    const { at, token, nobody, gitlab, api } = await triggered({ runner });
    await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token });
    await gitlab.idle();
    expect(statuses).toEqual([201]);
    const sources = (await api.get<Json[]>(`${at}/pipelines?sort=asc`)).body.map(({ source }) => source);
    expect(sources).toEqual(['trigger', 'pipeline']);
    const late = await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token: tokens[0] });
    expect(late).toMatchObject({ status: 401, body: { message: '401 Unauthorized' } });
  });
});
