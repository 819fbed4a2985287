// The project's real pipeline, by gitlab-ci-local: components, rules, inputs, and jobs that call back.

import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { hasRsync, type PipelineRunnerOptions, pipelineRunner } from '../../src/sandbox/ci/pipeline-runner.ts';
import { type GitLabOptions, Level } from '../../src/sandbox/gitlab.ts';
import { ciFixture, type Fixture, type Json } from './ci-fixture.ts';

const available = hasRsync();
if (!available) {
  if (process.env['CI']) throw new Error('rsync is missing: the real pipeline cannot run');
  console.warn('\n!!! rsync is missing (apt-get install rsync): the tests of the REAL PIPELINE are skipped !!!\n');
}

const COMPONENT = `spec:
  inputs:
    stage: { default: test }
    iid: { type: number }
---
react:
  stage: $[[ inputs.stage ]]
  image: node:20
  resource_group: incident-$[[ inputs.iid ]]
  variables: { IID: "$[[ inputs.iid ]]" }
  rules:
    - if: $CI_PIPELINE_SOURCE == "trigger"
  script:
    - echo "iid=$IID source=$CI_PIPELINE_SOURCE url=$CI_API_V4_URL job=$CI_JOB_ID ci=$GITLAB_CI leaked=$LEAKED"
    - echo "dir=$CI_PROJECT_DIR"
    - cat "$TRIGGER_PAYLOAD"
    - |
      node -e 'fetch(process.env.CI_API_V4_URL + "/projects/" + process.env.CI_PROJECT_ID, { headers: { "PRIVATE-TOKEN": process.env.BOT_TOKEN } }).then(async (a) => console.log("project " + (await a.json()).path))'
`;

const CONFIG = `spec:
  inputs:
    iid: { type: number, default: 0 }
---
include:
  - component: $CI_SERVER_FQDN/tools/sitrep/react@main
    inputs:
      iid: $[[ inputs.iid ]]
stages: [test, later]
fails:
  stage: later
  when: manual
  script: [exit 7]
late:
  stage: later
  rules:
    - if: $CI_PIPELINE_SOURCE == "trigger"
      when: delayed
      start_in: 5 minutes
  script: [echo late]
only-on-schedule:
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script: [echo never]
`;

/** As sitrep's own component arms a timer. */
const TIMER = `spec:
  inputs:
    wake-in: { default: 6 days }
---
timer:
  script: [echo awake]
  rules:
    - if: '$CI_PIPELINE_SOURCE == "api" && "$[[ inputs.wake-in ]]" != "6 days"'
      when: delayed
      start_in: $[[ inputs.wake-in ]]
    - if: $SITREP_WAKE_IN == "2 minutes"
      when: delayed
      start_in: 2 minutes
    - if: $SITREP_WAKE_IN == "5 minutes"
      when: delayed
      start_in: 5 minutes
`;

const VARIETY = `workflow:
  rules:
    - if: $WANTED == "yes"
again: { script: [exit 3], resource_group: $CI_COMMIT_BRANCH, retry: { max: 1, exit_codes: [3] } }
codes: { script: [exit 75], allow_failure: { exit_codes: [75] } }
tells: { script: [echo hello], retry: 2 }
`;

const REVIEWED = `branches: { script: [echo pushed] }
check:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      changes: [pir/*.md]
  script:
    - changed="$(git diff --name-only "$CI_MERGE_REQUEST_DIFF_BASE_SHA" HEAD | xargs)"
    - echo "of !$CI_MERGE_REQUEST_IID $CI_MERGE_REQUEST_SOURCE_BRANCH_NAME to $CI_MERGE_REQUEST_TARGET_BRANCH_NAME at $CI_MERGE_REQUEST_DIFF_BASE_SHA, branch <$CI_COMMIT_BRANCH>, changed $changed"
`;

let fixture: Fixture | undefined;

afterEach(() => fixture?.gitlab.close());

async function started(
  config: string,
  runner: PipelineRunnerOptions = {},
  options: GitLabOptions = {},
): Promise<Fixture> {
  fixture = await ciFixture({ runner: pipelineRunner(runner), ...options }, { '.gitlab-ci.yml': config });
  const { gitlab, maintainer } = fixture;
  await gitlab.addProject('tools/sitrep', {
    members: [[maintainer, Level.maintainer]],
    files: { 'README.md': '', 'templates/react/template.yml': COMPONENT },
  });
  return fixture;
}

describe.skipIf(!available)('the real pipeline', () => {
  it('a webhook’s call runs the job of a component, which reads its payload and calls back', async () => {
    process.env['LEAKED'] = 'yes';
    const { gitlab, api, at, maintainer } = await started(CONFIG);
    await api.post(`${at}/variables`, { key: 'BOT_TOKEN', value: maintainer.token });
    const trigger = await api.post<{ token: string }>(`${at}/triggers`, { description: 'x' });
    const call = { ref: 'main', token: trigger.body.token, inputs: { iid: 12 }, note: 'costs $5 or $$' };
    const made = await api.post<{ id: number }>(`${at}/trigger/pipeline`, call);
    expect(made).toMatchObject({ status: 201, body: { source: 'trigger' } });
    await gitlab.idle();

    const jobs = (await api.get<Json[]>(`${at}/pipelines/${made.body.id}/jobs`)).body;
    expect(jobs.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
      'fails manual',
      'late scheduled',
      'react success',
    ]);
    const react = jobs.find(({ name }) => name === 'react');
    const trace = (await api.get<string>(`${at}/jobs/${react?.['id']}/trace`)).body;
    expect(trace).toContain(`iid=12 source=trigger url=${gitlab.url}/api/v4 job=${react?.['id']} ci=true leaked=\n`);
    expect(trace).toContain('"note":"costs $5 or $"');
    expect(trace).toContain('project incidents');
    expect((await api.get<Json[]>(`${at}/resource_groups`)).body).toMatchObject([{ key: 'incident-12' }]);

    const fails = jobs.find(({ name }) => name === 'fails');
    await api.post(`${at}/jobs/${fails?.['id']}/play`);
    await gitlab.advance(5);
    expect(gitlab.store.ci.jobs.get(Number(fails?.['id']))).toMatchObject({ status: 'failed', exitCode: 7 });
    expect((await api.get<Json[]>(`${at}/jobs?scope[]=success`)).body.map(({ name }) => name)).toContain('late');
    const clone = /dir=(\S+)/.exec(trace)?.[1] ?? '';
    expect(existsSync(clone)).toBe(false);
    delete process.env['LEAKED'];
  });

  it('N1, I6: what gitlab-ci-local refuses is a broken configuration', async () => {
    const { api, at } = await started('job: { stage: nowhere, script: [x] }\n');
    const body = { message: { base: ['stage:nowhere not found for job'] } };
    expect(await api.post(`${at}/pipeline`, { ref: 'main' })).toMatchObject({ status: 400, body });
    expect((await api.get<Json[]>(`${at}/pipelines`)).body).toEqual([]);
    const { token } = (await api.post<{ token: string }>(`${at}/triggers`, { description: 'x' })).body;
    expect(await api.post(`${at}/trigger/pipeline`, { ref: 'main', token })).toMatchObject({ status: 422, body });
    expect((await api.get<Json[]>(`${at}/pipelines`)).body).toMatchObject([{ status: 'failed' }]);
  });

  it.each`
    params                                                            | minutes
    ${{ inputs: { 'wake-in': '12 minutes' } }}                        | ${12}
    ${{ inputs: { 'wake-in': '1 hour' } }}                            | ${60}
    ${{ variables: [{ key: 'SITREP_WAKE_IN', value: '5 minutes' }] }} | ${5}
    ${{ variables: [{ key: 'SITREP_WAKE_IN', value: '2 minutes' }] }} | ${2}
  `('the start_in of the rule that matches counts: $params waits $minutes min', async ({ params, minutes }) => {
    const { gitlab, api, at } = await started(TIMER);
    const from = gitlab.clock.now();
    expect(await api.post(`${at}/pipeline`, { ref: 'main', ...params })).toMatchObject({ status: 201 });
    await gitlab.idle();
    const [job] = [...gitlab.store.ci.jobs.values()];
    expect(job).toMatchObject({ name: 'timer', status: 'scheduled' });
    expect(Math.round((Date.parse(job?.scheduledAt ?? '') - from) / 60_000)).toBe(minutes);
  });

  it('workflow:rules refuse, and a retry, exit codes and a resource group are read', async () => {
    const { gitlab, api, at } = await started(VARIETY);
    expect(await api.post(`${at}/pipeline`, { ref: 'main' })).toMatchObject({
      status: 400,
      body: { message: { base: ['Pipeline filtered out by workflow rules.'] } },
    });
    const variables = [{ key: 'WANTED', value: 'yes' }];
    const made = await api.post<{ id: number }>(`${at}/pipeline`, { ref: 'main', variables });
    expect(made.status).toBe(201);
    await gitlab.idle();
    const all = [...gitlab.store.ci.jobs.values()].map(({ name, status, exitCode, allowFailure, resourceGroup }) =>
      [name, status, exitCode, allowFailure ? 'allowed' : '', resourceGroup ?? ''].join(' ').trim(),
    );
    expect(all.sort()).toEqual([
      'again failed 3  main',
      'again failed 3  main',
      'codes failed 75 allowed',
      'tells success 0',
    ]);
  });

  it('jobs get what the runner adds to their environment, asked when they start; a played one also when all is over', async () => {
    let starts = 0;
    const environment = (): Record<string, string> => {
      starts += 1;
      return { STARTS: String(starts) };
    };
    const config = 'a: { script: [echo "starts=$STARTS"] }\nb: { when: manual, script: [echo "starts=$STARTS"] }\n';
    const { gitlab, api, at } = await started(config, { environment });
    await api.post(`${at}/pipeline`, { ref: 'main' });
    await gitlab.idle();
    const manual = [...gitlab.store.ci.jobs.values()].find(({ name }) => name === 'b');
    expect((await api.get<Json[]>(`${at}/pipelines`)).body).toMatchObject([{ status: 'success' }]);
    await api.post(`${at}/jobs/${manual?.id}/play`);
    await gitlab.idle();
    const traces = [...gitlab.store.ci.jobs.values()].map(({ trace }) => /> starts=(\d)/.exec(trace)?.[1]);
    expect(traces).toEqual(['1', '2']);
  });

  it('what was fetched once is fetched again when the component has changed', async () => {
    const { gitlab, api, at } = await started('include:\n  - component: $CI_SERVER_FQDN/tools/sitrep/small@main\n');
    const tools = [...gitlab.store.projects.values()].find(({ path }) => path === 'sitrep');
    const write = (action: string, says: string): Promise<unknown> =>
      api.post(`/projects/${tools?.id}/repository/commits`, {
        branch: 'main',
        commit_message: says,
        actions: [{ action, file_path: 'templates/small.yml', content: `small: { script: [echo "says ${says}"] }\n` }],
      });
    for (const [action, says] of [
      ['create', 'one'],
      ['update', 'two'],
    ] as const) {
      await write(action, says);
      await api.post(`${at}/pipeline`, { ref: 'main' });
      await api.post(`${at}/pipeline`, { ref: 'main' });
      await gitlab.idle();
    }
    const traces = [...gitlab.store.ci.jobs.values()].map(({ trace }) => /> says (\w+)/.exec(trace)?.[1]);
    expect(traces).toEqual(['one', 'one', 'two', 'two']);
  });

  it('a merge request gets its own pipeline, with what its branch changed, and none where no job is for it', async () => {
    const { gitlab, api, at } = await started(REVIEWED, {}, { pushPipelines: true });
    const commit = (branch: string, path: string, more: object = {}): Promise<unknown> =>
      api.post(`${at}/repository/commits`, {
        branch,
        commit_message: path,
        actions: [{ action: 'create', file_path: path, content: 'x' }],
        ...more,
      });
    await commit('review', 'pir/1.md', { start_branch: 'main' });
    await commit('other', 'docs/1.md', { start_branch: 'main' });
    await commit('main', 'pir/elsewhere.md');
    await gitlab.idle();
    for (const source_branch of ['review', 'other'])
      await api.post(`${at}/merge_requests`, { source_branch, target_branch: 'main', title: source_branch });
    await gitlab.idle();
    await commit('review', 'pir/2.md');
    await gitlab.idle();

    const reviewed = (await api.get<Json[]>(`${at}/pipelines?source=merge_request_event`)).body;
    expect(reviewed.map(({ ref }) => ref)).toEqual(Array(2).fill('refs/merge-requests/1/head'));
    const [first, second, ...more] = [...gitlab.store.ci.jobs.values()].filter(({ name }) => name === 'check');
    expect(more).toEqual([]);
    expect(first?.trace).toMatch(/> of !1 review to main at \w{40}, branch <>, changed pir\/1.md\n/);
    expect(second?.trace).toContain('changed pir/1.md pir/2.md\n');
    const ofBranches = [...gitlab.store.ci.jobs.values()].filter(({ name }) => name === 'branches');
    expect(ofBranches.map(({ pipelineId }) => gitlab.store.ci.pipelines.get(pipelineId)?.source)).toEqual(
      Array(4).fill('push'),
    );
    expect((await api.get<Json[]>(`${at}/merge_requests/1/pipelines`)).body).toHaveLength(4);
    expect((await api.get<Json[]>(`${at}/merge_requests/2/pipelines`)).body).toMatchObject([{ source: 'push' }]);
  });
});
