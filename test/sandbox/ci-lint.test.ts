// Checking a configuration without running it (doc/api/lint.md).

import { afterEach, describe, expect, it } from 'vitest';
import { hasRsync, pipelineRunner } from '../../src/sandbox/ci/pipeline-runner.ts';
import { CONFIG, ciFixture, closeAll, type Fixture, type Json, kept } from './ci-fixture.ts';

afterEach(closeAll);

const only = (source: string): string => `a: { script: [x], rules: [{ if: '$CI_PIPELINE_SOURCE == "${source}"' }] }\n`;

const lint = async ({ api, at }: Fixture, body: Json): Promise<Json> => {
  const answer = await api.post<Json>(`${at}/ci/lint`, body);
  expect(answer.status).toBe(200);
  return answer.body;
};

describe.skipIf(!hasRsync())('ci/lint', () => {
  it.each`
    content                                                            | dry      | errors
    ${CONFIG}                                                          | ${false} | ${[]}
    ${'a: { script: [x], stage: nowhere }\n'}                          | ${false} | ${['stage:nowhere not found for a']}
    ${'a: ['}                                                          | ${false} | ${[expect.stringContaining('<unknown>')]}
    ${`spec: { inputs: { a: {} } }\n---\n${CONFIG.split('---\n')[1]}`} | ${false} | ${['`a` input: required value has not been provided']}
    ${only('push')}                                                    | ${true}  | ${[]}
    ${only('schedule')}                                                | ${false} | ${[]}
    ${only('schedule')}                                                | ${true}  | ${[expect.stringContaining('Pipeline will not run')]}
    ${`workflow: { rules: [{ when: never }] }\n${only('push')}`}       | ${true}  | ${['Pipeline filtered out by workflow rules.']}
  `('$content, simulated: $dry: $errors', async ({ content, dry, errors }) => {
    const f = kept(await ciFixture({ runner: pipelineRunner() }));
    const found = await lint(f, { content, dry_run: dry });
    expect(found).toMatchObject({ valid: errors.length === 0, errors, warnings: [] });
    expect((await f.api.get<Json[]>(`${f.at}/pipelines`)).body).toEqual([]);
  });
});

it('the file of the project, with its jobs', async () => {
  const f = kept(await ciFixture());
  const answer = await f.api.get<Json>(`${f.at}/ci/lint?include_jobs=true`);
  expect(answer).toMatchObject({ status: 200, body: { valid: true, jobs: [{ name: 'react', when: 'on_success' }] } });
  expect(await f.api.get(`${f.at}/ci/lint?content_ref=nowhere`)).toMatchObject({ status: 404 });
});

it('is for those who may make pipelines', async () => {
  const f = kept(await ciFixture());
  expect(await f.asReporter.post(`${f.at}/ci/lint`, { content: CONFIG })).toMatchObject({ status: 403 });
  expect(await f.api.post(`${f.at}/ci/lint`, {})).toMatchObject({ status: 400, body: { error: 'content is missing' } });
});
