// Commits made through the API (behaviours K3-K10, K13, K14).
//
// Both the commits API and the files API end here: they say which branch and what to change, and this finds the commit
// to build on, writes the new one and moves the branch, or does nothing at all.

import { refusal } from '../errors.ts';
import type { Project, User } from '../store.ts';
import { applyActions, type CommitAction } from './commit-actions.ts';
import type { Git } from './index.ts';
import { resolveCommit } from './read.ts';
import { moveRef, NO_COMMIT, readRef, writeCommit } from './repository.ts';
import { GitError, tryGit } from './run.ts';

export interface CommitRequest {
  readonly project: Project;
  readonly user: User;
  readonly branch: string;
  readonly message: string;
  readonly actions: readonly CommitAction[];
  readonly startBranch?: string | undefined;
  readonly startSha?: string | undefined;
  readonly force?: boolean;
  readonly authorName?: string | undefined;
  readonly authorEmail?: string | undefined;
  /** Refuses actions that change nothing (K14). */
  readonly mustChange?: boolean;
}

export interface Committed {
  readonly sha: string;
  readonly parent: string | undefined;
}

/** Makes the commit. Throws a 400 `{"message": text}` on everything that stands against it (K3). */
export async function commitTo(git: Git, request: CommitRequest): Promise<Committed> {
  const { project, user, branch } = request;
  const dir = git.repositories.dir(project);
  const ref = `refs/heads/${branch}`;
  const tip = await readRef(dir, ref);
  const parent = await startOf(dir, request, tip);
  const changes = await applyActions(dir, parent, request.actions);
  const committer = git.repositories.signature(user);
  const author = {
    ...committer,
    ...(request.authorName === undefined ? {} : { name: request.authorName }),
    ...(request.authorEmail === undefined ? {} : { email: request.authorEmail }),
  };
  const sha = await written(dir, { parent, changes, message: request.message, author, committer });
  if (request.mustChange && parent !== undefined && (await sameTree(dir, parent, sha)))
    throw refusal(400, 'The commit was empty: the new file contents are identical to the current ones');
  if (!(await moveRef(dir, ref, tip ?? NO_COMMIT, sha)))
    throw refusal(400, `Could not update ${ref}. Please refresh and try again.`);
  git.moved(project, user, [{ ref, from: tip ?? NO_COMMIT, to: sha }]);
  return { sha, parent };
}

/** The commit to build on; undefined for the first of an empty repository (K5-K7). */
async function startOf(dir: string, request: CommitRequest, tip: string | undefined): Promise<string | undefined> {
  const { branch, startBranch, startSha, force = false } = request;
  if (startBranch !== undefined && startSha !== undefined)
    throw refusal(400, "You can't pass both start_branch and start_sha");
  if (startSha !== undefined && !/^[0-9a-f]{40}$/.test(startSha)) throw refusal(400, `Invalid start_sha '${startSha}'`);
  const elsewhere = startSha ?? (startBranch === branch ? undefined : startBranch);
  if (elsewhere === undefined) {
    if (tip === undefined && (await hasBranches(dir)))
      throw refusal(400, 'You can only create or edit files when you are on a branch');
    return tip;
  }
  if (tip !== undefined && !force)
    throw refusal(400, `A branch called '${branch}' already exists. Switch to that branch in order to make changes`);
  const start =
    startSha === undefined ? await readRef(dir, `refs/heads/${elsewhere}`) : await resolveCommit(dir, startSha);
  if (start !== undefined) return start;
  throw refusal(
    400,
    startSha === undefined
      ? 'You can only create or edit files when you are on a branch'
      : `Cannot find start_sha '${startSha}'`,
  );
}

async function hasBranches(dir: string): Promise<boolean> {
  return (await tryGit(dir, ['for-each-ref', '--count=1', 'refs/heads'])).stdout.length > 0;
}

async function written(dir: string, commit: Parameters<typeof writeCommit>[1]): Promise<string> {
  try {
    return await writeCommit(dir, commit);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const path = /Invalid path '([^']*)'/.exec(error.result.stderr)?.[1];
    throw refusal(400, path === undefined ? 'Something went wrong when we tried to commit' : `invalid path: '${path}'`);
  }
}

async function sameTree(dir: string, one: string, other: string): Promise<boolean> {
  return (await tryGit(dir, ['diff', '--quiet', one, other])).ok;
}
