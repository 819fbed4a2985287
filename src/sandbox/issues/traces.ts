// What a change leaves behind: system notes and resource events (behaviours F, G).

import type { Core } from '../core.ts';
import { addSystemNote, ownerKey } from '../notes/note-data.ts';
import { append, type Issue, nextId, type Owner, type StateEvent, type User } from '../store.ts';
import { noteable, typeWord } from './issue-data.ts';
import {
  assigneesChanged,
  capital,
  confidentialChanged,
  descriptionChanged,
  dueDateChanged,
  lockChanged,
  severityChanged,
  statusChanged,
  titleChanged,
} from './system-notes.ts';
import { recordOnTimeline } from './timeline.ts';

/** Writes down everything by which the issue differs from what it was, but for its state. */
export function leaveTraces(core: Core, before: Issue, issue: Issue, actor: User): void {
  const say = (body: string): void => addSystemNote(core, noteable(issue), actor, body);
  const type = typeWord(issue);

  recordLabels(core, ownerKey(noteable(issue)), actor, before.labelIds, issue.labelIds);
  const added = issue.assigneeIds.filter((id) => !before.assigneeIds.includes(id));
  const removed = before.assigneeIds.filter((id) => !issue.assigneeIds.includes(id));
  if (added.length + removed.length > 0) say(assigneesChanged(handles(core, added), handles(core, removed)));
  if (before.title !== issue.title) say(titleChanged(before.title, issue.title));
  for (const text of descriptionChanged(before.description ?? '', issue.description ?? '')) say(text);
  if (before.confidential !== issue.confidential) say(confidentialChanged(issue.confidential, type));
  if (before.type !== issue.type) say(`changed type from ${typeWord(before)} to ${type}`);
  if (Boolean(before.discussionLocked) !== Boolean(issue.discussionLocked))
    say(lockChanged(Boolean(issue.discussionLocked), type));
  if (before.dueDate !== issue.dueDate) say(dueDateChanged(issue.dueDate));
  if (before.severity !== issue.severity) say(severityChanged(issue.severity));
  if (before.type === issue.type) recordStatus(core, before, issue, actor);
}

/** An incident's status, unless it changed because the incident was closed: that is said with the closing. */
function recordStatus(core: Core, before: Issue, issue: Issue, actor: User): void {
  const status = issue.escalationStatus;
  if (status === null || before.escalationStatus === status) return;
  addSystemNote(core, noteable(issue), actor, statusChanged(status, false));
  const text = `@${actor.username} changed the incident status to **${capital(status)}**`;
  recordOnTimeline(core, issue, actor, 'status', text);
}

/** F14: what is given at creation and leaves a trace. */
export function leaveCreationTraces(core: Core, issue: Issue, actor: User): void {
  recordLabels(core, ownerKey(noteable(issue)), actor, [], issue.labelIds);
  if (issue.assigneeIds.length > 0)
    addSystemNote(core, noteable(issue), actor, assigneesChanged(handles(core, issue.assigneeIds), []));
  if (issue.dueDate !== null) addSystemNote(core, noteable(issue), actor, dueDateChanged(issue.dueDate));
}

/** One event a label, those added first (G1). */
export function recordLabels(
  core: Core,
  owner: Owner,
  actor: User,
  before: readonly number[],
  after: readonly number[],
): void {
  const record = (action: 'add' | 'remove', labelId: number): void => {
    const id = nextId(core.store, 'labelEvents');
    append(core.store.labelEvents, owner, { id, userId: actor.id, createdAt: core.clock.stamp(), action, labelId });
  };
  for (const id of after) if (!before.includes(id)) record('add', id);
  for (const id of before) if (!after.includes(id)) record('remove', id);
}

/** G2 */
export function recordState(core: Core, owner: Owner, actor: User, state: StateEvent['state']): void {
  const id = nextId(core.store, 'stateEvents');
  append(core.store.stateEvents, owner, { id, userId: actor.id, createdAt: core.clock.stamp(), state });
}

function handles(core: Core, ids: readonly number[]): string[] {
  return ids.flatMap((id) => core.store.users.get(id) ?? []).map(({ username }) => `@${username}`);
}
