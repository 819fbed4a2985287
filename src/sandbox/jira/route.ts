// How an endpoint of the embedded Jira is written: a method, a path, and a function of the call.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors.ts';
import { isMap } from '../params.ts';
import { authenticate, refuseForged } from './auth.ts';
import type { JiraCore } from './core.ts';
import { badPayload, refused } from './errors.ts';
import { limitRequests, limitWrites } from './limits.ts';
import { may, needIssue, type Permission, projectOf } from './permissions.ts';
import type { JiraIssue, JiraUser } from './store.ts';

export type Json = Record<string, unknown>;
/** Versions of the API: v3 speaks ADF and is Cloud's only, v2 speaks wiki markup. */
export type Version = '2' | '3';
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One request on its way through an endpoint. */
export interface Call {
  readonly core: JiraCore;
  readonly version: Version;
  readonly user: JiraUser;
  readonly reply: FastifyReply;
  /** Throws 400 where the body is no JSON object. */
  body(): Json;
  /** The body as sent, whatever it is. */
  readonly sent: unknown;
  /** A placeholder of the path. */
  param(name: string): string;
  /** A parameter of the query; the last where it was given twice. */
  query(name: string): string | undefined;
  /** A whole number of the query. Throws 400 on anything else. */
  number(name: string, otherwise: number): number;
  /** The issue of `:issue`; throws 404. */
  issue(): JiraIssue;
  /** The same, counted as written to. Throws 429 where that is one too many, and what `lacking` says without the right to it. */
  write(permission: Permission, lacking: () => ApiError): JiraIssue;
}

export interface RouteOptions {
  /** Which versions have it; default both that the kind of Jira has. */
  readonly versions?: readonly Version[];
  /** Which kind of Jira has it; default both. */
  readonly only?: JiraCore['kind'];
}

/**
 * Adds an endpoint below `/rest/api/2`, and `/rest/api/3` on Cloud. What it returns is the body; POST answers 201, DELETE
 * and PUT 204 with nothing, GET 200, unless it sets another code on `reply`.
 */
export function route(
  core: JiraCore,
  method: Method,
  path: string,
  answer: (call: Call) => unknown,
  { versions = ['2', '3'], only }: RouteOptions = {},
): void {
  if (only !== undefined && only !== core.kind) return;
  for (const version of versions) {
    if (version === '3' && core.kind === 'data-center') continue;
    core.server.route({
      method,
      url: `/rest/api/${version}${path}`,
      handler: async (request, reply) => {
        const user = authenticate(core, request);
        refuseForged(core, request);
        reply.headers(limitRequests(core, user, method, `${method} ${path}`));
        reply.code(method === 'POST' ? 201 : method === 'GET' ? 200 : 204);
        const body = await answer(callFor(core, version, user, request, reply));
        if (body === undefined) return reply.send();
        return reply.type('application/json;charset=UTF-8').send(JSON.stringify(body));
      },
    });
  }
}

function callFor(core: JiraCore, version: Version, user: JiraUser, request: FastifyRequest, reply: FastifyReply): Call {
  const query = isMap(request.query) ? request.query : {};
  const params = isMap(request.params) ? request.params : {};
  const call: Call = {
    core,
    version,
    user,
    reply,
    sent: request.body,
    body() {
      if (request.body === undefined || request.body === null) throw noBody(core);
      if (!isMap(request.body)) throw badPayload();
      return request.body;
    },
    param: (name) => String(params[name] ?? ''),
    query(name) {
      const value = query[name];
      const last = Array.isArray(value) ? value.at(-1) : value;
      return last === undefined ? undefined : String(last);
    },
    number(name, otherwise) {
      const text = call.query(name);
      if (text === undefined) return otherwise;
      if (!/^\d+$/.test(text)) throw refused(400, [`Parameter '${name}' must be a number`]);
      return Number(text);
    },
    issue: () => needIssue(core, user, call.param('issue')),
    write(permission, lacking) {
      const issue = call.issue();
      if (!may(user, projectOf(core, issue), permission)) throw lacking();
      limitWrites(core, issue);
      return issue;
    },
  };
  return call;
}

/** Data Center does not take a request for JSON that has none. */
function noBody(core: JiraCore): ApiError {
  if (core.kind === 'data-center') return new ApiError(415, '');
  return badPayload();
}

/** A list of texts in a body; undefined where it was not given. Throws 400 on anything else. */
export function texts(body: Json, name: string): string[] | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map((one) => String(one));
  throw refused(400, [`Invalid request payload: '${name}' must be a list`]);
}

/** A comma list of the query; undefined where it was not given. */
export function listed(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
