// An event as PagerDuty's Events API v2 takes it. Events with one `dedup_key` are one alarm there.

import type { Outgoing } from '../http/exchange.ts';
import type { PagerEvent } from './port.ts';

/** Limits of the Events API v2, in characters. */
const SUMMARY_LENGTH = 1024;
const KEY_LENGTH = 255;

export function pagerDutyRequest(url: URL, routingKey: string, event: PagerEvent): Outgoing {
  const body = {
    routing_key: routingKey,
    event_action: event.action,
    dedup_key: event.alarm.slice(0, KEY_LENGTH),
    // Only a new alarm has words of its own.
    ...(event.action === 'trigger'
      ? { payload: payloadOf(event), links: [{ href: event.url, text: 'In GitLab' }] }
      : {}),
  };
  return { method: 'POST', url, body: JSON.stringify(body) };
}

function payloadOf({ summary, severity, source, at, key, contacts }: PagerEvent): object {
  return {
    summary: summary.length <= SUMMARY_LENGTH ? summary : `${summary.slice(0, SUMMARY_LENGTH - 1)}…`,
    source,
    severity,
    timestamp: at,
    custom_details: { key, contacts },
  };
}
