// What is typed in an internal comment enters nothing that more people read: not the live state, not the review,
// not its request, no comment that is not internal, and nothing that is written elsewhere.

import { expect, it } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { bookmarks, cardText, topicText } from '../../src/documents/card.ts';
import { messageText } from '../../src/documents/messages.ts';
import { pirText } from '../../src/documents/pir.ts';
import { reviewDescription } from '../../src/documents/review-request.ts';
import { stateText } from '../../src/documents/state.ts';
import { inState } from '../commands/said.ts';
import { type Name, policyOf, type Story } from '../given.ts';
import { PLACE } from './given.ts';

const CANARY = 'CANARY4711';

const MIRRORED = policyOf(`
slack: {}
jira: {url: https://jira.test, project: INC}
pager: {url: https://pager.test}
services: {nexus: {bugs: {jira: TEAM}, communities: [builders]}}
backlog: {team: {jira: TEAM}}
communities: {builders: {slack: ['#builders']}}
`);

/** Words that make a command do something, where the canary alone does not. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  change: [`${CANARY} undo: ${CANARY}`],
  undone: [`C1 ${CANARY}`],
  keep: [`C1 ${CANARY}`],
  evidence: [`${CANARY} ${CANARY}`, `none ${CANARY}`],
  override: [`evidence because ${CANARY}`, `cadence because ${CANARY}`],
  impact: [`S2 ${CANARY}`, CANARY],
  began: [`10:01 ${CANARY}`],
  announce: [CANARY, `All clear: ${CANARY}`],
  correct: [`A1 ${CANARY}`],
  bridge: [`https://meet.test/${CANARY}`],
  room: [`https://acme.slack.com/archives/C0${CANARY}`],
  backlog: [`team ${CANARY}`],
  bug: [`${CANARY}\n${CANARY}`],
  'stand-down': [`planner ${CANARY}`, CANARY],
  take: [`planner ${CANARY}`],
  planner: [`@eve ${CANARY}`],
};

const LINES = commands.flatMap(({ name }) => (WORDS[name] ?? [CANARY]).map((words) => `/${name} ${words}`));

it.each(LINES)('%s, typed internally, is repeated nowhere', (line) => {
  for (const state of ['reported', 'triage', 'responding', 'mitigated', 'review', 'closed', 'withdrawn'] as const)
    for (const by of ['ana', 'ben', 'uli'] as const) {
      const told = inState(state, { policy: MIRRORED, services: ['nexus'] });
      open(told);
      if (state === 'responding') {
        told.say(15, 'ben', '/change a disk undo: the old one');
        told.say(15, 'cai', '/announce Down');
      }
      told.look(16);
      told.say(20, by, line, { internal: true });
      expect(published(told, 21), `${state}, ${by}`).not.toContain(CANARY);
    }
});

it('what users were told is not put right in words that they may not read, and whoever tries is told so', () => {
  const told = inState('responding');
  told.say(15, 'cai', '/announce Down');
  const [, answer] = told.say(20, 'cai', `/correct A1 ${CANARY}`, { internal: true });
  expect(answer).toMatchObject({ type: 'refused', internal: true, why: expect.stringContaining('ordinary comment') });
  expect(told.incident.announcements).toHaveLength(1);
});

it('also a suggestion that is adopted in an open comment, and what comes after', () => {
  const told = inState('responding', { policy: MIRRORED, services: ['nexus'] });
  open(told);
  const say = (at: number, by: Name, body: string): unknown => told.say(at, by, body, { internal: true });
  say(5, 'ben', `/sitrep ${CANARY}`);
  told.say(6, 'ana', '/adopt');
  say(7, 'ben', `/change ${CANARY}`);
  told.say(8, 'ana', '/mitigated');
  say(9, 'ana', `/evidence none ${CANARY}`);
  told.say(10, 'ana', '/resolved');
  expect(told.incident.sitreps.length).toBeGreaterThan(0);
  for (const at of [11, 3000, 20_000]) expect(published(told, at)).not.toContain(CANARY);
});

/** It has its room and its ticket, and a drafted word may be waiting. */
function open(told: Story): void {
  if (told.incident.phases.every(({ status }) => status !== 'responding')) return;
  told.record(15, { type: 'room-opened', channel: 'C0123ABCD', name: 'inc-1', private: false, url: 'https://s.test' });
  told.record(15, { type: 'ticket-opened', key: 'INC-1', url: 'https://jira.test/browse/INC-1', private: false });
}

/** All that is written where more than the readers of internal comments read it. */
function published(told: Story, at: number): string {
  const { messages } = told.look(at);
  const { incident, events, policy } = told;
  return [
    stateText(incident, PLACE),
    pirText(incident, events, policy, PLACE),
    pirText({ ...incident, reviewKind: 'short' }, events, policy, PLACE),
    JSON.stringify(cardText(incident, { ...PLACE, policy }, undefined)),
    topicText(incident, PLACE),
    JSON.stringify(bookmarks(incident, PLACE)),
    reviewDescription(incident, 'pir/1.md', 'pir/1', policy, PLACE),
    ...messages.filter((one) => !one.internal).map((one) => messageText(one, incident, told.around(at))),
  ].join('\n');
}
