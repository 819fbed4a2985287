// The two files that `init` commits: a configuration to begin with, and the schema by which an editor helps with it.
//
// Every key is there with its default, commented out, so that the file can be read as a reference and nothing in it is
// frozen: a default that improves in a later release improves here too. Prose has two signs (`##`), what can be switched on
// has one, so an editor's "toggle comment" does the right thing.

import { stringify } from 'yaml';
import { CONFIG_PATH } from './load.ts';
import { alternativesIn, childrenOf, jsonSchema, mapValueOf, type Node, nameIn, said } from './schema.ts';

/** Where `init` puts the schema: beside the configuration. */
export const SCHEMA_PATH = '.gitlab/sitrep.schema.json';

/** The first line of a configuration: editors with a YAML language server complete and check by it. */
export const SCHEMA_LINE = '# yaml-language-server: $schema=./sitrep.schema.json';

/** The JSON Schema of the configuration, as a file. Unit and source stand in the descriptions, where editors show them. */
export function schemaText(): string {
  const title = `sitrep: ${CONFIG_PATH}`;
  return `${JSON.stringify({ title, ...jsonSchema() }, (_key, value: unknown) => forEditors(value), 2)}\n`;
}

/** A configuration that changes nothing, and shows everything that could be changed. */
export function starterConfig(): string {
  const about = [
    SCHEMA_LINE,
    '##',
    '## How sitrep works in this project. All of it is optional: what is commented out shows the default.',
    '## To change something, take the `# ` away from its line and from the lines that it stands below.',
    '## `sitrep config explain <key>` says more of a key; `sitrep config check` says whether the file is right.',
  ];
  const sections = childrenOf(jsonSchema()).map(([name, node]) => section(name, node).join('\n'));
  return `${about.join('\n')}\n\n${sections.join('\n\n')}\n`;
}

/** One key of the top and everything below it. Each sentence is written once. */
function section(name: string, node: Node): string[] {
  const written = new Set<string>();
  // What has no default (a mirror) is off until somebody writes it: shown as it might look.
  const [first = '', ...rest] = entry(name, node, { written, example: node.default === undefined });
  const source = said(node, 'source');
  const why = `${said(node, 'description') ?? ''}${source === undefined ? '' : ` (${source})`}`;
  return [`## ${why}`, `# ${first.replace(/ {2}# .*$/, '')}`, ...rest.map((line) => `# ${line}`)];
}

interface Writing {
  readonly written: Set<string>;
  /** Within an entry that is an example as a whole, examples stand where they would be. */
  readonly example: boolean;
}

/** A key as lines of YAML, with what it means behind it. */
function entry(name: string, node: Node, writing: Writing): string[] {
  const value = mapValueOf(node);
  const below = value
    ? entry(nameIn(node), value, { ...writing, example: true })
    : childrenOf(node).flatMap(([child, at]) =>
        entry(child, at, writing).map((line) => (alternativesIn(node).includes(child) ? `# ${line}` : line)),
      );
  if (below.length > 0) return [`${name}:${meaning(node, writing)}`, ...below.map((line) => `  ${line}`)];
  const shown = writing.example ? (node['example'] ?? node.default) : node.default;
  if (shown === undefined) return [`# ${name}: ${inline(node['example'])}${meaning(node, writing)}`];
  return [`${name}: ${inline(shown)}${meaning(node, writing)}`];
}

function meaning(node: Node, { written }: Writing): string {
  const sentence = said(node, 'description');
  if (sentence === undefined || written.has(sentence)) return '';
  written.add(sentence);
  return `  # ${sentence}${node.enum ? ` One of ${node.enum.join(', ')}.` : ''}`;
}

/** A value in one line, such that readers of older YAML take it for the same. */
function inline(value: unknown): string {
  return stringify(value, {
    collectionStyle: 'flow',
    flowCollectionPadding: false,
    lineWidth: 0,
    compat: 'yaml-1.1',
  }).trim();
}

function forEditors(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('description' in value)) return value;
  const { unit, source, example, ...node }: Record<string, unknown> = { ...value };
  const more = [unit === undefined ? '' : `in ${unit}`, source ?? ''].filter((part) => part !== '').join('; ');
  return {
    ...node,
    description: `${node['description']}${more === '' ? '' : ` (${more})`}`,
    ...(example === undefined ? {} : { examples: [example] }),
  };
}
