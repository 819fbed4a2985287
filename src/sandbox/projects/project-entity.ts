// How a project is shown: in answers, and in the body of a webhook.

import { levelIn, membership } from '../access.ts';
import type { Core } from '../core.ts';
import type { Json } from '../people/user-entity.ts';
import { Level, type Project, type User } from '../store.ts';
import { settingDefaults, settingOf } from './settings.ts';

const VISIBILITY_LEVEL = { private: 0, internal: 10, public: 20 } as const;

export function projectUrl(core: Core, project: Project): string {
  return `${core.url}/${project.pathWithNamespace}`;
}

/** The whole project, as `GET /projects/:id` answers; members are told more than passers-by. */
export function projectEntity(core: Core, project: Project, viewer: User | undefined): Json {
  const basic = basicProject(core, project);
  if (levelIn(core, viewer, project) < Level.guest) return basic;
  const member = viewer && project.members.get(viewer.id);
  const effective = viewer && membership(core, viewer.id, project);
  const inherited = effective && effective !== member ? { access_level: effective.level, notification_level: 3 } : null;
  const issues = (core.store.issuesOf.get(project.id) ?? []).map((id) => core.store.issues.get(id));
  return {
    ...basic,
    _links: links(core, project),
    packages_enabled: true,
    empty_repo: false,
    archived: project.archived,
    ...Object.fromEntries(Object.keys(settingDefaults).map((name) => [name, settingOf(project, name)])),
    can_create_merge_request_in: true,
    creator_id: project.creatorId,
    import_status: 'none',
    open_issues_count: issues.filter((issue) => issue?.state === 'opened').length,
    description_html: project.description ?? '',
    updated_at: project.updatedAt,
    ci_config_path: project.ciConfigPath ?? '',
    shared_with_groups: [],
    permissions: {
      project_access: member ? { access_level: member.level, notification_level: 3 } : null,
      group_access: inherited,
    },
  };
}

/** A project as anybody sees it who may see it (`BasicProjectDetails`). */
export function basicProject(core: Core, project: Project): Json {
  const url = projectUrl(core, project);
  const { namespace } = project;
  return {
    id: project.id,
    description: project.description,
    name: project.name,
    name_with_namespace: `${namespace.name} / ${project.name}`,
    path: project.path,
    path_with_namespace: project.pathWithNamespace,
    created_at: project.createdAt,
    default_branch: project.defaultBranch,
    tag_list: [],
    topics: [],
    ssh_url_to_repo: sshUrl(core, project),
    http_url_to_repo: `${url}.git`,
    web_url: url,
    readme_url: null,
    forks_count: 0,
    avatar_url: null,
    star_count: 0,
    last_activity_at: project.lastActivityAt,
    visibility: project.visibility,
    namespace: {
      id: namespace.ownerId,
      name: namespace.name,
      path: namespace.path.split('/').at(-1),
      kind: namespace.kind,
      full_path: namespace.path,
      parent_id: null,
      avatar_url: null,
      web_url: `${core.url}/${namespace.kind === 'group' ? 'groups/' : ''}${namespace.path}`,
    },
  };
}

/** The project as webhooks carry it. */
export function hookProject(core: Core, project: Project): Json {
  const url = projectUrl(core, project);
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    web_url: url,
    avatar_url: null,
    git_ssh_url: sshUrl(core, project),
    git_http_url: `${url}.git`,
    namespace: project.namespace.name,
    visibility_level: VISIBILITY_LEVEL[project.visibility],
    path_with_namespace: project.pathWithNamespace,
    default_branch: project.defaultBranch,
    ci_config_path: project.ciConfigPath,
    homepage: url,
    url: sshUrl(core, project),
    ssh_url: sshUrl(core, project),
    http_url: `${url}.git`,
  };
}

/** The short form that stands beside it in webhooks. */
export function hookRepository(core: Core, project: Project): Json {
  const { name, description } = project;
  return { name, url: sshUrl(core, project), description, homepage: projectUrl(core, project) };
}

function links(core: Core, project: Project): Json {
  const self = `${core.url}/api/v4/projects/${project.id}`;
  return {
    self,
    issues: `${self}/issues`,
    merge_requests: `${self}/merge_requests`,
    repo_branches: `${self}/repository/branches`,
    labels: `${self}/labels`,
    events: `${self}/events`,
    members: `${self}/members`,
    cluster_agents: `${self}/cluster_agents`,
  };
}

function sshUrl(core: Core, project: Project): string {
  return `ssh://git@${new URL(core.url).hostname}/${project.pathWithNamespace}.git`;
}
