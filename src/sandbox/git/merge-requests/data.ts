// Merge requests as data: finding them, and what git knows of their two branches.

import type { Core } from '../../core.ts';
import { notFound } from '../../errors.ts';
import type { Call } from '../../http.ts';
import type { Noteable } from '../../notes/note-data.ts';
import type { Owner, Project, User } from '../../store.ts';
import { requireReading } from '../access.ts';
import type { Git } from '../index.ts';
import { readRef } from '../repository.ts';
import { tryGit } from '../run.ts';
import type { MergeRequest } from '../types.ts';

/** A project's merge requests, oldest first. */
export function mergeRequestsOf(core: Core, project: Project): MergeRequest[] {
  const { mergeRequests, mergeRequestsOf: ids } = core.store.git;
  return (ids.get(project.id) ?? []).flatMap((id) => mergeRequests.get(id) ?? []);
}

export interface Found {
  readonly project: Project;
  readonly mr: MergeRequest;
}

/** The merge request of `/merge_requests/:merge_request_iid`, if the caller may see it. Throws `404 Not found`. */
export function findMergeRequest(call: Call): Found {
  const project = requireReading(call);
  const iid = Number(call.raw['merge_request_iid'] ?? call.raw['noteable_id'] ?? call.raw['eventable_id']);
  const mr = mergeRequestsOf(call.core, project).find((candidate) => candidate.iid === iid);
  if (!mr) throw notFound();
  return { project, mr };
}

export function ownerOf(mr: MergeRequest): Owner {
  return `MergeRequest/${mr.id}`;
}

export function noteable({ id, iid, projectId }: MergeRequest): Noteable {
  return { type: 'MergeRequest', id, iid, projectId };
}

export function userById(core: Core, id: number): User {
  const user = core.store.users.get(id);
  if (!user) throw new Error(`there is no user ${id}`);
  return user;
}

/** The two branches as they are now; undefined for one that is gone. */
export interface Heads {
  readonly source: string | undefined;
  readonly target: string | undefined;
}

export async function headsOf(git: Git, project: Project, mr: MergeRequest): Promise<Heads> {
  const dir = git.repositories.dir(project);
  const [source, target] = await Promise.all([
    readRef(dir, `refs/heads/${mr.sourceBranch}`),
    readRef(dir, `refs/heads/${mr.targetBranch}`),
  ]);
  return { source, target };
}

/** The tree of a merge of two commits, undefined when they conflict. */
export async function mergedTree(
  git: Git,
  project: Project,
  target: string,
  source: string,
): Promise<string | undefined> {
  const key = `${project.id} ${target} ${source}`;
  const known = git.mergedTrees.get(key) ?? mergeTree(git.repositories.dir(project), target, source);
  git.mergedTrees.set(key, known);
  return known;
}

async function mergeTree(dir: string, target: string, source: string): Promise<string | undefined> {
  const result = await tryGit(dir, ['merge-tree', '--write-tree', target, source]);
  return result.ok ? result.stdout.toString('utf8').split('\n')[0] : undefined;
}

/** How many files a merge request changes. */
export async function changesCount(git: Git, project: Project, mr: MergeRequest): Promise<number> {
  const key = `${project.id} ${mr.baseSha} ${mr.headSha}`;
  const known = git.changeCounts.get(key) ?? countFiles(git.repositories.dir(project), mr.baseSha, mr.headSha);
  git.changeCounts.set(key, known);
  return known;
}

async function countFiles(dir: string, from: string, to: string): Promise<number> {
  const result = await tryGit(dir, ['diff', '--name-only', '-z', from, to]);
  return result.stdout.toString('utf8').split('\0').filter(Boolean).length;
}
