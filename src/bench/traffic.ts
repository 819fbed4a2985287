// What a job asked of the server, seen from the server's side: how much, how much at once, and how much
// one after the other. The last is what a person waits for.

import type { GitLab } from '../sandbox/gitlab.ts';

/** One request, or one git operation with all its HTTP exchanges; ms on one clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Traffic {
  /** REST and GraphQL. */
  readonly apiRequests: number;
  /** Fetches and pushes. */
  readonly gitOperations: number;
  /** HTTP requests that these consisted of. */
  readonly gitExchanges: number;
  /** The most API requests that were under way at one moment. */
  readonly inFlight: number;
  /** API requests and git operations that waited for one another, however fast the server is. */
  readonly roundTrips: number;
}

/** Listens from now on; the result ends that and sums up. */
export function listen({ requests }: GitLab): () => Traffic {
  const api: Span[] = [];
  const git: (Span & { readonly begins: boolean })[] = [];
  const end = requests.subscribe(({ kind, method, durationMs }) => {
    if (kind === 'trigger') return; // GitLab's own webhooks
    const to = performance.now();
    const span = { from: to - durationMs, to };
    if (kind === 'git') git.push({ ...span, begins: method === 'GET' });
    else api.push(span);
  });
  return () => {
    end();
    const operations = joined(git);
    return {
      apiRequests: api.length,
      gitOperations: operations.length,
      gitExchanges: git.length,
      inFlight: mostAtOnce(api),
      roundTrips: oneAfterTheOther([...api, ...operations]),
    };
  };
}

/** A fetch or push begins by asking for the branches (`GET info/refs`) and goes on until the next one does. */
export function joined(exchanges: readonly (Span & { readonly begins: boolean })[]): Span[] {
  const operations: Span[] = [];
  for (const { begins, from, to } of exchanges) {
    const before = operations.at(-1);
    if (begins || before === undefined) operations.push({ from, to });
    else operations[operations.length - 1] = { from: before.from, to };
  }
  return operations;
}

export function mostAtOnce(spans: readonly Span[]): number {
  const moments = spans.flatMap(({ from, to }) => [
    { at: from, by: 1 },
    { at: to, by: -1 },
  ]);
  let now = 0;
  let most = 0;
  for (const { by } of moments.sort((a, b) => a.at - b.at || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

/** The most spans of which none overlaps another: always the one that ends first, then the next that begins after it. */
export function oneAfterTheOther(spans: readonly Span[]): number {
  let count = 0;
  let ended = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...spans].sort((a, b) => a.to - b.to)) {
    if (from < ended) continue;
    count += 1;
    ended = to;
  }
  return count;
}
