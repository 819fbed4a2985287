// What the API shows of pipelines, jobs and what belongs to them.

import type { Core } from '../core.ts';
import type { CommitInfo } from '../git/read.ts';
import { commitEntity, webUrl } from '../git/render.ts';
import { type Json, userBasicById, userPage } from '../people/user-entity.ts';
import type { Project } from '../store.ts';
import type { Job, Pipeline, ProjectVariable, ResourceGroup, Status, Variable } from './types.ts';

export function projectOf(core: Core, id: number): Project {
  const project = core.store.projects.get(id);
  if (!project) throw new Error(`there is no project ${id}`);
  return project;
}

export function pipelineUrl(core: Core, pipeline: Pipeline): string {
  return webUrl(core, projectOf(core, pipeline.projectId), `pipelines/${pipeline.id}`);
}

export function pipelineBasic(core: Core, pipeline: Pipeline): Json {
  return {
    id: pipeline.id,
    iid: pipeline.iid,
    project_id: pipeline.projectId,
    sha: pipeline.sha,
    ref: pipeline.ref,
    status: pipeline.status,
    source: pipeline.source,
    created_at: pipeline.createdAt,
    updated_at: pipeline.updatedAt,
    web_url: pipelineUrl(core, pipeline),
  };
}

export function pipelineDetail(core: Core, pipeline: Pipeline): Json {
  return {
    ...pipelineBasic(core, pipeline),
    before_sha: pipeline.beforeSha,
    tag: false,
    yaml_errors: pipeline.yamlErrors,
    user: userBasicById(core, pipeline.userId),
    started_at: pipeline.startedAt,
    finished_at: pipeline.finishedAt,
    committed_at: null,
    duration: wholeSeconds(pipeline.startedAt, pipeline.finishedAt),
    queued_duration: wholeSeconds(pipeline.createdAt, pipeline.startedAt),
    coverage: null,
    detailed_status: detailedStatus(core, pipeline),
    archived: false,
  };
}

/** A job without what its runner left (`CiJobBasic`). */
export function jobBasic(core: Core, job: Job, commit: CommitInfo | undefined): Json {
  const project = projectOf(core, job.projectId);
  const pipeline = core.store.ci.pipelines.get(job.pipelineId);
  const user = core.store.users.get(job.userId);
  return {
    id: job.id,
    status: job.status,
    stage: job.stage,
    name: job.name,
    ref: pipeline?.ref ?? '',
    tag: false,
    coverage: null,
    allow_failure: job.allowFailure,
    created_at: job.createdAt,
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    erased_at: null,
    duration: seconds(job.startedAt, job.finishedAt),
    queued_duration: seconds(job.queuedAt, job.startedAt),
    user: user ? userPage(core, user) : null,
    commit: commit ? commitEntity(core, project, commit) : null,
    pipeline: pipeline ? pipelineBasic(core, pipeline) : null,
    ...(job.failureReason === null ? {} : { failure_reason: job.failureReason }),
    web_url: webUrl(core, project, `jobs/${job.id}`),
    project: { ci_job_token_scope_enabled: false },
  };
}

/** The whole job (`CiJob`). */
export function jobEntity(core: Core, job: Job, commit: CommitInfo | undefined): Json {
  return {
    ...jobBasic(core, job, commit),
    artifacts: [],
    runner: null,
    runner_manager: null,
    artifacts_expire_at: null,
    archived: false,
    tag_list: [],
  };
}

export function variableEntity(variable: Variable): Json {
  return { variable_type: variable.type, key: variable.key, value: variable.value, raw: variable.raw };
}

export function projectVariableEntity(variable: ProjectVariable): Json {
  return {
    ...variableEntity(variable),
    value: variable.hidden ? null : variable.value,
    hidden: variable.hidden,
    protected: variable.protected,
    masked: variable.masked,
    environment_scope: variable.environmentScope,
    description: variable.description,
  };
}

export function resourceGroupEntity(group: ResourceGroup): Json {
  return {
    id: group.id,
    key: group.key,
    process_mode: group.processMode,
    created_at: group.createdAt,
    updated_at: group.updatedAt,
  };
}

const TEXTS: Partial<Record<Status, string>> = {
  success: 'Passed',
  manual: 'Blocked',
  scheduled: 'Delayed',
  waiting_for_resource: 'Waiting',
};

function detailedStatus(core: Core, pipeline: Pipeline): Json {
  const { status } = pipeline;
  const text = TEXTS[status] ?? status.charAt(0).toUpperCase() + status.slice(1);
  return {
    icon: `status_${status}`,
    text,
    label: status === 'success' ? 'passed' : status,
    group: status.replaceAll('_', '-'),
    tooltip: status === 'success' ? 'passed' : status,
    has_details: true,
    details_path: new URL(pipelineUrl(core, pipeline)).pathname,
    illustration: null,
    favicon: `/assets/ci_favicons/favicon_status_${status}.png`,
  };
}

/** Seconds of the sandbox's clock. */
function seconds(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000;
}

function wholeSeconds(from: string | null, to: string | null): number | null {
  const exact = seconds(from, to);
  return exact === null ? null : Math.round(exact);
}
