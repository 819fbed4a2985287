// A sandbox with a fresh project for each test of merge requests.

import { expect } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import { type Account, type GitLab, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import type { Project } from '../../src/sandbox/store.ts';
import { type Client, clientFor } from './client.ts';

export type Json = Record<string, unknown>;

/** Its project's default branch is for maintainers. */
export interface Review {
  readonly gitlab: GitLab;
  readonly maintainer: Account;
  readonly developer: Account;
  readonly reporter: Account;
  readonly api: Client;
  readonly asDeveloper: Client;
  readonly asReporter: Client;
  readonly project: Project;
  /** Below /api/v4. */
  readonly at: string;
  /** Commits a file to a branch, made from main if need be; answers the commit's id. */
  commit(branch: string, file: string, content: string): Promise<string>;
  /** Opens a merge request of `topic` into main as the developer; answers what the API said. */
  open(params?: Json): Promise<Json>;
  show(iid?: unknown): Promise<Json>;
  /** Lets the job that runs end well. */
  finishJob(): void;
}

let started: Promise<Omit<Review, 'project' | 'at' | 'commit' | 'open' | 'show'>> | undefined;
let projects = 0;

/** One sandbox for all tests of a file, a new project for each. */
export async function review(): Promise<Review> {
  started ??= start();
  const world = await started;
  const { gitlab, api, asDeveloper } = world;
  projects += 1;
  const project = await gitlab.addProject(`ops/mr-${projects}`, {
    members: [
      [world.maintainer, Level.maintainer],
      [world.developer, Level.developer],
      [world.reporter, Level.reporter],
    ],
    files: { 'README.md': 'one\ntwo\nthree\n', '.gitlab-ci.yml': 'test: { script: [make] }\n' },
  });
  const at = `/projects/${project.id}`;
  const commit = (branch: string, file: string, content: string): Promise<string> =>
    commitFile(api, at, branch, file, content);
  return {
    ...world,
    project,
    at,
    commit,
    async open(params = {}) {
      const branch = String(params['source_branch'] ?? 'topic');
      await commit(branch, 'new.md', `new on ${branch}\n`);
      const sent = { title: 'Review', source_branch: branch, target_branch: 'main', ...params };
      const made = await asDeveloper.post<Json>(`${at}/merge_requests`, sent);
      expect(made.status).toBe(201);
      await gitlab.idle();
      return made.body;
    },
    show: async (iid = 1) => (await api.get<Json>(`${at}/merge_requests/${iid}`)).body,
  };
}

export async function closeReview(): Promise<void> {
  const world = await started;
  started = undefined;
  await world?.gitlab.close();
}

async function start(): Promise<Omit<Review, 'project' | 'at' | 'commit' | 'open' | 'show'>> {
  let finish: () => void = () => undefined;
  const execute = (): Promise<number> =>
    new Promise((resolve) => {
      finish = () => resolve(0);
    });
  const gitlab = await startGitLab({ runner: directRunner({ jobs: () => [{ name: 'test', execute }] }) });
  const maintainer = gitlab.addUser({ username: 'mia' });
  const developer = gitlab.addUser({ username: 'dev' });
  const reporter = gitlab.addUser({ username: 'rita' });
  return {
    gitlab,
    maintainer,
    developer,
    reporter,
    api: clientFor(gitlab, maintainer.token),
    asDeveloper: clientFor(gitlab, developer.token),
    asReporter: clientFor(gitlab, reporter.token),
    finishJob: () => finish(),
  };
}

async function commitFile(api: Client, at: string, branch: string, file: string, content: string): Promise<string> {
  const isNew = (await api.get(`${at}/repository/branches/${encodeURIComponent(branch)}`)).status === 404;
  const has = (await api.get(`${at}/repository/files/${file}?ref=${isNew ? 'main' : branch}`)).status === 200;
  const made = await api.post<{ id: string }>(`${at}/repository/commits`, {
    branch,
    ...(isNew ? { start_branch: 'main' } : {}),
    commit_message: `change ${file}`,
    actions: [{ action: has ? 'update' : 'create', file_path: file, content }],
  });
  expect(made.status).toBe(201);
  return made.body.id;
}
