// The configuration as data: a JSON Schema, made from the schemas that the loader checks with.
//
// What is said about the configuration (errors, `sitrep config explain`, the reference page, the file that `init` commits)
// is read from here; nothing of it is written twice.

import * as z from 'zod';
import { Policy } from '../rules/index.ts';

export type Node = z.core.JSONSchema.BaseSchema;

let made: Node | undefined;

/** Draft 7, which editors take best. Beside its keywords a key has `unit`, `source` and `example` (see `About`). */
export function jsonSchema(): Node {
  made ??= z.toJSONSchema(Policy, { io: 'input', target: 'draft-07' });
  return made;
}

/** The keys below a node with names of ours, in their order; none where names are free or it has no keys. */
export function childrenOf(node: Node): readonly (readonly [name: string, child: Node])[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    typeof child === 'object' ? [[name, child] as const] : [],
  );
}

/** What every value of a map with free names is like; undefined where the node is none. */
export function mapValueOf(node: Node): Node | undefined {
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

/** What every item of a list is like; undefined where the node is none. */
export function itemOf(node: Node): Node | undefined {
  return typeof node.items === 'object' && !Array.isArray(node.items) ? node.items : undefined;
}

/** The node at a path of keys and list positions; undefined where no such key exists. */
export function nodeAt(path: readonly PropertyKey[]): Node | undefined {
  return path.reduce<Node | undefined>((node, key) => node && stepInto(node, key), jsonSchema());
}

function stepInto(node: Node, key: PropertyKey): Node | undefined {
  const own = childrenOf(node).find(([name]) => name === key)?.[1];
  return own ?? mapValueOf(node) ?? (/^\d+$/.test(String(key)) ? itemOf(node) : undefined);
}

/** A word of `About` at a node. */
export function said(node: Node, what: 'unit' | 'source' | 'description' | 'title'): string | undefined {
  const word = node[what];
  return typeof word === 'string' ? word : undefined;
}

/** What a value must be, in words: `a whole number of minutes, at least 1`. */
export function expectedAt(node: Node): string {
  const choices = node.anyOf?.filter((one) => one.type !== 'null');
  const [only] = choices ?? [];
  if (only) return `${expectedAt({ ...only, unit: node['unit'] })}, or null`;
  if (node.enum) return `one of ${node.enum.map(String).join(', ')}`;
  const title = said(node, 'title');
  if (title !== undefined) return title;
  if (node.type === 'boolean') return 'true or false';
  if (node.type === 'string') return 'a text';
  if (node.type === 'null') return 'null';
  if (node.type === 'integer') return wholeNumber(node);
  const item = itemOf(node);
  if (item) {
    const list = (node.minItems ?? 0) > 0 ? 'a list of at least one item' : 'a list';
    return `${list}, each item ${expectedAt({ ...item, unit: node['unit'] })}`;
  }
  const value = mapValueOf(node);
  if (value) return freeMap(node, value);
  if (node.type === undefined) return 'any value';
  return `these keys: ${childrenOf(node)
    .map(([name]) => name)
    .join(', ')}`;
}

function freeMap(node: Node, value: Node): string {
  const known = namesIn(node);
  const names = known ? `any of ${known.join(', ')}` : 'names of your own';
  return `${names}, each with ${value.properties ? 'keys below it' : expectedAt(value)}`;
}

/** The names that a map takes, where they are not free. */
export function namesIn(node: Node): readonly string[] | undefined {
  const names = node.propertyNames;
  return typeof names === 'object' ? names.enum?.map(String) : undefined;
}

/** A name that works in a map: that of its example. */
export function nameIn(node: Node): string {
  const example = node['example'];
  const [shown] = typeof example === 'object' && example !== null ? Object.keys(example) : [];
  return shown ?? namesIn(node)?.[0] ?? 'nexus';
}

/** Keys of which a file has one only: those after the first, for who shows how it may look. */
export function alternativesIn(node: Node): readonly string[] {
  return (node.oneOf ?? []).slice(1).flatMap((one) => one.required ?? []);
}

/** The keys that have to stand beside `name`. */
export function needed(node: Node, name: string): readonly string[] {
  const ways = node.oneOf ?? [];
  const way = ways.find((one) => one.required?.includes(name)) ?? ways[0];
  return [...(node.required ?? []), ...(way?.required ?? [])].filter((one) => one !== name);
}

function wholeNumber(node: Node): string {
  const unit = said(node, 'unit');
  const least = node.minimum ?? 1;
  const range =
    node.maximum === undefined || node.maximum > 1000 ? `at least ${least}` : `from ${least} to ${node.maximum}`;
  return `a whole number${unit === undefined ? '' : ` of ${unit}`}, ${range}`;
}
