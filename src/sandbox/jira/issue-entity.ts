// An issue as Jira shows it, with the fields that were asked for.

import { commentEntity } from './comment-data.ts';
import { type JiraCore, jiraTime } from './core.ts';
import { allFields, fieldById } from './fields.ts';
import { projectEntity, statusEntity } from './meta-entities.ts';
import { personEntity, personOf } from './people.ts';
import { projectOf } from './permissions.ts';
import type { Json, Version } from './route.ts';
import type { JiraIssue, JiraUser } from './store.ts';
import { transitionEntity, transitionsFor } from './transitions.ts';

export interface Wanted {
  /** Names, `*all`, `*navigable`, and `-name` for what is not wanted. */
  readonly fields: readonly string[];
  readonly properties?: readonly string[];
  readonly expand?: readonly string[];
}

export interface Viewed {
  readonly core: JiraCore;
  readonly version: Version;
  readonly user: JiraUser;
}

/** Not given unless asked for by name or with everything. */
const NOT_NAVIGABLE: readonly string[] = ['comment'];

export function issueEntity(viewed: Viewed, issue: JiraIssue, wanted: Wanted): Json {
  const { core, version, user } = viewed;
  const expand = wanted.expand ?? [];
  const place = { core, version, project: projectOf(core, issue) };
  const fields = fieldsOf(viewed, issue, wanted.fields);
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
    id: String(issue.id),
    self: `${core.url}/rest/api/${version}/issue/${issue.id}`,
    key: issue.key,
    fields,
    ...(wanted.properties?.length ? { properties: propertiesOf(issue, wanted.properties) } : {}),
    ...(expand.includes('changelog') ? { changelog: changelogOf(viewed, issue) } : {}),
    ...(expand.includes('transitions')
      ? { transitions: transitionsFor(core, issue, user).map((one) => transitionEntity(place, one, false)) }
      : {}),
    ...(expand.includes('names') ? { names: namesOf(core, Object.keys(fields)) } : {}),
  };
}

function fieldsOf(viewed: Viewed, issue: JiraIssue, wanted: readonly string[]): Json {
  const everything = shown(viewed, issue);
  const all = wanted.includes('*all');
  const navigable = wanted.includes('*navigable') || wanted.every((name) => name.startsWith('-'));
  return Object.fromEntries(
    Object.entries(everything)
      .filter(([name]) => !wanted.includes(`-${name}`))
      .filter(([name]) => all || wanted.includes(name) || (navigable && !NOT_NAVIGABLE.includes(name)))
      .map(([name, show]) => [name, show()]),
  );
}

/** Every field, made when it is wanted. */
function shown({ core, version }: Viewed, issue: JiraIssue): Readonly<Record<string, () => unknown>> {
  const status = core.store.statuses.get(issue.statusId);
  const settable = allFields(core).map(({ id, kind }) => [
    id,
    () => kind.show(core, version, issue.fields.get(id)) ?? null,
  ]);
  return {
    ...Object.fromEntries(settable),
    project: () => projectEntity(core, version, projectOf(core, issue)),
    status: () => (status ? statusEntity(core, version, status) : null),
    creator: () => personOf(core, version, issue.creatorId),
    created: () => jiraTime(issue.created),
    updated: () => jiraTime(issue.updated),
    resolutiondate: () => (issue.resolved === null ? null : jiraTime(issue.resolved)),
    issuelinks: () => linksOf({ core, version }, issue),
    comment: () => ({
      comments: issue.comments.map((one) => commentEntity(core, version, issue, one)),
      self: `${core.url}/rest/api/${version}/issue/${issue.id}/comment`,
      maxResults: issue.comments.length,
      total: issue.comments.length,
      startAt: 0,
    }),
  };
}

function linksOf({ core, version }: Pick<Viewed, 'core' | 'version'>, issue: JiraIssue): Json[] {
  const self = `${core.url}/rest/api/${version}`;
  return [...core.store.issueLinks.values()].flatMap(({ id, typeId, inwardId, outwardId }) => {
    if (inwardId !== issue.id && outwardId !== issue.id) return [];
    const other = core.store.issues.get(inwardId === issue.id ? outwardId : inwardId);
    const type = LINK_TYPES.find((one) => one.id === typeId);
    if (!other || !type) return [];
    const status = core.store.statuses.get(other.statusId);
    const seen = {
      id: String(other.id),
      key: other.key,
      self: `${self}/issue/${other.id}`,
      fields: {
        summary: other.fields.get('summary'),
        ...(status ? { status: statusEntity(core, version, status) } : {}),
      },
    };
    const side = inwardId === issue.id ? { outwardIssue: seen } : { inwardIssue: seen };
    return [{ id: String(id), self: `${self}/issueLink/${id}`, type: linkTypeEntity(core, version, type), ...side }];
  });
}

export interface LinkType {
  readonly id: string;
  readonly name: string;
  readonly inward: string;
  readonly outward: string;
}

export const LINK_TYPES: readonly LinkType[] = [
  { id: '10000', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' },
  { id: '10001', name: 'Cloners', inward: 'is cloned by', outward: 'clones' },
  { id: '10002', name: 'Duplicate', inward: 'is duplicated by', outward: 'duplicates' },
  { id: '10003', name: 'Relates', inward: 'relates to', outward: 'relates to' },
];

export function linkTypeEntity(core: JiraCore, version: Version, type: LinkType): Json {
  return { ...type, self: `${core.url}/rest/api/${version}/issueLinkType/${type.id}` };
}

function propertiesOf(issue: JiraIssue, keys: readonly string[]): Json {
  const wanted = [...issue.properties].filter(([key]) => keys.includes(key) || keys.includes('*all'));
  return Object.fromEntries(wanted);
}

function namesOf(core: JiraCore, ids: readonly string[]): Json {
  return Object.fromEntries(ids.map((id) => [id, fieldById(core, id)?.name ?? id]));
}

/** Newest first, as Cloud tells it; Data Center tells the oldest first. */
function changelogOf({ core, version }: Viewed, issue: JiraIssue): Json {
  const histories = issue.history.map(({ id, authorId, created, items }) => {
    const author = core.store.users.get(authorId);
    return {
      id: String(id),
      ...(author ? { author: personEntity(core, version, author) } : {}),
      created: jiraTime(created),
      items: items.map(({ field, fieldId, from, fromName, to, toName }) => ({
        field,
        fieldtype: fieldId.startsWith('customfield_') ? 'custom' : 'jira',
        ...(core.kind === 'cloud' ? { fieldId } : {}),
        from,
        fromString: fromName,
        to,
        toString: toName,
      })),
    };
  });
  if (core.kind === 'cloud') histories.reverse();
  return { startAt: 0, maxResults: histories.length, total: histories.length, histories };
}
