// Changes to a YAML file that somebody else wrote: text goes in at places that the parser names, and every other byte
// stays as it was. Writing the parsed document out again would fold lines and move comments.

import { isCollection, isMap, isScalar, type Node, type Pair, stringify, type YAMLMap, type YAMLSeq } from 'yaml';

export interface Edit {
  /** Offset into the text. */
  readonly at: number;
  /** How many characters from there on it replaces; default none. */
  readonly instead?: number;
  readonly text: string;
}

/** Edits at the same place keep their order; what they add has the line breaks of the text. */
export function applied(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  const windows = /^[^\n]*\r\n/.test(text);
  let from = 0;
  for (const { at, instead = 0, text: added } of [...edits].sort((a, b) => a.at - b.at)) {
    parts.push(text.slice(from, at), windows ? added.replaceAll('\n', '\r\n') : added);
    from = at + instead;
  }
  return [...parts, text.slice(from)].join('');
}

/** Adds `key: value` behind the last entry of a map, in the map's own style and indentation. */
export function addedToMap(text: string, map: YAMLMap, key: string, value: unknown): Edit {
  if (map.flow) return addedToFlow(text, map, `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const [first] = map.items;
  const indent = first ? columnOf(text, startOf(first.key)) : 0;
  return behind(text, endOf(map), blockOf({ [key]: value }, indent));
}

/** Adds an item behind the last one of a list. */
export function addedToList(text: string, list: YAMLSeq, item: unknown): Edit {
  if (list.flow) return addedToFlow(text, list, JSON.stringify(item));
  return behind(text, endOf(list), blockOf([item], columnOf(text, startOf(list))));
}

/** Gives a key that stands there without a value one: a block on the lines below it. */
export function filled(text: string, pair: Pair, value: unknown): Edit {
  const indent = columnOf(text, startOf(pair.key)) + INDENT;
  return behind(text, endOf(pair.key), blockOf(value, indent));
}

/** Adds lines at the end of the text, after an empty line. */
export function appended(text: string, block: string): Edit {
  const gap = text === '' || /\n\s*\n$|---\s*\n$/.test(text) ? '' : text.endsWith('\n') ? '\n' : '\n\n';
  return { at: text.length, text: `${gap}${block}` };
}

/** Lines of YAML, each with a line break, moved right by so many spaces. */
export function blockOf(value: unknown, indent = 0): string {
  const lines = stringify(value, { indent: INDENT, lineWidth: 0 }).trimEnd().split('\n');
  return lines.map((line) => `${line === '' ? '' : ' '.repeat(indent) + line}\n`).join('');
}

/** The pair of a map that has this key. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

export function startOf(node: unknown): number {
  return hasRange(node) ? node.range[0] : 0;
}

/** Behind the last character of a node's own, without comments that follow it. */
export function endOf(node: unknown): number {
  if (isCollection(node) && !node.flow && node.items.length > 0) {
    const last = node.items.at(-1);
    if (!isMap(node)) return endOf(last);
    const { key, value } = node.items.at(-1) ?? { key: undefined, value: undefined };
    return Math.max(endOf(key), endOf(value));
  }
  return hasRange(node) ? node.range[1] : 0;
}

export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

const INDENT = 2;

function behind(text: string, end: number, block: string): Edit {
  if (text[end - 1] === '\n') return { at: end, text: block };
  const newline = text.indexOf('\n', end);
  return newline < 0 ? { at: text.length, text: `\n${block}` } : { at: newline + 1, text: block };
}

function addedToFlow(text: string, collection: YAMLMap | YAMLSeq, entry: string): Edit {
  const at = endOf(collection) - 1;
  const before = text.slice(0, at).trimEnd();
  const separator = collection.items.length === 0 || before.endsWith(',') ? '' : ', ';
  return { at: before.length, text: `${separator}${entry}` };
}

function hasRange(node: unknown): node is Node & { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}
