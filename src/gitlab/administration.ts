// GitLab as a maintainer sees it: what `sitrep init` sets up and `sitrep doctor` examines.
//
// The same rules as in `port.ts`: reads throw `GitLabError`, every write ends as done, refused or unknown.

import type { Outcome } from '../http/outcome.ts';
import type { Person } from '../incident/events.ts';
import type { Instant } from '../text/time.ts';
import type {
  AccessToken,
  BranchFacts,
  Delivery,
  FileChange,
  HookEvent,
  Job,
  Lint,
  Member,
  NewSchedule,
  NewWebhook,
  Pipeline,
  ProjectSettings,
  Protection,
  Runner,
  Schedule,
  ScheduleValues,
  Trigger,
  Variable,
  Version,
  Webhook,
} from './admin-entities.ts';

export * from './admin-entities.ts';

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
  scheduleValues(id: number): Promise<ScheduleValues>;
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

  /** Open issues of exactly that title, by number. */
  issuesTitled(title: string): Promise<readonly number[]>;
  /** All open issues. */
  openIssues(): Promise<readonly { readonly iid: number; readonly description: string }[]>;

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
  /** The address of the one from that branch that is open. */
  mergeRequestFrom(branch: string): Promise<string | undefined>;
  openMergeRequest(branch: string, title: string, description: string): Promise<Outcome<{ readonly url: string }>>;
  setVariable(variable: {
    readonly key: string;
    readonly value: string;
    readonly masked: boolean;
    readonly protected: boolean;
  }): Promise<Outcome<undefined>>;
  createTrigger(description: string): Promise<Outcome<Trigger>>;
  /** Only its owner may. */
  renameTrigger(id: number, description: string): Promise<Outcome<undefined>>;
  createWebhook(webhook: NewWebhook): Promise<Outcome<{ readonly id: number }>>;
  changeWebhook(id: number, webhook: NewWebhook): Promise<Outcome<undefined>>;
  /** Sends a sample event; a good answer switches a disabled webhook on again. */
  testWebhook(id: number, event: HookEvent): Promise<Outcome<undefined>>;
  createSchedule(schedule: NewSchedule): Promise<Outcome<{ readonly id: number }>>;
  changeSchedule(id: number, change: Partial<NewSchedule>): Promise<Outcome<undefined>>;
  /** A variable of the pipelines that it starts, for a GitLab without inputs. */
  setScheduleVariable(id: number, key: string, value: string): Promise<Outcome<undefined>>;
  takeSchedule(id: number): Promise<Outcome<undefined>>;
  protect(branch: string, pushLevel: number, mergeLevel: number): Promise<Outcome<undefined>>;
  unprotect(branch: string): Promise<Outcome<undefined>>;
  setResourceGroupMode(key: string, mode: string): Promise<Outcome<undefined>>;
  createAccessToken(token: {
    readonly name: string;
    readonly description: string;
    readonly level: number;
    readonly scopes: readonly string[];
    readonly expiresOn: string;
  }): Promise<Outcome<{ readonly id: number; readonly secret: string; readonly user: number }>>;
  accessTokens(): Promise<readonly AccessToken[]>;
  revokeAccessToken(id: number): Promise<Outcome<undefined>>;
  rotateAccessToken(id: number, expiresOn: string): Promise<Outcome<{ readonly secret: string }>>;
  createIssue(issue: {
    readonly title: string;
    readonly description: string;
    readonly confidential?: boolean;
    readonly incident?: boolean;
    readonly labels?: readonly string[];
  }): Promise<Outcome<{ readonly iid: number; readonly url: string; readonly createdAt: Instant }>>;
  comment(iid: number, text: string): Promise<Outcome<undefined>>;
  closeIssue(iid: number): Promise<Outcome<undefined>>;
  deleteIssue(iid: number): Promise<Outcome<undefined>>;
  playJob(job: number): Promise<Outcome<undefined>>;

  /** GitLab's own clock at its last answer; undefined before the first. */
  serverTime(): Instant | undefined;
  /** Requests made so far, and how many of them were writes. */
  readonly requests: { readonly count: number; readonly writes: number };
}
