// Holds what the embedded Jira takes and answers against Atlassian's own OpenAPI document.

import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { contract } from '../contracts.ts';

const file = contract('../jira/openapi-subset.json', "whether the embedded Jira answers by Atlassian's contract");
const schemaFile = contract('../jira/adf/adf-full.schema.json', "documents against Atlassian's schema");

type Json = Record<string, unknown>;

/** Routes of Jira that the extract has not; what they answer goes unchecked. */
const NOT_IN_IT: readonly RegExp[] = [
  /^POST \/search\/approximate-count$/,
  /^DELETE /,
  /^GET \/comment\/\d+\/properties$/,
];

interface Operation {
  readonly pattern: RegExp;
  readonly method: string;
  readonly request: Json | undefined;
  readonly responses: Readonly<Record<string, Json | undefined>>;
}

const operations = file ? readOperations(JSON.parse(readFileSync(file, 'utf8'))) : undefined;

/**
 * What is wrong with a request and its answer (path as sent, below `/rest/api/3`), one sentence each. The contract is v3's;
 * v2 of Cloud and of Data Center is no part of it.
 */
export function jiraBreaches(method: string, path: string, sent: unknown, status: number, body: unknown): string[] {
  if (!operations) return [];
  const [bare = ''] = path.split('?');
  if (NOT_IN_IT.some((route) => route.test(`${method} ${bare}`))) return [];
  const found = operations.find((one) => one.method === method && one.pattern.test(bare));
  if (!found) return [`${method} ${bare} stands in no contract`];
  if (status >= 400) return refusalBreaches(found, method, bare, status);
  const expected = found.responses[String(status)];
  if (!expected) return [`${method} ${bare} answers ${status}, which the contract does not know`];
  return [
    ...(found.request && sent !== undefined ? failures(found.request, sent).map((text) => `request: ${text}`) : []),
    ...failures(listed(expected, body), body),
  ].map((text) => `${method} ${bare}: ${text}`);
}

/** The document names a single link where its own example, and Jira, give a list of them. */
function listed(schema: Json, body: unknown): Json {
  return Array.isArray(body) && schema['$ref'] ? { type: 'array', items: schema } : schema;
}

/** Codes that any route may give: no right, limits, an API that is gone. */
const ANYWHERE: readonly number[] = [401, 403, 404, 410, 413, 415, 429];

function refusalBreaches({ responses }: Operation, method: string, path: string, status: number): string[] {
  const known = String(status) in responses || ANYWHERE.includes(status);
  return known ? [] : [`${method} ${path} refuses with ${status}, which the contract does not know`];
}

function readOperations(document: Json): Operation[] {
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Json>>>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ['get', 'post', 'put', 'delete'].includes(method))
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        pattern: new RegExp(`^${path.replace('/rest/api/3', '').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
        request: schemaIn(operation['requestBody'] as Json | undefined),
        responses: Object.fromEntries(
          Object.entries(operation['responses'] as Readonly<Record<string, Json>>).map(([status, response]) => [
            status,
            schemaIn(response) ?? {},
          ]),
        ),
      })),
  );
}

function schemaIn(part: Json | undefined): Json | undefined {
  const content = part?.['content'] as Readonly<Record<string, Json>> | undefined;
  return content && (Object.values(content)[0]?.['schema'] as Json | undefined);
}

const validators = new Map<string, ValidateFunction>();
let ajv: Ajv | undefined;

function failures(schema: Json, value: unknown): string[] {
  const name = JSON.stringify(schema);
  const validate = validators.get(name) ?? compiler().compile(relaxed(schema) as Json);
  validators.set(name, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || 'it'} ${message} ${JSON.stringify(params)}`,
  );
}

const BASE = 'https://jira.test/';

function compiler(): Ajv {
  if (ajv || !file) return ajv ?? new Ajv();
  ajv = addFormats.default(new Ajv({ strict: false, allErrors: true, logger: false }));
  // Jira writes an offset without a colon, and gives null for what is not set, which the document never says.
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
  ajv.addSchema({ $id: BASE, ...(relaxed(JSON.parse(readFileSync(file, 'utf8'))) as Json) });
  return ajv;
}

/** The same with absolute references, and null wherever a type is named. */
function relaxed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(relaxed);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key === '$ref' && typeof value === 'string') return [key, `${BASE}${value}`];
      if (key === 'type' && typeof value === 'string' && value !== 'object') return [key, [value, 'null']];
      return [key, relaxed(value)];
    }),
  );
}

/** Whether a document keeps Atlassian's schema; undefined where that is not there. */
export const adfSchema = schemaFile ? compileAdf(schemaFile) : undefined;

function compileAdf(url: URL): (document: unknown) => boolean {
  const { $schema: _draft, ...schema } = JSON.parse(readFileSync(url, 'utf8')) as Json;
  const validate = new Ajv({ strict: false, logger: false }).compile(schema);
  return (document) => validate(document);
}
