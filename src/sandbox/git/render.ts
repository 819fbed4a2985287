// What the API shows of a repository.

import { pipelineBasic } from '../ci/render.ts';
import type { Core } from '../core.ts';
import type { Project, User } from '../store.ts';
import { Level } from '../store.ts';
import { isProtected, mayPush, ruleFor } from './protection.ts';
import type { CommitInfo, FileDiff } from './read.ts';

type Json = Record<string, unknown>;

const SHORT = 8;

export function shortId(sha: string): string {
  return sha.slice(0, SHORT);
}

export function titleOf(message: string): string {
  return message.split('\n')[0] ?? '';
}

/** The web address of something of a project: `-/commit/...`. */
export function webUrl(core: Core, project: Project, rest: string): string {
  return `${core.url}/${project.pathWithNamespace}/-/${rest}`;
}

/** A commit in the bodies of webhooks. */
export function hookCommit(core: Core, project: Project, commit: CommitInfo): Json {
  return {
    id: commit.id,
    message: commit.message,
    title: titleOf(commit.message),
    timestamp: commit.authoredAt.replace('.000', ''),
    url: webUrl(core, project, `commit/${commit.id}`),
    author: { name: commit.authorName, email: commit.authorEmail },
  };
}

export function commitEntity(core: Core, project: Project, commit: CommitInfo): Json {
  const trailers: Record<string, string> = {};
  const extended: Record<string, string[]> = {};
  for (const [key, value] of commit.trailers) {
    trailers[key] = value;
    extended[key] = [...(extended[key] ?? []), value];
  }
  return {
    id: commit.id,
    short_id: shortId(commit.id),
    created_at: commit.committedAt,
    parent_ids: commit.parents,
    title: titleOf(commit.message),
    message: commit.message,
    author_name: commit.authorName,
    author_email: commit.authorEmail,
    authored_date: commit.authoredAt,
    committer_name: commit.committerName,
    committer_email: commit.committerEmail,
    committed_date: commit.committedAt,
    trailers,
    extended_trailers: extended,
    web_url: webUrl(core, project, `commit/${commit.id}`),
  };
}

export type Stats = { readonly additions: number; readonly deletions: number; readonly total: number };

export function commitDetail(core: Core, project: Project, commit: CommitInfo, stats: Stats | undefined): Json {
  const { pipelines, pipelinesOf } = core.store.ci;
  const ids = pipelinesOf.get(project.id) ?? [];
  const last = ids.map((id) => pipelines.get(id)).findLast((pipeline) => pipeline?.sha === commit.id);
  return {
    ...commitEntity(core, project, commit),
    ...(stats ? { stats } : {}),
    status: last?.status ?? null,
    project_id: project.id,
    last_pipeline: last ? pipelineBasic(core, last) : null,
  };
}

export interface BranchView {
  readonly name: string;
  readonly commit: CommitInfo;
  readonly merged: boolean;
}

export function branchEntity(core: Core, project: Project, viewer: User | undefined, branch: BranchView): Json {
  const rule = ruleFor(core, project, branch.name);
  const forDevelopers = (level: number | undefined): boolean =>
    level !== undefined && level !== Level.none && level <= Level.developer;
  return {
    name: branch.name,
    commit: commitEntity(core, project, branch.commit),
    merged: branch.merged,
    protected: isProtected(core, project, branch.name),
    developers_can_push: forDevelopers(rule?.pushLevel),
    developers_can_merge: forDevelopers(rule?.mergeLevel),
    can_push: mayPush(core, viewer, project, branch.name),
    default: branch.name === project.defaultBranch,
    web_url: webUrl(core, project, `tree/${branch.name}`),
  };
}

export function diffEntity(file: FileDiff): Json {
  return {
    diff: file.diff,
    collapsed: false,
    too_large: false,
    new_path: file.newPath,
    old_path: file.oldPath,
    a_mode: file.oldMode.replace(/^0+$/, '0'),
    b_mode: file.newMode.replace(/^0+$/, '0'),
    new_file: file.status.startsWith('A'),
    renamed_file: file.status.startsWith('R'),
    deleted_file: file.status.startsWith('D'),
    generated_file: false,
  };
}
