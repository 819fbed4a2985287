// Finding things for GraphQL, where what is not there and what is not allowed are one and the same error.

import { GraphQLError } from 'graphql';
import { canSeeIssue, canSeeProject, levelIn } from '../access.ts';
import type { Core } from '../core.ts';
import { issueByIid, projectOf } from '../issues/issue-data.ts';
import { type Issue, Level, type Note, type Project, type TimelineEvent, type User } from '../store.ts';
import { idOf } from './ids.ts';
import type { Lens } from './views.ts';

/** The one error for both. */
export function unavailable(): GraphQLError {
  return new GraphQLError(
    "The resource that you are attempting to access does not exist or you don't have permission to perform this action",
  );
}

/** Undefined where it is not there for the viewer. */
export function projectAt({ core, viewer }: Lens, fullPath: string): Project | undefined {
  const wanted = fullPath.toLowerCase();
  const project = [...core.store.projects.values()].find((one) => one.pathWithNamespace.toLowerCase() === wanted);
  return project && canSeeProject(core, viewer, project) ? project : undefined;
}

export function seen({ core, viewer }: Lens, issue: Issue | undefined): Issue | undefined {
  if (!issue) return undefined;
  const project = projectOf(core, issue);
  return canSeeProject(core, viewer, project) && canSeeIssue(core, viewer, project, issue) ? issue : undefined;
}

export function needUser({ viewer }: Lens): User {
  if (!viewer) throw unavailable();
  return viewer;
}

/** The issue of a path and an iid, for somebody of at least that level in its project. */
export function needIssue(lens: Lens, path: string, iid: string, level: number): Issue {
  const project = projectAt(lens, path);
  return allowed(lens, project && seen(lens, issueByIid(lens.core, project, Number(iid))), level);
}

/** The issue of a global id, as issue or as work item. */
export function needIssueById(lens: Lens, globalId: string, level: number): Issue {
  const id = idOf(globalId, 'Issue', 'WorkItem');
  return allowed(lens, seen(lens, lens.core.store.issues.get(id ?? 0)), level);
}

export function needTimelineEvent(lens: Lens, globalId: string): { event: TimelineEvent; issue: Issue } {
  const id = idOf(globalId, 'IncidentManagement::TimelineEvent');
  const event = lens.core.store.timelineEvents.get(id ?? 0);
  const issue = event && lens.core.store.issues.get(event.issueId);
  if (!event?.editable) throw unavailable();
  return { event, issue: allowed(lens, seen(lens, issue), Level.developer) };
}

export function needNote(lens: Lens, globalId: string): { note: Note; issue: Issue } {
  const note = lens.core.store.notes.get(idOf(globalId, 'Note', 'DiscussionNote') ?? 0);
  const issue = note?.noteableType === 'Issue' ? seen(lens, lens.core.store.issues.get(note.noteableId)) : undefined;
  if (!note || !issue) throw unavailable();
  return { note, issue };
}

function allowed({ core, viewer }: Lens, issue: Issue | undefined, level: number): Issue {
  if (!viewer || !issue || !isAllowed(core, viewer, issue, level)) throw unavailable();
  return issue;
}

/** Authors may do with their issues what planners may do with all. */
function isAllowed(core: Core, viewer: User, issue: Issue, level: number): boolean {
  if (level <= Level.planner && issue.authorId === viewer.id) return true;
  return levelIn(core, viewer, projectOf(core, issue)) >= level;
}
