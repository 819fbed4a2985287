// The runner that starts a command, and the variables its jobs see.

import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { JobRun } from '../../src/sandbox/ci/runner.ts';
import { closeAll, type Json, start, withJobs } from './ci-fixture.ts';

afterEach(closeAll);

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
