// The stock client of the field, which nobody here wrote, works with repositories, merge requests and pipelines.

import { Gitlab } from '@gitbeaker/rest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import { type GitLab, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import type { Project } from '../../src/sandbox/store.ts';

let gitlab: GitLab;
let project: Project;
let client: InstanceType<typeof Gitlab>;

beforeAll(async () => {
  gitlab = await startGitLab({ runner: directRunner({ jobs: () => [{ name: 'react', execute: async () => 0 }] }) });
  const bot = gitlab.addUser({ username: 'sitrep-bot' });
  project = await gitlab.addProject('ops/incidents', {
    members: [[bot, Level.maintainer]],
    files: { '.gitlab-ci.yml': 'react: { script: [make] }\n', 'README.md': 'read\n' },
  });
  client = new Gitlab({ host: gitlab.url, token: bot.token });
});

afterAll(() => gitlab.close());

it('repository: commits, branches, files, tree', async () => {
  const { id } = project;
  const commit = await client.Commits.create(
    id,
    'pir/1',
    'Add the review',
    [{ action: 'create', filePath: 'pir/1.md', content: '# Review\n' }],
    { startBranch: 'main' },
  );
  expect(commit.title).toBe('Add the review');
  expect((await client.Branches.show(id, 'pir/1')).commit.id).toBe(commit.id);
  const file = await client.RepositoryFiles.show(id, 'pir/1.md', 'pir/1');
  expect(Buffer.from(file.content, 'base64').toString()).toBe('# Review\n');
  expect(await client.RepositoryFiles.showRaw(id, 'pir/1.md', 'pir/1')).toBe('# Review\n');
  await client.RepositoryFiles.edit(id, 'pir/1.md', 'pir/1', '# Better\n', 'Better');
  const tree = await client.Repositories.allRepositoryTrees(id, { ref: 'pir/1', recursive: true });
  expect(tree.map(({ path }) => path)).toContain('pir/1.md');
  expect(await client.ProtectedBranches.all(id)).toMatchObject([{ name: 'main' }]);
});

it('merge request: open, find, edit, merge', async () => {
  const { id } = project;
  const opened = await client.MergeRequests.create(id, 'pir/1', 'main', 'Review of incident 1', {
    description: 'Text',
    removeSourceBranch: true,
  });
  await gitlab.idle();
  const [found] = await client.MergeRequests.all({ projectId: id, state: 'opened', sourceBranch: 'pir/1' });
  expect(found?.iid).toBe(opened.iid);
  await client.MergeRequests.edit(id, opened.iid, { labels: 'pir', title: 'Review' });
  await client.MergeRequestNotes.create(id, opened.iid, 'Please read.');
  const merged = await client.MergeRequests.merge(id, opened.iid, {
    sha: (await client.MergeRequests.show(id, opened.iid)).sha,
  });
  expect(merged.state).toBe('merged');
});

it('pipelines: trigger, list, jobs, schedules, variables', async () => {
  const { id } = project;
  await client.ProjectVariables.create(id, 'TOKEN', 'glpat-12345', { masked: true });
  const trigger = await client.PipelineTriggerTokens.create(id, 'hook');
  const started = await client.PipelineTriggerTokens.trigger(id, 'main', trigger.token, { variables: { A: 'b' } });
  await gitlab.idle();
  expect(await client.Pipelines.show(id, started.id)).toMatchObject({ status: 'success', source: 'trigger' });
  const [job] = await client.Jobs.all(id, { pipelineId: started.id });
  expect(job?.name).toBe('react');
  const schedule = await client.PipelineSchedules.create(id, 'sweep', 'main', '0 * * * *');
  await client.PipelineSchedules.edit(id, schedule.id, { cron: '30 * * * *' });
  expect(await client.PipelineSchedules.all(id)).toMatchObject([{ cron: '30 * * * *', active: true }]);
  await gitlab.advance(120);
  expect((await client.Pipelines.all(id, { source: 'schedule' })).length).toBeGreaterThan(0);
});
