// This project's own pipeline, planned by gitlab-ci-local for what starts it: which jobs there are, and that the components
// it includes at the commit itself are found.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hasRsync } from '../../src/sandbox/ci/pipeline-runner.ts';
import { gitEnvironment } from '../../src/sandbox/git/run.ts';
import { asMapping, type Mapping } from './ci-yaml.ts';

describe.skipIf(!hasRsync())('the pipeline of sitrep itself', () => {
  let clone: string;
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', args, { cwd: clone, env: gitEnvironment() });

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'sitrep-pipeline-'));
    for (const part of ['.gitlab-ci.yml', 'ci', 'templates']) cpSync(part, join(clone, part), { recursive: true });
    writeFileSync(join(clone, 'README.md'), '# sitrep\n');
    const commit = (): void => {
      git('add', '--all');
      git('-c', 'user.name=ana', '-c', 'user.email=ana@example.com', 'commit', '--quiet', '--message', 'x');
    };
    git('init', '--quiet', '--initial-branch', 'main');
    git('remote', 'add', 'origin', 'https://gitlab.test/acme/sitrep.git');
    commit();
    writeFileSync(join(clone, 'Dockerfile'), 'FROM scratch\n');
    commit();
  });
  afterAll(() => rmSync(clone, { recursive: true }));

  const everywhere = ['check', 'package', 'package-works', 'stories', 'test'];
  const release = ['container', 'container-works', 'package-publish', 'release', 'release-check'];
  const branch = { CI_COMMIT_BRANCH: 'topic', CI_COMMIT_TAG: null };
  const mergeRequest = { CI_PIPELINE_SOURCE: 'merge_request_event', CI_COMMIT_BRANCH: null, CI_COMMIT_TAG: null };
  const tag = (name: string): Variables => ({ CI_COMMIT_BRANCH: null, CI_COMMIT_TAG: name });

  it.each([
    ['a push', { CI_PIPELINE_SOURCE: 'push', ...branch }, 'HEAD', everywhere],
    ['a merge request', mergeRequest, 'HEAD', everywhere],
    ['a merge request that touches the image', mergeRequest, 'HEAD~1', [...everywhere, 'container']],
    ['a tag of a version', { CI_PIPELINE_SOURCE: 'push', ...tag('1.2.3-rc.1') }, 'HEAD', [...everywhere, ...release]],
    ['another tag', { CI_PIPELINE_SOURCE: 'push', ...tag('v1.2') }, 'HEAD', everywhere],
  ] satisfies [string, Variables, string, string[]][])('for %s', (_what, variables, base, expected) => {
    git('update-ref', 'refs/remotes/origin/main', base); // what gitlab-ci-local takes for the branch that is merged into
    expect(jobsOf(clone, variables)).toEqual([...expected].sort());
  });

  it('reads all components at the commit itself, and has their jobs in it for no push', () => {
    jobsOf(clone, { CI_PIPELINE_SOURCE: 'push', ...branch });
    const expanded = asMapping(
      parse(readFileSync(join(clone, '.gitlab-ci-local/expanded-gitlab-ci.yml'), 'utf8')) as Mapping,
    );
    expect(Object.keys(expanded).filter((job) => job.startsWith('try-'))).toEqual([
      ...['try-all-react', 'try-all-sweep', 'try-all-review', 'try-all-review-check'],
      ...['try-17-react', 'try-17-sweep', 'try-17-review', 'try-17-review-check'],
      ...['try-react', 'try-sweep', 'try-review', 'try-review-check'],
    ]);
  });
});

/** What GitLab would predefine; null for what it would leave unset. */
type Variables = Readonly<Record<string, string | null>>;

/** Names of the jobs that a pipeline would have, each once. Throws where there would be none. */
function jobsOf(clone: string, variables: Variables): string[] {
  const program = join(
    dirname(createRequire(import.meta.url).resolve('gitlab-ci-local/package.json')),
    'dist/index.js',
  );
  const env = Object.entries(variables).flatMap(([key, value]) =>
    value === null ? [] : ['--variable', `${key}=${value}`],
  );
  const ran = spawnSync(process.execPath, [program, '--list-json', '--force-shell-executor', '--no-color', ...env], {
    cwd: clone,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: clone,
      GCL_IGNORE_PREDEFINED_VARS: Object.keys(variables).join(','),
    },
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(ran.stderr || ran.stdout);
  const listed: { name: string; when: string }[] = JSON.parse(ran.stdout.slice(ran.stdout.search(/^\[/m)));
  const names = listed.filter(({ when }) => when !== 'never').map(({ name }) => name.replace(/: \[.*$/, ''));
  return [...new Set(names)].sort();
}
