// What one run did for one incident, what it owes, and the events that say so.

import type { Issue } from '../gitlab/port.ts';
import type { Outcome } from '../http/outcome.ts';
import type { Fact, IncidentEvent } from '../incident/events.ts';
import { fold } from '../incident/fold.ts';
import type { Incident } from '../incident/incident.ts';
import type { Round, Step } from './work.ts';

export interface Applied {
  readonly iid: number;
  /** What to note in the journal, `applied` last where everything was. */
  readonly events: readonly IncidentEvent[];
  /** The incident with those events. */
  readonly incident: Incident;
  /** The issue as it is after our writes, where they told. */
  readonly issue: Issue | undefined;
  readonly done: readonly string[];
  /** What was refused or is unknown; the next run takes it up. */
  readonly owed: readonly string[];
}

export interface Bookkeeping {
  /** With what was recorded so far. */
  incident(): Incident;
  record(id: string, fact: Fact): void;
  did(what: string): void;
  owe(what: string): void;
  tell(what: string, outcome: Outcome<unknown>): void;
  /** The rest is for the next run, which has to read the issue again. */
  later(why: string): Applied;
  finish(issue: Issue | undefined, assigned: readonly number[]): Applied;
}

/** Gathers what was done, what is owed, and the events that say so. */
export function bookkeeping(round: Round, step: Pick<Step, 'iid' | 'incident'>): Bookkeeping {
  const events: IncidentEvent[] = [];
  const done: string[] = [];
  const owed: string[] = [];
  let { incident } = step;
  const record = (id: string, fact: Fact): void => {
    if (incident.ids.has(id)) return;
    const event = { ...fact, id, at: round.work.now() } as IncidentEvent;
    events.push(event);
    incident = fold([event], incident);
  };
  return {
    incident: () => incident,
    record,
    did: (what) => done.push(what),
    owe: (what) => owed.push(what),
    tell: (what, outcome) =>
      outcome.outcome === 'done' ? done.push(what) : owed.push(`${what} ${outcome.outcome}: ${outcome.reason}`),
    later(why) {
      round.work.log.info(`#${step.iid}: ${why}: the next run reads that first`);
      return { iid: step.iid, events, incident, issue: undefined, done, owed };
    },
    finish(issue, assigned) {
      if (owed.length === 0 && incident.appliedSeq !== incident.seq) {
        record(`applied:${incident.seq + 1}`, { type: 'applied', upTo: incident.seq + 1, assigned: [...assigned] });
      }
      return { iid: step.iid, events, incident, issue, done, owed };
    },
  };
}
