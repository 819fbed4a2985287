// What the API shows of a merge request.

import { pipelineBasic, pipelineDetail } from '../../ci/render.ts';
import type { Core } from '../../core.ts';
import { commentCount, taskCounts } from '../../issues/issue-entity.ts';
import { type Json, userBasic, userBasicById } from '../../people/user-entity.ts';
import { labelNames } from '../../projects/label-data.ts';
import type { Project, User } from '../../store.ts';
import type { Git } from '../index.ts';
import { mayMerge } from '../protection.ts';
import { webUrl } from '../render.ts';
import type { MergeRequest } from '../types.ts';
import { changesCount, ownerOf } from './data.ts';
import { headPipeline, isDraft, mergeStatus } from './status.ts';

/** As it stands in lists. */
export async function mergeRequestBasic(core: Core, git: Git, project: Project, mr: MergeRequest): Promise<Json> {
  const { status, detailed } = await mergeStatus(core, git, project, mr);
  return {
    ...facts(core, project, mr),
    ...people(core, mr),
    merge_status: status,
    detailed_merge_status: detailed,
    has_conflicts: detailed === 'conflict',
    blocking_discussions_resolved: true,
    time_stats: { time_estimate: 0, total_time_spent: 0, human_time_estimate: null, human_total_time_spent: null },
    task_completion_status: taskCounts(mr.description ?? ''),
  };
}

/** As it is answered alone; what is computed after creation is null until then (behaviours L3). */
export async function mergeRequestEntity(
  core: Core,
  git: Git,
  project: Project,
  mr: MergeRequest,
  viewer: User | undefined,
): Promise<Json> {
  const pipeline = headPipeline(core, mr);
  const ready = mr.preparedAt !== null;
  return {
    ...(await mergeRequestBasic(core, git, project, mr)),
    subscribed: viewer !== undefined && [mr.authorId, ...mr.assigneeIds, ...mr.reviewerIds].includes(viewer.id),
    changes_count: ready ? String(await changesCount(git, project, mr)) : null,
    latest_build_started_at: pipeline?.startedAt ?? null,
    latest_build_finished_at: pipeline?.finishedAt ?? null,
    first_deployed_to_production_at: null,
    pipeline: pipeline ? pipelineBasic(core, pipeline) : null,
    head_pipeline: pipeline ? pipelineDetail(core, pipeline) : null,
    diff_refs: ready ? { base_sha: mr.baseSha, head_sha: mr.headSha, start_sha: mr.startSha } : null,
    merge_error: null,
    first_contribution: false,
    user: { can_merge: mayMerge(core, viewer, project, mr.targetBranch) },
  };
}

export function mergeRequestUrl(core: Core, project: Project, mr: MergeRequest): string {
  return webUrl(core, project, `merge_requests/${mr.iid}`);
}

export function approvalsEntity(core: Core, project: Project, mr: MergeRequest, viewer: User | undefined): Json {
  const has = mr.approvals.some(({ userId }) => userId === viewer?.id);
  return {
    user_has_approved: has,
    user_can_approve: !has && mr.state === 'opened' && mayMerge(core, viewer, project, mr.sourceBranch),
    approved: mr.approvals.length > 0,
    approved_by: mr.approvals.map(({ userId, at }) => ({ user: userBasicById(core, userId), approved_at: at })),
  };
}

function facts(core: Core, project: Project, mr: MergeRequest): Json {
  const draft = isDraft(mr);
  return {
    id: mr.id,
    iid: mr.iid,
    project_id: mr.projectId,
    title: mr.title,
    description: mr.description,
    state: mr.state,
    imported: false,
    imported_from: 'none',
    created_at: mr.createdAt,
    updated_at: mr.updatedAt,
    merged_at: mr.mergedAt,
    closed_at: mr.closedAt,
    prepared_at: mr.preparedAt,
    merge_after: null,
    target_branch: mr.targetBranch,
    source_branch: mr.sourceBranch,
    source_project_id: mr.projectId,
    target_project_id: mr.projectId,
    user_notes_count: commentCount(core, ownerOf(mr)),
    upvotes: 0,
    downvotes: 0,
    labels: labelNames(core, mr.labelIds),
    draft,
    work_in_progress: draft,
    milestone: null,
    merge_when_pipeline_succeeds: mr.autoMerge,
    sha: mr.headSha,
    merge_commit_sha: mr.mergeCommitSha,
    squash_commit_sha: mr.squashCommitSha,
    discussion_locked: mr.discussionLocked,
    should_remove_source_branch: mr.shouldRemoveSourceBranch,
    force_remove_source_branch: mr.removeSourceBranch,
    reference: `!${mr.iid}`,
    references: { short: `!${mr.iid}`, relative: `!${mr.iid}`, full: `${project.pathWithNamespace}!${mr.iid}` },
    web_url: mergeRequestUrl(core, project, mr),
    squash: mr.squash,
    squash_on_merge: mr.squash,
  };
}

function people(core: Core, mr: MergeRequest): Json {
  const all = (ids: readonly number[]): Json[] =>
    ids.flatMap((id) => core.store.users.get(id) ?? []).map((user) => userBasic(core, user));
  const assignees = all(mr.assigneeIds);
  return {
    author: userBasicById(core, mr.authorId),
    assignees,
    assignee: assignees[0] ?? null,
    reviewers: all(mr.reviewerIds),
    merged_by: userBasicById(core, mr.mergeUserId),
    merge_user: userBasicById(core, mr.mergeUserId),
    closed_by: userBasicById(core, mr.closedById),
  };
}
