// GitLab as a maintainer sees it: what `sitrep init` sets up and `sitrep doctor` examines.
//
// The same rules as in `port.ts`: reads throw `GitLabError`, every write ends as done, refused or unknown.

import type { Person } from '../incident/events.ts';
import type { Instant } from '../text/time.ts';
import type { Outcome } from './port.ts';

export interface Version {
  /** As GitLab says it: `19.5.0-ee`. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
}

export interface AccessToken {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly string[];
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
}

export interface FileChange {
  readonly path: string;
  readonly content: string;
  /** The last commit that changed the file, as it was read; absent when the file is new. */
  readonly replaces?: string;
}

/** Who asks is the owner of the token that it was connected with. */
export interface Administration {
  me(): Promise<Person>;
  version(): Promise<Version>;
  token(): Promise<AccessToken>;
  /** Undefined where the project does not exist, or not for this token. */
  project(): Promise<ProjectSettings | undefined>;
  /** GitLab.com's plan of the namespace, `free`, `premium`, …; undefined where GitLab does not say. */
  plan(): Promise<string | undefined>;
  /** Inherited ones too, each once at the highest level. */
  members(): Promise<readonly Member[]>;
  /** Whether another project of this GitLab can be seen: the one that components come from. */
  canSee(project: string): Promise<boolean>;
  labels(): Promise<readonly string[]>;
  files(
    paths: readonly string[],
    ref: string,
  ): Promise<ReadonlyMap<string, { readonly text: string; readonly commit: string }>>;
  variables(): Promise<readonly Variable[]>;
  triggers(): Promise<readonly Trigger[]>;
  webhooks(): Promise<readonly Webhook[]>;
  /** The latest, newest first. */
  deliveries(webhook: number): Promise<readonly Delivery[]>;
  schedules(): Promise<readonly Schedule[]>;
  /** Undefined where the branch does not exist or is not protected. */
  protection(branch: string): Promise<Protection | undefined>;
  /** Undefined where it does not exist. */
  branch(branch: string): Promise<BranchFacts | undefined>;
  /** Undefined until a job has used it. */
  resourceGroup(key: string): Promise<{ readonly mode: string } | undefined>;
  runners(): Promise<readonly Runner[]>;
  /** Newest first; those created at or after `since`. */
  pipelines(since: Instant): Promise<readonly Pipeline[]>;
  jobs(pipeline: number): Promise<readonly Job[]>;
  /** All jobs of the project created at or after `since`, newest first. */
  jobsSince(since: Instant): Promise<readonly Job[]>;
  /** What a job printed. */
  trace(job: number): Promise<string>;
  lint(config: string): Promise<Lint>;
  /** Comments of an issue and who wrote them, oldest first; system notes are left out. */
  comments(iid: number): Promise<readonly { readonly by: Person; readonly text: string }[]>;

  createLabel(label: {
    readonly name: string;
    readonly color: string;
    readonly description: string;
  }): Promise<Outcome<undefined>>;
  /** One commit; fails as a whole. */
  commitFiles(
    branch: string,
    message: string,
    files: readonly FileChange[],
    startBranch?: string,
  ): Promise<Outcome<undefined>>;
  openMergeRequest(branch: string, title: string, description: string): Promise<Outcome<{ readonly url: string }>>;
  setVariable(variable: {
    readonly key: string;
    readonly value: string;
    readonly masked: boolean;
    readonly protected: boolean;
  }): Promise<Outcome<undefined>>;
  createTrigger(description: string): Promise<Outcome<Trigger>>;
  createWebhook(webhook: NewWebhook): Promise<Outcome<{ readonly id: number }>>;
  changeWebhook(id: number, webhook: NewWebhook): Promise<Outcome<undefined>>;
  deleteWebhook(id: number): Promise<Outcome<undefined>>;
  /** Sends a sample event; a good answer switches a disabled webhook on again. */
  testWebhook(id: number, event: HookEvent): Promise<Outcome<undefined>>;
  createSchedule(schedule: NewSchedule): Promise<Outcome<{ readonly id: number }>>;
  changeSchedule(id: number, change: Partial<NewSchedule>): Promise<Outcome<undefined>>;
  takeSchedule(id: number): Promise<Outcome<undefined>>;
  protect(branch: string, pushLevel: number, mergeLevel: number): Promise<Outcome<undefined>>;
  unprotect(branch: string): Promise<Outcome<undefined>>;
  setResourceGroupMode(key: string, mode: string): Promise<Outcome<undefined>>;
  changeProject(change: {
    readonly variablesRole?: ProjectSettings['variablesRole'];
    readonly issues?: boolean;
  }): Promise<Outcome<undefined>>;
  createAccessToken(token: {
    readonly name: string;
    readonly level: number;
    readonly scopes: readonly string[];
    readonly expiresOn: string;
  }): Promise<Outcome<{ readonly secret: string; readonly user: number }>>;
  accessTokens(): Promise<readonly AccessToken[]>;
  rotateAccessToken(id: number, expiresOn: string): Promise<Outcome<{ readonly secret: string }>>;
  createIssue(issue: {
    readonly title: string;
    readonly description: string;
    readonly confidential?: boolean;
    readonly incident?: boolean;
    readonly labels?: readonly string[];
  }): Promise<Outcome<{ readonly iid: number; readonly url: string }>>;
  comment(iid: number, text: string): Promise<Outcome<undefined>>;
  closeIssue(iid: number): Promise<Outcome<undefined>>;
  deleteIssue(iid: number): Promise<Outcome<undefined>>;
  playJob(job: number): Promise<Outcome<undefined>>;
  /** Sends a call to the trigger endpoint, as a webhook does, with pipeline inputs. */
  trigger(
    ref: string,
    token: string,
    inputs: Readonly<Record<string, string>>,
  ): Promise<Outcome<{ readonly pipeline: number }>>;

  /** Requests made so far, and how many of them were writes. */
  readonly requests: { readonly count: number; readonly writes: number };
}
