// What is wrong in a configuration, said to whoever wrote it: the key, what was expected, what is there, what was probably
// meant. Nobody has to know how it is checked.

import type * as z from 'zod';
import { nearest } from '../text/nearest.ts';
import type { Fault, Path, Read } from './document.ts';
import { keys } from './reference.ts';
import { childrenOf, expectedAt, type Node, namesIn, nodeAt, said } from './schema.ts';

/** More would bury the first. */
const MOST = 20;
/** Of thousands, finding the place of each takes too long. */
const MOST_LOOKED_AT = 500;

/** In the order of the file; after the first few only how many more there are. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], read: Read): readonly Fault[] {
  const count = issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
  const all = issues
    .slice(0, MOST_LOOKED_AT)
    .flatMap((issue) => told(issue, read))
    .map(({ path, text }): Fault => ({ ...read.place(path), text }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const rest = count - MOST;
  const last = all[MOST];
  return last && rest > 1 ? [...all.slice(0, MOST), { ...last, text: `and ${rest} more from here on` }] : all;
}

/** A path as people write it: `services.nexus.contacts`; positions in a list are counted from 1. */
export function dotted(path: Path): string {
  const words = path.map((key) => (typeof key === 'number' ? `item ${key + 1}` : shownKey(String(key))));
  return words.reduce((text, word, index) =>
    typeof path[index] === 'number' ? `${text}, ${word}` : `${text}.${word}`,
  );
}

interface Told {
  readonly path: Path;
  readonly text: string;
}

function told(issue: z.core.$ZodIssue, read: Read): Told[] {
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys.slice(0, MOST + 1), issue.path);
  const { path } = issue;
  const node = nodeAt(path);
  const value = read.at(path);
  const where = path.length === 0 ? 'the file' : dotted(path);
  const expected = issue.code === 'custom' || !node ? issue.message : `expected ${expectedAt(node)}`;
  const near = typeof value === 'string' ? nearest(value, choicesIn(issue)) : undefined;
  const hint = near === undefined ? (node ? meant(node, value) : '') : `; did you mean \`${near}\`?`;
  const instead = value === undefined ? '' : `, found ${found(value)}${hint}`;
  return [{ path, text: `${where}: ${expected}${instead}` }];
}

/** Names of one's own of which one had to be chosen, where the check says so. */
function choicesIn(issue: z.core.$ZodIssue): readonly string[] {
  const known: unknown = issue.code === 'custom' ? issue.params?.['known'] : undefined;
  return Array.isArray(known) ? known.map(String) : [];
}

/** Each with the nearest that is known, or where it belongs; those that are known are listed once. */
function unknownKeys(unknown: readonly string[], parent: Path): Told[] {
  const node = nodeAt(parent);
  const known = node ? (namesIn(node) ?? childrenOf(node).map(([name]) => name)) : [];
  let listed = known.length === 0;
  return unknown.map((key) => {
    const path = [...parent, key];
    const near = key.length > 2 ? nearest(key, known) : undefined;
    const home = near === undefined ? homeOf(key) : undefined;
    const list = near === undefined && home === undefined && !listed;
    listed ||= list;
    const hint = near ? `; did you mean \`${near}\`?` : home ? `; it belongs below \`${home}\`` : '';
    return { path, text: `${dotted(path)}: unknown key${hint}${list ? `; known here: ${known.join(', ')}` : ''}` };
  });
}

/** Where a key of that name belongs, where there is one such place. */
function homeOf(key: string): string | undefined {
  const homes = keys().filter(({ path }) => path.length > 1 && path.at(-1) === key);
  const alike = homes.length === 1 || homes.every(({ path }) => path[0] === 'severities');
  return alike ? homes[0]?.path.slice(0, -1).join('.') : undefined;
}

/** For a value that will not do: the one that was probably meant. */
function meant(node: Node, value: unknown): string {
  const did = (word: string): string => `; did you mean ${word}?`;
  if (value === null) return node.properties ? ': take the line out, or put something below it' : ': take the line out';
  if (Array.isArray(value) || typeof value === 'object') return '';
  const text = String(value);
  if (node.enum) {
    const near = nearest(text, node.enum.map(String));
    return near === undefined ? '' : did(`\`${near}\``);
  }
  if (node.type === 'boolean' && /^(on|yes|y)$/i.test(text)) return did('`true`');
  if (node.type === 'boolean' && /^(off|no|n)$/i.test(text)) return did('`false`');
  if (node.type === 'boolean' && /^(true|false)$/i.test(text)) return ': write it without quotes';
  if (node.type === 'integer' && typeof value === 'string' && /^\d+$/.test(value)) return ': write it without quotes';
  if (typeof value === 'number' && node.maximum !== undefined && value > node.maximum)
    return `, ${node.maximum} is the most`;
  if (node.type === 'array' && /^[\w.-]{1,24}$/.test(text)) return did(`\`[${text}]\``);
  if (said(node, 'title')?.startsWith('a time zone') === true) {
    const near = nearest(text, Intl.supportedValuesOf('timeZone'));
    return near === undefined ? '' : did(`\`${near}\``);
  }
  return '';
}

/** What is there. A long text is not repeated: it might be a secret in the wrong place. */
function found(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'keys below it';
  if (typeof value === 'string')
    return value.length > 20 ? `a text of ${value.length} characters` : `the text ${JSON.stringify(value)}`;
  return String(value);
}

/** Keys are people's too: what could spoil a log is shown as what it is, and a long one is cut. */
function shownKey(key: string): string {
  const short = key.length > 40 ? `${key.slice(0, 40)}…` : key;
  return /^[\w@…-]+$/.test(short) ? short : JSON.stringify(short);
}
