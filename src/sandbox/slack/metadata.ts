// Message metadata: what an app may attach to a message, invisible to people (facts 3.1).

import { isObject } from './arguments.ts';
import { Refusal } from './refusal.ts';
import type { Metadata } from './store.ts';

/** Bytes of JSON; the real limit is not published, so this is a generous one. */
const MAX_BYTES = 8192;

/**
 * The metadata of a message; undefined for an empty object, which takes it away. Throws `invalid_metadata_format` on what is
 * no object, `invalid_metadata_schema` on fields that break the rules, `metadata_too_large`.
 */
export function checkedMetadata(value: unknown): Metadata | undefined {
  if (!isObject(value)) throw new Refusal('invalid_metadata_format');
  if (Object.keys(value).length === 0) return undefined;
  const { event_type: type, event_payload: payload } = value;
  if (typeof type !== 'string' || !/^[A-Za-z0-9_]{1,255}$/.test(type) || !isObject(payload))
    throw new Refusal('invalid_metadata_schema');
  if (!Object.entries(payload).every(([key, field]) => /^[a-z][a-z0-9_]*$/.test(key) && isPlain(field)))
    throw new Refusal('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(value)) > MAX_BYTES) throw new Refusal('metadata_too_large');
  return { event_type: type, event_payload: payload };
}

/** A text, a number, a switch, or a list of those: never objects in objects. */
const isPlain = (value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((item) => ['string', 'number', 'boolean'].includes(typeof item)));
