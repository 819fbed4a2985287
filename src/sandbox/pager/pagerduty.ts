// PagerDuty's Events API v2, as far as its documentation tells of it.

import { ApiError } from '../errors.ts';
import type { Arrived } from './pager.ts';
import { isAction } from './signed.ts';

const SUMMARY_LENGTH = 1024;
const KEY_LENGTH = 255;
const SEVERITIES = ['critical', 'error', 'warning', 'info'];

type Json = Readonly<Record<string, unknown>>;

/** Throws `ApiError` where it is no event that PagerDuty would take. */
export function readPagerDuty(body: unknown, routingKey: string): Arrived {
  const { routing_key, event_action, dedup_key, payload, links }: Json = { ...Object(body) };
  const words: Json = { ...Object(payload) };
  const trigger = event_action === 'trigger';
  const errors = [
    routing_key === routingKey || 'Invalid routing key',
    isAction(event_action) || "'event_action' is invalid (must be one of trigger, acknowledge, resolve)",
    (typeof dedup_key === 'string' && dedup_key.length <= KEY_LENGTH) || "'dedup_key' is missing or too long",
    ...(trigger ? payloadErrors(words, links) : []),
  ].filter((error) => error !== true);
  if (errors.length > 0 || !isAction(event_action))
    throw new ApiError(400, { status: 'invalid event', message: 'Event object is invalid', errors });
  const details: Json = { ...Object(words['custom_details']) };
  const contacts = details['contacts'];
  return {
    ...{ format: 'pagerduty', alarm: String(dedup_key), action: event_action, key: undefined },
    summary: trigger ? String(words['summary']) : undefined,
    contacts: Array.isArray(contacts) ? contacts.map(String) : [],
  };
}

function payloadErrors({ summary, source, severity, timestamp }: Json, links: unknown): (true | string)[] {
  const hrefs = Array.isArray(links) ? links.map((link: unknown) => String({ ...Object(link) }['href'])) : [];
  return [
    (typeof summary === 'string' && summary !== '') || "'payload.summary' is missing or blank",
    String(summary).length <= SUMMARY_LENGTH || "'payload.summary' is too long",
    (typeof source === 'string' && source !== '') || "'payload.source' is missing or blank",
    SEVERITIES.includes(String(severity)) || "'payload.severity' is invalid",
    !Number.isNaN(Date.parse(String(timestamp))) || "'payload.timestamp' is invalid",
    hrefs.every((href) => URL.canParse(href)) || "'links' is invalid",
  ];
}
