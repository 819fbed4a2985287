// The log of every request the sandbox answered.
//
// The demo prints from it what an incident costs, the benchmark counts with it, and tests ask it who called what.

/** A `trigger` is a webhook of GitLab's own that starts a pipeline, or somebody who does the same. */
export type RequestKind = 'api' | 'graphql' | 'git' | 'trigger' | 'other';

export interface RequestRecord {
  readonly number: number;
  readonly kind: RequestKind;
  readonly method: string;
  /** The route with its placeholders: `/api/v4/projects/:id/issues`. */
  readonly route: string;
  /** Path and query as sent, without secrets. */
  readonly url: string;
  readonly status: number;
  readonly actorId: number | null;
  /** The sandbox's time when the request was answered, ms UTC. */
  readonly at: number;
  /** How long answering took, in real ms. */
  readonly durationMs: number;
  /** What was asked of a service behind one route, such as `git-upload-pack`. */
  readonly detail: string | null;
}

export interface RequestLog {
  readonly all: readonly RequestRecord[];
  add(record: Omit<RequestRecord, 'number'>): void;
  /** How many requests of each kind, and how many were refused (status 400 and above). */
  counts(): Record<RequestKind | 'total' | 'refused', number>;
  /** How many requests of each `METHOD route`, the most frequent first. */
  byRoute(): Map<string, number>;
  /** Calls `listener` for every request from now on; the result ends that. */
  subscribe(listener: (record: RequestRecord) => void): () => void;
  clear(): void;
}

export function makeRequestLog(): RequestLog {
  const all: RequestRecord[] = [];
  const listeners = new Set<(record: RequestRecord) => void>();
  let last = 0;
  return {
    all,
    add(entry) {
      last += 1;
      const record = { number: last, ...entry };
      all.push(record);
      for (const listener of listeners) listener(record);
    },
    counts() {
      const counts = { api: 0, graphql: 0, git: 0, trigger: 0, other: 0, total: all.length, refused: 0 };
      for (const { kind, status } of all) {
        counts[kind] += 1;
        if (status >= 400) counts.refused += 1;
      }
      return counts;
    },
    byRoute() {
      const counts = new Map<string, number>();
      for (const { method, route } of all) {
        const key = `${method} ${route}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return new Map([...counts].sort(([, a], [, b]) => b - a));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clear() {
      all.length = 0;
    },
  };
}

/** Which of GitLab's doors a path leads to. */
export function kindOf(path: string): RequestKind {
  if (/^\/api\/v4\/.*\/trigger\/pipeline(\?|$)/.test(path)) return 'trigger';
  if (path.startsWith('/api/v4/')) return 'api';
  if (path.startsWith('/api/graphql')) return 'graphql';
  return /\.git\/(info\/refs|git-(upload|receive)-pack)/.test(path) ? 'git' : 'other';
}

/**
 * Whether it is sent to change something. Slack takes its reads by POST, Jira its searches, GitLab its GraphQL, git what it
 * fetches.
 */
export function isWrite({ kind, method, url, detail }: RequestRecord): boolean {
  if (method === 'GET') return false;
  if (kind === 'git') return detail === 'git-receive-pack';
  if (kind === 'graphql') return detail === 'mutation';
  const path = url.replace(/\?.*$/s, '');
  if (/\/search(\/jql)?$/.test(path)) return false;
  return !/^\/api\/[\w.]+\.(list|info|history|replies|members|conversations|test|getPermalink|lookupByEmail)$/.test(
    path,
  );
}

/** The path without the values of parameters that are secrets. */
export function withoutSecrets(url: string): string {
  return url.replace(/([?&](?:private_token|token|job_token)=)[^&]*/g, '$1[FILTERED]');
}
