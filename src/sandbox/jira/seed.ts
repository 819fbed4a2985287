// What an administrator sets up: users and their tokens, projects with their workflow, fields.

import { randomBytes } from 'node:crypto';
import { WORDS, WORKFLOWS, type WorkflowGiven } from './catalog.ts';
import type { JiraCore } from './core.ts';
import { PERMISSIONS, type Permission } from './permissions.ts';
import {
  type CustomField,
  type CustomKind,
  type JiraProject,
  type JiraUser,
  type Named,
  nextId,
  type Status,
  type Workflow,
} from './store.ts';

export interface NewUser {
  /** How Data Center names them, and what faults and the log do. */
  readonly name: string;
  readonly displayName?: string;
  readonly email?: string;
  /** A service account is an `app`. */
  readonly kind?: JiraUser['kind'];
}

export interface NewToken {
  /** Makes it a scoped token, which works at the gateway only: `read:jira-work`, `write:jira-work`, `read:jira-user`. */
  readonly scopes?: readonly string[];
  /** ISO 8601. */
  readonly expiresAt?: string;
}

export interface JiraAccount {
  readonly user: JiraUser;
  readonly token: string;
  /** The header that speaks for them. */
  readonly authorization: string;
}

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
  readonly members?: readonly (readonly [JiraAccount, 'all' | readonly Permission[]])[];
  /** Ids of the fields that can be set; default all. Summary and issue type always can. */
  readonly fieldsOnScreen?: readonly string[];
  readonly requiredFields?: readonly string[];
}

export interface NewField {
  readonly name: string;
  readonly kind: CustomKind;
  readonly options?: readonly string[];
}

const DAY = 86_400_000;
/** How long a token of Cloud lives where nothing else was said. */
const TOKEN_DAYS = 365;

/** What every site has from the start. */
export function furnish({ store, language }: JiraCore): void {
  const words = WORDS[language];
  words.priorities.forEach((name, at) => void store.priorities.set(String(at + 1), { id: String(at + 1), name }));
  words.resolutions.forEach(
    (name, at) => void store.resolutions.set(String(10_000 + at), { id: String(10_000 + at), name }),
  );
}

export function addUser(core: JiraCore, given: NewUser): JiraAccount {
  const id = nextId(core.store, 'users');
  const user: JiraUser = {
    id,
    accountId: `5b10a2844c20165700e${id.toString(16).padStart(5, '0')}`,
    name: given.name,
    displayName: given.displayName ?? given.name,
    email: given.email ?? `${given.name}@example.com`,
    kind: given.kind ?? 'atlassian',
    active: true,
  };
  core.store.users.set(id, user);
  return addToken(core, user, {});
}

export function addToken(core: JiraCore, user: JiraUser, { scopes, expiresAt }: NewToken): JiraAccount {
  const cloud = core.kind === 'cloud';
  const secret = `${cloud ? 'ATATT3xFfGF0' : ''}${randomBytes(24).toString('base64url')}`;
  const usual = cloud ? core.clock.now() + TOKEN_DAYS * DAY : undefined;
  core.store.tokens.set(secret, {
    secret,
    userId: user.id,
    scopes,
    expiresAt: expiresAt === undefined ? usual : Date.parse(expiresAt),
  });
  const basic = `Basic ${Buffer.from(`${user.email}:${secret}`).toString('base64')}`;
  return { user, token: secret, authorization: cloud ? basic : `Bearer ${secret}` };
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
