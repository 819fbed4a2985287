// What the sandbox itself reads of a `.gitlab-ci.yml`: whether it is one, its inputs and its jobs' names.
//
// Rules, includes and scripts are the runner's affair.

import { isMap, parseAllDocuments } from 'yaml';
import type { InputValue } from './types.ts';

const MAX_INPUTS = 20;

export interface CiConfig {
  /** Undefined without a `spec: inputs` header. */
  readonly inputs: ReadonlyMap<string, InputSpec> | undefined;
  readonly content: Readonly<Record<string, unknown>>;
}

export interface InputSpec {
  readonly type: 'string' | 'number' | 'boolean' | 'array';
  readonly default: InputValue | undefined;
  readonly options: readonly unknown[] | undefined;
  readonly regex: string | undefined;
}

/** Parses a configuration; a text in place of it says what is wrong. */
export function parseConfig(text: string): CiConfig | string {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents)) return 'Please provide content of .gitlab-ci.yml';
  for (const document of documents) {
    const [error] = document.errors;
    if (error) return `(<unknown>): ${error.message.split('\n')[0]}`;
    if (document.contents !== null && !isMap(document.contents)) return 'Invalid configuration format';
  }
  const parts = documents.map((document): unknown => document.toJS());
  const header = parts.length > 1 ? asRecord(parts[0]) : {};
  const content = asRecord(parts.at(-1));
  if (parts.length > 1 && header['spec'] === undefined) return 'header:spec config should be a hash';
  const spec = asRecord(header['spec'])['inputs'];
  return { inputs: spec === undefined ? undefined : readSpecs(asRecord(spec)), content };
}

/** The values a pipeline gets for the inputs it was given, defaults included; a text in place of them refuses it. */
export function readInputs(
  config: CiConfig,
  sent: Readonly<Record<string, unknown>>,
): Record<string, InputValue> | string {
  const given = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, parsed(value)]));
  const names = Object.keys(given);
  if (names.length > MAX_INPUTS) return `There cannot be more than ${MAX_INPUTS} inputs`;
  if (config.inputs === undefined) {
    if (names.length === 0) return {};
    return 'Given inputs not defined in the `spec` section of the included configuration file';
  }
  const specs = config.inputs;
  const unknown = names.filter((name) => !specs.has(name));
  const problems = unknown.length > 0 ? [`unknown input arguments: ${unknown.join(', ')}`] : [];
  const values: Record<string, InputValue> = {};
  for (const [name, spec] of specs) {
    const value = given[name] ?? spec.default;
    problems.push(...problemsOf(name, spec, value));
    if (isInput(value)) values[name] = value;
  }
  return problems.length > 0 ? problems.slice(0, 3).join(', ') : values;
}

const RESERVED = new Set([
  ...['default', 'include', 'stages', 'variables', 'workflow', 'image', 'services', 'cache', 'before_script'],
  ...['after_script', 'spec', 'types'],
]);

/** The jobs that stand in the file itself. */
export function jobsIn({ content }: CiConfig): { name: string; definition: Readonly<Record<string, unknown>> }[] {
  return Object.entries(content)
    .filter(([name, value]) => !RESERVED.has(name) && !name.startsWith('.') && typeof value === 'object')
    .map(([name, value]) => ({ name, definition: asRecord(value) }));
}

function readSpecs(spec: Readonly<Record<string, unknown>>): Map<string, InputSpec> {
  const types = ['string', 'number', 'boolean', 'array'] as const;
  return new Map(
    Object.entries(spec).map(([name, value]): [string, InputSpec] => {
      const given = asRecord(value);
      const { options, regex } = given;
      const fallback = given['default'];
      return [
        name,
        {
          type: types.find((type) => type === given['type']) ?? 'string',
          default: isInput(fallback) ? fallback : undefined,
          options: Array.isArray(options) ? options : undefined,
          regex: typeof regex === 'string' ? regex : undefined,
        },
      ];
    }),
  );
}

/** Text that is JSON is taken for what it says: `12` is a number and `true` a boolean (GitLab's `Inputs.parse_params`). */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function problemsOf(name: string, spec: InputSpec, value: unknown): string[] {
  const problem = (text: string): string => `\`${name}\` input: ${text}`;
  if (value === undefined || value === null) return [problem('required value has not been provided')];
  const problems: string[] = [];
  if (spec.options && !spec.options.includes(value))
    problems.push(problem(`\`${value}\` cannot be used because it is not in the list of the allowed options`));
  const type = Array.isArray(value) ? 'array' : typeof value;
  if (type !== spec.type)
    problems.push(problem(`provided value is not a${spec.type === 'array' ? 'n' : ''} ${spec.type}`));
  else if (spec.regex !== undefined && typeof value === 'string' && !matches(spec.regex, value))
    problems.push(problem('provided value does not match required RegEx pattern'));
  return problems;
}

/** GitLab's patterns are RE2; `/.../` around them is allowed. */
function matches(pattern: string, value: string): boolean {
  return new RegExp(pattern.replace(/^\/(.*)\/$/, '$1')).test(value);
}

function isInput(value: unknown): value is InputValue {
  return ['string', 'number', 'boolean'].includes(typeof value) || Array.isArray(value);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
