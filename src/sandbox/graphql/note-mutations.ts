// Mutations of notes and of an incident's timeline.

import { levelIn } from '../access.ts';
import { ApiError } from '../errors.ts';
import { noteable, projectOf } from '../issues/issue-data.ts';
import { addTimelineEvent, MAX_TEXT, type NewTimelineEvent, timelineUrl } from '../issues/timeline.ts';
import { withinLimit } from '../limits.ts';
import { addSystemNote, removeNote } from '../notes/note-data.ts';
import { comment, editComment, type Said } from '../notes/note-service.ts';
import type { Json } from '../people/user-entity.ts';
import { type Issue, Level, type Note, nextId, type TimelineEvent } from '../store.ts';
import type { Input } from './issue-mutations.ts';
import { needIssueById, needNote, needTimelineEvent, needUser, projectAt, unavailable } from './lookup.ts';
import { tagsOf } from './queries.ts';
import { type Lens, noteView, tagView, timelineView } from './views.ts';

interface NoteInput extends Input {
  readonly noteableId: string;
  readonly body: string;
  readonly internal?: boolean | null;
  readonly confidential?: boolean | null;
}

export function noteMutations(lens: Lens): Json {
  const { core } = lens;
  return {
    createNote({ input }: { input: NoteInput }) {
      const user = needUser(lens);
      const issue = needIssueById(lens, input.noteableId, Level.none);
      const internal = input.internal ?? input.confidential ?? false;
      const least = internal ? Level.planner : issue.discussionLocked ? Level.guest : Level.none;
      if (levelIn(core, user, projectOf(core, issue)) < least) throw unavailable();
      if (!withinLimit(core, 'notes', user.id, core.limits.notesPerMinute))
        throw new ApiError(429, 'This endpoint has been requested too many times. Try again later.');
      if (input.body.trim() === '') return refused(input, "Note can't be blank");
      return said(lens, input, comment(core, issue, user, { body: input.body, internal }));
    },

    updateNote({ input }: { input: Input & { id: string; body: string } }) {
      const { note, issue } = editable(lens, input.id);
      return said(lens, input, editComment(core, issue, note, needUser(lens), input.body));
    },

    destroyNote({ input }: { input: Input & { id: string } }) {
      removeNote(core, editable(lens, input.id).note);
      return { note: null, errors: [], clientMutationId: input.clientMutationId };
    },
  };
}

interface TimelineInput extends Input {
  readonly note?: string | null;
  readonly occurredAt?: string | null;
  readonly timelineEventTagNames?: readonly string[] | null;
}

export function timelineMutations(lens: Lens): Json {
  const { core } = lens;
  const create = (input: Input, issue: Issue, given: NewTimelineEvent): Json => {
    if (issue.type !== 'incident') throw unavailable();
    const problem = problemWith(lens, issue, given);
    if (problem) return { timelineEvent: null, errors: [problem], clientMutationId: input.clientMutationId };
    return answer(lens, input, addTimelineEvent(core, issue, needUser(lens), given));
  };
  return {
    timelineEventCreate: ({
      input,
    }: {
      input: TimelineInput & { incidentId: string; note: string; occurredAt: string };
    }) =>
      create(input, needIssueById(lens, input.incidentId, Level.developer), {
        note: input.note,
        occurredAt: input.occurredAt,
        tags: input.timelineEventTagNames ?? [],
      }),

    timelineEventPromoteFromNote({ input }: { input: Input & { noteId: string } }) {
      const { note, issue } = needNote(lens, input.noteId);
      if (levelIn(core, needUser(lens), projectOf(core, issue)) < Level.developer) throw unavailable();
      return create(input, issue, { note: note.body, occurredAt: note.createdAt, promotedFromNoteId: note.id });
    },

    timelineEventUpdate({ input }: { input: TimelineInput & { id: string } }) {
      const { event, issue } = needTimelineEvent(lens, input.id);
      const note = input.note ?? event.note;
      const occurredAt = input.occurredAt ?? event.occurredAt;
      const tags = input.timelineEventTagNames ?? event.tags;
      const problem = problemWith(lens, issue, { note, occurredAt, tags });
      if (problem) return { timelineEvent: null, errors: [problem], clientMutationId: input.clientMutationId };
      const { id } = needUser(lens);
      const at = { occurredAt: new Date(occurredAt).toISOString(), updatedAt: core.clock.stamp() };
      Object.assign(event, { note, tags: [...tags], updatedById: id, ...at });
      remark(lens, issue, `edited the [incident timeline event](${timelineUrl(core, issue, event)})`);
      return answer(lens, input, event);
    },

    timelineEventDestroy({ input }: { input: Input & { id: string } }) {
      const { event, issue } = needTimelineEvent(lens, input.id);
      core.store.timelineEvents.delete(event.id);
      remark(lens, issue, 'deleted an incident timeline event');
      return answer(lens, input, event);
    },

    timelineEventTagCreate({ input }: { input: Input & { projectPath: string; name: string } }) {
      const project = projectAt(lens, input.projectPath);
      if (!project || levelIn(core, lens.viewer, project) < Level.maintainer) throw unavailable();
      const tag = { id: nextId(core.store, 'timelineTags'), projectId: project.id, name: input.name };
      core.store.timelineTags.set(tag.id, tag);
      return { timelineEventTag: tagView(tag), errors: [], clientMutationId: input.clientMutationId };
    },
  };
}

function editable(lens: Lens, id: string): { note: Note; issue: Issue } {
  const found = needNote(lens, id);
  const user = needUser(lens);
  const moderates = levelIn(lens.core, user, projectOf(lens.core, found.issue)) >= Level.maintainer;
  if (found.note.system || !(moderates || found.note.authorId === user.id)) throw unavailable();
  return found;
}

function said(lens: Lens, input: Input, { note, commands }: Said): Json {
  const failed = commands.found > 0 && commands.messages.length === 0;
  return {
    note: note ? noteView(lens, note) : null,
    quickActionsStatus:
      commands.found > 0
        ? {
            messages: commands.messages,
            errorMessages: failed ? ['Failed to apply commands.'] : null,
            commandNames: Object.keys(commands.changes),
            commandsOnly: !note,
          }
        : null,
    errors: failed && !note ? ['Commands only Failed to apply commands.'] : [],
    clientMutationId: input.clientMutationId,
  };
}

function refused(input: Input, error: string): Json {
  return { note: null, errors: [error], clientMutationId: input.clientMutationId };
}

function problemWith(lens: Lens, issue: Issue, { note, tags = [] }: NewTimelineEvent): string | undefined {
  if (note.trim() === '') return "Timeline text can't be blank";
  if (note.length > MAX_TEXT) return `Timeline text is too long (maximum is ${MAX_TEXT} characters)`;
  const known = tagsOf(lens, projectOf(lens.core, issue)).map(({ name }) => name);
  const unknown = tags.filter((tag) => !known.includes(tag));
  return unknown.length > 0 ? `Following tags don't exist: ${JSON.stringify(unknown)}` : undefined;
}

function remark(lens: Lens, issue: Issue, text: string): void {
  addSystemNote(lens.core, noteable(issue), needUser(lens), text);
}

function answer(lens: Lens, input: Input, event: TimelineEvent): Json {
  return { timelineEvent: timelineView(lens, event), errors: [], clientMutationId: input.clientMutationId };
}
