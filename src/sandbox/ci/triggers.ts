// Trigger tokens and the endpoint that webhooks are pointed at (behaviours I1-I12; doc/ci/triggers).

import { randomBytes } from 'node:crypto';
import { requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { forbidden, notFound, refusal, unauthorized } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { isMap, may, must, type RawParams } from '../params.ts';
import { userBasicById } from '../people/user-entity.ts';
import { Level, nextId, type Project, type User } from '../store.ts';
import { createPipeline } from './create-pipeline.ts';
import type { Ci } from './index.ts';
import { pipelineDetail } from './render.ts';
import type { Trigger, Variable } from './types.ts';

const TRIGGERS = '/projects/:id/triggers';
const START = { ref: must.filled, token: must.filled, variables: may.any, inputs: may.any } as const;
/** Characters of a token that others than its owner are shown (I11). */
const SHOWN = 4;

export function triggerRoutes(core: Core, ci: Ci): void {
  for (const path of ['/projects/:id/trigger/pipeline', '/projects/:id/ref/:ref/trigger/pipeline'])
    route(core, 'POST', path, START, (call) => start(ci, call), { anonymous: true });

  route(core, 'GET', TRIGGERS, {}, (call) => {
    const project = maintained(call);
    const all = [...core.store.ci.triggers.values()].filter(({ projectId }) => projectId === project.id);
    return paginate(call, all).map((trigger) => entity(call, trigger));
  });
  route(core, 'GET', `${TRIGGERS}/:trigger_id`, {}, (call) => entity(call, find(call)));
  route(core, 'POST', TRIGGERS, { description: must.string, expires_at: may.time }, (call) => {
    const project = maintained(call);
    const { description, expires_at: expiresAt } = call.params;
    return entity(call, addTrigger(core, project, call.user(), description, expiresAt ?? null));
  });
  route(core, 'PUT', `${TRIGGERS}/:trigger_id`, { description: may.string }, (call) => {
    const trigger = find(call);
    if (trigger.ownerId !== call.user().id) throw forbidden();
    trigger.description = call.params.description ?? trigger.description;
    trigger.updatedAt = core.clock.stamp();
    return entity(call, trigger);
  });
  route(core, 'DELETE', `${TRIGGERS}/:trigger_id`, {}, (call) => {
    core.store.ci.triggers.delete(find(call).id);
  });
}

/** Makes a trigger token. Its pipelines run with the rights of `owner`. */
export function addTrigger(
  core: Core,
  project: Project,
  owner: User,
  description: string,
  expiresAt: string | null = null,
): Trigger {
  const at = core.clock.stamp();
  const trigger: Trigger = {
    id: nextId(core.store, 'triggers'),
    projectId: project.id,
    token: `glptt-${randomBytes(20).toString('hex')}`,
    description,
    ownerId: owner.id,
    createdAt: at,
    updatedAt: at,
    lastUsedAt: null,
    expiresAt,
  };
  core.store.ci.triggers.set(trigger.id, trigger);
  return trigger;
}

async function start(ci: Ci, call: Call<typeof START>): Promise<unknown> {
  if (call.request.headers['x-gitlab-event'] === 'Pipeline Hook') throw forbidden();
  const variables = readVariables(call.params.variables);
  const { inputs } = call.params;
  if (inputs !== undefined && inputs !== null && !isMap(inputs)) throw refusal(400, 'inputs needs to be a map');
  const project = projectNamed(ci.core, String(call.raw['id']));
  const { user, source } = callerOf(ci.core, project, call.params.token);
  const pipeline = await createPipeline(ci, {
    project,
    user,
    source,
    ref: call.params.ref,
    variables,
    inputs: inputs ?? {},
    payload: payloadOf(call.raw),
  });
  return pipelineDetail(ci.core, pipeline);
}

/** The token is all that counts: also for a private project, and without a user (I1). */
function projectNamed(core: Core, idOrPath: string): Project {
  const project = [...core.store.projects.values()].find(
    ({ id, pathWithNamespace }) => String(id) === idOrPath || pathWithNamespace === idOrPath,
  );
  if (!project) throw notFound('Project');
  return project;
}

/** Everything that was sent but the token (I8). */
function payloadOf({ token: _token, ...sent }: RawParams): string {
  return JSON.stringify(sent);
}

function callerOf(core: Core, project: Project, token: string): { user: User; source: 'trigger' | 'pipeline' } {
  const trigger = [...core.store.ci.triggers.values()].find((candidate) => candidate.token === token);
  if (trigger) {
    const expired = trigger.expiresAt !== null && Date.parse(trigger.expiresAt) <= core.clock.now();
    const user = core.store.users.get(trigger.ownerId);
    if (trigger.projectId !== project.id || expired || !user) throw notFound();
    trigger.lastUsedAt = core.clock.stamp();
    return { user, source: 'trigger' };
  }
  const job = [...core.store.ci.jobs.values()].find((candidate) => candidate.token === token);
  const user = job && core.store.users.get(job.userId);
  if (!job || !user) throw notFound();
  if (job.status !== 'running') throw unauthorized();
  return { user, source: 'pipeline' };
}

function readVariables(sent: unknown): Variable[] {
  if (sent === undefined || sent === null) return [];
  const pairs = isMap(sent) ? Object.entries(sent) : undefined;
  if (!pairs?.every(([, value]) => typeof value === 'string'))
    throw refusal(400, 'variables needs to be a map of key-valued strings');
  return pairs.map(([key, value]) => ({ key, value: String(value), type: 'env_var', raw: false }));
}

function maintained(call: Call): Project {
  const project = call.project();
  requireLevel(call.core, call.user(), project, Level.maintainer);
  return project;
}

function find(call: Call): Trigger {
  const project = maintained(call);
  const trigger = call.core.store.ci.triggers.get(Number(call.raw['trigger_id']));
  if (trigger?.projectId !== project.id) throw notFound('Trigger');
  return trigger;
}

function entity(call: Call, trigger: Trigger): unknown {
  return {
    id: trigger.id,
    token: trigger.ownerId === call.user().id ? trigger.token : trigger.token.slice(0, SHOWN),
    description: trigger.description,
    created_at: trigger.createdAt,
    updated_at: trigger.updatedAt,
    last_used: trigger.lastUsedAt,
    expires_at: trigger.expiresAt,
    owner: userBasicById(call.core, trigger.ownerId),
  };
}
