// Opening a merge request (behaviours L1-L3).

import type { Core } from '../../core.ts';
import { refusal } from '../../errors.ts';
import { recordLabels } from '../../issues/traces.ts';
import { findOrCreateLabels, labelsAfter } from '../../projects/label-data.ts';
import { settingOf } from '../../projects/settings.ts';
import { append, nextId, type Project, type User } from '../../store.ts';
import type { Git } from '../index.ts';
import { mergeBase } from '../read.ts';
import { readRef } from '../repository.ts';
import type { MergeRequest } from '../types.ts';
import { leaveMentions } from './closing.ts';
import { mergeRequestsOf, ownerOf } from './data.ts';
import { emitMergeRequestHook } from './payload.ts';

export interface NewMergeRequest {
  readonly title: string;
  readonly description: string | null;
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly labels: readonly string[];
  readonly assigneeIds: readonly number[];
  readonly reviewerIds: readonly number[];
  readonly squash: boolean | undefined;
  readonly removeSourceBranch: boolean | undefined;
}

/** Opens it; what GitLab computes afterwards is computed afterwards. Throws 400, 409 or 422 (L1, L2). */
export async function openMergeRequest(
  core: Core,
  git: Git,
  project: Project,
  author: User,
  given: NewMergeRequest,
): Promise<MergeRequest> {
  const dir = git.repositories.dir(project);
  const { sourceBranch, targetBranch } = given;
  if (sourceBranch === targetBranch) throw refusal(422, ["You can't use same project/branch for source and target"]);
  const [source, target] = [
    await readRef(dir, `refs/heads/${sourceBranch}`),
    await readRef(dir, `refs/heads/${targetBranch}`),
  ];
  if (source === undefined) throw refusal(400, { source_branch: ['does not exist'] });
  if (target === undefined) throw refusal(400, { target_branch: ['does not exist'] });
  const base = (await mergeBase(dir, target, source)) ?? target;
  // Nothing waits from here on, so of two that come together one finds the other.
  const other = mergeRequestsOf(core, project).find(
    (mr) => mr.state === 'opened' && mr.sourceBranch === sourceBranch && mr.targetBranch === targetBranch,
  );
  if (other) throw refusal(409, [`Another open merge request already exists for this source branch: !${other.iid}`]);
  const mr = store(core, project, author, given, { source, target, base });
  recordLabels(core, ownerOf(mr), author, [], mr.labelIds);
  leaveMentions(core, project, mr, author);
  core.background(
    new Promise(setImmediate).then(() => {
      mr.preparedAt = core.clock.stamp();
      emitMergeRequestHook(core, git, { project, mr, actor: author, action: 'open' });
      for (const listener of git.onOpened) core.background(listener(project, author, mr));
    }),
  );
  return mr;
}

/** The free tier has one assignee and one reviewer. */
export function people(core: Core, ids: readonly number[]): number[] {
  const known = [...new Set(ids)].filter((id) => core.store.users.has(id));
  return core.profile.tier === 'free' ? known.slice(0, 1) : known;
}

function store(
  core: Core,
  project: Project,
  author: User,
  given: NewMergeRequest,
  at: { readonly source: string; readonly target: string; readonly base: string },
): MergeRequest {
  const now = core.clock.stamp();
  project.lastMergeRequestIid += 1;
  const mr: MergeRequest = {
    id: nextId(core.store, 'merge_requests'),
    iid: project.lastMergeRequestIid,
    projectId: project.id,
    title: given.title,
    description: given.description,
    state: 'opened',
    sourceBranch: given.sourceBranch,
    targetBranch: given.targetBranch,
    authorId: author.id,
    assigneeIds: people(core, given.assigneeIds),
    reviewerIds: people(core, given.reviewerIds),
    labelIds: labelsAfter(core, [], { add: findOrCreateLabels(core, project, author, given.labels) }),
    createdAt: now,
    updatedAt: now,
    preparedAt: null,
    mergedAt: null,
    mergeUserId: null,
    closedAt: null,
    closedById: null,
    lastEditedAt: null,
    lastEditedById: null,
    updatedById: null,
    discussionLocked: null,
    squash: given.squash ?? false,
    removeSourceBranch: given.removeSourceBranch ?? settingOf(project, 'remove_source_branch_after_merge') === true,
    shouldRemoveSourceBranch: null,
    autoMerge: false,
    headSha: at.source,
    baseSha: at.base,
    startSha: at.target,
    mergeCommitSha: null,
    squashCommitSha: null,
    approvals: [],
    reviewedAt: new Map(),
  };
  core.store.git.mergeRequests.set(mr.id, mr);
  append(core.store.git.mergeRequestsOf, project.id, mr.id);
  return mr;
}
