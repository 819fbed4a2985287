// The part of the sandbox that is git: repositories, their API and merge requests.

import type { Core } from '../core.ts';
import type { Project, User } from '../store.ts';
import { branchRoutes } from './branches.ts';
import { commitRoutes } from './commits.ts';
import { fileRoutes } from './files.ts';
import { registerMergeRequests } from './merge-requests/index.ts';
import { protectedBranchRoutes } from './protected-branches.ts';
import { protect } from './protection.ts';
import type { RefChange } from './push-commands.ts';
import { emitPushHooks } from './push-hook.ts';
import { makeRepositories, type Repositories } from './repositories.ts';
import { serveGit } from './smart-http.ts';
import { treeRoutes } from './tree.ts';
import type { MergeRequest } from './types.ts';

/** Told of refs that moved, by a push or through the API. */
export type MovedListener = (project: Project, user: User, changes: readonly RefChange[]) => Promise<void>;

export type OpenedListener = (project: Project, author: User, mergeRequest: MergeRequest) => Promise<void>;

export interface Git {
  readonly repositories: Repositories;
  /** Tells all listeners, in the background and in order. */
  moved(project: Project, user: User, changes: readonly RefChange[]): void;
  readonly onMoved: MovedListener[];
  /** Told of merge requests that were opened. */
  readonly onOpened: OpenedListener[];
  /** What git was asked once and will always answer alike: keyed by project and commits. */
  readonly mergedTrees: Map<string, Promise<string | undefined>>;
  readonly changeCounts: Map<string, Promise<number>>;
}

export function registerGit(core: Core): Git {
  const git: Git = {
    repositories: makeRepositories(core),
    onMoved: [],
    onOpened: [],
    mergedTrees: new Map(),
    changeCounts: new Map(),
    moved: (project, user, changes) => core.background(tellAll(git.onMoved, project, user, changes)),
  };
  core.extensions.projectCreated.push(async (project, actor, { readme }) => {
    protect(core, project, { name: project.defaultBranch ?? 'main' });
    if (readme) await git.repositories.seed(project, { 'README.md': `# ${project.name}\n` }, actor);
  });
  serveGit(core, git);
  branchRoutes(core, git);
  protectedBranchRoutes(core);
  commitRoutes(core, git);
  fileRoutes(core, git);
  treeRoutes(core, git);
  registerMergeRequests(core, git);
  git.onMoved.push((project, user, changes) => emitPushHooks(core, git, project, user, changes));
  return git;
}

async function tellAll(
  listeners: readonly MovedListener[],
  project: Project,
  user: User,
  changes: readonly RefChange[],
): Promise<void> {
  for (const listener of listeners) await listener(project, user, changes);
}
