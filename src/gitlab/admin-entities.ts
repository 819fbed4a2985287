// What a maintainer sees of a project, in our words.

import type { Person } from '../incident/events.ts';
import type { Instant } from '../text/time.ts';

export interface Version {
  /** As GitLab says it: `19.5.0-ee`. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
}

export interface AccessToken {
  readonly id: number;
  readonly name: string;
  /** Empty where this GitLab keeps none. */
  readonly description: string;
  readonly scopes: readonly string[];
  /** In the project; undefined for a token of a person. */
  readonly level: number | undefined;
  /** A date; undefined where it never ends. */
  readonly expiresOn: string | undefined;
  readonly active: boolean;
  readonly user: number;
}

export interface ProjectSettings {
  readonly id: number;
  readonly path: string;
  readonly url: string;
  /** In an empty repository undefined, or the name of a branch that is not there yet. */
  readonly defaultBranch: string | undefined;
  readonly visibility: 'private' | 'internal' | 'public';
  readonly archived: boolean;
  readonly issues: boolean;
  readonly builds: boolean;
  readonly mergeRequests: boolean;
  /** Whether logs of jobs can be read by whoever can read the project. */
  readonly publicJobs: boolean;
  /** Who may start pipelines with variables; undefined where this GitLab does not say. */
  readonly variablesRole: 'no_one_allowed' | 'developer' | 'maintainer' | 'owner' | undefined;
  readonly ciConfigPath: string | undefined;
  readonly sharedRunners: boolean;
  readonly namespace: { readonly id: number; readonly path: string };
}

export interface Member extends Person {
  readonly level: number;
  readonly active: boolean;
}

export interface Variable {
  readonly key: string;
  /** Undefined where GitLab hides it. */
  readonly value: string | undefined;
  readonly masked: boolean;
  readonly protected: boolean;
  readonly scope: string;
}

export interface Trigger {
  readonly id: number;
  readonly description: string;
  readonly owner: number | undefined;
  /** Whole for its owner; else its first four characters. */
  readonly token: string;
  readonly lastUsed: Instant | undefined;
}

/** The event switches of a webhook that concern sitrep, by GitLab's own names. */
export const HOOK_EVENTS = [
  'issues_events',
  'confidential_issues_events',
  'note_events',
  'confidential_note_events',
  'merge_requests_events',
  'emoji_events',
  'push_events',
  'pipeline_events',
  'job_events',
] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

export interface Webhook {
  readonly id: number;
  readonly url: string;
  readonly name: string;
  readonly events: readonly HookEvent[];
  readonly template: string | undefined;
  /** Keys only: GitLab never tells the values. */
  readonly urlVariables: readonly string[];
  readonly alert: 'executable' | 'temporarily_disabled' | 'disabled';
  readonly disabledUntil: Instant | undefined;
  readonly verifiesTls: boolean;
}

export interface NewWebhook {
  readonly name: string;
  readonly url: string;
  readonly urlVariables: Readonly<Record<string, string>>;
  /** All others are switched off. */
  readonly events: readonly HookEvent[];
  readonly template: string;
}

export interface Delivery {
  readonly id: number;
  /** By the clock of who answered; undefined where nobody did. */
  readonly at: Instant | undefined;
  readonly event: string;
  /** HTTP status, or GitLab's words where there was none: `internal error`. */
  readonly status: string;
  readonly answer: string;
}

export interface Schedule {
  readonly id: number;
  readonly description: string;
  readonly ref: string;
  readonly cron: string;
  readonly zone: string;
  readonly active: boolean;
  readonly nextRun: Instant | undefined;
  readonly owner: Person | undefined;
}

/** What the pipelines of a schedule are given. */
export interface ScheduleValues {
  /** By name; undefined where this GitLab tells none. */
  readonly inputs: Readonly<Record<string, unknown>> | undefined;
  /** Undefined for who may not see them. */
  readonly variables: Readonly<Record<string, string>> | undefined;
}

export interface NewSchedule {
  readonly description: string;
  readonly ref: string;
  readonly cron: string;
  readonly active: boolean;
  readonly inputs: Readonly<Record<string, string | boolean>>;
}

export interface Protection {
  readonly branch: string;
  /** Least access level that may push; 0 where nobody may. */
  readonly pushLevel: number;
  readonly mergeLevel: number;
  readonly forcePush: boolean;
  /** Users and groups that may push besides, by name (paid tiers). */
  readonly others: readonly string[];
}

export interface BranchFacts {
  /** Also by a pattern such as `release/*`. */
  readonly protected: boolean;
  /** Whether the owner of the token may push to it. */
  readonly mayPush: boolean;
}

export interface Runner {
  readonly id: number;
  readonly description: string;
  readonly online: boolean;
  readonly paused: boolean;
  /** This and the next are undefined where GitLab does not tell them. */
  readonly tags: readonly string[] | undefined;
  readonly runsUntagged: boolean | undefined;
}

export interface Pipeline {
  readonly id: number;
  readonly status: string;
  readonly source: string;
  readonly createdAt: Instant;
  readonly url: string;
}

export interface Job {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly url: string;
  readonly failure: string | undefined;
  readonly createdAt: Instant;
  /** Seconds; undefined while it runs. */
  readonly duration: number | undefined;
}

/** What GitLab says of a CI configuration that is not committed yet. */
export interface Lint {
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** The whole configuration with what it includes put in; undefined where GitLab does not tell it. */
  readonly merged: string | undefined;
}

export interface FileChange {
  readonly path: string;
  readonly content: string;
  /** The last commit that changed the file, as it was read; absent when the file is new. */
  readonly replaces?: string;
}
