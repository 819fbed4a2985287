// Who may see and do what (behaviours A3, M1, M2).
//
// What may not be seen is not there (404); what may be seen but not changed is refused (403).

import type { Core } from './core.ts';
import { forbidden, notFound } from './errors.ts';
import { type Issue, Level, type Member, type Note, type Project, type User } from './store.ts';

/** The project named by id or full path, if this user may see it. Throws `404 Project Not Found`. */
export function findProject(core: Core, viewer: User | undefined, idOrPath: string): Project {
  const project = /^\d+$/.test(idOrPath) ? core.store.projects.get(Number(idOrPath)) : projectAt(core, idOrPath);
  if (!project || !canSeeProject(core, viewer, project)) throw notFound('Project');
  return project;
}

/** The project of that full path, or the one that had it before. */
export function projectAt(core: Core, path: string): Project | undefined {
  const all = [...core.store.projects.values()];
  return (
    all.find(({ pathWithNamespace }) => same(pathWithNamespace, path)) ??
    all.find(({ formerPaths }) => formerPaths.some((former) => same(former, path)))
  );
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export function canSeeProject(core: Core, viewer: User | undefined, project: Project): boolean {
  if (project.visibility === 'public') return true;
  if (!viewer) return false;
  return project.visibility === 'internal' || levelIn(core, viewer, project) >= Level.guest;
}

/** The user's effective level in a project: administrators are owners everywhere. */
export function levelIn(core: Core, user: User | undefined, project: Project): number {
  if (!user) return Level.none;
  return user.admin ? Level.owner : (membership(core, user.id, project)?.level ?? Level.none);
}

/** The direct or inherited membership with the highest level, unless it has expired. */
export function membership(core: Core, userId: number, project: Project): Member | undefined {
  const direct = project.members.get(userId);
  const inherited = inheritedMembers(core, project).get(userId);
  return [direct, inherited]
    .filter((member) => member !== undefined)
    .filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > core.clock.now())
    .sort((a, b) => b.level - a.level)[0];
}

/** Those that a project has from its group; a personal project's owner stands in the project itself. */
export function inheritedMembers(core: Core, project: Project): ReadonlyMap<number, Member> {
  const group = project.namespace.kind === 'group' ? core.store.groups.get(project.namespace.ownerId) : undefined;
  return group?.members ?? new Map();
}

/** Refuses with `403 Forbidden` below that level. */
export function requireLevel(core: Core, user: User | undefined, project: Project, level: number): void {
  if (levelIn(core, user, project) < level) throw forbidden();
}

/** Confidential issues are for planners and up, their authors and assignees. */
export function canSeeIssue(core: Core, viewer: User | undefined, project: Project, issue: Issue): boolean {
  if (!issue.confidential) return true;
  if (!viewer) return false;
  if (issue.authorId === viewer.id || issue.assigneeIds.includes(viewer.id)) return true;
  return levelIn(core, viewer, project) >= Level.planner;
}

/** Internal notes are for planners and up, their authors and the issue's own people. */
export function canSeeNote(core: Core, viewer: User | undefined, project: Project, note: Note): boolean {
  if (!note.internal) return true;
  return note.authorId === viewer?.id || levelIn(core, viewer, project) >= Level.planner;
}
