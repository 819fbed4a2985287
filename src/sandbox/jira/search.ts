// Search. On Cloud it lags behind what was written, pages by token, and gives ids unless fields are asked for.

import type { JiraCore } from './core.ts';
import { badPayload, badQuery, refused, searchRemoved, unrecognised } from './errors.ts';
import { indexed } from './issue-data.ts';
import { issueEntity } from './issue-entity.ts';
import { expandIn } from './issues.ts';
import { parseJql } from './jql.ts';
import { comparator, matcher } from './jql-match.ts';
import { may, projectOf } from './permissions.ts';
import { type Call, type Json, listed, route, texts } from './route.ts';
import type { JiraIssue } from './store.ts';

/** Issues a page may have: with nothing but ids and keys, and with fields. */
const MOST = { ids: 5000, fields: 100 };
const USUAL = 50;
const MOST_RECONCILED = 50;
const MOST_PROPERTIES = 5;

export function registerSearch(core: JiraCore): void {
  if (core.kind === 'data-center') registerOldSearch(core);
  else registerCloudSearch(core);
}

function registerCloudSearch(core: JiraCore): void {
  for (const method of ['GET', 'POST'] as const) {
    route(core, method, '/search', () => {
      throw searchRemoved();
    });
  }
  route(core, 'POST', '/search/jql', (call) => searchJql(call, call.body()));
  route(core, 'GET', '/search/jql', (call) => {
    const body: Json = {
      jql: call.query('jql'),
      nextPageToken: call.query('nextPageToken'),
      expand: call.query('expand'),
    };
    for (const name of ['fields', 'properties', 'reconcileIssues']) body[name] = listed(call.query(name));
    const maxResults = call.query('maxResults');
    return searchJql(call, { ...body, ...(maxResults === undefined ? {} : { maxResults: Number(maxResults) }) });
  });
  route(core, 'POST', '/search/approximate-count', (call) => {
    call.reply.code(200);
    return { count: found(call, jqlOf(call.body()), new Set()).length };
  });
}

/** What Cloud takes; anything else beside it is refused, as it does (measured by others, brekkylab/backlot 212). */
const CLOUD_TAKES: readonly string[] = [
  'jql',
  'nextPageToken',
  'maxResults',
  'fields',
  'expand',
  'properties',
  'fieldsByKeys',
  'reconcileIssues',
];
/** What Data Center takes: no properties, though a ticket read by itself shows them. */
const SERVER_TAKES: readonly string[] = ['jql', 'startAt', 'maxResults', 'fields', 'validateQuery', 'expand'];

function searchJql(call: Call, body: Json): Json {
  if (Object.keys(body).some((name) => !CLOUD_TAKES.includes(name))) throw badPayload();
  const fields = texts(body, 'fields') ?? [];
  const properties = texts(body, 'properties') ?? [];
  const reconcile = texts(body, 'reconcileIssues') ?? [];
  if (reconcile.length > MOST_RECONCILED)
    throw refused(400, [`'reconcileIssues' may name at most ${MOST_RECONCILED} issues.`]);
  if (properties.length > MOST_PROPERTIES)
    throw refused(400, [`'properties' may name at most ${MOST_PROPERTIES} properties.`]);
  const jql = jqlOf(body);
  const start = offsetOf(body['nextPageToken'], jql);
  const bare = fields.every((name) => name === 'id' || name === 'key');
  const size = Math.min(sizeOf(body['maxResults']), bare ? MOST.ids : MOST.fields);
  const issues = found(call, jql, new Set(reconcile));
  const part = issues.slice(start, start + size);
  const end = start + part.length;
  const idsOnly = fields.length === 0 || fields.every((name) => name === 'id');
  call.reply.code(200);
  return {
    issues: part.map((issue) =>
      idsOnly && properties.length === 0
        ? { id: String(issue.id) }
        : issueEntity(call, issue, {
            fields: fields.length === 0 ? ['id'] : fields,
            properties,
            expand: expandIn(body),
          }),
    ),
    ...(end < issues.length ? { nextPageToken: tokenFor(end, jql) } : {}),
    isLast: end >= issues.length,
  };
}

/** Every issue that the caller may see and the query means, as the index has it; the reconciled as they are. */
function found(call: Call, jql: string, reconciled: ReadonlySet<string>): JiraIssue[] {
  const { core, user } = call;
  const query = parseJql(jql);
  if (core.kind === 'cloud' && query.clauses.length === 0) {
    throw badQuery('Unbounded JQL queries are not allowed here. Please add a search restriction to your query.');
  }
  const matches = matcher(call, query);
  return [...core.store.issues.values()]
    .flatMap((issue) => (reconciled.has(String(issue.id)) ? issue : (indexed(core, issue.id) ?? [])))
    .filter((issue) => may(user, projectOf(core, issue), 'BROWSE_PROJECTS') && matches(issue))
    .sort(comparator(query));
}

function jqlOf({ jql }: Json): string {
  return typeof jql === 'string' ? jql : '';
}

function sizeOf(value: unknown): number {
  if (value === undefined || value === null) return USUAL;
  if (typeof value !== 'number') throw badPayload();
  if (!(value >= 1 && value <= MOST.ids)) {
    throw refused(400, ['The max results parameter has to be between 1 and 5,000.']);
  }
  return value;
}

/** Good for the query it was given with, and no other. */
const tokenFor = (offset: number, jql: string): string =>
  Buffer.from(JSON.stringify([offset, jql])).toString('base64url');

function offsetOf(token: unknown, jql: string): number {
  if (token === undefined || token === null) return 0;
  const [, offset] = /^\[(\d+),/.exec(Buffer.from(String(token), 'base64url').toString()) ?? [];
  if (offset === undefined || tokenFor(Number(offset), jql) !== token)
    throw refused(400, ['The provided next page token is invalid.']);
  return Number(offset);
}

/** Data Center's, with a total, and every navigable field. */
function registerOldSearch(core: JiraCore): void {
  const search = (call: Call, body: Json): Json => {
    const unknown = Object.keys(body).find((name) => !SERVER_TAKES.includes(name));
    if (unknown !== undefined) throw unrecognised(unknown);
    const startAt = Number(body['startAt'] ?? 0);
    const maxResults = Math.min(Number(body['maxResults'] ?? USUAL), 1000);
    const issues = found(call, jqlOf(body), new Set());
    call.reply.code(200);
    return {
      expand: 'schema,names',
      startAt,
      maxResults,
      total: issues.length,
      issues: issues
        .slice(startAt, startAt + maxResults)
        .map((issue) =>
          issueEntity(call, issue, { fields: texts(body, 'fields') ?? ['*navigable'], expand: expandIn(body) }),
        ),
    };
  };
  route(core, 'POST', '/search', (call) => search(call, call.body()));
  route(core, 'GET', '/search', (call) =>
    search(call, {
      jql: call.query('jql'),
      fields: listed(call.query('fields')),
      expand: call.query('expand'),
      startAt: call.number('startAt', 0),
      maxResults: call.number('maxResults', USUAL),
    }),
  );
}
