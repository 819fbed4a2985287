// `Closes #12`: which issues a merge request closes, and closing them (behaviours L7; doc/user/project/issues/managing_issues.md).

import type { Core } from '../../core.ts';
import { mayUpdate } from '../../issues/issue-data.ts';
import { referredIssues } from '../../issues/mentions.ts';
import { closeIssue } from '../../issues/update-issue.ts';
import { addSystemNote, notesOn } from '../../notes/note-data.ts';
import { settingOf } from '../../projects/settings.ts';
import type { Issue, Project, User } from '../../store.ts';
import type { MergeRequest } from '../types.ts';
import { mergeRequestsOf, userById } from './data.ts';

const KEYWORD = '(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?)';
const REFERENCE = '(?:issues? +)?(?:[\\w.-]+(?:\\/[\\w.-]+)+)?#\\d+';
const CLOSING = new RegExp(`\\b${KEYWORD}:? +(?:${REFERENCE}(?:(?: *,? +and +| *, *| +)(?=${REFERENCE}))?)+`, 'gi');

/** The issues a merge of this request closes: into the default branch only. */
export function issuesClosedBy(core: Core, project: Project, mr: MergeRequest): Issue[] {
  if (mr.targetBranch !== project.defaultBranch || settingOf(project, 'autoclose_referenced_issues') === false)
    return [];
  const said = [...(mr.description ?? '').matchAll(CLOSING)].map(([text]) => text).join('\n');
  return referred(core, mr, said);
}

/** The issues its title and description speak of. */
export function issuesNamedBy(core: Core, mr: MergeRequest): Issue[] {
  return referred(core, mr, `${mr.title}\n${mr.description ?? ''}`);
}

/** Closes them as whoever merged, a person's way. */
export function closeIssues(core: Core, project: Project, mr: MergeRequest, actor: User): void {
  for (const issue of issuesClosedBy(core, project, mr)) {
    const home = core.store.projects.get(issue.projectId);
    if (home && mayUpdate(core, actor, home, issue)) closeIssue(core, issue, actor);
  }
}

/** Leaves `mentioned in merge request !1` in the issues it names, and notes which it would close. */
export function leaveMentions(core: Core, project: Project, mr: MergeRequest, actor: User): void {
  for (const issue of issuesNamedBy(core, mr)) {
    const foreign = issue.projectId === project.id ? '' : project.pathWithNamespace;
    const body = `mentioned in merge request ${foreign}!${mr.iid}`;
    const on = { type: 'Issue', id: issue.id, iid: issue.iid, projectId: issue.projectId } as const;
    if (!notesOn(core, on).some((note) => note.system && note.body === body)) addSystemNote(core, on, actor, body);
  }
  const { closedBy } = core.store.git;
  for (const [issueId, ids] of closedBy) {
    closedBy.set(
      issueId,
      ids.filter((id) => id !== mr.id),
    );
  }
  for (const { id } of issuesClosedBy(core, project, mr)) closedBy.set(id, [...(closedBy.get(id) ?? []), mr.id]);
}

/** The merge requests of a project that name this issue. */
export function mergeRequestsNaming(core: Core, project: Project, issue: Issue): MergeRequest[] {
  return mergeRequestsOf(core, project).filter((mr) => issuesNamedBy(core, mr).includes(issue));
}

function referred(core: Core, mr: MergeRequest, text: string): Issue[] {
  // A merge request is no issue, so none is left out for being the source itself.
  return referredIssues(core, { id: 0, projectId: mr.projectId }, userById(core, mr.authorId), text);
}
