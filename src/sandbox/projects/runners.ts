// Runners, as a project's maintainers see them (doc/api/runners.md).

import { levelIn, requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { forbidden, notFound } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may, must } from '../params.ts';
import type { Json } from '../people/user-entity.ts';
import { Level, type RunnerRecord } from '../store.ts';
import { projectUrl } from './project-entity.ts';
import { addRunner, runnersOf } from './runner-data.ts';

const FILTERS = {
  type: may.oneOf('instance_type', 'group_type', 'project_type'),
  status: may.oneOf('online', 'offline', 'stale', 'never_contacted'),
  paused: may.boolean,
} as const;

export function registerRunners(core: Core): void {
  addRunner(core, { description: 'shared-runner' });

  route(core, 'GET', '/projects/:id/runners', FILTERS, (call) => {
    const project = call.project();
    requireLevel(core, call.user(), project, Level.maintainer);
    const { type, status, paused } = call.params;
    const found = runnersOf(core, project).filter(
      (runner) =>
        (type == null || typeOf(runner) === type) &&
        (status == null || statusOf(runner) === status) &&
        (paused == null || runner.paused === paused),
    );
    return paginate(call, found).map(runnerEntity);
  });

  const one = { runner_id: must.integer };
  route(core, 'GET', '/runners/:runner_id', one, (call) => runnerDetails(core, find(core, call)));
  route(core, 'PUT', '/runners/:runner_id', { ...one, paused: may.boolean }, (call) => {
    const runner = find(core, call);
    requireControl(core, call, runner);
    runner.paused = call.params.paused ?? runner.paused;
    for (const tell of core.extensions.runnersChanged) tell();
    return runnerDetails(core, runner);
  });
  route(core, 'DELETE', '/runners/:runner_id', one, (call) => {
    const runner = find(core, call);
    requireControl(core, call, runner);
    core.store.runners.delete(runner.id);
  });
}

/** A runner that the caller may look at: everybody a shared one, maintainers their project's. */
function find(core: Core, call: Call<{ runner_id: typeof must.integer }>): RunnerRecord {
  const user = call.user();
  const runner = core.store.runners.get(call.params.runner_id);
  if (!runner) throw notFound('Runner');
  if (runner.projectId !== null && !user.admin) requireControl(core, call, runner);
  return runner;
}

function requireControl(core: Core, call: Call<{ runner_id: typeof must.integer }>, runner: RunnerRecord): void {
  const user = call.user();
  const project = core.store.projects.get(runner.projectId ?? 0);
  const controls = user.admin || (project !== undefined && levelIn(core, user, project) >= Level.maintainer);
  if (!controls) throw forbidden('No access granted');
}

const typeOf = ({ projectId }: RunnerRecord): string => (projectId === null ? 'instance_type' : 'project_type');
const statusOf = ({ online }: RunnerRecord): string => (online ? 'online' : 'offline');

function runnerEntity(runner: RunnerRecord): Json {
  return {
    id: runner.id,
    description: runner.description,
    ip_address: '127.0.0.1',
    active: !runner.paused,
    paused: runner.paused,
    is_shared: runner.projectId === null,
    runner_type: typeOf(runner),
    name: 'gitlab-runner',
    online: runner.online,
    created_by: null,
    created_at: runner.createdAt,
    status: statusOf(runner),
    job_execution_status: 'idle',
  };
}

/** With what only a look at one runner tells: its tags. */
function runnerDetails(core: Core, runner: RunnerRecord): Json {
  const project = core.store.projects.get(runner.projectId ?? 0);
  return {
    ...runnerEntity(runner),
    tag_list: runner.tags,
    run_untagged: runner.runsUntagged,
    locked: false,
    maximum_timeout: null,
    access_level: 'not_protected',
    version: '19.5.0',
    revision: null,
    platform: 'linux',
    architecture: 'amd64',
    contacted_at: runner.createdAt,
    maintenance_note: null,
    projects: project
      ? [
          {
            id: project.id,
            name: project.name,
            name_with_namespace: `${project.namespace.name} / ${project.name}`,
            path: project.path,
            path_with_namespace: project.pathWithNamespace,
            web_url: projectUrl(core, project),
          },
        ]
      : [],
  };
}
