// The HTTP server under a service that stands beside the embedded GitLab: Jira, Confluence.
//
// Bodies, faults, the log, all text that came in, and the times when nobody answers.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Clock } from './clock.ts';
import { ApiError } from './errors.ts';
import { type Faults, makeFaults } from './faults.ts';
import { makeRequestLog, type RequestLog, withoutSecrets } from './requests.ts';
import { strike } from './strikes.ts';

/** What the vendors take is limited further down; this only keeps the process alive. */
const BODY_LIMIT = 32 * 1024 * 1024;
/** Seconds after which a limit of one action is lifted. */
const LIMIT_SECONDS = 60;

export interface Habits {
  readonly clock: Clock;
  /** Who asks, for the log and for faults; undefined for nobody known. Must not throw. */
  sender(request: FastifyRequest): { readonly id: number; readonly name: string } | undefined;
  /** A refusal as the vendor words it. */
  refusal(status: number, text: string): ApiError;
  /** The vendor's 429; seconds until it may be tried again. */
  throttled(seconds: number): ApiError;
  /** The path that a request at a gateway means; any other as it is. */
  rewrite(url: string): string;
}

export interface Service {
  readonly server: FastifyInstance;
  /** Where it listens, without a slash at the end; known after `listen`. */
  readonly url: string;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Every `METHOD /path` that it answers, with placeholders. */
  readonly routes: readonly string[];
  /** Every address and body that came in, as text, one after the other. Headers, where credentials travel, are not in it. */
  received(): string;
  listen(port: number): Promise<void>;
  /** Refuses connections from now on, on the same port, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export function makeService(habits: Habits): Service {
  const requests = makeRequestLog();
  const faults = makeFaults();
  const received: string[] = [];
  const server = fastify({
    exposeHeadRoutes: false,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    // A kept connection would be cut when the service goes down; who comes then is refused.
    maxRequestsPerSocket: 1,
    routerOptions: { maxParamLength: 4096 },
    rewriteUrl: ({ url = '/' }) => habits.rewrite(url),
  });
  const routes: string[] = [];
  server.addHook('onRoute', ({ method, url }) => void routes.push(...[method].flat().map((verb) => `${verb} ${url}`)));
  readBodies(server, habits, received);
  strike(server, {
    faults,
    actor: (request) => habits.sender(request)?.name,
    throttled: habits.throttled,
    limited: () => habits.throttled(LIMIT_SECONDS),
    refuse: send,
    log: (request, reply, status) => log({ requests, habits }, request, reply, status),
  });
  server.setErrorHandler((error, _request, reply) => {
    send(reply, error instanceof ApiError ? error : wrapped(habits, error));
  });
  server.setNotFoundHandler((_request, reply) => send(reply, habits.refusal(404, 'Not Found')));

  let url = '';
  return {
    server,
    get url() {
      return url;
    },
    requests,
    faults,
    routes,
    received: () => received.join('\n'),
    async listen(port) {
      await server.listen({ port, host: '127.0.0.1' });
      url = `http://127.0.0.1:${portOf(server)}`;
    },
    async down() {
      if (!server.server.listening) return;
      const closed = once(server.server, 'close');
      server.server.close();
      server.server.closeAllConnections();
      await closed;
    },
    async up() {
      if (server.server.listening) return;
      server.server.listen(Number(new URL(url).port), '127.0.0.1');
      await once(server.server, 'listening');
    },
    async close() {
      await server.close();
    },
  };
}

/** Answers a refusal: text as text, HTML where it looks like it, the rest as JSON. */
function send(reply: FastifyReply, { status, body, headers }: ApiError): void {
  reply.code(status);
  if (typeof body === 'string') reply.type(body.startsWith('<') ? 'text/html' : 'text/plain');
  else reply.type('application/json');
  reply.headers(headers).send(typeof body === 'string' ? body : JSON.stringify(body));
}

function wrapped(habits: Habits, error: unknown): ApiError {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 500) process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
  return habits.refusal(status, status < 500 && error instanceof Error ? error.message : 'Internal Server Error');
}

/** Bodies are read as text first, so that what came in can be searched even where it is no JSON. */
function readBodies(server: FastifyInstance, habits: Habits, received: string[]): void {
  server.removeAllContentTypeParsers();
  server.addHook('onRequest', async (request) => {
    received.push(`${request.method} ${withoutSecrets(request.originalUrl)}`);
  });
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    received.push(String(body));
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(habits.refusal(400, 'There was an error parsing JSON. Check that your request body is valid.'));
    }
  });
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    received.push(String(body));
    done(body === '' ? null : habits.refusal(415, 'Unsupported Media Type'), undefined);
  });
}

function log(
  { requests, habits }: { requests: RequestLog; habits: Habits },
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
): void {
  requests.add({
    kind: 'api',
    method: request.method,
    route: request.routeOptions.url ?? request.url.split('?')[0] ?? '/',
    url: withoutSecrets(request.originalUrl),
    status,
    actorId: habits.sender(request)?.id ?? null,
    at: habits.clock.now(),
    durationMs: reply.elapsedTime,
    detail: null,
  });
}

function portOf(server: FastifyInstance): number {
  const address: AddressInfo | string | null = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('a service listens on a port');
  return address.port;
}
