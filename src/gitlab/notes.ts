// Comments, and the reactions to them.

import type { Client } from './client.ts';
import { outcomeOf, WriteFailed } from './errors.ts';
import { type Ask, entriesUntil, everyEntry } from './pages.ts';
import type { GitLab, Note } from './port.ts';
import { parsed, WireEmoji, WireNote, WireStored } from './wire.ts';

type Notes = Pick<GitLab, 'notes' | 'reactions' | 'react' | 'say' | 'edit'>;

export function makeNotes({ project, notes, emojis }: Client): Notes {
  return {
    async notes(iid, since) {
      const read = (entry: unknown): Note => parsed(`notes of issue ${iid}`, WireNote, entry);
      const order = { orderBy: 'updated_at', sort: 'desc' } as const;
      const ask: Ask = (page) => notes.all(project, iid, { ...order, ...page });
      const isOlder = (note: Note): boolean => since !== undefined && note.updatedAt < since;
      const entries =
        since === undefined
          ? await everyEntry(ask)
          : await entriesUntil(ask, ({ data }) => data.some((entry) => isOlder(read(entry))));
      // A note that changes while the pages are read is on two of them.
      const found = new Map(entries.map(read).map((note) => [note.id, note]));
      return [...found.values()].filter((note) => !isOlder(note)).sort((a, b) => a.id - b.id);
    },

    async reactions(iid, note) {
      const entries = await everyEntry((page) => emojis.all(project, iid, note, page));
      return entries.map((entry) => parsed(`reactions to note ${note}`, WireEmoji, entry));
    },

    async react(iid, note, emoji) {
      const given = await outcomeOf(
        () => emojis.award(project, iid, note, emoji),
        () => undefined,
      );
      const there = given.outcome === 'refused' && /already been taken/i.test(given.reason);
      return there ? { outcome: 'done', value: undefined } : given;
    },

    async say(iid, text, internal) {
      assertNoQuickAction(text);
      return outcomeOf(
        () => notes.create(project, iid, text, internal ? { internal } : {}),
        (answer) => ({ note: storedIn(answer) }),
      );
    },

    async edit(iid, note, text) {
      assertNoQuickAction(text);
      return outcomeOf(
        () => notes.edit(project, iid, note, { body: text }),
        () => undefined,
      );
    },
  };
}

/**
 * Throws on a line that GitLab would run as the bot's own quick action.
 *
 * What people wrote is escaped where a text is made, so such a line is a mistake in our code. The message holds none of
 * the text, which may be confidential.
 */
export function assertNoQuickAction(text: string): void {
  const line = text.split(/\r\n|\r|\n/).findIndex((each) => each.startsWith('/'));
  if (line >= 0)
    throw new Error(`line ${line + 1} of a text for GitLab begins with "/": escape it where the text is made`);
}

function storedIn(answer: unknown): number {
  const { id } = parsed('the new note', WireStored, answer);
  if (id === undefined)
    throw new WriteFailed({
      outcome: 'refused',
      status: 202,
      reason: 'GitLab took the text for quick actions and stored no comment',
    });
  return id;
}
