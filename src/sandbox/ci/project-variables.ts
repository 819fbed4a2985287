// The CI/CD variables of a project (doc/api/project_level_variables.md).

import { requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { invalidRecord, notFound } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may, must } from '../params.ts';
import { Level, type Project } from '../store.ts';
import { projectVariableEntity } from './render.ts';
import type { ProjectVariable } from './types.ts';

const VARIABLES = '/projects/:id/variables';
/** GitLab masks nothing shorter. */
const SHORTEST_MASKED = 8;

const CHANGE = {
  variable_type: may.oneOf('env_var', 'file'),
  protected: may.boolean,
  masked: may.boolean,
  masked_and_hidden: may.boolean,
  raw: may.boolean,
  environment_scope: may.string,
  description: may.string,
} as const;

export function projectVariableRoutes(core: Core): void {
  route(core, 'GET', VARIABLES, {}, (call) => paginate(call, variablesOf(call)).map(projectVariableEntity));
  route(core, 'GET', `${VARIABLES}/:key`, {}, (call) => projectVariableEntity(find(call)));
  route(core, 'POST', VARIABLES, { ...CHANGE, key: must.filled, value: must.string }, (call) => {
    const all = variablesOf(call);
    const { key, value, masked_and_hidden: hidden } = call.params;
    if (!/^\w+$/.test(key)) throw invalidRecord({ key: ["can contain only letters, digits and '_'."] });
    const scope = call.params.environment_scope ?? '*';
    if (all.some((present) => present.key === key && present.environmentScope === scope))
      throw invalidRecord({ key: [`(${key}) has already been taken`] });
    const made: ProjectVariable = { ...BLANK, key, value, hidden: hidden ?? false };
    change(made, { ...call.params, masked: hidden ? true : call.params.masked });
    all.push(made);
    return projectVariableEntity(made);
  });
  route(core, 'PUT', `${VARIABLES}/:key`, { ...CHANGE, value: may.string }, (call) => {
    const variable = find(call);
    const changed = { ...variable, value: call.params.value ?? variable.value };
    change(changed, call.params);
    Object.assign(variable, changed);
    return projectVariableEntity(variable);
  });
  route(core, 'DELETE', `${VARIABLES}/:key`, {}, (call) => {
    const all = variablesOf(call);
    all.splice(all.indexOf(find(call)), 1);
  });
}

const BLANK: ProjectVariable = {
  key: '',
  value: '',
  type: 'env_var',
  raw: false,
  protected: false,
  masked: false,
  hidden: false,
  environmentScope: '*',
  description: null,
};

interface Change {
  readonly variable_type?: string | null | undefined;
  readonly protected?: boolean | null | undefined;
  readonly masked?: boolean | null | undefined;
  readonly raw?: boolean | null | undefined;
  readonly environment_scope?: string | null | undefined;
  readonly description?: string | null | undefined;
}

/** Changes what was sent. Throws a 400 for a value that cannot be masked. */
function change(variable: ProjectVariable, sent: Change): void {
  if (sent.variable_type) variable.type = sent.variable_type === 'file' ? 'file' : 'env_var';
  variable.protected = sent.protected ?? variable.protected;
  variable.masked = sent.masked ?? variable.masked;
  variable.raw = sent.raw ?? variable.raw;
  variable.environmentScope = sent.environment_scope ?? variable.environmentScope;
  if (sent.description !== undefined) variable.description = sent.description;
  if (variable.masked && (variable.value.length < SHORTEST_MASKED || /\s/.test(variable.value)))
    throw invalidRecord({ value: ['is invalid'] });
}

function variablesOf(call: Call): ProjectVariable[] {
  const project: Project = call.project();
  requireLevel(call.core, call.user(), project, Level.maintainer);
  const all = call.core.store.ci.variables.get(project.id) ?? [];
  call.core.store.ci.variables.set(project.id, all);
  return all;
}

function find(call: Call): ProjectVariable {
  const variable = variablesOf(call).find(({ key }) => key === String(call.raw['key']));
  if (!variable) throw notFound('Variable');
  return variable;
}
