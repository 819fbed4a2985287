// Every key of the configuration, in the order of the file: what `sitrep config explain` and the reference page tell.

import { childrenOf, expectedAt, jsonSchema, mapValueOf, type Node, nameIn, needed, said } from './schema.ts';

export interface Key {
  /** As in `services.*.contacts`; a star stands for a name of one's own. */
  readonly name: string;
  readonly path: readonly string[];
  /** What it may be, in words. */
  readonly expected: string;
  readonly description: string;
  /** Of its numbers; empty where it has none. */
  readonly unit: string;
  /** Numbers of the guideline's demands, with commas; empty where it serves none. */
  readonly source: string;
  /** Undefined where there is none. */
  readonly fallback: unknown;
  /** A value that works: the default where that shows something. */
  readonly example: unknown;
  /** Has keys below it. */
  readonly group: boolean;
}

/** Groups before what is in them. */
export function keys(): readonly Key[] {
  made ??= below(jsonSchema(), []);
  return made;
}

let made: readonly Key[] | undefined;

/** The key that a path leads to, with names of one's own in it (`services.nexus.contacts`) or stars. */
export function keyAt(path: readonly string[]): Key | undefined {
  return keys().find(
    (key) => key.path.length === path.length && key.path.every((word, index) => word === '*' || word === path[index]),
  );
}

/** The smallest file in which `key` has its example: with what else has to stand beside it. */
export function exampleFile({ path, example }: Key): unknown {
  return filled(jsonSchema(), path, example);
}

function filled(node: Node, [word, ...rest]: readonly string[], example: unknown): unknown {
  if (word === undefined) return example;
  const value = mapValueOf(node);
  const name = word === '*' ? nameIn(node) : word;
  const children = new Map(value ? [[name, value]] : childrenOf(node));
  const beside = needed(node, name).map((one) => [one, children.get(one)?.['example'] ?? children.get(one)?.default]);
  return { ...Object.fromEntries(beside), [name]: filled(children.get(name) ?? {}, rest, example) };
}

function below(node: Node, path: readonly string[]): Key[] {
  const value = mapValueOf(node);
  const children = value ? [['*', value] as const] : childrenOf(node);
  return children.flatMap(([name, child]) => [key([...path, name], child), ...below(child, [...path, name])]);
}

function key(path: readonly string[], node: Node): Key {
  const group = childrenOf(node).length > 0 || mapValueOf(node) !== undefined;
  return {
    name: path.join('.'),
    path,
    expected: expectedAt(node),
    description: said(node, 'description') ?? '',
    unit: said(node, 'unit') ?? '',
    source: said(node, 'source') ?? '',
    fallback: group ? undefined : node.default,
    example: node['example'] ?? node.default,
    group,
  };
}
