// A mirror that was behind and owes nothing any more: the issue says so, in the comment that said the other (process.md 7).

import { withMark } from '../gitlab/mark.ts';
import type { Mirror } from '../incident/events.ts';
import { digest } from '../process/comments.ts';
import { claimsElsewhere, mirrorOf } from '../process/outbox.ts';
import { caughtUpWords } from '../process/words.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import type { Round } from './work.ts';

/** Called where the way is open still, so everything that could be delivered was. */
export async function caughtUp(mirror: Mirror, round: Round, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  const trouble = incident.troubles[mirror];
  if (!trouble || claimsElsewhere(incident).some(({ to }) => mirrorOf(to) === mirror)) return;
  const { since, behind } = trouble;
  const key = `say:behind:${mirror}:${since}`;
  const note = incident.delivered.get(key);
  // It is being said just now: what is said cannot be edited yet, and would stand there for good.
  if (behind && [...incident.claims.values()].some(({ keys }) => keys.includes(key))) return;
  // An edit may be repeated: it needs no claim.
  if (behind && note !== undefined) {
    const text = withMark(caughtUpWords(mirror, since, round.work.now(), round.policy), digest(key));
    const outcome = await round.work.gitlab.edit(incident.iid, note, text);
    if (outcome.outcome !== 'done' && !(outcome.outcome === 'refused' && outcome.status === 404)) return;
    notes.did('comment');
  }
  notes.record(`caught-up:${mirror}:${since}`, { type: 'mirror-caught-up', mirror, since });
}
