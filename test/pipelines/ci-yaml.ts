// Reading CI configuration as GitLab does: a header and a content, `!reference`, and inputs put in.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type CollectionTag, parseAllDocuments } from 'yaml';

type Value = null | boolean | number | string | readonly Value[] | Mapping;

export interface Mapping {
  readonly [key: string]: Value;
}

export interface Input {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  /** Undefined where the input must be given. */
  readonly default: Value | undefined;
  readonly options: readonly Value[] | undefined;
  readonly regex: string | undefined;
}

export interface CiFile {
  readonly header: Mapping;
  readonly content: Mapping;
  readonly inputs: readonly Input[];
}

/** Names of the components, as `react`. */
export const components: readonly string[] = readdirSync('templates')
  .filter((name) => existsSync(componentFile(name)))
  .sort();

/** The YAML files of this project's own pipeline. */
export const ownPipeline: readonly string[] = [
  '.gitlab-ci.yml',
  ...readdirSync('ci')
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `ci/${name}`)
    .sort(),
];

export function componentFile(name: string): string {
  return `templates/${name}/template.yml`;
}

export function readCiFile(path: string): CiFile {
  return parseCi(readFileSync(path, 'utf8'));
}

/** Throws where the text is no YAML, or of more documents than a header and a content. */
export function parseCi(text: string): CiFile {
  const documents = parseAllDocuments(text, { customTags: [reference] });
  if (!Array.isArray(documents)) throw new Error('an empty file');
  for (const { errors } of documents) if (errors[0]) throw errors[0];
  const parts = documents.map((document): Mapping => document.toJS() ?? {});
  if (parts.length > 2) throw new Error(`${parts.length} documents in one file`);
  const header = parts.length === 2 ? (parts[0] ?? {}) : {};
  const content = parts.at(-1) ?? {};
  return { header, content, inputs: inputsOf(header) };
}

/** The names that stand in `$[[ inputs.… ]]`, each once. */
export function usedInputs(content: Mapping): string[] {
  return [...new Set([...JSON.stringify(content).matchAll(USE)].map((match) => match[1] ?? ''))].sort();
}

/** The content with values for its inputs: a block that is the whole value keeps its type (doc/ci/inputs). */
export function withInputs(content: Value, values: Readonly<Record<string, Value>>): Value {
  if (typeof content === 'string') {
    const whole = new RegExp(`^${USE.source}$`).exec(content)?.[1];
    if (whole !== undefined) return values[whole] ?? null;
    return content.replace(USE, (_block, name: string) => String(values[name]));
  }
  if (Array.isArray(content)) return content.map((item: Value) => withInputs(item, values));
  if (typeof content !== 'object' || content === null) return content;
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => [String(withInputs(key, values)), withInputs(value, values)]),
  );
}

const USE = /\$\[\[\s*inputs\.([\w-]+)[^\]]*\]\]/g;

/** `!reference [job, key]` stays the list that it is. */
const reference: CollectionTag = { tag: '!reference', collection: 'seq', resolve: (items) => items };

function inputsOf(header: Mapping): Input[] {
  const declared = asMapping(asMapping(header['spec'])['inputs']);
  return Object.entries(declared).map(([name, given]): Input => {
    const spec = asMapping(given);
    const { default: fallback, options, regex, type, description } = spec;
    return {
      name,
      type: typeof type === 'string' ? type : 'string',
      description: typeof description === 'string' ? description.trim() : '',
      default: fallback,
      options: Array.isArray(options) ? options : undefined,
      regex: typeof regex === 'string' ? regex : undefined,
    };
  });
}

export function asMapping(value: Value | undefined): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}
