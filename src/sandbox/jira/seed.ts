// What an administrator sets up: projects with their workflow, fields, who may do what.

import { type Account, nextId } from '../atlassian/accounts.ts';
import { WORDS, WORKFLOWS, type WorkflowGiven } from './catalog.ts';
import type { JiraCore } from './core.ts';
import { PERMISSIONS, type Permission } from './permissions.ts';
import type { CustomField, CustomKind, JiraProject, JiraUser, Named, Status, Workflow } from './store.ts';

export type JiraAccount = Account;

export interface NewProject {
  readonly key: string;
  readonly name?: string;
  /** Names; default a few, the Live Incident State first. */
  readonly issueTypes?: readonly string[];
  /** Default from any status to any other. */
  readonly workflow?: WorkflowGiven | keyof typeof WORKFLOWS;
  /** Names, the most urgent first; default all of the site. */
  readonly priorities?: readonly string[];
  readonly components?: readonly string[];
  /** Only members see it. */
  readonly private?: boolean;
  /** Who may do what; `all` is what everybody may in a project that is not private. */
  readonly members?: readonly (readonly [Account, 'all' | readonly Permission[]])[];
  /** Ids of the fields that can be set; default all. Summary and issue type always can. */
  readonly fieldsOnScreen?: readonly string[];
  readonly requiredFields?: readonly string[];
}

export interface NewField {
  readonly name: string;
  readonly kind: CustomKind;
  readonly options?: readonly string[];
}

/** What every site has from the start. */
export function furnish({ store, language }: JiraCore): void {
  const words = WORDS[language];
  words.priorities.forEach((name, at) => void store.priorities.set(String(at + 1), { id: String(at + 1), name }));
  words.resolutions.forEach(
    (name, at) => void store.resolutions.set(String(10_000 + at), { id: String(10_000 + at), name }),
  );
}

export function addField({ store }: JiraCore, { name, kind, options = [] }: NewField): CustomField {
  const id = `customfield_${nextId(store, 'customFields')}`;
  const field: CustomField = {
    id,
    name,
    kind,
    options: options.map((one) => ({ id: String(nextId(store, 'options')), name: one })),
  };
  store.customFields.set(id, field);
  return field;
}

export function addProject(core: JiraCore, given: NewProject): JiraProject {
  const { store, language } = core;
  const wanted = given.workflow ?? WORDS[language].workflow;
  const workflow = typeof wanted === 'string' ? WORKFLOWS[wanted] : wanted;
  const id = nextId(store, 'projects');
  const project: JiraProject = {
    id,
    key: given.key,
    name: given.name ?? given.key,
    isPrivate: given.private ?? false,
    leadId: [...store.users.keys()][0] ?? 0,
    issueTypes: (given.issueTypes ?? ['Live Incident State', 'Task', 'Bug']).map(
      (name) => record(core, 'issueTypes', name).id,
    ),
    priorities: (given.priorities ?? WORDS[language].priorities).map((name) => record(core, 'priorities', name).id),
    components: (given.components ?? []).map((name) => ({ id: String(nextId(store, 'components')), name })),
    workflow: makeWorkflow(core, workflow),
    screen: given.fieldsOnScreen,
    required: given.requiredFields ?? [],
    granted: new Map(),
    lastNumber: 0,
  };
  store.projects.set(id, project);
  for (const [{ user }, permissions] of given.members ?? []) permit(core, project, user, permissions);
  return project;
}

/** From now on the user may do exactly this in the project. */
export function permit(
  { store }: JiraCore,
  { id }: Pick<JiraProject, 'id'>,
  user: JiraUser,
  permissions: 'all' | readonly Permission[],
): void {
  store.projects.get(id)?.granted.set(user.id, permissions === 'all' ? Object.keys(PERMISSIONS) : permissions);
}

function makeWorkflow(core: JiraCore, given: WorkflowGiven): Workflow {
  const statuses = given.statuses.map(({ name, category }) => statusNamed(core, name, category));
  const idOf = (name: string): string => {
    const found = statuses.find((status) => status.name === name);
    if (!found) throw new Error(`the workflow has no status ${name}`);
    return found.id;
  };
  const [first] = statuses;
  if (!first) throw new Error('a workflow has a status at least');
  return {
    initial: first.id,
    statuses: statuses.map(({ id }) => id),
    transitions: given.transitions.map(({ name, from, to, screen }, at) => ({
      id: String((at + 1) * 10 + 1),
      name,
      from: from?.map(idOf),
      to: idOf(to),
      screen: screen?.map(({ field, required }) => ({ field, required: required ?? false })),
    })),
  };
}

/** Statuses are the site's: projects share those of one name. */
function statusNamed({ store }: JiraCore, name: string, category: Status['category']): Status {
  const present = [...store.statuses.values()].find((status) => status.name === name && status.category === category);
  if (present) return present;
  const status = { id: String(nextId(store, 'statuses')), name, category };
  store.statuses.set(status.id, status);
  return status;
}

/** The issue type or priority of a name, new where the site has none. */
function record({ store }: JiraCore, table: 'issueTypes' | 'priorities', name: string): Named {
  const present = [...store[table].values()].find((one) => one.name === name);
  if (present) return present;
  const made = { id: String(nextId(store, table)), name };
  store[table].set(made.id, made);
  return made;
}
