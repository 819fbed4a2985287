// Checking a configuration without running it (doc/api/lint.md).

import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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

describe('the merged configuration', () => {
  const FILES = {
    'templates/one.yml':
      'spec: { inputs: { to: {}, full: { type: boolean, default: false } } }\n---\n.base: { image: "of:$[[ inputs.to ]]", variables: { A: "1" } }\n"go-$[[ inputs.to ]]": { extends: .base, script: [x], when: "$[[ inputs.full ]]" }\n',
    'templates/two/template.yml': '.r: { rules: [{ if: $A }, { if: $B }] }\n',
    'part.yml': 'a: { script: [old], stage: test }\ninclude: /deeper.yml\n',
    'deeper.yml': 'b: { script: [x] }\n',
  };
  const shown = async (content: string): Promise<unknown> => {
    const f = kept(await ciFixture());
    const actions = Object.entries(FILES).map(([file_path, text]) => ({ action: 'create', file_path, content: text }));
    await f.api.post(`${f.at}/repository/commits`, { branch: 'main', commit_message: 'Files', actions });
    const merged = (await lint(f, { content }))['merged_yaml'];
    return typeof merged === 'string' ? parse(merged) : merged;
  };
  const path = '$CI_SERVER_FQDN/$CI_PROJECT_PATH';

  it.each([
    [
      'the header is left out, inputs are put in',
      'spec: { inputs: { n: { default: x } } }\n---\na: { script: ["$[[ inputs.n ]]"] }\n',
      { a: { script: ['x'] } },
    ],
    [
      'what is included comes first, and is overruled',
      'include: part.yml\na: { script: [new] }\n',
      { a: { script: ['new'], stage: 'test' }, b: { script: ['x'] } },
    ],
    [
      'a component with its inputs, what its jobs extend in them',
      `include: [{ component: ${path}/one@main, inputs: { to: me } }]\n`,
      {
        '.base': { image: 'of:me', variables: { A: '1' } },
        'go-me': { image: 'of:me', variables: { A: '1' }, script: ['x'], when: false },
      },
    ],
    [
      'references are what they name',
      `include: [{ component: ${path}/two@main }]\na: { script: [x], rules: [{ if: $C }, !reference [.r, rules]] }\n`,
      {
        '.r': { rules: [{ if: '$A' }, { if: '$B' }] },
        a: { script: ['x'], rules: [{ if: '$C' }, { if: '$A' }, { if: '$B' }] },
      },
    ],
    [
      'nothing is shown where a part cannot be had',
      'include: [{ remote: "https://elsewhere.test/x.yml" }]\na: { script: [x] }\n',
      null,
    ],
    ['nor of what is not valid', 'a: [', null],
  ])('%s', async (_what, content, expected) => {
    expect(await shown(content)).toEqual(expected);
  });
});

it('is for those who may make pipelines', async () => {
  const f = kept(await ciFixture());
  expect(await f.asReporter.post(`${f.at}/ci/lint`, { content: CONFIG })).toMatchObject({ status: 403 });
  expect(await f.api.post(`${f.at}/ci/lint`, {})).toMatchObject({ status: 400, body: { error: 'content is missing' } });
});
