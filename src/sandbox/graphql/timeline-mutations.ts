// Mutations of an incident's timeline.

import { levelIn } from '../access.ts';
import { noteable, projectOf } from '../issues/issue-data.ts';
import { addTimelineEvent, MAX_TEXT, type NewTimelineEvent, timelineUrl } from '../issues/timeline.ts';
import { addSystemNote } from '../notes/note-data.ts';
import type { Json } from '../people/user-entity.ts';
import { type Issue, Level, nextId, type TimelineEvent } from '../store.ts';
import type { Input } from './issue-mutations.ts';
import { needIssueById, needNote, needTimelineEvent, needUser, projectAt, unavailable } from './lookup.ts';
import { tagsOf } from './queries.ts';
import { type Lens, tagView, timelineView } from './views.ts';

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

    timelineEventUpdate: ({ input }: { input: TimelineInput & { id: string } }) => update(lens, input),

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

function update(lens: Lens, input: TimelineInput & { id: string }): Json {
  const { event, issue } = needTimelineEvent(lens, input.id);
  const note = input.note ?? event.note;
  const occurredAt = input.occurredAt ?? event.occurredAt;
  const tags = input.timelineEventTagNames ?? event.tags;
  const problem = problemWith(lens, issue, { note, occurredAt, tags });
  if (problem) return { timelineEvent: null, errors: [problem], clientMutationId: input.clientMutationId };
  const { id } = needUser(lens);
  const at = { occurredAt: new Date(occurredAt).toISOString(), updatedAt: lens.core.clock.stamp() };
  Object.assign(event, { note, tags: [...tags], updatedById: id, ...at });
  remark(lens, issue, `edited the [incident timeline event](${timelineUrl(lens.core, issue, event)})`);
  return answer(lens, input, event);
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
