// What a run keeps of every open incident while it picks those to deal with: whether something is owed, and
// what the others' words say of it. A thousand incidents whole would be most of a job's memory; those that
// are picked are read again from the journal, which is here already.

import { fold } from '../incident/fold.ts';
import type { Incident } from '../incident/incident.ts';
import type { Journal } from '../journal/journal.ts';
import { isDue } from '../process/plan.ts';
import type { Neighbour } from '../process/surroundings.ts';
import type { Policy } from '../rules/index.ts';
import { reason } from './log.ts';
import type { Work } from './work.ts';

export interface Glance extends Neighbour {
  readonly review: Incident['review'];
  /** The clock alone makes something due. */
  readonly due: boolean;
  /** Something is recorded that was not applied, or claimed and not said. */
  readonly dirty: boolean;
  /** The comments in which suggestions wait to be adopted. */
  readonly offered: readonly number[];
}

/** Every open incident of the journal; one that is broken is a problem and does not stop the others. */
export async function glances(work: Work, journal: Journal, policy: Policy): Promise<Map<number, Glance>> {
  const open = new Map<number, Glance>();
  for await (const { iid, events } of journal.visitOpen()) {
    try {
      open.set(iid, glance(fold(events()), work, policy));
    } catch (error) {
      work.log.problem(`#${iid}: ${reason(error)}`);
    }
  }
  return open;
}

function glance(incident: Incident, work: Work, policy: Policy): Glance {
  const { iid, status, confidential, services, reportedAt, roles, acting, review } = incident;
  return {
    ...{ iid, status, confidential, services, reportedAt, roles, acting, review },
    due: isDue(incident, work.now(), policy),
    dirty: incident.seq !== incident.appliedSeq || incident.claims.size > 0,
    offered: incident.suggestions.flatMap(({ n }) => incident.delivered.get(`suggestion:${n}`) ?? []),
  };
}
