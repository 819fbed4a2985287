// The project's real pipeline, by gitlab-ci-local: components, rules, inputs, and jobs that call back.

import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { hasRsync, pipelineRunner } from '../../src/sandbox/ci/pipeline-runner.ts';
import { Level } from '../../src/sandbox/gitlab.ts';
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

let fixture: Fixture | undefined;

afterEach(() => fixture?.gitlab.close());

async function started(config: string): Promise<Fixture> {
  fixture = await ciFixture({ runner: pipelineRunner() }, { '.gitlab-ci.yml': config });
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

  it('what gitlab-ci-local refuses is a broken configuration: 422', async () => {
    const { api, at } = await started('job: { stage: nowhere, script: [x] }\n');
    const made = await api.post<{ message: { base: string[] } }>(`${at}/pipeline`, { ref: 'main' });
    expect(made).toMatchObject({ status: 422, body: { message: { base: ['stage:nowhere not found for job'] } } });
  });
});
