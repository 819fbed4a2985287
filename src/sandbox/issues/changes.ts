// What can be changed about an issue, and changing it; rights and traces are the callers' affair.

import type { Core } from '../core.ts';
import { type LabelChange, labelsAfter } from '../projects/label-data.ts';
import type { EscalationStatus, Issue, IssueType, Severity } from '../store.ts';

/** Everything that one request, one note's commands or one mutation wants changed. */
export interface IssueChanges {
  stateEvent?: 'close' | 'reopen';
  title?: string;
  description?: string | null;
  labels?: LabelChange;
  assigneeIds?: readonly number[];
  confidential?: boolean;
  discussionLocked?: boolean | null;
  /** A day; null removes it. */
  dueDate?: string | null;
  type?: IssueType;
  severity?: Severity;
  escalationStatus?: EscalationStatus;
  duplicatedToId?: number;
}

/** Changes the issue, but for its state, and says whether anything is different now. */
export function applyChanges(core: Core, issue: Issue, changes: IssueChanges): boolean {
  const before = structuredClone(issue);
  issue.title = changes.title ?? issue.title;
  if (changes.description !== undefined) issue.description = changes.description;
  if (changes.labels) issue.labelIds = labelsAfter(core, issue.labelIds, changes.labels);
  if (changes.assigneeIds) issue.assigneeIds = assignable(core, changes.assigneeIds);
  issue.confidential = changes.confidential ?? issue.confidential;
  if (changes.discussionLocked !== undefined) issue.discussionLocked = changes.discussionLocked;
  if (changes.dueDate !== undefined) issue.dueDate = changes.dueDate;
  if (changes.type) becomeType(issue, changes.type);
  if (changes.severity && issue.type === 'incident') issue.severity = changes.severity;
  if (changes.escalationStatus && issue.type === 'incident') issue.escalationStatus = changes.escalationStatus;
  issue.duplicatedToId = changes.duplicatedToId ?? issue.duplicatedToId;
  return JSON.stringify(plain(before)) !== JSON.stringify(plain(issue));
}

/** Only incidents have a severity and an escalation status (behaviours D15). */
function becomeType(issue: Issue, type: IssueType): void {
  issue.type = type;
  if (type === 'incident') issue.escalationStatus ??= 'triggered';
  else {
    issue.escalationStatus = null;
    issue.severity = 'unknown';
  }
}

/** The free tier keeps the first assignee (D8). */
function assignable(core: Core, ids: readonly number[]): number[] {
  const known = [...new Set(ids)].filter((id) => core.store.users.has(id));
  return core.profile.tier === 'free' ? known.slice(0, 1) : known;
}

function plain({ subscriptions: _subscriptions, ...issue }: Issue): unknown {
  return issue;
}
