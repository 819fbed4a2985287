// Merge requests: their API, and how they follow branches and pipelines.

import type { Pipeline } from '../../ci/types.ts';
import type { Core } from '../../core.ts';
import type { Git } from '../index.ts';
import { followBranches } from './change.ts';
import { mergeRequestsOf } from './data.ts';
import { mergeIfPromised } from './merge.ts';
import { mergeRequestNoteRoutes } from './notes.ts';
import { mergeRequestPartRoutes } from './parts.ts';
import { mergeRequestRoutes } from './routes.ts';

export function registerMergeRequests(core: Core, git: Git): void {
  mergeRequestRoutes(core, git);
  mergeRequestPartRoutes(core, git);
  mergeRequestNoteRoutes(core, git);
  git.onMoved.push((project, user, changes) => followBranches(core, git, project, user, changes));
}

/** Merges what was promised to be merged once this pipeline has passed (behaviours L5). */
export async function keepPromises(core: Core, git: Git, pipeline: Pipeline): Promise<void> {
  const project = core.store.projects.get(pipeline.projectId);
  if (!project) return;
  for (const mr of mergeRequestsOf(core, project)) {
    if (mr.id === pipeline.mergeRequestId || mr.sourceBranch === pipeline.ref)
      await mergeIfPromised(core, git, project, mr);
  }
}
