// Parameters, as GitLab's API takes them (behaviours A4, A15).
//
// Query, form and JSON are one set: `x[]=1` makes a list, `a[b]=c` a map. Each endpoint declares what it reads, and a
// missing or misfit parameter is refused before the endpoint runs, in Grape's words.

import { invalidParams } from './errors.ts';

export type RawParams = Record<string, unknown>;

interface Kinds {
  string: string;
  integer: number;
  boolean: boolean;
  /** A comma string or an array, trimmed. */
  list: string[];
  integers: number[];
  map: RawParams;
  /** A day or an instant, as text. */
  time: string;
  any: unknown;
}

export interface ParamSpec<K extends keyof Kinds = keyof Kinds, Required extends boolean = boolean> {
  readonly kind: K;
  readonly required: Required;
  readonly filled: boolean;
  readonly values: readonly string[] | undefined;
}

export type Specs = Readonly<Record<string, ParamSpec>>;

/** What an endpoint sees: required ones are there, others may be null (sent empty) or undefined (not sent). */
export type Params<S extends Specs> = {
  readonly [N in keyof S]: S[N] extends ParamSpec<infer K, infer R>
    ? R extends true
      ? Kinds[K]
      : Kinds[K] | null | undefined
    : never;
};

function spec<K extends keyof Kinds, R extends boolean>(
  kind: K,
  required: R,
  rest: { filled?: boolean; values?: readonly string[] } = {},
): ParamSpec<K, R> {
  return { kind, required, filled: rest.filled ?? false, values: rest.values };
}

/** Parameters that may be sent. */
export const may = {
  string: spec('string', false),
  integer: spec('integer', false),
  boolean: spec('boolean', false),
  list: spec('list', false),
  integers: spec('integers', false),
  map: spec('map', false),
  time: spec('time', false),
  any: spec('any', false),
  filled: spec('string', false, { filled: true }),
  oneOf: (...values: readonly string[]): ParamSpec<'string', false> => spec('string', false, { values }),
  someOf: (...values: readonly string[]): ParamSpec<'list', false> => spec('list', false, { values }),
} as const;

/** Parameters that must be sent. */
export const must = {
  string: spec('string', true),
  filled: spec('string', true, { filled: true }),
  integer: spec('integer', true),
  boolean: spec('boolean', true),
  list: spec('list', true),
  any: spec('any', true),
  oneOf: (...values: readonly string[]): ParamSpec<'string', true> => spec('string', true, { values }),
} as const;

/**
 * Reads what an endpoint declares out of everything that was sent. Throws a 400 `{"error": ...}` that names every
 * missing or misfit parameter, joined by `, `.
 */
export function readParams<S extends Specs>(specs: S, raw: RawParams): Params<S> {
  const problems: string[] = [];
  const read: Record<string, unknown> = {};
  for (const [name, declared] of Object.entries(specs)) {
    const sent = raw[name];
    if (sent === undefined) {
      if (declared.required) problems.push(`${name} is missing`);
      continue;
    }
    if (declared.filled && (sent === null || (typeof sent === 'string' && sent.trim() === ''))) {
      problems.push(`${name} is empty`);
      continue;
    }
    const value = coerce(declared.kind, sent);
    if (value === undefined) problems.push(`${name} is invalid`);
    else if (declared.values && !allowed(declared.values, value)) problems.push(`${name} does not have a valid value`);
    else read[name] = value;
  }
  if (problems.length > 0) throw invalidParams(problems.join(', '));
  return read as Params<S>;
}

/** Refuses a request that has none of these parameters (A4, D5). */
export function atLeastOne(raw: RawParams, names: readonly string[]): void {
  if (names.some((name) => raw[name] !== undefined)) return;
  throw invalidParams(`${names.join(', ')} are missing, at least one parameter must be provided`);
}

/** Parses `a=1&b[]=2&c[d]=3`, the way Rack does. */
export function parseNested(text: string): RawParams {
  const root: RawParams = {};
  for (const [key, value] of new URLSearchParams(text)) place(root, keyPath(key), value);
  return root;
}

function keyPath(key: string): string[] {
  const [head = '', ...rest] = key.split('[');
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))];
}

function place(into: RawParams, [head = '', next, ...rest]: string[], value: string): void {
  if (head === '__proto__') return;
  if (next === undefined) {
    into[head] = value;
    return;
  }
  const present = into[head];
  if (next === '') {
    const list: unknown[] = Array.isArray(present) ? present : [];
    into[head] = list;
    placeInList(list, rest, value);
    return;
  }
  const map: RawParams = isMap(present) ? present : {};
  into[head] = map;
  place(map, [next, ...rest], value);
}

/** `x[][name]=a&x[][value]=b` fills one map until a key repeats. */
function placeInList(list: unknown[], rest: string[], value: string): void {
  const [key] = rest;
  if (key === undefined) {
    list.push(value);
    return;
  }
  const last = list.at(-1);
  const open = isMap(last) && !(key in last) ? last : undefined;
  const map: RawParams = open ?? {};
  if (!open) list.push(map);
  place(map, rest, value);
}

export function isMap(value: unknown): value is RawParams {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function allowed(values: readonly string[], value: unknown): boolean {
  if (value === null) return false;
  return Array.isArray(value) ? value.every((item) => values.includes(item)) : values.includes(String(value));
}

/** The value in its kind, null for one sent empty, undefined for a misfit. */
function coerce(kind: keyof Kinds, sent: unknown): unknown {
  if (kind === 'any') return sent;
  if (sent === null) return null;
  switch (kind) {
    case 'string':
      return typeof sent === 'object' ? undefined : String(sent);
    case 'integer':
      return sent === '' ? null : toInteger(sent);
    case 'boolean':
      return sent === '' ? null : toBoolean(sent);
    case 'list':
      return toList(sent);
    case 'integers':
      return toIntegers(sent);
    case 'map':
      return isMap(sent) ? sent : undefined;
    case 'time':
      return toTime(sent);
    default:
      return kind satisfies never;
  }
}

function toInteger(sent: unknown): number | undefined {
  if (typeof sent === 'number') return Number.isInteger(sent) ? sent : undefined;
  return typeof sent === 'string' && /^\s*[-+]?\d+\s*$/.test(sent) ? Number(sent) : undefined;
}

function toBoolean(sent: unknown): boolean | undefined {
  if (typeof sent === 'boolean') return sent;
  const text = String(sent).toLowerCase();
  if (['true', '1', 't', 'yes', 'y', 'on'].includes(text)) return true;
  return ['false', '0', 'f', 'no', 'n', 'off'].includes(text) ? false : undefined;
}

function toList(sent: unknown): string[] | undefined {
  const items = Array.isArray(sent) ? sent : typeof sent === 'object' ? undefined : [sent];
  return items
    ?.flatMap((item) => String(item).split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function toIntegers(sent: unknown): number[] | undefined {
  const numbers = toList(sent)?.map(toInteger);
  return numbers?.every((number) => number !== undefined) ? numbers : undefined;
}

function toTime(sent: unknown): string | null | undefined {
  if (sent === '') return null;
  return typeof sent === 'string' && !Number.isNaN(Date.parse(sent)) ? sent : undefined;
}
