import { describe, expect, it } from 'vitest';
import { policyOf, story } from '../given.ts';
import { found, owed } from './owed.ts';

const given = { policy: policyOf('services: {nexus: {contacts: [eve]}}'), services: ['nexus'] };

/** ana leads a full response since minute 0, ben helps, and nobody has a role. */
function vacant() {
  const told = story(given);
  told.say(0, 'ana', '/respond');
  told.say(0, 'eve', '/sme @ben');
  told.say(0, 'ana', '/adopt');
  told.say(0.5, 'ben', '/accept');
  return told;
}

describe('roles are filled', () => {
  it.each`
    at    | told
    ${4}  | ${[]}
    ${5}  | ${['ana 0', 'ana 0']}
    ${10} | ${['ana 1', 'ana 1']}
    ${15} | ${['ana 2', 'ana 2', 'ana 0', 'ana 0']}
    ${45} | ${['eve 4', 'eve 4', 'ana 0', 'ana 0']}
    ${75} | ${['eve 5', 'eve 5', 'ana 0', 'ana 0']}
  `('R51 (partly), R59: nobody commands or leads Ops, in minute $at: $told', ({ at, told }) => {
    expect(owed('roles', vacant().incident, at, given.policy)).toEqual(
      told.map((one: string) => one.replace(' ', ': roles ')),
    );
  });

  it('R59: with the line that takes command', () => {
    expect(found('roles', vacant().incident, 5, given.policy).lapses.map((lapse) => lapse.line)).toEqual([
      '/commander',
      '/ops-lead @<who>',
    ]);
  });

  it('R57: a role that the commander declared not needed is not asked for', () => {
    const told = vacant();
    told.say(1, 'ana', '/commander');
    told.say(1, 'ben', '/ops-lead');
    told.say(2, 'ana', '/override planner because two are enough');
    expect(found('roles', told.incident, 20, given.policy).lapses.map((lapse) => lapse.line)).toEqual([
      '/comms @<who>',
    ]);
    expect(told.look(3).desired.labels).not.toContain('needs: planner');
    expect(told.look(3).desired.labels).toContain('needs: comms');
  });

  it('a role that was given up counts from then', () => {
    const told = vacant();
    told.say(1, 'ana', '/commander');
    told.say(1, 'ben', '/ops-lead');
    told.say(2, 'ana', '/override planner because two are enough');
    told.say(2, 'dee', '/comms');
    told.say(60, 'ben', '/stand-down');
    expect(owed('roles', told.incident, 64, given.policy)).toEqual([]);
    expect(owed('roles', told.incident, 65, given.policy)).toEqual(['ana: roles 0']);
  });

  it.each`
    at    | told
    ${9}  | ${[]}
    ${10} | ${['ben ana: roles 0']}
  `('R90: asked in minute 5, not answered in minute $at: $told', ({ at, told }) => {
    const one = story();
    one.say(1, 'ana', '/ack');
    one.say(5, 'ana', '/comms @ben');
    expect(owed('roles', one.incident, at)).toEqual(told);
  });

  it.each`
    at     | told
    ${9}   | ${[]}
    ${10}  | ${['eve: roles 1']}
    ${30}  | ${['eve: roles 2']}
    ${89}  | ${['eve: roles 2']}
    ${90}  | ${['eve: roles 3']}
    ${150} | ${['eve: roles 4']}
  `('R87: who is alone is not nagged, their contacts are asked for help; in minute $at: $told', ({ at, told }) => {
    const alone = story(given);
    alone.say(0, 'ana', '/respond');
    expect(owed('roles', alone.incident, at, given.policy)).toEqual(told);
  });

  it('R87: neither a user’s report nor a declined offer is company', () => {
    const alone = story(given);
    alone.say(0, 'ana', '/respond');
    alone.say(1, 'ana', '/ops-lead @ben');
    alone.say(2, 'ben', '/decline on leave');
    alone.say(3, 'uli', '/found it is slow');
    alone.say(4, 'dee', '/help');
    expect(owed('roles', alone.incident, 10, given.policy)).toEqual(['eve: roles 1']);
    alone.say(11, 'ben', '/ops-lead');
    expect(owed('roles', alone.incident, 12, given.policy)).not.toContain('eve: roles 1');
  });
});
