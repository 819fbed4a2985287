// How an endpoint is written: a method, a path, the parameters it reads, and a function of the call.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { findProject } from './access.ts';
import { type Caller, requireScope } from './auth.ts';
import type { Core } from './core.ts';
import { ApiError, forbidden, refusal, unauthorized } from './errors.ts';
import { isMap, type Params, type RawParams, readParams, type Specs } from './params.ts';
import type { Project, User } from './store.ts';

/** One request on its way through an endpoint. */
export interface Call<S extends Specs = Specs> {
  readonly core: Core;
  /** The declared parameters. */
  readonly params: Params<S>;
  /** All parameters as sent: path, query and body (behaviours A15). */
  readonly raw: RawParams;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly caller: Caller | undefined;
  /** Who is asking, undefined without a token. */
  readonly viewer: User | undefined;
  /** Who is asking; throws `401 Unauthorized` without a token. */
  user(): User;
  /** The project of `/projects/:id/...`; throws `404 Project Not Found` if it is not there for the caller. */
  project(): Project;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface RouteOptions {
  /** Set where another credential than a user's token counts (trigger tokens). */
  readonly anonymous?: boolean;
  /** Scopes that are enough, one of them; default `api`, and `read_api` for GET. */
  readonly scopes?: readonly string[];
}

/**
 * Adds an endpoint below `/api/v4`. The order of refusals is GitLab's: a bad token, no token for a change, a small
 * scope, bad parameters, then what the function throws. What it returns is the body; POST answers 201, DELETE 204 with
 * nothing, the rest 200 (behaviours A12), unless it sets another code on `reply`.
 */
export function route<S extends Specs>(
  core: Core,
  method: Method,
  path: string,
  specs: S,
  answer: (call: Call<S>) => unknown,
  { anonymous = false, scopes }: RouteOptions = {},
): void {
  // What is archived can be read, unarchived and deleted, and nothing else.
  const changes = method !== 'GET' && path.startsWith('/projects/:id/') && !/\/(un)?archive$/.test(path);
  const enough = scopes ?? (method === 'GET' ? ['api', 'read_api'] : ['api']);
  core.server.route({
    method: method === 'GET' ? ['GET', 'HEAD'] : method,
    url: `/api/v4${path}`,
    handler: async (request, reply) => {
      const { caller } = request;
      if (!anonymous) {
        if (request.refusedToken) throw request.refusedToken;
        if (!caller && method !== 'GET') throw unauthorized();
        if (caller?.token) requireScope(caller.token, enough);
      }
      const raw = rawParams(request);
      const call: Call<S> = {
        core,
        params: readParams(specs, raw),
        raw,
        request,
        reply,
        caller,
        viewer: caller?.user,
        user: () => needUser(caller),
        project: () => projectOf(core, request, raw, changes),
      };
      reply.code(method === 'POST' ? 201 : method === 'DELETE' ? 204 : 200);
      const body = await answer(call);
      return reply.sent ? reply : send(reply, body);
    },
  });
}

/** Everything that was sent, the path's parameters on top. */
export function rawParams(request: FastifyRequest): RawParams {
  return {
    ...(isMap(request.query) ? request.query : {}),
    ...(isMap(request.body) ? request.body : {}),
    ...(isMap(request.params) ? request.params : {}),
  };
}

/** Answers a refusal in GitLab's shape. */
export function sendError(reply: FastifyReply, error: ApiError): FastifyReply {
  return send(reply.code(error.status).headers(error.headers), error.body);
}

function send(reply: FastifyReply, body: unknown): FastifyReply {
  if (reply.statusCode === 204 || body === undefined) return reply.send();
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    if (!reply.hasHeader('content-type')) reply.type('text/plain');
    return reply.send(body);
  }
  return reply.type('application/json').send(JSON.stringify(body));
}

function needUser(caller: Caller | undefined): User {
  if (!caller) throw unauthorized();
  return caller.user;
}

function projectOf(core: Core, request: FastifyRequest, raw: RawParams, changes: boolean): Project {
  const { caller } = request;
  const asked = String(raw['id']);
  const project = findProject(core, caller?.user, asked);
  const own = caller?.projectId ?? null;
  if (own !== null && own !== project.id && project.visibility !== 'public')
    throw new ApiError(404, { message: '404 Project Not Found' });
  const isNow = /^\d+$/.test(asked) || asked.toLowerCase() === project.pathWithNamespace.toLowerCase();
  if (!isNow) throw moved(core, request, project);
  if (changes && project.archived) throw forbidden();
  return project;
}

/** To whoever names a project by a path that it had before (A14): look there; and nothing can be changed that way. */
function moved(core: Core, { method, url }: FastifyRequest, { id }: Project): ApiError {
  if (method !== 'GET') return refusal(405, 'Non GET methods are not allowed for moved projects');
  const location = core.url + url.replace(/(\/projects\/)[^/?]+/, `$1${id}`);
  return new ApiError(301, `This resource has been moved permanently to ${location}.`, { Location: location });
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}
