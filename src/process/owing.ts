// What is still owed to the mirrors, and when the clock has to see to it: pure, from the record and the configuration.
//
// A claim may wait for its place (a channel that cannot be made yet) or for a ticket that it names: then it is that which is
// tried again, not the claim. Where its place will never be, it is nobody's any more.

import type { Claim, Incident } from '../incident/incident.ts';
import type { Policy } from '../rules/index.ts';
import { type Instant, plusMinutes } from '../text/time.ts';
import { namedTickets } from './filing.ts';
import {
  BEHIND_MINUTES,
  claimsElsewhere,
  GRACE_MINUTES,
  mirrorOf,
  PAGER,
  ROOM,
  TICKET,
  TICKET_COMMENT,
} from './outbox.ts';
import { isArchived, wantsRoom, wantsTicket } from './places.ts';

/** `ready` to be said; `waits` for a place or a ticket that is to come; `lost`, as that will never come. */
export type Fate = 'ready' | 'waits' | 'lost';

export function fateOf(
  { key, to, text }: Pick<Claim, 'key' | 'to' | 'text'>,
  incident: Incident,
  policy: Policy,
): Fate {
  const { room, ticket, claims, filed } = incident;
  switch (to) {
    case ROOM:
      if (room) return isArchived(incident) ? 'lost' : 'ready';
      return wantsRoom(incident, policy) ? 'waits' : 'lost';
    case TICKET:
      return wantsTicket(incident, policy) ? 'ready' : 'lost';
    case TICKET_COMMENT: {
      if (ticket) return 'ready';
      const coming = [...claims.values()].some((claim) => claim.to === TICKET);
      return coming || (wantsTicket(incident, policy) && !isRefused(ticketKey(incident), incident)) ? 'waits' : 'lost';
    }
    case PAGER:
      return isTaken(key, incident) ? 'lost' : 'ready';
    default: {
      // It names what was reported.
      if (key.startsWith('told:backlog:') && incident.confidential) return 'lost';
      const missing = namedTickets(text).filter((key) => !filed.has(key));
      if (missing.length === 0) return 'ready';
      return missing.every((key) => claims.has(key)) ? 'waits' : 'lost';
    }
  }
}

/** A call that somebody answered, or that is over, before the pager heard of it: it would wake people for nothing. */
function isTaken(call: string, { claims }: Incident): boolean {
  const waiting = [...claims.keys()];
  const after = waiting.slice(waiting.indexOf(call) + 1);
  return call.startsWith('page:trigger:') && after.some((key) => /^page:(acknowledge|resolve):/.test(key));
}

/** Under which the live ticket is claimed: another where the one before is gone. */
export function ticketKey({ formerTickets }: Incident): string {
  return `ticket:${formerTickets.length + 1}`;
}

function isRefused(key: string, { undeliverable }: Incident): boolean {
  return undeliverable.some((one) => one.key === key);
}

/** Something is to be tried again, or was left behind by a run that ended in between. */
export function isOwing(incident: Incident, policy: Policy, now: Instant): boolean {
  const troubled = Object.values(incident.troubles).some((trouble) => trouble.retry <= now);
  return troubled || leftBehind(incident, policy).some((at) => at <= now);
}

/** When that changes by the clock alone. */
export function owingMoments(incident: Incident, policy: Policy): readonly Instant[] {
  const troubles = Object.values(incident.troubles).flatMap(({ since, retry, behind }) =>
    behind ? [retry] : [retry, plusMinutes(since, BEHIND_MINUTES)],
  );
  return [...troubles, ...leftBehind(incident, policy)];
}

/** When claims may be taken up that nobody reported on: the run may go on for its lease. */
function leftBehind(incident: Incident, policy: Policy): readonly Instant[] {
  return claimsElsewhere(incident).flatMap((claim) =>
    incident.troubles[mirrorOf(claim.to)] === undefined && fateOf(claim, incident, policy) !== 'waits'
      ? [plusMinutes(claim.until, GRACE_MINUTES)]
      : [],
  );
}
