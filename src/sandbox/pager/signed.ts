// The door for signed events.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors.ts';
import type { Action, Arrived } from './pager.ts';

/** Events whose time of sending differs by more are old ones, sent again by somebody else. */
const MOST_SECONDS_APART = 300;

/** Throws `ApiError` where it is not signed as it must be, or no event. `now`: ms since 1970. */
export function readSigned(request: FastifyRequest, secret: string, now: number): Arrived & { readonly key: string } {
  const timestamp = String(request.headers['x-sitrep-timestamp']);
  // The body is read as JSON before it comes here; what is signed is JSON without blanks.
  const expected = createHmac('sha256', secret)
    .update(`${timestamp}.${JSON.stringify(request.body)}`)
    .digest('hex');
  if (!same(`sha256=${expected}`, String(request.headers['x-sitrep-signature']))) throw refused(401, 'wrong signature');
  if (Math.abs(now / 1000 - Number(timestamp)) > MOST_SECONDS_APART) throw refused(401, 'too old');
  const event: Readonly<Record<string, unknown>> = { ...Object(request.body) };
  const { alarm, key, action, summary, contacts } = event;
  if (typeof alarm !== 'string' || typeof key !== 'string' || !isAction(action)) throw refused(400, 'no event');
  if (request.headers['idempotency-key'] !== key) throw refused(400, 'Idempotency-Key is not the key of the event');
  return {
    ...{ format: 'signed', alarm, key, action },
    summary: String(summary),
    contacts: Array.isArray(contacts) ? contacts.map(String) : [],
  };
}

export function isAction(action: unknown): action is Action {
  return action === 'trigger' || action === 'acknowledge' || action === 'resolve';
}

function same(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function refused(status: number, text: string): ApiError {
  return new ApiError(status, { status: 'error', message: text });
}
