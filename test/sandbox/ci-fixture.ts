// A sandbox with a project that has a pipeline, for the tests of CI.

import { expect } from 'vitest';
import { type DirectJob, directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import type { CiOptions } from '../../src/sandbox/ci/index.ts';
import { type Account, type GitLab, type GitLabOptions, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import type { Project } from '../../src/sandbox/store.ts';
import { type Client, clientFor } from './client.ts';

export type Json = Record<string, unknown>;

export const CONFIG = `spec:
  inputs:
    kind:
      default: manual
      options: [manual, issue, note]
    iid:
      type: number
      default: 0
    word:
      regex: ^[a-z]+$
      default: abc
    loud:
      type: boolean
      default: false
    names:
      type: array
      default: []
---
react:
  script: echo $[[ inputs.kind ]]
`;

export interface Fixture {
  readonly gitlab: GitLab;
  readonly project: Project;
  readonly maintainer: Account;
  readonly developer: Account;
  readonly reporter: Account;
  readonly api: Client;
  readonly asDeveloper: Client;
  readonly asReporter: Client;
  /** Below /api/v4. */
  readonly at: string;
}

/** Starts a sandbox; `files` replace the project's. */
export async function ciFixture(
  options: GitLabOptions & CiOptions = {},
  files: Readonly<Record<string, string>> = { '.gitlab-ci.yml': CONFIG },
): Promise<Fixture> {
  const gitlab = await startGitLab({ now: '2026-03-14T09:02:00Z', ...options });
  const maintainer = gitlab.addUser({ username: 'mia' });
  const developer = gitlab.addUser({ username: 'dev' });
  const reporter = gitlab.addUser({ username: 'rita' });
  const project = await gitlab.addProject('ops/incidents', {
    members: [
      [maintainer, Level.maintainer],
      [developer, Level.developer],
      [reporter, Level.reporter],
    ],
    files,
  });
  return {
    gitlab,
    project,
    maintainer,
    developer,
    reporter,
    api: clientFor(gitlab, maintainer.token),
    asDeveloper: clientFor(gitlab, developer.token),
    asReporter: clientFor(gitlab, reporter.token),
    at: `/projects/${project.id}`,
  };
}

const running: Fixture[] = [];

/** A sandbox whose pipelines all have these jobs; `closeAll` ends it. */
export async function withJobs(jobs: readonly DirectJob[], options: GitLabOptions = {}): Promise<Fixture> {
  return kept(await ciFixture({ runner: directRunner({ jobs: () => jobs }), ...options }));
}

export function kept(fixture: Fixture): Fixture {
  running.push(fixture);
  return fixture;
}

export async function closeAll(): Promise<void> {
  for (const { gitlab } of running.splice(0)) await gitlab.close();
}

/** Starts a pipeline on main and answers its id. */
export async function start({ api, at }: Fixture, params: Json = {}): Promise<number> {
  const made = await api.post<{ id: number }>(`${at}/pipeline`, { ref: 'main', ...params });
  expect(made.status).toBe(201);
  return made.body.id;
}

/** Every job with its status, oldest first. */
export async function statuses({ api, at }: Fixture): Promise<unknown[]> {
  const jobs = (await api.get<Json[]>(`${at}/jobs`)).body;
  return jobs.reverse().map(({ name, status }) => `${name} ${status}`);
}

export const ok = async (): Promise<number> => 0;

export interface Gate {
  readonly execute: () => Promise<number>;
  /** Resolves when the job has begun. */
  readonly began: Promise<void>;
  open(): void;
}

/** Holds a job until it is let go. */
export function gate(): Gate {
  let open = (): void => undefined;
  let begin = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const began = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const execute = async (): Promise<number> => {
    begin();
    await opened;
    return 0;
  };
  return { execute, began, open: () => open() };
}

export interface Triggered extends Fixture {
  /** A trigger token of the maintainer. */
  readonly token: string;
  /** Without any user. */
  readonly nobody: Client;
}

export async function triggered(options: GitLabOptions = {}, files?: Record<string, string>): Promise<Triggered> {
  const fixture = kept(await ciFixture(options, files));
  const made = await fixture.api.post<{ token: string }>(`${fixture.at}/triggers`, { description: 'hook' });
  return { ...fixture, token: made.body.token, nobody: clientFor(fixture.gitlab) };
}
