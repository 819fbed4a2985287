// Setting a project up and examining it, through a client that nobody here wrote: stock gitbeaker, out of the box.
//
// What `init`, `doctor` and the timers ask of GitLab is asked here as others ask it, so that the sandbox cannot have been
// built to suit our own client.

import { Gitlab } from '@gitbeaker/rest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import { startReceiver } from './receiver.ts';
import { makeWorld, type World } from './world.ts';

const project = 'acme/ops';
const CI = 'react: {script: [react]}\n';
/** What GitLab takes and the types of this client do not know yet. */
const NEWER = { ciPipelineVariablesMinimumOverrideRole: 'maintainer' };
const TEMPLATED = {
  name: 'sitrep: issues',
  customWebhookTemplate: '{"inputs": {"iid": "#{{object_attributes.iid}}"}}',
  urlVariables: [{ key: 'token', value: 'hidden' }],
};

let w: World;
let api: InstanceType<typeof Gitlab>;

beforeAll(async () => {
  const runner = directRunner({
    jobs: () => [
      {
        name: 'react',
        resourceGroup: 'sitrep',
        execute: async (run) => {
          run.log('looked\n');
          return 0;
        },
      },
      { name: 'by-hand', manual: true, execute: async () => 0 },
    ],
  });
  w = await makeWorld({ profile: 'gitlab.com-premium', runner });
  api = new Gitlab({ host: w.gitlab.url, token: w.people.root.token });
});

afterAll(() => w.gitlab.close());

describe('who and what', () => {
  it('the user, the release, the token', async () => {
    expect(await api.Users.showCurrentUser()).toMatchObject({ username: 'root' });
    expect(await api.Metadata.show()).toMatchObject({ version: '19.5.0-ee' });
    expect(await api.PersonalAccessTokens.show()).toMatchObject({ scopes: ['api'], active: true, revoked: false });
  });

  it('the project, its namespace with the plan, its members and runners', async () => {
    const found = await api.Projects.show(project);
    expect(found).toMatchObject({
      default_branch: 'main',
      archived: false,
      issues_access_level: 'enabled',
      builds_access_level: 'enabled',
      shared_runners_enabled: true,
    });
    expect(await api.Namespaces.show(found.namespace.id)).toMatchObject({ kind: 'group', plan: 'premium' });
    const members = await api.ProjectMembers.all(project, { includeInherited: true });
    expect(members.find(({ username }) => username === 'mia')).toMatchObject({ access_level: 40, state: 'active' });
    const [runner] = await api.Runners.all({ projectId: project });
    expect(runner).toMatchObject({ is_shared: true, paused: false, status: 'online' });
    expect(await api.Runners.show(runner?.id ?? 0)).toMatchObject({ tag_list: [], run_untagged: true });
    await expect(api.Projects.show('acme/nowhere')).rejects.toMatchObject({
      cause: { response: expect.objectContaining({ status: 404 }) },
    });
  });

  it('access tokens: made, listed, renewed, revoked', async () => {
    const made = await api.ProjectAccessTokens.create(project, 'sitrep', ['api'], '2026-12-01', { accessLevel: 40 });
    expect(made).toMatchObject({ name: 'sitrep', access_level: 40, expires_at: '2026-12-01' });
    const bot = new Gitlab({ host: w.gitlab.url, token: String(made.token) });
    expect(await bot.Users.showCurrentUser()).toMatchObject({ id: made.user_id, bot: true });
    const renewed = await api.ProjectAccessTokens.rotate(project, made.id, { expiresAt: '2027-01-01' });
    expect(renewed).toMatchObject({ user_id: made.user_id, expires_at: '2027-01-01' });
    await expect(bot.Users.showCurrentUser()).rejects.toMatchObject({
      cause: { response: expect.objectContaining({ status: 401 }) },
    });
    expect(await api.ProjectAccessTokens.all(project)).toMatchObject([{ revoked: true }, { active: true }]);
    await api.ProjectAccessTokens.revoke(project, renewed.id);
    expect(await api.ProjectAccessTokens.show(project, renewed.id)).toMatchObject({ active: false });
  });
});

describe('what is set up', () => {
  it('labels, settings, variables', async () => {
    await api.ProjectLabels.create(project, 'incident', '#cc0000', { description: 'An incident' });
    expect(await api.ProjectLabels.all(project)).toMatchObject([{ name: 'incident' }]);
    const changed = await api.Projects.edit(project, { description: 'Incidents', ...NEWER });
    expect(changed).toMatchObject({ ci_pipeline_variables_minimum_override_role: 'maintainer' });
    await api.ProjectVariables.create(project, 'SITREP_TOKEN', 'glpat-12345678', { masked: true, protected: true });
    await api.ProjectVariables.edit(project, 'SITREP_TOKEN', 'glpat-87654321', {
      masked: true,
      filter: { environment_scope: '*' },
    });
    expect(await api.ProjectVariables.all(project)).toMatchObject([
      { key: 'SITREP_TOKEN', value: 'glpat-87654321', masked: true, protected: true, environment_scope: '*' },
    ]);
  });

  it('files in one commit, on a branch with its merge request; what changed meanwhile is refused', async () => {
    await api.Commits.create(project, 'main', 'Set up', [
      { action: 'create', filePath: '.gitlab-ci.yml', content: CI },
    ]);
    expect(await api.Lint.lint(project, CI)).toMatchObject({ valid: true, errors: [] });
    const broken = await api.Lint.lint(project, 'react: {script: [');
    expect(broken.valid).toBe(false);
    expect(broken.errors).toHaveLength(1);
    const file = await api.RepositoryFiles.show(project, '.gitlab-ci.yml', 'main');
    expect(Buffer.from(file.content, 'base64').toString()).toBe(CI);
    const update = { action: 'update' as const, filePath: '.gitlab-ci.yml', content: `${CI}# more\n` };
    const stale = { ...update, lastCommitId: '0'.repeat(40) };
    await expect(api.Commits.create(project, 'main', 'x', [stale])).rejects.toMatchObject({
      cause: { response: expect.objectContaining({ status: 400 }) },
    });
    await api.Commits.create(project, 'set-up', 'x', [{ ...update, lastCommitId: String(file.last_commit_id) }], {
      startBranch: 'main',
    });
    const opened = await api.MergeRequests.create(project, 'set-up', 'main', 'Set up', { removeSourceBranch: true });
    expect(await api.MergeRequests.all({ projectId: project, sourceBranch: 'set-up', state: 'opened' })).toMatchObject([
      { iid: opened.iid, web_url: opened.web_url },
    ]);
  });

  it('the journal branch, protected', async () => {
    await api.Branches.create(project, 'incident-journal', 'main');
    await api.ProtectedBranches.create(project, 'incident-journal', { pushAccessLevel: 40, mergeAccessLevel: 0 });
    expect(await api.ProtectedBranches.show(project, 'incident-journal')).toMatchObject({
      push_access_levels: [{ access_level: 40 }],
      merge_access_levels: [{ access_level: 0 }],
      allow_force_push: false,
    });
    expect(await api.Branches.show(project, 'incident-journal')).toMatchObject({ protected: true, can_push: true });
    await api.ProtectedBranches.remove(project, 'incident-journal');
  });

  it('a trigger token and a webhook with a template and a hidden part of its address', async () => {
    const trigger = await api.PipelineTriggerTokens.create(project, 'sitrep: webhooks');
    await api.PipelineTriggerTokens.edit(project, trigger.id, { description: 'sitrep: hooks' });
    const [listed] = await api.PipelineTriggerTokens.all(project);
    expect(listed).toMatchObject({ description: 'sitrep: hooks', owner: { username: 'root' } });

    const receiver = await startReceiver();
    const hook = await api.ProjectHooks.add(project, `${receiver.url}?token={token}`, {
      ...TEMPLATED,
      issuesEvents: true,
      pushEvents: false,
    });
    expect(hook).toMatchObject({ name: 'sitrep: issues', issues_events: true, alert_status: 'executable' });
    expect(JSON.stringify(hook)).not.toContain('hidden');
    await api.Issues.create(project, 'Scratch', { issueType: 'incident', confidential: false });
    await w.gitlab.idle();
    expect(receiver.take()).toEqual([{ inputs: { iid: '#1' } }]);
    await api.ProjectHooks.edit(project, hook.id, receiver.url, { noteEvents: true });
    await api.IssueNotes.create(project, 1, 'a word');
    await w.gitlab.idle();
    expect(await api.ProjectHooks.all(project)).toMatchObject([{ note_events: true }]);
    await api.ProjectHooks.remove(project, hook.id);
    receiver.close();
    await api.Issues.edit(project, 1, { stateEvent: 'close' });
    await api.Issues.remove(project, 1);
    expect(await api.Issues.all({ projectId: project })).toEqual([]);
  });

  it('schedules: made, changed, taken', async () => {
    const made = await api.PipelineSchedules.create(project, 'sitrep: daily heartbeat', 'main', '40 3 * * *', {
      active: true,
    });
    await api.PipelineSchedules.edit(project, made.id, { active: false, cron: '0 * * * *' });
    const mine = new Gitlab({ host: w.gitlab.url, token: w.people.mia.token });
    await mine.PipelineSchedules.takeOwnership(project, made.id);
    expect(await api.PipelineSchedules.all(project)).toMatchObject([
      { active: false, cron: '0 * * * *', ref: 'refs/heads/main', owner: { username: 'mia' } },
    ]);
  });
});

describe('what runs', () => {
  it('a pipeline over the API and one by trigger; their jobs, what they print, the group they share', async () => {
    const started = await api.Pipelines.create(project, 'main', {
      variables: [{ key: 'SITREP_WAKE_IN', value: '12 minutes' }],
    });
    expect(started).toMatchObject({ source: 'api', ref: 'main' });
    const { token } = await api.PipelineTriggerTokens.create(project, 'once');
    expect(await api.PipelineTriggerTokens.trigger(project, 'main', token)).toMatchObject({ source: 'trigger' });
    await w.gitlab.idle();

    const pipelines = await api.Pipelines.all(project, { orderBy: 'id', sort: 'desc' });
    expect(pipelines.map(({ source }) => source)).toEqual(['trigger', 'api']);
    const jobs = await api.Jobs.all(project, { pipelineId: started.id });
    expect(jobs).toMatchObject([
      { name: 'by-hand', status: 'manual' },
      { name: 'react', status: 'success' },
    ]);
    const [byHand, react] = jobs;
    expect(await api.Jobs.showLog(project, react?.id ?? 0)).toContain('looked');
    await api.Jobs.play(project, byHand?.id ?? 0);
    await w.gitlab.idle();
    expect(await api.Jobs.show(project, byHand?.id ?? 0)).toMatchObject({ status: 'success' });

    await api.ResourceGroups.edit(project, 'sitrep', { processMode: 'newest_ready_first' });
    expect(await api.ResourceGroups.show(project, 'sitrep')).toMatchObject({ process_mode: 'newest_ready_first' });
    expect(await api.Pipelines.cancel(project, started.id)).toMatchObject({ id: started.id });
  });
});
