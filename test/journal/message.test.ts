// The chronicle: what `git log` of the journal says.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { commitMessage, type Told } from '../../src/journal/message.ts';
import { arbitraryEvent } from './arbitrary-event.ts';
import { ann, applied, NOW, reported, sitrep } from './given.ts';

const base = { id: 'x', at: NOW, by: ann };
const triage: IncidentEvent = { ...base, type: 'status-changed', from: 'reported', to: 'triage', cause: 'command' };
const taken: IncidentEvent = { ...base, type: 'role-taken', role: 'comms', person: { id: 7, name: 'cho' }, sheds: [] };
const severe: IncidentEvent = { ...base, type: 'severity-changed', from: 'S3', to: 'S1' };
const claimed: IncidentEvent = { ...base, type: 'claimed', key: 'k', keys: [], text: 't', run: 'r', until: NOW };
const delivered: IncidentEvent = { ...base, type: 'delivered', key: 'k' };
const late: IncidentEvent = { id: 'x', at: NOW, type: 'nudged', items: [] };

const of = (entries: readonly (readonly [number, readonly IncidentEvent[]])[]): Told => ({ append: new Map(entries) });

describe('a commit message', () => {
  it.each`
    told                                            | says
    ${of([[12, [sitrep(1)]]])}                      | ${['incident 12: sitrep-given by user 42']}
    ${of([[12, [triage]]])}                         | ${['incident 12: status-changed to triage by user 42']}
    ${of([[12, [severe]]])}                         | ${['incident 12: severity-changed to S1 by user 42']}
    ${of([[12, [taken]]])}                          | ${['incident 12: role-taken (comms, user 7) by user 42']}
    ${of([[12, [late]]])}                           | ${['incident 12: nudged']}
    ${of([[12, [triage, taken]]])}                  | ${['incident 12: 2 events', '', 'status-changed to triage by user 42', 'role-taken (comms, user 7) by user 42']}
    ${of([[12, [sitrep(1), claimed]]])}             | ${['incident 12: sitrep-given by user 42']}
    ${of([[12, [claimed, delivered, applied(3)]]])} | ${['incident 12: delivered']}
    ${of([[12, [claimed]]])}                        | ${['incident 12: claimed']}
    ${of([[12, [applied(3)]]])}                     | ${['incident 12: applied']}
    ${of([[12, [late]], [4, [reported(4)]], [7, [applied(1)]]])} | ${['3 incidents: 4, 7, 12', '', 'incident 4: reported by user 42', 'incident 7: applied', 'incident 12: nudged']}
    ${{ close: new Map([[12, 2026]]) }}             | ${['incident 12: moved to the closed ones']}
    ${{ reopen: [12] }}                             | ${['incident 12: back among the open ones']}
    ${{ ...of([[12, [triage]]]), reopen: [12] }}    | ${['incident 12: status-changed to triage by user 42']}
    ${{ config: 'x' }}                              | ${['configuration taken over']}
    ${{ looked: { issues: {} } }}                   | ${['looked at what changed']}
  `('$says.0', ({ told, says }) => {
    expect(commitMessage(told as Told)).toBe([...(says as string[]), '', '[skip ci]', ''].join('\n'));
  });

  it('holds no word of a person, and nothing that GitLab takes for a reference, whatever was said', () => {
    const words = fc.stringMatching(/^[A-Z]{12}$/);
    fc.assert(
      fc.property(fc.array(arbitraryEvent(), { minLength: 1, maxLength: 5 }), words, (events, word) => {
        const said = events.map((event) => shout(event, word));
        const message = commitMessage(of([[12, said]]));
        expect(message).not.toContain(word);
        expect(message.replace('[skip ci]', '')).toMatch(/^[a-z0-9 :,()\-S\n]*$/);
      }),
    );
  });
});

/** The event with every text that a person could have typed replaced by `word`. */
function shout(event: IncidentEvent, word: string): IncidentEvent {
  const texts = ['id', 'title', 'text', 'reason', 'name', 'key', 'said', 'why', 'what', 'where', 'to', 'url', 'path'];
  const shouted: unknown = JSON.parse(JSON.stringify(event), (key, value: unknown) =>
    typeof value === 'string' && texts.includes(key) && !['status-changed', 'severity-changed'].includes(event.type)
      ? word
      : value,
  );
  return shouted as IncidentEvent;
}
