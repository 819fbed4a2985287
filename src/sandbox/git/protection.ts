// Who may move which branch.

import { levelIn } from '../access.ts';
import type { Core } from '../core.ts';
import { Level, nextId, type Project, type User } from '../store.ts';
import type { ProtectedBranch } from './types.ts';

/** The rules of a project, oldest first. */
export function protectedBranches(core: Core, project: Project): ProtectedBranch[] {
  const rules = core.store.git.protectedBranches.get(project.id) ?? [];
  core.store.git.protectedBranches.set(project.id, rules);
  return rules;
}

export interface Protection {
  readonly name: string;
  readonly pushLevel?: number;
  readonly mergeLevel?: number;
  readonly allowForcePush?: boolean;
}

/** Protects a branch, by default as GitLab protects a new project's default branch: maintainers push and merge. */
export function protect(core: Core, project: Project, given: Protection): ProtectedBranch {
  const rule: ProtectedBranch = {
    id: nextId(core.store, 'protected_branches'),
    name: given.name,
    pushLevel: given.pushLevel ?? Level.maintainer,
    mergeLevel: given.mergeLevel ?? Level.maintainer,
    pushUsers: new Set(),
    mergeUsers: new Set(),
    allowForcePush: given.allowForcePush ?? false,
  };
  protectedBranches(core, project).push(rule);
  return rule;
}

/** Takes a rule away, if there is one of that name. */
export function unprotect(core: Core, project: Project, name: string): void {
  const rules = protectedBranches(core, project);
  const at = rules.findIndex((rule) => rule.name === name);
  if (at >= 0) rules.splice(at, 1);
}

/** Where several rules match a branch the most permissive one counts, as the documentation of protected branches says. */
export function ruleFor(
  core: Core,
  project: Project,
  branch: string,
): Omit<ProtectedBranch, 'id' | 'name'> | undefined {
  const rules = protectedBranches(core, project).filter(({ name }) => matches(name, branch));
  if (rules.length === 0) return undefined;
  return {
    pushLevel: loosest(rules.map(({ pushLevel }) => pushLevel)),
    mergeLevel: loosest(rules.map(({ mergeLevel }) => mergeLevel)),
    pushUsers: new Set(rules.flatMap(({ pushUsers }) => [...pushUsers])),
    mergeUsers: new Set(rules.flatMap(({ mergeUsers }) => [...mergeUsers])),
    allowForcePush: rules.some(({ allowForcePush }) => allowForcePush),
  };
}

export function isProtected(core: Core, project: Project, branch: string): boolean {
  return ruleFor(core, project, branch) !== undefined;
}

export function mayPush(core: Core, user: User | undefined, project: Project, branch: string): boolean {
  const rule = ruleFor(core, project, branch);
  return passes(core, user, project, rule?.pushLevel ?? Level.developer, rule?.pushUsers);
}

/** Whether the user may merge into the branch; who may push to it may do that too. */
export function mayMerge(core: Core, user: User | undefined, project: Project, branch: string): boolean {
  const rule = ruleFor(core, project, branch);
  return (
    passes(core, user, project, rule?.mergeLevel ?? Level.developer, rule?.mergeUsers) ||
    mayPush(core, user, project, branch)
  );
}

/** GitLab's words for why this user may not do that to a ref, undefined when nothing stands against it. */
export function refusalOf(
  core: Core,
  user: User,
  project: Project,
  change: { readonly ref: string; readonly deletes: boolean },
): string | undefined {
  const branch = /^refs\/heads\/(.+)$/.exec(change.ref)?.[1];
  if (branch === undefined) return undefined;
  if (change.deletes && branch === project.defaultBranch) return 'The default branch of a project cannot be deleted.';
  const maintains = levelIn(core, user, project) >= Level.maintainer;
  if (change.deletes && isProtected(core, project, branch)) {
    return maintains
      ? 'You can only delete protected branches using the web interface.'
      : 'You are not allowed to delete protected branches from this project. Only a project maintainer or owner can delete a protected branch.';
  }
  if (mayPush(core, user, project, branch)) return undefined;
  return isProtected(core, project, branch)
    ? 'You are not allowed to push code to protected branches on this project.'
    : 'You are not allowed to push code to this project.';
}

/** A rule may ask for administrators, which is no role in a project. */
const ADMINISTRATORS = 60;

/** By role, or by name and as a developer at least. */
function passes(
  core: Core,
  user: User | undefined,
  project: Project,
  needed: number,
  named: ReadonlySet<number> = new Set(),
): boolean {
  const level = levelIn(core, user, project);
  if (level < Level.developer) return false;
  const byRole = needed === ADMINISTRATORS ? user?.admin === true : needed !== Level.none && level >= needed;
  return byRole || (user !== undefined && named.has(user.id));
}

/** Nobody (0) is stricter than any role. */
function loosest(levels: readonly number[]): number {
  const roles = levels.filter((level) => level !== Level.none);
  return roles.length === 0 ? Level.none : Math.min(...roles);
}

function matches(pattern: string, branch: string): boolean {
  if (!pattern.includes('*')) return pattern === branch;
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`).test(branch);
}
