// Everything the embedded Jira remembers, as plain data: a snapshot is a structuredClone.

import type { Accounts, AtlassianUser } from '../atlassian/accounts.ts';

export type JiraUser = AtlassianUser;

export type Category = 'new' | 'indeterminate' | 'done';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Status extends Named {
  readonly category: Category;
}

export interface ScreenField {
  /** A field's id. */
  readonly field: string;
  readonly required: boolean;
}

export interface Transition extends Named {
  /** Ids of statuses; undefined where it leads from any. */
  readonly from: readonly string[] | undefined;
  readonly to: string;
  /** Undefined where no screen is shown. */
  readonly screen: readonly ScreenField[] | undefined;
}

export interface Workflow {
  readonly initial: string;
  readonly statuses: readonly string[];
  readonly transitions: readonly Transition[];
}

export interface JiraProject {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly leadId: number;
  readonly issueTypes: readonly string[];
  readonly priorities: readonly string[];
  readonly components: readonly Named[];
  readonly workflow: Workflow;
  /** Ids of the fields that may be set; undefined for all. */
  readonly screen: readonly string[] | undefined;
  readonly required: readonly string[];
  /** What a user may do; who is not here may do what everybody may, which is nothing where it is private. */
  readonly granted: Map<number, readonly string[]>;
  /** The number of the last key given; a failed creation takes one too. */
  lastNumber: number;
}

/** Rich text as it was sent: ADF through v3, wiki markup through v2. */
export type RichText =
  | { readonly form: 'adf'; readonly doc: unknown }
  | { readonly form: 'wiki'; readonly text: string };

export interface Comment {
  readonly id: number;
  readonly authorId: number;
  readonly created: string;
  body: RichText;
  updaterId: number;
  updated: string;
  visibility: unknown;
  readonly properties: Map<string, unknown>;
}

export interface RemoteLink {
  readonly id: number;
  readonly globalId: string | null;
  application: unknown;
  relationship: string | null;
  object: Readonly<Record<string, unknown>>;
}

export interface ChangeItem {
  readonly field: string;
  readonly fieldId: string;
  readonly from: string | null;
  readonly fromName: string | null;
  readonly to: string | null;
  readonly toName: string | null;
}

export interface Change {
  readonly id: number;
  readonly authorId: number;
  readonly created: string;
  readonly items: readonly ChangeItem[];
}

export interface JiraIssue {
  readonly id: number;
  readonly projectId: number;
  readonly number: number;
  readonly key: string;
  readonly creatorId: number;
  readonly created: string;
  updated: string;
  statusId: string;
  resolved: string | null;
  /** By field id, as `fields.ts` keeps them; what is not set is not in it. */
  readonly fields: Map<string, unknown>;
  readonly comments: Comment[];
  readonly remoteLinks: RemoteLink[];
  readonly properties: Map<string, unknown>;
  readonly history: Change[];
}

export interface IssueLink {
  readonly id: number;
  readonly typeId: string;
  readonly inwardId: number;
  readonly outwardId: number;
}

/** The search index's picture of an issue, good from an instant on. */
export interface Indexed {
  /** ms UTC. */
  readonly from: number;
  readonly issue: JiraIssue;
}

export interface JiraStore extends Accounts {
  readonly statuses: Map<string, Status>;
  readonly priorities: Map<string, Named>;
  readonly resolutions: Map<string, Named>;
  readonly issueTypes: Map<string, Named>;
  readonly customFields: Map<string, CustomField>;
  readonly projects: Map<number, JiraProject>;
  readonly issues: Map<number, JiraIssue>;
  readonly issueLinks: Map<number, IssueLink>;
  /** By issue id, oldest first. */
  readonly index: Map<number, Indexed[]>;
  /** Instants at which something limited was done, by what. */
  readonly taken: Map<string, number[]>;
}

/** What kinds of value a custom field may hold. */
export type CustomKind =
  | 'textfield'
  | 'textarea'
  | 'select'
  | 'multiselect'
  | 'user'
  | 'number'
  | 'date'
  | 'datetime'
  | 'url'
  | 'labels';

export interface CustomField extends Named {
  readonly kind: CustomKind;
  readonly options: readonly Named[];
}

export function emptyJira(): JiraStore {
  return {
    lastId: new Map(),
    users: new Map(),
    tokens: new Map(),
    statuses: new Map(),
    priorities: new Map(),
    resolutions: new Map(),
    issueTypes: new Map(),
    customFields: new Map(),
    projects: new Map(),
    issues: new Map(),
    issueLinks: new Map(),
    index: new Map(),
    taken: new Map(),
  };
}

/** The one of these with such a name, whatever its case, or such an id. */
export function named<T extends Named>(records: ReadonlyMap<string, T>, nameOrId: string): T | undefined {
  const name = nameOrId.toLowerCase();
  return records.get(nameOrId) ?? [...records.values()].find((record) => record.name.toLowerCase() === name);
}
