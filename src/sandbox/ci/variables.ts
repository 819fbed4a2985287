// The variables a job sees, as GitLab predefines them (doc/ci/variables/predefined_variables.md).

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Core } from '../core.ts';
import { isProtected } from '../git/protection.ts';
import type { CommitInfo } from '../git/read.ts';
import { shortId, titleOf } from '../git/render.ts';
import type { MergeRequest } from '../git/types.ts';
import type { Project } from '../store.ts';
import { pipelineUrl, projectOf } from './render.ts';
import type { Job, Pipeline, Variable } from './types.ts';

type Env = Record<string, string>;

/** Values and, apart from them, what file variables hold. */
export interface Variables {
  readonly env: Env;
  readonly files: Env;
}

/**
 * All variables of a pipeline that do not depend on a job. Later ones win: predefined, the project's, the pipeline's own.
 * References to other variables are expanded in all but raw ones (facts: TRIGGER_PAYLOAD too, unless `rawPayload`).
 */
export function pipelineVariables(core: Core, pipeline: Pipeline, commit: CommitInfo | undefined): Variables {
  const project = projectOf(core, pipeline.projectId);
  const predefined = {
    ...serverEnv(core),
    ...projectEnv(core, project),
    ...pipelineEnv(core, pipeline, project, commit),
  };
  const isOnProtected = isProtected(core, project, pipeline.ref);
  const own = (core.store.ci.variables.get(project.id) ?? []).filter(
    (variable) => variable.environmentScope === '*' && (!variable.protected || isOnProtected),
  );
  const all = new Map<string, Variable>();
  for (const [key, value] of Object.entries(predefined)) all.set(key, { key, value, type: 'env_var', raw: true });
  for (const variable of [...own, ...pipeline.variables]) all.set(variable.key, variable);

  const env: Env = {};
  const files: Env = {};
  for (const variable of all.values()) {
    const value = variable.raw ? variable.value : expand(variable.value, all, 0);
    if (variable.type === 'file') files[variable.key] = value;
    else env[variable.key] = value;
  }
  return { env, files };
}

/** What a job adds, `dir` being its working folder. */
export function jobVariables(core: Core, job: Job, dir: string): Env {
  const project = projectOf(core, job.projectId);
  const user = core.store.users.get(job.userId);
  const { host } = new URL(core.url);
  return {
    CI_JOB_ID: String(job.id),
    CI_JOB_NAME: job.name,
    CI_JOB_NAME_SLUG: slug(job.name),
    CI_JOB_STAGE: job.stage,
    CI_JOB_STATUS: 'running',
    CI_JOB_URL: `${core.url}/${project.pathWithNamespace}/-/jobs/${job.id}`,
    CI_JOB_TOKEN: job.token,
    CI_JOB_STARTED_AT: withoutMs(job.startedAt ?? job.createdAt),
    CI_PROJECT_DIR: dir,
    CI_BUILDS_DIR: join(dir, '..'),
    CI_REPOSITORY_URL: `http://gitlab-ci-token:${job.token}@${host}/${project.pathWithNamespace}.git`,
    CI_RUNNER_ID: '1',
    CI_RUNNER_DESCRIPTION: 'sandbox',
    CI_RUNNER_TAGS: '[]',
    CI_RUNNER_VERSION: '19.5.0',
    ...(job.manual ? { CI_JOB_MANUAL: 'true' } : {}),
    ...(job.resourceGroup === null ? {} : { CI_RESOURCE_GROUP: job.resourceGroup }),
    GITLAB_USER_ID: String(job.userId),
    GITLAB_USER_LOGIN: user?.username ?? '',
    GITLAB_USER_NAME: user?.name ?? '',
    GITLAB_USER_EMAIL: user?.email ?? '',
  };
}

/** Writes file variables below `folder` and answers their paths, by key. */
export function writeFiles(files: Readonly<Env>, folder: string): Env {
  const paths: Env = {};
  for (const [key, content] of Object.entries(files)) {
    mkdirSync(folder, { recursive: true });
    paths[key] = join(folder, key);
    writeFileSync(paths[key], content);
  }
  return paths;
}

function serverEnv(core: Core): Env {
  const { host, hostname, port, protocol } = new URL(core.url);
  const { text: version, major, minor, patch } = core.version;
  return {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_SERVER: 'yes',
    CI_SERVER_NAME: 'GitLab',
    CI_SERVER_VERSION: version,
    CI_SERVER_VERSION_MAJOR: String(major),
    CI_SERVER_VERSION_MINOR: String(minor),
    CI_SERVER_VERSION_PATCH: String(patch),
    CI_SERVER_URL: core.url,
    CI_SERVER_HOST: hostname,
    CI_SERVER_PORT: port || (protocol === 'https:' ? '443' : '80'),
    CI_SERVER_PROTOCOL: protocol.replace(':', ''),
    CI_SERVER_FQDN: host,
    CI_API_V4_URL: `${core.url}/api/v4`,
    CI_API_GRAPHQL_URL: `${core.url}/api/graphql`,
  };
}

function projectEnv(core: Core, project: Project): Env {
  const parts = project.pathWithNamespace.split('/');
  return {
    CI_PROJECT_ID: String(project.id),
    CI_PROJECT_NAME: project.path,
    CI_PROJECT_TITLE: project.name,
    CI_PROJECT_PATH: project.pathWithNamespace,
    CI_PROJECT_PATH_SLUG: slug(project.pathWithNamespace),
    CI_PROJECT_NAMESPACE: parts.slice(0, -1).join('/'),
    CI_PROJECT_ROOT_NAMESPACE: parts[0] ?? '',
    CI_PROJECT_URL: `${core.url}/${project.pathWithNamespace}`,
    CI_PROJECT_VISIBILITY: project.visibility,
    CI_DEFAULT_BRANCH: project.defaultBranch ?? 'main',
    CI_CONFIG_PATH: project.ciConfigPath ?? '.gitlab-ci.yml',
  };
}

function pipelineEnv(core: Core, pipeline: Pipeline, project: Project, commit: CommitInfo | undefined): Env {
  const mergeRequest = core.store.git.mergeRequests.get(pipeline.mergeRequestId ?? 0);
  const branch = mergeRequest?.sourceBranch ?? pipeline.ref;
  return {
    CI_PIPELINE_ID: String(pipeline.id),
    CI_PIPELINE_IID: String(pipeline.iid),
    CI_PIPELINE_SOURCE: pipeline.source,
    CI_PIPELINE_URL: pipelineUrl(core, pipeline),
    CI_PIPELINE_CREATED_AT: withoutMs(pipeline.createdAt),
    ...(pipeline.source === 'trigger' ? { CI_PIPELINE_TRIGGERED: 'true' } : {}),
    CI_COMMIT_SHA: pipeline.sha,
    CI_COMMIT_SHORT_SHA: shortId(pipeline.sha),
    CI_COMMIT_BEFORE_SHA: pipeline.beforeSha,
    CI_COMMIT_REF_NAME: branch,
    CI_COMMIT_REF_SLUG: slug(branch),
    ...(mergeRequest ? mergeRequestEnv(core, project, mergeRequest) : { CI_COMMIT_BRANCH: branch }),
    CI_COMMIT_REF_PROTECTED: String(isProtected(core, project, pipeline.ref)),
    ...(commit
      ? {
          CI_COMMIT_MESSAGE: commit.message,
          CI_COMMIT_TITLE: titleOf(commit.message),
          CI_COMMIT_TIMESTAMP: commit.committedAt,
          CI_COMMIT_AUTHOR: `${commit.authorName} <${commit.authorEmail}>`,
        }
      : {}),
  };
}

/** Of a pipeline of a merge request, not of a merged result: then the SHAs of both branches are empty. */
function mergeRequestEnv(core: Core, project: Project, mr: MergeRequest): Env {
  const path = project.pathWithNamespace;
  return {
    CI_MERGE_REQUEST_ID: String(mr.id),
    CI_MERGE_REQUEST_IID: String(mr.iid),
    CI_MERGE_REQUEST_EVENT_TYPE: 'detached',
    CI_MERGE_REQUEST_TITLE: mr.title,
    CI_MERGE_REQUEST_REF_PATH: `refs/merge-requests/${mr.iid}/head`,
    CI_MERGE_REQUEST_PROJECT_ID: String(project.id),
    CI_MERGE_REQUEST_PROJECT_PATH: path,
    CI_MERGE_REQUEST_PROJECT_URL: `${core.url}/${path}`,
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: String(project.id),
    CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: path,
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: mr.sourceBranch,
    CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: mr.targetBranch,
    CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '',
    CI_MERGE_REQUEST_DIFF_BASE_SHA: mr.baseSha,
  };
}

/** How deep references may nest before a circle is suspected. */
const DEEPEST = 10;

/** `$NAME` and `${NAME}`, also `%NAME%`, become that variable's value, unknown ones nothing, `$$` a dollar sign. */
function expand(value: string, all: ReadonlyMap<string, Variable>, depth: number): string {
  if (depth > DEEPEST) return value;
  return value.replace(/\$\$|\$\{(\w+)\}|\$([A-Za-z_]\w*)/g, (whole, braced?: string, plain?: string) => {
    if (whole === '$$') return '$';
    const found = all.get(braced ?? plain ?? '');
    if (!found) return '';
    return found.raw ? found.value : expand(found.value, all, depth + 1);
  });
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

function withoutMs(iso: string): string {
  return iso.replace(/\.\d+Z$/, 'Z');
}
