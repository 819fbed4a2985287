// A journal on a repository of its own, opened as often as a test likes.

import { expect } from 'vitest';
import { createJournal } from '../../src/journal/create.ts';
import { type Journal, type JournalOptions, openJournal } from '../../src/journal/journal.ts';
import { BRANCH, makeRemote, NOW, type Remote, reported, sitrep } from './given.ts';

export interface Bench {
  readonly remote: Remote;
  /** How to reach it. */
  readonly access: { readonly url: string; readonly token: string; readonly branch: string };
  open(options?: Partial<JournalOptions>): Promise<Journal>;
  /** Opens it with incident 4 closed in 2025, 7 closed in 2026 and 12 open. */
  withThree(): Promise<Journal>;
  close(): Promise<void>;
}

export async function makeBench(): Promise<Bench> {
  const remote = await makeRemote();
  const access = { url: remote.url, token: '', branch: BRANCH };
  const opened: Journal[] = [];
  await createJournal({ ...access, installedAt: NOW });
  const bench: Bench = {
    remote,
    access,
    async open(options = {}) {
      const journal = await openJournal({ ...access, now: () => NOW, ...options });
      opened.push(journal);
      return journal;
    },
    async withThree() {
      const journal = await bench.open();
      const append = new Map([4, 7, 12].map((iid) => [iid, [reported(iid), sitrep(1)]]));
      const close = new Map([
        [4, 2025],
        [7, 2026],
      ]);
      expect(await journal.push({ append, close })).toBe('pushed');
      return bench.open();
    },
    async close() {
      for (const journal of opened) await journal.close();
      remote.remove();
    },
  };
  return bench;
}
