// Notes as data, whatever they stand on; and how they are shown (behaviours E12).

import type { Core } from '../core.ts';
import { type Json, userBasicById } from '../people/user-entity.ts';
import { append, type Note, nextId, type Owner, type User } from '../store.ts';

/** What a note can stand on. */
export interface Noteable {
  readonly type: 'Issue' | 'MergeRequest';
  readonly id: number;
  readonly iid: number;
  readonly projectId: number;
}

export interface NewNote {
  readonly body: string;
  readonly system?: boolean;
  readonly internal?: boolean;
  /** An instant; default now. */
  readonly at?: string;
}

export function addNote(core: Core, on: Noteable, author: User, { body, system, internal, at }: NewNote): Note {
  const id = nextId(core.store, 'notes');
  const createdAt = at ?? core.clock.stamp();
  const note: Note = {
    id,
    noteableType: on.type,
    noteableId: on.id,
    noteableIid: on.iid,
    projectId: on.projectId,
    authorId: author.id,
    body,
    system: system ?? false,
    internal: internal ?? false,
    discussionId: id.toString(16).padStart(40, '0'),
    createdAt,
    updatedAt: createdAt,
  };
  core.store.notes.set(id, note);
  append(core.store.notesOf, ownerKey(on), id);
  return note;
}

/** Writes what GitLab itself remarks on; fires no webhook (behaviours H11). */
export function addSystemNote(core: Core, on: Noteable, actor: User, body: string): void {
  addNote(core, on, actor, { body, system: true });
}

export function removeNote(core: Core, note: Note): void {
  core.store.notes.delete(note.id);
  const owner: Owner = `${note.noteableType}/${note.noteableId}`;
  const rest = (core.store.notesOf.get(owner) ?? []).filter((id) => id !== note.id);
  core.store.notesOf.set(owner, rest);
}

/** Oldest first. */
export function notesOn(core: Core, on: Noteable): Note[] {
  return (core.store.notesOf.get(ownerKey(on)) ?? []).flatMap((id) => core.store.notes.get(id) ?? []);
}

export function ownerKey({ type, id }: Pick<Noteable, 'type' | 'id'>): Owner {
  return `${type}/${id}`;
}

export function noteEntity(core: Core, note: Note, commandsChanges: Json = {}): Json {
  return {
    id: note.id,
    type: null,
    body: note.body,
    author: userBasicById(core, note.authorId),
    created_at: note.createdAt,
    updated_at: note.updatedAt,
    system: note.system,
    noteable_id: note.noteableId,
    noteable_type: note.noteableType,
    project_id: note.projectId,
    resolvable: false,
    confidential: note.internal,
    internal: note.internal,
    imported: false,
    imported_from: 'none',
    noteable_iid: note.noteableIid,
    commands_changes: commandsChanges,
  };
}
