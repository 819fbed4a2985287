// What is no incident but work: what people read of it, wherever they look.

import { describe, expect, it } from 'vitest';
import { stateText } from '../../src/documents/state.ts';
import { inState } from '../commands/said.ts';
import { PLACE } from '../documents/given.ts';
import { policyOf, type Story } from '../given.ts';

const given = {
  policy: policyOf(
    'jira: {url: https://jira.test, project: INC}\nbacklog: {team: {jira: ST}, cross-team: {jira: SKB}}',
  ),
};

function sayings(told: Story, at: number): string {
  return told
    .look(at)
    .messages.filter(({ to }) => to === undefined)
    .map(({ body }) => ('text' in body ? body.text : body.document))
    .join('\n');
}

describe('where a tracker is configured', () => {
  it.each<[what: string, policy: string, line: string | undefined]>([
    [
      'the team’s',
      'jira: {url: https://jira.test, project: INC}\nbacklog: {team: {jira: ST}, cross-team: {jira: SKB}}',
      '/backlog <why>',
    ],
    [
      'another',
      'jira: {url: https://jira.test, project: INC}\nbacklog: {cross-team: {jira: SKB}}',
      '/backlog cross-team <why>',
    ],
    ['none', '', undefined],
  ])(
    'R22 (partly): %s is offered in the first replies, at the end of the time-box and in the live state',
    (_what, text, line) => {
      const policy = policyOf(text);
      const told = inState('reported', { policy });
      const offers = (said: string) => (line === undefined ? !said.includes('/backlog') : said.includes(`\`${line}\``));
      const state = () => stateText(told.incident, { ...PLACE, policy });
      expect([sayings(told, 1), state()].map(offers)).toEqual([true, true]);
      told.say(2, 'ana', '/ack');
      expect([sayings(told, 2), state()].map(offers)).toEqual([true, true]);
      expect([sayings(told, 27), sayings(told, 32)].map(offers)).toEqual([true, true]);
      told.say(33, 'ana', '/respond');
      expect(state()).not.toContain('/backlog');
    },
  );
});

describe('R24 (partly): sent to a backlog', () => {
  it('whoever reported it is told where it went and why, and the issue is closed under that label', () => {
    const told = inState('triage', given);
    told.look(5);
    told.say(10, 'ana', '/backlog cross-team it can wait for Monday');
    const planned = told.look(10);
    const [said] = planned.messages.filter(({ to }) => to === undefined);
    expect(said?.headline).toBe(true);
    expect(said?.body).toEqual({
      text: '@uli: this is no incident but work, and goes to **Jira SKB** (it can wait for Monday). The ticket is linked above as soon as it is there. If it is an incident after all: `/reopen-incident <why>`',
    });
    expect(planned.desired).toMatchObject({ closed: true, labels: ['incident::backlog'] });
    const state = stateText(told.incident, PLACE);
    expect(state).toContain('reported → **backlog**');
    expect(state).toContain('| Backlog | to be filed in Jira SKB |');
  });

  it('users who were told of it are owed a last word', () => {
    const told = inState('responding', given);
    told.say(8, 'cai', '/announce Down');
    told.look(9);
    told.say(10, 'ana', '/backlog it can wait');
    expect(sayings(told, 10)).toContain(
      '- Users were told of it and wait for a last word: `/announce All clear: <what it was>`',
    );
  });

  it('and reopened it is a response again', () => {
    const told = inState('triage', given);
    told.say(10, 'ana', '/backlog it can wait');
    told.look(10);
    told.say(20, 'eve', '/reopen-incident it is down after all');
    expect(told.look(20).desired).toMatchObject({ closed: false });
    expect(told.incident.status).toBe('responding');
  });
});
