// The vendor's client: the only file that imports its resource classes.
//
// Taken from the core package one by one they bundle smaller and load faster than its ready-made `Gitlab`. Their types are
// open records in which a misspelt field compiles, so what they return goes through `wire.ts` before anybody looks at it.

import {
  Commits,
  IssueLabelEvents,
  IssueLinks,
  IssueNoteAwardEmojis,
  IssueNotes,
  IssueStateEvents,
  Issues,
  Jobs,
  MergeRequests,
  PipelineSchedules,
  Pipelines,
  ProjectLabels,
  ProjectMembers,
  Projects,
  RepositoryFiles,
  Users,
} from '@gitbeaker/core';
import type { Requester } from './requester.ts';

/** What one kind of thing needs to be observed and changed: the project, and GitLab's resources. */
export interface Client {
  /** Numeric id or full path, as configured. */
  readonly project: string | number;
  readonly issues: Issues;
  readonly links: IssueLinks;
  readonly notes: IssueNotes;
  readonly emojis: IssueNoteAwardEmojis;
  readonly labelEvents: IssueLabelEvents;
  readonly stateEvents: IssueStateEvents;
  readonly labels: ProjectLabels;
  readonly members: ProjectMembers;
  readonly users: Users;
  readonly projects: Projects;
  readonly files: RepositoryFiles;
  readonly commits: Commits;
  readonly mergeRequests: MergeRequests;
  readonly jobs: Jobs;
  readonly pipelines: Pipelines;
  readonly schedules: PipelineSchedules;
}

/** `host` is GitLab's address without a slash at the end; it may have a path. */
export function makeClient(host: string, project: string | number, requester: Requester): Client {
  const options = { host, requesterFn: requester.forVendor, rateLimits: {}, queryTimeout: null };
  return {
    project,
    issues: new Issues(options),
    links: new IssueLinks(options),
    notes: new IssueNotes(options),
    emojis: new IssueNoteAwardEmojis(options),
    labelEvents: new IssueLabelEvents(options),
    stateEvents: new IssueStateEvents(options),
    labels: new ProjectLabels(options),
    members: new ProjectMembers(options),
    users: new Users(options),
    projects: new Projects(options),
    files: new RepositoryFiles(options),
    commits: new Commits(options),
    mergeRequests: new MergeRequests(options),
    jobs: new Jobs(options),
    pipelines: new Pipelines(options),
    schedules: new PipelineSchedules(options),
  };
}
