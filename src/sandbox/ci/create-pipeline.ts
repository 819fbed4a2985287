// Making a pipeline: GitLab's chain of checks, then the jobs (behaviours I4-I6, I10, N1).

import { levelIn } from '../access.ts';
import { refusal } from '../errors.ts';
import { mayMerge } from '../git/protection.ts';
import { fileText, resolveCommit } from '../git/read.ts';
import { NO_COMMIT } from '../git/repository.ts';
import type { MergeRequest } from '../git/types.ts';
import { settingOf } from '../projects/settings.ts';
import { append, Level, nextId, type Project, type User } from '../store.ts';
import { isAtLeast, SINCE } from '../version.ts';
import { autoCancelOf, cancelRedundant } from './auto-cancel.ts';
import { parseConfig, readInputs } from './config.ts';
import type { Ci } from './index.ts';
import { planOf } from './plan.ts';
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
  /** In place of `ref`: the head of its source branch. */
  readonly mergeRequest?: MergeRequest;
  /** Where the branch stood before a push. */
  readonly before?: string;
}

/**
 * Makes a pipeline and sets it going. Throws 400 `{"message": {"base": [...]}}` when GitLab would make none. A broken
 * configuration is 422 where a trigger asked, of which a failed pipeline is left behind (I6), and 400 elsewhere.
 */
export async function createPipeline(ci: Ci, given: NewPipeline): Promise<Pipeline> {
  const { core, git } = ci;
  const { project, user, mergeRequest } = given;
  const ref = mergeRequest?.sourceBranch ?? given.ref.replace(/^refs\/(heads|tags)\//, '');
  const dir = git.repositories.dir(project);
  const sha = mergeRequest?.headSha ?? (await resolveCommit(dir, ref));
  if (sha === undefined) throw none('Reference not found');
  checkRights(ci, given, ref);
  checkRate(ci, given, sha);
  const text = await fileText(dir, sha, project.ciConfigPath ?? '.gitlab-ci.yml');
  if (text === undefined) throw none('Missing CI config file');

  const pipeline = draftPipeline(ci, given, ref, sha);
  const config = parseConfig(text);
  if (typeof config === 'string') throw broken(ci, pipeline, config);
  const inputs = readInputs(config, inputsOf(ci, given));
  if (typeof inputs === 'string') throw none(inputs);
  const made: Pipeline = { ...pipeline, inputs, autoCancel: autoCancelOf(config) };
  const planned = await planOf(ci, { pipeline: made, project, user, text, config });
  if ('broken' in planned) throw broken(ci, made, planned.broken);
  if ('filtered' in planned) throw none(planned.filtered);

  save(ci, made);
  ci.engine.launch(made, planned);
  cancelRedundant(ci, made);
  core.store.ci.schedules.get(given.schedule?.id ?? 0)?.pipelineIds.push(made.id);
  return made;
}

/** Before pipelines had inputs nobody reads them: GitLab drops parameters that it does not know. */
function inputsOf({ core }: Ci, { inputs = {} }: NewPipeline): Readonly<Record<string, unknown>> {
  return isAtLeast(core.version, SINCE.pipelineInputs) ? inputs : {};
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
  const planned = await planOf(ci, { pipeline, project, user, text, config });
  return 'broken' in planned || 'filtered' in planned ? [] : planned;
}

/** The others are made without `save_on_errors` (lib/api/ci/pipelines.rb, app/workers/run_pipeline_schedule_worker.rb). */
const KEEPS_BROKEN: readonly PipelineSource[] = ['trigger', 'pipeline', 'push', 'web', 'merge_request_event'];

function none(text: string): Error {
  return refusal(400, { base: [text] });
}

function broken(ci: Ci, pipeline: Pipeline, text: string): Error {
  if (!KEEPS_BROKEN.includes(pipeline.source)) return none(text);
  const at = ci.core.clock.stamp();
  save(ci, { ...pipeline, status: 'failed', yamlErrors: text, finishedAt: at, updatedAt: at });
  return refusal(422, { base: [text] });
}

function checkRights({ core, options }: Ci, given: NewPipeline, ref: string): void {
  const { project, user } = given;
  if (settingOf(project, 'jobs_enabled') !== true) throw none('Pipelines are disabled!');
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

/** A pipeline that is not yet there. */
export function draftPipeline({ core }: Ci, given: NewPipeline, ref: string, sha: string): Pipeline {
  const at = core.clock.stamp();
  const payload: Variable[] =
    given.payload === undefined ? [] : [{ key: 'TRIGGER_PAYLOAD', value: given.payload, type: 'file', raw: false }];
  return {
    id: nextId(core.store, 'pipelines'),
    iid: nextId(core.store, `pipelines of ${given.project.id}`),
    projectId: given.project.id,
    sha,
    beforeSha: given.before ?? NO_COMMIT,
    ref: given.mergeRequest === undefined ? ref : `refs/merge-requests/${given.mergeRequest.iid}/head`,
    source: given.source,
    userId: given.user.id,
    scheduleId: given.schedule?.id ?? null,
    status: 'created',
    createdAt: at,
    updatedAt: at,
    startedAt: null,
    finishedAt: null,
    yamlErrors: null,
    autoCancel: 'conservative',
    mergeRequestId: given.mergeRequest?.id ?? null,
    variables: [...(given.variables ?? []), ...payload],
    inputs: {} satisfies Record<string, InputValue>,
    jobIds: [],
  };
}

function save({ core }: Ci, pipeline: Pipeline): void {
  core.store.ci.pipelines.set(pipeline.id, pipeline);
  append(core.store.ci.pipelinesOf, pipeline.projectId, pipeline.id);
}
