// What is said elsewhere because of an event, and what never is.

import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/incident/incident.ts';
import { PAGER } from '../../src/process/outbox.ts';
import { fateOf } from '../../src/process/owing.ts';
import { inState } from '../commands/said.ts';
import { minute, policyOf, type Story } from '../given.ts';

const policy = policyOf(`
slack: {}
jira: {url: https://jira.test, project: INC}
pager: {url: https://pager.test}
`);

function responding(): Story {
  const told = inState('responding', { policy });
  told.record(4, { type: 'room-opened', channel: 'C0123ABCD', name: 'inc-1', private: false, url: 'https://x.test' });
  told.record(4, { type: 'ticket-opened', key: 'INC-1', url: 'https://jira.test/browse/INC-1', private: false });
  told.look(5);
  return told;
}

/** What goes to Slack and Jira of the events since the last look; the room's card is owed at every look. */
function elsewhere(told: Story, at: number): readonly string[] {
  return told
    .look(at)
    .messages.flatMap(({ to, body }) =>
      to !== undefined && 'text' in body && body.text !== '' ? [`${to} ${body.text}`] : [],
    );
}

describe('internal words', () => {
  it('a sitrep suggested in an internal comment is adopted in an open one: it goes nowhere else', () => {
    const told = responding();
    told.say(6, 'eve', '/sitrep the password of the store was leaked', { internal: true });
    told.look(6);
    told.say(7, 'ana', '/adopt');
    expect(told.incident.sitreps.at(-1)).toMatchObject({ internal: true });
    expect(elsewhere(told, 7).join('\n')).not.toContain('password');
  });

  it('one that was suggested in the open is told in the room and on the ticket', () => {
    const told = responding();
    told.say(6, 'eve', '/sitrep the disk is full');
    told.look(6);
    told.say(7, 'ana', '/adopt');
    expect(elsewhere(told, 7).map((one) => one.split(' ')[0])).toEqual(['slack:room', 'jira:comment']);
  });
});

describe('what is for others', () => {
  it.each(['/announce Nexus is down', '/bug the store', '/bridge https://meet.test/1'])(
    '%s in an internal comment would reach nobody: it says where to type it',
    (line) => {
      const told = responding();
      const [, made] = told.say(6, 'ana', line, { internal: true });
      expect(made).toMatchObject({ type: 'refused', internal: true, why: expect.stringContaining('ordinary comment') });
      expect(elsewhere(told, 6)).toEqual([]);
    },
  );
});

describe('a call of the pager that waits', () => {
  const claim = (key: string): Claim => ({
    ...{ key, keys: [key], text: 'x', internal: false, run: '1', until: minute(9), at: minute(6) },
    ...{ to: PAGER, thread: undefined, takenUp: false },
  });

  it.each([
    ['page:trigger:a', ['page:trigger:a'], 'ready'],
    ['page:trigger:a', ['page:trigger:a', 'page:acknowledge:b'], 'lost'],
    ['page:trigger:a', ['page:trigger:a', 'page:resolve:b'], 'lost'],
    ['page:acknowledge:b', ['page:trigger:a', 'page:acknowledge:b'], 'ready'],
    ['page:trigger:c', ['page:acknowledge:b', 'page:trigger:c'], 'ready'],
  ])('%s among %j is %s: nobody is woken for what somebody has by now', (key, waiting, fate) => {
    const told = responding();
    for (const one of waiting) told.incident.claims.set(one, claim(one));
    expect(fateOf(claim(key), told.incident, policy)).toBe(fate);
  });
});
