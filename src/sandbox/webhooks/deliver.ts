// Delivering a webhook over real HTTP, with GitLab's headers and its log (behaviours H19, H21).

import { createHmac, randomUUID } from 'node:crypto';
import type { Core } from '../core.ts';
import { append, type Delivery, type Hook, type HookFamily, nextId } from '../store.ts';
import { alertStatus, noteFailure, noteSuccess } from './auto-disable.ts';
import { isRefused } from './local-network.ts';
import { renderTemplate } from './template.ts';

/** How much of a receiver's answer is kept (H21). */
const KEPT_ANSWER = 8 * 1024;

/** The value of `X-Gitlab-Event` for each family (H1). */
export const eventNames: Readonly<Record<HookFamily, string>> = {
  push_events: 'Push Hook',
  tag_push_events: 'Tag Push Hook',
  merge_requests_events: 'Merge Request Hook',
  repository_update_events: 'Repository Update Hook',
  issues_events: 'Issue Hook',
  confidential_issues_events: 'Confidential Issue Hook',
  note_events: 'Note Hook',
  confidential_note_events: 'Confidential Note Hook',
  pipeline_events: 'Pipeline Hook',
  wiki_page_events: 'Wiki Page Hook',
  job_events: 'Job Hook',
  deployment_events: 'Deployment Hook',
  feature_flag_events: 'Feature Flag Hook',
  releases_events: 'Release Hook',
  milestone_events: 'Milestone Hook',
  emoji_events: 'Emoji Hook',
  resource_access_token_events: 'Resource Access Token Hook',
};

export interface Parcel {
  readonly hook: Hook;
  readonly event: string;
  readonly payload: unknown;
  /** The same when it is sent again. */
  readonly idempotencyKey: string;
  /** Of the chain of requests it belongs to. */
  readonly eventUuid: string;
  /** Sent although the hook is switched off: by a test or a resend. */
  readonly forced: boolean;
}

export function parcelFor(
  hook: Hook,
  family: HookFamily,
  payload: unknown,
  more: Partial<Pick<Parcel, 'forced' | 'eventUuid'>> = {},
): Parcel {
  const ids = { idempotencyKey: randomUUID(), eventUuid: randomUUID() };
  return { hook, event: eventNames[family], payload, ...ids, forced: false, ...more };
}

/** Sends it once and writes the log; a hook that is switched off gets nothing, and then the result is undefined. */
export async function deliver(core: Core, parcel: Parcel): Promise<Delivery | undefined> {
  const { hook } = parcel;
  if (!core.store.hooks.has(hook.id)) return undefined;
  if (!parcel.forced && alertStatus(core, hook) !== 'executable') return undefined;
  const begun = performance.now();
  const sent = await send(core, parcel);
  const delivery: Delivery = {
    id: nextId(core.store, 'deliveries'),
    hookId: hook.id,
    url: hook.url,
    event: parcel.event,
    payload: parcel.payload,
    executionDuration: (performance.now() - begun) / 1000,
    createdAt: core.clock.stamp(),
    ...sent,
  };
  append(core.store.deliveries, hook.id, delivery);
  if (isSuccess(delivery.responseStatus)) noteSuccess(hook);
  else noteFailure(core, hook);
  return delivery;
}

/** 2xx and 3xx are successes. */
export function isSuccess(status: string): boolean {
  return /^[23]\d\d$/.test(status);
}

type Sent = Pick<Delivery, 'body' | 'requestHeaders' | 'responseHeaders' | 'responseBody' | 'responseStatus'>;

async function send(core: Core, parcel: Parcel): Promise<Sent> {
  const { hook } = parcel;
  const failed = { responseHeaders: {}, responseStatus: 'internal error' };
  let body = '';
  const headers = headersOf(core, parcel);
  try {
    body = hook.customTemplate
      ? renderTemplate(hook.customTemplate, parcel.payload, core.profile.webhooks.templates)
      : JSON.stringify(parcel.payload);
    if (hook.signingToken) Object.assign(headers, signature(core, hook.signingToken, parcel.idempotencyKey, body));
    const url = interpolated(hook);
    if (isRefused(core, url)) throw new Error('URL is blocked: Requests to the local network are not allowed');
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(core.profile.webhooks.timeoutMs),
    });
    const text = await response.text();
    return {
      body,
      requestHeaders: masked(headers),
      responseHeaders: Object.fromEntries(response.headers),
      responseBody: text.slice(0, KEPT_ANSWER),
      responseStatus: String(response.status),
    };
  } catch (error) {
    return { ...failed, body, requestHeaders: masked(headers), responseBody: String(error) };
  }
}

function headersOf(core: Core, { hook, event, idempotencyKey, eventUuid }: Parcel): Record<string, string> {
  return {
    ...Object.fromEntries(hook.customHeaders),
    'Content-Type': 'application/json',
    'User-Agent': `GitLab/${core.version.text}`,
    'Idempotency-Key': idempotencyKey,
    'X-Gitlab-Event': event,
    'X-Gitlab-Webhook-UUID': randomUUID(),
    'X-Gitlab-Instance': core.url,
    'X-Gitlab-Event-UUID': eventUuid,
    ...(hook.token ? { 'X-Gitlab-Token': hook.token } : {}),
  };
}

function signature(core: Core, token: string, id: string, body: string): Record<string, string> {
  const timestamp = String(Math.floor(core.clock.now() / 1000));
  const key = Buffer.from(token.replace(/^whsec_/, ''), 'base64');
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` };
}

/** Puts the hidden parts of the URL in. */
function interpolated(hook: Hook): string {
  return hook.url.replace(/\{(\w+)\}/g, (whole, key: string) => hook.urlVariables.get(key) ?? whole);
}

function masked(headers: Record<string, string>): Record<string, string> {
  return 'X-Gitlab-Token' in headers ? { ...headers, 'X-Gitlab-Token': '[REDACTED]' } : headers;
}
