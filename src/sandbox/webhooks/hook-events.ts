// What became of a webhook's deliveries, sending one again, and trying the hook (behaviours H19, H20).

import { randomUUID } from 'node:crypto';
import type { Core } from '../core.ts';
import { recordNotFound, refusal } from '../errors.ts';
import { route } from '../http.ts';
import { limit } from '../limits.ts';
import { paginate } from '../paging.ts';
import { may, must } from '../params.ts';
import type { Json } from '../people/user-entity.ts';
import { type Delivery, hookFamilies } from '../store.ts';
import { deliver, isSuccess, parcelFor } from './deliver.ts';
import { administered, hookOf } from './hooks.ts';
import { samplePayload } from './samples.ts';

const HOOK = '/projects/:id/hooks/:hook_id';
const one = { hook_id: must.integer };
/** One user's tests in one project a minute; resends likewise. */
const TRIES_PER_MINUTE = 5;
const EVENTS_PER_PAGE = 20;

export function registerHookEvents(core: Core): void {
  route(core, 'GET', `${HOOK}/events`, { ...one, status: may.list }, (call) => {
    const hook = hookOf(core, administered(call), call.params.hook_id);
    const { status } = call.params;
    const found = (core.store.deliveries.get(hook.id) ?? []).filter(
      ({ responseStatus }) => !status?.length || status.some((wanted) => matches(wanted, responseStatus)),
    );
    const perPage = Math.min(Number(call.raw['per_page'] ?? EVENTS_PER_PAGE), EVENTS_PER_PAGE);
    const page = { ...call, raw: { ...call.raw, per_page: perPage } };
    return paginate(page, [...found].reverse()).map(eventEntity);
  });

  route(core, 'POST', `${HOOK}/events/:hook_log_id/resend`, { ...one, hook_log_id: must.integer }, async (call) => {
    const hook = hookOf(core, administered(call), call.params.hook_id);
    const past = core.store.deliveries.get(hook.id)?.find(({ id }) => id === call.params.hook_log_id);
    if (!past) throw recordNotFound();
    limit(core, 'resend hook', `${hook.projectId}/${call.user().id}`, TRIES_PER_MINUTE);
    const idempotencyKey = past.requestHeaders['Idempotency-Key'] ?? '';
    const again = await deliver(core, {
      hook,
      event: past.event,
      payload: past.payload,
      idempotencyKey,
      eventUuid: randomUUID(),
      forced: true,
    });
    return { response_status: statusValue(again?.responseStatus) };
  });

  route(core, 'POST', `${HOOK}/test/:trigger`, { ...one, trigger: must.oneOf(...hookFamilies) }, async (call) => {
    const project = administered(call);
    const hook = hookOf(core, project, call.params.hook_id);
    limit(core, 'test hook', `${hook.projectId}/${call.user().id}`, TRIES_PER_MINUTE);
    const family = hookFamilies.find((known) => known === call.params.trigger) ?? 'push_events';
    const payload = samplePayload(core, project, family, call.user());
    if (payload === undefined)
      throw refusal(422, `Ensure the project has ${family.replace('_events', '').replace('_', ' ')}.`);
    const tried = await deliver(core, parcelFor(hook, family, payload, { forced: true }));
    // A redirect ends a pause like any success, and is none for a test.
    if (!/^2/.test(tried?.responseStatus ?? '')) throw refusal(422, tried?.responseBody || 'not sent');
    return { message: '201 Created' };
  });
}

function matches(wanted: string, status: string): boolean {
  if (wanted === 'successful') return isSuccess(status);
  if (wanted === 'client_failure') return status.startsWith('4');
  if (wanted === 'server_failure') return status.startsWith('5') || status === 'internal error';
  return wanted === status;
}

const statusValue = (status = 'internal error'): number | string => (/^\d+$/.test(status) ? Number(status) : status);

/** What was sent; nothing where the template made no JSON. */
function requestData({ body, payload, responseStatus }: Delivery): unknown {
  if (body !== '') return JSON.parse(body);
  return responseStatus === 'internal error' ? {} : payload;
}

function eventEntity(delivery: Delivery): Json {
  return {
    id: delivery.id,
    url: delivery.url,
    trigger: delivery.event
      .toLowerCase()
      .replace(/ hook$/, '_hooks')
      .replaceAll(' ', '_'),
    request_headers: delivery.requestHeaders,
    request_data: requestData(delivery),
    response_headers: delivery.responseHeaders,
    response_body: delivery.responseBody,
    execution_duration: delivery.executionDuration,
    response_status: delivery.responseStatus,
  };
}
