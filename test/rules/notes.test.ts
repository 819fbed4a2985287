import { describe, expect, it } from 'vitest';
import { inState } from '../commands/said.ts';
import { policyOf, type Story } from '../given.ts';
import { found, owed } from './owed.ts';

/** A call from minute 5 on. */
function onCall(before?: (told: Story) => void): Story {
  const told = inState('responding');
  before?.(told);
  told.say(5, 'ana', '/bridge https://zoom.us/j/1');
  return told;
}

describe('notes of a call', () => {
  it.each`
    at    | told
    ${24} | ${[]}
    ${25} | ${['dee: notes 0']}
  `('R75: without a word on the record, in minute $at: $told', ({ at, told }) => {
    expect(owed('notes', onCall().incident, at)).toEqual(told);
  });

  it.each([
    '/decide restart',
    '/found a full disk',
    '/sitrep working',
    '/change stopped it',
    '/impact few',
    '/evidence x y',
  ])('R75: %s counts as a note', (line) => {
    const told = onCall();
    told.say(15, line.startsWith('/change') ? 'ben' : 'ana', line);
    expect(owed('notes', told.incident, 34)).toEqual([]);
    expect(owed('notes', told.incident, 35)).toEqual(['dee: notes 0']);
  });

  it('R75: while there is no planner the commander is asked', () => {
    const told = onCall((before) => before.say(4, 'dee', '/stand-down'));
    expect(owed('notes', told.incident, 25)).toEqual(['ana: notes 0']);
  });

  it('says for how long, with the lines to copy', () => {
    const { lapses } = found('notes', onCall().incident, 27);
    expect(lapses[0]?.text).toBe(
      'a call is on, and nothing was written down for 22 min. What was decided? `/decide <what and why>` What was found?',
    );
    expect(lapses[0]?.line).toBe('/found <what>');
  });

  it('whoever was asked is asked again only after as long', () => {
    const told = onCall();
    const asked = [];
    for (let at = 6; at <= 60; at += 1)
      for (const event of told.look(at).events)
        if (event.type === 'nudged' && event.items.some((item) => item.rule === 'notes')) asked.push(at);
    expect(asked).toEqual([25, 45]);
  });

  it.each([
    ['no call', () => inState('responding')],
    ['a call after the end', () => told(inState('mitigated'), '/bridge https://zoom.us/j/1')],
    ['a fix', () => told(onCall(), '/mitigated')],
    ['the rule lifted', () => told(onCall(), '/override notes because it is recorded')],
  ])('%s: silence', (_what, make) => {
    expect(owed('notes', make().incident, 600)).toEqual([]);
  });

  it('a call that was there before goes on in the full response', () => {
    const one = inState('triage');
    one.say(5, 'ana', '/bridge https://zoom.us/j/1');
    one.say(10, 'ana', '/respond');
    expect(owed('notes', one.incident, 30)).toEqual(['ana: notes 0']);
  });

  it('its minutes are a setting', () => {
    const policy = policyOf('rules: {notes: {minutes: 10}}');
    const one = inState('responding', { policy });
    one.say(5, 'ana', '/bridge https://zoom.us/j/1');
    expect(owed('notes', one.incident, 15, policy)).toEqual(['dee: notes 0']);
  });
});

function told(one: Story, line: string): Story {
  one.say(20, 'ana', line);
  return one;
}
