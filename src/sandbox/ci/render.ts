// What the API shows of pipelines and jobs.

import type { Core } from '../core.ts';
import type { Project } from '../store.ts';
import type { Pipeline } from './types.ts';

type Json = Record<string, unknown>;

export function projectOf(core: Core, id: number): Project {
  const project = core.store.projects.get(id);
  if (!project) throw new Error(`there is no project ${id}`);
  return project;
}

export function pipelineUrl(core: Core, pipeline: Pipeline): string {
  return `${core.url}/${projectOf(core, pipeline.projectId).pathWithNamespace}/-/pipelines/${pipeline.id}`;
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
