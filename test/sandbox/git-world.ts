// A sandbox with a fresh repository for each test of the repository API.

import { type Account, type GitLab, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import type { Project } from '../../src/sandbox/store.ts';
import { type Client, clientFor } from './client.ts';

export type Json = Record<string, unknown>;

/** Its project's default branch is for maintainers. */
export interface World {
  readonly gitlab: GitLab;
  readonly maintainer: Account;
  readonly api: Client;
  readonly asDeveloper: Client;
  readonly asGuest: Client;
  readonly project: Project;
  /** The project's repository below /api/v4. */
  readonly at: string;
  /** What a file holds. */
  text(path: string, ref?: string): Promise<string>;
}

let started: Promise<GitLab> | undefined;
let projects = 0;

/** One sandbox for all tests of a file, a new project for each. */
export async function world(): Promise<World> {
  started ??= startGitLab({ now: '2026-03-14T09:00:00Z' });
  const gitlab = await started;
  projects += 1;
  const maintainer = gitlab.addUser({ username: `mia-${projects}`, name: 'Mia Maintainer' });
  const developer = gitlab.addUser({ username: `dev-${projects}` });
  const guest = gitlab.addUser({ username: `gus-${projects}` });
  const project = await gitlab.addProject(`ops/api-${projects}`, {
    members: [
      [maintainer, Level.maintainer],
      [developer, Level.developer],
      [guest, Level.guest],
    ],
    files: {
      'README.md': '# Incidents\n',
      'docs/a.md': 'a\n',
      '.gitlab/issue_templates/Incident.md': '/type incident\n',
    },
  });
  const api = clientFor(gitlab, maintainer.token);
  const at = `/projects/${project.id}/repository`;
  return {
    gitlab,
    maintainer,
    project,
    at,
    api,
    asDeveloper: clientFor(gitlab, developer.token),
    asGuest: clientFor(gitlab, guest.token),
    text: async (path, ref = 'main') =>
      (await api.get<string>(`${at}/files/${encodeURIComponent(path)}/raw?ref=${ref}`)).body,
  };
}

export async function closeWorld(): Promise<void> {
  const gitlab = await started;
  started = undefined;
  await gitlab?.close();
}

/** The parameters of a commit to main. */
export const commit = (params: Json): Json => ({ branch: 'main', commit_message: 'change', ...params });
