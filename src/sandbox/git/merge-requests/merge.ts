// Merging, by git (behaviours L4, L5, L7).

import type { Core } from '../../core.ts';
import { refusal, unauthorized } from '../../errors.ts';
import { recordState } from '../../issues/traces.ts';
import type { Project, User } from '../../store.ts';
import type { Git } from '../index.ts';
import { isProtected, mayMerge } from '../protection.ts';
import { moveRef, NO_COMMIT, readRef, type Signature } from '../repository.ts';
import { gitText } from '../run.ts';
import type { MergeRequest } from '../types.ts';
import { closeIssues, issuesClosedBy } from './closing.ts';
import { headsOf, mergedTree, ownerOf } from './data.ts';
import { emitMergeRequestHook } from './payload.ts';
import { headPipeline, mergeStatus } from './status.ts';

export interface MergeAsked {
  readonly sha?: string | undefined;
  readonly message?: string | undefined;
  readonly squashMessage?: string | undefined;
  readonly squash?: boolean | undefined;
  readonly removeSource?: boolean | undefined;
  readonly auto?: boolean | undefined;
}

/**
 * Merges, or, asked for auto-merge while a pipeline runs, promises to. Throws 401 without the right, 405 for what cannot
 * be merged, 409 for a head that has moved, 422 when git fails.
 */
export async function mergeNow(
  core: Core,
  git: Git,
  project: Project,
  mr: MergeRequest,
  actor: User,
  asked: MergeAsked,
): Promise<void> {
  if (!mayMerge(core, actor, project, mr.targetBranch)) throw unauthorized();
  const { detailed } = await mergeStatus(core, git, project, mr);
  const waits = asked.auto === true && isRunning(core, mr);
  if (detailed !== 'mergeable' && !(waits && detailed === 'ci_still_running'))
    throw refusal(405, '405 Method Not Allowed');
  if (asked.sha !== undefined && asked.sha !== mr.headSha)
    throw refusal(409, `SHA does not match HEAD of source branch: ${mr.headSha}`);
  mr.shouldRemoveSourceBranch = asked.removeSource ?? mr.shouldRemoveSourceBranch;
  mr.squash = asked.squash ?? mr.squash;
  if (waits) {
    mr.autoMerge = true;
    mr.mergeUserId = actor.id;
    mr.updatedAt = core.clock.stamp();
    return;
  }
  await merge(core, git, project, mr, actor, asked);
}

/** Keeps the promise of auto-merge when the pipeline of a branch has passed. */
export async function mergeIfPromised(core: Core, git: Git, project: Project, mr: MergeRequest): Promise<void> {
  const actor = mr.mergeUserId === null ? undefined : core.store.users.get(mr.mergeUserId);
  if (!mr.autoMerge || mr.state !== 'opened' || !actor || headPipeline(core, mr)?.status !== 'success') return;
  const { detailed } = await mergeStatus(core, git, project, mr);
  if (detailed === 'mergeable') await merge(core, git, project, mr, actor, {});
}

/** What a merge leaves behind, whether it was made here or pushed. */
export function settleMerge(
  core: Core,
  git: Git,
  project: Project,
  mr: MergeRequest,
  actor: User,
  commits: { readonly merge?: string; readonly squash?: string | undefined },
): void {
  const before = structuredClone(mr);
  const at = core.clock.stamp();
  Object.assign(mr, { state: 'merged', mergedAt: at, mergeUserId: actor.id, updatedAt: at, autoMerge: false });
  mr.mergeCommitSha = commits.merge ?? null;
  mr.squashCommitSha = commits.squash ?? null;
  recordState(core, ownerOf(mr), actor, 'merged');
  emitMergeRequestHook(core, git, { project, mr, actor, action: 'merge', before });
  closeIssues(core, project, mr, actor);
}

async function merge(
  core: Core,
  git: Git,
  project: Project,
  mr: MergeRequest,
  actor: User,
  asked: MergeAsked,
): Promise<void> {
  const dir = git.repositories.dir(project);
  const { source, target } = await headsOf(git, project, mr);
  const tree = source && target && (await mergedTree(git, project, target, source));
  if (!source || !target || !tree) throw refusal(422, 'Branch cannot be merged');
  const by = git.repositories.signature(actor);
  const squash = mr.squash
    ? await commitTree(dir, `${source}^{tree}`, [mr.baseSha], asked.squashMessage ?? mr.title, by)
    : undefined;
  const message = asked.message ?? mergeMessage(core, project, mr);
  const made = await commitTree(dir, tree, [target, squash ?? source], message, by);
  const ref = `refs/heads/${mr.targetBranch}`;
  if (mr.state !== 'opened' || !(await moveRef(dir, ref, target, made))) throw refusal(422, 'Branch cannot be merged');
  settleMerge(core, git, project, mr, actor, { merge: made, squash });
  git.moved(project, actor, [{ ref, from: target, to: made }]);
  await removeSource(core, git, project, mr, actor);
}

async function removeSource(core: Core, git: Git, project: Project, mr: MergeRequest, actor: User): Promise<void> {
  const wanted = mr.shouldRemoveSourceBranch ?? mr.removeSourceBranch;
  if (!wanted || isProtected(core, project, mr.sourceBranch)) return;
  const dir = git.repositories.dir(project);
  const ref = `refs/heads/${mr.sourceBranch}`;
  const head = await readRef(dir, ref);
  if (head !== undefined && head === mr.headSha && (await moveRef(dir, ref, head, NO_COMMIT)))
    git.moved(project, actor, [{ ref, from: head, to: NO_COMMIT }]);
}

/** GitLab's default template of merge commits. */
function mergeMessage(core: Core, project: Project, mr: MergeRequest): string {
  const closes = issuesClosedBy(core, project, mr).map(({ iid }) => `#${iid}`);
  return [
    `Merge branch '${mr.sourceBranch}' into '${mr.targetBranch}'`,
    mr.title,
    ...(closes.length > 0 ? [`Closes ${closes.join(', ')}`] : []),
    `See merge request ${project.pathWithNamespace}!${mr.iid}`,
  ].join('\n\n');
}

function commitTree(
  dir: string,
  tree: string,
  parents: readonly string[],
  message: string,
  by: Signature,
): Promise<string> {
  const date = `${Math.floor(by.at / 1000)} +0000`;
  return gitText(dir, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], {
    stdin: message,
    env: {
      GIT_AUTHOR_NAME: by.name,
      GIT_AUTHOR_EMAIL: by.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: by.name,
      GIT_COMMITTER_EMAIL: by.email,
      GIT_COMMITTER_DATE: date,
    },
  });
}

function isRunning(core: Core, mr: MergeRequest): boolean {
  const status = headPipeline(core, mr)?.status;
  return status === 'created' || status === 'pending' || status === 'running';
}
