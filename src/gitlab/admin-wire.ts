// What GitLab answers a maintainer, checked and put into our words on the way in; the same rules as in `wire.ts`.

import * as z from 'zod';
import {
  type AccessToken,
  type Delivery,
  HOOK_EVENTS,
  type Member,
  type ProjectSettings,
  type Protection,
  type Schedule,
  type ScheduleValues,
  type Trigger,
  type Variable,
  type Version,
  type Webhook,
} from './administration.ts';
import { At, WireUser } from './wire.ts';

const MaybeAt = At.nullish().transform((at) => at ?? undefined);
const MaybeText = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

export const WireVersion = z.object({ version: z.string() }).transform(({ version }, context): Version => {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) context.addIssue('is no version');
  return { text: version, major: Number(major), minor: Number(minor) };
});

export const WireToken = z
  .object({
    id: z.int(),
    name: z.string(),
    description: z.string().nullish(),
    scopes: z.array(z.string()).default([]),
    access_level: z.int().optional(),
    expires_at: MaybeText,
    active: z.boolean().default(true),
    revoked: z.boolean().default(false),
    user_id: z.int(),
  })
  .transform(
    (wire): AccessToken => ({
      id: wire.id,
      name: wire.name,
      description: wire.description ?? '',
      scopes: wire.scopes,
      level: wire.access_level,
      expiresOn: wire.expires_at,
      active: wire.active && !wire.revoked,
      user: wire.user_id,
    }),
  );

export const WireSecret = z.object({ id: z.int(), token: z.string(), user_id: z.int() });

const ROLES = ['no_one_allowed', 'developer', 'maintainer', 'owner'] as const;

/** A feature's access level; older GitLab says only whether it is enabled. */
const isOn = (level: string | null | undefined, enabled: boolean | undefined): boolean =>
  level === undefined || level === null ? enabled !== false : level !== 'disabled';

export const WireSettings = z
  .object({
    id: z.int(),
    path_with_namespace: z.string(),
    web_url: z.string(),
    default_branch: MaybeText,
    empty_repo: z.boolean().default(false),
    visibility: z.enum(['private', 'internal', 'public']).default('private'),
    archived: z.boolean().default(false),
    issues_enabled: z.boolean().optional(),
    issues_access_level: z.string().nullish(),
    jobs_enabled: z.boolean().optional(),
    builds_access_level: z.string().nullish(),
    merge_requests_enabled: z.boolean().optional(),
    merge_requests_access_level: z.string().nullish(),
    public_jobs: z.boolean().optional(),
    ci_pipeline_variables_minimum_override_role: z.string().nullish(),
    ci_config_path: MaybeText,
    shared_runners_enabled: z.boolean().default(true),
    namespace: z.object({ id: z.int(), full_path: z.string() }),
  })
  .transform(
    (wire): ProjectSettings => ({
      id: wire.id,
      path: wire.path_with_namespace,
      url: wire.web_url,
      defaultBranch: wire.empty_repo ? undefined : wire.default_branch || undefined,
      visibility: wire.visibility,
      archived: wire.archived,
      issues: isOn(wire.issues_access_level, wire.issues_enabled),
      builds: isOn(wire.builds_access_level, wire.jobs_enabled),
      mergeRequests: isOn(wire.merge_requests_access_level, wire.merge_requests_enabled),
      publicJobs: wire.public_jobs ?? false,
      variablesRole: ROLES.find((role) => role === wire.ci_pipeline_variables_minimum_override_role),
      ciConfigPath: wire.ci_config_path || undefined,
      sharedRunners: wire.shared_runners_enabled,
      namespace: { id: wire.namespace.id, path: wire.namespace.full_path },
    }),
  );

export const WirePlan = z.object({ plan: MaybeText }).transform(({ plan }) => plan);

export const WireMembership = z
  .object({ id: z.int(), username: z.string(), access_level: z.int(), state: z.string().default('active') })
  .transform(
    (wire): Member => ({
      id: wire.id,
      name: wire.username,
      level: wire.access_level,
      active: wire.state === 'active',
    }),
  );

export const WireNamed = z.object({ name: z.string() }).transform(({ name }) => name);

export const WireVariable = z
  .object({
    key: z.string(),
    value: MaybeText,
    masked: z.boolean().default(false),
    protected: z.boolean().default(false),
    environment_scope: z.string().default('*'),
  })
  .transform(({ environment_scope: scope, ...wire }): Variable => ({ ...wire, scope }));

export const WireTrigger = z
  .object({
    id: z.int(),
    description: z.string().nullish(),
    owner: WireUser.nullish(),
    token: z.string(),
    last_used: MaybeAt,
  })
  .transform(
    (wire): Trigger => ({
      id: wire.id,
      description: wire.description ?? '',
      owner: wire.owner?.id,
      token: wire.token,
      lastUsed: wire.last_used,
    }),
  );

export const WireWebhook = z
  .looseObject({
    id: z.int(),
    url: z.string(),
    name: z.string().nullish(),
    custom_webhook_template: MaybeText,
    url_variables: z.array(z.object({ key: z.string() })).default([]),
    alert_status: z.enum(['executable', 'temporarily_disabled', 'disabled']).default('executable'),
    disabled_until: MaybeAt,
    enable_ssl_verification: z.boolean().default(true),
  })
  .transform(
    (wire): Webhook => ({
      id: wire.id,
      url: wire.url,
      name: wire.name ?? '',
      events: HOOK_EVENTS.filter((event) => wire[event] === true),
      template: wire.custom_webhook_template || undefined,
      urlVariables: wire.url_variables.map(({ key }) => key),
      alert: wire.alert_status,
      disabledUntil: wire.disabled_until,
      verifiesTls: wire.enable_ssl_verification,
    }),
  );

/** A delivery has no time of its own: the answer's `Date` header is the nearest thing to one. */
export const WireDelivery = z
  .object({
    id: z.int(),
    trigger: z.string(),
    response_status: z.union([z.string(), z.int()]),
    response_body: z.string().nullish(),
    response_headers: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform((wire): Delivery => {
    const [, date] = Object.entries(wire.response_headers ?? {}).find(([name]) => name.toLowerCase() === 'date') ?? [];
    const at = Date.parse(String(date));
    return {
      id: wire.id,
      at: Number.isNaN(at) ? undefined : new Date(at).toISOString(),
      event: wire.trigger,
      status: String(wire.response_status),
      answer: wire.response_body ?? '',
    };
  });

export const WireSchedule = z
  .object({
    id: z.int(),
    description: z.string().nullish(),
    ref: z.string(),
    cron: z.string(),
    cron_timezone: z.string().default('UTC'),
    active: z.boolean(),
    next_run_at: MaybeAt,
    owner: WireUser.nullish(),
  })
  .transform(
    (wire): Schedule => ({
      id: wire.id,
      description: wire.description ?? '',
      ref: wire.ref,
      cron: wire.cron,
      zone: wire.cron_timezone,
      active: wire.active,
      nextRun: wire.next_run_at,
      owner: wire.owner ?? undefined,
    }),
  );

const AccessLevel = z.object({
  access_level: z.int().nullish(),
  access_level_description: z.string().nullish(),
  user_id: z.int().nullish(),
  group_id: z.int().nullish(),
  deploy_key_id: z.int().nullish(),
});

const isNamed = (level: z.output<typeof AccessLevel>): boolean =>
  Boolean(level.user_id ?? level.group_id ?? level.deploy_key_id);

/** The least role that may; 0 is "no one". */
function leastRole(levels: readonly z.output<typeof AccessLevel>[]): number {
  const roles = levels.filter((level) => !isNamed(level)).map((level) => level.access_level ?? 0);
  return Math.min(...roles.filter((role) => role > 0), Number.POSITIVE_INFINITY);
}

const finite = (level: number): number => (Number.isFinite(level) ? level : 0);

export const WireScheduleValues = z
  .object({
    inputs: z.array(z.object({ name: z.string(), value: z.unknown() })).optional(),
    variables: z.array(z.object({ key: z.string(), value: z.string() })).optional(),
  })
  .transform(
    ({ inputs, variables }): ScheduleValues => ({
      inputs: inputs && Object.fromEntries(inputs.map(({ name, value }) => [name, value])),
      variables: variables && Object.fromEntries(variables.map(({ key, value }) => [key, value])),
    }),
  );

export const WireProtection = z
  .object({
    name: z.string(),
    push_access_levels: z.array(AccessLevel).default([]),
    merge_access_levels: z.array(AccessLevel).default([]),
    allow_force_push: z.boolean().default(false),
  })
  .transform(
    (wire): Protection => ({
      branch: wire.name,
      pushLevel: finite(leastRole(wire.push_access_levels)),
      mergeLevel: finite(leastRole(wire.merge_access_levels)),
      forcePush: wire.allow_force_push,
      others: wire.push_access_levels.filter(isNamed).map((level) => level.access_level_description ?? 'somebody'),
    }),
  );

export const WireBranch = z
  .object({ protected: z.boolean().default(false), can_push: z.boolean().default(true) })
  .transform((wire) => ({ protected: wire.protected, mayPush: wire.can_push }));
