// The arguments of a call: from the query, a form or JSON, and from one of them only.

import { invalidArguments, Refusal } from './refusal.ts';
import type { Json } from './store.ts';

export interface Args {
  /** Whether it was sent, be it empty. */
  has(name: string): boolean;
  /** Empty text counts as nothing. */
  text(name: string): string | undefined;
  /** Throws `invalid_arguments` where it is missing. */
  need(name: string): string;
  flag(name: string): boolean;
  /** A whole number; `code` is the refusal of anything else. */
  whole(name: string, fallback: number, code: string): number;
  /** A structure: itself in a JSON body, as JSON text in a form. `code` is the refusal of what is no JSON. */
  structure(name: string, code: string): unknown;
}

/** Reads a call. Throws `invalid_arguments`, `invalid_post_type`, `missing_post_type`, `invalid_json`, `invalid_charset`. */
export async function readArguments(query: URLSearchParams, body: Buffer, contentType: string): Promise<Args> {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const fromQuery = Object.fromEntries(query);
  if (body.length === 0) return makeArgs(fromQuery);
  if (query.size > 0) throw invalidArguments('arguments are in the query or in the body, not in both');
  const charset = parameters.find((part) => part.startsWith('charset='));
  if (charset && !/^charset="?utf-?8"?$/.test(charset)) throw new Refusal('invalid_charset');
  switch (type) {
    case 'application/x-www-form-urlencoded':
      return makeArgs(Object.fromEntries(new URLSearchParams(body.toString())));
    case 'multipart/form-data':
      return makeArgs(await readForm(body, contentType));
    case 'application/json':
      return makeArgs(readJson(body.toString()));
    case '':
      throw new Refusal('missing_post_type');
    default:
      throw new Refusal('invalid_post_type');
  }
}

async function readForm(body: Buffer, contentType: string): Promise<Json> {
  const form = await new Response(new Uint8Array(body), { headers: { 'Content-Type': contentType } }).formData();
  return Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
}

function readJson(text: string): Json {
  const value = parsed(text, 'invalid_json');
  if (!isObject(value)) throw new Refusal('json_not_object');
  return value;
}

function makeArgs(values: Json): Args {
  const text = (name: string): string | undefined => {
    const value = values[name];
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    has: (name) => values[name] !== undefined && values[name] !== null,
    text,
    need(name) {
      const value = text(name);
      if (value === undefined) throw invalidArguments(`missing required field: ${name}`);
      return value;
    },
    flag: (name) => ['true', '1'].includes(text(name) ?? ''),
    whole(name, fallback, code) {
      const value = text(name);
      if (value === undefined) return fallback;
      if (!/^\d+$/.test(value)) throw new Refusal(code);
      return Number(value);
    },
    structure(name, code) {
      const value = values[name];
      if (typeof value !== 'string') return value ?? undefined;
      return value === '' ? undefined : parsed(value, code);
    },
  };
}

function parsed(text: string, code: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(code);
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
