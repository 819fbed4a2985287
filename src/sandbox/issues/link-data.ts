// Links between issues as data (behaviours O2, F8, F13).

import type { Core } from '../core.ts';
import { addSystemNote } from '../notes/note-data.ts';
import { type Issue, type IssueLink, nextId, type User } from '../store.ts';
import { noteable, projectOf } from './issue-data.ts';

/** Links of an issue, from either side, oldest first. */
export function linksOf(core: Core, issue: Issue): IssueLink[] {
  return [...core.store.issueLinks.values()].filter(
    ({ sourceId, targetId }) => sourceId === issue.id || targetId === issue.id,
  );
}

export function linkBetween(core: Core, a: Issue, b: Issue): IssueLink | undefined {
  return linksOf(core, a).find(({ sourceId, targetId }) => sourceId === b.id || targetId === b.id);
}

/** Links two issues and says so in both; two that are linked already stay as they are. */
export function linkIssues(
  core: Core,
  source: Issue,
  target: Issue,
  actor: User,
  why: 'relate' | 'duplicate' | 'blocks',
): IssueLink {
  const say = (on: Issue, of: Issue, text: string): void =>
    addSystemNote(core, noteable(on), actor, `${text} ${reference(core, on, of)}`);
  if (why === 'duplicate') {
    say(source, target, `marked this ${source.type} as a duplicate of`);
    addSystemNote(
      core,
      noteable(target),
      actor,
      `marked ${reference(core, target, source)} as a duplicate of this ${target.type}`,
    );
  }
  const present = linkBetween(core, source, target);
  if (present) return present;
  const link: IssueLink = {
    id: nextId(core.store, 'issueLinks'),
    sourceId: source.id,
    targetId: target.id,
    type: why === 'blocks' ? 'blocks' : 'relates_to',
    createdAt: core.clock.stamp(),
  };
  core.store.issueLinks.set(link.id, link);
  say(source, target, `marked this ${source.type} as ${why === 'blocks' ? 'blocking' : 'related to'}`);
  say(target, source, `marked this ${target.type} as ${why === 'blocks' ? 'blocked by' : 'related to'}`);
  return link;
}

export function unlinkIssues(core: Core, link: IssueLink, actor: User): void {
  core.store.issueLinks.delete(link.id);
  const source = core.store.issues.get(link.sourceId);
  const target = core.store.issues.get(link.targetId);
  if (!source || !target) return;
  addSystemNote(core, noteable(source), actor, `removed the relation with ${reference(core, source, target)}`);
  addSystemNote(core, noteable(target), actor, `removed the relation with ${reference(core, target, source)}`);
}

function reference(core: Core, from: Issue, to: Issue): string {
  return from.projectId === to.projectId ? `#${to.iid}` : `${projectOf(core, to).pathWithNamespace}#${to.iid}`;
}
