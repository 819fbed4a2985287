// What a maintainer sees of a project.

import type { AdminClient } from './admin-client.ts';
import {
  WireBranch,
  WireDelivery,
  WireMembership,
  WireNamed,
  WirePlan,
  WireProtection,
  WireSchedule,
  WireScheduleValues,
  WireSettings,
  WireToken,
  WireTrigger,
  WireVariable,
  WireVersion,
  WireWebhook,
} from './admin-wire.ts';
import {
  runnerOf,
  WireAdminJob,
  WireComment,
  WireDescribed,
  WireLint,
  WirePipeline,
  WireResourceGroup,
  WireRunner,
  WireRunnerDetails,
  WireTitled,
  WireUrl,
} from './admin-wire-runs.ts';
import type { Administration, Member } from './administration.ts';
import { GitLabError, unlessMissing, WriteFailed } from './errors.ts';
import { entriesUntil, everyEntry } from './pages.ts';
import { parsed, WireFile, WireUser } from './wire.ts';

type Of<K extends keyof Administration> = Pick<Administration, K>;

export function whoAndWhat(
  client: AdminClient,
): Of<'me' | 'version' | 'token' | 'project' | 'plan' | 'members' | 'canSee' | 'accessTokens'> {
  const { project, projects, members, accessTokens } = client;
  const settings = async () => parsed('the project', WireSettings, await projects.show(project));
  return {
    me: async () => parsed('the user of the token', WireUser, await client.users.showCurrentUser()),
    version: async () => parsed('the version', WireVersion, await client.metadata.show()),
    token: async () => parsed('the token', WireToken, await client.personalTokens.show()),
    project: () => orUndefined(settings(), 404),
    async plan() {
      const found = await orUndefined(settings(), 404);
      if (!found) return undefined;
      const namespace = await orUndefined(client.namespaces.show(found.namespace.id), 403, 404);
      return namespace === undefined ? undefined : parsed('the namespace', WirePlan, namespace);
    },
    async members() {
      const entries = await everyEntry((page) => members.all(project, { includeInherited: true, ...page }));
      const highest = new Map<number, Member>();
      for (const member of entries.map((entry) => parsed('members', WireMembership, entry))) {
        const known = highest.get(member.id);
        if (!known || known.level < member.level) highest.set(member.id, member);
      }
      return [...highest.values()];
    },
    canSee: async (other) => (await orUndefined(projects.show(other), 404)) !== undefined,
    async accessTokens() {
      const entries = await everyEntry((page) => accessTokens.all(project, page));
      return entries.map((entry) => parsed('access tokens', WireToken, entry));
    },
  };
}

export function whatIsCommitted({
  project,
  files,
  ...client
}: AdminClient): Of<'labels' | 'files' | 'branch' | 'protection' | 'mergeRequestFrom'> {
  return {
    async labels() {
      const entries = await everyEntry((page) => client.labels.all(project, page));
      return entries.map((entry) => parsed('labels', WireNamed, entry));
    },
    async files(paths, ref) {
      const found = await Promise.all(paths.map((path) => unlessMissing(files.show(project, path, ref))));
      return new Map(
        paths.flatMap((path, index) => {
          const answer = found[index];
          return answer === undefined ? [] : [[path, parsed(`file ${path}`, WireFile, answer)]];
        }),
      );
    },
    async branch(branch) {
      const answer = await unlessMissing(client.branches.show(project, branch));
      return answer === undefined ? undefined : parsed(`branch ${branch}`, WireBranch, answer);
    },
    async protection(branch) {
      const answer = await unlessMissing(client.protectedBranches.show(project, branch));
      return answer === undefined ? undefined : parsed(`protection of ${branch}`, WireProtection, answer);
    },
    async mergeRequestFrom(branch) {
      const which = { projectId: project, sourceBranch: branch, state: 'opened' } as const;
      const entries = await everyEntry((page) => client.mergeRequests.all({ ...which, ...page }));
      return entries.map((entry) => parsed('merge requests', WireUrl, entry).url)[0];
    },
  };
}

export function whatStarts({
  project,
  base,
  requester,
  ...client
}: AdminClient): Of<
  'variables' | 'triggers' | 'webhooks' | 'deliveries' | 'schedules' | 'scheduleValues' | 'resourceGroup'
> {
  return {
    async variables() {
      const entries = await everyEntry((page) => client.variables.all(project, page));
      return entries.map((entry) => parsed('variables', WireVariable, entry));
    },
    async triggers() {
      const entries = await everyEntry((page) => client.triggers.all(project, page));
      return entries.map((entry) => parsed('trigger tokens', WireTrigger, entry));
    },
    async webhooks() {
      const entries = await everyEntry((page) => client.hooks.all(project, page));
      return entries.map((entry) => parsed('webhooks', WireWebhook, entry));
    },
    async deliveries(webhook) {
      const entries = await requester.get(`${base}/hooks/${webhook}/events?per_page=20`);
      return Array.isArray(entries) ? entries.map((entry) => parsed('deliveries', WireDelivery, entry)) : [];
    },
    async schedules() {
      const entries = await everyEntry((page) => client.schedules.all(project, page));
      return entries.map((entry) => parsed('schedules', WireSchedule, entry));
    },
    scheduleValues: async (id) =>
      parsed(`schedule ${id}`, WireScheduleValues, await client.schedules.show(project, id)),
    async resourceGroup(key) {
      const answer = await unlessMissing(client.resourceGroups.show(project, key));
      return answer === undefined ? undefined : parsed(`resource group ${key}`, WireResourceGroup, answer);
    },
  };
}

export function whatRuns(client: AdminClient): Of<'runners' | 'pipelines' | 'jobs' | 'jobsSince' | 'trace' | 'lint'> {
  const { project, jobs, base, requester } = client;
  return {
    async runners() {
      const entries = await everyEntry((page) => client.runners.all({ projectId: project, ...page }));
      const runners = entries.map((entry) => parsed('runners', WireRunner, entry));
      const details = await Promise.all(
        runners.map(({ id }, index) => (index < MOST_DETAILS ? detailsOf(client, id) : undefined)),
      );
      return runners.map((runner, index) => runnerOf(runner, details[index]));
    },
    async pipelines(since) {
      const entries = await entriesUntil(
        (page) => client.pipelines.all(project, { orderBy: 'id', sort: 'desc', ...page }),
        ({ data }) => data.some((entry) => parsed('pipelines', WirePipeline, entry).createdAt < since),
      );
      return entries
        .map((entry) => parsed('pipelines', WirePipeline, entry))
        .filter(({ createdAt }) => createdAt >= since);
    },
    async jobs(pipeline) {
      const entries = await everyEntry((page) => jobs.all(project, { pipelineId: pipeline, ...page }));
      return entries.map((entry) => parsed('jobs', WireAdminJob, entry));
    },
    async jobsSince(since) {
      const entries = await entriesUntil(
        (page) => jobs.all(project, page),
        ({ data }) => data.some((entry) => parsed('jobs', WireAdminJob, entry).createdAt < since),
      );
      return entries.map((entry) => parsed('jobs', WireAdminJob, entry)).filter(({ createdAt }) => createdAt >= since);
    },
    trace: (job) => requester.text(`${base}/jobs/${job}/trace`),
    /** Without a dry run: a file whose jobs all wait for webhooks makes no pipeline for a push, and is right. */
    async lint(config) {
      const answer = await readByPost(() => client.lint.lint(project, config), `/projects/${project}/ci/lint`);
      return parsed('the check of the CI file', WireLint, answer);
    },
  };
}

export function whatIsSaid({ project, notes, issues }: AdminClient): Of<'comments' | 'issuesTitled' | 'openIssues'> {
  return {
    async comments(iid) {
      const order = { orderBy: 'created_at', sort: 'asc' } as const;
      const entries = await everyEntry((page) => notes.all(project, iid, { ...order, ...page }));
      return entries
        .map((entry) => parsed('comments', WireComment, entry))
        .flatMap(({ system, ...comment }) => (system ? [] : [comment]));
    },
    async openIssues() {
      const entries = await everyEntry((page) => issues.all({ projectId: project, state: 'opened', ...page }));
      return entries.map((entry) => parsed('issues', WireDescribed, entry));
    },
    async issuesTitled(title) {
      const which = { projectId: project, state: 'opened', search: title, in: 'title' } as const;
      const entries = await everyEntry((page) => issues.all({ ...which, ...page }));
      return entries
        .map((entry) => parsed('issues', WireTitled, entry))
        .flatMap((issue) => (issue.title === title ? [issue.iid] : []));
    },
  };
}

/** GitLab.com lists its many shared runners in every project; to know a few is enough. */
const MOST_DETAILS = 5;

async function detailsOf({ runners }: AdminClient, id: number) {
  const answer = await orUndefined(runners.show(id), 403, 404);
  return answer === undefined ? undefined : parsed(`runner ${id}`, WireRunnerDetails, answer);
}

/** Undefined where GitLab answers with one of these; a missing project too. */
async function orUndefined<T>(read: Promise<T>, ...statuses: readonly number[]): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof GitLabError && statuses.includes(error.status)) return undefined;
    throw error;
  }
}

/** A question that has to be sent as a write fails as a read does. */
async function readByPost<T>(ask: () => Promise<T>, path: string): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof WriteFailed)) throw error;
    const { failure } = error;
    throw new GitLabError({ method: 'POST', path }, 'status' in failure ? failure.status : 0, failure.reason);
  }
}
