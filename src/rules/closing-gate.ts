// The closing gate (R67): what still stands between a resolved incident and its closing, all at once.
//
// It has no clock and no mode: an incident closes by itself when nothing is missing, and is reopened
// with this list when somebody closes it before.

import type { Person } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { dutyOf, leader } from '../incident/people.ts';
import { inert, listed } from '../text/markdown.ts';
import { owesAllClear } from './announce.ts';
import { openChanges } from './cleanup.ts';
import { bugTicketKey } from './destinations.ts';
import { evidenceAccountedFor } from './evidence.ts';
import { owners } from './review.ts';

export interface Missing {
  readonly gate: 'status' | 'cleanup' | 'evidence' | 'announce' | 'bugs' | 'review';
  readonly what: string;
  readonly owes: readonly Person[];
  /** The line to copy, where a command does it. */
  readonly line?: string;
}

/** Everything that is missing, in the order in which people do it; empty when the incident may close. */
export function missingForClosing(incident: Incident): readonly Missing[] {
  const overridden = new Set(incident.overrides.map((override) => override.rule));
  return [...parts(incident)].filter((part) => !overridden.has(part.gate));
}

function* parts(incident: Incident): Generator<Missing> {
  const lead = leader(incident);
  const inCharge = lead ? [lead] : [];
  if (incident.status !== 'resolved' && incident.status !== 'review' && incident.status !== 'closed') {
    yield {
      gate: 'status',
      what: `the incident is still **${incident.status}**`,
      owes: inCharge,
      line: incident.status === 'reported' ? '/withdraw <why>' : '/resolved <how it ended>',
    };
  }
  const open = openChanges(incident).map((change) => `C${change.n}`);
  if (open.length > 0) {
    yield {
      gate: 'cleanup',
      what: `no verdict on ${listed(open)}`,
      owes: dutyOf(incident, 'planner'),
      line: `/undone ${open[0]}`,
    };
  }
  if (!evidenceAccountedFor(incident)) {
    yield {
      gate: 'evidence',
      what: 'no evidence on record',
      owes: dutyOf(incident, 'planner'),
      line: '/evidence <what> <where>',
    };
  }
  if (owesAllClear(incident)) {
    yield {
      gate: 'announce',
      what: 'users have not had the all-clear',
      owes: dutyOf(incident, 'comms'),
      line: '/announce All clear: <what happened>',
    };
  }
  const unplaced = incident.bugs.filter(({ n }) => !incident.filed.has(bugTicketKey(n)));
  if (unplaced.length > 0) {
    const places = [...new Set(unplaced.map(({ where }) => inert(where)))];
    // Nobody has to do anything while the tracker is away; where it refuses, people file it by hand.
    yield {
      gate: 'bugs',
      what: `${listed(unplaced.map(({ n }) => `B${n}`))} ${unplaced.length === 1 ? 'is' : 'are'} not filed in ${listed(places)} yet`,
      owes: dutyOf(incident, 'planner'),
      ...(unplaced.some(({ n }) => isRefused(incident, bugTicketKey(n)))
        ? { line: '/override bugs because <where it was filed by hand>' }
        : {}),
    };
  }
  if (incident.reviewKind !== 'none' && !incident.waiver && !incident.review?.merged) {
    const where = incident.review ? ` (!${incident.review.mr})` : '';
    yield {
      gate: 'review',
      what: `the Post Incident Review${where} is to be written and merged`,
      owes: owners(incident),
    };
  }
}

function isRefused({ undeliverable }: Incident, key: string): boolean {
  return undeliverable.some((one) => one.key === key);
}
