// People, what they hold and where they belong, as plain data.

export interface User {
  readonly id: number;
  username: string;
  name: string;
  email: string;
  publicEmail: string;
  state: 'active' | 'blocked';
  admin: boolean;
  bot: boolean;
  readonly createdAt: string;
}

export interface Token {
  readonly id: number;
  readonly secret: string;
  readonly name: string;
  readonly description: string;
  readonly userId: number;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  /** A day, `2026-03-14`; null is never. */
  expiresAt: string | null;
  lastUsedAt: string | null;
  revoked: boolean;
  /** Set on a project access token: the only project it works in. */
  readonly projectId: number | null;
  /** The token that was renewed to this one. */
  readonly previousId: number | null;
}

export interface Member {
  readonly userId: number;
  level: number;
  readonly createdAt: string;
  readonly createdById: number | null;
  expiresAt: string | null;
}

export interface Group {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly members: Map<number, Member>;
}

export type Visibility = 'private' | 'internal' | 'public';

export interface Project {
  readonly id: number;
  path: string;
  pathWithNamespace: string;
  /** Full paths that it had before; they lead to it still. */
  readonly formerPaths: string[];
  name: string;
  description: string | null;
  readonly namespace: Namespace;
  readonly creatorId: number;
  readonly createdAt: string;
  updatedAt: string;
  lastActivityAt: string;
  visibility: Visibility;
  /** Archived ones can be read and not changed. */
  archived: boolean;
  defaultBranch: string | null;
  ciConfigPath: string | null;
  /** Settings that are only stored and told: API name to value. */
  readonly settings: Map<string, unknown>;
  readonly members: Map<number, Member>;
  lastIssueIid: number;
  lastMergeRequestIid: number;
}

/** A runner as projects see it. */
export interface RunnerRecord {
  readonly id: number;
  readonly description: string;
  /** Null for one that all projects share. */
  readonly projectId: number | null;
  readonly tags: readonly string[];
  readonly runsUntagged: boolean;
  readonly createdAt: string;
  online: boolean;
  paused: boolean;
}

export interface Namespace {
  readonly kind: 'user' | 'group';
  /** The user's or group's id. */
  readonly ownerId: number;
  readonly path: string;
  readonly name: string;
}
