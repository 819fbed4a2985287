// Everything the sandbox remembers, as plain data.
//
// No class instances and no functions: a snapshot is a structuredClone, and a test may look at any of it. Lists that
// are asked for often are kept by owner (`Issue/12`), so that a thousand issues list fast.

import type { CiData } from './ci/types.ts';
import { emptyCiData } from './ci/types.ts';
import type { GitData } from './git/types.ts';
import { emptyGitData } from './git/types.ts';

/** GitLab's access levels (behaviours M2). */
export const Level = {
  none: 0,
  minimal: 5,
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const;

export interface Store {
  /** The last id given, by table. */
  readonly lastId: Map<string, number>;
  /** How often a limited action was taken in a minute, by action and user. */
  readonly taken: Map<string, { minute: number; count: number }>;
  readonly users: Map<number, User>;
  /** By the secret itself. */
  readonly tokens: Map<string, Token>;
  readonly groups: Map<number, Group>;
  readonly projects: Map<number, Project>;
  readonly labels: Map<number, Label>;
  readonly issues: Map<number, Issue>;
  /** Ids of a project's issues, in the order of their iid: `issuesOf.get(projectId)`. */
  readonly issuesOf: Map<number, number[]>;
  readonly notes: Map<number, Note>;
  /** Ids of what was noted on something, oldest first. */
  readonly notesOf: Map<Owner, number[]>;
  readonly labelEvents: Map<Owner, LabelEvent[]>;
  readonly stateEvents: Map<Owner, StateEvent[]>;
  readonly awards: Map<Owner, Award[]>;
  readonly issueLinks: Map<number, IssueLink>;
  readonly timelineEvents: Map<number, TimelineEvent>;
  readonly timelineTags: Map<number, TimelineTag>;
  readonly hooks: Map<number, Hook>;
  /** Log of deliveries, oldest first, by hook id. */
  readonly deliveries: Map<number, Delivery[]>;
  readonly git: GitData;
  readonly ci: CiData;
}

/** Something that can be noted on or labelled: its class and its global id. */
export type Owner = `Issue/${number}` | `MergeRequest/${number}` | `Note/${number}`;

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
  name: string;
  description: string | null;
  readonly namespace: Namespace;
  readonly creatorId: number;
  readonly createdAt: string;
  updatedAt: string;
  lastActivityAt: string;
  visibility: Visibility;
  defaultBranch: string | null;
  ciConfigPath: string | null;
  /** Settings that are only stored and told: API name to value. */
  readonly settings: Map<string, unknown>;
  readonly members: Map<number, Member>;
  lastIssueIid: number;
  lastMergeRequestIid: number;
}

export interface Namespace {
  readonly kind: 'user' | 'group';
  /** The user's or group's id. */
  readonly ownerId: number;
  readonly path: string;
  readonly name: string;
}

export interface Label {
  readonly id: number;
  readonly projectId: number;
  name: string;
  color: string;
  description: string | null;
  priority: number | null;
  archived: boolean;
  readonly createdAt: string;
  updatedAt: string;
}

export type IssueType = 'issue' | 'incident' | 'test_case' | 'requirement' | 'task' | 'ticket';
export type Severity = 'unknown' | 'low' | 'medium' | 'high' | 'critical';
export type EscalationStatus = 'triggered' | 'acknowledged' | 'resolved' | 'ignored';

export interface Issue {
  readonly id: number;
  readonly iid: number;
  readonly projectId: number;
  title: string;
  description: string | null;
  state: 'opened' | 'closed';
  type: IssueType;
  severity: Severity;
  /** Null on all but incidents. */
  escalationStatus: EscalationStatus | null;
  confidential: boolean;
  discussionLocked: boolean | null;
  dueDate: string | null;
  labelIds: number[];
  assigneeIds: number[];
  authorId: number;
  updatedById: number | null;
  lastEditedAt: string | null;
  lastEditedById: number | null;
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedById: number | null;
  duplicatedToId: number | null;
  readonly zoomLinks: string[];
  /** Users that asked to hear, or not to hear, of it. */
  readonly subscriptions: Map<number, boolean>;
}

export interface Note {
  readonly id: number;
  readonly noteableType: 'Issue' | 'MergeRequest';
  readonly noteableId: number;
  readonly noteableIid: number;
  readonly projectId: number;
  authorId: number;
  body: string;
  readonly system: boolean;
  readonly internal: boolean;
  readonly discussionId: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface LabelEvent {
  readonly id: number;
  readonly userId: number;
  readonly createdAt: string;
  readonly action: 'add' | 'remove';
  readonly labelId: number;
}

export interface StateEvent {
  readonly id: number;
  readonly userId: number;
  readonly createdAt: string;
  readonly state: 'closed' | 'reopened' | 'merged';
}

export interface Award {
  readonly id: number;
  readonly name: string;
  readonly userId: number;
  readonly createdAt: string;
}

export interface IssueLink {
  readonly id: number;
  readonly sourceId: number;
  readonly targetId: number;
  readonly type: 'relates_to' | 'blocks';
  readonly createdAt: string;
}

export interface TimelineEvent {
  readonly id: number;
  readonly issueId: number;
  readonly authorId: number;
  updatedById: number | null;
  note: string;
  readonly action: 'comment' | 'issues' | 'status';
  readonly editable: boolean;
  readonly promotedFromNoteId: number | null;
  occurredAt: string;
  tags: string[];
  readonly createdAt: string;
  updatedAt: string;
}

export interface TimelineTag {
  readonly id: number;
  readonly projectId: number;
  readonly name: string;
}

/** The events a hook can be told of, by their API names. */
export const hookFamilies = [
  'push_events',
  'tag_push_events',
  'merge_requests_events',
  'repository_update_events',
  'issues_events',
  'confidential_issues_events',
  'note_events',
  'confidential_note_events',
  'pipeline_events',
  'wiki_page_events',
  'job_events',
  'deployment_events',
  'feature_flag_events',
  'releases_events',
  'milestone_events',
  'emoji_events',
  'resource_access_token_events',
] as const;
export type HookFamily = (typeof hookFamilies)[number];

export interface Hook {
  readonly id: number;
  readonly projectId: number;
  url: string;
  name: string | null;
  description: string | null;
  token: string | null;
  signingToken: string | null;
  readonly families: Map<HookFamily, boolean>;
  enableSslVerification: boolean;
  pushEventsBranchFilter: string | null;
  customTemplate: string | null;
  readonly urlVariables: Map<string, string>;
  readonly customHeaders: Map<string, string>;
  readonly createdAt: string;
  /** Failures in a row (behaviours H20). */
  failures: number;
  disabledUntil: string | null;
}

export interface Delivery {
  readonly id: number;
  readonly hookId: number;
  readonly url: string;
  /** The value of X-Gitlab-Event. */
  readonly event: string;
  readonly requestHeaders: Record<string, string>;
  readonly payload: unknown;
  readonly body: string;
  readonly responseHeaders: Record<string, string>;
  readonly responseBody: string;
  /** The status as text, or `internal error`. */
  readonly responseStatus: string;
  /** Seconds. */
  readonly executionDuration: number;
  readonly createdAt: string;
}

export function emptyStore(): Store {
  return {
    lastId: new Map(),
    taken: new Map(),
    users: new Map(),
    tokens: new Map(),
    groups: new Map(),
    projects: new Map(),
    labels: new Map(),
    issues: new Map(),
    issuesOf: new Map(),
    notes: new Map(),
    notesOf: new Map(),
    labelEvents: new Map(),
    stateEvents: new Map(),
    awards: new Map(),
    issueLinks: new Map(),
    timelineEvents: new Map(),
    timelineTags: new Map(),
    hooks: new Map(),
    deliveries: new Map(),
    git: emptyGitData(),
    ci: emptyCiData(),
  };
}

/** The next id of a table: 1, 2, 3. */
export function nextId(store: Store, table: string): number {
  const id = (store.lastId.get(table) ?? 0) + 1;
  store.lastId.set(table, id);
  return id;
}

/** Adds to a list kept by key. */
export function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
