// The part of the sandbox that is CI: triggers, pipelines, jobs, schedules and the runner behind them.

import type { Core } from '../core.ts';
import type { Git } from '../git/index.ts';
import { keepPromises } from '../git/merge-requests/index.ts';
import { type CommitInfo, commitInfo } from '../git/read.ts';
import type { Project, User } from '../store.ts';
import { createPipeline, replan } from './create-pipeline.ts';
import { type Engine, makeEngine } from './engine.ts';
import { emitJobHook, emitPipelineHook } from './hooks.ts';
import { jobRoutes } from './jobs.ts';
import { lintRoutes } from './lint.ts';
import { pipelineRoutes } from './pipelines.ts';
import { projectVariableRoutes } from './project-variables.ts';
import { resourceGroupRoutes } from './resource-groups.ts';
import type { Runner } from './runner.ts';
import { scheduleRoutes } from './schedules.ts';
import { advance, startPushPipelines } from './starts.ts';
import { isDone } from './states.ts';
import { triggerRoutes } from './triggers.ts';
import type { Job, Pipeline } from './types.ts';
import { pipelineVariables, type Variables } from './variables.ts';

export interface CiOptions {
  /** Who runs the jobs; `none` (default) leaves them pending. */
  readonly runner?: Runner | 'none';
  /** Makes pipelines for every pushed branch and for merge requests, where the configuration has jobs for them; default false. */
  readonly pushPipelines?: boolean;
  /** Refuses trigger calls where pipeline variables are forbidden, as GitLab did for years; default false. */
  readonly payloadIsUserVariable?: boolean;
  /** Whether an instance makes a pipeline of nothing but manual jobs; default `made`, as GitLab does. */
  readonly manualOnlyPipelines?: 'made' | 'refused';
}

export interface Ci {
  readonly core: Core;
  readonly git: Git;
  readonly options: CiOptions;
  readonly runner: Runner | undefined;
  readonly engine: Engine;
  variables(pipeline: Pipeline): Promise<Variables>;
  /**
   * Starts a pipeline as GitLab's page "New pipeline" does, which has no address in the API: its source is `web`. Throws
   * what the page would show where there would be none.
   */
  startByHand(project: Project, ref: string, inputs: Readonly<Record<string, unknown>>, user: User): Promise<Pipeline>;
  /** The commit a pipeline is of. */
  commitOf(pipeline: Pipeline): Promise<CommitInfo | undefined>;
  /** Moves the clock on, through every schedule and delayed job that comes due, each run to its end before the next. */
  advance(minutes: number): Promise<void>;
  /** The jobs that run now. */
  running(): Job[];
  /** Kills all running jobs as a runner that loses power would; answers how many. */
  killRunning(): number;
}

export function registerCi(core: Core, git: Git, options: CiOptions, idle: () => Promise<void>): Ci {
  const runner = options.runner === 'none' ? undefined : options.runner;
  const commits = new Map<string, Promise<CommitInfo>>();
  const variables = async (pipeline: Pipeline): Promise<Variables> =>
    pipelineVariables(core, pipeline, await ci.commitOf(pipeline));

  const ci: Ci = {
    core,
    git,
    options,
    runner,
    engine: makeEngine(core, {
      concurrency: runner && (runner.concurrency ?? Number.POSITIVE_INFINITY),
      variables,
      changed(pipeline) {
        emitPipelineHook(core, pipeline, ci.commitOf);
        if (!isDone(pipeline.status)) return;
        runner?.ended?.(pipeline);
        core.background(keepPromises(core, git, pipeline));
      },
      jobChanged: (job) => emitJobHook(core, job, ci.commitOf),
      replan: (pipeline) => replan(ci, pipeline),
    }),
    variables,
    startByHand: (project, ref, inputs, user) => createPipeline(ci, { project, ref, inputs, user, source: 'web' }),
    commitOf(pipeline) {
      const project = core.store.projects.get(pipeline.projectId);
      if (!project) return Promise.resolve(undefined);
      const key = `${project.id} ${pipeline.sha}`;
      const known = commits.get(key) ?? commitInfo(git.repositories.dir(project), pipeline.sha);
      commits.set(key, known);
      return known;
    },
    advance: (minutes) => advance(ci, minutes, idle),
    running: () => [...core.store.ci.jobs.values()].filter(({ status }) => status === 'running'),
    killRunning: () => ci.running().filter((job) => ci.engine.kill(job)).length,
  };
  triggerRoutes(core, ci);
  pipelineRoutes(core, ci);
  jobRoutes(core, ci);
  lintRoutes(core, ci);
  scheduleRoutes(core, ci);
  resourceGroupRoutes(core);
  projectVariableRoutes(core);
  if (options.pushPipelines) startPushPipelines(ci);
  core.extensions.runnersChanged.push(() => ci.engine.startWaiting());
  core.extensions.close.push(() => {
    ci.engine.stop();
    runner?.close?.();
  });
  return ci;
}
