// The notes of an issue (behaviours E1-E3, E12-E16).

import { canSeeNote, levelIn, requireLevel } from '../access.ts';
import { unlessModified } from '../conditional.ts';
import type { Core } from '../core.ts';
import { badRequest, forbidden, notFound, recordNotFound } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { findIssue, noteable } from '../issues/issue-data.ts';
import { limit } from '../limits.ts';
import { paginate } from '../paging.ts';
import { may, must, type Specs } from '../params.ts';
import type { Json } from '../people/user-entity.ts';
import { type Issue, Level, type Note, type Project } from '../store.ts';
import { noteEntity, notesOn } from './note-data.ts';
import { comment, deleteComment, editComment, type Said } from './note-service.ts';

const NOTES = '/projects/:id/issues/:noteable_id/notes';
const MAX_BODY = 1_000_000;
const MOST_COMMENTS = 5000;

const on = { noteable_id: must.integer };
const one = { ...on, note_id: must.integer };

export function registerNotes(core: Core): void {
  registerWriting(core);
  registerDiscussions(core);

  const listed = {
    ...on,
    order_by: may.oneOf('created_at', 'updated_at'),
    sort: may.oneOf('asc', 'desc'),
    activity_filter: may.oneOf('all_notes', 'only_comments', 'only_activity'),
  };
  route(core, 'GET', NOTES, listed, (call) => {
    const project = call.project();
    const issue = findIssue(core, call.viewer, project, call.params.noteable_id);
    const { order_by: orderBy, sort, activity_filter: filter } = call.params;
    const notes = notesOn(core, noteable(issue)).filter(
      ({ system }) => filter == null || filter === 'all_notes' || system === (filter === 'only_activity'),
    );
    if (orderBy === 'updated_at') notes.sort((a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt));
    if (sort !== 'asc') notes.reverse();
    return paginate(call, notes)
      .filter((note) => canSeeNote(core, call.viewer, project, note))
      .map((note) => noteEntity(core, note));
  });

  route(core, 'GET', `${NOTES}/:note_id`, one, (call) => {
    const project = call.project();
    const issue = findIssue(core, call.viewer, project, call.params.noteable_id);
    return noteEntity(core, noteOf(call, project, issue, call.params.note_id));
  });
}

function registerWriting(core: Core): void {
  const written = { ...on, body: must.string, internal: may.boolean, confidential: may.boolean, created_at: may.time };
  route(core, 'POST', NOTES, written, (call) => {
    const project = call.project();
    const user = call.user();
    const issue = findIssue(core, user, project, call.params.noteable_id);
    const { body, internal, confidential, created_at: createdAt } = call.params;
    limit(core, 'notes', user.id, core.profile.limits.notesPerMinute);
    if (issue.discussionLocked) requireLevel(core, user, project, Level.guest);
    const hidden = internal ?? confidential ?? false;
    if (hidden) requireLevel(core, user, project, Level.planner);
    refuseBadBody(body);
    refuseTooMany(core, issue);
    const mayDate = levelIn(core, user, project) >= Level.owner;
    const at = mayDate && createdAt ? { at: new Date(createdAt).toISOString() } : {};
    return answer(call, comment(core, issue, user, { body, internal: hidden, ...at }));
  });

  route(core, 'PUT', `${NOTES}/:note_id`, { ...one, body: must.filled }, (call) => {
    const project = call.project();
    const issue = findIssue(core, call.user(), project, call.params.noteable_id);
    const note = changeable(call, project, noteOf(call, project, issue, call.params.note_id));
    refuseBadBody(call.params.body);
    return answer(call, editComment(core, issue, note, call.user(), call.params.body));
  });

  route(core, 'DELETE', `${NOTES}/:note_id`, one, (call) => {
    const project = call.project();
    const issue = findIssue(core, call.user(), project, call.params.noteable_id);
    const note = changeable(call, project, noteOf(call, project, issue, call.params.note_id));
    unlessModified(call, note.updatedAt);
    deleteComment(core, note);
  });
}

/** Every note stands in a discussion of its own; these are oldest first (E1). */
function registerDiscussions(core: Core): void {
  route(core, 'GET', '/projects/:id/issues/:noteable_id/discussions', on, (call) => {
    const project = call.project();
    const issue = findIssue(core, call.viewer, project, call.params.noteable_id);
    return paginate(call, notesOn(core, noteable(issue)))
      .filter((note) => canSeeNote(core, call.viewer, project, note))
      .map((note) => ({ id: note.discussionId, individual_note: true, notes: [noteEntity(core, note)] }));
  });
}

/** The note if it stands on the issue and the viewer may see it (E13). */
export function noteOf<S extends Specs>(call: Call<S>, project: Project, issue: Issue, id: number): Note {
  const note = call.core.store.notes.get(id);
  if (note?.noteableType !== 'Issue' || note.noteableId !== issue.id) throw recordNotFound();
  if (!canSeeNote(call.core, call.viewer, project, note)) throw notFound('Note');
  return note;
}

/** Others' notes are for maintainers, system notes for nobody (E14). */
function changeable<S extends Specs>(call: Call<S>, project: Project, note: Note): Note {
  const own = note.authorId === call.user().id;
  if (note.system || !(own || levelIn(call.core, call.user(), project) >= Level.maintainer)) throw forbidden();
  return note;
}

/** A hard wall: only what GitLab itself remarks on is not counted (doc/administration/instance_limits.md). */
function refuseTooMany(core: Core, issue: Issue): void {
  const comments = notesOn(core, noteable(issue)).filter(({ system }) => !system);
  if (comments.length >= MOST_COMMENTS) throw badRequest('Note {:base=>["Maximum number of comments exceeded"]}');
}

function refuseBadBody(body: string): void {
  if (body.trim() === '') throw badRequest('Note {:note=>["can\'t be blank"]}');
  if (body.length > MAX_BODY) throw badRequest(`Note {:note=>["is too long (maximum is ${MAX_BODY} characters)"]}`);
}

/** The note; for commands only a 202 that says what was done, or a 400 when nothing was (E4, E7). */
function answer<S extends Specs>(call: Call<S>, { note, commands }: Said): Json {
  if (note) return noteEntity(call.core, note, commands.changes);
  if (commands.messages.length === 0) throw badRequest('Failed to apply commands.');
  call.reply.code(202);
  return { commands_changes: commands.changes, summary: commands.messages };
}
