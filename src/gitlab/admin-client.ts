// The vendor's resource classes that setting up needs, apart from `client.ts`: a job never loads them.

import {
  Branches,
  Commits,
  IssueNotes,
  Issues,
  Jobs,
  Lint,
  MergeRequests,
  Metadata,
  Namespaces,
  PersonalAccessTokens,
  PipelineSchedules,
  PipelineScheduleVariables,
  Pipelines,
  PipelineTriggerTokens,
  ProjectAccessTokens,
  ProjectHooks,
  ProjectLabels,
  ProjectMembers,
  Projects,
  ProjectVariables,
  ProtectedBranches,
  RepositoryFiles,
  ResourceGroups,
  Runners,
  Users,
} from '@gitbeaker/core';
import type { Requester } from './requester.ts';

/** The project, GitLab's resources, and the requester for what the vendor's client does not know. */
export type AdminClient = ReturnType<typeof makeAdminClient>;

/** `host` is GitLab's address without a slash at the end; `project` a numeric id or full path. */
export function makeAdminClient(host: string, project: string | number, requester: Requester) {
  const options = { host, requesterFn: requester.forVendor, rateLimits: {}, queryTimeout: null };
  return {
    host,
    project,
    requester,
    /** The project's address in the API, for what the vendor's client does not know. */
    base: `${host}/api/v4/projects/${encodeURIComponent(project)}`,
    branches: new Branches(options),
    commits: new Commits(options),
    notes: new IssueNotes(options),
    issues: new Issues(options),
    jobs: new Jobs(options),
    lint: new Lint(options),
    mergeRequests: new MergeRequests(options),
    metadata: new Metadata(options),
    namespaces: new Namespaces(options),
    personalTokens: new PersonalAccessTokens(options),
    schedules: new PipelineSchedules(options),
    scheduleVariables: new PipelineScheduleVariables(options),
    pipelines: new Pipelines(options),
    triggers: new PipelineTriggerTokens(options),
    accessTokens: new ProjectAccessTokens(options),
    hooks: new ProjectHooks(options),
    labels: new ProjectLabels(options),
    members: new ProjectMembers(options),
    projects: new Projects(options),
    variables: new ProjectVariables(options),
    protectedBranches: new ProtectedBranches(options),
    files: new RepositoryFiles(options),
    resourceGroups: new ResourceGroups(options),
    runners: new Runners(options),
    users: new Users(options),
  };
}
