// How Jira shows what an issue is made of: statuses, fields, issue types, projects.

import { WORDS } from './catalog.ts';
import type { JiraCore } from './core.ts';
import type { Place } from './field-kinds.ts';
import type { Field } from './fields.ts';
import { personOf } from './people.ts';
import type { Json, Version } from './route.ts';
import type { Category, JiraProject, Named, Status } from './store.ts';

/** The numbers and colours that Jira gives its categories. */
const CATEGORIES: Readonly<Record<Category, readonly [number, string]>> = {
  new: [2, 'blue-gray'],
  indeterminate: [4, 'yellow'],
  done: [3, 'green'],
};

export function statusEntity(core: JiraCore, version: Version, { id, name, category }: Status): Json {
  const [number, colorName] = CATEGORIES[category];
  const self = `${core.url}/rest/api/${version}`;
  return {
    self: `${self}/status/${id}`,
    description: '',
    iconUrl: `${core.url}/images/icons/statuses/generic.png`,
    name,
    id,
    statusCategory: {
      self: `${self}/statuscategory/${number}`,
      id: number,
      key: category,
      colorName,
      name: WORDS[core.language].categories[category],
    },
  };
}

/** A field as a screen asks for it. */
export function fieldMetadata(place: Place, { id, name, kind }: Field, required: boolean): Json {
  const allowed = kind.allowed?.(place);
  return {
    required,
    schema: kind.schema,
    name,
    key: id,
    hasDefaultValue: id === 'priority',
    operations: ['set', ...kind.verbs],
    ...(allowed ? { allowedValues: allowed } : {}),
  };
}

export function issueTypeEntity(core: JiraCore, version: Version, { id, name }: Named): Json {
  return {
    self: `${core.url}/rest/api/${version}/issuetype/${id}`,
    id,
    description: '',
    iconUrl: `${core.url}/images/icons/issuetypes/${id}.svg`,
    name,
    subtask: false,
    ...(core.kind === 'cloud' ? { hierarchyLevel: 0 } : {}),
  };
}

/** A project as it stands in an issue. */
export function projectEntity(core: JiraCore, version: Version, project: JiraProject): Json {
  return {
    self: `${core.url}/rest/api/${version}/project/${project.id}`,
    id: String(project.id),
    key: project.key,
    name: project.name,
    projectTypeKey: 'software',
    ...(core.kind === 'cloud' ? { simplified: false } : {}),
  };
}

/** A project by itself. */
export function fullProjectEntity(core: JiraCore, version: Version, project: JiraProject): Json {
  return {
    ...projectEntity(core, version, project),
    expand: 'description,lead,issueTypes,url,projectKeys,permissions,insight',
    description: '',
    lead: personOf(core, version, project.leadId),
    issueTypes: typesOf(core, project).map((type) => issueTypeEntity(core, version, type)),
    components: project.components,
    versions: [],
    roles: {},
    assigneeType: 'UNASSIGNED',
    ...(core.kind === 'cloud' ? { isPrivate: project.isPrivate, style: 'classic', properties: {} } : {}),
  };
}

export function typesOf({ store }: JiraCore, { issueTypes }: JiraProject): Named[] {
  return issueTypes.flatMap((id) => store.issueTypes.get(id) ?? []);
}
