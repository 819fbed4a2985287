// Whether a merge request can be merged, in GitLab's words (`detailed_merge_status`; doc/api/merge_requests.md).

import type { Pipeline } from '../../ci/types.ts';
import type { Core } from '../../core.ts';
import { settingOf } from '../../projects/settings.ts';
import type { Project } from '../../store.ts';
import type { Git } from '../index.ts';
import { contains } from '../read.ts';
import type { MergeRequest } from '../types.ts';
import { headsOf, mergedTree } from './data.ts';

export interface MergeStatus {
  readonly status: 'unchecked' | 'checking' | 'can_be_merged' | 'cannot_be_merged';
  readonly detailed: string;
}

/** Computes it anew; asking git costs something only when a branch has moved. */
export async function mergeStatus(core: Core, git: Git, project: Project, mr: MergeRequest): Promise<MergeStatus> {
  if (mr.state !== 'opened') return { status: 'can_be_merged', detailed: 'not_open' };
  if (mr.preparedAt === null) return { status: 'checking', detailed: 'preparing' };
  const { source, target } = await headsOf(git, project, mr);
  if (source === undefined || target === undefined || (await contains(git.repositories.dir(project), target, source)))
    return { status: 'cannot_be_merged', detailed: 'commits_status' };
  if ((await mergedTree(git, project, target, source)) === undefined)
    return { status: 'cannot_be_merged', detailed: 'conflict' };
  return { status: 'can_be_merged', detailed: blockedBy(core, project, mr) ?? 'mergeable' };
}

/** `Draft:` and its older forms at the head of a title (behaviours L6). */
export function isDraft({ title }: Pick<MergeRequest, 'title'>): boolean {
  return /^\s*(draft:|\[draft\]|\(draft\))/i.test(title);
}

/** The newest pipeline of the merge request's head. */
export function headPipeline(core: Core, mr: MergeRequest): Pipeline | undefined {
  return pipelinesFor(core, mr).findLast(({ sha }) => sha === mr.headSha);
}

/** The pipelines of the merge request and of its source branch, oldest first. */
export function pipelinesFor(core: Core, mr: MergeRequest): Pipeline[] {
  const { pipelines, pipelinesOf } = core.store.ci;
  const ids = pipelinesOf.get(mr.projectId) ?? [];
  return ids
    .flatMap((id) => pipelines.get(id) ?? [])
    .filter(({ ref, mergeRequestId }) => mergeRequestId === mr.id || ref === mr.sourceBranch);
}

function blockedBy(core: Core, project: Project, mr: MergeRequest): string | undefined {
  if (isDraft(mr)) return 'draft_status';
  if (settingOf(project, 'only_allow_merge_if_pipeline_succeeds') !== true) return undefined;
  const status = headPipeline(core, mr)?.status;
  if (status === 'success') return undefined;
  return status === 'running' || status === 'pending' || status === 'created' ? 'ci_still_running' : 'ci_must_pass';
}
