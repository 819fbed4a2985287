// What each quick action of an issue does; undefined where it cannot run (lib/gitlab/quick_actions).

import { levelIn } from '../access.ts';
import { shortDay } from '../days.ts';
import type { IssueChanges } from '../issues/changes.ts';
import { maySetMetadata, mayUpdate, noteable } from '../issues/issue-data.ts';
import { linkIssues } from '../issues/link-data.ts';
import { referredIssues } from '../issues/mentions.ts';
import { sentence } from '../issues/system-notes.ts';
import { addTimelineEvent } from '../issues/timeline.ts';
import { addSystemNote } from '../notes/note-data.ts';
import { type Issue, type IssueType, Level, type Severity } from '../store.ts';
import type { ActionContext, Outcome } from './interpret.ts';
import { labelActions } from './label-actions.ts';
import { parseDay, parseTimeline } from './times.ts';

export type QuickAction = (context: ActionContext, argument: string) => Outcome | undefined;

const SEVERITIES: Readonly<Record<string, Severity>> = {
  s1: 'critical',
  '1': 'critical',
  critical: 'critical',
  s2: 'high',
  '2': 'high',
  high: 'high',
  s3: 'medium',
  '3': 'medium',
  medium: 'medium',
  s4: 'low',
  '4': 'low',
  low: 'low',
  unknown: 'unknown',
};

const TYPES: Readonly<Record<string, IssueType>> = {
  issue: 'issue',
  incident: 'incident',
  task: 'task',
  ticket: 'ticket',
};

export const issueActions: Readonly<Record<string, QuickAction>> = {
  ...labelActions,

  close: (context) =>
    context.issue.state === 'opened' && canUpdate(context)
      ? changed('Closed this issue.', { stateEvent: 'close' }, { state_event: 'close' })
      : undefined,

  reopen: (context) =>
    context.issue.state === 'closed' && canUpdate(context)
      ? changed('Reopened this issue.', { stateEvent: 'reopen' }, { state_event: 'reopen' })
      : undefined,

  title: (context, title) =>
    title && canUpdate(context) ? changed(`Changed the title to "${title}".`, { title }, { title }) : undefined,

  assign: (context, argument) => assign(context, argument),
  reassign: (context, argument) => assign(context, argument, true),
  unassign(context, argument) {
    const { core, issue } = context;
    const named = argument ? usersIn(context, argument) : issue.assigneeIds;
    const gone = issue.assigneeIds.filter((id) => named.includes(id));
    if (gone.length === 0 || !canSetMetadata(context)) return undefined;
    const assigneeIds = issue.assigneeIds.filter((id) => !gone.includes(id));
    const handles = gone.map((id) => `@${core.store.users.get(id)?.username}`);
    return changed(
      `Removed assignee${gone.length > 1 ? 's' : ''} ${sentence(handles)}.`,
      { assigneeIds },
      { assignee_ids: assigneeIds },
    );
  },

  severity(context, argument) {
    if (context.issue.type !== 'incident' || !canSetMetadata(context)) return undefined;
    const severity = SEVERITIES[argument.toLowerCase()];
    if (!severity) return { message: 'No severity matches the provided parameter' };
    const label = severity.charAt(0).toUpperCase() + severity.slice(1);
    return { message: `Severity updated to ${label}.`, changes: { severity } };
  },

  timeline({ core, project, issue, actor }, argument) {
    if (issue.type !== 'incident' || levelIn(core, actor, project) < Level.developer) return undefined;
    const entry = parseTimeline(argument, core.clock.now());
    if (!entry) return { message: 'Something went wrong while adding timeline event.' };
    return {
      message: 'Timeline event added successfully.',
      act: () => addTimelineEvent(core, issue, actor, entry),
    };
  },

  promote_to_incident: (context) =>
    context.issue.type === 'issue' && canSetMetadata(context)
      ? changed('Issue has been promoted to incident', { type: 'incident' }, { issue_type: 'incident' })
      : undefined,

  type(context, argument) {
    const type = TYPES[argument.toLowerCase()];
    if (!type || type === context.issue.type || !canSetMetadata(context)) return undefined;
    return changed('Type changed successfully.', { type }, { issue_type: type });
  },

  confidential: (context) =>
    !context.issue.confidential && canUpdate(context)
      ? changed('Made this issue confidential.', { confidential: true }, { confidential: true })
      : undefined,

  due(context, argument) {
    const dueDate = parseDay(argument, context.core.clock.now());
    if (!dueDate || !canSetMetadata(context)) return undefined;
    return changed(`Set the due date to ${shortDay(dueDate)}.`, { dueDate }, { due_date: dueDate });
  },

  remove_due_date: (context) =>
    context.issue.dueDate !== null && canSetMetadata(context)
      ? changed('Removed the due date.', { dueDate: null }, { due_date: null })
      : undefined,

  lock: (context) => lock(context, true),
  unlock: (context) => lock(context, false),

  duplicate(context, argument) {
    const [original] = issuesIn(context, argument);
    const { core, issue, actor } = context;
    if (!original || !canUpdate(context)) return undefined;
    return {
      message: `Closed this issue. Marked as related to, and a duplicate of, #${original.iid}.`,
      told: { canonical_issue_id: original.id },
      changes: { stateEvent: 'close', duplicatedToId: original.id },
      act: () => linkIssues(core, issue, original, actor, 'duplicate'),
    };
  },

  relate(context, argument) {
    const { core, issue, actor } = context;
    const targets = issuesIn(context, argument);
    if (targets.length === 0 || !canUpdate(context)) return undefined;
    const names = targets.map(({ iid }) => `#${iid}`);
    return {
      message: `Added ${sentence(names)} as a linked item related to this issue.`,
      act: () => {
        for (const target of targets) linkIssues(core, issue, target, actor, 'relate');
      },
    };
  },

  // One meeting at a time (Issues::ZoomLinkService); the note does not say its address.
  zoom(context, argument) {
    const { core, issue, actor } = context;
    const valid = /^https:\/\/[\w.-]*zoom\.us\/./.test(argument) && issue.zoomLinks.length === 0;
    if (!valid || !canUpdate(context)) return undefined;
    return {
      message: 'Zoom meeting added',
      act: () => {
        issue.zoomLinks.push(argument);
        addSystemNote(core, noteable(issue), actor, 'added a Zoom call to this issue');
      },
    };
  },
  remove_zoom(context) {
    const { core, issue, actor } = context;
    if (issue.zoomLinks.length === 0 || !canUpdate(context)) return undefined;
    return {
      message: 'Zoom meeting removed',
      act: () => {
        issue.zoomLinks.splice(0);
        addSystemNote(core, noteable(issue), actor, 'removed a Zoom call from this issue');
      },
    };
  },

  subscribe: (context) => subscribe(context, true),
  unsubscribe: (context) => subscribe(context, false),
  todo: () => ({ message: 'Added a to-do item.', told: { todo_event: 'add' } }),
  done: () => ({ message: 'Marked to-do item as done.', told: { todo_event: 'done' } }),
};

function changed(message: string, changes: IssueChanges, told: Record<string, unknown>): Outcome {
  return { message, changes, told };
}

function assign(context: ActionContext, argument: string, replace = false): Outcome | undefined {
  const { core, issue } = context;
  const named = usersIn(context, argument);
  if (named.length === 0 || !canSetMetadata(context)) return undefined;
  const several = core.profile.tier === 'premium' && !replace;
  const assigneeIds = several
    ? [...new Set([...issue.assigneeIds, ...named])]
    : named.slice(0, core.profile.tier === 'premium' ? undefined : 1);
  const shown = core.profile.tier === 'premium' ? named : named.slice(0, 1);
  const handles = shown.map((id) => `@${core.store.users.get(id)?.username}`);
  return changed(`Assigned ${sentence(handles)}.`, { assigneeIds }, { assignee_ids: assigneeIds });
}

function lock(context: ActionContext, locked: boolean): Outcome | undefined {
  if (Boolean(context.issue.discussionLocked) === locked || !canSetMetadata(context)) return undefined;
  const message = locked ? 'Locked the discussion.' : 'Unlocked the discussion.';
  return changed(message, { discussionLocked: locked }, { discussion_locked: locked });
}

function subscribe({ issue, actor }: ActionContext, wanted: boolean): Outcome {
  return {
    message: wanted ? 'Subscribed to notifications.' : 'Unsubscribed from notifications.',
    told: { subscription_event: wanted ? 'subscribe' : 'unsubscribe' },
    act: () => issue.subscriptions.set(actor.id, wanted),
  };
}

/** `@ben @sue`, `me`. */
function usersIn({ core, actor }: ActionContext, argument: string): number[] {
  return argument.split(/[\s,]+/).flatMap((part) => {
    if (part === 'me') return [actor.id];
    const name = part.replace(/^@/, '').toLowerCase();
    const user = [...core.store.users.values()].find(({ username }) => username.toLowerCase() === name);
    return user ? [user.id] : [];
  });
}

function issuesIn({ core, issue, actor }: ActionContext, argument: string): Issue[] {
  return referredIssues(core, issue, actor, argument);
}

function canUpdate({ core, actor, project, issue }: ActionContext): boolean {
  return mayUpdate(core, actor, project, issue);
}

function canSetMetadata({ core, actor, project }: ActionContext): boolean {
  return maySetMetadata(core, actor, project);
}
