// People, tokens and projects, as the API and the tests make them.

import { randomBytes } from 'node:crypto';
import type { Core } from './core.ts';
import {
  type Group,
  Level,
  type Namespace,
  nextId,
  type Project,
  type Token,
  type User,
  type Visibility,
} from './store.ts';

const YEAR_MS = 365 * 24 * 60 * 60_000;

export interface NewUser {
  readonly username: string;
  readonly name?: string;
  readonly email?: string;
  readonly admin?: boolean;
  readonly bot?: boolean;
}

export function createUser(core: Core, { username, name, email, admin = false, bot = false }: NewUser): User {
  const user: User = {
    id: nextId(core.store, 'users'),
    username,
    name: name ?? username.replace(/(^|[-_.])(\w)/g, (_all, _gap, letter: string) => ` ${letter.toUpperCase()}`).trim(),
    email: email ?? `${username}@example.com`,
    publicEmail: '',
    state: 'active',
    admin,
    bot,
    createdAt: core.clock.stamp(),
  };
  core.store.users.set(user.id, user);
  return user;
}

export interface NewToken {
  readonly userId: number;
  readonly name?: string;
  readonly description?: string;
  readonly scopes?: readonly string[];
  /** A day; without one a year from now. */
  readonly expiresAt?: string | null;
  /** Makes it a project access token. */
  readonly projectId?: number;
  /** The one that it replaces. */
  readonly previousId?: number;
}

export function createToken(core: Core, given: NewToken): Token {
  const { userId, name = 'token', description = '', scopes = ['api'], projectId = null, previousId = null } = given;
  const aYearOn = new Date(core.clock.now() + YEAR_MS).toISOString().slice(0, 10);
  const token: Token = {
    id: nextId(core.store, 'tokens'),
    secret: `glpat-${randomBytes(15).toString('base64url')}`,
    name,
    description,
    userId,
    scopes,
    createdAt: core.clock.stamp(),
    expiresAt: given.expiresAt === undefined ? aYearOn : given.expiresAt,
    lastUsedAt: null,
    revoked: false,
    projectId,
    previousId,
  };
  core.store.tokens.set(token.secret, token);
  return token;
}

/** The group of that path, made if it is not there; `owner` becomes its owner. */
export function ensureGroup(core: Core, path: string, owner: User): Group {
  const present = [...core.store.groups.values()].find((group) => group.path === path);
  if (present) return present;
  const group: Group = { id: nextId(core.store, 'namespaces'), path, name: path, members: new Map() };
  group.members.set(owner.id, {
    userId: owner.id,
    level: Level.owner,
    createdAt: core.clock.stamp(),
    createdById: owner.id,
    expiresAt: null,
  });
  core.store.groups.set(group.id, group);
  return group;
}

export interface NewProject {
  readonly path: string;
  readonly name?: string;
  readonly namespace: Namespace;
  readonly creator: User;
  readonly visibility?: Visibility;
  readonly description?: string | null;
  readonly defaultBranch?: string | null;
  /** Makes a first commit with a README. */
  readonly readme?: boolean;
}

/** Makes a project; parts that keep something for each project (its repository) are told. */
export async function createProject(core: Core, given: NewProject): Promise<Project> {
  const { path, namespace, creator } = given;
  const at = core.clock.stamp();
  const project: Project = {
    id: nextId(core.store, 'projects'),
    path,
    pathWithNamespace: `${namespace.path}/${path}`,
    formerPaths: [],
    name: given.name ?? path,
    description: given.description ?? null,
    namespace,
    creatorId: creator.id,
    createdAt: at,
    updatedAt: at,
    lastActivityAt: at,
    visibility: given.visibility ?? 'private',
    archived: false,
    defaultBranch: given.defaultBranch ?? 'main',
    ciConfigPath: null,
    settings: new Map(),
    members: new Map(),
    lastIssueIid: 0,
    lastMergeRequestIid: 0,
  };
  if (namespace.kind === 'user') setMember(core, project, namespace.ownerId, Level.owner);
  core.store.projects.set(project.id, project);
  core.store.issuesOf.set(project.id, []);
  const wanted = { readme: given.readme ?? false };
  for (const created of core.extensions.projectCreated) await created(project, creator, wanted);
  return project;
}

/** Makes the user a direct member at that level, or changes the level. */
export function setMember(
  core: Core,
  project: Project,
  userId: number,
  level: number,
  expiresAt: string | null = null,
): void {
  const present = project.members.get(userId);
  if (present) {
    present.level = level;
    present.expiresAt = expiresAt;
  } else {
    const createdAt = core.clock.stamp();
    project.members.set(userId, { userId, level, createdAt, createdById: project.creatorId, expiresAt });
  }
}
