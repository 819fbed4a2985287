// Pipeline schedules (behaviours J1-J8; doc/api/pipeline_schedules.md).

import { levelIn, requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { forbidden, notFound, refusal } from '../errors.ts';
import { mayMerge } from '../git/protection.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may, must } from '../params.ts';
import { Level, nextId } from '../store.ts';
import type { Ci } from './index.ts';
import { pipelineBasic, variableEntity } from './render.ts';
import {
  checkCount,
  checkCron,
  fullRef,
  nextRun,
  readInputList,
  scheduleEntity,
  stopWithoutOwner,
} from './schedule-data.ts';
import { runSchedule } from './starts.ts';
import type { Schedule, Variable } from './types.ts';

const SCHEDULES = '/projects/:id/pipeline_schedules';
const ONE = `${SCHEDULES}/:pipeline_schedule_id`;
const VARIABLE = `${ONE}/variables/:key`;

const CHANGE = {
  description: may.string,
  ref: may.filled,
  cron: may.string,
  cron_timezone: may.string,
  active: may.boolean,
  inputs: may.any,
} as const;
const NEW = { ...CHANGE, description: must.string, ref: must.filled, cron: must.string } as const;

export function scheduleRoutes(core: Core, ci: Ci): void {
  route(core, 'GET', SCHEDULES, { scope: may.oneOf('active', 'inactive') }, (call) => {
    const project = call.project();
    requireLevel(core, call.viewer, project, Level.guest);
    const { scope } = call.params;
    const all = [...core.store.ci.schedules.values()].filter(({ projectId }) => projectId === project.id);
    for (const schedule of all) stopWithoutOwner(core, schedule);
    const found = all.filter(({ active }) => !scope || active === (scope === 'active'));
    return paginate(call, found).map((schedule) => scheduleEntity(core, schedule));
  });
  route(core, 'POST', SCHEDULES, NEW, (call) => create(ci, call));
  route(core, 'GET', ONE, {}, (call) => detail(call, find(call)));
  route(core, 'PUT', ONE, CHANGE, (call) => update(ci, call));
  route(core, 'DELETE', ONE, {}, (call) => {
    const schedule = find(call);
    if (!owns(call, schedule)) requireLevel(core, call.user(), call.project(), Level.maintainer);
    core.store.ci.schedules.delete(schedule.id);
  });
  route(core, 'POST', `${ONE}/take_ownership`, {}, (call) => {
    const schedule = find(call);
    if (owns(call, schedule)) {
      call.reply.code(200);
      return detail(call, schedule);
    }
    requireLevel(core, call.user(), call.project(), Level.maintainer);
    schedule.ownerId = call.user().id;
    saved(ci, schedule);
    return detail(call, schedule);
  });
  route(core, 'POST', `${ONE}/play`, {}, (call) => {
    const schedule = find(call);
    requireLevel(core, call.user(), call.project(), Level.developer);
    if (!mayMerge(core, call.user(), call.project(), schedule.ref.replace('refs/heads/', ''))) throw forbidden();
    core.background(runSchedule(ci, schedule, call.user()));
    return { message: '201 Created' };
  });
  route(core, 'GET', `${ONE}/pipelines`, { sort: may.oneOf('asc', 'desc') }, (call) => {
    const ids = find(call).pipelineIds;
    const found = ids.flatMap((id) => core.store.ci.pipelines.get(id) ?? []);
    const sorted = call.params.sort === 'desc' ? found.reverse() : found;
    return paginate(call, sorted).map((pipeline) => pipelineBasic(core, pipeline));
  });
  variableRoutes(core);
}

function variableRoutes(core: Core): void {
  const kinds = { variable_type: may.oneOf('env_var', 'file') };
  route(core, 'POST', `${ONE}/variables`, { ...kinds, key: must.filled, value: must.string }, (call) => {
    const { variables } = editable(call);
    const { key, value, variable_type: type } = call.params;
    if (variables.some((present) => present.key === key)) throw refusal(400, { key: ['has already been taken'] });
    const made: Variable = { key, value, type: type === 'file' ? 'file' : 'env_var', raw: false };
    variables.push(made);
    return variableEntity(made);
  });
  route(core, 'GET', VARIABLE, {}, (call) => variableEntity(findVariable(call)));
  route(core, 'PUT', VARIABLE, { ...kinds, value: may.string }, (call) => {
    const variable = findVariable(call);
    variable.value = call.params.value ?? variable.value;
    if (call.params.variable_type) variable.type = call.params.variable_type === 'file' ? 'file' : 'env_var';
    return variableEntity(variable);
  });
  route(core, 'DELETE', VARIABLE, {}, (call) => {
    const { variables } = editable(call);
    variables.splice(variables.indexOf(findVariable(call)), 1);
    call.reply.code(202);
    return undefined;
  });
}

async function create(ci: Ci, call: Call<typeof NEW>): Promise<unknown> {
  const { core } = ci;
  const project = call.project();
  requireLevel(core, call.user(), project, Level.developer);
  const { params } = call;
  const ref = await fullRef(ci, project, params.ref);
  if (!mayMerge(core, call.user(), project, ref.replace('refs/heads/', ''))) throw forbidden();
  const zone = params.cron_timezone ?? 'UTC';
  checkCron(params.cron, zone);
  checkCount(ci, project);
  const at = core.clock.stamp();
  const schedule: Schedule = {
    id: nextId(core.store, 'schedules'),
    projectId: project.id,
    description: params.description,
    ref,
    cron: params.cron,
    cronTimezone: zone,
    active: params.active ?? true,
    ownerId: call.user().id,
    nextRunAt: null,
    createdAt: at,
    updatedAt: at,
    variables: [],
    inputs: new Map(),
    pipelineIds: [],
  };
  readInputList(schedule.inputs, params.inputs);
  schedule.nextRunAt = nextRun(ci, schedule);
  core.store.ci.schedules.set(schedule.id, schedule);
  return detail(call, schedule);
}

async function update(ci: Ci, call: Call<typeof CHANGE>): Promise<unknown> {
  const schedule = editable(call);
  const { params } = call;
  const ref = params.ref ? await fullRef(ci, call.project(), params.ref) : schedule.ref;
  const zone = params.cron_timezone ?? schedule.cronTimezone;
  checkCron(params.cron ?? schedule.cron, zone);
  readInputList(schedule.inputs, params.inputs);
  schedule.ref = ref;
  schedule.cronTimezone = zone;
  schedule.cron = params.cron ?? schedule.cron;
  schedule.description = params.description ?? schedule.description;
  schedule.active = params.active ?? schedule.active;
  saved(ci, schedule);
  return detail(call, schedule);
}

/** Every save computes the next run anew, whatever was changed. */
function saved(ci: Ci, schedule: Schedule): void {
  schedule.updatedAt = ci.core.clock.stamp();
  schedule.nextRunAt = nextRun(ci, schedule);
}

function find(call: Call): Schedule {
  const project = call.project();
  requireLevel(call.core, call.viewer, project, Level.guest);
  const schedule = call.core.store.ci.schedules.get(Number(call.raw['pipeline_schedule_id']));
  if (schedule?.projectId !== project.id) throw notFound('Pipeline Schedule');
  stopWithoutOwner(call.core, schedule);
  return schedule;
}

function owns(call: Call, schedule: Schedule): boolean {
  return call.viewer?.id === schedule.ownerId;
}

/** Only the owner changes a schedule; others take it over first (J7). */
function editable(call: Call): Schedule {
  const schedule = find(call);
  call.user();
  if (!owns(call, schedule) || levelIn(call.core, call.viewer, call.project()) < Level.developer) throw forbidden();
  return schedule;
}

function findVariable(call: Call): Variable {
  const variable = editable(call).variables.find(({ key }) => key === String(call.raw['key']));
  if (!variable) throw notFound('Pipeline Schedule Variable');
  return variable;
}

/** With variables for those who may see them (J7). */
function detail(call: Call, schedule: Schedule): unknown {
  const { core } = call;
  const last = core.store.ci.pipelines.get(schedule.pipelineIds.at(-1) ?? 0);
  const maySee = owns(call, schedule) || levelIn(core, call.viewer, call.project()) >= Level.maintainer;
  return {
    ...scheduleEntity(core, schedule),
    last_pipeline: last ? lastPipeline(core, last) : null,
    ...(maySee ? { variables: schedule.variables.map(variableEntity) } : {}),
  };
}

function lastPipeline(core: Core, last: Parameters<typeof pipelineBasic>[1]): unknown {
  const { iid: _iid, source: _source, ...rest } = pipelineBasic(core, last);
  return rest;
}
