// What is said, and that it is said once and to the right people.

import { describe, expect, it } from 'vitest';
import { inState } from '../commands/said.ts';
import { type Story, story } from '../given.ts';

function sayings(told: Story, at: number): string[] {
  return told.look(at).messages.map(({ body }) => ('text' in body ? body.text : body.document));
}

describe('R119: when service is restored', () => {
  it('everyone who took part is asked the three questions, in one comment, once', () => {
    const told = inState('responding');
    told.say(5, 'eve', '/found a full disk');
    told.look(6);
    told.say(10, 'ben', '/mitigated restarted it');
    const asked = sayings(told, 10).filter((text) => text.includes('while it is fresh'));
    expect(asked).toHaveLength(1);
    expect(asked[0]?.match(/^\d\. .*\?$/gm)).toHaveLength(3);
    for (const name of ['ana', 'ben', 'cai', 'dee', 'eve']) expect(asked[0]).toContain(`@${name}`);
    expect(asked[0]).not.toContain('@uli');
    expect(sayings(told, 11)).toEqual([]);
  });

  it('also who had left by then, and not who only declined', () => {
    const told = inState('responding');
    told.say(5, 'dee', '/stand-down');
    told.say(6, 'ana', '/planner @eve');
    told.say(7, 'eve', '/decline on leave');
    told.look(8);
    told.say(10, 'ana', '/mitigated');
    const [asked = ''] = sayings(told, 10).filter((text) => text.includes('while it is fresh'));
    expect(asked).toContain('@dee');
    expect(asked).not.toContain('@eve');
  });
});

describe('what a refusal says', () => {
  it('R52: to a user without rights it is polite, and gives the way that is open to them', () => {
    const told = inState('responding');
    told.look(5);
    told.say(10, 'uli', '/mitigated it works for me');
    expect(sayings(told, 10)).toEqual([
      '@uli: `/mitigated it works for me` was not done. This needs at least the Reporter role in this project. A maintainer can give it to you; until then, what you see and do is welcome on the record. What works: `/found <what you see>`',
    ]);
  });

  it('a near miss is answered with the line as it was meant', () => {
    const told = inState('responding');
    told.look(5);
    told.say(10, 'ana', '/sitrp still down');
    expect(sayings(told, 10)).toEqual(['@ana: There is no command `/sitrp`. Did you mean: `/sitrep still down`']);
  });
});

it('R71: accepted commands are answered with a reaction and no words', () => {
  const told = inState('responding');
  told.look(5);
  for (const line of ['/sitrep x', '/impact x', '/decide x', '/found x', '/evidence x y']) told.say(6, 'ana', line);
  expect(sayings(told, 6)).toEqual([]);
});

it.each`
  reporter                        | thanked
  ${'abbott'}                     | ${true}
  ${'robot_fan'}                  | ${true}
  ${'project_7_bot_0a1b2c3d4e5f'} | ${false}
`('a report by $reporter is thanked for: $thanked', ({ reporter, thanked }) => {
  const told = story();
  told.incident.reporter = { id: 70, name: reporter };
  expect(sayings(told, 0).join().includes('Thank you')).toBe(thanked);
});

it('a report is greeted once, and not when somebody has it already', () => {
  const fresh = story();
  expect(sayings(fresh, 0)[0]).toContain('**Nobody has this yet**');
  expect(sayings(fresh, 1)).toEqual([]);
  const taken = story({ reporter: 'ana', description: '/ack' });
  expect(sayings(taken, 0).join()).not.toContain('Nobody has this yet');
});
