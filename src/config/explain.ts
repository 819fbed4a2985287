// What a key of the configuration does, for `sitrep config explain`: pure, from the schema and the text of a file.

import { stringify } from 'yaml';
import { nearest } from '../text/nearest.ts';
import { type Read, readYaml } from './document.ts';
import { loadPolicy } from './load.ts';
import { exampleFile, type Key, keyAt, keys } from './reference.ts';

/** A configuration file that is there. */
export interface GivenFile {
  readonly path: string;
  readonly text: string;
}

/** All keys as a tree, a line each; what every severity has is there once. */
export function keyTree(): string {
  const lines = keys()
    .filter(({ path }) => path[0] !== 'severities' || path.length < 3 || path[1] === 'S1')
    .map(({ path, description }) => {
      const word = path.at(-1) === '*' ? '<name>' : path.at(-1);
      return `${`${'  '.repeat(path.length - 1)}${word}`.padEnd(32)} ${description.replace(/ \(.*\)\.$/, '.')}`;
    });
  return `${lines.join('\n')}\n\nMore of one: sitrep config explain rules.timebox.minutes\n`;
}

/**
 * @param word a key as `rules.sitrep` or `services.nexus.contacts`; a star stands for any name
 * @param file the configuration in force; without one the defaults are
 * @returns the explanation, or what to ask instead
 */
export function explain(word: string, file?: GivenFile): { readonly text: string } | { readonly problem: string } {
  const key = keyAt(word.split('.'));
  if (!key) return { problem: unknown(word) };
  const facts: (readonly [string, string])[] = [
    ['is', key.expected],
    ...(key.fallback === undefined ? [] : [['default', inline(key.fallback)] as const]),
    ...(key.source === '' ? [] : [['guideline', `${key.source} (docs/guideline.md)`] as const]),
    ...inForce(word.split('.'), key, file).map((line) => ['in force', line] as const),
  ];
  const parts = [
    `${key.name}\n  ${key.description}`,
    facts.map(([what, value]) => `  ${`${what}:`.padEnd(11)} ${value}`).join('\n'),
    ...(key.group ? [`  below it:\n${indented(children(key), '    ')}`] : []),
    `  for example:\n${indented(snippet(key), '    ')}`,
  ];
  return { text: `${parts.join('\n\n')}\n` };
}

function unknown(word: string): string {
  const all = keys().map(({ name }) => name);
  const last = word.split('.').at(-1) ?? word;
  const near = nearest(word, all) ?? all.find((name) => name.endsWith(`.${last}`)) ?? nearestEnd(last, all);
  const hint = near === undefined ? '`sitrep config explain` lists them' : `did you mean \`${near}\`?`;
  return `"${word.slice(0, 60)}" is no key of the configuration; ${hint}`;
}

/** A misspelt last word, wherever it belongs. */
function nearestEnd(word: string, all: readonly string[]): string | undefined {
  const end = nearest(
    word,
    all.map((name) => name.split('.').at(-1) ?? name),
  );
  return all.find((name) => end !== undefined && name.split('.').at(-1) === end);
}

function children(key: Key): string {
  return keys()
    .filter(({ path }) => path.length === key.path.length + 1 && key.path.every((word, index) => word === path[index]))
    .map(({ name, description }) => `${name}: ${description}`)
    .join('\n');
}

/** The value in a file and its line, for each place that the key stands for. */
function inForce(asked: readonly string[], key: Key, file: GivenFile | undefined): string[] {
  if (!file) return [];
  const yaml = readYaml(file.text);
  if ('faults' in yaml || !loadPolicy(file.text).ok)
    return [`what was last right; ${file.path} is broken: sitrep config check ${file.path}`];
  const { read } = yaml;
  const places = resolved(asked, read);
  const set = places.filter((path) => read.at(path) !== undefined);
  if (places.length === 0) return [];
  if (set.length === 0) return [`the default; ${file.path} does not say`];
  return set.map((path) => {
    const value = key.group ? 'set' : inline(read.at(path));
    return `${value} (${path.join('.')}, ${file.path} line ${read.place(path).line})`;
  });
}

/** Stars replaced by the names that are there. */
function resolved(path: readonly string[], read: Read): string[][] {
  return path.reduce<string[][]>(
    (found, word) =>
      found.flatMap((sofar) => {
        const there = word === '*' ? read.at(sofar) : undefined;
        const names = typeof there === 'object' && there !== null ? Object.keys(there) : word === '*' ? [] : [word];
        return names.map((name) => [...sofar, name]);
      }),
    [[]],
  );
}

/** The key with a value that works; of a group, the first key in it. */
function snippet(key: Key): string {
  const inside = (one: Key): boolean => !one.group && key.path.every((word, index) => word === one.path[index]);
  const shown = key.group ? (keys().find(inside) ?? key) : key;
  return stringify(exampleFile(shown), { compat: 'yaml-1.1', lineWidth: 0 }).trimEnd();
}

function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim();
}

function indented(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}
