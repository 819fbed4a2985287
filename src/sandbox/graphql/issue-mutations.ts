// Mutations of issues and work items: the same services as REST, other names.

import { ApiError } from '../errors.ts';
import type { IssueChanges } from '../issues/changes.ts';
import { createIssue, refuseBadText } from '../issues/create-issue.ts';
import { updateIssue } from '../issues/update-issue.ts';
import { isMap } from '../params.ts';
import type { Json } from '../people/user-entity.ts';
import { findOrCreateLabels } from '../projects/label-data.ts';
import { interpret, merge } from '../quick-actions/interpret.ts';
import { type EscalationStatus, type Issue, type IssueType, Level, type Severity } from '../store.ts';
import type { ChangedAs } from '../webhooks/issue-payload.ts';
import { idOf } from './ids.ts';
import { needIssue, needIssueById, needUser, projectAt, unavailable } from './lookup.ts';
import { issueView, type Lens, workItemView } from './views.ts';

export interface Input {
  readonly clientMutationId?: string;
}

interface OfIssue extends Input {
  readonly projectPath: string;
  readonly iid: string;
}

interface Wanted extends Input {
  readonly title?: string | null;
  readonly description?: string | null;
  readonly confidential?: boolean | null;
  readonly locked?: boolean | null;
  readonly type?: string | null;
  readonly dueDate?: string | null;
  readonly stateEvent?: string | null;
  readonly addLabelIds?: readonly string[] | null;
  readonly removeLabelIds?: readonly string[] | null;
  readonly labelIds?: readonly string[] | null;
}

interface WorkItemInput extends Wanted {
  readonly id: string;
  readonly labelsWidget?: Pick<Wanted, 'addLabelIds' | 'removeLabelIds'>;
  readonly assigneesWidget?: { readonly assigneeIds: readonly string[] };
  readonly descriptionWidget?: { readonly description: string };
  readonly startAndDueDateWidget?: { readonly dueDate?: string | null };
}

interface NewIssueInput extends Input {
  readonly projectPath: string;
  readonly title: string;
  readonly description?: string | null;
  readonly confidential?: boolean | null;
  readonly type?: string | null;
  readonly dueDate?: string | null;
  readonly severity?: string | null;
  readonly labels?: readonly string[] | null;
  readonly assigneeIds?: readonly string[] | null;
}

export function issueMutations(lens: Lens): Json {
  const change = (input: OfIssue, level: number, changes: IssueChanges): Json => {
    const issue = needIssue(lens, input.projectPath, input.iid, level);
    return answerIssue(lens, input, issue, update(lens, issue, changes));
  };
  return {
    issueSetSeverity: ({ input }: { input: OfIssue & { severity: string } }) =>
      change(input, Level.planner, { severity: input.severity.toLowerCase() as Severity }),

    issueSetEscalationStatus({ input }: { input: OfIssue & { status: string } }) {
      const issue = needIssue(lens, input.projectPath, input.iid, Level.developer);
      if (issue.escalationStatus === null) throw unavailable();
      const escalationStatus = input.status.toLowerCase() as EscalationStatus;
      return answerIssue(lens, input, issue, update(lens, issue, { escalationStatus }));
    },

    issueSetConfidential: ({ input }: { input: OfIssue & { confidential: boolean } }) =>
      change(input, Level.planner, { confidential: input.confidential }),
    issueSetLocked: ({ input }: { input: OfIssue & { locked: boolean } }) =>
      change(input, Level.planner, { discussionLocked: input.locked }),
    issueSetDueDate: ({ input }: { input: OfIssue & { dueDate?: string | null } }) =>
      change(input, Level.planner, { dueDate: input.dueDate?.slice(0, 10) ?? null }),
    issueSetAssignees({ input }: { input: OfIssue & { assigneeUsernames: readonly string[] } }) {
      const users = [...lens.core.store.users.values()].filter(({ username }) =>
        input.assigneeUsernames.includes(username),
      );
      return change(input, Level.planner, { assigneeIds: users.map(({ id }) => id) });
    },

    createIssue: ({ input }: { input: NewIssueInput }) => create(lens, input),
    updateIssue: ({ input }: { input: OfIssue & Wanted }) => change(input, Level.planner, wanted(input)),

    workItemUpdate({ input }: { input: WorkItemInput }) {
      const issue = needIssueById(lens, input.id, Level.planner);
      const errors = update(lens, issue, workItemChanges(input), 'work_item');
      return { workItem: workItemView(lens, issue), errors, clientMutationId: input.clientMutationId };
    },
  };
}

/** Changes the issue; what the model refuses comes back as texts. */
function update(lens: Lens, issue: Issue, changes: IssueChanges, as?: ChangedAs): string[] {
  const user = needUser(lens);
  return refusals(() => {
    refuseBadText(changes.title, changes.description);
    const said = interpret(lens.core, issue, user, changes.description ?? '');
    const text = changes.description == null ? {} : { description: said.text };
    updateIssue(lens.core, issue, user, merge({ ...changes, ...text }, said.changes), as);
    said.act();
  });
}

function create(lens: Lens, input: NewIssueInput): Json {
  const { core } = lens;
  const user = needUser(lens);
  const project = projectAt(lens, input.projectPath);
  if (!project) throw unavailable();
  let issue: Issue | undefined;
  const errors = refusals(() => {
    issue = createIssue(core, project, user, {
      title: input.title,
      changes: {
        ...wanted(input),
        ...(input.severity ? { severity: input.severity.toLowerCase() as Severity } : {}),
        ...(input.labels ? { labels: { set: findOrCreateLabels(core, project, user, input.labels) } } : {}),
        ...(input.assigneeIds ? { assigneeIds: numbers(input.assigneeIds, 'User') } : {}),
      },
    });
  });
  return { issue: issue ? issueView(lens, issue) : null, errors, clientMutationId: input.clientMutationId };
}

/** The texts of a refusal by the model; any other failure goes on. */
export function refusals(work: () => void): string[] {
  try {
    work();
    return [];
  } catch (error) {
    const body = error instanceof ApiError && isMap(error.body) ? error.body['message'] : undefined;
    if (!isMap(body)) throw error;
    return Object.entries(body).map(
      ([property, texts]) => `${property.charAt(0).toUpperCase()}${property.slice(1)} ${texts}`,
    );
  }
}

function wanted(input: Wanted): IssueChanges {
  const labels = {
    ...(input.labelIds ? { set: numbers(input.labelIds, 'ProjectLabel', 'Label') } : {}),
    ...(input.addLabelIds ? { add: numbers(input.addLabelIds, 'ProjectLabel', 'Label') } : {}),
    ...(input.removeLabelIds ? { remove: numbers(input.removeLabelIds, 'ProjectLabel', 'Label') } : {}),
  };
  return {
    ...(input.title == null ? {} : { title: input.title }),
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.confidential == null ? {} : { confidential: input.confidential }),
    ...(input.locked == null ? {} : { discussionLocked: input.locked }),
    ...(input.type == null ? {} : { type: input.type.toLowerCase() as IssueType }),
    ...(input.dueDate === undefined ? {} : { dueDate: input.dueDate }),
    ...(input.stateEvent == null ? {} : { stateEvent: input.stateEvent === 'CLOSE' ? 'close' : 'reopen' }),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
  };
}

function workItemChanges(input: WorkItemInput): IssueChanges {
  return {
    ...wanted({ ...input, ...input.labelsWidget }),
    ...(input.assigneesWidget ? { assigneeIds: numbers(input.assigneesWidget.assigneeIds, 'User') } : {}),
    ...(input.descriptionWidget ? { description: input.descriptionWidget.description } : {}),
    ...(input.startAndDueDateWidget?.dueDate === undefined ? {} : { dueDate: input.startAndDueDateWidget.dueDate }),
  };
}

function numbers(ids: readonly string[], ...types: readonly string[]): number[] {
  return ids.flatMap((id) => idOf(id, ...types) ?? (/^\d+$/.test(id) ? Number(id) : []));
}

function answerIssue(lens: Lens, input: Input, issue: Issue, errors: string[]): Json {
  return { issue: issueView(lens, issue), errors, clientMutationId: input.clientMutationId };
}
