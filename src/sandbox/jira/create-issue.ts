// An issue comes into being: fields, labels, properties and a first transition in one request.

import { nextId } from '../atlassian/accounts.ts';
import { ApiError } from '../errors.ts';
import { isMap } from '../params.ts';
import type { JiraCore } from './core.ts';
import { badFields, badPayload, refused } from './errors.ts';
import { type Given, givenFields, propertiesIn, readFields, textsOf } from './field-input.ts';
import type { Place } from './field-kinds.ts';
import { fieldById } from './fields.ts';
import { touch } from './issue-data.ts';
import { may, visibleProject } from './permissions.ts';
import type { Json, Version } from './route.ts';
import type { JiraIssue, JiraProject, JiraUser } from './store.ts';
import { illegal, step, transitionsFor } from './transitions.ts';

export interface Created {
  readonly issue: JiraIssue;
  /** What became of the transition that was asked for. */
  readonly transition: Json | undefined;
}

/**
 * Throws 400 with a text for each field that cannot be. Rich text is looked at only after the key was drawn, so a text
 * that is refused leaves a gap in the keys (JRACLOUD-78553).
 */
export function createIssue(
  { core, version, user }: { readonly core: JiraCore; readonly version: Version; readonly user: JiraUser },
  body: Json,
): Created {
  const given = givenFields(body);
  if (!isMap(body['fields'])) throw badPayload();
  const project = projectFor(core, user, given.fields['project']);
  const place: Place = { core, version, project };
  refuseNoType(core, given.fields);
  const properties = propertiesIn(body);
  const values = readOrBurnKey(place, given);
  const errors = missing(place, values);
  if (Object.keys(errors).length > 0) throw badFields(errors);

  const issue = newIssue(core, project, user, values);
  for (const [key, value] of properties) issue.properties.set(key, value);
  core.store.issues.set(issue.id, issue);
  touch(core, issue);
  return { issue, transition: firstStep({ core, version, user }, issue, body['transition']) };
}

function projectFor(core: JiraCore, user: JiraUser, named: unknown): JiraProject {
  const keyOrId = isMap(named) ? (named['id'] ?? named['key']) : undefined;
  const project = keyOrId === undefined ? undefined : visibleProject(core, user, String(keyOrId));
  if (!project) {
    throw badFields({
      project: core.kind === 'cloud' ? 'Specify a valid project ID or key' : 'valid project is required',
    });
  }
  if (!may(user, project, 'CREATE_ISSUES')) {
    throw refused(403, ['You do not have permission to create issues in this project.']);
  }
  return project;
}

function refuseNoType(core: JiraCore, { issuetype }: Json): void {
  if (issuetype === undefined) {
    throw badFields({ issuetype: core.kind === 'cloud' ? 'Specify an issue type' : 'issue type is required' });
  }
}

function readOrBurnKey(place: Place, given: Given): Map<string, unknown> {
  const { project } = place;
  const free = ['summary', 'issuetype'];
  try {
    return readFields(place, given, (field) => field.settable && onScreen(project, field.id, free), new Map());
  } catch (error) {
    // Refused as a whole and not by a field: that is its text.
    if (error instanceof ApiError && isMap(error.body) && String(error.body['errorMessages']) !== '')
      project.lastNumber += 1;
    throw error;
  }
}

/** Whether a field may be set in a project; `free` are on every screen. */
export function onScreen({ screen }: JiraProject, id: string, free: readonly string[] = []): boolean {
  return screen === undefined || screen.includes(id) || free.includes(id);
}

function missing({ core, project }: Place, values: ReadonlyMap<string, unknown>): Record<string, string> {
  const errors: Record<string, string> = {};
  if (values.get('summary') === undefined) errors['summary'] = 'You must specify a summary of the issue.';
  for (const id of project.required) {
    if (values.get(id) === undefined) errors[id] = `${fieldById(core, id)?.name ?? id} is required.`;
  }
  return errors;
}

function newIssue(
  core: JiraCore,
  project: JiraProject,
  user: JiraUser,
  values: ReadonlyMap<string, unknown>,
): JiraIssue {
  project.lastNumber += 1;
  const at = core.clock.stamp();
  const usual = project.priorities[Math.floor(project.priorities.length / 2)];
  const fields = new Map<string, unknown>([['reporter', user.id], ...(usual ? [['priority', usual] as const] : [])]);
  for (const [id, value] of values) if (value !== undefined && value !== null) fields.set(id, value);
  return {
    id: nextId(core.store, 'issues'),
    projectId: project.id,
    number: project.lastNumber,
    key: `${project.key}-${project.lastNumber}`,
    creatorId: user.id,
    created: at,
    updated: at,
    statusId: project.workflow.initial,
    resolved: null,
    fields,
    comments: [],
    remoteLinks: [],
    properties: new Map(),
    history: [],
  };
}

/** The issue stays when its transition is refused; the answer says both. */
function firstStep(
  caller: { readonly core: JiraCore; readonly version: Version; readonly user: JiraUser },
  issue: JiraIssue,
  wanted: unknown,
): Json | undefined {
  if (!isMap(wanted)) return undefined;
  try {
    const found = transitionsFor(caller.core, issue, caller.user).find(({ id }) => id === String(wanted['id']));
    if (!found) throw illegal();
    step(caller, issue, caller.user, found, { fields: {}, update: {} });
    return { status: 200, errorCollection: { errorMessages: [], errors: {} } };
  } catch (error) {
    return { status: 400, errorCollection: textsOf(error) };
  }
}
