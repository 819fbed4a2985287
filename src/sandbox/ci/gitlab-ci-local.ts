// Running gitlab-ci-local: where, with what, and around its traps.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { NO_COMMIT } from '../git/repository.ts';
import { gitEnvironment } from '../git/run.ts';
import type { PlanRequest } from './runner.ts';

/** A clone of a pipeline's commit, and what gitlab-ci-local is given besides. */
export interface Workplace {
  readonly base: string;
  readonly clone: string;
  /** Search path of programs. */
  readonly path: string;
  remove(): void;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Contents of file variables. */
  readonly files: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  onOutput?(text: string): void;
}

/** Clones the pipeline's commit. Its origin is the sandbox, from which gitlab-ci-local takes the server's address. */
export function openWorkplace(request: PlanRequest, path: string): Workplace {
  const base = mkdtempSync(join(tmpdir(), 'sandbox-pipeline-'));
  const clone = join(base, 'clone');
  mkdirSync(join(base, 'tmp'));
  const { user, pipeline } = request;
  git(base, 'clone', '--quiet', '--shared', '--no-checkout', request.repository, clone);
  git(clone, 'checkout', '--quiet', '-B', request.env['CI_COMMIT_REF_NAME'] ?? pipeline.ref, pipeline.sha);
  const before = request.env['CI_MERGE_REQUEST_DIFF_BASE_SHA'] ?? pipeline.beforeSha;
  // `rules:changes` is compared with the default branch there, where GitLab compares with where this one began.
  if (before !== NO_COMMIT)
    git(clone, 'update-ref', `refs/remotes/origin/${request.project.defaultBranch ?? 'main'}`, before);
  git(clone, 'remote', 'set-url', 'origin', `${request.env['CI_PROJECT_URL']}.git`);
  git(clone, 'config', 'user.name', user.name);
  git(clone, 'config', 'user.email', user.email);
  writeFileSync(join(clone, '.git', 'info', 'exclude'), '.gitlab-ci-local/\n');
  writeFileSync(join(base, 'gitconfig'), componentsOnDisk(request));
  writeFileSync(join(base, 'inputs.yml'), stringify(pipeline.inputs));
  return { base, clone, path, remove: () => rmSync(base, { recursive: true, force: true }) };
}

/** Runs it with these arguments. Only while planning can git reach components: they are expanded then, once. */
export function gitlabCiLocal(
  workplace: Workplace,
  args: readonly string[],
  options: RunOptions,
  planning: boolean,
): Promise<Ran> {
  const { base, clone } = workplace;
  // A merge request's pipeline has no branch; left out it would be taken from the clone.
  const env = { CI_COMMIT_BRANCH: '', ...options.env, CI_PROJECT_DIR: clone, CI_BUILDS_DIR: base };
  writeFileSync(join(base, 'variables.yml'), stringify(fileVariables(options.files)));
  // `--variables-file` and the like are relative to the working folder, as `--cwd` would be.
  const common = ['--force-shell-executor', '--no-color', '--variables-file', '../variables.yml'];
  const child = spawn(process.execPath, [program(), ...args, ...common, ...variables(env)], {
    cwd: clone,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: workplace.path,
      HOME: base,
      TMPDIR: join(base, 'tmp'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: planning ? join(base, 'gitconfig') : '/dev/null',
      GCL_IGNORE_PREDEFINED_VARS: Object.keys(env).join(','),
    },
  });
  options.signal?.addEventListener('abort', () => killGroup(child), { once: true });
  return collect(child, options);
}

/** The configuration with all includes, extends and inputs resolved, as the last run left it. */
export function expandedConfig({ clone }: Workplace): string {
  return readFileSync(join(clone, '.gitlab-ci-local', 'expanded-gitlab-ci.yml'), 'utf8');
}

function program(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('gitlab-ci-local/package.json')), 'dist', 'index.js');
}

function git(cwd: string, ...args: readonly string[]): void {
  const ran = spawnSync('git', [...args], { cwd, env: gitEnvironment(), encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
}

/**
 * Points the addresses of the projects that the user may read at their repositories, but for the pipeline's own: git would
 * show its origin so, and its components are read from the clone anyway.
 */
function componentsOnDisk({ readable, env, project }: PlanRequest): string {
  const { host, hostname } = new URL(env['CI_SERVER_URL'] ?? '');
  const servers = [`http://${host}`, `https://${host}`, `https://${hostname}:443`];
  return [...readable]
    .filter(([path]) => path !== project.pathWithNamespace)
    .map(([path, dir]) => {
      const lines = servers.map((server) => `\tinsteadOf = ${server}/${path}.git\n`);
      return `[url "file://${dir}"]\n${lines.join('')}`;
    })
    .join('');
}

/** As arguments, which win over the variables of a job as those of a project do in GitLab. */
function variables(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).flatMap(([key, value]) => ['--variable', `${key}=${value.replaceAll('$', '$$$$')}`]);
}

function fileVariables(files: Readonly<Record<string, string>>): unknown {
  return Object.fromEntries(Object.entries(files).map(([key, text]) => [key, { type: 'file', values: { '*': text } }]));
}

function collect(child: ChildProcess, options: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
      options.onOutput?.(chunk.toString('utf8'));
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString('utf8');
      options.onOutput?.(chunk.toString('utf8'));
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 137, out, err }));
  });
}

/** The jobs are its grandchildren: the whole group goes. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
