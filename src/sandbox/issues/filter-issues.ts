// Which issues a list shows, and in which order (behaviours C10, D6).

import { canSeeIssue } from '../access.ts';
import type { Core } from '../core.ts';
import { isMap, may, type Params } from '../params.ts';
import type { Issue, Project, User } from '../store.ts';

export const issueFilters = {
  state: may.oneOf('opened', 'closed', 'all'),
  labels: may.list,
  not: may.map,
  issue_type: may.oneOf('issue', 'incident', 'test_case', 'requirement', 'task', 'ticket'),
  iids: may.integers,
  search: may.string,
  in: may.string,
  author_id: may.integer,
  author_username: may.string,
  assignee_id: may.string,
  assignee_username: may.list,
  confidential: may.boolean,
  created_after: may.time,
  created_before: may.time,
  updated_after: may.time,
  updated_before: may.time,
  scope: may.oneOf('all', 'created_by_me', 'created-by-me', 'assigned_to_me', 'assigned-to-me'),
  order_by: may.oneOf(
    'created_at',
    'updated_at',
    'due_date',
    'title',
    'priority',
    'popularity',
    'relative_position',
    'id',
  ),
  sort: may.oneOf('asc', 'desc'),
  with_labels_details: may.boolean,
  pagination: may.oneOf('legacy', 'keyset'),
};

export type IssueFilters = Params<typeof issueFilters>;

/** The project's issues that the viewer may see and the filters let through, in order. */
export function filterIssues(
  core: Core,
  viewer: User | undefined,
  projects: readonly Project[],
  asked: IssueFilters,
): Issue[] {
  const tests = testsFor(core, viewer, asked);
  const found = projects.flatMap((project) =>
    (core.store.issuesOf.get(project.id) ?? [])
      .flatMap((id) => core.store.issues.get(id) ?? [])
      .filter((issue) => tests.every((test) => test(issue)) && canSeeIssue(core, viewer, project, issue)),
  );
  return inOrder(found, asked);
}

type Test = (issue: Issue) => boolean;

function testsFor(core: Core, viewer: User | undefined, asked: IssueFilters): Test[] {
  const tests: Test[] = [];
  const add = <T>(value: T | null | undefined, test: (issue: Issue, value: T) => boolean): void => {
    if (value != null) tests.push((issue) => test(issue, value));
  };
  add(asked.state, (issue, state) => state === 'all' || issue.state === state);
  add(asked.issue_type, (issue, type) => issue.type === type);
  add(asked.iids, (issue, iids) => iids.includes(issue.iid));
  add(asked.confidential, (issue, confidential) => issue.confidential === confidential);
  add(asked.author_id, (issue, id) => issue.authorId === id);
  add(asked.author_username, (issue, name) => core.store.users.get(issue.authorId)?.username === name);
  add(asked.assignee_id, (issue, id) => isAssigned(issue, id));
  add(asked.assignee_username, (issue, names) =>
    names.every((name) => issue.assigneeIds.some((id) => core.store.users.get(id)?.username === name)),
  );
  add(asked.created_after, (issue, at) => Date.parse(issue.createdAt) >= Date.parse(at));
  add(asked.created_before, (issue, at) => Date.parse(issue.createdAt) <= Date.parse(at));
  add(asked.updated_after, (issue, at) => Date.parse(issue.updatedAt) >= Date.parse(at));
  add(asked.updated_before, (issue, at) => Date.parse(issue.updatedAt) <= Date.parse(at));
  add(asked.search, (issue, words) => isFound(issue, words, asked.in ?? 'title,description'));
  add(asked.scope, (issue, scope) => inScope(issue, viewer, scope));
  add(asked.labels, (issue, names) => hasLabels(core, issue, names));
  add(asked.not, (issue, not) => !excluded(core, issue, not));
  return tests;
}

/** All of them; `None` and `Any` are special (C10), and on the paid tiers `scope::*`. */
function hasLabels(core: Core, issue: Issue, names: readonly string[]): boolean {
  const own = issue.labelIds.flatMap((id) => core.store.labels.get(id)?.name ?? []);
  return names.every((name) => {
    if (/^none$/i.test(name)) return own.length === 0;
    if (/^any$/i.test(name)) return own.length > 0;
    if (core.profile.tier === 'premium' && name.endsWith('::*'))
      return own.some((label) => label.startsWith(name.slice(0, -1)));
    return own.includes(name);
  });
}

function excluded(core: Core, issue: Issue, not: Record<string, unknown>): boolean {
  const listed = (value: unknown): string[] =>
    (Array.isArray(value) ? value : String(value ?? '').split(',')).map((item) => String(item).trim()).filter(Boolean);
  if (!isMap(not)) return false;
  const author = core.store.users.get(issue.authorId);
  return (
    listed(not['labels']).some((name) => hasLabels(core, issue, [name])) ||
    listed(not['iids']).includes(String(issue.iid)) ||
    listed(not['author_id']).includes(String(issue.authorId)) ||
    listed(not['author_username']).includes(author?.username ?? '') ||
    listed(not['assignee_id']).some((id) => issue.assigneeIds.includes(Number(id)))
  );
}

function isAssigned(issue: Issue, id: string): boolean {
  if (/^none$/i.test(id)) return issue.assigneeIds.length === 0;
  if (/^any$/i.test(id)) return issue.assigneeIds.length > 0;
  return issue.assigneeIds.includes(Number(id));
}

function isFound(issue: Issue, words: string, within: string): boolean {
  const text = [within.includes('title') ? issue.title : '', within.includes('description') ? issue.description : '']
    .join('\n')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function inScope(issue: Issue, viewer: User | undefined, scope: string): boolean {
  if (scope === 'all') return true;
  return scope.startsWith('created') ? issue.authorId === viewer?.id : issue.assigneeIds.includes(viewer?.id ?? 0);
}

function inOrder(issues: Issue[], { order_by: orderBy, sort }: IssueFilters): Issue[] {
  const key = keyOf(orderBy);
  const ascending = (a: Issue, b: Issue): number => compare(key(a), key(b));
  return issues.sort(sort === 'asc' ? ascending : (a, b) => ascending(b, a));
}

/** What issues are sorted by, as a text that sorts the same; the id decides between equals. */
export function keyOf(orderBy: string | null | undefined): (issue: Issue) => string {
  const keys: Record<string, (issue: Issue) => string> = {
    created_at: ({ createdAt }) => createdAt,
    updated_at: ({ updatedAt }) => updatedAt,
    due_date: ({ dueDate }) => dueDate ?? '9999',
    title: ({ title }) => title.toLowerCase(),
  };
  const key = keys[orderBy ?? 'created_at'] ?? (() => '');
  return (issue) => `${key(issue)} ${String(issue.id).padStart(12, '0')}`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
