// Notes on merge requests: list, read, write. Commands in them are cut out and, but for issues', do nothing.

import { canSeeNote, requireLevel } from '../../access.ts';
import type { Core } from '../../core.ts';
import { isoSeconds } from '../../days.ts';
import { badRequest, forbidden, recordNotFound } from '../../errors.ts';
import { type Call, route } from '../../http.ts';
import { limit } from '../../limits.ts';
import { addNote, noteEntity, notesOn } from '../../notes/note-data.ts';
import { paginate } from '../../paging.ts';
import { may, must } from '../../params.ts';
import { hookProject, hookRepository } from '../../projects/project-entity.ts';
import { extractCommands } from '../../quick-actions/extract.ts';
import { Level, type Note, type Project, type User } from '../../store.ts';
import { hookUser } from '../../webhooks/hook-parts.ts';
import { hookNote } from '../../webhooks/note-payload.ts';
import type { Git } from '../index.ts';
import type { MergeRequest } from '../types.ts';
import { findMergeRequest, noteable } from './data.ts';
import { mergeRequestUrl } from './entity.ts';
import { hookMergeRequest } from './payload.ts';

const NOTES = '/projects/:id/merge_requests/:noteable_id/notes';
const LIST = {
  sort: may.oneOf('asc', 'desc'),
  order_by: may.oneOf('created_at', 'updated_at'),
  activity_filter: may.oneOf('all_notes', 'only_comments', 'only_activity'),
} as const;
const WRITE = { body: must.string, internal: may.boolean } as const;

export function mergeRequestNoteRoutes(core: Core, git: Git): void {
  route(core, 'GET', NOTES, LIST, (call) => {
    const { project, mr } = findMergeRequest(call);
    const { activity_filter: filter } = call.params;
    const notes = notesOn(core, noteable(mr)).filter(
      ({ system }) => !filter || filter === 'all_notes' || system === (filter === 'only_activity'),
    );
    if (call.params.order_by === 'updated_at') notes.sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1));
    if (call.params.sort !== 'asc') notes.reverse();
    return paginate(call, notes)
      .filter((note) => canSeeNote(core, call.viewer, project, note))
      .map((note) => noteEntity(core, note));
  });
  route(core, 'GET', `${NOTES}/:note_id`, {}, (call) => noteEntity(core, findNote(call)));
  route(core, 'POST', NOTES, WRITE, (call) => write(git, call));
  route(core, 'PUT', `${NOTES}/:note_id`, { body: must.filled }, (call) => {
    const note = findNote(call);
    const { project, mr } = findMergeRequest(call);
    if (note.system || note.authorId !== call.user().id) requireLevel(core, call.user(), project, Level.maintainer);
    if (note.system) throw forbidden();
    note.body = extractCommands(call.params.body, core.profile.tier).text;
    note.updatedAt = core.clock.stamp();
    emitNote(core, git, { project, mr, note, author: call.user(), action: 'update' });
    return noteEntity(core, note);
  });
}

function write(git: Git, call: Call<typeof WRITE>): unknown {
  const { core, params } = call;
  const { project, mr } = findMergeRequest(call);
  const author = call.user();
  limit(core, 'notes', author.id, core.profile.limits.notesPerMinute);
  if (params.body.trim() === '') throw badRequest('Note {:note=>["can\'t be blank"]}');
  const { text } = extractCommands(params.body, core.profile.tier);
  if (text.trim() === '') {
    call.reply.code(202);
    return { commands_changes: {}, summary: ['Commands applied'] };
  }
  const note = addNote(core, noteable(mr), author, { body: text, internal: params.internal ?? false });
  emitNote(core, git, { project, mr, note, author, action: 'create' });
  return noteEntity(core, note);
}

interface NoteHook {
  readonly project: Project;
  readonly mr: MergeRequest;
  readonly note: Note;
  readonly author: User;
  readonly action: 'create' | 'update';
}

function emitNote(core: Core, git: Git, hook: NoteHook): void {
  const family = hook.note.internal ? 'confidential_note_events' : 'note_events';
  core.background(
    notePayload(core, git, hook).then((payload) => core.emitHook({ project: hook.project, family, payload })),
  );
}

async function notePayload(core: Core, git: Git, { project, mr, note, author, action }: NoteHook): Promise<unknown> {
  return {
    object_kind: 'note',
    event_type: note.internal ? 'confidential_note' : 'note',
    user: hookUser(author),
    project_id: project.id,
    project: hookProject(core, project),
    repository: hookRepository(core, project),
    object_attributes: { ...hookNote(note), action, url: `${mergeRequestUrl(core, project, mr)}#note_${note.id}` },
    merge_request: { ...(await hookMergeRequest(core, git, project, mr)), updated_at: isoSeconds(mr.updatedAt) },
  };
}

function findNote(call: Call): Note {
  const { project, mr } = findMergeRequest(call);
  const note = call.core.store.notes.get(Number(call.raw['note_id']));
  const own = note?.noteableType === 'MergeRequest' && note.noteableId === mr.id;
  if (!note || !own || !canSeeNote(call.core, call.viewer, project, note)) throw recordNotFound();
  return note;
}
