// The body of a merge request hook (behaviours L11; webhook_events.md).

import type { Core } from '../../core.ts';
import { isoSeconds, rubyTime } from '../../days.ts';
import type { Json } from '../../people/user-entity.ts';
import { hookProject, hookRepository } from '../../projects/project-entity.ts';
import type { Project, User } from '../../store.ts';
import { hookLabels, hookUser } from '../../webhooks/hook-parts.ts';
import type { Git } from '../index.ts';
import { commitInfo } from '../read.ts';
import { hookCommit } from '../render.ts';
import type { MergeRequest } from '../types.ts';
import { mergeRequestUrl } from './entity.ts';
import { isDraft, mergeStatus } from './status.ts';

export type MergeRequestAction = 'open' | 'close' | 'reopen' | 'update' | 'approved' | 'unapproved' | 'merge';

export interface MergeRequestHook {
  readonly project: Project;
  readonly mr: MergeRequest;
  readonly actor: User;
  readonly action: MergeRequestAction;
  readonly before?: MergeRequest;
  /** The head before a push; sent only when commits changed. */
  readonly oldrev?: string;
}

/** Tells the project's hooks, after this: the body needs git. */
export function emitMergeRequestHook(core: Core, git: Git, hook: MergeRequestHook): void {
  const seen = { ...hook, mr: structuredClone(hook.mr) };
  core.background(
    mergeRequestPayload(core, git, seen).then((payload) =>
      core.emitHook({ project: hook.project, family: 'merge_requests_events', payload }),
    ),
  );
}

export async function mergeRequestPayload(core: Core, git: Git, hook: MergeRequestHook): Promise<Json> {
  const { project, mr, actor, before } = hook;
  return {
    object_kind: 'merge_request',
    event_type: 'merge_request',
    user: hookUser(actor),
    project: hookProject(core, project),
    object_attributes: {
      ...(await hookMergeRequest(core, git, project, mr)),
      action: hook.action,
      ...(hook.oldrev === undefined ? {} : { oldrev: hook.oldrev }),
    },
    labels: hookLabels(core, mr.labelIds),
    changes: before ? changesBetween(core, before, mr) : creationChanges(mr),
    repository: hookRepository(core, project),
    ...(mr.assigneeIds.length > 0 ? { assignees: hookPeople(core, mr.assigneeIds) } : {}),
    ...(mr.reviewerIds.length > 0 ? { reviewers: hookPeople(core, mr.reviewerIds) } : {}),
  };
}

/** The merge request itself, as its own hooks and those of its notes carry it. */
export async function hookMergeRequest(core: Core, git: Git, project: Project, mr: MergeRequest): Promise<Json> {
  const { status, detailed } = await mergeStatus(core, git, project, mr);
  const { id: _id, ci_config_path: _path, ...branchOf } = hookProject(core, project);
  const commit = await commitInfo(git.repositories.dir(project), mr.headSha);
  return {
    ...columns(mr),
    created_at: isoSeconds(mr.createdAt),
    updated_at: isoSeconds(mr.updatedAt),
    last_edited_at: isoSeconds(mr.lastEditedAt),
    prepared_at: isoSeconds(mr.preparedAt),
    assignee_ids: mr.assigneeIds,
    assignee_id: mr.assigneeIds[0] ?? null,
    reviewer_ids: mr.reviewerIds,
    state: mr.state,
    blocking_discussions_resolved: true,
    work_in_progress: isDraft(mr),
    first_contribution: false,
    merge_status: status,
    detailed_merge_status: detailed,
    total_time_spent: 0,
    time_change: 0,
    human_total_time_spent: null,
    human_time_change: null,
    human_time_estimate: null,
    url: mergeRequestUrl(core, project, mr),
    source: branchOf,
    target: branchOf,
    last_commit: hookCommit(core, project, commit),
    labels: hookLabels(core, mr.labelIds),
  };
}

const STATE_ID = { opened: 1, closed: 2, merged: 3 } as const;

/** What hooks may show and compare. */
function columns(mr: MergeRequest): Json {
  return {
    id: mr.id,
    iid: mr.iid,
    target_branch: mr.targetBranch,
    source_branch: mr.sourceBranch,
    source_project_id: mr.projectId,
    target_project_id: mr.projectId,
    author_id: mr.authorId,
    title: mr.title,
    description: mr.description ?? '',
    created_at: mr.createdAt,
    updated_at: mr.updatedAt,
    last_edited_at: mr.lastEditedAt,
    last_edited_by_id: mr.lastEditedById,
    milestone_id: null,
    state_id: STATE_ID[mr.state],
    draft: isDraft(mr),
    prepared_at: mr.preparedAt,
  };
}

function changesBetween(core: Core, before: MergeRequest, after: MergeRequest): Json {
  const old = { ...columns(before), updated_by_id: before.updatedById };
  const changes: Json = {};
  for (const [name, current] of Object.entries({ ...columns(after), updated_by_id: after.updatedById })) {
    const previous = Object.entries(old).find(([key]) => key === name)?.[1];
    if (previous !== current) changes[name] = { previous: shown(name, previous), current: shown(name, current) };
  }
  const lists: [string, readonly number[], readonly number[], (ids: readonly number[]) => Json[]][] = [
    ['labels', before.labelIds, after.labelIds, (ids) => hookLabels(core, ids)],
    ['assignees', before.assigneeIds, after.assigneeIds, (ids) => hookPeople(core, ids)],
    ['reviewers', before.reviewerIds, after.reviewerIds, (ids) => hookPeople(core, ids)],
  ];
  for (const [name, previous, current, show] of lists) {
    if (previous.join() !== current.join()) changes[name] = { previous: show(previous), current: show(current) };
  }
  return changes;
}

function creationChanges(mr: MergeRequest): Json {
  const told = ['author_id', 'created_at', 'description', 'id', 'iid', 'source_branch', 'target_branch', 'title'];
  const now = columns(mr);
  return Object.fromEntries(told.map((name) => [name, { previous: null, current: shown(name, now[name]) }]));
}

function shown(column: string, value: unknown): unknown {
  return column.endsWith('_at') && typeof value === 'string' ? rubyTime(value) : value;
}

function hookPeople(core: Core, ids: readonly number[]): Json[] {
  return ids
    .flatMap((id) => core.store.users.get(id) ?? [])
    .map(hookUser)
    .map(({ email: _email, ...person }) => person);
}
