// Delivers what the journal claims for one mirror: in order within a place, each once.
//
// What another run claimed and did not report on is looked for at its destination first, once this run has it.

import type { Outcome } from '../http/outcome.ts';
import type { Mirror } from '../incident/events.ts';
import type { Claim } from '../incident/incident.ts';
import { claimsElsewhere, mirrorOf } from '../process/outbox.ts';
import { fateOf } from '../process/owing.ts';
import { plusMinutes } from '../text/time.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { maySay } from './claims.ts';
import type { Way } from './way.ts';
import type { Round } from './work.ts';

export type ClaimElsewhere = Claim & { readonly to: string };

/** What a mirror can do with a claim. */
export interface Destination {
  /** Those of the claims that were said after all, with what they are called there. Asked of one place at a time. */
  find(claims: readonly ClaimElsewhere[], since: string): Promise<ReadonlyMap<string, string>>;
  /** Undefined where it has to wait for something else. */
  send(claim: ClaimElsewhere): Promise<Outcome<{ readonly ref: string }>> | undefined;
  /** What else is to be noted and done once it is there, also where it was found again. */
  delivered?(claim: ClaimElsewhere, ref: string): Promise<void>;
  /** Refused for good: whether it is kept all the same, because the place itself is gone and there will be another. */
  keeps?(claim: ClaimElsewhere): Promise<boolean>;
}

/** A clock may be ahead of the other's. */
const OVERLAP_MINUTES = 5;

export async function deliverTo(
  mirror: Mirror,
  destination: Destination,
  way: Way,
  round: Round,
  notes: Bookkeeping,
): Promise<void> {
  const claims = claimsElsewhere(notes.incident()).filter(({ to }) => mirrorOf(to) === mirror);
  const places = new Map<string, ClaimElsewhere[]>();
  for (const claim of claims) places.set(claim.to, [...(places.get(claim.to) ?? []), claim]);
  for (const [, inOrder] of places) {
    if (!way.open) return;
    await deliverInOrder(inOrder, destination, way, round, notes);
  }
}

async function deliverInOrder(
  claims: readonly ClaimElsewhere[],
  destination: Destination,
  way: Way,
  round: Round,
  notes: Bookkeeping,
): Promise<void> {
  const ready: ClaimElsewhere[] = [];
  for (const claim of claims) {
    // Whatever comes after one that another run may still be saying would overtake it.
    if (!maySay(claim, round.work)) break;
    ready.push(claim);
  }
  const others = ready.filter(({ takenUp }) => takenUp);
  const since = others.map(({ at }) => at).sort()[0];
  const found =
    since === undefined
      ? new Map<string, string>()
      : await way.read(mirrorOf(others[0]?.to ?? ''), () =>
          destination.find(others, plusMinutes(since, -OVERLAP_MINUTES)),
        );
  if (!found) return;
  for (const claim of ready) {
    const there = found.get(claim.key);
    // Whatever was sent before it may have taken so long that another run has it now.
    if (there === undefined && !maySay(claim, round.work)) return;
    // It was claimed before the incident became confidential, came to its end, or was answered: it is given up at once, as
    // what comes after it may be all that tells.
    if (there === undefined && fateOf(claim, notes.incident(), round.policy) === 'lost') {
      giveUp(claim, notes);
      continue;
    }
    const sent = there === undefined ? destination.send(claim) : undefined;
    if (there === undefined && sent === undefined) return;
    const written = sent
      ? await way.write(claim.to, sent, 'closes')
      : ({ is: 'done', value: { ref: there ?? '' } } as const);
    if (written.is === 'stopped') return;
    if (written.is === 'refused') {
      const { why } = written;
      if (await destination.keeps?.(claim)) return;
      notes.record(`undeliverable:${claim.key}`, { type: 'undeliverable', key: claim.key, to: claim.to, why });
      continue;
    }
    notes.record(`delivered:${claim.key}`, { type: 'delivered', key: claim.key, ref: written.value.ref });
    await destination.delivered?.(claim, written.value.ref);
  }
}

/** What was owed to a place that will never be: whoever was to read it knows why, or was told when the place could not be made. */
export function giveUp({ key, to }: ClaimElsewhere, notes: Bookkeeping): void {
  notes.record(`undeliverable:${key}`, { type: 'undeliverable', key, to, why: 'its place is gone', quiet: true });
}
