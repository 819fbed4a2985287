// What is said, and that it is said once and to the right people.

import { describe, expect, it } from 'vitest';
import { inState } from '../commands/said.ts';
import { policyOf, type Story, story } from '../given.ts';

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
    for (const name of ['@ana', 'ben', '@cai', '@dee', '@eve']) expect(asked[0]).toContain(name);
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

  it('a command in a list is answered with the line to copy, and may be corrected', () => {
    const told = inState('responding');
    told.look(5);
    told.say(10, 'ana', '- /sitrep still down\n- /mitigated');
    expect(sayings(told, 10)).toEqual([
      '@ana: a command stands at the start of a line of its own. Did you mean `/sitrep still down`?',
    ]);
    told.edit(11, 'ana', '/sitrep still down');
    expect(told.incident.sitreps).toHaveLength(1);
  });

  it('a near miss is answered with the line as it was meant', () => {
    const told = inState('responding');
    told.look(5);
    told.say(10, 'ana', '/sitrp still down');
    expect(sayings(told, 10)).toEqual(['@ana: there is no command `/sitrp`. Did you mean `/sitrep still down`?']);
  });
});

it('R71: accepted commands are answered with a reaction and no words', () => {
  const told = inState('responding');
  told.look(5);
  for (const line of ['/sitrep x', '/impact x', '/decide x', '/found x', '/evidence x y']) told.say(6, 'ana', line);
  expect(sayings(told, 6)).toEqual([]);
});

describe('/help', () => {
  it.each`
    by       | state           | first
    ${'ana'} | ${'triage'}     | ${'@ana, the incident is in **triage** and you lead it. You can, among others:'}
    ${'eve'} | ${'responding'} | ${'@eve, the incident is **responding**. You can, among others:'}
    ${'eve'} | ${'review'}     | ${'@eve, the incident is in **review**. You can, among others:'}
  `('of $by while $state: $first', ({ by, state, first }) => {
    const told = inState(state);
    told.look(15);
    told.say(16, by, '/help');
    expect(sayings(told, 16).join().split('\n')[0]).toBe(first);
  });

  it('of who leads without an Ops Lead or Comms: fill these first', () => {
    const told = story();
    told.say(1, 'ana', '/respond');
    told.look(2);
    told.say(3, 'ana', '/help');
    const lines = sayings(told, 3).join().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines.slice(1, 3).map((line) => line.slice(0, 18))).toEqual(['- `/ops-lead @who`', '- `/comms @who` No']);
  });
});

it('what is missing for closing is said with both ways out', () => {
  const told = inState('responding');
  told.say(5, 'ben', '/change restarted it');
  told.look(6);
  told.state(7, 'ana', 'closed');
  const said = sayings(told, 7).join();
  expect(said).toContain('Still missing:');
  expect(said).toContain('`/undone C1` or `/keep C1 <why>`');
});

it('R58: the Ops Lead is named without being called when service is restored', () => {
  const told = inState('mitigated');
  expect(sayings(told, 10).join()).toMatch(/\*\*Service is restored\.\*\* @ana ben @cai @dee: /);
});

describe('what waits for an answer', () => {
  it.each`
    by       | asks                | then                    | said
    ${'ana'} | ${'/comms @eve'}    | ${'/found x'}           | ${1}
    ${'ana'} | ${'/comms @eve'}    | ${'/resolved it is ok'} | ${0}
    ${'ben'} | ${'/sitrep a disk'} | ${'/found x'}           | ${1}
    ${'ben'} | ${'/sitrep a disk'} | ${'/adopt #1'}          | ${0}
    ${'ben'} | ${'/sitrep a disk'} | ${'/resolved it is ok'} | ${0}
  `('$asks, and $then before it is looked at: asked $said times', ({ by, asks, then, said }) => {
    const told = inState('responding');
    told.look(5);
    told.say(6, by, asks);
    told.say(7, 'ana', then);
    expect(sayings(told, 8).filter((text) => /\/accept|\/adopt/.test(text))).toHaveLength(said);
  });

  it('nor an offer that was answered meanwhile', () => {
    const told = inState('responding');
    told.look(5);
    told.say(6, 'ana', '/comms @eve');
    told.say(7, 'eve', '/accept');
    expect(sayings(told, 8).join()).not.toContain('/accept');
  });
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

describe('a nudge', () => {
  it.each`
    item          | asked
    ${'sitrep'}   | ${'- the sitrep is due, the last word on the state was'}
    ${'impact'}   | ${'is there a way round, is data at risk? `/impact <who'}
    ${'same'}     | ${'how far does it reach by now? `/impact same` if nothing has changed, otherwise: `/impact <who'}
    ${'notes'}    | ${'What was decided? `/decide <what and why>` What was found? `/found <what>`'}
    ${'take'}     | ${'the commander has not answered. Who can take over? `/take commander <why>`'}
    ${'cleanup'}  | ${'- C1 is without a verdict. Does C1 stay? `/keep C1 <why>` Was it undone? `/undone C1`'}
    ${'evidence'} | ${'what was saved, and where? `/evidence <what> <where>`'}
  `('of $item asks, and leads to its line', ({ asked }) => {
    expect(neglect().join('\n')).toContain(asked);
  });

  it('has no two marks side by side, whatever it is of', () => {
    const lines = neglect().flatMap((text) => text.split('\n'));
    expect(lines.length).toBeGreaterThan(30);
    expect(lines.filter((line) => /[.?!:;,][:;,]|[.?!:] *:|,$|: .*[^<]`: `/.test(line))).toEqual([]);
  });
});

/** All that is said of an incident in which people do little, minute by minute: nearly every clock runs out. */
function neglect(): readonly string[] {
  const told = inState('triage', { policy: policyOf('services: {nexus: {contacts: [eve]}}'), services: ['nexus'] });
  const said: string[] = [];
  for (let at = 2; at <= 300; at += 1) {
    if (at === 40) told.say(at, 'ana', '/commander');
    if (at === 41) told.say(at, 'ben', '/ops-lead');
    if (at === 42) told.say(at, 'ben', '/change restarted it');
    if (at === 43) told.say(at, 'ana', '/bridge https://meet.test/1');
    if (at === 45) told.say(at, 'ana', '/sitrep a disk is full');
    if (at === 90) told.say(at, 'ana', '/impact everybody');
    if (at === 200) told.say(at, 'ana', '/mitigated');
    said.push(...sayings(told, at));
  }
  return said;
}
