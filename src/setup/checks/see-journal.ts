// The journal as an examination sees it: what is open, and whether each file still follows from its first line.

import { loadPolicy } from '../../config/load.ts';
import { fold } from '../../incident/fold.ts';
import type { Journal } from '../../journal/journal.ts';
import { nextDue } from '../../process/next-due.ts';
import { earliest, isWatched } from '../../process/waking.ts';
import { Policy } from '../../rules/index.ts';
import type { Instant } from '../../text/time.ts';
import type { JournalSeen, OpenIncident } from './examined.ts';

/** Throws where the server gives no answer, or none to this token: then nothing is known of the journal. */
export async function seeJournal(open: () => Promise<Journal>, now: Instant): Promise<JournalSeen> {
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
    const { meta, wake, config } = journal;
    const loaded = loadPolicy(config ?? '');
    const policy = loaded.ok ? loaded.policy : Policy.parse({});
    return {
      state: 'there',
      bot: meta.bot,
      timer: wake.timer?.at,
      timerRefusedAt: wake.refusedAt,
      ...(await readOpen(journal, policy, now)),
    };
  } finally {
    await journal.close();
  }
}

interface Read {
  readonly open: OpenIncident[];
  readonly broken: string[];
  due: Instant | undefined;
}

async function readOpen(journal: Journal, policy: Policy, now: Instant): Promise<Read> {
  const read: Read = { open: [], broken: [], due: undefined };
  for await (const { iid, events } of journal.visitOpen()) {
    try {
      const all = events();
      const incident = fold(all);
      const due = policy.enabled ? nextDue(incident, policy, now, read.due) : undefined;
      read.due = earliest(read.due, due);
      read.open.push({ iid, watched: isWatched(incident.status), events: all.length });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'JournalBroken') throw error;
      read.broken.push(error.message);
    }
  }
  return read;
}
