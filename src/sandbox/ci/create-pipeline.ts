// Making a pipeline: GitLab's chain of checks, then the jobs (behaviours I4-I6, I10, N1).

import { levelIn } from '../access.ts';
import { refusal } from '../errors.ts';
import { mayMerge } from '../git/protection.ts';
import { fileText, resolveCommit } from '../git/read.ts';
import { NO_COMMIT } from '../git/repository.ts';
import { settingOf } from '../projects/settings.ts';
import { append, Level, nextId, type Project, type User } from '../store.ts';
import { type CiConfig, jobsIn, parseConfig, readInputs } from './config.ts';
import type { Ci } from './index.ts';
import type { PlannedJob } from './runner.ts';
import type { InputValue, Pipeline, PipelineSource, Schedule, Variable } from './types.ts';

const MINUTE_MS = 60_000;

export interface NewPipeline {
  readonly project: Project;
  /** A branch or tag, short or as `refs/heads/...`. */
  readonly ref: string;
  readonly source: PipelineSource;
  readonly user: User;
  /** Variables that somebody chose to set. */
  readonly variables?: readonly Variable[];
  /** As sent: names to values. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** What TRIGGER_PAYLOAD holds. */
  readonly payload?: string;
  readonly schedule?: Schedule;
}

/**
 * Makes a pipeline and sets it going. Throws 400 `{"message": {"base": [...]}}` when GitLab would make none, and 422 for
 * a broken configuration, of which a failed pipeline is left behind (I6).
 */
export async function createPipeline(ci: Ci, given: NewPipeline): Promise<Pipeline> {
  const { core, git } = ci;
  const { project, user } = given;
  const ref = given.ref.replace(/^refs\/(heads|tags)\//, '');
  const dir = git.repositories.dir(project);
  const sha = await resolveCommit(dir, ref);
  if (sha === undefined) throw none('Reference not found');
  checkRights(ci, given, ref);
  checkRate(ci, given, sha);
  const text = await fileText(dir, sha, project.ciConfigPath ?? '.gitlab-ci.yml');
  if (text === undefined) throw none('Missing CI config file');

  const pipeline = draft(ci, given, ref, sha);
  const config = parseConfig(text);
  if (typeof config === 'string') throw broken(ci, pipeline, config);
  const inputs = readInputs(config, given.inputs ?? {});
  if (typeof inputs === 'string') throw none(inputs);
  const planned = await planOf(ci, { ...pipeline, inputs }, project, user, text, config);
  if (typeof planned === 'string') throw broken(ci, pipeline, planned);
  if (planned.length === 0 && config.content['include'] === undefined) throw none(NO_JOBS);
  if (planned.length === 0 && ci.runner !== undefined) throw none(NO_JOBS);

  const made: Pipeline = { ...pipeline, inputs };
  save(ci, made);
  ci.engine.launch(made, planned);
  core.store.ci.schedules.get(given.schedule?.id ?? 0)?.pipelineIds.push(made.id);
  return made;
}

/** The jobs of a pipeline that is already there, once more. */
export async function replan(ci: Ci, pipeline: Pipeline): Promise<readonly PlannedJob[]> {
  const project = ci.core.store.projects.get(pipeline.projectId);
  const user = ci.core.store.users.get(pipeline.userId);
  if (!project || !user) return [];
  const file = project.ciConfigPath ?? '.gitlab-ci.yml';
  const text = await fileText(ci.git.repositories.dir(project), pipeline.sha, file);
  const config = parseConfig(text ?? '');
  if (text === undefined || typeof config === 'string') return [];
  const planned = await planOf(ci, pipeline, project, user, text, config);
  return typeof planned === 'string' ? [] : planned;
}

const NO_JOBS =
  'Pipeline will not run for the selected trigger. The rules configuration prevented any jobs from being added to the pipeline.';

function none(text: string): Error {
  return refusal(400, { base: [text] });
}

function broken(ci: Ci, pipeline: Pipeline, text: string): Error {
  const at = ci.core.clock.stamp();
  save(ci, { ...pipeline, status: 'failed', yamlErrors: text, finishedAt: at, updatedAt: at });
  return refusal(422, { base: [text] });
}

function checkRights({ core, options }: Ci, given: NewPipeline, ref: string): void {
  const { project, user } = given;
  const level = levelIn(core, user, project);
  if (user.state === 'blocked' || level < Level.developer)
    throw none('Insufficient permissions to create a new pipeline');
  if (!mayMerge(core, user, project, ref)) {
    throw none(
      `You do not have sufficient permission to run a pipeline on '${ref}'. Please select a different branch or contact your administrator for assistance.`,
    );
  }
  const sets = (given.variables ?? []).length > 0 || (options.payloadIsUserVariable && given.payload !== undefined);
  const needed = VARIABLE_LEVELS[String(settingOf(project, 'ci_pipeline_variables_minimum_override_role'))];
  if (sets && given.schedule === undefined && level < (needed ?? Level.developer))
    throw none('Insufficient permissions to set pipeline variables');
}

const VARIABLE_LEVELS: Readonly<Record<string, number>> = {
  no_one_allowed: Number.POSITIVE_INFINITY,
  owner: Level.owner,
  maintainer: Level.maintainer,
  developer: Level.developer,
};

/** So many a minute for one project, user and commit (I10). */
function checkRate({ core }: Ci, { project, user }: NewPipeline, sha: string): void {
  const { pipelines, pipelinesOf } = core.store.ci;
  const since = core.clock.now() - MINUTE_MS;
  const recent = (pipelinesOf.get(project.id) ?? []).slice(-1000).filter((id) => {
    const pipeline = pipelines.get(id);
    return pipeline?.userId === user.id && pipeline.sha === sha && Date.parse(pipeline.createdAt) > since;
  });
  if (recent.length >= core.profile.limits.pipelinesPerMinute)
    throw none('Too many pipelines created in the last minute. Try again later.');
}

function draft({ core }: Ci, given: NewPipeline, ref: string, sha: string): Pipeline {
  const at = core.clock.stamp();
  const payload: Variable[] =
    given.payload === undefined ? [] : [{ key: 'TRIGGER_PAYLOAD', value: given.payload, type: 'file', raw: false }];
  return {
    id: nextId(core.store, 'pipelines'),
    iid: nextId(core.store, `pipelines of ${given.project.id}`),
    projectId: given.project.id,
    sha,
    beforeSha: NO_COMMIT,
    ref,
    source: given.source,
    userId: given.user.id,
    scheduleId: given.schedule?.id ?? null,
    status: 'created',
    createdAt: at,
    updatedAt: at,
    startedAt: null,
    finishedAt: null,
    yamlErrors: null,
    variables: [...(given.variables ?? []), ...payload],
    inputs: {} satisfies Record<string, InputValue>,
    jobIds: [],
  };
}

function save({ core }: Ci, pipeline: Pipeline): void {
  core.store.ci.pipelines.set(pipeline.id, pipeline);
  append(core.store.ci.pipelinesOf, pipeline.projectId, pipeline.id);
}

/** The runner's plan; without a runner the jobs that stand in the file. A text says why there is none. */
async function planOf(
  ci: Ci,
  pipeline: Pipeline,
  project: Project,
  user: User,
  config: string,
  parsed: CiConfig,
): Promise<readonly PlannedJob[] | string> {
  if (ci.runner === undefined) return jobsIn(parsed).map(({ name, definition }) => unexecuted(name, definition));
  const { env, files } = await ci.variables(pipeline);
  const repository = ci.git.repositories.dir(project);
  const readable = readableBy(ci, user);
  try {
    return await ci.runner.plan({ pipeline, project, user, config, repository, readable, env, files });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function readableBy({ core, git }: Ci, user: User): Map<string, string> {
  const projects = [...core.store.projects.values()].filter(
    (project) => project.visibility === 'public' || levelIn(core, user, project) >= Level.reporter,
  );
  return new Map(projects.map((project) => [project.pathWithNamespace, git.repositories.dir(project)]));
}

function unexecuted(name: string, definition: Readonly<Record<string, unknown>>): PlannedJob {
  const { stage, when, resource_group: group } = definition;
  return {
    name,
    stage: typeof stage === 'string' ? stage : 'test',
    manual: when === 'manual',
    ...(typeof group === 'string' ? { resourceGroup: group } : {}),
    execute: () => Promise.reject(new Error('this sandbox has no runner')),
  };
}
