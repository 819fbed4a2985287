// Pipeline and job hooks: one for every change of status (behaviours H25; webhook_events.md).

import type { Core } from '../core.ts';
import { isoSeconds, rubyTime } from '../days.ts';
import type { CommitInfo } from '../git/read.ts';
import { hookCommit } from '../git/render.ts';
import type { Json } from '../people/user-entity.ts';
import { hookProject, hookRepository } from '../projects/project-entity.ts';
import type { HookFamily } from '../store.ts';
import { hookUser } from '../webhooks/hook-parts.ts';
import { pipelineUrl, projectOf } from './render.ts';
import { currentJobs } from './states.ts';
import type { Job, Pipeline } from './types.ts';

type CommitOf = (pipeline: Pipeline) => Promise<CommitInfo | undefined>;

/** Tells the project's hooks of a pipeline's new status. */
export function emitPipelineHook(core: Core, pipeline: Pipeline, commitOf: CommitOf): void {
  if (!isHeard(core, pipeline.projectId, 'pipeline_events')) return;
  const attributes = pipelineAttributes(core, pipeline);
  const builds = currentJobs(core, pipeline).map((job) => build(core, job));
  core.background(
    commitOf(pipeline).then((commit) => {
      const project = projectOf(core, pipeline.projectId);
      const payload = {
        object_kind: 'pipeline',
        object_attributes: attributes,
        merge_request: null,
        user: person(core, pipeline.userId),
        project: hookProject(core, project),
        commit: commit && hookCommit(core, project, commit),
        builds,
      };
      core.emitHook({ project, family: 'pipeline_events', payload });
    }),
  );
}

/** Tells the project's hooks of a job's new status. */
export function emitJobHook(core: Core, job: Job, commitOf: CommitOf): void {
  const pipeline = core.store.ci.pipelines.get(job.pipelineId);
  if (!pipeline || !isHeard(core, job.projectId, 'job_events')) return;
  const seen = { ...job };
  core.background(
    commitOf(pipeline).then((commit) => {
      const project = projectOf(core, job.projectId);
      core.emitHook({ project, family: 'job_events', payload: jobPayload(core, seen, pipeline, commit) });
    }),
  );
}

function isHeard(core: Core, projectId: number, family: HookFamily): boolean {
  return [...core.store.hooks.values()].some(
    (hook) => hook.projectId === projectId && hook.families.get(family) === true,
  );
}

function pipelineAttributes(core: Core, pipeline: Pipeline): Json {
  const { status } = pipeline;
  return {
    id: pipeline.id,
    iid: pipeline.iid,
    name: null,
    ref: pipeline.ref,
    tag: false,
    sha: pipeline.sha,
    before_sha: pipeline.beforeSha,
    source: pipeline.source,
    status,
    detailed_status: status === 'success' ? 'passed' : status,
    stages: [...new Set(currentJobs(core, pipeline).map(({ stage }) => stage))],
    created_at: rubyTime(pipeline.createdAt),
    finished_at: rubyTime(pipeline.finishedAt),
    duration: seconds(pipeline.startedAt, pipeline.finishedAt),
    queued_duration: seconds(pipeline.createdAt, pipeline.startedAt),
    variables: pipeline.variables.map(({ key, value }) => ({ key, value })),
    url: pipelineUrl(core, pipeline),
  };
}

function build(core: Core, job: Job): Json {
  return {
    id: job.id,
    stage: job.stage,
    name: job.name,
    status: job.status,
    created_at: rubyTime(job.createdAt),
    started_at: rubyTime(job.startedAt),
    finished_at: rubyTime(job.finishedAt),
    duration: seconds(job.startedAt, job.finishedAt),
    queued_duration: seconds(job.queuedAt, job.startedAt),
    failure_reason: job.failureReason,
    when: job.manual ? 'manual' : 'on_success',
    manual: job.manual,
    allow_failure: job.allowFailure,
    user: person(core, job.userId),
    runner: null,
    artifacts_file: { filename: null, size: null },
    environment: null,
  };
}

function jobPayload(core: Core, job: Job, pipeline: Pipeline, commit: CommitInfo | undefined): Json {
  const project = projectOf(core, job.projectId);
  const { git_http_url, git_ssh_url, visibility_level, ...full } = hookProject(core, project);
  return {
    object_kind: 'build',
    ref: pipeline.ref,
    tag: false,
    before_sha: pipeline.beforeSha,
    sha: pipeline.sha,
    build_id: job.id,
    build_name: job.name,
    build_stage: job.stage,
    build_status: job.status,
    build_created_at: rubyTime(job.createdAt),
    build_created_at_iso: isoSeconds(job.createdAt),
    build_started_at: rubyTime(job.startedAt),
    build_started_at_iso: isoSeconds(job.startedAt),
    build_finished_at: rubyTime(job.finishedAt),
    build_finished_at_iso: isoSeconds(job.finishedAt),
    build_duration: seconds(job.startedAt, job.finishedAt),
    build_queued_duration: seconds(job.queuedAt, job.startedAt),
    build_allow_failure: job.allowFailure,
    build_failure_reason: job.failureReason ?? 'unknown_failure',
    retries_count: 0,
    pipeline_id: pipeline.id,
    project_id: project.id,
    project_name: project.pathWithNamespace,
    user: person(core, job.userId),
    // Its id is the pipeline's, not a commit's.
    commit: {
      id: pipeline.id,
      name: null,
      sha: pipeline.sha,
      message: commit?.message ?? '',
      author_name: commit?.authorName ?? '',
      author_email: commit?.authorEmail ?? '',
      status: pipeline.status,
      duration: seconds(pipeline.startedAt, pipeline.finishedAt),
      started_at: rubyTime(pipeline.startedAt),
      started_at_iso: isoSeconds(pipeline.startedAt),
      finished_at: rubyTime(pipeline.finishedAt),
      finished_at_iso: isoSeconds(pipeline.finishedAt),
    },
    repository: { ...hookRepository(core, project), git_http_url, git_ssh_url, visibility_level },
    project: { ...full, git_http_url, git_ssh_url, visibility_level },
    runner: null,
    environment: null,
  };
}

function person(core: Core, id: number): Json | null {
  const user = core.store.users.get(id);
  return user ? hookUser(user) : null;
}

function seconds(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000;
}
