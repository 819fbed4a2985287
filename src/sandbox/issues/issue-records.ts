// Issues and all that stands on them, as plain data.

export interface Label {
  readonly id: number;
  /** Null for a label of a group, which all its projects have. */
  readonly projectId: number | null;
  readonly groupId: number | null;
  name: string;
  color: string;
  description: string | null;
  priority: number | null;
  archived: boolean;
  readonly createdAt: string;
  updatedAt: string;
}

export type IssueType = 'issue' | 'incident' | 'test_case' | 'requirement' | 'task' | 'ticket';
export type Severity = 'unknown' | 'low' | 'medium' | 'high' | 'critical';
export type EscalationStatus = 'triggered' | 'acknowledged' | 'resolved' | 'ignored';

export interface Issue {
  readonly id: number;
  readonly iid: number;
  readonly projectId: number;
  title: string;
  description: string | null;
  state: 'opened' | 'closed';
  type: IssueType;
  severity: Severity;
  /** Null on all but incidents. */
  escalationStatus: EscalationStatus | null;
  confidential: boolean;
  discussionLocked: boolean | null;
  dueDate: string | null;
  labelIds: number[];
  assigneeIds: number[];
  authorId: number;
  updatedById: number | null;
  lastEditedAt: string | null;
  lastEditedById: number | null;
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedById: number | null;
  duplicatedToId: number | null;
  movedToId: number | null;
  readonly zoomLinks: string[];
  /** Users that asked to hear, or not to hear, of it. */
  readonly subscriptions: Map<number, boolean>;
}

export interface Note {
  readonly id: number;
  readonly noteableType: 'Issue' | 'MergeRequest';
  readonly noteableId: number;
  readonly noteableIid: number;
  readonly projectId: number;
  authorId: number;
  body: string;
  readonly system: boolean;
  readonly internal: boolean;
  readonly discussionId: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface LabelEvent {
  readonly id: number;
  readonly userId: number;
  readonly createdAt: string;
  readonly action: 'add' | 'remove';
  readonly labelId: number;
}

export interface StateEvent {
  readonly id: number;
  readonly userId: number;
  readonly createdAt: string;
  readonly state: 'closed' | 'reopened' | 'merged';
}

export interface Award {
  readonly id: number;
  readonly name: string;
  readonly userId: number;
  readonly createdAt: string;
}

export interface IssueLink {
  readonly id: number;
  readonly sourceId: number;
  readonly targetId: number;
  readonly type: 'relates_to' | 'blocks';
  readonly createdAt: string;
}

export interface TimelineEvent {
  readonly id: number;
  readonly issueId: number;
  readonly authorId: number;
  updatedById: number | null;
  note: string;
  readonly action: 'comment' | 'issues' | 'status';
  readonly editable: boolean;
  readonly promotedFromNoteId: number | null;
  occurredAt: string;
  tags: string[];
  readonly createdAt: string;
  updatedAt: string;
}

export interface TimelineTag {
  readonly id: number;
  readonly projectId: number;
  readonly name: string;
}
