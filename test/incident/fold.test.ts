// The fold: each type of event does what it says, and nothing that was given is changed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventType, IncidentEvent } from '../../src/incident/events.ts';
import { fold } from '../../src/incident/fold.ts';
import { noIncident } from '../../src/incident/incident.ts';
import { inState } from '../commands/said.ts';
import { eventful } from '../documents/given.ts';
import { minute, person } from '../given.ts';
import { arbitraryEvent, fieldsByType } from '../journal/arbitrary-event.ts';

/** What each type changes in the incident, beside the sequence number and who was heard of. */
const CHANGES: Readonly<Record<EventType, string>> = {
  reported: 'issue iid title reporter reportedAt services affected seen phases',
  titled: 'title',
  hidden: 'confidential',
  commented: 'notes',
  'comment-edited': 'notes',
  'comment-deleted': 'notes',
  'closed-early': 'closedEarly',
  acknowledged: 'acknowledged acting timeboxMinutes',
  began: 'beganAt',
  extended: 'extended timeboxMinutes',
  'status-changed': 'status phases',
  'severity-changed': 'severity highest',
  waived: 'waiver',
  overridden: 'overrides',
  'role-taken': 'roles served',
  'role-offered': 'offers',
  'role-declined': 'offers',
  'role-released': 'roles served',
  'sitrep-given': 'sitreps',
  suggested: 'suggestions suggested',
  adopted: 'suggestions',
  'impact-assessed': 'impacts',
  decided: 'decisions',
  found: 'discoveries',
  'change-made': 'changes',
  'change-undone': 'changes',
  'change-kept': 'changes',
  'evidence-kept': 'evidence',
  'evidence-none': 'noEvidence',
  'condition-changed': 'conditions',
  announced: 'announcements',
  refused: 'notes',
  repeated: '',
  helped: '',
  nudged: 'nudges nudged lastNudged',
  missed: 'missed',
  'review-opened': 'review',
  'review-merged': 'review',
  'sitrep-drafted': 'draft',
  'announcement-drafted': 'firstWord',
  linked: 'links',
  pinned: 'pins',
  'bug-filed': 'bugs',
  backlogged: 'backlog',
  'room-opened': 'room',
  'room-shown': 'room',
  'card-lost': 'room',
  'room-ended': 'room formerRooms',
  'vigil-set': 'room',
  'chat-kept': 'room',
  'ticket-opened': 'ticket',
  'ticket-shown': 'ticket',
  'ticket-reopened': 'ticket',
  'ticket-ended': 'ticket formerTickets',
  'page-published': 'page',
  'page-ended': 'page',
  filed: 'filed',
  'mirror-failed': 'troubles',
  'mirror-behind': 'troubles',
  'mirror-caught-up': 'troubles',
  undeliverable: 'undeliverable claims delivered',
  claimed: 'claims told',
  delivered: 'delivered posted claims',
  applied: 'appliedSeq assigned',
};

const BOOKKEEPING = new Set('seq ids recent active changedSeq changedAt due'.split(' '));

describe('each type of event', () => {
  it('is in the table', () => {
    expect(Object.keys(CHANGES).sort()).toEqual([...fieldsByType().keys()].sort());
  });

  it.each(Object.entries(CHANGES))('%s changes: %s', (type, changes) => {
    const allowed = new Set([
      ...changes.split(' '),
      ...BOOKKEEPING,
      ...ALSO.filter(([one]) => one === type).map(([, field]) => field),
    ]);
    const before = fullOfEverything();
    fc.assert(
      fc.property(
        arbitraryEvent().filter((event) => event.type === type),
        (event) => {
          // By somebody who is known by that name: another name would be learnt everywhere.
          const after = fold([event.by ? { ...event, by: person('ana') } : event], before);
          const changed = (Object.keys(after) as (keyof typeof after)[]).filter(
            (key) => JSON.stringify(plain(after[key])) !== JSON.stringify(plain(before[key])),
          );
          expect(changed.filter((key) => !allowed.has(key))).toEqual([]);
          expect(after.seq).toBe(before.seq + 1);
          expect(after.ids.has(event.id)).toBe(true);
        },
      ),
      { numRuns: 3, maxSkipsPerRun: 100_000 },
    );
  });

  /** What a type may change beside the rule. */
  const ALSO: readonly (readonly [string, string])[] = [
    ['reported', 'kind'],
    ['reported', 'preexisting'],
    ['reported', 'confidential'],
    ['reported', 'drill'],
    ['status-changed', 'relapses'],
    ['status-changed', 'reviewKind'],
    ['role-taken', 'offers'],
    ['role-taken', 'suggestions'],
    ['role-taken', 'acting'],
    ['role-offered', 'suggestions'],
    ['sitrep-given', 'suggestions'],
    ['announced', 'suggestions'],
  ];
});

it('never changes what it was given', () => {
  const told = eventful('the disk is full');
  const before = structuredClone(told.incident);
  const events = structuredClone(told.events);
  fc.assert(
    fc.property(fc.array(arbitraryEvent(), { maxLength: 10 }), (more) => {
      const given = structuredClone(more);
      fold(more, told.incident);
      expect(more).toEqual(given);
    }),
    { numRuns: 50 },
  );
  expect(told.incident).toEqual(before);
  fold(told.events);
  expect(told.events).toEqual(events);
});

it('in one go or piece by piece, the incident is the same', () => {
  const told = eventful('the disk is full');
  const whole = fold(told.events);
  const half = fold(told.events.slice(0, 20));
  expect(fold(told.events.slice(20), half)).toEqual(whole);
  expect(whole).toEqual(told.incident);
  expect(fold([])).toEqual(noIncident());
});

it('every event that is recorded is an event of the journal', () => {
  for (const event of eventful('the disk is full').events) expect(IncidentEvent.parse(event)).toEqual(event);
});

describe('details', () => {
  it('somebody who was renamed is called by the new name', () => {
    const told = inState('responding');
    const renamed = { id: person('ana').id, name: 'ana-maria' };
    const after = fold([{ type: 'found', id: 'x', at: minute(5), by: renamed, text: 'x' }], told.incident);
    expect(after.roles.commander.map((holder) => holder.person.name)).toEqual(['ana-maria']);
    expect(told.incident.roles.commander.map((holder) => holder.person.name)).toEqual(['ana']);
  });

  it('the highest severity stays', () => {
    const told = inState('responding');
    for (const [index, severity] of ['S3', 'S1', 'S4'].entries())
      told.say(10 + index, 'ana', `/impact ${severity} users`);
    expect([told.incident.severity, told.incident.highest]).toEqual(['S4', 'S1']);
  });

  it('a relapse is counted, a first response is not', () => {
    const told = inState('mitigated');
    expect(told.incident.relapses).toBe(0);
    told.say(20, 'ana', '/respond it is back');
    expect(told.incident.relapses).toBe(1);
  });

  it('an event that sets a clock to null stops it, and the others run on', () => {
    const due = { sitrep: minute(30), impact: minute(60) };
    const started = fold([{ type: 'decided', id: 'a', at: minute(0), by: person('ana'), text: 'x', due }]);
    expect(fold([{ type: 'decided', id: 'b', at: minute(1), text: 'y', due: { sitrep: null } }], started).due).toEqual({
      impact: minute(60),
    });
  });
});

function fullOfEverything() {
  return eventful('the disk is full').incident;
}

/** Maps and sets as JSON shows them. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([key, one]) => [key, one]);
  return value instanceof Set ? [...value] : value;
}
