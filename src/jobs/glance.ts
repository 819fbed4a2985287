// What a run keeps of every open incident while it picks those to deal with: whether something is owed, and
// what the others' words say of it. A thousand incidents whole would be most of a job's memory; those that
// are picked are read again from the journal, which is here already.

import { fold } from '../incident/fold.ts';
import type { Incident } from '../incident/incident.ts';
import type { Journal } from '../journal/journal.ts';
import { nextDue } from '../process/next-due.ts';
import { isArchived } from '../process/places.ts';
import { isDormant, isDue } from '../process/plan.ts';
import type { Neighbour } from '../process/surroundings.ts';
import { isWatched } from '../process/waking.ts';
import type { Policy } from '../rules/index.ts';
import type { Instant } from '../text/time.ts';
import { reason } from './log.ts';
import type { Work } from './work.ts';

export interface Glance extends Neighbour {
  readonly review: Incident['review'];
  /** Its open room, and its ticket. */
  readonly room: Incident['room'];
  readonly ticket: Incident['ticket'];
  /** The clock alone makes something due. */
  readonly due: boolean;
  /** When it next will; for most of the later ones no more than that it is not before. Undefined where due or dirty. */
  readonly next: Instant | undefined;
  /** People respond to it. */
  readonly live: boolean;
  /** Something is recorded that was not applied, or claimed and not said. */
  readonly dirty: boolean;
  /** The comments in which suggestions wait to be adopted. */
  readonly offered: readonly number[];
}

/** Every open incident of the journal; one that is broken is a problem and does not stop the others. */
export async function glances(work: Work, journal: Journal, policy: Policy): Promise<Map<number, Glance>> {
  const open = new Map<number, Glance>();
  const soonest = first(EXACT);
  for await (const { iid, events } of journal.visitOpen()) {
    try {
      const seen = glance(fold(events()), work, policy, soonest.last());
      if (seen.next !== undefined) soonest.add(seen.next);
      open.set(iid, seen);
    } catch (error) {
      work.log.problem(`#${iid}: ${reason(error)}`);
    }
  }
  return open;
}

/**
 * The next moments of so many incidents are exact: enough to know the earliest of those that a run leaves alone. The rest
 * costs next to nothing.
 */
const EXACT = 10;

function first(count: number): { add(at: Instant): void; last(): Instant | undefined } {
  let soonest: Instant[] = [];
  return {
    add(at) {
      soonest = [...soonest, at].sort().slice(0, count);
    },
    last: () => soonest[count - 1],
  };
}

function glance(incident: Incident, work: Work, policy: Policy, until: Instant | undefined): Glance {
  const { iid, status, confidential, services, reportedAt, roles, acting, review, ticket } = incident;
  const due = isDue(incident, work.now(), policy);
  // What is owed elsewhere has its own time.
  const dirty =
    incident.seq !== incident.appliedSeq || [...incident.claims.values()].some(({ to }) => to === undefined);
  return {
    ...{ iid, status, confidential, services, reportedAt, roles, acting, review, due, dirty, ticket },
    room: isArchived(incident) ? undefined : incident.room,
    next: due || dirty ? undefined : (nextDue(incident, policy, work.now(), until) ?? until),
    live: isLive(incident),
    offered: incident.suggestions.flatMap(({ n }) => incident.delivered.get(`suggestion:${n}`) ?? []),
  };
}

/** Whether people respond to it: then the schedules are on. */
export function isLive(incident: Incident): boolean {
  return isWatched(incident.status) && !isDormant(incident);
}
