// Issues, notes, people and timeline events as GraphQL shows them.

import { canSeeNote } from '../access.ts';
import type { Core } from '../core.ts';
import { noteable, projectOf } from '../issues/issue-data.ts';
import { commentCount, issueUrl } from '../issues/issue-entity.ts';
import { notesOn } from '../notes/note-data.ts';
import type { Json } from '../people/user-entity.ts';
import { sortedLabels } from '../projects/label-data.ts';
import { labelBasic } from '../projects/labels.ts';
import type { Issue, Label, Note, TimelineEvent, TimelineTag, User } from '../store.ts';
import { connect, type PageArgs } from './connection.ts';
import { gid } from './ids.ts';

/** Who looks, at what. */
export interface Lens {
  readonly core: Core;
  readonly viewer: User | undefined;
}

export function userView({ core }: Lens, id: number | null): Json | null {
  const user = id === null ? undefined : core.store.users.get(id);
  if (!user) return null;
  return {
    id: gid('User', user.id),
    username: user.username,
    name: user.name,
    state: user.state,
    bot: user.bot,
    publicEmail: user.publicEmail,
    webUrl: `${core.url}/${user.username}`,
  };
}

export function labelView(label: Label): Json {
  return {
    id: gid('ProjectLabel', label.id),
    title: label.name,
    color: label.color,
    textColor: labelBasic(label)['text_color'],
    description: label.description,
    createdAt: label.createdAt,
    updatedAt: label.updatedAt,
  };
}

export function issueView(lens: Lens, issue: Issue): Json {
  const { core } = lens;
  const project = projectOf(core, issue);
  return {
    id: gid('Issue', issue.id),
    iid: String(issue.iid),
    title: issue.title,
    description: issue.description,
    state: issue.state,
    type: issue.type.toUpperCase(),
    severity: issue.severity.toUpperCase(),
    escalationStatus: issue.escalationStatus?.toUpperCase() ?? null,
    confidential: issue.confidential,
    discussionLocked: Boolean(issue.discussionLocked),
    dueDate: issue.dueDate,
    webUrl: issueUrl(core, issue),
    webPath: new URL(issueUrl(core, issue)).pathname,
    userNotesCount: commentCount(core, `Issue/${issue.id}`),
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
    closedAt: issue.closedAt,
    author: userView(lens, issue.authorId),
    projectId: issue.projectId,
    reference: ({ full }: { full?: boolean }) => `${full ? project.pathWithNamespace : ''}#${issue.iid}`,
    labels: (page: PageArgs) => connect(sortedLabels(core, issue.labelIds), page, labelView),
    assignees: (page: PageArgs) =>
      connect(
        issue.assigneeIds.map((id) => ({ id })),
        page,
        ({ id }) => userView(lens, id),
      ),
    notes: (args: PageArgs & { filter?: string }) =>
      connect(visibleNotes(lens, issue, args.filter), args, (note) => noteView(lens, note)),
  };
}

/** Oldest first, unlike REST. */
function visibleNotes({ core, viewer }: Lens, issue: Issue, filter = 'ALL_NOTES'): Note[] {
  const project = projectOf(core, issue);
  return notesOn(core, noteable(issue)).filter(
    (note) =>
      canSeeNote(core, viewer, project, note) &&
      (filter === 'ALL_NOTES' || note.system === (filter === 'ONLY_ACTIVITY')),
  );
}

export function noteView(lens: Lens, note: Note): Json {
  const issue = lens.core.store.issues.get(note.noteableId);
  return {
    id: gid('Note', note.id),
    body: note.body,
    author: userView(lens, note.authorId),
    createdAt: note.createdAt,
    updatedAt: note.updatedAt,
    system: note.system,
    internal: note.internal,
    url: issue ? `${issueUrl(lens.core, issue)}#note_${note.id}` : null,
  };
}

/** The same thing seen as a work item; its number is the issue's. */
export function workItemView(lens: Lens, issue: Issue): Json {
  const name = issue.type.charAt(0).toUpperCase() + issue.type.slice(1);
  return {
    id: gid('WorkItem', issue.id),
    iid: String(issue.iid),
    title: issue.title,
    description: issue.description,
    state: issue.state === 'opened' ? 'OPEN' : 'CLOSED',
    confidential: issue.confidential,
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
    closedAt: issue.closedAt,
    author: userView(lens, issue.authorId),
    webUrl: issueUrl(lens.core, issue),
    workItemType: { id: gid('WorkItems::Type', issue.type === 'incident' ? 2 : 1), name },
    widgets: [
      {
        __typename: 'WorkItemWidgetLinkedResources',
        type: 'LINKED_RESOURCES',
        linkedResources: { nodes: issue.zoomLinks.map((url) => ({ url })) },
      },
    ],
  };
}

export function timelineView(lens: Lens, event: TimelineEvent): Json {
  const { core } = lens;
  return {
    id: gid('IncidentManagement::TimelineEvent', event.id),
    author: userView(lens, event.authorId),
    updatedByUser: userView(lens, event.updatedById),
    incident: () => {
      const issue = core.store.issues.get(event.issueId);
      return issue ? issueView(lens, issue) : null;
    },
    note: event.note,
    noteHtml: `<p>${event.note.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`,
    promotedFromNote: () => {
      const note = core.store.notes.get(event.promotedFromNoteId ?? 0);
      return note ? noteView(lens, note) : null;
    },
    editable: event.editable,
    action: event.action,
    occurredAt: event.occurredAt,
    timelineEventTags: () => {
      const tags = [...core.store.timelineTags.values()].filter(({ name }) => event.tags.includes(name));
      return connect(tags, {}, tagView);
    },
    createdAt: event.createdAt,
    updatedAt: event.updatedAt,
  };
}

export function tagView({ id, name }: TimelineTag): Json {
  return { id: gid('IncidentManagement::TimelineEventTag', id), name };
}
