// GitLab in our words: what sitrep asks of it and tells it.
//
// Reads throw `GitLabError` when they fail for good. Every write ends in one of three ways: *done*,
// *refused* (it certainly did not happen), or *unknown* (the line broke after the request left); an
// unknown write is never repeated blindly.

import type { Outcome } from '../http/outcome.ts';
import type { Person, Severity } from '../incident/events.ts';
import type { Issue, LabelEvent, MergeRequest, Note, StateEvent } from '../process/observation.ts';
import type { Instant } from '../text/time.ts';

export type { Issue, LabelEvent, MergeRequest, Note, StateEvent };

/** What to change on an issue, in one request; what is absent stays as it is. */
export interface IssueChange {
  readonly addLabels?: readonly string[];
  readonly removeLabels?: readonly string[];
  readonly description?: string;
  readonly assigneeIds?: readonly number[];
  readonly state?: 'close' | 'reopen';
  readonly type?: 'incident';
}

export interface Commit {
  readonly branch: string;
  /** The branch to make `branch` from, where that does not exist yet. */
  readonly startBranch?: string;
  readonly message: string;
  readonly path: string;
  readonly content: string;
  /** The last commit that changed the file, as it was read; absent when the file is new. */
  readonly replaces?: string;
}

/** A pipeline to start by itself: with inputs, or with variables where inputs do not exist. */
export interface NewPipeline {
  readonly ref: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

export interface PipelineSchedule {
  readonly id: number;
  readonly description: string;
  readonly cron: string;
  readonly active: boolean;
  /** User id; undefined where the owner is gone. */
  readonly owner: number | undefined;
}

/** One entry of a list that cannot be understood. */
export interface Unreadable {
  readonly iid: number | undefined;
  readonly why: string;
}

/** An issue that was opened for something. */
export interface FiledIssue {
  readonly project: number;
  readonly iid: number;
  /** As people write it: `group/project#12`. */
  readonly reference: string;
  readonly url: string;
}

export interface GitLab {
  /** The bot itself. */
  me(): Promise<Person>;
  /** What the project says of itself. Asked once a run. */
  project(): Promise<{ readonly path: string; readonly defaultBranch: string; readonly private: boolean }>;
  /**
   * Issues updated at or after `since` (all open ones where it is undefined), every page. An entry that is not as GitLab
   * documents it is told to `unreadable` and left out; without that it fails the read.
   */
  changedIssues(since: Instant | undefined, unreadable?: (entry: Unreadable) => void): Promise<readonly Issue[]>;
  /** Undefined where the issue does not exist, or not for the bot. */
  issue(iid: number): Promise<Issue | undefined>;
  /** Comments and system notes updated at or after `since`, else all; oldest first by id. */
  notes(iid: number, since: Instant | undefined): Promise<readonly Note[]>;
  /** Every page, oldest first. */
  labelEvents(iid: number): Promise<readonly LabelEvent[]>;
  stateEvents(iid: number): Promise<readonly StateEvent[]>;
  /** Effective access level in the project, inherited included (`members/all`); 0 for who is no member. Asked once a run. */
  levelOf(user: number): Promise<number>;
  /** The project member of that user name, whatever its case. Asked once a run. */
  memberNamed(name: string): Promise<Person | undefined>;
  /** The address that somebody shows to everybody: GitLab has verified it. Asked once a run. */
  emailOf(user: number): Promise<string | undefined>;
  /** The project member who shows that address. Asked once a run. */
  memberWithEmail(email: string): Promise<Person | undefined>;
  /** Who put which emoji on a comment, and when. */
  reactions(
    iid: number,
    note: number,
  ): Promise<readonly { readonly emoji: string; readonly by: Person; readonly at?: Instant }[]>;
  /** A file as it is on `ref` (default branch where absent), with the last commit that changed it. */
  file(path: string, ref?: string): Promise<{ readonly text: string; readonly commit: string } | undefined>;
  /** Merge requests updated at or after `since`, in any state. */
  changedMergeRequests(since: Instant | undefined): Promise<readonly MergeRequest[]>;
  /** From a branch of this project into its default branch: the open one, else the latest. */
  mergeRequestFrom(branch: string): Promise<MergeRequest | undefined>;
  pipelineSchedules(): Promise<readonly PipelineSchedule[]>;
  /** When a CI job ended, where it has; undefined where it runs or is unknown. */
  jobEnded(job: number): Promise<Instant | undefined>;

  react(iid: number, note: number, emoji: string): Promise<Outcome<undefined>>;
  say(iid: number, text: string, internal: boolean): Promise<Outcome<{ readonly note: number }>>;
  /** Replaces the text of one of the bot's own comments. */
  edit(iid: number, note: number, text: string): Promise<Outcome<undefined>>;
  change(iid: number, change: IssueChange): Promise<Outcome<Issue>>;
  setSeverity(iid: number, severity: Severity): Promise<Outcome<undefined>>;
  /** The addresses of the calls that `/zoom` added to an issue (its id); none where this GitLab does not tell them. */
  calls(issue: number): Promise<readonly string[]>;
  commit(commit: Commit): Promise<Outcome<{ readonly sha: string }>>;
  openMergeRequest(request: {
    readonly branch: string;
    readonly title: string;
    readonly description: string;
    readonly reviewers: readonly number[];
  }): Promise<Outcome<MergeRequest>>;
  changeMergeRequest(
    iid: number,
    change: { readonly description?: string; readonly state?: 'reopen' },
  ): Promise<Outcome<MergeRequest>>;
  startPipeline(start: NewPipeline): Promise<Outcome<{ readonly pipeline: number }>>;
  /** Done as well where it had ended already. */
  cancelPipeline(pipeline: number): Promise<Outcome<undefined>>;
  /** Only its owner may. GitLab computes anew when it runs next, from now. */
  switchSchedule(schedule: number, active: boolean): Promise<Outcome<undefined>>;
  /** An issue in a project of this GitLab by its full path; in this one where `project` is undefined. */
  openIssue(issue: {
    readonly project: string | undefined;
    readonly title: string;
    readonly description: string;
    /** By which it is found again. */
    readonly mark: string;
  }): Promise<Outcome<FiledIssue>>;
  /** The one that was opened with that mark, by the bot, at or after `since`. */
  issueWithMark(project: string | undefined, mark: string, since: Instant): Promise<FiledIssue | undefined>;
  /** Relates it to an issue of this project; done as well where it is so already. */
  linkIssue(iid: number, other: FiledIssue): Promise<Outcome<undefined>>;
  createLabel(label: {
    readonly name: string;
    readonly color: string;
    readonly description: string;
  }): Promise<Outcome<undefined>>;

  /** Requests made so far by this adapter. */
  readonly requests: { readonly count: number };
}
