// Writing, editing and deleting comments on issues, with the quick actions in them (behaviours E3-E9, H11-H13).

import type { Core } from '../core.ts';
import { noteable, projectOf } from '../issues/issue-data.ts';
import { mentionFrom } from '../issues/mentions.ts';
import { updateIssue } from '../issues/update-issue.ts';
import type { Json } from '../people/user-entity.ts';
import { type Interpreted, interpret } from '../quick-actions/interpret.ts';
import type { Issue, Note, User } from '../store.ts';
import { emitNoteHook } from '../webhooks/note-payload.ts';
import { addNote, removeNote } from './note-data.ts';

/** A note moves its issue's `updated_at` at most this often. */
const TOUCH_EVERY_MS = 60_000;

export interface Said {
  /** Undefined where nothing but commands was said. */
  readonly note: Note | undefined;
  readonly commands: {
    /** How many known commands stood in the text, run or not. */
    readonly found: number;
    readonly messages: readonly string[];
    readonly changes: Json;
  };
}

export interface NewComment {
  readonly body: string;
  readonly internal?: boolean;
  readonly at?: string;
}

/** Stores the text, then runs its commands on the issue as the author (E8). A text of commands only makes no note. */
export function comment(core: Core, issue: Issue, author: User, { body, internal, at }: NewComment): Said {
  const said = interpret(core, issue, author, body);
  const note =
    said.text.trim() === ''
      ? undefined
      : addNote(core, noteable(issue), author, { body: said.text, internal: internal ?? false, ...(at ? { at } : {}) });
  if (note) {
    touch(core, issue, note);
    mentionFrom(core, issue, author, note.body);
    emitNoteHook(core, { note, issue, author, action: 'create' });
  }
  run(core, issue, author, said);
  return result(note, said);
}

/** Edits a comment; its commands run as the editor. A comment left empty by that is deleted. */
export function editComment(core: Core, issue: Issue, note: Note, editor: User, body: string): Said {
  const said = interpret(core, issue, editor, body);
  if (said.text.trim() === '') removeNote(core, note);
  else if (said.text !== note.body) {
    note.body = said.text;
    note.updatedAt = core.clock.stamp();
    touch(core, issue, note);
    mentionFrom(core, issue, editor, note.body);
    const author = core.store.users.get(note.authorId) ?? editor;
    emitNoteHook(core, { note, issue, author, action: 'update' });
  }
  run(core, issue, editor, said);
  return result(said.text.trim() === '' ? undefined : note, said);
}

/** Deleting fires no hook. */
export function deleteComment(core: Core, note: Note): void {
  removeNote(core, note);
}

function run(core: Core, issue: Issue, actor: User, said: Interpreted): void {
  updateIssue(core, issue, actor, said.changes);
  said.act();
}

function result(note: Note | undefined, { found, messages, told }: Interpreted): Said {
  return { note, commands: { found, messages, changes: told } };
}

function touch(core: Core, issue: Issue, note: Note): void {
  const at = Date.parse(note.updatedAt);
  if (at - Date.parse(issue.updatedAt) > TOUCH_EVERY_MS) issue.updatedAt = note.updatedAt;
  projectOf(core, issue).lastActivityAt = note.updatedAt;
}
