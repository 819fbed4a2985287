// The guard against webhooks that call themselves (behaviours H18; lib/gitlab/web_hooks/recursion_detection.rb).
//
// A request that carries the `X-Gitlab-Event-UUID` of a delivery belongs to its chain: what it sets off goes on with the same
// UUID, no hook fires twice in a chain, and no chain is longer than a hundred hooks. A job that calls the API later carries none.

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Core } from '../core.ts';
import type { Hook } from '../store.ts';

const HEADER = 'x-gitlab-event-uuid';
const LONGEST_CHAIN = 100;

export interface RecursionGuard {
  /** The UUID of the chain that this code runs in; a new one outside of any. */
  uuid(): string;
  /** Counts a hook into the chain; false when it may not fire there. */
  register(uuid: string, hook: Hook): boolean;
}

export function guardRecursion(core: Core): RecursionGuard {
  const current = new AsyncLocalStorage<string | undefined>();
  const fired = new Map<string, Set<number>>();
  core.server.addHook('onRequest', (request, _reply, done) => {
    const sent = request.headers[HEADER];
    current.run(typeof sent === 'string' ? sent : undefined, done);
  });
  return {
    uuid: () => current.getStore() ?? randomUUID(),
    register(uuid, hook) {
      const chain = fired.get(uuid) ?? new Set();
      fired.set(uuid, chain);
      if (chain.has(hook.id) || chain.size >= LONGEST_CHAIN) return false;
      chain.add(hook.id);
      return true;
    },
  };
}
