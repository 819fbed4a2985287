// 👍 on what sitrep offers for adoption. GitLab touches no issue for them, so no list tells of one: where suggestions
// are open, their comments are asked.

import type { Glance } from './glance.ts';
import { each } from './pool.ts';
import type { Work } from './work.ts';

/** The newest incidents; who has more open at once has other worries. */
const INCIDENTS = 20;
/** Of one incident, the latest. */
export const SUGGESTIONS = 10;

/** Incidents on which somebody put a 👍 to an open suggestion; nothing is asked where none is open. */
export async function approvedOn(work: Work, open: ReadonlyMap<number, Glance>): Promise<ReadonlySet<number>> {
  if (work.hint.echo || work.full) return new Set();
  const waiting = [...open.values()]
    .filter(({ iid, offered }) => offered.length > 0 && iid !== work.hint.iid && (work.only?.includes(iid) ?? true))
    .sort((a, b) => b.iid - a.iid)
    .slice(0, INCIDENTS)
    .flatMap(({ iid, offered }) => offered.slice(-SUGGESTIONS).map((note) => ({ iid, note })));
  // One that cannot be asked is asked again by the next run; it keeps nobody from anything.
  const asked = await each(waiting, async ({ iid, note }) =>
    (await work.gitlab.reactions(iid, note)).some(({ emoji }) => emoji === 'thumbsup') ? [iid] : [],
  );
  return new Set(asked.flatMap((one) => (one.ok ? one.value : [])));
}
