// What a maintainer changes in a project. Every write ends as done, refused or unknown, and is sent once.

import type { Outcome } from '../http/outcome.ts';
import type { AdminClient } from './admin-client.ts';
import { WireSecret, WireTrigger } from './admin-wire.ts';
import { WireId, WireNewIssue, WireUrl } from './admin-wire-runs.ts';
import { type Administration, HOOK_EVENTS, type NewSchedule, type NewWebhook } from './administration.ts';
import { outcomeOf } from './errors.ts';
import { parsed, WireCommit, WireProject } from './wire.ts';

type Of<K extends keyof Administration> = Pick<Administration, K>;

const nothing = (): undefined => undefined;
const send = (write: () => Promise<unknown>): Promise<Outcome<undefined>> => outcomeOf(write, nothing);

export function changeRepository({
  project,
  ...client
}: AdminClient): Of<'createLabel' | 'commitFiles' | 'openMergeRequest' | 'protect' | 'unprotect'> {
  return {
    async createLabel({ name, color, description }) {
      const made = await send(() => client.labels.create(project, name, color, { description }));
      return made.outcome === 'refused' && made.status === 409 ? { outcome: 'done', value: undefined } : made;
    },
    commitFiles: (branch, message, files, startBranch) =>
      outcomeOf(
        () => {
          const actions = files.map(({ path, content, replaces }) =>
            replaces === undefined
              ? { action: 'create' as const, filePath: path, content }
              : { action: 'update' as const, filePath: path, content, lastCommitId: replaces },
          );
          const start = startBranch === undefined ? {} : { startBranch };
          return client.commits.create(project, branch, message, actions, { ...start, stats: false });
        },
        (answer) => void parsed('the new commit', WireCommit, answer),
      ),
    openMergeRequest: (branch, title, description) =>
      outcomeOf(
        async () => {
          const settings = parsed('the project', WireProject, await client.projects.show(project));
          return client.mergeRequests.create(project, branch, settings.defaultBranch, title, {
            description,
            removeSourceBranch: true,
          });
        },
        (answer) => parsed('the merge request', WireUrl, answer),
      ),
    protect: (branch, pushLevel, mergeLevel) =>
      send(() =>
        client.requester.post(`${client.base}/protected_branches`, {
          name: branch,
          push_access_level: pushLevel,
          merge_access_level: mergeLevel,
          allow_force_push: false,
        }),
      ),
    unprotect: (branch) => send(() => client.protectedBranches.remove(project, branch)),
  };
}

export function changeAutomation(
  client: AdminClient,
): Of<'setVariable' | 'createTrigger' | 'renameTrigger' | 'setResourceGroupMode'> {
  const { project, variables } = client;
  return {
    /** `raw`: a `$` in a token is no reference to another variable. */
    async setVariable({ key, value, masked, protected: guarded }) {
      const how = { masked, protected: guarded, raw: true };
      const made = await send(() => variables.create(project, key, value, how));
      if (made.outcome !== 'refused' || !/already been taken/.test(made.reason)) return made;
      return send(() => variables.edit(project, key, value, { ...how, filter: { environment_scope: '*' } }));
    },
    createTrigger: (description) =>
      outcomeOf(
        () => client.triggers.create(project, description),
        (answer) => parsed('the trigger token', WireTrigger, answer),
      ),
    renameTrigger: (id, description) => send(() => client.triggers.edit(project, id, { description })),
    setResourceGroupMode: (key, mode) => send(() => client.resourceGroups.edit(project, key, { processMode: mode })),
  };
}

export function changeWebhooks({
  project,
  base,
  requester,
  hooks,
}: AdminClient): Of<'createWebhook' | 'changeWebhook' | 'testWebhook'> {
  return {
    createWebhook: (webhook) =>
      outcomeOf(
        () => {
          const { url, ...body } = hookBody(webhook);
          return hooks.add(project, url, body);
        },
        (answer) => parsed('the webhook', WireId, answer),
      ),
    changeWebhook: (id, webhook) => {
      const { url, ...body } = hookBody(webhook);
      return send(() => hooks.edit(project, id, url, body));
    },
    testWebhook: (id, event) => send(() => requester.post(`${base}/hooks/${id}/test/${event}`, {})),
  };
}

export function changeSchedules({
  project,
  base,
  requester,
  schedules,
  scheduleVariables,
}: AdminClient): Of<'createSchedule' | 'changeSchedule' | 'takeSchedule' | 'setScheduleVariable'> {
  return {
    createSchedule: (schedule) =>
      outcomeOf(
        () => requester.post(`${base}/pipeline_schedules`, scheduleBody(schedule)),
        (answer) => parsed('the schedule', WireId, answer),
      ),
    changeSchedule: (id, change) => send(() => schedules.edit(project, id, scheduleBody(change))),
    async setScheduleVariable(id, key, value) {
      const made = await send(() => requester.post(`${base}/pipeline_schedules/${id}/variables`, { key, value }));
      if (made.outcome !== 'refused' || !/taken|exist/i.test(made.reason)) return made;
      return send(() => scheduleVariables.edit(project, id, key, value));
    },
    takeSchedule: (id) => send(() => schedules.takeOwnership(project, id)),
  };
}

export function changeAccessTokens({
  project,
  base,
  requester,
  accessTokens,
}: AdminClient): Of<'createAccessToken' | 'rotateAccessToken' | 'revokeAccessToken'> {
  return {
    createAccessToken: ({ name, description, level, scopes, expiresOn }) =>
      outcomeOf(
        () =>
          requester.post(`${base}/access_tokens`, {
            name,
            description,
            scopes,
            access_level: level,
            expires_at: expiresOn,
          }),
        (answer) => {
          const { id, token, user_id } = parsed('the new token', WireSecret, answer);
          return { id, secret: token, user: user_id };
        },
      ),
    rotateAccessToken: (id, expiresOn) =>
      outcomeOf(
        () => accessTokens.rotate(project, id, { expiresAt: expiresOn }),
        (answer) => ({ secret: parsed('the new token', WireSecret, answer).token }),
      ),
    revokeAccessToken: (id) => send(() => accessTokens.revoke(project, id)),
  };
}

export function tryOut(client: AdminClient): Of<'createIssue' | 'comment' | 'closeIssue' | 'deleteIssue' | 'playJob'> {
  const { project, issues, base, requester } = client;
  return {
    createIssue: ({ title, description, confidential, incident, labels }) =>
      outcomeOf(
        () =>
          issues.create(project, title, {
            description,
            ...(confidential === undefined ? {} : { confidential }),
            ...(incident ? { issueType: 'incident' } : {}),
            ...(labels ? { labels: labels.join(',') } : {}),
          }),
        (answer) => parsed('the issue', WireNewIssue, answer),
      ),
    comment: (iid, text) => send(() => client.notes.create(project, iid, text)),
    closeIssue: (iid) => send(() => issues.edit(project, iid, { stateEvent: 'close' })),
    deleteIssue: (iid) => send(() => issues.remove(project, iid)),
    playJob: (job) => send(() => requester.post(`${base}/jobs/${job}/play`, {})),
  };
}

/** Events of other kinds that a webhook can have; sitrep's have none of them. */
const OTHER_EVENTS = [
  'tag_push_events',
  'wiki_page_events',
  'deployment_events',
  'releases_events',
  'feature_flag_events',
  'resource_access_token_events',
] as const;

function hookBody({ name, url, urlVariables, events, template }: NewWebhook) {
  const off = OTHER_EVENTS.map((event) => [event, false] as const);
  const switches = HOOK_EVENTS.filter((event) => event !== 'push_events').map(
    (event) => [event, events.includes(event)] as const,
  );
  return {
    name,
    url,
    url_variables: Object.entries(urlVariables).map(([key, value]) => ({ key, value })),
    custom_webhook_template: template,
    ...Object.fromEntries([...off, ...switches]),
    pushEvents: events.includes('push_events'),
  };
}

function scheduleBody({ description, ref, cron, active, inputs }: Partial<NewSchedule>) {
  const values = Object.entries(inputs ?? {}).map(([name, value]) => ({ name, value }));
  return {
    ...(description === undefined ? {} : { description }),
    ...(ref === undefined ? {} : { ref }),
    ...(cron === undefined ? {} : { cron, cron_timezone: 'UTC' }),
    ...(active === undefined ? {} : { active }),
    ...(values.length === 0 ? {} : { inputs: values }),
  };
}
