// What a site is set up with: projects, issue types, fields, statuses, priorities, and what one may do.

import type { JiraCore } from './core.ts';
import { onScreen } from './create-issue.ts';
import { refused } from './errors.ts';
import { allFields, type Field } from './fields.ts';
import { fieldMetadata, fullProjectEntity, issueTypeEntity, statusEntity, typesOf } from './meta-entities.ts';
import {
  may,
  needIssue,
  needProject,
  PERMISSIONS,
  type Permission,
  projectOf,
  RARE_PERMISSIONS,
} from './permissions.ts';
import { type Call, type Json, listed, route } from './route.ts';
import type { JiraProject } from './store.ts';

const MOST_RESULTS = 200;

export function registerMeta(core: JiraCore): void {
  registerProjects(core);
  registerCreateMeta(core);
  registerMyPermissions(core);

  route(core, 'GET', '/field', () => [
    ...allFields(core).map((one) => fieldEntity(one)),
    ...['project', 'status', 'created', 'updated', 'creator', 'resolutiondate', 'comment', 'issuelinks'].map((id) => ({
      id,
      ...(core.kind === 'cloud' ? { key: id } : {}),
      name: id,
      custom: false,
      orderable: false,
      navigable: id !== 'comment',
      searchable: true,
      clauseNames: [id],
    })),
  ]);

  route(core, 'GET', '/priority', ({ version }) =>
    [...core.store.priorities.values()].map(({ id, name }) => ({
      self: `${core.url}/rest/api/${version}/priority/${id}`,
      statusColor: '#cccccc',
      description: '',
      iconUrl: `${core.url}/images/icons/priorities/${id}.svg`,
      name,
      id,
    })),
  );

  route(core, 'GET', '/status', ({ version }) =>
    [...core.store.statuses.values()].map((one) => statusEntity(core, version, one)),
  );
}

function fieldEntity({ id, name, custom, kind }: Field): Json {
  const number = id.replace('customfield_', '');
  return {
    id,
    key: id,
    name,
    custom,
    orderable: true,
    navigable: true,
    searchable: true,
    clauseNames: custom ? [`cf[${number}]`, name] : [id],
    schema: kind.schema,
  };
}

function registerProjects(core: JiraCore): void {
  route(core, 'GET', '/project/:project', (call) =>
    fullProjectEntity(core, call.version, needProject(core, call.user, call.param('project'))),
  );

  route(core, 'GET', '/project/:project/statuses', (call) => {
    const project = needProject(core, call.user, call.param('project'));
    const statuses = project.workflow.statuses.flatMap((id) => {
      const status = core.store.statuses.get(id);
      return status ? [statusEntity(core, call.version, status)] : [];
    });
    return typesOf(core, project).map(({ id, name }) => ({
      self: `${core.url}/rest/api/${call.version}/issuetype/${id}`,
      id,
      name,
      subtask: false,
      statuses,
    }));
  });
}

/** What may be created where. Cloud and Data Center name their lists differently; the old request for all at once is gone. */
function registerCreateMeta(core: JiraCore): void {
  const path = '/issue/createmeta/:project/issuetypes';
  route(core, 'GET', path, (call) => {
    const project = creatable(call);
    const types = typesOf(core, project).map((type) => issueTypeEntity(core, call.version, type));
    return page(call, core.kind === 'cloud' ? 'issueTypes' : 'values', types);
  });

  route(core, 'GET', `${path}/:type`, (call) => {
    const project = creatable(call);
    const type = call.param('type');
    if (!project.issueTypes.includes(type))
      throw refused(400, [`Issue type with id ${type} is not valid for this project.`]);
    const place = { core, version: call.version, project };
    const fields = allFields(core)
      .filter(({ id, settable }) => settable && onScreen(project, id, ['summary', 'issuetype']))
      .map((one) => {
        const required = ['summary', 'issuetype', ...project.required].includes(one.id);
        return { ...fieldMetadata(place, one, required), fieldId: one.id };
      });
    return page(call, core.kind === 'cloud' ? 'fields' : 'values', fields);
  });
}

function creatable(call: Call): JiraProject {
  const project = needProject(call.core, call.user, call.param('project'));
  if (!may(call.user, project, 'CREATE_ISSUES')) {
    throw refused(403, ['You do not have permission to create issues in this project.']);
  }
  return project;
}

function page(call: Call, name: string, all: readonly Json[]): Json {
  const startAt = call.number('startAt', 0);
  const maxResults = call.number('maxResults', 50);
  if (maxResults > MOST_RESULTS)
    throw refused(400, [`Parameter 'maxResults' must not exceed the limit '${MOST_RESULTS}'`]);
  const part = all.slice(startAt, startAt + maxResults);
  const isLast = call.core.kind === 'data-center' ? { isLast: startAt + part.length >= all.length } : {};
  return { maxResults, startAt, total: all.length, ...isLast, [name]: part };
}

/** Cloud has to be told which permissions are asked about; Data Center tells all. */
function registerMyPermissions(core: JiraCore): void {
  const known: Readonly<Record<string, string>> = { ...PERMISSIONS, ...RARE_PERMISSIONS };
  route(core, 'GET', '/mypermissions', (call) => {
    const asked = listed(call.query('permissions'));
    if (core.kind === 'cloud' && asked === undefined) {
      throw refused(400, ["The 'permissions' query parameter is required."]);
    }
    const unknown = (asked ?? []).filter((key) => !Object.hasOwn(known, key));
    if (unknown.length > 0) throw refused(400, [`Unrecognized permission: ${unknown.join(', ')}`]);
    const project = askedAbout(call);
    const keys = Object.keys(known).filter((key): key is Permission => asked?.includes(key) ?? true);
    const entity = (key: Permission, number: number): Json => ({
      id: String(number),
      key,
      name: known[key],
      type: 'PROJECT',
      description: '',
      havePermission: project ? may(call.user, project, key) : anywhere(core, call, key),
    });
    return { permissions: Object.fromEntries(keys.map((key, at) => [key, entity(key, at + 10)])) };
  });
}

function askedAbout(call: Call): JiraProject | undefined {
  const issue = call.query('issueKey') ?? call.query('issueId');
  if (issue !== undefined) return projectOf(call.core, needIssue(call.core, call.user, issue));
  const project = call.query('projectKey') ?? call.query('projectId');
  return project === undefined ? undefined : needProject(call.core, call.user, project);
}

function anywhere(core: JiraCore, call: Call, permission: Permission): boolean {
  return [...core.store.projects.values()].some((project) => may(call.user, project, permission));
}
