// The jobs API (behaviours N5, N6; doc/api/jobs.md).

import { requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { badRequest, forbidden, notFound, refusal } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate, paginateByKey } from '../paging.ts';
import { may } from '../params.ts';
import { Level } from '../store.ts';
import type { Ci } from './index.ts';
import { jobEntity } from './render.ts';
import type { Job } from './types.ts';

const JOBS = '/projects/:id/jobs';

const STATUSES = [
  ...['created', 'waiting_for_resource', 'preparing', 'waiting_for_callback', 'pending', 'running', 'success'],
  ...['failed', 'canceling', 'canceled', 'skipped', 'manual', 'scheduled'],
];

export function jobRoutes(core: Core, ci: Ci): void {
  route(core, 'GET', JOBS, { scope: may.list, pagination: may.string }, (call) => {
    call.user();
    const project = call.project();
    const all = [...core.store.ci.jobs.values()].filter(({ projectId }) => projectId === project.id);
    const byKey = (found: readonly Job[]): Job[] =>
      paginateByKey(
        call,
        found.map((row) => ({ key: String(row.id).padStart(12, '0'), row })),
        'desc',
      );
    return listJobs(ci, call, all.reverse(), call.params.pagination === 'keyset' ? byKey : undefined);
  });
  route(core, 'GET', `${JOBS}/:job_id`, {}, (call) => one(ci, find(call)));
  route(core, 'GET', `${JOBS}/:job_id/trace`, {}, (call) => {
    const job = find(call);
    call.reply.header('Content-Disposition', `infile; filename="${job.id}.log"`);
    return job.trace;
  });
  route(core, 'POST', `${JOBS}/:job_id/play`, {}, (call) => {
    const job = changeable(call);
    if (!ci.engine.play(job, call.user())) throw badRequest('Unplayable Job');
    call.reply.code(200);
    return one(ci, job);
  });
  route(core, 'POST', `${JOBS}/:job_id/cancel`, {}, (call) => {
    const job = changeable(call);
    ci.engine.cancel(job);
    return one(ci, job);
  });
  route(core, 'POST', `${JOBS}/:job_id/retry`, {}, (call) => {
    const again = ci.engine.retry(changeable(call), call.user());
    if (!again) throw forbidden('Job is not retryable');
    return one(ci, again);
  });
}

/** A page of these jobs, those of the asked-for states only. */
export function listJobs(
  ci: Ci,
  call: Call,
  jobs: readonly Job[],
  pages: (found: readonly Job[]) => Job[] = (found) => paginate(call, found),
): Promise<unknown[]> {
  const sent = call.raw['scope'];
  const scope = Array.isArray(sent) ? sent.map(String) : sent === undefined ? [] : [String(sent)];
  if (scope.some((status) => !STATUSES.includes(status))) throw refusal(400, 'Scope contains invalid value(s)');
  const found = scope.length === 0 ? jobs : jobs.filter(({ status }) => scope.includes(status));
  return Promise.all(pages(found).map((job) => one(ci, job)));
}

async function one(ci: Ci, job: Job): Promise<unknown> {
  const pipeline = ci.core.store.ci.pipelines.get(job.pipelineId);
  return jobEntity(ci.core, job, pipeline && (await ci.commitOf(pipeline)));
}

function find(call: Call): Job {
  call.user();
  const job = call.core.store.ci.jobs.get(Number(call.raw['job_id']));
  if (job?.projectId !== call.project().id) throw notFound();
  return job;
}

function changeable(call: Call): Job {
  const job = find(call);
  requireLevel(call.core, call.user(), call.project(), Level.developer);
  return job;
}
