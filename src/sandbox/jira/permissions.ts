// What a user may do in a project.

import type { JiraCore } from './core.ts';
import { noIssue, noProject } from './errors.ts';
import type { JiraIssue, JiraProject, JiraUser } from './store.ts';

/** What everybody may do where nothing else is said; key to the name that people see. */
export const PERMISSIONS = {
  BROWSE_PROJECTS: 'Browse Projects',
  CREATE_ISSUES: 'Create Issues',
  EDIT_ISSUES: 'Edit Issues',
  ADD_COMMENTS: 'Add Comments',
  EDIT_OWN_COMMENTS: 'Edit Own Comments',
  DELETE_OWN_COMMENTS: 'Delete Own Comments',
  TRANSITION_ISSUES: 'Transition Issues',
  LINK_ISSUES: 'Link Issues',
  ASSIGN_ISSUES: 'Assign Issues',
  RESOLVE_ISSUES: 'Resolve Issues',
  CLOSE_ISSUES: 'Close Issues',
} as const;

/** What only those have whom it was granted to. */
export const RARE_PERMISSIONS = {
  EDIT_ALL_COMMENTS: 'Edit All Comments',
  DELETE_ALL_COMMENTS: 'Delete All Comments',
  DELETE_ISSUES: 'Delete Issues',
  ADMINISTER_PROJECTS: 'Administer Projects',
} as const;

export type Permission = keyof typeof PERMISSIONS | keyof typeof RARE_PERMISSIONS;

export function may(user: JiraUser, project: JiraProject, permission: Permission): boolean {
  const granted = project.granted.get(user.id);
  if (granted) return granted.includes(permission);
  return !project.isPrivate && permission in PERMISSIONS;
}

/** The project of a key or an id, if the user may browse it; undefined otherwise. */
export function visibleProject(core: JiraCore, user: JiraUser, keyOrId: string): JiraProject | undefined {
  const key = keyOrId.toUpperCase();
  const found = [...core.store.projects.values()].find((one) => one.key === key || String(one.id) === keyOrId);
  return found && may(user, found, 'BROWSE_PROJECTS') ? found : undefined;
}

/** The same, for a path; throws 404. */
export function needProject(core: JiraCore, user: JiraUser, keyOrId: string): JiraProject {
  const project = visibleProject(core, user, keyOrId);
  if (!project) throw noProject(keyOrId);
  return project;
}

/** The issue of a key or an id, whoever asks. */
export function findIssue(core: JiraCore, keyOrId: string): JiraIssue | undefined {
  if (/^\d+$/.test(keyOrId)) return core.store.issues.get(Number(keyOrId));
  const key = keyOrId.toUpperCase();
  return [...core.store.issues.values()].find((issue) => issue.key === key);
}

/** The same for who may see it; undefined otherwise. */
export function visibleIssue(core: JiraCore, user: JiraUser, keyOrId: string): JiraIssue | undefined {
  const issue = findIssue(core, keyOrId);
  return issue && may(user, projectOf(core, issue), 'BROWSE_PROJECTS') ? issue : undefined;
}

/** The same, for a path; throws 404 for what is not there and for what may not be seen. */
export function needIssue(core: JiraCore, user: JiraUser, keyOrId: string): JiraIssue {
  const issue = visibleIssue(core, user, keyOrId);
  if (!issue) throw noIssue();
  return issue;
}

export function projectOf({ store }: JiraCore, { projectId, key }: JiraIssue): JiraProject {
  const project = store.projects.get(projectId);
  if (!project) throw new Error(`${key} belongs to no project`);
  return project;
}
