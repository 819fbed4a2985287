// What a fault does to a request, at the embedded GitLab and the services that stand beside it.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';
import type { FaultAct, FaultRequest, Faults } from './faults.ts';

export interface Struck {
  readonly faults: Faults;
  /** Who asks, as faults name them. */
  actor(request: FastifyRequest): string | undefined;
  /** The service's own words for a limit that is reached; seconds until it is not. */
  throttled(seconds: number): ApiError;
  /** The same for a limit of one action. */
  limited(): ApiError;
  /** Answers a refusal. */
  refuse(reply: FastifyReply, error: ApiError): unknown;
  /** Notes a request in the log; status 0 for one whose line was cut. */
  log(request: FastifyRequest, reply: FastifyReply, status: number): void;
}

/** Strikes before the work and after it, and logs what was answered. */
export function strike(server: FastifyInstance, service: Struck): void {
  const strikes = new WeakMap<FastifyRequest, readonly FaultAct[]>();

  server.addHook('onRequest', async (request, reply) => {
    const acts = service.faults.strike(seen(service, request));
    strikes.set(request, acts);
    for (const act of acts) {
      if (await before(service, act, request, reply)) return reply;
    }
  });

  server.addHook('onSend', async (request, reply) => {
    for (const act of strikes.get(request) ?? []) {
      if (act.do === 'call' && act.when === 'after') await act.callback(seen(service, request));
      if (act.do === 'cut-after') cut(service, request, reply);
    }
  });

  server.addHook('onResponse', async (request, reply) => service.log(request, reply, reply.statusCode));
}

function seen(service: Struck, request: FastifyRequest): FaultRequest {
  return { method: request.method, url: request.originalUrl, actor: service.actor(request) };
}

/** Does what a fault does before the work; true when there is nothing left to do. */
async function before(service: Struck, act: FaultAct, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  switch (act.do) {
    case 'answer':
      service.refuse(reply, new ApiError(act.status, act.body ?? { message: `${act.status}` }, act.headers));
      return true;
    case 'throttle':
      service.refuse(reply, service.throttled(act.seconds));
      return true;
    case 'limit':
      service.refuse(reply, service.limited());
      return true;
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, act.ms));
      return false;
    case 'cut-before':
      cut(service, request, reply);
      return true;
    case 'call':
      if (act.when === 'before') await act.callback(seen(service, request));
      return false;
    case 'cut-after':
      return false;
    default:
      return act satisfies never;
  }
}

function cut(service: Struck, request: FastifyRequest, reply: FastifyReply): void {
  service.log(request, reply, 0);
  if (!reply.sent) reply.hijack();
  request.raw.socket.destroy();
}
