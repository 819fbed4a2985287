// The body of an issue hook (behaviours H2-H10, H14).

import type { Core } from '../core.ts';
import { isoSeconds, rubyTime } from '../days.ts';
import { projectOf } from '../issues/issue-data.ts';
import { issueUrl } from '../issues/issue-entity.ts';
import type { Json } from '../people/user-entity.ts';
import { hookProject, hookRepository, projectUrl } from '../projects/project-entity.ts';
import type { Issue, User } from '../store.ts';
import { absoluteImages, hookLabels, hookUser, hookUsers } from './hook-parts.ts';

const STATE_ID = { opened: 1, closed: 2 } as const;

export interface IssueHook {
  readonly issue: Issue;
  readonly actor: User;
  readonly action: 'open' | 'update' | 'close' | 'reopen';
  /** The issue as it was; without one it is new. */
  readonly before?: Issue;
  /** How it was changed: incidents changed as work items say so (behaviours H3). */
  readonly as: ChangedAs;
}

export type ChangedAs = 'issue' | 'work_item';

/** Tells the project's hooks; a confidential issue reaches the confidential ones only (H9). */
export function emitIssueHook(core: Core, hook: IssueHook): void {
  const { issue } = hook;
  const family = issue.confidential ? 'confidential_issues_events' : 'issues_events';
  core.emitHook({ project: projectOf(core, issue), family, payload: issuePayload(core, hook) });
}

export function issuePayload(core: Core, { issue, actor, action, before, as }: IssueHook): Json {
  const project = projectOf(core, issue);
  const kind = issue.type === 'issue' ? 'issue' : as;
  return {
    object_kind: kind,
    event_type: issue.confidential ? `confidential_${kind}` : kind,
    user: hookUser(actor),
    project: hookProject(core, project),
    object_attributes: { ...hookIssue(core, issue), action },
    repository: hookRepository(core, project),
    ...(issue.assigneeIds.length > 0 ? { assignees: hookUsers(core, issue.assigneeIds) } : {}),
    labels: hookLabels(core, issue.labelIds),
    changes: before ? changesBetween(core, before, issue) : creationChanges(core, issue),
  };
}

/** The issue itself, as issue hooks carry it. */
export function hookIssue(core: Core, issue: Issue): Json {
  const project = projectOf(core, issue);
  return {
    ...columns(issue),
    assignee_ids: issue.assigneeIds,
    assignee_id: issue.assigneeIds[0] ?? null,
    created_at: isoSeconds(issue.createdAt),
    updated_at: isoSeconds(issue.updatedAt),
    closed_at: isoSeconds(issue.closedAt),
    last_edited_at: isoSeconds(issue.lastEditedAt),
    description: absoluteImages(projectUrl(core, project), issue.description),
    total_time_spent: 0,
    time_change: 0,
    human_total_time_spent: null,
    human_time_estimate: null,
    human_time_change: null,
    type: issue.type
      .split('_')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(' '),
    url: issueUrl(core, issue),
    state: issue.state,
    severity: issue.severity,
    ...(issue.escalationStatus === null ? {} : { escalation_status: issue.escalationStatus }),
    labels: hookLabels(core, issue.labelIds),
    ...(core.profile.tier === 'premium' ? { weight: null, health_status: null } : {}),
  };
}

/** The plain columns that a hook may show and compare (H4). */
function columns(issue: Issue): Json {
  return {
    id: issue.id,
    iid: issue.iid,
    title: issue.title,
    description: issue.description,
    author_id: issue.authorId,
    project_id: issue.projectId,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    updated_by_id: issue.updatedById,
    last_edited_at: issue.lastEditedAt,
    last_edited_by_id: issue.lastEditedById,
    relative_position: null,
    milestone_id: null,
    state_id: STATE_ID[issue.state],
    confidential: issue.confidential,
    discussion_locked: issue.discussionLocked,
    due_date: issue.dueDate,
    moved_to_id: issue.movedToId,
    duplicated_to_id: issue.duplicatedToId,
    time_estimate: 0,
  };
}

function changesBetween(core: Core, before: Issue, after: Issue): Json {
  const old = columns(before);
  const changes: Json = {};
  for (const [name, current] of Object.entries(columns(after)))
    if (old[name] !== current) changes[name] = { previous: shown(name, old[name]), current: shown(name, current) };
  if (!sameIds(before.labelIds, after.labelIds))
    changes['labels'] = { previous: hookLabels(core, before.labelIds), current: hookLabels(core, after.labelIds) };
  if (!sameIds(before.assigneeIds, after.assigneeIds))
    changes['assignees'] = {
      previous: hookUsers(core, before.assigneeIds),
      current: hookUsers(core, after.assigneeIds),
    };
  if (before.severity !== after.severity) changes['severity'] = { previous: before.severity, current: after.severity };
  if (before.escalationStatus !== after.escalationStatus)
    changes['escalation_status'] = { previous: before.escalationStatus, current: after.escalationStatus };
  return changes;
}

/** Times stand in changes the way Ruby prints them (H6). */
function shown(column: string, value: unknown): unknown {
  return column.endsWith('_at') && typeof value === 'string' ? rubyTime(value) : value;
}

/** Of a new issue: everything that is not empty, against nothing. */
function creationChanges(core: Core, issue: Issue): Json {
  const told = ['author_id', 'created_at', 'description', 'id', 'iid', 'project_id', 'title', 'updated_at'];
  const now = columns(issue);
  const changes: Json = Object.fromEntries(
    told.map((name) => [name, { previous: null, current: shown(name, now[name]) }]),
  );
  if (issue.labelIds.length > 0) changes['labels'] = { previous: [], current: hookLabels(core, issue.labelIds) };
  return changes;
}

function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}
