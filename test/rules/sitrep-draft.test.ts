// The draft of a sitrep, in the incident's room shortly before one is due.

import { describe, expect, it } from 'vitest';
import { nextDue } from '../../src/process/next-due.ts';
import { draftText } from '../../src/rules/sitrep-draft.ts';
import { inState } from '../commands/said.ts';
import { minute, policyOf, type Story } from '../given.ts';
import { found } from './owed.ts';

const policy = policyOf('slack: {}');

/** The sitrep is due in minute 32. */
function inRoom(given = policy): Story {
  const told = inState('responding', { policy: given });
  told.record(4, { type: 'room-opened', channel: 'C0123ABCD', name: 'inc-1', private: false, url: 'https://x.test' });
  return told;
}

function drafts(told: Story, at: number): string[] {
  const { facts } = found('sitrep', told.incident, at, told.policy);
  return facts.flatMap(({ fact }) => (fact.type === 'sitrep-drafted' ? [fact.for] : []));
}

describe('a draft', () => {
  it.each`
    at    | made
    ${26} | ${[]}
    ${27} | ${[minute(32)]}
    ${31} | ${[minute(32)]}
    ${32} | ${[]}
  `('R65 (partly): in minute $at: $made', ({ at, made }) => {
    expect(drafts(inRoom(), at)).toEqual(made);
  });

  it('is made once for each due moment', () => {
    const told = inRoom();
    expect(told.look(27).events.map(({ type }) => type)).toContain('sitrep-drafted');
    expect(told.look(28).events.map(({ type }) => type)).not.toContain('sitrep-drafted');
    told.say(30, 'ana', '/sitrep working');
    expect(drafts(told, 54)).toEqual([]);
    expect(drafts(told, 55)).toEqual([minute(60)]);
  });

  it('is made at its minute, without anybody doing anything', () => {
    const told = inRoom();
    told.look(25);
    told.record(25, { type: 'delivered', key: 'card:1', ref: '1.2' });
    expect(nextDue(told.incident, policy, minute(25))).toBe(minute(27));
  });

  it.each<[string, () => Story]>([
    ['no room', () => inState('responding', { policy })],
    ['a room that is archived', () => archived(inRoom())],
    ['no Slack any more', () => inRoom(policyOf(''))],
    ['drafts switched off', () => inRoom(policyOf('slack: {draft_minutes: 0}'))],
  ])('is not made with %s', (_what, make) => {
    expect(drafts(make(), 30)).toEqual([]);
  });
});

function archived(told: Story): Story {
  told.record(5, { type: 'room-ended', channel: 'C0123ABCD', why: 'archived' });
  return told;
}

describe('what it says', () => {
  it('is what is on the record since the last sitrep, without what is internal', () => {
    const told = inRoom();
    told.say(5, 'ben', '/found an old thing');
    told.say(6, 'ana', '/sitrep first');
    told.say(10, 'ben', '/found the disk\nis full.');
    told.say(11, 'ben', '/found logs fill it');
    told.say(12, 'ben', '/found a password', { internal: true });
    told.say(13, 'ana', '/decide restart at night');
    told.say(14, 'ben', '/change stopped indexing');
    told.say(15, 'ben', '/undone C1');
    told.say(16, 'ana', '/impact all builds');
    expect(draftText(told.incident)).toBe(
      'Found: the disk is full; logs fill it. Decided: restart at night. Changed: C1 stopped indexing (undone). Impact: all builds.',
    );
  });

  it('where nothing is new, just that', () => {
    const told = inRoom();
    told.say(6, 'ana', '/sitrep first');
    expect(draftText(told.incident)).toBe(
      'Nothing new is on record since 2026-03-11 10:06 UTC; the incident is responding.',
    );
  });

  it('is short, whatever people wrote', () => {
    const told = inRoom();
    for (let at = 5; at < 25; at += 1) told.say(at, 'ben', `/found ${at} ${'long '.repeat(500)}`);
    for (let at = 25; at < 40; at += 1) told.say(at, 'ana', `/decide ${at} ${'long '.repeat(500)}`);
    expect([...draftText(told.incident)].length).toBeLessThanOrEqual(1500);
  });
});
