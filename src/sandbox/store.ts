// Everything the sandbox remembers, as plain data.
//
// No class instances and no functions: a snapshot is a structuredClone, and a test may look at any of it. Lists that
// are asked for often are kept by owner (`Issue/12`), so that a thousand issues list fast.

import type { CiData } from './ci/types.ts';
import { emptyCiData } from './ci/types.ts';
import type { GitData } from './git/types.ts';
import { emptyGitData } from './git/types.ts';
import type {
  Award,
  Issue,
  IssueLink,
  Label,
  LabelEvent,
  Note,
  StateEvent,
  TimelineEvent,
  TimelineTag,
} from './issues/issue-records.ts';
import type { Group, Project, RunnerRecord, Token, User } from './people/people-records.ts';
import type { Delivery, Hook } from './webhooks/hook-records.ts';

export type * from './issues/issue-records.ts';
export type * from './people/people-records.ts';
export * from './webhooks/hook-records.ts';

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
  readonly runners: Map<number, RunnerRecord>;
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

export function emptyStore(): Store {
  return {
    lastId: new Map(),
    taken: new Map(),
    users: new Map(),
    tokens: new Map(),
    groups: new Map(),
    projects: new Map(),
    runners: new Map(),
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
