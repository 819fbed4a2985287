// The journal as an examination sees it: what is open, and whether each file still follows from its first line.

import { fold } from '../../incident/fold.ts';
import type { Journal } from '../../journal/journal.ts';
import { isOver } from '../../process/state-inputs.ts';
import type { JournalSeen, OpenIncident } from './examined.ts';

/** Throws where the server gives no answer, or none to this token: then nothing is known of the journal. */
export async function seeJournal(open: () => Promise<Journal>): Promise<JournalSeen> {
  let journal: Journal;
  try {
    journal = await open();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'JournalMissing') return { state: 'missing' };
    if (error.name === 'JournalBroken') return { state: 'unusable', reason: error.message };
    throw error;
  }
  try {
    return { state: 'there', bot: journal.meta.bot, ...(await readOpen(journal)) };
  } finally {
    await journal.close();
  }
}

async function readOpen(journal: Journal): Promise<{ readonly open: OpenIncident[]; readonly broken: string[] }> {
  const open: OpenIncident[] = [];
  const broken: string[] = [];
  for await (const { iid, events } of journal.visitOpen()) {
    try {
      const all = events();
      open.push({ iid, over: isOver(fold(all).status), events: all.length });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'JournalBroken') throw error;
      broken.push(error.message);
    }
  }
  return { open, broken };
}
