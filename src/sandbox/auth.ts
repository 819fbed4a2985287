// Who is asking (behaviours A7-A9).

import type { FastifyRequest } from 'fastify';
import type { Job } from './ci/types.ts';
import type { Core } from './core.ts';
import { ApiError, forbidden, unauthorized } from './errors.ts';
import { isMap } from './params.ts';
import { isActive, revokeFamily } from './people/token-data.ts';
import type { Token, User } from './store.ts';

export interface Caller {
  readonly user: User;
  /** Undefined for a running job. */
  readonly token: Token | undefined;
  /** The only project that a project's token or a job works in. */
  readonly projectId: number | null;
}

/** The caller of a request, undefined for one without a token. Throws 401 on a token that is no good. */
export function authenticate(core: Core, request: FastifyRequest): Caller | undefined {
  if (takesJobTokens(request)) {
    const job = jobCaller(core, request);
    if (job) return job;
  }
  const secret = secretOf(request);
  if (secret === undefined) return undefined;
  const token = core.store.tokens.get(secret);
  const user = token && core.store.users.get(token.userId);
  if (!token || !user) throw unauthorized();
  if (user.state === 'blocked') throw forbidden('Your account has been blocked.');
  const problem = problemOf(core, token);
  if (problem) {
    if (token.revoked && /access_tokens\/(\d+|self)\/rotate$/.test(request.url)) revokeFamily(core, token);
    throw new ApiError(401, { error: 'invalid_token', error_description: problem });
  }
  token.lastUsedAt = new Date(core.clock.now()).toISOString();
  return { user, token, projectId: token.projectId };
}

/** What the token of a running job opens, all of it reading (doc/ci/jobs/ci_job_token.md); the trigger endpoint looks itself. */
const JOB_TOKEN_ROUTES: ReadonlySet<string> = new Set(
  [
    '/repository/branches',
    '/repository/branches/:branch',
    '/repository/commits',
    '/repository/commits/:sha',
    '/repository/files/:file_path/raw',
    '/merge_requests',
    '/merge_requests/:merge_request_iid',
    '/merge_requests/:noteable_id/notes',
    '/merge_requests/:noteable_id/notes/:note_id',
  ].map((path) => `/api/v4/projects/:id${path}`),
);

function takesJobTokens({ method, routeOptions }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && JOB_TOKEN_ROUTES.has(routeOptions.url ?? '');
}

/**
 * The running job whose token was sent, on the few routes that take one; elsewhere a job's token is no credential at all
 * (doc/ci/jobs/ci_job_token.md). Throws 401 on the token of no running job.
 */
function jobCaller(core: Core, request: FastifyRequest): Caller | undefined {
  const sent = request.headers['job-token'] ?? (isMap(request.query) ? request.query['job_token'] : undefined);
  if (typeof sent !== 'string' || sent === '') return undefined;
  const job = runningJob(core, sent);
  const user = job && core.store.users.get(job.userId);
  if (!job || !user) throw unauthorized();
  return { user, token: undefined, projectId: job.projectId };
}

/** The job of that token, while it runs. */
export function runningJob(core: Core, secret: string): Job | undefined {
  return [...core.store.ci.jobs.values()].find(({ token, status }) => token === secret && status === 'running');
}

/** Refuses a token without the scope that the request needs (behaviours A8). */
export function requireScope(token: Token, needed: readonly string[]): void {
  if (needed.some((scope) => token.scopes.includes(scope))) return;
  throw new ApiError(403, {
    error: 'insufficient_scope',
    error_description: 'The request requires higher privileges than provided by the access token.',
    scope: needed.join(' '),
  });
}

function secretOf(request: FastifyRequest): string | undefined {
  const own = request.headers['private-token'];
  if (typeof own === 'string' && own !== '') return own;
  const { authorization } = request.headers;
  const [scheme = '', value = ''] = authorization?.split(' ') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() === 'basic') {
    const pair = Buffer.from(value, 'base64').toString();
    return pair.slice(pair.indexOf(':') + 1);
  }
  const query = isMap(request.query) ? request.query['private_token'] : undefined;
  return typeof query === 'string' ? query : undefined;
}

function problemOf(core: Core, token: Token): string | undefined {
  if (token.revoked) return 'Token was revoked. You have to re-authorize from the user.';
  if (!isActive(core, token)) return 'Token is expired. You can either do re-authorization or token refresh.';
  return undefined;
}
