// The configuration file, `.gitlab/sitrep.yml`: YAML in, a complete policy or errors with line, column
// and the nearest valid word out. An empty file is valid.

import { isMap, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { Policy } from '../rules/index.ts';
import { nearest } from '../text/nearest.ts';

export const CONFIG_PATH = '.gitlab/sitrep.yml';

export type Loaded =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Never throws for what is in `text`. Errors read `.gitlab/sitrep.yml:3:5: …`. */
export function loadPolicy(text: string, path = CONFIG_PATH): Loaded {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    return { ok: false, errors: document.errors.map((error) => `${place(error.pos[0])}: ${error.message}`) };

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 50 }) ?? {};
  } catch (error) {
    return {
      ok: false,
      errors: [`${path}:1:1: ${error instanceof Error ? error.message : 'the file cannot be read'}`],
    };
  }
  const parsed = Policy.safeParse(value);
  if (parsed.success) return { ok: true, policy: parsed.data };
  return {
    ok: false,
    errors: parsed.error.issues
      .flatMap((issue) => describe(issue, (path) => document.getIn(path)))
      .map(([at, text]) => `${place(offsetOf(document, at))}: ${text}`),
  };
}

type Path = readonly PropertyKey[];

/** One line for each thing that is wrong: the key, what was expected, what was probably meant. */
function describe(issue: z.core.$ZodIssue, valueAt: (path: Path) => unknown): [Path, string][] {
  if (issue.code !== 'unrecognized_keys')
    return [
      [issue.path, `${issue.path.join('.') || 'the file'}: ${issue.message}${meantValue(issue, valueAt(issue.path))}`],
    ];
  const known = keysAt(issue.path);
  return issue.keys.map((key) => {
    const meant = nearest(key, known);
    const hint = meant ? `; did you mean \`${meant}\`?` : known.length > 0 ? `; known here: ${known.join(', ')}` : '';
    return [[...issue.path, key], `${[...issue.path, key].join('.')}: unknown key${hint}`];
  });
}

/** Of a few words that would do, the nearest to the one that is there. */
function meantValue(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return '';
  const meant = nearest(value, issue.values.map(String));
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`;
}

/** The keys that the schema allows at a path, where it is an object. */
function keysAt(path: Path): string[] {
  let schema: unknown = Policy;
  for (const key of path) schema = step(unwrapped(schema), key);
  const inner = unwrapped(schema);
  return isObjectSchema(inner) ? Object.keys(inner.shape) : [];
}

function step(schema: unknown, key: PropertyKey): unknown {
  if (isObjectSchema(schema)) return schema.shape[String(key)];
  if (typeof schema === 'object' && schema !== null && 'valueType' in schema) return schema.valueType;
  if (typeof schema === 'object' && schema !== null && 'element' in schema) return schema.element;
  return undefined;
}

function unwrapped(schema: unknown): unknown {
  let inner = schema;
  while (typeof inner === 'object' && inner !== null && !isObjectSchema(inner)) {
    if ('in' in inner) inner = inner.in;
    else if ('unwrap' in inner && typeof inner.unwrap === 'function' && !('element' in inner)) inner = inner.unwrap();
    else return inner;
  }
  return inner;
}

function isObjectSchema(schema: unknown): schema is { shape: Record<string, unknown> } {
  return typeof schema === 'object' && schema !== null && 'shape' in schema;
}

/** Where the value (else the nearest thing around it) stands in the file. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (!isMap(parent)) continue;
    const pair = parent.items.find((item) => String(item.key) === String(path[length - 1]));
    const range =
      pair && typeof pair.key === 'object' && pair.key !== null && 'range' in pair.key ? pair.key.range : undefined;
    if (Array.isArray(range)) return Number(range[0]);
  }
  return 0;
}
