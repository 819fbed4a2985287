// Resource groups: one job of a group at a time in a project (doc/ci/resource_groups; doc/api/resource_groups.md).

import { requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { recordNotFound } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may } from '../params.ts';
import { Level, nextId, type Project } from '../store.ts';
import { jobBasic, resourceGroupEntity } from './render.ts';
import { openJobs } from './states.ts';
import { type Job, processModes, type ResourceGroup } from './types.ts';

const GROUPS = '/projects/:id/resource_groups';

export function resourceGroupRoutes(core: Core): void {
  route(core, 'GET', GROUPS, {}, (call) => {
    const groups = core.store.ci.resourceGroups.get(readable(call).id) ?? [];
    return paginate(call, groups).map(resourceGroupEntity);
  });
  route(core, 'GET', `${GROUPS}/:key`, {}, (call) => resourceGroupEntity(find(call)));
  route(core, 'PUT', `${GROUPS}/:key`, { process_mode: may.oneOf(...processModes) }, (call) => {
    const group = find(call);
    const mode = processModes.find((known) => known === call.params.process_mode);
    if (mode !== undefined) {
      group.processMode = mode;
      group.updatedAt = core.clock.stamp();
    }
    return resourceGroupEntity(group);
  });
  route(core, 'GET', `${GROUPS}/:key/upcoming_jobs`, {}, (call) => {
    const group = find(call);
    const waiting = inOrder(waitingFor(core, call.project().id, group.key), group);
    return paginate(call, waiting).map((job) => jobBasic(core, job, undefined));
  });
}

/** The group of that name; a job that names it makes it. */
export function ensureGroup(core: Core, project: Project, key: string): ResourceGroup {
  const groups = core.store.ci.resourceGroups.get(project.id) ?? [];
  core.store.ci.resourceGroups.set(project.id, groups);
  const present = groups.find((group) => group.key === key);
  if (present) return present;
  const at = core.clock.stamp();
  const id = nextId(core.store, 'resource_groups');
  const group: ResourceGroup = { id, key, processMode: 'unordered', createdAt: at, updatedAt: at };
  groups.push(group);
  return group;
}

/** The waiting jobs that get their resource now, one for each free group. */
export function nextOf(core: Core): Job[] {
  const next: Job[] = [];
  for (const [projectId, groups] of core.store.ci.resourceGroups) {
    for (const group of groups) {
      const waiting = waitingFor(core, projectId, group.key);
      if (waiting.length === 0 || isHeld(core, projectId, group.key)) continue;
      const [first] = inOrder(waiting, group);
      if (first) next.push(first);
    }
  }
  return next;
}

function isHeld(core: Core, projectId: number, key: string): boolean {
  return openJobs(core).some(
    (job) => job.projectId === projectId && job.resourceGroup === key && ['pending', 'running'].includes(job.status),
  );
}

function waitingFor(core: Core, projectId: number, key: string): Job[] {
  return openJobs(core).filter(
    (job) => job.projectId === projectId && job.resourceGroup === key && job.status === 'waiting_for_resource',
  );
}

function inOrder(jobs: readonly Job[], { processMode }: ResourceGroup): Job[] {
  const newest = processMode === 'newest_first' || processMode === 'newest_ready_first';
  return [...jobs].sort((a, b) => (newest ? b.id - a.id : a.id - b.id));
}

function readable(call: Call): Project {
  const project = call.project();
  requireLevel(call.core, call.user(), project, Level.developer);
  return project;
}

function find(call: Call): ResourceGroup {
  const groups = call.core.store.ci.resourceGroups.get(readable(call).id) ?? [];
  const group = groups.find(({ key }) => key === String(call.raw['key']));
  if (!group) throw recordNotFound();
  return group;
}
