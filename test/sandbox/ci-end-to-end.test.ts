// The whole way of an event: a person writes, a webhook is delivered to the trigger endpoint, a pipeline runs a process,
// and the process answers over the API.

import { afterEach, expect, it } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import type { GitLab } from '../../src/sandbox/gitlab.ts';
import { ciFixture, type Json } from './ci-fixture.ts';

let gitlab: GitLab;

afterEach(() => gitlab.close());

/** A job that comments on the issue it was told of, once. */
const JOB = `
const { CI_API_V4_URL, CI_PROJECT_ID, BOT_TOKEN, KIND, IID } = process.env;
const payload = JSON.parse(require('fs').readFileSync(process.env.TRIGGER_PAYLOAD, 'utf8'));
fetch(CI_API_V4_URL + '/projects/' + CI_PROJECT_ID + '/issues/' + IID + '/notes', {
  method: 'POST',
  headers: { 'PRIVATE-TOKEN': BOT_TOKEN, 'Content-Type': 'application/json' },
  body: JSON.stringify({ body: 'seen: ' + KIND + ' ' + payload.inputs.action }),
}).then((answer) => { console.log(answer.status); process.exit(answer.status === 201 ? 0 : 1); });
`;

it('issue, custom template, trigger with inputs, pipeline, process, comment', async () => {
  const runner = directRunner({
    jobs: ({ pipeline: { inputs } }) => [
      {
        name: 'react',
        resourceGroup: `incident-${inputs['iid']}`,
        env: { KIND: String(inputs['kind']), IID: String(inputs['iid']) },
        command: [process.execPath, '-e', JOB],
      },
    ],
  });
  const config = `spec:
  inputs:
    kind: { default: manual }
    iid: { type: number, default: 0 }
    action: { default: none }
---
react: { script: [node react.js] }
`;
  const fixture = await ciFixture({ runner }, { '.gitlab-ci.yml': config });
  gitlab = fixture.gitlab;
  const { api, at, asReporter } = fixture;
  await api.post(`${at}/variables`, { key: 'BOT_TOKEN', value: fixture.maintainer.token, masked: true });
  const trigger = await api.post<{ token: string }>(`${at}/triggers`, { description: 'hook' });
  const hook = await api.post<{ id: number }>(`${at}/hooks`, {
    url: `${gitlab.url}/api/v4${at}/ref/main/trigger/pipeline?token=${trigger.body.token}`,
    issues_events: true,
    custom_webhook_template:
      '{"inputs":{"kind":"issue","iid":{{object_attributes.iid}},"action":"{{object_attributes.action}}"}}',
  });

  await asReporter.post(`${at}/issues`, { title: 'Checkout is down', issue_type: 'incident' });
  await gitlab.idle();

  const notes = (await api.get<Json[]>(`${at}/issues/1/notes`)).body.filter(({ system }) => system === false);
  expect(notes.map(({ body }) => body)).toEqual(['seen: issue open']);
  const [delivery] = (await api.get<Json[]>(`${at}/hooks/${hook.body.id}/events`)).body;
  expect(delivery).toMatchObject({ response_status: '201' });
  expect((await api.get<Json[]>(`${at}/pipelines`)).body).toMatchObject([{ source: 'trigger', status: 'success' }]);
  const [job] = (await api.get<Json[]>(`${at}/jobs`)).body;
  expect((await api.get(`${at}/jobs/${job?.['id']}/trace`)).body).toBe('201\n');
});
