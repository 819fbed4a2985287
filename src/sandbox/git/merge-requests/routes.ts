// The merge requests API (behaviours L1-L11; doc/api/merge_requests.md).

import { levelIn, requireLevel } from '../../access.ts';
import { pipelineBasic } from '../../ci/render.ts';
import type { Core } from '../../core.ts';
import { forbidden } from '../../errors.ts';
import { type Call, route } from '../../http.ts';
import { paginate } from '../../paging.ts';
import { atLeastOne, may, must } from '../../params.ts';
import { findOrCreateLabels, labelsAfter } from '../../projects/label-data.ts';
import { Level, type Project, type User } from '../../store.ts';
import { requireReading } from '../access.ts';
import type { Git } from '../index.ts';
import type { MergeRequest } from '../types.ts';
import { type Changes, changeMergeRequest, setState } from './change.ts';
import { openMergeRequest, people } from './create.ts';
import { findMergeRequest, mergeRequestsOf } from './data.ts';
import { mergeRequestBasic, mergeRequestEntity } from './entity.ts';
import { filterMergeRequests, mergeRequestFilters } from './filter.ts';
import { mergeNow } from './merge.ts';
import { pipelinesFor } from './status.ts';

const ALL = '/projects/:id/merge_requests';
const ONE = `${ALL}/:merge_request_iid`;

const FIELDS = {
  description: may.string,
  labels: may.list,
  assignee_id: may.integer,
  assignee_ids: may.integers,
  reviewer_ids: may.integers,
  squash: may.boolean,
  remove_source_branch: may.boolean,
} as const;
const NEW = { ...FIELDS, title: must.filled, source_branch: must.filled, target_branch: must.filled } as const;
const CHANGE = {
  ...FIELDS,
  title: may.filled,
  target_branch: may.filled,
  add_labels: may.list,
  remove_labels: may.list,
  state_event: may.oneOf('close', 'reopen'),
  discussion_locked: may.boolean,
} as const;
const MERGE = {
  sha: may.string,
  merge_commit_message: may.string,
  squash_commit_message: may.string,
  squash: may.boolean,
  should_remove_source_branch: may.boolean,
  auto_merge: may.boolean,
  merge_when_pipeline_succeeds: may.boolean,
} as const;

export function mergeRequestRoutes(core: Core, git: Git): void {
  cancelRoutes(core, git);
  const one = (call: Call, project: Project, mr: MergeRequest): Promise<unknown> =>
    mergeRequestEntity(core, git, project, mr, call.viewer);

  route(core, 'GET', ALL, mergeRequestFilters, (call) => {
    const project = requireReading(call);
    const found = filterMergeRequests(core, call.viewer, mergeRequestsOf(core, project), call.params);
    return Promise.all(paginate(call, found).map((mr) => mergeRequestBasic(core, git, project, mr)));
  });
  route(core, 'GET', '/merge_requests', mergeRequestFilters, (call) => listEverywhere(git, call));
  route(core, 'POST', ALL, NEW, async (call) => {
    const { project, mr } = await create(git, call);
    return one(call, project, mr);
  });
  route(core, 'GET', ONE, {}, (call) => {
    const { project, mr } = findMergeRequest(call);
    return one(call, project, mr);
  });
  route(core, 'PUT', ONE, CHANGE, (call) => {
    const { project, mr } = update(git, call);
    return one(call, project, mr);
  });
  route(core, 'DELETE', ONE, {}, (call) => {
    const { project, mr } = findMergeRequest(call);
    requireLevel(core, call.user(), project, Level.owner);
    core.store.git.mergeRequests.delete(mr.id);
  });
  route(core, 'PUT', `${ONE}/merge`, MERGE, async (call) => {
    const { project, mr } = findMergeRequest(call);
    const { params } = call;
    await mergeNow(core, git, project, mr, call.user(), {
      sha: params.sha ?? undefined,
      message: params.merge_commit_message ?? undefined,
      squashMessage: params.squash_commit_message ?? undefined,
      squash: params.squash ?? undefined,
      removeSource: params.should_remove_source_branch ?? undefined,
      auto: params.auto_merge ?? params.merge_when_pipeline_succeeds ?? undefined,
    });
    return one(call, project, mr);
  });
  route(core, 'GET', `${ONE}/pipelines`, {}, (call) => {
    const { mr } = findMergeRequest(call);
    return paginate(call, pipelinesFor(core, mr).reverse()).map((pipeline) => pipelineBasic(core, pipeline));
  });
}

function cancelRoutes(core: Core, git: Git): void {
  for (const cancel of ['cancel_auto_merge', 'cancel_merge_when_pipeline_succeeds']) {
    route(core, 'POST', `${ONE}/${cancel}`, {}, (call) => {
      const { project, mr } = findMergeRequest(call);
      requireLevel(core, call.user(), project, Level.developer);
      mr.autoMerge = false;
      return mergeRequestEntity(core, git, project, mr, call.viewer);
    });
  }
}

/** Those of all projects, the caller's own unless asked otherwise (L9). */
function listEverywhere(git: Git, call: Call<typeof mergeRequestFilters>): Promise<unknown> {
  const { core } = call;
  const viewer = call.user();
  const scope = call.params.scope ?? 'created_by_me';
  const projects = [...core.store.projects.values()].filter(
    (project) => project.visibility === 'public' || levelIn(core, viewer, project) >= Level.reporter,
  );
  const all = projects.flatMap((project) => mergeRequestsOf(core, project));
  const found = filterMergeRequests(core, viewer, all, { ...call.params, scope });
  return Promise.all(
    paginate(call, found).map((mr) => {
      const project = projects.find(({ id }) => id === mr.projectId);
      return project ? mergeRequestBasic(core, git, project, mr) : {};
    }),
  );
}

async function create(git: Git, call: Call<typeof NEW>): Promise<{ project: Project; mr: MergeRequest }> {
  const { core, params } = call;
  const project = call.project();
  requireLevel(core, call.user(), project, Level.developer);
  const mr = await openMergeRequest(core, git, project, call.user(), {
    title: params.title,
    description: params.description ?? null,
    sourceBranch: params.source_branch,
    targetBranch: params.target_branch,
    labels: params.labels ?? [],
    assigneeIds: params.assignee_ids ?? (params.assignee_id ? [params.assignee_id] : []),
    reviewerIds: params.reviewer_ids ?? [],
    squash: params.squash ?? undefined,
    removeSourceBranch: params.remove_source_branch ?? undefined,
  });
  return { project, mr };
}

function update(git: Git, call: Call<typeof CHANGE>): { project: Project; mr: MergeRequest } {
  const { core, params } = call;
  const { project, mr } = findMergeRequest(call);
  const user = call.user();
  atLeastOne(call.raw, Object.keys(CHANGE));
  if (levelIn(core, user, project) < Level.developer && mr.authorId !== user.id) throw forbidden();
  if (params.state_event === 'close' || params.state_event === 'reopen')
    setState(core, git, project, mr, user, params.state_event);
  const changes = changesIn(call, project, mr, user);
  if (Object.keys(changes).length > 0) changeMergeRequest(core, git, project, mr, user, changes);
  return { project, mr };
}

function changesIn(call: Call<typeof CHANGE>, project: Project, mr: MergeRequest, user: User): Changes {
  const { core, params } = call;
  const labels = labelsOf(call, project, mr, user);
  const assignees =
    params.assignee_ids ?? (params.assignee_id === undefined ? undefined : [params.assignee_id ?? 0].filter(Boolean));
  return {
    ...(params.title ? { title: params.title } : {}),
    ...(params.description === undefined ? {} : { description: params.description }),
    ...(params.target_branch ? { targetBranch: params.target_branch } : {}),
    ...(labels ? { labelIds: labels } : {}),
    ...(assignees ? { assigneeIds: people(core, assignees.filter(Boolean)) } : {}),
    ...(params.reviewer_ids ? { reviewerIds: people(core, params.reviewer_ids.filter(Boolean)) } : {}),
    ...(params.squash == null ? {} : { squash: params.squash }),
    ...(params.remove_source_branch == null ? {} : { removeSourceBranch: params.remove_source_branch }),
    ...(params.discussion_locked === undefined ? {} : { discussionLocked: params.discussion_locked }),
  };
}

function labelsOf(call: Call<typeof CHANGE>, project: Project, mr: MergeRequest, user: User): number[] | undefined {
  const { labels, add_labels: add, remove_labels: remove } = call.params;
  if (labels === undefined && add === undefined && remove === undefined) return undefined;
  const ids = (names: readonly string[] | null | undefined): number[] =>
    findOrCreateLabels(call.core, project, user, names ?? []);
  return labelsAfter(call.core, mr.labelIds, {
    ...(labels === undefined ? {} : { set: ids(labels) }),
    add: ids(add),
    remove: ids(remove),
  });
}
