// `sitrep init --bundle` where the pipeline file is another's already, or sitrep's part of it was spoilt.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCiFile } from '../../src/setup/checks/ci-file.ts';
import { bundlePaths } from '../../src/setup/checks/pipeline.ts';
import { type InitWorld, initWorld, type Ran } from './init-world.ts';

const CI = '.gitlab-ci.yml';
const started = process.argv[1] ?? '';
let folder: string;
let world: InitWorld;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitrep-bundle-'));
  // The program that is committed is the one that was started.
  process.argv[1] = join(folder, 'sitrep.cjs');
  writeFileSync(process.argv[1], '// the program\n');
});
afterEach(async () => {
  process.argv[1] = started;
  rmSync(folder, { recursive: true });
  await world.gitlab.close();
});

const bundled = (...more: readonly string[]): Promise<Ran> => world.init(['--bundle', '--no-proof', ...more]);

async function edit(change: (text: string) => string): Promise<void> {
  const content = change((await world.text(CI)) ?? '');
  const actions = [{ action: 'update', file_path: CI, content }];
  const commit = { branch: 'main', commit_message: 'Edit', actions };
  await world.api.post(`/projects/${world.project.id}/repository/commits`, commit);
}

describe('sitrep’s part is mended', () => {
  it.each([
    ['an input is missing', (text: string) => text.replace(/^ {4}note:\n(?: {6}.*\n)+/m, ''), 'the input note'],
    ['the bot has another name', (text: string) => text.replace(/bot: \S+/, 'bot: old'), 'the bot’s name'],
  ])('%s', async (_what, spoil, said) => {
    world = await initWorld();
    expect((await bundled()).code).toBe(0);
    const before = await world.text(CI);
    await edit(spoil);
    expect(await world.text(CI)).not.toBe(before);
    const { code, output } = await bundled();
    expect(output).toContain(`adds ${said}`);
    expect(code).toBe(0);
    expect((await bundled()).writes).toEqual([]);
  });
});

describe('the stage of sitrep’s jobs', () => {
  const pushed = "  rules:\n    - if: $CI_PIPELINE_SOURCE == 'push'\n";
  const job = `build:\n  stage: build\n  script: make\n${pushed}`;

  it.each([
    [
      'is the first one of a file without `test`',
      { [CI]: `stages: [.pre, build, deploy]\n${job}` },
      '\n      stage: build\n',
    ],
    [
      'is the first one of what the file includes',
      { [CI]: `include: ci/stages.yml\n${job}`, 'ci/stages.yml': 'stages:\n  - build\n  - deploy\n' },
      '\n      stage: build\n',
    ],
    ['is the component’s own where the file has it', { [CI]: `stages: [build, test]\n${job}` }, undefined],
    [
      'is the component’s own where the file names none',
      { [CI]: job.replace('stage: build', 'stage: deploy') },
      undefined,
    ],
  ])('%s', async (_what, files, said) => {
    world = await initWorld({ files });
    const { code, output } = await bundled();
    expect(output).not.toContain('✗');
    expect(code).toBe(0);
    const [, include = ''] = (await world.text(CI))?.split('.gitlab/sitrep/incident-response.yml') ?? [];
    if (said === undefined) expect(include).not.toContain('stage:');
    else expect(include).toContain(said);
    expect((await bundled()).writes).toEqual([]);
  });

  it('is said as well where the file got stages of its own later', async () => {
    world = await initWorld();
    await bundled();
    await edit((text) => `${text}\nstages: [build]\n`);
    const { output } = await bundled();
    expect(output).toContain('adds the include’s input stage');
    expect(await world.text(CI)).toContain('      stage: build\n');
  });

  it('is asked for where only GitLab sees the stages, in a file from elsewhere', async () => {
    const include = 'include:\n  - remote: https://ci.example.com/stages.yml\n';
    world = await initWorld({ files: { [CI]: `${include}${job}` } });
    const body = { valid: true, errors: [], warnings: [], merged_yaml: `stages: [build]\n${job}` };
    world.gitlab.faults.add({ method: 'POST', path: /ci\/lint$/, act: { do: 'answer', status: 200, body } });
    const { code, output, writes } = await bundled();
    expect(output).toMatch(/test is not among its stages build.*Add `test` to its `stages:`/);
    expect(code).toBe(2);
    expect(writes.filter((write) => !write.endsWith('/ci/lint'))).toEqual([]);
  });
});

describe('the component listen', () => {
  const include = (text: string): string =>
    text.replace(
      /^include:\n/m,
      'include:\n  - component: $CI_SERVER_FQDN/acme/sitrep/listen@1\n    inputs: {stage: test, from: bundle}\n',
    );

  it('has its program committed beside the other, once it is included', async () => {
    world = await initWorld();
    expect((await bundled()).code).toBe(0);
    expect(await world.text('.gitlab/sitrep-listen.cjs')).toBeUndefined();
    await edit(include);
    const missing = await bundled();
    expect(missing.output).toMatch(/put sitrep-listen.cjs of the same release next to sitrep.cjs/);
    expect([missing.code, missing.writes.filter((write) => !write.endsWith('/ci/lint'))]).toEqual([2, []]);
    writeFileSync(join(folder, 'sitrep-listen.cjs'), '// the listener\n');
    expect((await bundled()).code).toBe(0);
    expect(await world.text('.gitlab/sitrep-listen.cjs')).toBe('// the listener\n');
    expect((await bundled()).writes).toEqual([]);
  });

  it('is looked for by doctor where the jobs run what is committed', async () => {
    world = await initWorld();
    await bundled();
    const text = (await world.text(CI)) ?? '';
    expect(bundlePaths(readCiFile(text))).toEqual(['.gitlab/sitrep.cjs']);
    expect(bundlePaths(readCiFile(include(text)))).toEqual(['.gitlab/sitrep.cjs', '.gitlab/sitrep-listen.cjs']);
  });
});

it('a file with bytes that are no UTF-8 is refused and stays as it is', async () => {
  world = await initWorld();
  const content = Buffer.from('# caf\xe9\n', 'latin1').toString('base64');
  const actions = [{ action: 'create', file_path: CI, content, encoding: 'base64' }];
  const commit = { branch: 'main', commit_message: 'Coffee', actions };
  await world.api.post(`/projects/${world.project.id}/repository/commits`, commit);
  const { code, output, writes } = await bundled();
  expect(output).toContain('.gitlab-ci.yml cannot be added to: line 1 has a byte that is no UTF-8');
  expect({ code, writes }).toEqual({ code: 2, writes: [] });
});

it.each(['npx', 'image'])('--bundle and --from %s contradict each other', async (from) => {
  world = await initWorld();
  const { code, output, writes } = await bundled('--from', from);
  expect(output).toContain('Say one of the two');
  expect({ code, writes }).toEqual({ code: 2, writes: [] });
});
