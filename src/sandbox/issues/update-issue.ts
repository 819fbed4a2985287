// Changing an issue: its state, then the rest, each with its traces and its own webhook (behaviours D4, D14, H7, H8).

import type { Core } from '../core.ts';
import { addSystemNote, ownerKey } from '../notes/note-data.ts';
import type { Issue, User } from '../store.ts';
import { type ChangedAs, emitIssueHook } from '../webhooks/issue-payload.ts';
import { applyChanges, type IssueChanges } from './changes.ts';
import { noteable } from './issue-data.ts';
import { mentionFrom } from './mentions.ts';
import { statusChanged } from './system-notes.ts';
import { recordOnTimeline } from './timeline.ts';
import { leaveTraces, recordState } from './traces.ts';

/** Does what is asked, as the actor. Rights are checked by the caller; quick actions are not looked for. */
export function updateIssue(core: Core, issue: Issue, actor: User, changes: IssueChanges, as?: ChangedAs): void {
  const { stateEvent, ...rest } = changes;
  const kind = as ?? core.incidentHooksAs;
  if (stateEvent === 'close') closeIssue(core, issue, actor, kind);
  if (stateEvent === 'reopen') reopenIssue(core, issue, actor, kind);
  if (Object.keys(rest).length === 0) return;

  const before = structuredClone(issue);
  if (applyChanges(core, issue, rest)) touch(core, before, issue, actor);
  leaveTraces(core, before, issue, actor);
  if (before.description !== issue.description) mentionFrom(core, issue, actor, issue.description ?? '');
  emitIssueHook(core, { issue, actor, action: 'update', before, as: kind });
}

/** Closes an open issue, a person's way or a merge's; does nothing to a closed one. */
export function closeIssue(core: Core, issue: Issue, actor: User, as: ChangedAs = core.incidentHooksAs): void {
  if (issue.state === 'closed') return;
  const before = structuredClone(issue);
  const at = core.clock.stamp();
  Object.assign(issue, { state: 'closed', closedAt: at, closedById: actor.id, updatedAt: at });
  recordState(core, ownerKey(noteable(issue)), actor, 'closed');
  if (issue.escalationStatus !== null && issue.escalationStatus !== 'resolved') {
    issue.escalationStatus = 'resolved';
    addSystemNote(core, noteable(issue), actor, statusChanged('resolved', true));
    recordOnTimeline(core, issue, actor, 'status', `@${actor.username} resolved the incident`);
  }
  emitIssueHook(core, { issue, actor, action: 'close', before, as });
}

function reopenIssue(core: Core, issue: Issue, actor: User, as: ChangedAs): void {
  if (issue.state === 'opened') return;
  const before = structuredClone(issue);
  Object.assign(issue, { state: 'opened', closedAt: null, closedById: null, updatedAt: core.clock.stamp() });
  recordState(core, ownerKey(noteable(issue)), actor, 'reopened');
  if (issue.type === 'incident')
    recordOnTimeline(core, issue, actor, 'issues', `@${actor.username} reopened the incident`);
  emitIssueHook(core, { issue, actor, action: 'reopen', before, as });
}

function touch(core: Core, before: Issue, issue: Issue, actor: User): void {
  issue.updatedAt = core.clock.stamp();
  issue.updatedById = actor.id;
  if (before.title === issue.title && before.description === issue.description) return;
  issue.lastEditedAt = issue.updatedAt;
  issue.lastEditedById = actor.id;
}
