// What a maintainer sees of a project and its GitLab: settings, namespace, runners, version (doc/api/projects.md,
// namespaces.md, runners.md).

import { beforeAll, describe, expect, it } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import { startGitLab } from '../../src/sandbox/gitlab.ts';
import { addRunner, hasRunner } from '../../src/sandbox/projects/runner-data.ts';
import { clientFor } from './client.ts';
import { makeWorld, open, useWorld } from './world.ts';

const world = useWorld();

describe('settings of a project', () => {
  it('tell what sitrep asks about', async () => {
    const { as, path } = world();
    expect((await as.mia.get(path)).body).toMatchObject({
      archived: false,
      issues_access_level: 'enabled',
      builds_access_level: 'enabled',
      merge_requests_access_level: 'enabled',
      public_jobs: true,
      ci_config_path: '',
      shared_runners_enabled: true,
      ci_pipeline_variables_minimum_override_role: 'developer',
      namespace: { kind: 'group', full_path: 'acme' },
    });
  });

  it.each`
    set                                   | told
    ${{ issues_enabled: false }}          | ${{ issues_enabled: false, issues_access_level: 'disabled' }}
    ${{ issues_access_level: 'enabled' }} | ${{ issues_enabled: true, issues_access_level: 'enabled' }}
    ${{ builds_access_level: 'private' }} | ${{ jobs_enabled: true, builds_access_level: 'private' }}
    ${{ public_jobs: false }}             | ${{ public_jobs: false }}
    ${{ ci_config_path: 'ci/main.yml' }}  | ${{ ci_config_path: 'ci/main.yml' }}
    ${{ shared_runners_enabled: false }}  | ${{ shared_runners_enabled: false }}
  `('$set is told as $told', async ({ set, told }) => {
    const { as, path } = world();
    expect((await as.mia.put(path, set)).body).toMatchObject(told);
    expect((await as.mia.get(path)).body).toMatchObject(told);
  });

  it('without issues there seem to be none', async () => {
    const { as, path } = world();
    const { iid } = await open(world());
    await as.mia.put(path, { issues_enabled: false });
    expect((await as.dan.get(`${path}/issues`)).body).toEqual([]);
    expect((await as.dan.get(`${path}/issues/${iid}`)).status).toBe(404);
    expect((await as.dan.post(`${path}/issues`, { title: 'x' })).status).toBe(403);
    await as.mia.put(path, { issues_enabled: true });
    expect((await as.dan.get(`${path}/issues/${iid}`)).status).toBe(200);
  });

  it('an archived one is read and not changed, until its owner takes it back', async () => {
    const { as, path } = world();
    expect((await as.mia.post(`${path}/archive`)).status).toBe(403);
    expect((await as.root.post(`${path}/archive`)).body).toMatchObject({ archived: true });
    expect((await as.dan.get(`${path}/issues`)).status).toBe(200);
    expect((await as.dan.post(`${path}/issues`, { title: 'x' })).status).toBe(403);
    expect((await as.root.post(`${path}/unarchive`)).body).toMatchObject({ archived: false });
    expect((await as.dan.post(`${path}/issues`, { title: 'x' })).status).toBe(201);
  });
});

describe('the namespace of a project', () => {
  it.each`
    profile                 | plan
    ${'gitlab.com-free'}    | ${'free'}
    ${'gitlab.com-premium'} | ${'premium'}
    ${'self-managed'}       | ${'default'}
  `('on $profile is on the plan $plan, told to its owners only', async ({ profile, plan }) => {
    const one = await makeWorld({ profile });
    const [group] = [...one.gitlab.store.groups.values()];
    const at = `/namespaces/${group?.id}`;
    expect((await one.as.root.get(at)).body).toMatchObject({ kind: 'group', full_path: 'acme', plan });
    expect((await one.as.mia.get(at)).body).toEqual({ message: '404 Namespace Not Found' });
    group?.members.set(one.people.mia.user.id, {
      userId: one.people.mia.user.id,
      level: 40,
      createdAt: '2026-01-01T00:00:00.000Z',
      createdById: 1,
      expiresAt: null,
    });
    expect((await one.as.mia.get('/namespaces/acme')).body).not.toHaveProperty('plan');
    expect((await one.as.dan.get('/namespaces?owned_only=true')).body).toMatchObject([{ kind: 'user', plan }]);
    await one.gitlab.close();
  });
});

describe('the runners of a project', () => {
  it('are the shared ones, where it takes them, and its own', async () => {
    const { as, gitlab, path, project } = world();
    await as.mia.put(path, { shared_runners_enabled: true });
    expect((await as.dan.get(`${path}/runners`)).status).toBe(403);
    expect((await as.mia.get(`${path}/runners`)).body).toMatchObject([
      { description: 'shared-runner', is_shared: true, online: true, status: 'online', paused: false },
    ]);
    const own = addRunner(gitlab.core, { description: 'ours', projectId: project.id, tags: ['docker'] });
    await as.mia.put(path, { shared_runners_enabled: false });
    expect((await as.mia.get(`${path}/runners?type=project_type`)).body).toMatchObject([
      { id: own.id, is_shared: false, runner_type: 'project_type' },
    ]);
    expect((await as.mia.get(`/runners/${own.id}`)).body).toMatchObject({ tag_list: ['docker'], run_untagged: true });
    expect((await as.mia.put(`/runners/${own.id}`, { paused: true })).body).toMatchObject({ paused: true });
    expect((await as.mia.get(`${path}/runners?paused=false`)).body).toEqual([]);
    expect((await as.mia.delete(`/runners/1`)).status).toBe(403);
    expect((await as.mia.delete(`/runners/${own.id}`)).status).toBe(204);
    expect((await as.mia.get(`${path}/runners`)).body).toEqual([]);
  });
});

describe('without a runner', () => {
  const run = useWorld({ runner: directRunner({ jobs: () => [{ name: 'job', execute: async () => 0 }] }) });

  beforeAll(async () => {
    const { as, path } = run();
    const actions = [{ action: 'create', file_path: '.gitlab-ci.yml', content: 'job: {script: [x]}' }];
    await as.mia.post(`${path}/repository/commits`, { branch: 'main', commit_message: 'CI', actions });
  });

  it.each`
    gone                                       | back
    ${['/runners/1', { paused: true }]}        | ${['/runners/1', { paused: false }]}
    ${['', { shared_runners_enabled: false }]} | ${['own']}
  `('$gone: a job stays pending until $back', async ({ gone, back }) => {
    const { as, gitlab, path, project } = run();
    const change = async ([where, params]: [string, object]): Promise<void> => {
      if (where === 'own') addRunner(gitlab.core, { description: 'ours', projectId: project.id });
      else expect((await as.root.put(where || path, params)).status).toBe(200);
    };
    const status = async (id: number): Promise<string> =>
      (await as.mia.get<{ status: string }>(`${path}/pipelines/${id}`)).body.status;
    await change(gone);
    const { body } = await as.mia.post<{ id: number }>(`${path}/pipeline`, { ref: 'main' });
    await gitlab.idle();
    expect(await status(body.id)).toBe('pending');
    await change(back);
    await gitlab.idle();
    expect(await status(body.id)).toBe('success');
  });

  it('a runner that takes only its tags takes no job without', async () => {
    const { as, gitlab, path, project } = await makeWorld({ runner: directRunner({ jobs: () => [] }) });
    addRunner(gitlab.core, { description: 'picky', projectId: project.id, tags: ['gpu'], runsUntagged: false });
    await as.mia.put(path, { shared_runners_enabled: false });
    expect(hasRunner(gitlab.core, project)).toBe(false);
    await gitlab.close();
  });

  it('where jobs are switched off no pipeline is made', async () => {
    const { as, path } = run();
    await as.mia.put(path, { builds_access_level: 'disabled' });
    expect(await as.mia.post(`${path}/pipeline`, { ref: 'main' })).toMatchObject({
      status: 400,
      body: { message: { base: ['Pipelines are disabled!'] } },
    });
  });
});

describe('the release', () => {
  it.each`
    version         | told
    ${'17.0'}       | ${'17.0.0-ee'}
    ${'18.5.2'}     | ${'18.5.2-ee'}
    ${'18.0.1-pre'} | ${'18.0.1-pre'}
  `('$version is told as $told', async ({ version, told }) => {
    const gitlab = await startGitLab({ version });
    expect((await clientFor(gitlab, gitlab.root.token).get('/version')).body).toMatchObject({ version: told });
    await gitlab.close();
  });

  it('is a number', async () => {
    await expect(startGitLab({ version: 'latest' })).rejects.toThrow('not a version: latest');
  });
});
