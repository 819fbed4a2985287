// Projects: made, looked at, set up.

import { canSeeProject, levelIn, membership, requireLevel } from '../access.ts';
import { unlessModified } from '../conditional.ts';
import type { Core } from '../core.ts';
import { forbidden, invalidRecord, refusal } from '../errors.ts';
import { route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may } from '../params.ts';
import { createProject } from '../seed.ts';
import { Level, type Namespace, type Project, type User } from '../store.ts';
import { projectEntity } from './project-entity.ts';
import { applySettings } from './settings.ts';

const VISIBILITIES = ['private', 'internal', 'public'] as const;

const common = {
  name: may.string,
  path: may.string,
  description: may.string,
  visibility: may.oneOf(...VISIBILITIES),
  default_branch: may.string,
  ci_config_path: may.string,
  ci_pipeline_variables_minimum_override_role: may.oneOf('developer', 'maintainer', 'owner', 'no_one_allowed'),
};

export function registerProjects(core: Core): void {
  const filters = { search: may.string, membership: may.boolean, owned: may.boolean, min_access_level: may.integer };
  route(core, 'GET', '/projects', filters, (call) => {
    const { viewer } = call;
    const { search, membership: mine, owned, min_access_level: least } = call.params;
    const found = [...core.store.projects.values()].filter(
      (project) =>
        canSeeProject(core, viewer, project) &&
        (search == null || project.pathWithNamespace.toLowerCase().includes(search.toLowerCase())) &&
        (!mine || (viewer && membership(core, viewer.id, project))) &&
        (!owned || levelIn(core, viewer, project) >= Level.owner) &&
        (least == null || levelIn(core, viewer, project) >= least),
    );
    return paginate(call, found.reverse()).map((project) => projectEntity(core, project, viewer));
  });

  route(core, 'GET', '/projects/:id', {}, (call) => projectEntity(core, call.project(), call.viewer));
  registerMaking(core);
  registerChanging(core);
}

function registerMaking(core: Core): void {
  route(
    core,
    'POST',
    '/projects',
    { ...common, namespace_id: may.integer, initialize_with_readme: may.boolean },
    async (call) => {
      const { name, path, description, visibility, default_branch: branch, namespace_id: namespaceId } = call.params;
      const own =
        path ??
        name
          ?.trim()
          .toLowerCase()
          .replace(/[^a-z0-9_.-]+/g, '-');
      if (!own) throw refusal(400, 'name or path is missing');
      const namespace = namespaceFor(core, call.user(), namespaceId);
      const full = `${namespace.path}/${own}`.toLowerCase();
      if ([...core.store.projects.values()].some(({ pathWithNamespace }) => pathWithNamespace.toLowerCase() === full))
        throw invalidRecord({ name: ['has already been taken'], path: ['has already been taken'] });
      const project = await createProject(core, {
        path: own,
        name: name ?? own,
        namespace,
        creator: call.user(),
        description: description ?? null,
        defaultBranch: branch ?? 'main',
        readme: call.params.initialize_with_readme ?? false,
        visibility: VISIBILITIES.find((known) => known === visibility) ?? 'private',
      });
      applySettings(project, call.raw);
      return projectEntity(core, project, call.viewer);
    },
  );
}

function registerChanging(core: Core): void {
  route(core, 'PUT', '/projects/:id', common, (call) => {
    const project = call.project();
    requireLevel(core, call.user(), project, Level.maintainer);
    const { params } = call;
    const needsOwner =
      params.visibility != null || params.ci_pipeline_variables_minimum_override_role === 'no_one_allowed';
    if (needsOwner) requireLevel(core, call.user(), project, Level.owner);
    if (params.path != null && params.path !== project.path) rename(core, call.user(), project, params.path);
    project.name = params.name ?? project.name;
    project.description = params.description ?? project.description;
    project.visibility = VISIBILITIES.find((known) => known === params.visibility) ?? project.visibility;
    project.defaultBranch = params.default_branch ?? project.defaultBranch;
    if (params.ci_config_path !== undefined) project.ciConfigPath = params.ci_config_path || null;
    applySettings(project, call.raw);
    project.updatedAt = core.clock.stamp();
    return projectEntity(core, project, call.viewer);
  });

  for (const [verb, archived] of [
    ['archive', true],
    ['unarchive', false],
  ] as const)
    route(core, 'POST', `/projects/:id/${verb}`, {}, (call) => {
      const project = call.project();
      requireLevel(core, call.user(), project, Level.owner);
      project.archived = archived;
      return projectEntity(core, project, call.viewer);
    });

  route(core, 'DELETE', '/projects/:id', {}, async (call) => {
    const project = call.project();
    requireLevel(core, call.user(), project, Level.owner);
    unlessModified(call, project.updatedAt);
    core.store.projects.delete(project.id);
    for (const deleted of core.extensions.projectDeleted) await deleted(project);
    call.reply.code(202);
    return { message: '202 Accepted' };
  });
}

/** Gives a project another path; the one that it had leads to it still (A14). */
function rename(core: Core, user: User, project: Project, path: string): void {
  requireLevel(core, user, project, Level.owner);
  const full = `${project.namespace.path}/${path}`;
  if ([...core.store.projects.values()].some(({ pathWithNamespace }) => pathWithNamespace === full))
    throw invalidRecord({ path: ['has already been taken'] });
  project.formerPaths.push(project.pathWithNamespace);
  project.path = path;
  project.pathWithNamespace = full;
}

/** The caller's own namespace, or the group of that id if the caller may make projects in it. */
function namespaceFor(core: Core, user: User, groupId: number | null | undefined): Namespace {
  const group = groupId == null ? undefined : core.store.groups.get(groupId);
  if (groupId == null) return { kind: 'user', ownerId: user.id, path: user.username, name: user.name };
  const level = user.admin ? Level.owner : (group?.members.get(user.id)?.level ?? Level.none);
  if (!group || level < Level.developer) throw forbidden();
  return { kind: 'group', ownerId: group.id, path: group.path, name: group.name };
}
