// Mutations of notes.

import { levelIn } from '../access.ts';
import { ApiError } from '../errors.ts';
import { projectOf } from '../issues/issue-data.ts';
import { withinLimit } from '../limits.ts';
import { removeNote } from '../notes/note-data.ts';
import { comment, editComment, type Said } from '../notes/note-service.ts';
import type { Json } from '../people/user-entity.ts';
import { type Issue, Level, type Note } from '../store.ts';
import type { Input } from './issue-mutations.ts';
import { needIssueById, needNote, needUser, unavailable } from './lookup.ts';
import { type Lens, noteView } from './views.ts';

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
      if (!withinLimit(core, 'notes', user.id, core.profile.limits.notesPerMinute))
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
