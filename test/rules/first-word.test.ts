// The first word to users, drafted in the incident's room shortly before it is due (R50).

import { describe, expect, it } from 'vitest';
import { nextDue } from '../../src/process/next-due.ts';
import { inState } from '../commands/said.ts';
import { minute, policyOf, type Story } from '../given.ts';
import { found } from './owed.ts';

const policy = policyOf('slack: {}');

/** Users are to hear by minute 17. */
function inRoom(given = policy, services: string[] = []): Story {
  const told = inState('responding', { policy: given, services });
  told.record(4, { type: 'room-opened', channel: 'C0123ABCD', name: 'inc-1', private: false, url: 'https://x.test' });
  told.record(4, { type: 'delivered', key: 'card:1', ref: '1.2' });
  return told;
}

function drafts(told: Story, at: number): string[] {
  const { facts } = found('announce', told.incident, at, told.policy);
  return facts.flatMap(({ fact }) => (fact.type === 'announcement-drafted' ? [fact.text] : []));
}

describe('the first word', () => {
  it('R50 (partly), R33 (partly): is drafted five minutes before it is due: what, since when, what is done, when more', () => {
    const told = inRoom();
    const due = told.incident.due.announce ?? '';
    const at = (Date.parse(due) - Date.parse(minute(0))) / 60_000;
    expect(drafts(told, at - 6)).toEqual([]);
    expect(drafts(told, at - 5)).toEqual([
      expect.stringMatching(/^We have a problem.* since \d\d:\d\d UTC.*working on it; next 30m$/),
    ]);
    expect(drafts(told, at)).toEqual([]);
    expect(nextDue(told.incident, policy, minute(5))).toBe(minute(at - 5));
  });

  it('is not drafted where words for users wait for a 👍', () => {
    const told = inRoom(policyOf('slack: {}\nservices: {nexus: {communities: [a, b]}}\ncommunities: {a: {}, b: {}}'), [
      'nexus',
    ]);
    told.say(5, 'ana', '/impact S1 all\n/announce Down');
    expect(told.incident.suggestions.map(({ kind }) => kind)).toEqual(['announcement']);
    expect(drafts(told, 13)).toEqual([]);
  });

  it('is drafted once, and not where users were told or there is no room', () => {
    const told = inRoom();
    const at = (Date.parse(told.incident.due.announce ?? '') - Date.parse(minute(0))) / 60_000;
    expect(told.look(at - 5).events.map(({ type }) => type)).toContain('announcement-drafted');
    expect(told.look(at - 4).events.map(({ type }) => type)).not.toContain('announcement-drafted');
    const informed = inRoom();
    informed.say(6, 'ana', '/announce It is down, we are on it');
    expect(drafts(informed, at - 4)).toEqual([]);
    expect(drafts(inState('responding', { policy }), at - 4)).toEqual([]);
  });
});
