// A run's working copy of an incident: facts go in, events with id, time and clocks come out.

import { type Fact, IncidentEvent, type Person } from '../incident/events.ts';
import { add, fold } from '../incident/fold.ts';
import { type Incident, noIncident } from '../incident/incident.ts';
import { clocksOf, type Policy } from '../rules/index.ts';
import type { Instant } from '../text/time.ts';

/** Where a fact comes from: the id of its cause, when it happened, who did it, in which comment. */
export interface Cause {
  readonly id: string;
  readonly at: Instant;
  readonly by?: Person | undefined;
  readonly note?: number | undefined;
  /** The message in the room. */
  readonly post?: string | undefined;
  readonly internal?: boolean;
}

export interface Draft {
  /** The incident with everything recorded so far. */
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
  /**
   * Adds a fact, its clocks frozen; what is there already is not added again. Returns the event, if it is new.
   * @throws where the journal could not keep it
   */
  record(cause: Cause, fact: Fact): IncidentEvent | undefined;
}

/** `incident` is not changed. */
export function draft(from: Incident | undefined, policy: Policy): Draft {
  const incident = from ? fold([], from) : noIncident();
  const events: IncidentEvent[] = [];
  return {
    incident,
    events,
    record(cause, fact) {
      if (incident.ids.has(cause.id)) return undefined;
      const { due: _given, ...rest } = fact;
      const due = clocksOf(incident, fact, cause.at, policy);
      const event = {
        ...rest,
        id: cause.id,
        at: cause.at,
        ...(cause.by ? { by: cause.by } : {}),
        ...(cause.note === undefined ? {} : { note: cause.note }),
        ...(cause.post === undefined ? {} : { post: cause.post }),
        ...(cause.internal || isFromInternal(fact, incident) ? { internal: true as const } : {}),
        ...(Object.keys(due).length === 0 ? {} : { due }),
      } as IncidentEvent;
      IncidentEvent.parse(event);
      add(incident, event);
      events.push(event);
      return event;
    },
  };
}

/** Words that were suggested in an internal comment stay internal, wherever they are adopted. */
function isFromInternal(fact: Fact, { suggestions }: Incident): boolean {
  return fact.type === 'sitrep-given' && suggestions.some(({ n, internal }) => n === fact.adopts && internal);
}
