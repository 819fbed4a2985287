// Issues as data: finding one the way GitLab's endpoints do, and what the caller may do with it.

import { canSeeIssue, levelIn } from '../access.ts';
import type { Core } from '../core.ts';
import { forbidden, notFound, recordNotFound } from '../errors.ts';
import type { Noteable } from '../notes/note-data.ts';
import { settingOf } from '../projects/settings.ts';
import { type Issue, Level, type Project, type User } from '../store.ts';

export function issueByIid(core: Core, project: Project, iid: number): Issue | undefined {
  const ids = core.store.issuesOf.get(project.id) ?? [];
  const likely = core.store.issues.get(ids[iid - 1] ?? 0);
  if (likely?.iid === iid) return likely;
  return ids.flatMap((id) => core.store.issues.get(id) ?? []).find((issue) => issue.iid === iid);
}

/**
 * The issue if the viewer may see it. Missing, it is `404 Issue Not Found` (`named`, default) or the bare
 * `404 Not found` of a record lookup (behaviours A2).
 */
export function findIssue(
  core: Core,
  viewer: User | undefined,
  project: Project,
  iid: number,
  missing: 'named' | 'bare' = 'named',
): Issue {
  const issue = issueByIid(core, project, iid);
  if (issue && hasIssues(project) && canSeeIssue(core, viewer, project, issue)) return issue;
  throw missing === 'named' ? notFound('Issue') : recordNotFound();
}

/** Whether the project has issues switched on; where it has not, there seem to be none. */
export function hasIssues(project: Project): boolean {
  return settingOf(project, 'issues_enabled') !== false;
}

/** Planners may set labels, assignees and the like; others may not. */
export function maySetMetadata(core: Core, user: User, project: Project): boolean {
  return levelIn(core, user, project) >= Level.planner;
}

/** Planners and the author may edit an issue, its assignees too. */
export function mayUpdate(core: Core, user: User, project: Project, issue: Issue): boolean {
  return maySetMetadata(core, user, project) || issue.authorId === user.id || issue.assigneeIds.includes(user.id);
}

export function requireUpdate(core: Core, user: User, project: Project, issue: Issue): void {
  if (!mayUpdate(core, user, project, issue)) throw forbidden();
}

export function noteable({ id, iid, projectId }: Issue): Noteable {
  return { type: 'Issue', id, iid, projectId };
}

export function projectOf(core: Core, { projectId }: { readonly projectId: number }): Project {
  const project = core.store.projects.get(projectId);
  if (!project) throw notFound('Project');
  return project;
}

/** `incident` of an incident, `issue` of others: as system notes name them. */
export function typeWord(issue: Issue): string {
  return issue.type.replace('_', ' ');
}
