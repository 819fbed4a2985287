// What the story cost: API requests and git operations, by job.

import type { JobRun } from '../sandbox/ci/runner.ts';
import type { GitLab } from '../sandbox/gitlab.ts';

export interface JobCost {
  readonly job: string;
  readonly pipeline: number;
  readonly source: string;
  /** The sandbox's time, UTC. */
  readonly at: string;
  readonly apiRequests: number;
  readonly gitOperations: number;
  readonly exitCode: number;
  /** By the machine's clock. */
  readonly seconds: number;
}

export interface Costs {
  readonly jobs: readonly JobCost[];
  begins(gitlab: GitLab): void;
  /** Notes a job that has ended. */
  ended(gitlab: GitLab, run: JobRun, code: number, seconds: number): void;
  totals(): readonly {
    readonly job: string;
    readonly runs: number;
    readonly apiRequests: number;
    readonly gitOperations: number;
  }[];
}

/** Jobs of a project run one at a time, so what the pipeline's user, the bot, sends while one runs belongs to it. */
export function countCosts(): Costs {
  const jobs: JobCost[] = [];
  let from = 0;
  return {
    jobs,
    begins(gitlab) {
      from = gitlab.requests.all.length;
    },
    ended(gitlab, run, exitCode, seconds) {
      const { all } = gitlab.requests;
      const mine = all.slice(from).filter((request) => request.actorId === run.pipeline.userId);
      jobs.push({
        job: run.job.name,
        pipeline: run.pipeline.id,
        source: run.pipeline.source,
        at: new Date(gitlab.clock.now()).toISOString(),
        apiRequests: mine.filter((request) => request.kind === 'api' || request.kind === 'graphql').length,
        // Each fetch or push begins with one question for references.
        gitOperations: mine.filter((request) => request.kind === 'git' && request.method === 'GET').length,
        exitCode,
        seconds,
      });
    },
    totals() {
      const names = [...new Set(jobs.map((job) => job.job))];
      return names.map((name) => {
        const all = jobs.filter((job) => job.job === name);
        const sum = (pick: (job: JobCost) => number): number => all.reduce((total, job) => total + pick(job), 0);
        return {
          job: name,
          runs: all.length,
          apiRequests: sum((job) => job.apiRequests),
          gitOperations: sum((job) => job.gitOperations),
        };
      });
    },
  };
}
