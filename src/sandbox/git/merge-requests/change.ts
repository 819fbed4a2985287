// Changing a merge request: its fields, its state, and what pushes to its branches do to it.

import type { Core } from '../../core.ts';
import { assigneesChanged, descriptionChanged, sentence, titleChanged } from '../../issues/system-notes.ts';
import { recordLabels, recordState } from '../../issues/traces.ts';
import { addSystemNote } from '../../notes/note-data.ts';
import type { Project, User } from '../../store.ts';
import type { Git } from '../index.ts';
import type { RefChange } from '../push-commands.ts';
import { contains, mergeBase } from '../read.ts';
import { NO_COMMIT, readRef } from '../repository.ts';
import type { MergeRequest } from '../types.ts';
import { leaveMentions } from './closing.ts';
import { mergeRequestsOf, noteable, ownerOf } from './data.ts';
import { settleMerge } from './merge.ts';
import { emitMergeRequestHook } from './payload.ts';

export type Changes = Partial<
  Pick<
    MergeRequest,
    | 'title'
    | 'description'
    | 'targetBranch'
    | 'assigneeIds'
    | 'reviewerIds'
    | 'labelIds'
    | 'squash'
    | 'removeSourceBranch'
    | 'discussionLocked'
  >
>;

/** Changes fields; leaves system notes, label events and one `update` hook. */
export function changeMergeRequest(
  core: Core,
  git: Git,
  project: Project,
  mr: MergeRequest,
  actor: User,
  changes: Changes,
): void {
  const before = structuredClone(mr);
  Object.assign(mr, changes);
  mr.updatedAt = core.clock.stamp();
  mr.updatedById = actor.id;
  if (before.title !== mr.title || before.description !== mr.description) {
    mr.lastEditedAt = mr.updatedAt;
    mr.lastEditedById = actor.id;
  }
  const say = (text: string): void => addSystemNote(core, noteable(mr), actor, text);
  if (before.title !== mr.title) say(titleChanged(before.title, mr.title));
  for (const text of descriptionChanged(before.description ?? '', mr.description ?? '')) say(text);
  if (before.targetBranch !== mr.targetBranch)
    say(`changed target branch from \`${before.targetBranch}\` to \`${mr.targetBranch}\``);
  sayPeople(core, before, mr, say);
  recordLabels(core, ownerOf(mr), actor, before.labelIds, mr.labelIds);
  leaveMentions(core, project, mr, actor);
  emitMergeRequestHook(core, git, { project, mr, actor, action: 'update', before });
}

/** Closes or reopens it; false when it is there already, or merged. */
export function setState(
  core: Core,
  git: Git,
  project: Project,
  mr: MergeRequest,
  actor: User,
  event: 'close' | 'reopen',
): boolean {
  if (mr.state !== (event === 'close' ? 'opened' : 'closed')) return false;
  const before = structuredClone(mr);
  const at = core.clock.stamp();
  mr.state = event === 'close' ? 'closed' : 'opened';
  mr.closedAt = event === 'close' ? at : null;
  mr.closedById = event === 'close' ? actor.id : null;
  mr.updatedAt = at;
  mr.autoMerge = false;
  recordState(core, ownerOf(mr), actor, event === 'close' ? 'closed' : 'reopened');
  emitMergeRequestHook(core, git, { project, mr, actor, action: event, before });
  return true;
}

/** Brings the open merge requests in line with branches that moved. */
export async function followBranches(
  core: Core,
  git: Git,
  project: Project,
  actor: User,
  moved: readonly RefChange[],
): Promise<void> {
  const dir = git.repositories.dir(project);
  for (const { ref, from, to } of moved) {
    const branch = ref.replace(/^refs\/heads\//, '');
    if (to === NO_COMMIT) continue;
    for (const mr of mergeRequestsOf(core, project).filter(({ state }) => state === 'opened')) {
      if (mr.sourceBranch === branch && mr.headSha !== to) await takePush(core, git, project, mr, actor, from, to);
      // A merge by hand, pushed to the target, merges the request too.
      const reached = mr.targetBranch === branch && mr.startSha !== to && (await contains(dir, to, mr.headSha));
      if (reached && mr.headSha !== mr.baseSha) settleMerge(core, git, project, mr, actor, {});
    }
  }
}

async function takePush(
  core: Core,
  git: Git,
  project: Project,
  mr: MergeRequest,
  actor: User,
  oldrev: string,
  head: string,
): Promise<void> {
  const dir = git.repositories.dir(project);
  const before = structuredClone(mr);
  const target = (await readRef(dir, `refs/heads/${mr.targetBranch}`)) ?? mr.startSha;
  mr.headSha = head;
  mr.startSha = target;
  mr.baseSha = (await mergeBase(dir, target, head)) ?? target;
  mr.updatedAt = core.clock.stamp();
  mr.autoMerge = false;
  emitMergeRequestHook(core, git, { project, mr, actor, action: 'update', before, oldrev });
}

function sayPeople(core: Core, before: MergeRequest, mr: MergeRequest, say: (text: string) => void): void {
  const names = (ids: readonly number[], not: readonly number[]): string[] =>
    ids
      .filter((id) => !not.includes(id))
      .flatMap((id) => core.store.users.get(id) ?? [])
      .map(({ username }) => `@${username}`);
  const came = names(mr.assigneeIds, before.assigneeIds);
  const went = names(before.assigneeIds, mr.assigneeIds);
  if (came.length + went.length > 0) say(assigneesChanged(came, went));
  const asked = names(mr.reviewerIds, before.reviewerIds);
  const released = names(before.reviewerIds, mr.reviewerIds);
  if (asked.length > 0) say(`requested review from ${sentence(asked)}`);
  if (released.length > 0) say(`removed review request for ${sentence(released)}`);
}
