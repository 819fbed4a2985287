// Pipeline and job hooks: behaviours H25.

import { afterEach, expect, it } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import { ciFixture, type Fixture } from './ci-fixture.ts';
import { contractAvailable, payloadSample } from './contract.ts';
import { differences, type Json, receiver } from './git-receiver.ts';

let fixture: Fixture;

afterEach(() => fixture.gitlab.close());

/** What the hooks of one successful pipeline said, by event. */
async function heard(): Promise<Map<unknown, Json[]>> {
  const ear = await receiver();
  fixture = await ciFixture({ runner: directRunner({ jobs: () => [{ name: 'react', execute: async () => 0 }] }) });
  const { api, at, gitlab } = fixture;
  const events = { push_events: false, pipeline_events: true, job_events: true };
  await api.post(`${at}/hooks`, { url: ear.url, ...events });
  await api.post(`${at}/pipeline`, { ref: 'main' });
  await gitlab.idle();
  ear.close();
  return grouped(ear.received);
}

function grouped(bodies: readonly Json[]): Map<unknown, Json[]> {
  const groups = new Map<unknown, Json[]>();
  for (const body of bodies) groups.set(body['event'], [...(groups.get(body['event']) ?? []), body]);
  return groups;
}

it('H25: one for every status, of the pipeline and of the job', async () => {
  const said = await heard();
  const pipelines = said.get('Pipeline Hook')?.map((body) => (body['object_attributes'] as Json)['status']);
  expect(pipelines?.sort()).toEqual(['created', 'pending', 'running', 'success'].sort());
  const jobs = said.get('Job Hook')?.map((body) => body['build_status']);
  expect(jobs?.sort()).toEqual(['created', 'pending', 'running', 'success'].sort());
});

it.skipIf(!contractAvailable)('H25: the bodies have the documented keys', async () => {
  const said = await heard();
  const [{ event: _event, ...pipeline } = {}] = said.get('Pipeline Hook') ?? [];
  const [{ event: _also, ...job } = {}] = said.get('Job Hook') ?? [];
  const missing = (sample: string, body: Json): string[] =>
    differences(payloadSample(sample), body).filter((text) => text.endsWith('missing'));
  // Only a pipeline that another one started has a source.
  expect(missing('pipeline', pipeline)).toEqual(['.source_pipeline is missing']);
  expect(missing('job', job)).toEqual(['.source_pipeline is missing']);
});
