// What the story cost: requests to GitLab and to the systems beside it, and git operations, by job.

import type { JobRun } from '../sandbox/ci/runner.ts';
import type { GitLab } from '../sandbox/gitlab.ts';
import type { Mirrors } from '../sandbox/mirrors.ts';
import { isWrite, type RequestRecord } from '../sandbox/requests.ts';

export interface JobCost extends Sent {
  readonly job: string;
  readonly pipeline: number;
  readonly source: string;
  /** The sandbox's time, UTC. */
  readonly at: string;
  readonly exitCode: number;
  /** By the machine's clock. */
  readonly seconds: number;
}

interface Sent {
  /** To GitLab, git apart. */
  readonly apiRequests: number;
  readonly gitOperations: number;
  /** To every system, by its name. */
  readonly requests: Readonly<Record<SystemName, Traffic>>;
}

export interface Traffic {
  readonly reads: number;
  readonly writes: number;
}

export interface JobTotal extends Sent {
  readonly job: string;
  readonly runs: number;
}

export interface Costs {
  readonly jobs: readonly JobCost[];
  begins(gitlab: GitLab): void;
  /** Notes a job that has ended. */
  ended(gitlab: GitLab, run: JobRun, code: number, seconds: number): void;
  /** A line for each kind of job, in the order in which they first ran. */
  totals(): readonly JobTotal[];
}

export const SYSTEMS = ['GitLab', 'Slack', 'Jira', 'Confluence', 'pager'] as const;
type SystemName = (typeof SYSTEMS)[number];

/**
 * Jobs of a project run one at a time, so what the pipeline's user, the bot, sends while one runs belongs to it; and all
 * that comes to the other systems, where nobody else uses the network.
 *
 * @param mirrors undefined while, or where, there are none
 */
export function countCosts(mirrors: () => Mirrors | undefined = () => undefined): Costs {
  const jobs: JobCost[] = [];
  const beside = (name: Exclude<SystemName, 'GitLab'>): readonly RequestRecord[] => {
    const all = mirrors();
    const system = { Slack: all?.slack, Jira: all?.jira, Confluence: all?.confluence, pager: all?.pager }[name];
    return system?.requests.all ?? [];
  };
  const counts = (gitlab: GitLab) =>
    bySystem((name) => (name === 'GitLab' ? gitlab.requests.all : beside(name)).length);
  let from = bySystem(() => 0);
  return {
    jobs,
    begins(gitlab) {
      from = counts(gitlab);
    },
    ended(gitlab, run, exitCode, seconds) {
      const mine = gitlab.requests.all.slice(from.GitLab).filter(({ actorId }) => actorId === run.pipeline.userId);
      const api = mine.filter(({ kind }) => kind === 'api' || kind === 'graphql');
      jobs.push({
        job: run.job.name,
        pipeline: run.pipeline.id,
        source: run.pipeline.source,
        at: new Date(gitlab.clock.now()).toISOString(),
        apiRequests: api.length,
        // Each fetch or push begins with one question for references.
        gitOperations: mine.filter(({ kind, method }) => kind === 'git' && method === 'GET').length,
        requests: bySystem((name) => traffic(name === 'GitLab' ? api : beside(name).slice(from[name]))),
        exitCode,
        seconds,
      });
    },
    totals() {
      const names = [...new Set(jobs.map((job) => job.job))];
      return names.map((name) =>
        totalOf(
          name,
          jobs.filter((job) => job.job === name),
        ),
      );
    },
  };
}

/** @param job what the line is called */
export function totalOf(job: string, all: readonly (Sent & { readonly runs?: number })[]): JobTotal {
  const sum = (pick: (one: Sent & { readonly runs?: number }) => number): number =>
    all.reduce((total, one) => total + pick(one), 0);
  return {
    job,
    runs: sum(({ runs = 1 }) => runs),
    apiRequests: sum(({ apiRequests }) => apiRequests),
    gitOperations: sum(({ gitOperations }) => gitOperations),
    requests: bySystem((name) => ({
      reads: sum(({ requests }) => requests[name].reads),
      writes: sum(({ requests }) => requests[name].writes),
    })),
  };
}

/** A table for the end of the demo, one line a kind of job and one for all. */
export function costLines(totals: readonly JobTotal[]): readonly string[] {
  const head = ['job', 'runs', 'git', ...SYSTEMS];
  const cells = (one: JobTotal): string[] => [
    one.job,
    String(one.runs),
    String(one.gitOperations),
    ...SYSTEMS.map((name) => `${one.requests[name].reads} + ${one.requests[name].writes}`),
  ];
  const rows = [head, ...totals.map(cells), cells(totalOf('together', totals))];
  const widths = head.map((_title, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('   '),
  );
}

function bySystem<T>(of: (name: SystemName) => T): Record<SystemName, T> {
  return {
    GitLab: of('GitLab'),
    Slack: of('Slack'),
    Jira: of('Jira'),
    Confluence: of('Confluence'),
    pager: of('pager'),
  };
}

function traffic(sent: readonly RequestRecord[]): Traffic {
  const reads = sent.filter((request) => !isWrite(request)).length;
  return { reads, writes: sent.length - reads };
}
