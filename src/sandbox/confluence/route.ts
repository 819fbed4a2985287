// How an endpoint of the embedded Confluence is written: a method, a path below `/wiki/api/v2`, and a function of the call.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AtlassianUser, holderOf } from '../atlassian/accounts.ts';
import { take } from '../atlassian/windows.ts';
import { isMap } from '../params.ts';
import type { ConfluenceCore } from './core.ts';
import { refused, tooMany } from './errors.ts';

export type Json = Record<string, unknown>;
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Call {
  readonly core: ConfluenceCore;
  readonly user: AtlassianUser;
  readonly reply: FastifyReply;
  /** Throws 400 where the body is no JSON object. */
  body(): Json;
  param(name: string): string;
  /** A parameter of the query; the last where it was given more than once. */
  query(name: string): string | undefined;
  /** All values of one: given more than once, or with commas. */
  queries(name: string): readonly string[];
}

/** Where scoped tokens work. */
export const GATEWAY = /^\/ex\/confluence\/([^/]+)(?=\/wiki\/)/;

/** A second, by method: the figures of Jira on the same platform (developer.atlassian.com). */
const BURST: Readonly<Record<Method, number>> = { GET: 100, POST: 100, PUT: 50, DELETE: 50 };
/** Bytes of a request's body. */
const LARGEST = 5 * 1024 * 1024;
const PAGE = 25;
const LARGEST_PAGE = 250;

/** Adds an endpoint. What it returns is the body, with 200; DELETE answers 204 with nothing. */
export function route(core: ConfluenceCore, method: Method, path: string, answer: (call: Call) => unknown): void {
  core.server.route({
    method,
    url: `/wiki/api/v2${path}`,
    handler: async (request, reply) => {
      const user = authenticate(core, request);
      limit(core, method, path);
      if (Number(request.headers['content-length'] ?? 0) > LARGEST) throw refused(413, 'Request body is too large.');
      reply.code(method === 'DELETE' ? 204 : 200);
      const body = await answer(callFor(core, user, request, reply));
      return body === undefined ? reply.send() : reply.type('application/json').send(JSON.stringify(body));
    },
  });
}

/** The holder of good credentials; throws 401. */
export function authenticate(core: ConfluenceCore, request: FastifyRequest): AtlassianUser {
  const holder = holderOf(core, request, GATEWAY, scopeFor(request));
  if (holder === 'unauthorised') throw refused(401, 'Unauthorized');
  if (holder === 'scope') throw refused(401, 'Unauthorized; scope does not match');
  return holder;
}

/** `read:page:confluence`, `write:content.property:confluence`, `delete:page:confluence`: one scope a kind and verb. */
function scopeFor({ method, url }: FastifyRequest): string {
  const [path = ''] = url.split('?');
  const kind = /\/properties(\/|$)/.test(path) ? 'content.property' : path.includes('/spaces') ? 'space' : 'page';
  const verb = method === 'GET' ? 'read' : method === 'DELETE' && kind === 'page' ? 'delete' : 'write';
  return `${verb}:${kind}:confluence`;
}

function limit({ clock, store, limited }: ConfluenceCore, method: Method, path: string): void {
  if (!limited) return;
  const windows = [{ most: BURST[method], seconds: 1 }];
  const left = take({ clock, taken: store.taken }, `${method} ${path}`, windows);
  if (left.remaining < 0) throw tooMany(left.seconds, clock.now());
}

function callFor(core: ConfluenceCore, user: AtlassianUser, request: FastifyRequest, reply: FastifyReply): Call {
  const query = isMap(request.query) ? request.query : {};
  const params = isMap(request.params) ? request.params : {};
  const queries = (name: string): string[] => {
    const value = query[name];
    const given = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return given.map((one) => String(one));
  };
  return {
    core,
    user,
    reply,
    body() {
      if (!isMap(request.body)) throw refused(400, 'The request body is no JSON object.');
      return request.body;
    },
    param: (name) => String(params[name] ?? ''),
    query: (name) => queries(name).at(-1),
    queries: (name) => queries(name).flatMap((value) => value.split(',')),
  };
}

/**
 * One page of a list, with the way to the next in `_links.next` and the Link header; both are paths below the site.
 * Throws 400 for a page larger than there are, or a cursor from elsewhere.
 */
export function paged(call: Call, all: readonly Json[]): Json {
  const limitText = call.query('limit') ?? String(PAGE);
  const size = Number(limitText);
  if (!/^\d+$/.test(limitText) || size < 1 || size > LARGEST_PAGE) {
    throw refused(400, `The parameter 'limit' must be between 1 and ${LARGEST_PAGE}.`);
  }
  const start = startOf(call.query('cursor'));
  const results = all.slice(start, start + size);
  const base = `${call.core.url}/wiki`;
  if (start + size >= all.length) return { results, _links: { base } };
  const url = new URL(call.core.url + call.reply.request.originalUrl);
  url.searchParams.set('cursor', Buffer.from(JSON.stringify({ start: start + size })).toString('base64url'));
  const next = url.pathname + url.search;
  call.reply.header('Link', `<${next}>; rel="next", <${base}>; rel="base"`);
  return { results, _links: { next, base } };
}

function startOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [, start] = /^\{"start":(\d+)\}$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (start === undefined) throw refused(400, "The parameter 'cursor' is invalid.");
  return Number(start);
}
