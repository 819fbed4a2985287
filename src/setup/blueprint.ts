// What a project that is set up has, as data: `sitrep init` makes what is missing of it, `sitrep doctor`
// says what is not as it should be.

import type { HookEvent, NewSchedule } from '../gitlab/administration.ts';
import { WATCH } from '../process/waking.ts';

/** The kinds of GitLab that differ in what a schedule may do, and in what a webhook and a job cost. */
export const PROFILES = ['gitlab.com-free', 'gitlab.com-premium', 'self-managed'] as const;
export type Profile = (typeof PROFILES)[number];

/** Pipeline inputs exist since 18.1, `spec:component` since 18.7 (GitLab docs, CI/CD inputs and components). */
export const SUPPORTED = { oldest: [17, 0], inputs: [18, 1], ownVersion: [18, 7] } as const;

/** Access level of the bot: Free tiers protect a branch by role only, so who alone may push must be a Maintainer. */
export const BOT_LEVEL = 40;
export const TOKEN_VARIABLE = 'SITREP_TOKEN';
export const JOURNAL_BRANCH = 'incident-journal';
export const RESOURCE_GROUP = { key: 'sitrep', mode: 'newest_ready_first' } as const;
export const TRIGGER = 'sitrep: webhooks';
/** Its name until all webhooks have it. */
export const TRIGGER_BEGUN = `${TRIGGER} (being set up)`;

export interface BlueprintWebhook {
  /** Known by its name, else by its address. */
  readonly name: string;
  readonly events: readonly HookEvent[];
  readonly template: string;
}

/**
 * Ids and the actor's user name only, nothing that a person typed. The signs before the values keep them texts: GitLab would
 * read `"12"` as a number, refuse it for a text input, and switch the webhook off after four refusals.
 */
export const WEBHOOKS: readonly BlueprintWebhook[] = [
  {
    name: 'sitrep: issues',
    events: ['issues_events', 'confidential_issues_events'],
    template: '{"inputs": {"iid": "#{{object_attributes.iid}}", "actor": "@{{user.username}}"}}',
  },
  {
    name: 'sitrep: comments',
    events: ['note_events', 'confidential_note_events'],
    template:
      '{"inputs": {"iid": "#{{issue.iid}}", "note": "#{{object_attributes.id}}", "actor": "@{{user.username}}"}}',
  },
  {
    name: 'sitrep: merge requests',
    events: ['merge_requests_events'],
    template: '{"inputs": {"actor": "@{{user.username}}"}}',
  },
];

/** Where a webhook sends to; `{token}` is a URL variable, so that nobody reads the token in the settings. */
export function webhookUrl(server: string, project: number, branch: string): string {
  return `${server}/api/v4/projects/${project}/ref/${encodeURIComponent(branch)}/trigger/pipeline?token={token}`;
}

/** One schedule, always there; once a day it reads everything. */
export const HEARTBEAT = 'sitrep: daily heartbeat';
/** The others are switched on by the jobs while an incident is open, and off when none is. */
export { WATCH };

/**
 * The net under webhooks and timers. GitLab.com's Free tier starts one schedule once an hour at most, so there are four; its
 * paid tiers start one every five minutes and a self-managed GitLab every ten (GitLab docs, instance limits), and ten
 * minutes are enough where timers give the punctuality.
 */
export function schedules(profile: Profile, branch: string): readonly NewSchedule[] {
  const ref = `refs/heads/${branch}`;
  const watches =
    profile === 'gitlab.com-free' ? ['0 * * * *', '15 * * * *', '30 * * * *', '45 * * * *'] : ['*/10 * * * *'];
  return [
    { description: HEARTBEAT, ref, cron: '40 3 * * *', active: true, inputs: { full: true } },
    ...watches.map((cron, index) => ({
      description: watches.length === 1 ? WATCH : `${WATCH} (${index + 1} of ${watches.length})`,
      ref,
      cron,
      active: false,
      inputs: {},
    })),
  ];
}
