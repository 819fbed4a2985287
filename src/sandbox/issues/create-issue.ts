// Making an issue (behaviours D1, D9, D12, D15, F14).

import { levelIn } from '../access.ts';
import type { Core } from '../core.ts';
import { invalidRecord, refusal } from '../errors.ts';
import { interpret, merge } from '../quick-actions/interpret.ts';
import { type Issue, Level, nextId, type Project, type User } from '../store.ts';
import { type ChangedAs, emitIssueHook } from '../webhooks/issue-payload.ts';
import { applyChanges, type IssueChanges } from './changes.ts';
import { issueByIid, maySetMetadata } from './issue-data.ts';
import { mentionFrom } from './mentions.ts';
import { recordOnTimeline } from './timeline.ts';
import { leaveCreationTraces } from './traces.ts';

const MAX_TITLE = 255;
const MAX_DESCRIPTION = 1_048_576;

export interface NewIssue {
  readonly title: string;
  readonly changes: IssueChanges;
  /** Only owners may say these; the caller drops them for others (D9). */
  readonly iid?: number;
  readonly createdAt?: string;
}

/** Makes an issue as the actor, who may open one. What they may not set is dropped silently. */
export function createIssue(core: Core, project: Project, actor: User, given: NewIssue, as?: ChangedAs): Issue {
  refuseBadText(given.title, given.changes.description ?? null);
  if (given.iid !== undefined && issueByIid(core, project, given.iid)) throw refusal(409, 'Duplicated issue');

  const issue = blankIssue(core, project, actor, given);
  const { description, ...changes } = allowed(core, project, actor, given.changes);
  applyChanges(core, issue, changes);
  const said = interpret(core, issue, actor, description ?? '');
  const { stateEvent: _never, ...more } = said.changes;
  applyChanges(core, issue, merge(more, description == null ? {} : { description: said.text }));

  core.store.issues.set(issue.id, issue);
  core.store.issuesOf.get(project.id)?.push(issue.id);
  leaveCreationTraces(core, issue, actor);
  if (issue.type === 'incident')
    recordOnTimeline(core, issue, actor, 'issues', `@${actor.username} created the incident`);
  said.act();
  mentionFrom(core, issue, actor, issue.description ?? '');
  emitIssueHook(core, { issue, actor, action: 'open', as: as ?? core.incidentHooksAs });
  return issue;
}

/** Refuses a text that the model refuses (behaviours A5). */
export function refuseBadText(title: string | undefined, description: string | null | undefined): void {
  const errors: Record<string, string[]> = {};
  if (title !== undefined && title.trim() === '') errors['title'] = ["can't be blank"];
  if ((title?.length ?? 0) > MAX_TITLE) errors['title'] = [`is too long (maximum is ${MAX_TITLE} characters)`];
  if ((description?.length ?? 0) > MAX_DESCRIPTION)
    errors['description'] = [`is too long (maximum is ${MAX_DESCRIPTION} characters)`];
  if (Object.keys(errors).length > 0) throw invalidRecord(errors);
}

function blankIssue(core: Core, project: Project, actor: User, { title, iid, createdAt }: NewIssue): Issue {
  const at = createdAt ?? core.clock.stamp();
  const number = iid ?? project.lastIssueIid + 1;
  project.lastIssueIid = Math.max(project.lastIssueIid, number);
  return {
    id: nextId(core.store, 'issues'),
    iid: number,
    projectId: project.id,
    title: title.trim(),
    description: null,
    state: 'opened',
    type: 'issue',
    severity: 'unknown',
    escalationStatus: null,
    confidential: false,
    discussionLocked: null,
    dueDate: null,
    labelIds: [],
    assigneeIds: [],
    authorId: actor.id,
    updatedById: null,
    lastEditedAt: null,
    lastEditedById: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedById: null,
    duplicatedToId: null,
    movedToId: null,
    zoomLinks: [],
    subscriptions: new Map(),
  };
}

/** Guests may say what, not how important or whose; incidents are opened by reporters. */
function allowed(core: Core, project: Project, actor: User, changes: IssueChanges): IssueChanges {
  const { description, confidential, type, ...metadata } = changes;
  return {
    ...(description === undefined ? {} : { description }),
    ...(confidential === undefined ? {} : { confidential }),
    ...(type && (type === 'issue' || levelIn(core, actor, project) >= Level.reporter) ? { type } : {}),
    ...(maySetMetadata(core, actor, project) ? metadata : {}),
  };
}
