// From a configuration to the jobs of a pipeline: by the runner, or, without one, as far as the file itself tells.

import { levelIn } from '../access.ts';
import { Level, type Project, type User } from '../store.ts';
import { type CiConfig, jobsIn } from './config.ts';
import type { Ci } from './index.ts';
import { FilteredByWorkflow, type PlannedJob } from './runner.ts';
import type { Pipeline } from './types.ts';

/** Why there is no pipeline: the rules want none, or the configuration is broken. */
export type NoPlan = { readonly filtered: string } | { readonly broken: string };

const FILTERED = 'Pipeline filtered out by workflow rules.';
const NO_JOBS =
  'Pipeline will not run for the selected trigger. The rules configuration prevented any jobs from being added to the pipeline.';

export interface ToPlan {
  readonly pipeline: Pipeline;
  readonly project: Project;
  readonly user: User;
  /** The configuration as text, and as it was parsed. */
  readonly text: string;
  readonly config: CiConfig;
}

/** The jobs that a pipeline would have, at least one. */
export async function planOf(ci: Ci, given: ToPlan): Promise<readonly PlannedJob[] | NoPlan> {
  const planned = await jobsOf(ci, given);
  if ('broken' in planned || 'filtered' in planned) return planned;
  // What includes add is not known without a runner.
  const isUnknown = ci.runner === undefined && given.config.content['include'] !== undefined;
  if (planned.length === 0 && !isUnknown) return { filtered: NO_JOBS };
  const manualOnly = planned.length > 0 && planned.every(({ manual }) => manual);
  return manualOnly && ci.options.manualOnlyPipelines === 'refused' ? { filtered: NO_JOBS } : planned;
}

async function jobsOf(ci: Ci, given: ToPlan): Promise<readonly PlannedJob[] | NoPlan> {
  const { pipeline, project, user, text, config } = given;
  if (ci.runner === undefined) return unexecuted(pipeline, config);
  const { env, files } = await ci.variables(pipeline);
  const repository = ci.git.repositories.dir(project);
  const readable = readableBy(ci, user);
  try {
    return await ci.runner.plan({ pipeline, project, user, config: text, repository, readable, env, files });
  } catch (error) {
    if (error instanceof FilteredByWorkflow) return { filtered: FILTERED };
    return { broken: error instanceof Error ? error.message : String(error) };
  }
}

/** The repositories that this user may read, by full path. */
export function readableBy({ core, git }: Ci, user: User): Map<string, string> {
  const projects = [...core.store.projects.values()].filter(
    (project) => project.visibility === 'public' || levelIn(core, user, project) >= Level.reporter,
  );
  return new Map(projects.map((project) => [project.pathWithNamespace, git.repositories.dir(project)]));
}

/** The jobs that stand in the file. Those without rules are for branches only. */
function unexecuted({ source }: Pipeline, config: CiConfig): PlannedJob[] {
  return jobsIn(config)
    .filter(({ definition }) => source !== 'merge_request_event' || definition['rules'] !== undefined)
    .map(({ name, definition: { stage, when, resource_group: group } }) => ({
      name,
      stage: typeof stage === 'string' ? stage : 'test',
      manual: when === 'manual',
      ...(typeof group === 'string' ? { resourceGroup: group } : {}),
      execute: () => Promise.reject(new Error('this sandbox has no runner')),
    }));
}
