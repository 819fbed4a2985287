// The body of a note hook on an issue (behaviours H11-H13).

import type { Core } from '../core.ts';
import { rubyTime } from '../days.ts';
import { projectOf } from '../issues/issue-data.ts';
import { issueUrl } from '../issues/issue-entity.ts';
import type { Json } from '../people/user-entity.ts';
import { hookProject, hookRepository, projectUrl } from '../projects/project-entity.ts';
import type { Issue, Note, User } from '../store.ts';
import { absoluteImages, hookLabels, hookUser } from './hook-parts.ts';

export interface NoteHook {
  readonly note: Note;
  readonly issue: Issue;
  readonly author: User;
  readonly action: 'create' | 'update';
}

/** Tells the project's hooks; internal notes and notes on confidential issues reach the confidential ones only. */
export function emitNoteHook(core: Core, hook: NoteHook): void {
  const family = isConfidential(hook) ? 'confidential_note_events' : 'note_events';
  core.emitHook({ project: projectOf(core, hook.issue), family, payload: notePayload(core, hook) });
}

export function notePayload(core: Core, hook: NoteHook): Json {
  const { note, issue, author, action } = hook;
  const project = projectOf(core, issue);
  return {
    object_kind: 'note',
    event_type: isConfidential(hook) ? 'confidential_note' : 'note',
    user: hookUser(author),
    project_id: project.id,
    project: hookProject(core, project),
    repository: hookRepository(core, project),
    object_attributes: {
      ...hookNote(note),
      note: absoluteImages(projectUrl(core, project), note.body),
      action,
      url: `${issueUrl(core, issue)}#note_${note.id}`,
    },
    issue: {
      id: issue.id,
      iid: issue.iid,
      title: issue.title,
      description: issue.description,
      assignee_ids: issue.assigneeIds,
      assignee_id: issue.assigneeIds[0] ?? null,
      author_id: issue.authorId,
      project_id: issue.projectId,
      created_at: rubyTime(issue.createdAt),
      updated_at: rubyTime(issue.updatedAt),
      closed_at: rubyTime(issue.closedAt),
      confidential: issue.confidential,
      due_date: issue.dueDate,
      milestone_id: null,
      state: issue.state,
      url: issueUrl(core, issue),
      severity: issue.severity,
      type: issue.type.charAt(0).toUpperCase() + issue.type.slice(1),
      labels: hookLabels(core, issue.labelIds),
    },
  };
}

/** The note itself, as note hooks carry it; without text, action and url. */
export function hookNote(note: Note): Json {
  return {
    id: note.id,
    note: note.body,
    description: note.body,
    noteable_type: note.noteableType,
    noteable_id: note.noteableId,
    author_id: note.authorId,
    updated_by_id: null,
    created_at: rubyTime(note.createdAt),
    updated_at: rubyTime(note.updatedAt),
    project_id: note.projectId,
    attachment: null,
    line_code: null,
    commit_id: '',
    discussion_id: note.discussionId,
    type: null,
    system: note.system,
    internal: note.internal,
    st_diff: null,
    resolved_at: null,
    resolved_by_id: null,
    resolved_by_push: null,
    position: null,
    original_position: null,
    change_position: null,
  };
}

function isConfidential({ note, issue }: NoteHook): boolean {
  return note.internal || issue.confidential;
}
