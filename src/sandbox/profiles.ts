// What differs between the GitLabs that sitrep meets: GitLab.com on its Free and Premium plans, and an instance of
// somebody's own without a licence.
//
// The numbers are GitLab's (doc/user/gitlab_com, doc/administration/instance_limits, app/models/plan_limits.rb). A single
// option of `startGitLab` still goes before its profile's value.

import type { ScheduleRules } from './ci/schedule-data.ts';
import type { Limits, WebhookSettings } from './core.ts';

export const profileNames = ['gitlab.com-free', 'gitlab.com-premium', 'self-managed'] as const;
export type ProfileName = (typeof profileNames)[number];
/** Scoped labels exclude one another, and issues take several assignees, on `premium` only. */
export type Tier = 'free' | 'premium';

export interface Profile {
  readonly name: ProfileName;
  readonly tier: Tier;
  /** What the API calls the plan of a namespace; an instance of one's own has none. */
  readonly plan: string | undefined;
  /** Whether a project may have access tokens, each with a bot user. */
  readonly projectAccessTokens: boolean;
  readonly limits: Limits;
  readonly schedules: ScheduleRules;
  readonly webhooks: WebhookSettings;
}

/** GitLab gives up on a receiver after 10 seconds, everywhere. */
const TIMEOUT_MS = 10_000;

const FREE: Profile = {
  name: 'gitlab.com-free',
  tier: 'free',
  plan: 'free',
  projectAccessTokens: false,
  limits: { notesPerMinute: 60, issuesPerMinute: 200, pipelinesPerMinute: 25, hookCallsPerMinute: 500 },
  schedules: { workerCron: '*/5 * * * *', perProject: 10, perDay: 24 },
  webhooks: { timeoutMs: TIMEOUT_MS, autoDisable: true, templates: 'serialised', localNetwork: 'allowed' },
};

const PREMIUM: Profile = {
  ...FREE,
  name: 'gitlab.com-premium',
  tier: 'premium',
  plan: 'premium',
  projectAccessTokens: true,
  limits: { ...FREE.limits, hookCallsPerMinute: 1600 },
  schedules: { ...FREE.schedules, perProject: 50, perDay: 288 },
};

const NONE = Number.POSITIVE_INFINITY;

const SELF_MANAGED: Profile = {
  name: 'self-managed',
  tier: 'free',
  plan: undefined,
  projectAccessTokens: true,
  limits: { notesPerMinute: 300, issuesPerMinute: 300, pipelinesPerMinute: NONE, hookCallsPerMinute: NONE },
  schedules: { workerCron: '3-59/10 * * * *', perProject: NONE, perDay: NONE },
  webhooks: { timeoutMs: TIMEOUT_MS, autoDisable: false, templates: 'raw', localNetwork: 'refused' },
};

const profiles: Readonly<Record<ProfileName, Profile>> = {
  'gitlab.com-free': FREE,
  'gitlab.com-premium': PREMIUM,
  'self-managed': SELF_MANAGED,
};

const NO_LIMITS: Limits = {
  notesPerMinute: NONE,
  issuesPerMinute: NONE,
  pipelinesPerMinute: NONE,
  hookCallsPerMinute: NONE,
};

export interface ProfileOptions extends Partial<Limits> {
  /** Which GitLab; default `gitlab.com-free`. */
  readonly profile?: ProfileName;
  /** In place of the profile's. */
  readonly tier?: Tier;
  /** `none` where a test does not care how many a minute there may be; default the profile's. */
  readonly limits?: 'none';
  readonly schedules?: Partial<ScheduleRules>;
  readonly webhooks?: Partial<WebhookSettings>;
}

/** The profile of that name with what was chosen instead. */
export function profileFor(options: ProfileOptions): Profile {
  const profile = profiles[options.profile ?? 'gitlab.com-free'];
  const limits = options.limits === 'none' ? NO_LIMITS : profile.limits;
  return {
    ...profile,
    tier: options.tier ?? profile.tier,
    limits: {
      notesPerMinute: options.notesPerMinute ?? limits.notesPerMinute,
      issuesPerMinute: options.issuesPerMinute ?? limits.issuesPerMinute,
      pipelinesPerMinute: options.pipelinesPerMinute ?? limits.pipelinesPerMinute,
      hookCallsPerMinute: options.hookCallsPerMinute ?? limits.hookCallsPerMinute,
    },
    schedules: { ...profile.schedules, ...options.schedules },
    webhooks: { ...profile.webhooks, ...options.webhooks },
  };
}
