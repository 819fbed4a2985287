// The part of the sandbox that is git: repositories, their API and merge requests.

import type { Core } from '../core.ts';
import { protect } from './protection.ts';
import { makeRepositories, type Repositories } from './repositories.ts';
import { type Pushed, serveGit } from './smart-http.ts';

export interface Git {
  readonly repositories: Repositories;
  /** Who wants to know of refs that moved, by a push or through the API. */
  readonly pushed: Pushed[];
}

export function registerGit(core: Core): Git {
  const repositories = makeRepositories(core);
  const git: Git = { repositories, pushed: [] };
  core.extensions.projectCreated.push((project) => {
    protect(core, project, { name: project.defaultBranch ?? 'main' });
  });
  serveGit(core, repositories, async (project, user, changes) => {
    for (const tell of git.pushed) await tell(project, user, changes);
  });
  return git;
}
