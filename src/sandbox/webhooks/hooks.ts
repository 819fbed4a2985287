// The endpoints of a project's webhooks (behaviours H20, H23).

import { requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { ApiError, recordNotFound } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { isMap, may, must, type Params, type RawParams, type Specs } from '../params.ts';
import type { Json } from '../people/user-entity.ts';
import { type Hook, type HookFamily, hookFamilies, Level, nextId, type Project } from '../store.ts';
import { isAtLeast, SINCE } from '../version.ts';
import { alertStatus } from './auto-disable.ts';
import { isRefused } from './local-network.ts';

const HOOKS = '/projects/:id/hooks';
const one = { hook_id: must.integer };

const attributes = {
  name: may.string,
  description: may.string,
  token: may.string,
  signing_token: may.string,
  enable_ssl_verification: may.boolean,
  push_events_branch_filter: may.string,
  custom_webhook_template: may.string,
  url_variables: may.any,
  custom_headers: may.any,
  branch_filter_strategy: may.string,
};

export function registerHooks(core: Core): void {
  route(core, 'GET', HOOKS, {}, (call) => {
    const { id } = administered(call);
    const hooks = [...core.store.hooks.values()].filter(({ projectId }) => projectId === id);
    return paginate(call, hooks).map((hook) => entity(core, hook));
  });

  route(core, 'GET', `${HOOKS}/:hook_id`, one, (call) =>
    entity(core, hookOf(core, administered(call), call.params.hook_id)),
  );

  route(core, 'POST', HOOKS, { ...attributes, url: must.filled }, (call) => {
    const project = administered(call);
    refuseBadUrl(core, call.params.url);
    const hook = blankHook(core, project, call.params.url);
    configure(hook, call.params, call.raw);
    core.store.hooks.set(hook.id, hook);
    return entity(core, hook);
  });

  route(core, 'PUT', `${HOOKS}/:hook_id`, { ...attributes, ...one, url: may.string }, (call) => {
    const hook = hookOf(core, administered(call), call.params.hook_id);
    if (call.params.url != null) refuseBadUrl(core, call.params.url);
    hook.url = call.params.url ?? hook.url;
    configure(hook, call.params, call.raw);
    return entity(core, hook);
  });

  route(core, 'DELETE', `${HOOKS}/:hook_id`, one, (call) => {
    const hook = hookOf(core, administered(call), call.params.hook_id);
    core.store.hooks.delete(hook.id);
    core.store.deliveries.delete(hook.id);
  });
}

/** The project of the call, for a maintainer. */
export function administered<S extends Specs>(call: Call<S>): Project {
  const project = call.project();
  requireLevel(call.core, call.user(), project, Level.maintainer);
  return project;
}

export function hookOf(core: Core, project: Project, id: number): Hook {
  const hook = core.store.hooks.get(id);
  if (!hook || hook.projectId !== project.id) throw recordNotFound();
  return hook;
}

function blankHook(core: Core, project: Project, url: string): Hook {
  return {
    id: nextId(core.store, 'hooks'),
    projectId: project.id,
    url,
    name: null,
    description: null,
    token: null,
    signingToken: null,
    families: new Map<HookFamily, boolean>([['push_events', true]]),
    enableSslVerification: true,
    pushEventsBranchFilter: null,
    customTemplate: null,
    urlVariables: new Map(),
    customHeaders: new Map(),
    createdAt: core.clock.stamp(),
    failures: 0,
    disabledUntil: null,
  };
}

function configure(hook: Hook, given: Params<typeof attributes>, raw: RawParams): void {
  if (given.name !== undefined) hook.name = given.name;
  if (given.description !== undefined) hook.description = given.description;
  if (given.token !== undefined) hook.token = given.token || null;
  if (given.signing_token !== undefined) hook.signingToken = given.signing_token || null;
  if (given.push_events_branch_filter !== undefined) hook.pushEventsBranchFilter = given.push_events_branch_filter;
  if (given.custom_webhook_template !== undefined) hook.customTemplate = given.custom_webhook_template || null;
  hook.enableSslVerification = given.enable_ssl_verification ?? hook.enableSslVerification;
  for (const [key, value] of pairs(given.url_variables)) hook.urlVariables.set(key, value);
  for (const [key, value] of pairs(given.custom_headers)) hook.customHeaders.set(key, value);
  for (const family of hookFamilies) {
    const sent = raw[family];
    if (sent !== undefined) hook.families.set(family, sent === true || sent === 'true' || sent === '1');
  }
}

function refuseBadUrl(core: Core, url: string): void {
  if (!/^https?:\/\/\S+$/.test(url) || isRefused(core, url)) throw new ApiError(422, { error: 'Invalid url given' });
}

/** `[{key, value}]`, as JSON or as `x[][key]=a&x[][value]=b`. */
function pairs(sent: unknown): [string, string][] {
  const items: unknown[] = Array.isArray(sent) ? sent : [];
  return items.flatMap((item) =>
    isMap(item) && item['key'] ? [[String(item['key']), String(item['value'] ?? '')]] : [],
  );
}

/** Secrets are never told; of variables and headers only the names are (H23). */
function entity(core: Core, hook: Hook): Json {
  return {
    id: hook.id,
    url: hook.url,
    ...(isAtLeast(core.version, SINCE.hookNames) ? { name: hook.name, description: hook.description } : {}),
    created_at: hook.createdAt,
    ...Object.fromEntries(hookFamilies.map((family) => [family, hook.families.get(family) ?? false])),
    enable_ssl_verification: hook.enableSslVerification,
    alert_status: alertStatus(core, hook),
    disabled_until: hook.disabledUntil,
    url_variables: [...hook.urlVariables.keys()].map((key) => ({ key })),
    push_events_branch_filter: hook.pushEventsBranchFilter,
    branch_filter_strategy: 'wildcard',
    custom_webhook_template: hook.customTemplate,
    custom_headers: [...hook.customHeaders.keys()].map((key) => ({ key })),
    token_present: hook.token !== null,
    signing_token_present: hook.signingToken !== null,
    project_id: hook.projectId,
  };
}
