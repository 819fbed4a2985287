// What the components' jobs type into the shell: run with programs that only say how they were called.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitEnvironment } from '../../src/sandbox/git/run.ts';
import { asMapping, componentFile, type Mapping, readCiFile, withInputs } from './ci-yaml.ts';

let programs: string;

beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'sitrep-programs-'));
  for (const name of ['node', 'npx', 'sitrep'])
    writeFileSync(
      join(programs, name),
      `#!/bin/sh\nprintf '%s' ${name}\nfor a; do printf ' [%s]' "$a"; done\necho " token=$SITREP_TOKEN"\n`,
      {
        mode: 0o755,
      },
    );
});
afterAll(() => rmSync(programs, { recursive: true }));

/** Each job that needs the token, its component, and what it calls. */
const CALLS = [
  ['react', 'react', '[react]'],
  ['sweep', 'sweep', '[sweep]'],
  ['review', 'review', '[review] [12]'],
  ['react', 'incident-response', '[react]'],
  ['sweep', 'incident-response', '[sweep]'],
] as const;

describe.each(CALLS)('%s of the component %s', (job, component, call) => {
  it.each([
    ['image', {}, `sitrep ${call}`],
    ['npx', {}, `npx [--yes] [--package] [unreleased.invalid/sitrep-0.1.0.tgz] [--] [sitrep] ${call}`],
    ['npx', { package: '@acme/sitrep@1.2.3' }, `npx [--yes] [--package] [@acme/sitrep@1.2.3] [--] [sitrep] ${call}`],
    ['bundle', {}, `node [.gitlab/sitrep.cjs] ${call}`],
    ['bundle', { bundle: 'tools/s.cjs' }, `node [tools/s.cjs] ${call}`],
  ])('from: %s %j runs: %s', (from, inputs, expected) => {
    const { code, lines } = run(component, job, { ...inputs, from, iid: '#12' }, { SITREP_TOKEN: 't0ken' });
    expect([code, lines.at(-1)]).toEqual([0, `${expected} token=t0ken`]);
  });

  it('takes the token from the variable that is named, and has none where that is not set', () => {
    const inputs = { 'token-variable': 'INCIDENT_BOT', iid: '12' };
    expect(run(component, job, inputs, { INCIDENT_BOT: 'other' }).lines.at(-1)).toBe(`sitrep ${call} token=other`);
    expect(run(component, job, inputs, {}).lines.at(-1)).toBe(`sitrep ${call} token=`);
  });
});

describe('sweep', () => {
  it.each([
    [false, 'sitrep [sweep] token=t0ken'],
    [true, 'sitrep [sweep] [--full] token=t0ken'],
  ])('full: %s runs: %s', (full, expected) => {
    expect(run('sweep', 'sweep', { full }, { SITREP_TOKEN: 't0ken' }).lines).toEqual([expected]);
  });
});

describe('review-check', () => {
  let repository: string;
  let base: string;
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: repository, env: gitEnvironment(), encoding: 'utf8' }).trim();
  const commit = (files: Readonly<Record<string, string>>): string => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), text);
    }
    git('add', '--all');
    git('-c', 'user.name=ana', '-c', 'user.email=ana@example.com', 'commit', '--quiet', '--message', 'x');
    return git('rev-parse', 'HEAD');
  };
  const check = (env: Readonly<Record<string, string>> = {}): { code: number | null; lines: string[] } =>
    run(
      'review',
      'review-check',
      {},
      { CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_PROJECT_DIR: repository, ...env },
      repository,
    );

  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), 'sitrep-reviews-'));
    git('init', '--quiet', '--initial-branch', 'main');
    base = commit({ 'pir/2026/2026-01-01-1-old.md': 'old', 'pir/2026/2026-01-02-2-gone.md': 'gone', 'README.md': 'x' });
  });
  afterAll(() => rmSync(repository, { recursive: true }));

  it('without a review among what changed, calls nothing', () => {
    commit({ 'README.md': 'y', 'pir/README.md': 'about reviews' });
    expect(check()).toEqual({ code: 0, lines: [''] });
  });

  it('checks the reviews that the branch added or changed, whatever their names, and none that it removed', () => {
    rmSync(join(repository, 'pir/2026/2026-01-02-2-gone.md'));
    commit({ 'pir/2026/2026-03-11-12-nexus.md': 'new', 'pir/2026/two words $(id).md': 'new' });
    expect(check()).toEqual({
      code: 0,
      lines: ['sitrep [review] [--check] [pir/2026/2026-03-11-12-nexus.md] [pir/2026/two words $(id).md] token='],
    });
  });

  it('of a merged result takes only what the branch itself changed', () => {
    const branch = git('rev-parse', 'HEAD');
    commit({ 'pir/2026/2026-04-01-13-of-others.md': 'merged meanwhile' });
    expect(check().lines[0]).toContain('of-others');
    expect(check({ CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: branch }).lines[0]).not.toContain('of-others');
  });

  it('is red where the check is', () => {
    const failing = join(repository, 'bin');
    mkdirSync(failing);
    writeFileSync(join(failing, 'sitrep'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(check({ PATH: `${failing}:/usr/bin:/bin` }).code).toBe(1);
  });

  it('is given no token', () => {
    const job = asMapping(readCiFile(componentFile('review')).content['$[[ inputs.job-prefix ]]review-check']);
    expect(JSON.stringify(job)).not.toContain('SITREP_TOKEN');
  });
});

/** Runs a job with these inputs as a runner would: all lines in one POSIX shell that stops at a failure. */
function run(
  component: string,
  name: string,
  given: Mapping,
  env: Readonly<Record<string, string>>,
  cwd = '.',
): { code: number | null; lines: string[] } {
  const { content, inputs } = readCiFile(componentFile(component));
  const defaults = Object.fromEntries(inputs.map(({ name: input, default: value }) => [input, value ?? 'sitrep-bot']));
  const all = asMapping(withInputs(content, { ...defaults, ...given }));
  const job = asMapping(all[`sitrep-${name}`]);
  const base = asMapping(all[String(job['extends'])]);
  const variables = Object.entries({ ...asMapping(base['variables']), ...asMapping(job['variables']) });
  const script = [base['before_script'] ?? [], job['script'] ?? []].flat();
  const ran = spawnSync('sh', ['-e', '-c', script.join('\n')], {
    cwd,
    env: {
      PATH: `${programs}:/usr/bin:/bin`,
      ...Object.fromEntries(variables.map(([key, value]) => [key, String(value)])),
      ...env,
    },
    encoding: 'utf8',
  });
  return { code: ran.status, lines: `${ran.stdout}${ran.stderr}`.trim().split('\n') };
}
