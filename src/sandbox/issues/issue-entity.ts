// How an issue is shown in REST (behaviours C8, D1-D3).

import type { Core } from '../core.ts';
import { type Json, userBasic, userBasicById } from '../people/user-entity.ts';
import { labelNames, sortedLabels } from '../projects/label-data.ts';
import { labelBasic } from '../projects/labels.ts';
import { projectUrl } from '../projects/project-entity.ts';
import type { Issue, Owner, User } from '../store.ts';

export interface IssueView {
  readonly viewer: User | undefined;
  /** Only the answer for one issue says whether the viewer is subscribed (D1). */
  readonly withSubscribed?: boolean;
  readonly withLabelsDetails?: boolean;
}

/** The full entity of REST. */
export function issueEntity(core: Core, issue: Issue, view: IssueView): Json {
  const project = core.store.projects.get(issue.projectId);
  const self = `${core.url}/api/v4/projects/${issue.projectId}/issues/${issue.iid}`;
  const tasks = taskCounts(issue.description ?? '');
  const duplicate = issue.duplicatedToId === null ? undefined : core.store.issues.get(issue.duplicatedToId);
  return {
    ...issueBasic(core, issue, view.withLabelsDetails ?? false),
    has_tasks: tasks.count > 0,
    ...(tasks.count > 0 ? { task_status: `${tasks.completed_count} of ${tasks.count} checklist items completed` } : {}),
    _links: {
      self,
      notes: `${self}/notes`,
      award_emoji: `${self}/award_emoji`,
      project: `${core.url}/api/v4/projects/${issue.projectId}`,
      closed_as_duplicate_of: duplicate
        ? `${core.url}/api/v4/projects/${duplicate.projectId}/issues/${duplicate.iid}`
        : null,
    },
    references: {
      short: `#${issue.iid}`,
      relative: `#${issue.iid}`,
      full: `${project?.pathWithNamespace}#${issue.iid}`,
    },
    severity: issue.severity.toUpperCase(),
    ...(view.withSubscribed ? { subscribed: isSubscribed(core, issue, view.viewer) } : {}),
    moved_to_id: issue.movedToId,
    imported: false,
    imported_from: 'none',
    service_desk_reply_to: null,
  };
}

/** What stands in links between issues, too (`IssueBasic`). */
export function issueBasic(core: Core, issue: Issue, withLabelsDetails = false): Json {
  const assignees = issue.assigneeIds
    .flatMap((id) => core.store.users.get(id) ?? [])
    .map((user) => userBasic(core, user));
  const awards = core.store.awards.get(`Issue/${issue.id}`) ?? [];
  return {
    id: issue.id,
    iid: issue.iid,
    project_id: issue.projectId,
    title: issue.title,
    description: issue.description,
    state: issue.state,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: userBasicById(core, issue.closedById),
    labels: withLabelsDetails ? sortedLabels(core, issue.labelIds).map(labelBasic) : labelNames(core, issue.labelIds),
    milestone: null,
    assignees,
    author: userBasicById(core, issue.authorId),
    type: issue.type.toUpperCase(),
    assignee: assignees[0] ?? null,
    user_notes_count: commentCount(core, `Issue/${issue.id}`),
    merge_requests_count: core.store.git.closedBy.get(issue.id)?.length ?? 0,
    upvotes: awards.filter(({ name }) => name === 'thumbsup').length,
    downvotes: awards.filter(({ name }) => name === 'thumbsdown').length,
    start_date: null,
    due_date: issue.dueDate,
    confidential: issue.confidential,
    discussion_locked: issue.discussionLocked,
    issue_type: issue.type,
    web_url: issueUrl(core, issue),
    time_stats: { time_estimate: 0, total_time_spent: 0, human_time_estimate: null, human_total_time_spent: null },
    task_completion_status: taskCounts(issue.description ?? ''),
  };
}

export function issueUrl(core: Core, issue: Issue): string {
  const project = core.store.projects.get(issue.projectId);
  return project ? `${projectUrl(core, project)}/-/issues/${issue.iid}` : core.url;
}

/** Comments, not system notes (E15). */
export function commentCount(core: Core, owner: Owner): number {
  const ids = core.store.notesOf.get(owner) ?? [];
  return ids.reduce((count, id) => count + (core.store.notes.get(id)?.system === false ? 1 : 0), 0);
}

export function isSubscribed(core: Core, issue: Issue, viewer: User | undefined): boolean {
  if (!viewer) return false;
  return issue.subscriptions.get(viewer.id) ?? participantIds(core, issue).has(viewer.id);
}

/** Author, assignees and those who commented. */
export function participantIds(core: Core, issue: Issue): Set<number> {
  const ids = new Set([issue.authorId, ...issue.assigneeIds]);
  for (const id of core.store.notesOf.get(`Issue/${issue.id}`) ?? []) {
    const note = core.store.notes.get(id);
    if (note && !note.system) ids.add(note.authorId);
  }
  return ids;
}

const TASK = /^\s*(?:[-*+]|\d+[.)])\s+\[([ xX])\]\s/gm;

/** The boxes of a checklist in a text, and how many are ticked. */
export function taskCounts(text: string): { count: number; completed_count: number } {
  const boxes = [...text.matchAll(TASK)].map(([, mark]) => mark);
  return { count: boxes.length, completed_count: boxes.filter((mark) => mark !== ' ').length };
}
