// The HTTP server under the sandbox: bodies, authentication, faults, the log, and refusals in GitLab's shapes.

import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { authenticate } from './auth.ts';
import type { Core } from './core.ts';
import { ApiError, invalidParams, tooManyOfThese } from './errors.ts';
import { sendError } from './http.ts';
import { parseNested } from './params.ts';
import { kindOf, withoutSecrets } from './requests.ts';
import { strike } from './strikes.ts';

/** Bodies may be as large as GitLab's largest text and some. */
const BODY_LIMIT = 32 * 1024 * 1024;
/** Shown where an instance's own limit strikes. */
const THROTTLE_LIMIT = 2000;

export async function makeServer(): Promise<FastifyInstance> {
  const server = fastify({
    // Each endpoint answers HEAD itself: the doubled routes of the framework would take a third of the start.
    exposeHeadRoutes: false,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    routerOptions: { querystringParser: parseNested, maxParamLength: 4096, ignoreTrailingSlash: true },
  });
  await server.register(formbody, { parser: parseNested, bodyLimit: BODY_LIMIT });
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(invalidParams('The request body is not valid JSON'));
    }
  });
  server.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => readMultipart(body, request.headers['content-type'] ?? ''),
  );
  return server;
}

/** The fields of a form that could carry files, as some clients send every form. */
async function readMultipart(body: Buffer, type: string): Promise<unknown> {
  const form = await new Response(body, { headers: { 'Content-Type': type } }).formData();
  const fields = [...form].flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return parseNested(new URLSearchParams(fields).toString());
}

/** Puts authentication, faults and the log before and behind every route. */
export function serve(core: Core): void {
  const { server } = core;

  server.addHook('onRequest', async (request) => {
    request.caller = undefined;
    request.refusedToken = undefined;
    try {
      request.caller = authenticate(core, request);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      request.refusedToken = error;
    }
  });
  strike(server, {
    faults: core.faults,
    actor: (request) => request.caller?.user.username,
    throttled: (seconds) => throttled(core, seconds),
    limited: tooManyOfThese,
    refuse: (reply, error) => sendError(reply.headers(typeOf(error)), error),
    log: (request, reply, status) => log(core, request, reply, status),
  });

  server.setErrorHandler((error, _request, reply) => {
    if (error instanceof ApiError) return sendError(reply, error);
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status < 500) return sendError(reply, new ApiError(status, { error: String(error) }));
    process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
    return sendError(reply, new ApiError(500, { message: '500 Internal Server Error' }));
  });
  server.setNotFoundHandler((_request, reply) => sendError(reply, new ApiError(404, { error: '404 Not Found' })));
}

/** A text that is a page goes out as one. */
function typeOf({ body }: ApiError): Record<string, string> {
  return typeof body === 'string' && body.startsWith('<') ? { 'content-type': 'text/html' } : {};
}

/** GitLab's request throttle (behaviours A10). */
function throttled(core: Core, seconds: number): ApiError {
  const reset = core.clock.now() + seconds * 1000;
  return new ApiError(429, 'Retry later\n', {
    'RateLimit-Name': 'throttle_authenticated_api',
    'RateLimit-Limit': String(THROTTLE_LIMIT),
    'RateLimit-Observed': String(THROTTLE_LIMIT + 1),
    'RateLimit-Remaining': '0',
    'RateLimit-Reset': String(Math.floor(reset / 1000)),
    'RateLimit-ResetTime': new Date(reset).toUTCString(),
    'Retry-After': String(seconds),
  });
}

function log(core: Core, request: FastifyRequest, reply: FastifyReply, status: number): void {
  const [path = ''] = request.url.split('?');
  core.requests.add({
    kind: kindOf(path),
    method: request.method,
    route: request.routeOptions.url ?? path,
    url: withoutSecrets(request.url),
    status,
    actorId: request.caller?.user.id ?? null,
    at: core.clock.now(),
    durationMs: reply.elapsedTime,
    detail: request.logDetail ?? null,
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the token that was sent is no good. */
    refusedToken: ApiError | undefined;
    /** Told by a route that serves several services; goes into the log. */
    logDetail: string | undefined;
  }
}
