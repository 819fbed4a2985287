// Holds what the sandbox answers against GitLab's own published contract.
//
// Each answer is checked twice: against the JSON Schema of GitLab's own tests, for what must be there and what may be
// null, and against the entity of its OpenAPI document, for keys and types that are unknown. Neither alone is enough.

import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { contract } from '../contracts.ts';
import { type Contract, contracts } from './contract-table.ts';

const data = contract('schemas/', 'whether the sandbox answers as GitLab promises');
const SCHEMAS = 'spec/fixtures/api/schemas/';
const BASE = 'https://gitlab.test/';

/** False where the contract is not there; then answers go unchecked. */
export const contractAvailable = data !== undefined;

/** One file of it. Throws where there is no contract: whoever asks has made sure. */
export function contractFile(path: string): URL {
  if (!data) throw new Error(`${path} cannot be read without GitLab's contract`);
  return new URL(`../${path}`, data);
}

/**
 * What is wrong with an answer of `METHOD /path` (path as sent, below /api/v4), one sentence each; empty when it keeps
 * the contract. Only successes are checked: refusals have no schema. An endpoint that is in no table is wrong too.
 */
export function breaches(method: string, path: string, status: number, body: unknown): string[] {
  if (!contractAvailable || status >= 300 || status === 202 || status === 204) return [];
  const [bare = ''] = path.split('?');
  const found = contracts.find((row) => row.method === method && row.pattern.test(bare));
  if (!found) return [`${method} ${bare} stands in no contract table`];
  return check(found.contract, body).map((problem) => `${method} ${bare}: ${problem}`);
}

function check({ schema, entity, list, none }: Contract, body: unknown): string[] {
  if (none) return [];
  if (list && !Array.isArray(body)) return ['is no list'];
  const items: unknown[] = list && Array.isArray(body) ? body : [body];
  return items.flatMap((item) => [
    ...(schema ? failures(schemaValidator(schema), item, entity !== undefined) : []),
    ...(entity ? failures(entityValidator(entity), item, false) : []),
  ]);
}

function failures(validate: ValidateFunction, item: unknown, newerEntityKnowsTheKeys: boolean): string[] {
  if (validate(item)) return [];
  const errors = validate.errors ?? [];
  return errors.filter((error) => !(newerEntityKnowsTheKeys && error.keyword === 'additionalProperties')).map(sentence);
}

function sentence({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || 'it'} ${message} ${JSON.stringify(params)}`;
}

const validators = new Map<string, ValidateFunction>();

function once(name: string, make: () => ValidateFunction | undefined): ValidateFunction {
  const present = validators.get(name);
  if (present) return present;
  const made = make();
  if (!made) throw new Error(`no such schema or entity: ${name}`);
  validators.set(name, made);
  return made;
}

/** `public_api/v4/issue.json`; one item, also where the file describes a list. */
function schemaValidator(file: string): ValidateFunction {
  return once(file, () => {
    const { items } = readSchema(file);
    return schemas().getSchema(`${BASE}${SCHEMAS}${file}${items ? '#/items' : ''}`);
  });
}

function entityValidator(name: string): ValidateFunction {
  return once(name, () => entities().compile({ $ref: `${BASE}#/components/schemas/APIEntities${name}` }));
}

type Json = Record<string, unknown>;

let schemaAjv: Ajv | undefined;

function schemas(): Ajv {
  if (schemaAjv) return schemaAjv;
  schemaAjv = addFormats.default(new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false }));
  const files = readdirSync(contractFile(`schemas/${SCHEMAS}`), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.json')))
    schemaAjv.addSchema(readSchema(file), `${BASE}${SCHEMAS}${file}`);
  return schemaAjv;
}

interface Patch {
  readonly op: string;
  readonly path: string;
  readonly value: unknown;
}

let overrides: Record<string, readonly Patch[]> | undefined;

function readSchema(file: string): Json {
  overrides ??= Object.assign(
    {},
    ...Object.values(readJson('schema-overrides.json')).filter((part) => typeof part === 'object'),
  );
  const schema = readJson(`schemas/${SCHEMAS}${file}`);
  for (const patch of overrides?.[SCHEMAS + file] ?? []) apply(schema, patch);
  return schema;
}

function apply(schema: Json, { op, path, value }: Patch): void {
  const [last = '', ...parents] = path.split('/').slice(1).reverse();
  const parent = parents.reverse().reduce((at: Json, key) => at[key] as Json, schema);
  if (op === 'remove') delete parent[last];
  else parent[last] = value;
}

let entityAjv: Ajv | undefined;

/** The OpenAPI entities with the corrections they need: all may be null, plural references are lists. */
function entities(): Ajv {
  if (entityAjv) return entityAjv;
  const declared = parse(readFileSync(contractFile('openapi/entities.yaml'), 'utf8')).components.schemas as Record<
    string,
    Json
  >;
  entityAjv = addFormats.default(new Ajv({ strict: false, allErrors: true, logger: false }));
  const relaxed = Object.fromEntries(
    Object.entries(declared).map(([name, entity]) => [
      name,
      { ...entity, properties: relaxAll((entity['properties'] ?? {}) as Json), additionalProperties: false },
    ]),
  );
  entityAjv.addSchema({ $id: BASE, components: { schemas: relaxed } });
  return entityAjv;
}

/** Plain days in every documented answer, though the document says date-time. */
const DAYS: readonly string[] = ['expires_at', 'last_activity_on'];

const relaxAll = (properties: Json): Json =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const { format, ...rest } = value as Json;
      return [name, relax(format === undefined ? rest : { ...rest, format: DAYS.includes(name) ? 'date' : format })];
    }),
  );

function relax(value: Json): Json {
  // A text whose example is `false` is none: the generator did not know the type either.
  const contradicted = typeof value['example'] === 'boolean';
  const untyped =
    value['type'] === 'string' &&
    (contradicted || !['example', 'format', 'enum', 'description'].some((key) => key in value));
  const type: Json = untyped ? {} : { ...value };
  if (type['properties']) type['properties'] = relaxAll(type['properties'] as Json);
  return { anyOf: [type, { type: 'null' }, ...(value['$ref'] ? [{ type: 'array', items: value }] : [])] };
}

function readJson(path: string): Json {
  return JSON.parse(readFileSync(contractFile(path), 'utf8'));
}

/** A documented webhook body, such as `issue`. */
export function payloadSample(name: string): unknown {
  return readJson(`payloads/${name}.json`);
}
