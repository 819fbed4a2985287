// A sandbox with a project that has a pipeline, for the tests of CI.

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
