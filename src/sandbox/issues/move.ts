// Moving an issue to another project (behaviours D13, F8).

import { findProject } from '../access.ts';
import type { Core } from '../core.ts';
import { refusal } from '../errors.ts';
import { route } from '../http.ts';
import { addNote, addSystemNote, notesOn } from '../notes/note-data.ts';
import { must } from '../params.ts';
import { findOrCreateLabels, labelNames } from '../projects/label-data.ts';
import type { Issue, Project, User } from '../store.ts';
import { createIssue } from './create-issue.ts';
import { findIssue, maySetMetadata, noteable } from './issue-data.ts';
import { issueEntity } from './issue-entity.ts';
import { closeIssue } from './update-issue.ts';

export function registerMove(core: Core): void {
  const asked = { issue_iid: must.integer, to_project_id: must.integer };
  route(core, 'POST', '/projects/:id/issues/:issue_iid/move', asked, (call) => {
    const user = call.user();
    const from = call.project();
    const issue = findIssue(core, user, from, call.params.issue_iid, 'bare');
    const to = findProject(core, user, String(call.params.to_project_id));
    if (to.id === from.id) throw refusal(400, 'Cannot move issue to project it originates from!');
    if (!maySetMetadata(core, user, from) || !maySetMetadata(core, user, to))
      throw refusal(400, 'Cannot move issue due to insufficient permissions!');
    return issueEntity(core, moveIssue(core, issue, { from, to, user }), { viewer: user, withSubscribed: true });
  });
}

/** A copy with the notes in the new project; the old issue is closed and says where it went. */
function moveIssue(core: Core, issue: Issue, { from, to, user }: { from: Project; to: Project; user: User }): Issue {
  const copy = createIssue(core, to, user, {
    title: issue.title,
    changes: {
      description: issue.description,
      type: issue.type,
      severity: issue.severity,
      confidential: issue.confidential,
      assigneeIds: issue.assigneeIds,
      labels: { set: findOrCreateLabels(core, to, user, labelNames(core, issue.labelIds)) },
    },
  });
  for (const { authorId, body, system, internal, createdAt } of notesOn(core, noteable(issue))) {
    const author = core.store.users.get(authorId) ?? user;
    addNote(core, noteable(copy), author, { body, system, internal, at: createdAt });
  }
  addSystemNote(core, noteable(copy), user, `moved from ${from.pathWithNamespace}#${issue.iid}`);
  addSystemNote(core, noteable(issue), user, `moved to ${to.pathWithNamespace}#${copy.iid}`);
  issue.movedToId = copy.id;
  closeIssue(core, issue, user);
  return copy;
}
