// The endpoints of issues (behaviours D1-D13).

import { canSeeProject, levelIn, requireLevel } from '../access.ts';
import { unlessModified } from '../conditional.ts';
import type { Core } from '../core.ts';
import { ApiError, forbidden, notFound } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { limit } from '../limits.ts';
import { paginate, paginateByKey } from '../paging.ts';
import { atLeastOne, may, must, type Params, type Specs } from '../params.ts';
import { type Json, userBasicById } from '../people/user-entity.ts';
import { findOrCreateLabels, type LabelChange, labelNamed } from '../projects/label-data.ts';
import { interpret, merge } from '../quick-actions/interpret.ts';
import { type Issue, type IssueType, Level, type Project, type Severity, type User } from '../store.ts';
import { isAtLeast } from '../version.ts';
import type { IssueChanges } from './changes.ts';
import { createIssue, refuseBadText } from './create-issue.ts';
import { filterIssues, issueFilters, keyOf } from './filter-issues.ts';
import { findIssue, hasIssues, issueByIid, maySetMetadata, requireUpdate } from './issue-data.ts';
import { isSubscribed, issueEntity, participantIds } from './issue-entity.ts';
import { updateIssue } from './update-issue.ts';

const TYPES: readonly IssueType[] = ['issue', 'incident', 'test_case', 'requirement', 'task', 'ticket'];
const SEVERITIES: readonly Severity[] = ['unknown', 'low', 'medium', 'high', 'critical'];

const attributes = {
  description: may.string,
  assignee_ids: may.integers,
  assignee_id: may.integer,
  milestone_id: may.integer,
  labels: may.list,
  add_labels: may.list,
  remove_labels: may.list,
  due_date: may.string,
  confidential: may.boolean,
  discussion_locked: may.boolean,
  issue_type: may.oneOf(...TYPES),
  severity: may.oneOf(...SEVERITIES),
  created_at: may.time,
  updated_at: may.time,
};

export function registerIssues(core: Core): void {
  const one = { issue_iid: must.integer };
  registerLists(core);

  route(core, 'GET', '/projects/:id/issues/:issue_iid', one, (call) =>
    answer(call, findIssue(core, call.viewer, call.project(), call.params.issue_iid, 'bare')),
  );

  const created = { ...attributes, title: must.string, iid: may.integer };
  route(core, 'POST', '/projects/:id/issues', created, (call) => {
    const project = call.project();
    const user = call.user();
    limit(core, 'issues', user.id, core.profile.limits.issuesPerMinute);
    if (!hasIssues(project)) throw forbidden();
    if (project.visibility !== 'public') requireLevel(core, user, project, Level.guest);
    const { title, iid, created_at: createdAt } = call.params;
    const owns = levelIn(core, user, project) >= Level.owner;
    const issue = createIssue(core, project, user, {
      title,
      changes: changesAsked(core, project, user, call.params),
      ...(owns && iid != null ? { iid } : {}),
      ...(owns && createdAt != null ? { createdAt: new Date(createdAt).toISOString() } : {}),
    });
    return answer(call, issue);
  });

  const edited = { ...attributes, ...one, title: may.string, state_event: may.oneOf('close', 'reopen') };
  route(core, 'PUT', '/projects/:id/issues/:issue_iid', edited, (call) => {
    const { issue_iid: _iid, created_at: _created, ...known } = edited;
    atLeastOne(call.raw, Object.keys(known));
    const project = call.project();
    const user = call.user();
    const issue = findIssue(core, user, project, call.params.issue_iid, 'bare');
    requireUpdate(core, user, project, issue);
    editIssue(core, project, issue, user, call.params);
    return answer(call, issue);
  });

  route(core, 'DELETE', '/projects/:id/issues/:issue_iid', one, (call) => {
    const project = call.project();
    const issue = issueByIid(core, project, call.params.issue_iid);
    if (!issue) throw notFound('Issue');
    if (levelIn(core, call.user(), project) < Level.owner) throw forbidden();
    unlessModified(call, issue.updatedAt);
    deleteIssue(core, project, issue);
  });

  for (const [verb, wanted] of [
    ['subscribe', true],
    ['unsubscribe', false],
  ] as const)
    route(core, 'POST', `/projects/:id/issues/:issue_iid/${verb}`, one, (call) => {
      const issue = findIssue(core, call.user(), call.project(), call.params.issue_iid, 'bare');
      if (isSubscribed(core, issue, call.user()) === wanted) throw new ApiError(304, undefined);
      issue.subscriptions.set(call.user().id, wanted);
      return answer(call, issue);
    });

  route(core, 'GET', '/projects/:id/issues/:issue_iid/participants', one, (call) => {
    const issue = findIssue(core, call.viewer, call.project(), call.params.issue_iid, 'bare');
    return paginate(call, [...participantIds(core, issue)]).map((id) => userBasicById(core, id));
  });
}

function registerLists(core: Core): void {
  route(core, 'GET', '/projects/:id/issues', issueFilters, (call) => {
    const found = filterIssues(core, call.viewer, [call.project()].filter(hasIssues), call.params);
    const view = { viewer: call.viewer, withLabelsDetails: call.params.with_labels_details === true };
    // By cursor since 18.3; before, the parameter says nothing.
    const keyset = call.params.pagination === 'keyset' && isAtLeast(core.version, [18, 3]);
    if (!keyset) return paginate(call, found).map((issue) => issueEntity(core, issue, view));
    const key = keyOf(call.params.order_by);
    const rows = found.map((issue) => ({ key: key(issue), row: issue }));
    const sort = call.params.sort === 'asc' ? 'asc' : 'desc';
    return paginateByKey(call, rows, sort).map((issue) => issueEntity(core, issue, view));
  });

  route(core, 'GET', '/issues', issueFilters, (call) => {
    const user = call.user();
    const projects = [...core.store.projects.values()].filter((project) => canSeeProject(core, user, project));
    const found = filterIssues(core, user, projects, { ...call.params, scope: call.params.scope ?? 'created_by_me' });
    return paginate(call, found).map((issue) => issueEntity(core, issue, { viewer: user }));
  });
}

type Asked = Partial<Params<typeof attributes>> & {
  readonly title?: string | null | undefined;
  readonly state_event?: string | null | undefined;
};

/** Edits as the user; quick actions in a new description run too, and are cut from it (D12). */
function editIssue(core: Core, project: Project, issue: Issue, user: User, asked: Asked): void {
  refuseBadText(asked.title ?? undefined, asked.description);
  const changes = changesAsked(core, project, user, asked);
  if (asked.title != null) changes.title = asked.title.trim();
  if (asked.state_event === 'close' || asked.state_event === 'reopen') changes.stateEvent = asked.state_event;
  if (changes.description == null || changes.description === issue.description) {
    updateIssue(core, issue, user, changes);
    return;
  }
  const said = interpret(core, issue, user, changes.description);
  updateIssue(core, issue, user, merge({ ...changes, description: said.text }, said.changes));
  said.act();
}

/** What the parameters ask for; what the user may not set is dropped silently. */
function changesAsked(core: Core, project: Project, user: User, asked: Asked): IssueChanges {
  const metadata = maySetMetadata(core, user, project);
  const assignees = asked.assignee_ids === undefined ? asked.assignee_id : asked.assignee_ids;
  const type = TYPES.find((known) => known === asked.issue_type);
  // Older ones ignore it (D3).
  const takesSeverity = isAtLeast(core.version, [19, 5]);
  const severity = takesSeverity ? SEVERITIES.find((known) => known === asked.severity) : undefined;
  const labels = metadata ? labelsAsked(core, project, user, asked) : undefined;
  return {
    ...(asked.description === undefined ? {} : { description: asked.description }),
    ...(asked.confidential == null ? {} : { confidential: asked.confidential }),
    ...(asked.discussion_locked === undefined || !metadata ? {} : { discussionLocked: asked.discussion_locked }),
    ...(asked.due_date === undefined || !metadata ? {} : { dueDate: asked.due_date?.slice(0, 10) || null }),
    ...(type ? { type } : {}),
    ...(severity && metadata ? { severity } : {}),
    ...(labels ? { labels } : {}),
    ...(assignees === undefined || !metadata ? {} : { assigneeIds: idsOf(assignees) }),
  };
}

/** `0` and nothing unassign (D8). */
function idsOf(sent: readonly number[] | number | null): number[] {
  return (typeof sent === 'number' ? [sent] : (sent ?? [])).filter((id) => id !== 0);
}

function labelsAsked(core: Core, project: Project, user: User, asked: Asked): LabelChange | undefined {
  const { labels, add_labels: added, remove_labels: removed } = asked;
  if (labels === undefined && added === undefined && removed === undefined) return undefined;
  return {
    ...(labels === undefined ? {} : { set: findOrCreateLabels(core, project, user, labels ?? []) }),
    add: findOrCreateLabels(core, project, user, added ?? []),
    remove: (removed ?? []).flatMap((name) => labelNamed(core, project, name)?.id ?? []),
  };
}

function deleteIssue(core: Core, project: Project, issue: Issue): void {
  const { store } = core;
  for (const id of store.notesOf.get(`Issue/${issue.id}`) ?? []) store.notes.delete(id);
  for (const lists of [store.notesOf, store.labelEvents, store.stateEvents, store.awards])
    lists.delete(`Issue/${issue.id}`);
  for (const link of [...store.issueLinks.values()])
    if (link.sourceId === issue.id || link.targetId === issue.id) store.issueLinks.delete(link.id);
  for (const event of [...store.timelineEvents.values()])
    if (event.issueId === issue.id) store.timelineEvents.delete(event.id);
  store.issues.delete(issue.id);
  const rest = (store.issuesOf.get(project.id) ?? []).filter((id) => id !== issue.id);
  store.issuesOf.set(project.id, rest);
}

function answer<S extends Specs>(call: Call<S>, issue: Issue): Json {
  return issueEntity(call.core, issue, { viewer: call.viewer, withSubscribed: true });
}
