// The endpoints of a project's webhooks (behaviours H20, H23).

import { requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { ApiError, recordNotFound, refusal } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { limit } from '../limits.ts';
import { paginate } from '../paging.ts';
import { isMap, may, must, type Params, type RawParams, type Specs } from '../params.ts';
import type { Json } from '../people/user-entity.ts';
import { type Delivery, type Hook, type HookFamily, hookFamilies, Level, nextId, type Project } from '../store.ts';
import { alertStatus } from './auto-disable.ts';
import { deliver, isSuccess, parcelFor } from './deliver.ts';
import { samplePayload } from './samples.ts';

const HOOKS = '/projects/:id/hooks';
/** Tests and resends of one hook a minute. */
const TRIES_PER_MINUTE = 5;
const EVENTS_PER_PAGE = 20;

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
  const one = { hook_id: must.integer };
  const admin = <S extends Specs>(call: Call<S>): Project => {
    const project = call.project();
    requireLevel(core, call.user(), project, Level.maintainer);
    return project;
  };

  route(core, 'GET', HOOKS, {}, (call) => {
    const { id } = admin(call);
    const hooks = [...core.store.hooks.values()].filter(({ projectId }) => projectId === id);
    return paginate(call, hooks).map((hook) => entity(core, hook));
  });

  route(core, 'GET', `${HOOKS}/:hook_id`, one, (call) => entity(core, hookOf(core, admin(call), call.params.hook_id)));

  route(core, 'POST', HOOKS, { ...attributes, url: must.filled }, (call) => {
    const project = admin(call);
    const hook = blankHook(core, project, call.params.url);
    configure(hook, call.params, call.raw);
    core.store.hooks.set(hook.id, hook);
    return entity(core, hook);
  });

  route(core, 'PUT', `${HOOKS}/:hook_id`, { ...attributes, ...one, url: may.string }, (call) => {
    const hook = hookOf(core, admin(call), call.params.hook_id);
    hook.url = call.params.url ?? hook.url;
    configure(hook, call.params, call.raw);
    return entity(core, hook);
  });

  route(core, 'DELETE', `${HOOKS}/:hook_id`, one, (call) => {
    const hook = hookOf(core, admin(call), call.params.hook_id);
    core.store.hooks.delete(hook.id);
    core.store.deliveries.delete(hook.id);
  });

  route(core, 'GET', `${HOOKS}/:hook_id/events`, { ...one, status: may.list }, (call) => {
    const hook = hookOf(core, admin(call), call.params.hook_id);
    const { status } = call.params;
    const found = (core.store.deliveries.get(hook.id) ?? []).filter(
      ({ responseStatus }) => !status?.length || status.some((wanted) => matches(wanted, responseStatus)),
    );
    const perPage = Math.min(Number(call.raw['per_page'] ?? EVENTS_PER_PAGE), EVENTS_PER_PAGE);
    const page = { ...call, raw: { ...call.raw, per_page: perPage } };
    return paginate(page, [...found].reverse()).map(eventEntity);
  });

  route(
    core,
    'POST',
    `${HOOKS}/:hook_id/events/:hook_log_id/resend`,
    { ...one, hook_log_id: must.integer },
    async (call) => {
      const hook = hookOf(core, admin(call), call.params.hook_id);
      const past = core.store.deliveries.get(hook.id)?.find(({ id }) => id === call.params.hook_log_id);
      if (!past) throw recordNotFound();
      limit(core, 'resend hook', hook.id, TRIES_PER_MINUTE);
      const idempotencyKey = past.requestHeaders['Idempotency-Key'] ?? '';
      const again = await deliver(core, {
        hook,
        event: past.event,
        payload: past.payload,
        idempotencyKey,
        forced: true,
      });
      return { response_status: statusValue(again?.responseStatus) };
    },
  );

  route(
    core,
    'POST',
    `${HOOKS}/:hook_id/test/:trigger`,
    { ...one, trigger: must.oneOf(...hookFamilies) },
    async (call) => {
      const project = admin(call);
      const hook = hookOf(core, project, call.params.hook_id);
      limit(core, 'test hook', hook.id, TRIES_PER_MINUTE);
      const family = hookFamilies.find((known) => known === call.params.trigger) ?? 'push_events';
      const payload = samplePayload(core, project, family, call.user());
      if (payload === undefined)
        throw refusal(422, `Ensure the project has ${family.replace('_events', '').replace('_', ' ')}.`);
      const tried = await deliver(core, parcelFor(hook, family, payload, true));
      if (!tried || !isSuccess(tried.responseStatus)) throw refusal(422, tried?.responseBody ?? 'not sent');
      return { message: '201 Created' };
    },
  );
}

function hookOf(core: Core, project: Project, id: number): Hook {
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
  refuseBadUrl(hook.url);
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

function refuseBadUrl(url: string): void {
  if (!/^https?:\/\/\S+$/.test(url)) throw new ApiError(422, { error: 'Invalid url given' });
}

/** `[{key, value}]`, as JSON or as `x[][key]=a&x[][value]=b`. */
function pairs(sent: unknown): [string, string][] {
  const items: unknown[] = Array.isArray(sent) ? sent : [];
  return items.flatMap((item) =>
    isMap(item) && item['key'] ? [[String(item['key']), String(item['value'] ?? '')]] : [],
  );
}

function matches(wanted: string, status: string): boolean {
  if (wanted === 'successful') return isSuccess(status);
  if (wanted === 'client_failure') return status.startsWith('4');
  if (wanted === 'server_failure') return status.startsWith('5') || status === 'internal error';
  return wanted === status;
}

const statusValue = (status = 'internal error'): number | string => (/^\d+$/.test(status) ? Number(status) : status);

function eventEntity(delivery: Delivery): Json {
  return {
    id: delivery.id,
    url: delivery.url,
    trigger: delivery.event
      .toLowerCase()
      .replace(/ hook$/, '_hooks')
      .replaceAll(' ', '_'),
    request_headers: delivery.requestHeaders,
    request_data: delivery.payload,
    response_headers: delivery.responseHeaders,
    response_body: delivery.responseBody,
    execution_duration: delivery.executionDuration,
    response_status: delivery.responseStatus,
  };
}

/** Secrets are never told; of variables and headers only the names are (H23). */
function entity(core: Core, hook: Hook): Json {
  return {
    id: hook.id,
    url: hook.url,
    name: hook.name,
    description: hook.description,
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
