// The pipelines API (behaviours N1-N4; doc/api/pipelines.md).

import { levelIn, requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { forbidden, invalidParams, notFound } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { isMap, may, must } from '../params.ts';
import { Level } from '../store.ts';
import { createPipeline } from './create-pipeline.ts';
import type { Ci } from './index.ts';
import { listJobs } from './jobs.ts';
import { pipelineBasic, pipelineDetail, variableEntity } from './render.ts';
import { currentJobs } from './states.ts';
import type { Pipeline, Variable } from './types.ts';

const PIPELINES = '/projects/:id/pipelines';

const FILTERS = {
  scope: may.oneOf('running', 'pending', 'finished', 'branches', 'tags'),
  status: may.string,
  source: may.string,
  ref: may.string,
  sha: may.string,
  username: may.string,
  updated_after: may.time,
  updated_before: may.time,
  created_after: may.time,
  created_before: may.time,
  order_by: may.oneOf('id', 'status', 'ref', 'updated_at', 'user_id'),
  sort: may.oneOf('asc', 'desc'),
} as const;

const NEW = { ref: must.filled, variables: may.any, inputs: may.map } as const;

export function pipelineRoutes(core: Core, ci: Ci): void {
  route(core, 'GET', PIPELINES, FILTERS, list);
  route(core, 'POST', '/projects/:id/pipeline', NEW, (call) => create(ci, call));
  route(core, 'GET', `${PIPELINES}/latest`, { ref: may.string }, (call) => {
    const project = call.project();
    const ref = call.params.ref ?? project.defaultBranch;
    const latest = pipelinesOf(call).findLast((pipeline) => pipeline.ref === ref);
    if (!latest) throw forbidden();
    return pipelineDetail(core, latest);
  });
  route(core, 'GET', `${PIPELINES}/:pipeline_id`, {}, (call) => pipelineDetail(core, find(call)));
  route(core, 'DELETE', `${PIPELINES}/:pipeline_id`, {}, (call) => {
    const pipeline = find(call);
    requireLevel(core, call.user(), call.project(), Level.owner);
    core.store.ci.pipelines.delete(pipeline.id);
  });
  route(core, 'GET', `${PIPELINES}/:pipeline_id/variables`, {}, (call) => {
    const pipeline = find(call);
    const isMaker = call.viewer?.id === pipeline.userId;
    if (!isMaker) requireLevel(core, call.user(), call.project(), Level.maintainer);
    return paginate(call, pipeline.variables).map(variableEntity);
  });
  route(core, 'GET', `${PIPELINES}/:pipeline_id/jobs`, { include_retried: may.boolean, scope: may.list }, (call) => {
    const pipeline = find(call);
    const all = pipeline.jobIds.flatMap((id) => core.store.ci.jobs.get(id) ?? []).reverse();
    return listJobs(ci, call, call.params.include_retried ? all : all.filter(({ retried }) => !retried));
  });
  route(core, 'POST', `${PIPELINES}/:pipeline_id/cancel`, {}, (call) => {
    const pipeline = changeable(call);
    for (const job of currentJobs(core, pipeline)) ci.engine.cancel(job);
    call.reply.code(200);
    return pipelineDetail(core, pipeline);
  });
  route(core, 'POST', `${PIPELINES}/:pipeline_id/retry`, {}, (call) => {
    const pipeline = changeable(call);
    for (const job of currentJobs(core, pipeline)) {
      if (job.status === 'failed' || job.status === 'canceled') ci.engine.retry(job, call.user());
    }
    return pipelineDetail(core, pipeline);
  });
}

/** A project's pipelines, oldest first. */
function pipelinesOf(call: Call): Pipeline[] {
  const { pipelines, pipelinesOf: ids } = call.core.store.ci;
  return (ids.get(call.project().id) ?? []).flatMap((id) => pipelines.get(id) ?? []);
}

function find(call: Call): Pipeline {
  const pipeline = call.core.store.ci.pipelines.get(Number(call.raw['pipeline_id']));
  if (pipeline?.projectId !== call.project().id) throw notFound('Pipeline');
  return pipeline;
}

function changeable(call: Call): Pipeline {
  const pipeline = find(call);
  requireLevel(call.core, call.user(), call.project(), Level.developer);
  return pipeline;
}

const SCOPES: Readonly<Record<string, readonly string[]>> = {
  running: ['running'],
  pending: ['pending'],
  finished: ['success', 'failed', 'canceled'],
};

function list(call: Call<typeof FILTERS>): unknown {
  const { params, core } = call;
  const inScope = params.scope ? SCOPES[params.scope] : undefined;
  const same = (asked: string | null | undefined, value: string): boolean => !asked || asked === value;
  const after = (asked: string | null | undefined, at: string): boolean => !asked || Date.parse(at) > Date.parse(asked);
  const before = (asked: string | null | undefined, at: string): boolean =>
    !asked || Date.parse(at) < Date.parse(asked);
  const found = pipelinesOf(call).filter(
    (pipeline) =>
      (inScope?.includes(pipeline.status) ?? true) &&
      same(params.status, pipeline.status) &&
      same(params.source, pipeline.source) &&
      same(params.ref, pipeline.ref) &&
      same(params.sha, pipeline.sha) &&
      same(params.username, core.store.users.get(pipeline.userId)?.username ?? '') &&
      after(params.updated_after, pipeline.updatedAt) &&
      before(params.updated_before, pipeline.updatedAt) &&
      after(params.created_after, pipeline.createdAt) &&
      before(params.created_before, pipeline.createdAt),
  );
  const key = (pipeline: Pipeline): string | number => {
    if (params.order_by === 'updated_at') return Date.parse(pipeline.updatedAt);
    if (params.order_by === 'user_id') return pipeline.userId;
    return params.order_by === 'status' || params.order_by === 'ref' ? pipeline[params.order_by] : pipeline.id;
  };
  const up = found.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id - b.id));
  return paginate(call, params.sort === 'asc' ? up : up.reverse()).map((pipeline) => pipelineBasic(core, pipeline));
}

async function create(ci: Ci, call: Call<typeof NEW>): Promise<unknown> {
  const project = call.project();
  const user = call.user();
  if (levelIn(call.core, user, project) < Level.developer) throw forbidden();
  const pipeline = await createPipeline(ci, {
    project,
    user,
    ref: call.params.ref,
    source: 'api',
    variables: readVariables(call.params.variables),
    inputs: call.params.inputs ?? {},
  });
  return pipelineDetail(call.core, pipeline);
}

/** An array of `{key, value, variable_type}` here, a map in the trigger endpoint (I4). */
function readVariables(sent: unknown): Variable[] {
  if (sent === undefined || sent === null) return [];
  if (!Array.isArray(sent)) throw invalidParams('variables is invalid');
  return sent.map((item: unknown): Variable => {
    if (!isMap(item) || item['key'] === undefined) throw invalidParams('variables[0][key] is missing');
    const type = item['variable_type'] === 'file' ? 'file' : 'env_var';
    return { key: String(item['key']), value: String(item['value'] ?? ''), type, raw: false };
  });
}
