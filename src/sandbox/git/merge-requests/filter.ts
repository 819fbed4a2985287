// Which merge requests a list shows, and in which order (doc/api/merge_requests.md).

import type { Core } from '../../core.ts';
import { may, type Params } from '../../params.ts';
import type { User } from '../../store.ts';
import type { MergeRequest } from '../types.ts';
import { isDraft } from './status.ts';

export const mergeRequestFilters = {
  state: may.oneOf('opened', 'closed', 'locked', 'merged', 'all'),
  scope: may.oneOf('created_by_me', 'created-by-me', 'assigned_to_me', 'assigned-to-me', 'reviews_for_me', 'all'),
  iids: may.integers,
  source_branch: may.string,
  target_branch: may.string,
  labels: may.list,
  search: may.string,
  author_id: may.integer,
  author_username: may.string,
  assignee_id: may.string,
  reviewer_id: may.string,
  reviewer_username: may.string,
  draft: may.boolean,
  wip: may.oneOf('yes', 'no'),
  created_after: may.time,
  created_before: may.time,
  updated_after: may.time,
  updated_before: may.time,
  order_by: may.oneOf('created_at', 'updated_at', 'merged_at', 'title', 'priority', 'popularity'),
  sort: may.oneOf('asc', 'desc'),
} as const;

export type MergeRequestFilters = Params<typeof mergeRequestFilters>;

/** Those that the filters let through, in order: newest first unless asked otherwise. */
export function filterMergeRequests(
  core: Core,
  viewer: User | undefined,
  all: readonly MergeRequest[],
  asked: MergeRequestFilters,
): MergeRequest[] {
  const tests = testsFor(core, viewer, asked);
  const key = (mr: MergeRequest): string => {
    if (asked.order_by === 'title') return mr.title;
    if (asked.order_by === 'merged_at') return mr.mergedAt ?? '';
    return asked.order_by === 'updated_at' ? mr.updatedAt : mr.createdAt;
  };
  const up = all
    .filter((mr) => tests.every((test) => test(mr)))
    .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id - b.id));
  return asked.sort === 'asc' ? up : up.reverse();
}

type Test = (mr: MergeRequest) => boolean;

function testsFor(core: Core, viewer: User | undefined, asked: MergeRequestFilters): Test[] {
  const tests: Test[] = [];
  const add = <T>(value: T | null | undefined, test: (mr: MergeRequest, value: T) => boolean): void => {
    if (value != null) tests.push((mr) => test(mr, value));
  };
  const named = (id: number, name: string): boolean => core.store.users.get(id)?.username === name;
  add(asked.state, (mr, state) => state === 'all' || mr.state === state);
  add(asked.scope, (mr, scope) => inScope(mr, viewer, scope));
  add(asked.iids, (mr, iids) => iids.includes(mr.iid));
  add(asked.source_branch, (mr, branch) => mr.sourceBranch === branch);
  add(asked.target_branch, (mr, branch) => mr.targetBranch === branch);
  add(asked.labels, (mr, names) => hasLabels(core, mr, names));
  add(asked.search, (mr, words) => `${mr.title}\n${mr.description ?? ''}`.toLowerCase().includes(words.toLowerCase()));
  add(asked.author_id, (mr, id) => mr.authorId === id);
  add(asked.author_username, (mr, name) => named(mr.authorId, name));
  add(asked.assignee_id, (mr, id) => among(mr.assigneeIds, id));
  add(asked.reviewer_id, (mr, id) => among(mr.reviewerIds, id));
  add(asked.reviewer_username, (mr, name) => mr.reviewerIds.some((id) => named(id, name)));
  add(asked.draft, (mr, draft) => isDraft(mr) === draft);
  add(asked.wip, (mr, wip) => isDraft(mr) === (wip === 'yes'));
  add(asked.created_after, (mr, at) => Date.parse(mr.createdAt) >= Date.parse(at));
  add(asked.created_before, (mr, at) => Date.parse(mr.createdAt) <= Date.parse(at));
  add(asked.updated_after, (mr, at) => Date.parse(mr.updatedAt) >= Date.parse(at));
  add(asked.updated_before, (mr, at) => Date.parse(mr.updatedAt) <= Date.parse(at));
  return tests;
}

function inScope(mr: MergeRequest, viewer: User | undefined, scope: string): boolean {
  const me = viewer?.id ?? 0;
  if (scope === 'all') return true;
  if (scope.startsWith('created')) return mr.authorId === me;
  return (scope.startsWith('assigned') ? mr.assigneeIds : mr.reviewerIds).includes(me);
}

function among(ids: readonly number[], asked: string): boolean {
  if (/^none$/i.test(asked)) return ids.length === 0;
  return /^any$/i.test(asked) ? ids.length > 0 : ids.includes(Number(asked));
}

function hasLabels(core: Core, mr: MergeRequest, names: readonly string[]): boolean {
  const own = mr.labelIds.flatMap((id) => core.store.labels.get(id)?.name ?? []);
  return names.every((name) => {
    if (/^none$/i.test(name)) return own.length === 0;
    return /^any$/i.test(name) ? own.length > 0 : own.includes(name);
  });
}
