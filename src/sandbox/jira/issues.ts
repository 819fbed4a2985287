// Issues: created, read, edited, removed, many of them fetched by key.

import { addComment, readComment } from './comment-data.ts';
import type { JiraCore } from './core.ts';
import { createIssue, onScreen } from './create-issue.ts';
import { refused } from './errors.ts';
import { commentsIn, givenFields, propertiesIn, readFields } from './field-input.ts';
import { allFields } from './fields.ts';
import { removeIssue, setFields, touch } from './issue-data.ts';
import { issueEntity, type Viewed } from './issue-entity.ts';
import { fieldMetadata } from './meta-entities.ts';
import { projectOf, visibleIssue } from './permissions.ts';
import { type Call, type Json, listed, route, texts } from './route.ts';
import type { JiraIssue } from './store.ts';

/** Issues that one request fetches at most. */
const MOST_FETCHED = 100;

export function registerIssues(core: JiraCore): void {
  route(core, 'POST', '/issue', (call) => {
    const { issue, transition } = createIssue(call, call.body());
    return {
      id: String(issue.id),
      key: issue.key,
      self: `${core.url}/rest/api/${call.version}/issue/${issue.id}`,
      ...(transition ? { transition } : {}),
    };
  });

  route(core, 'GET', '/issue/:issue', (call) => {
    const properties = listed(call.query('properties'));
    return issueEntity(call, call.issue(), {
      fields: listed(call.query('fields')) ?? ['*all'],
      expand: listed(call.query('expand')) ?? [],
      ...(properties ? { properties } : {}),
    });
  });

  route(core, 'PUT', '/issue/:issue', (call) => {
    const issue = call.write('EDIT_ISSUES', () =>
      refused(403, ['You do not have permission to edit issues in this project.']),
    );
    editIssue(call, issue, call.body());
    if (core.kind === 'data-center' || call.query('returnIssue') !== 'true') return undefined;
    call.reply.code(200);
    return issueEntity(call, issue, { fields: ['*all'] });
  });

  route(core, 'DELETE', '/issue/:issue', (call) => {
    removeIssue(
      core,
      call.write('DELETE_ISSUES', () => refused(403, ['You do not have permission to delete issues in this project.'])),
    );
  });

  route(core, 'GET', '/issue/:issue/editmeta', (call) => {
    const project = projectOf(core, call.issue());
    const place = { core, version: call.version, project };
    const fields = allFields(core).filter(({ id, settable }) => settable && onScreen(project, id));
    return {
      fields: Object.fromEntries(fields.map((one) => [one.id, fieldMetadata(place, one, one.id === 'summary')])),
    };
  });

  registerBulkFetch(core);
}

/** Sets fields, applies verbs, adds comments and properties: all or nothing. Throws 400. */
export function editIssue(viewed: Viewed, issue: JiraIssue, body: Json): void {
  const { core, version, user } = viewed;
  const project = projectOf(core, issue);
  const place = { core, version, project };
  const given = givenFields(body);
  const values = readFields(place, given, ({ id, settable }) => settable && onScreen(project, id), issue.fields);
  const comments = commentsIn(given).map((one) => readComment(place, one));
  const properties = propertiesIn(body);
  setFields(core, issue, user, values);
  for (const comment of comments) addComment(core, issue, user, comment);
  for (const [key, value] of properties) issue.properties.set(key, value);
  touch(core, issue);
}

/** A read by key, which no lag of the search touches; what is not there or not to be seen is left out. */
function registerBulkFetch(core: JiraCore): void {
  const fetch = (call: Call): Json => {
    const body = call.body();
    const keys = texts(body, 'issueIdsOrKeys');
    if (!keys || keys.length === 0) throw refused(400, ["'issueIdsOrKeys' must not be empty"]);
    if (keys.length > MOST_FETCHED)
      throw refused(400, [`The maximum number of issues that can be fetched is ${MOST_FETCHED}.`]);
    const found = keys.flatMap((key) => visibleIssue(core, call.user, key) ?? []);
    const properties = texts(body, 'properties');
    call.reply.code(200);
    return {
      issueErrors: [],
      issues: [...new Set(found)]
        .sort((a, b) => a.id - b.id)
        .map((issue) =>
          issueEntity(call, issue, {
            fields: texts(body, 'fields') ?? ['*navigable'],
            expand: expandIn(body),
            ...(properties ? { properties } : {}),
          }),
        ),
    };
  };
  route(core, 'POST', '/issue/bulkfetch', fetch, { only: 'cloud' });
}

/** A list in some bodies, a comma list in others. */
export function expandIn(body: Json): string[] {
  const value = body['expand'];
  if (typeof value === 'string') return listed(value) ?? [];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
