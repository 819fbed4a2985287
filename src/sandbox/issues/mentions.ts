// References to issues in a text: GitLab remarks on them in the issue that is referred to (behaviours F7).

import { canSeeIssue, canSeeProject } from '../access.ts';
import type { Core } from '../core.ts';
import { addSystemNote, notesOn } from '../notes/note-data.ts';
import type { Issue, User } from '../store.ts';
import { issueByIid, noteable, projectOf } from './issue-data.ts';

const CODE = /^(`{3,}|~{3,})[\s\S]*?^\1|`[^`]*`/gm;
const REFERENCE = /(?<![\w/#&!`\\])([\w.-]+(?:\/[\w.-]+)+)?#(\d+)\b/g;

/** Leaves `mentioned in issue #n` in every issue that the text refers to, once for each pair. */
export function mentionFrom(core: Core, source: Issue, actor: User, text: string): void {
  for (const target of referredIssues(core, source, actor, text)) {
    const foreign = target.projectId === source.projectId ? '' : projectOf(core, source).pathWithNamespace;
    const body = `mentioned in issue ${foreign}#${source.iid}`;
    if (!notesOn(core, noteable(target)).some((note) => note.system && note.body === body))
      addSystemNote(core, noteable(target), actor, body);
  }
}

/** Issues that a text refers to outside of code, and that its author may see. */
export function referredIssues(
  core: Core,
  source: Pick<Issue, 'id' | 'projectId'>,
  actor: User,
  text: string,
): Issue[] {
  const own = projectOf(core, source);
  const found = new Set<Issue>();
  for (const [, path, iid] of text.replace(CODE, '').matchAll(REFERENCE)) {
    const project =
      path === undefined ? own : [...core.store.projects.values()].find((other) => other.pathWithNamespace === path);
    const issue = project && issueByIid(core, project, Number(iid));
    if (!project || !issue || issue.id === source.id) continue;
    if (canSeeProject(core, actor, project) && canSeeIssue(core, actor, project, issue)) found.add(issue);
  }
  return [...found];
}
