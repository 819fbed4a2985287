// Who does what: roles by command, by label and by offer, and the one rule that holds on every way in.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, items, openStage, type Stage } from '../../src/demo/stage.ts';
import { ROLES, type Role } from '../../src/incident/events.ts';
import { fold } from '../../src/incident/fold.ts';
import { commentsOn, eventsOf, green, issueOf, labelsOf, REPORT, reactionsTo, saidOn } from './story.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const RESPONSE_ROLES = ROLES.filter((role) => role !== 'review-team' && role !== 'ops-lead');

/** An incident with a full response that ana leads, and who holds what beside. */
async function responding(...more: readonly (readonly [string, string])[]): Promise<number> {
  const iid = await stage.person('uli').open('Nexus is down', REPORT);
  await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
  await green(stage, 'sweep');
  for (const [name, line] of more) await stage.person(name).say(iid, line);
  await green(stage, 'sweep');
  return iid;
}

async function holdersOf(iid: number, role: Role): Promise<string[]> {
  return fold(await eventsOf(stage, iid)).roles[role].map((holder) => holder.person.name);
}

describe('R87 (partly): the Ops Lead is always separate', () => {
  let iid: number;
  beforeAll(async () => {
    iid = await responding(['ben', '/ops-lead']);
  });

  it.each(RESPONSE_ROLES)('the Ops Lead does not become %s by command, and is told a way out', async (role) => {
    await stage.gitlab.advance(6);
    const note = await stage.person('ben').say(iid, `/${role}`);
    await green(stage, 'sweep');
    expect(await holdersOf(iid, role)).not.toContain('ben');
    expect(await reactionsTo(stage, iid, note)).toEqual(['x by sitrep-bot']);
    expect((await saidOn(stage, iid)).at(-1)).toMatch(/`@ben`|`\/take/);
  });

  it.each(RESPONSE_ROLES)(
    'the Ops Lead does not become %s by its label, which is put back within one run',
    async (role) => {
      await stage.gitlab.advance(6);
      await stage.person('ben').change(iid, { add_labels: `role: ${role}` });
      await green(stage, 'sweep');
      expect(await holdersOf(iid, role)).not.toContain('ben');
      expect(await labelsOf(stage, iid)).toContain('role: ops-lead');
      expect((await labelsOf(stage, iid)).includes(`role: ${role}`)).toBe(role === 'commander');
    },
  );

  it.each(RESPONSE_ROLES.filter((role) => role !== 'commander'))(
    'the commander cannot ask the Ops Lead to be %s either, nor override the rule',
    async (role) => {
      await stage.gitlab.advance(6);
      await stage.person('ana').say(iid, `/override roles because we are few\n/${role} @ben`);
      await green(stage, 'sweep');
      expect(fold(await eventsOf(stage, iid)).offers).toEqual([]);
      expect(await holdersOf(iid, role)).not.toContain('ben');
    },
  );

  it.each(['commander', 'comms', 'planner'] as const)('whoever is %s does not become Ops Lead', async (role) => {
    const other = await responding();
    if (role !== 'commander') await stage.person('dee').say(other, `/${role}`);
    const name = role === 'commander' ? 'ana' : 'dee';
    await stage.person(name).say(other, '/ops-lead');
    await green(stage, 'sweep');
    expect(await holdersOf(other, 'ops-lead')).toEqual([]);
    expect((await saidOn(stage, other)).at(-1)).toContain('holds no other response role');
    await stage.person(name).change(other, { add_labels: 'role: ops-lead' });
    await stage.person('ana').say(other, `/ops-lead @${name}`);
    await green(stage, 'sweep');
    expect(await holdersOf(other, 'ops-lead')).toEqual([]);
    expect(await labelsOf(stage, other)).not.toContain('role: ops-lead');
  });

  it.each(['ops', 'sme'] as const)('becoming Ops Lead sheds %s', async (role) => {
    const other = await responding(['ben', `/${role}`]);
    expect(await holdersOf(other, role)).toEqual(['ben']);
    await stage.person('ben').say(other, '/ops-lead');
    await green(stage, 'sweep');
    expect([await holdersOf(other, 'ops-lead'), await holdersOf(other, role)]).toEqual([['ben'], []]);
    expect(await labelsOf(stage, other)).not.toContain(`role: ${role}`);
  });

  it('in the description and by labels at creation only the first of two counts', async () => {
    const labels = 'role: commander,role: ops-lead';
    const text = `${REPORT}\n\n/ack\n/respond\n/commander\n/ops-lead`;
    const created = [
      await stage.person('cai').open('By description', text),
      await stage.person('cai').open('By labels', REPORT, { labels }),
    ];
    await green(stage, 'sweep');
    for (const one of created) {
      const incident = fold(await eventsOf(stage, one));
      const held = ROLES.filter((role) => incident.roles[role].some((holder) => holder.person.name === 'cai'));
      expect(held).toHaveLength(1);
    }
  });

  it('an assignee set by hand gets no role and stays assigned', async () => {
    const other = await responding();
    await stage.person('root').change(other, { assignee_ids: [stage.person('ben').id] });
    await stage.person('ana').say(other, '/sitrep on it');
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, other)).roles['ops-lead']).toEqual([]);
    expect(items(at(await issueOf(stage, other), 'assignees')).map((one) => at(one, 'username'))).toEqual(['ben']);
  });

  it('the PIR Team is open to the Ops Lead', async () => {
    await stage.person('ben').say(iid, '/review-team');
    await green(stage, 'sweep');
    expect(await holdersOf(iid, 'review-team')).toEqual(['ben']);
    expect(await holdersOf(iid, 'ops-lead')).toEqual(['ben']);
  });
});

describe('roles', () => {
  it('R85, R86: one person has several, and several people have one', async () => {
    const iid = await responding(['ana', '/comms\n/planner'], ['ben', '/ops'], ['cai', '/ops']);
    expect([await holdersOf(iid, 'comms'), await holdersOf(iid, 'planner')]).toEqual([['ana'], ['ana']]);
    expect(await holdersOf(iid, 'ops')).toEqual(['ben', 'cai']);
    expect(await labelsOf(stage, iid)).toEqual(
      [
        'incident::responding',
        'needs: ops-lead',
        ...['commander', 'comms', 'ops', 'planner'].map((role) => `role: ${role}`),
      ].sort(),
    );
  });

  it('R86: a switch keeps them apart', async () => {
    const apart = await openStage({ files: { '.gitlab/sitrep.yml': 'roles:\n  combine: false\n' } });
    const iid = await apart.person('uli').open('Nexus is down', REPORT);
    await apart.person('ana').say(iid, '/ack\n/respond\n/commander\n/comms');
    await green(apart, 'sweep');
    const incident = fold(await eventsOf(apart, iid));
    expect([incident.roles.commander.length, incident.roles.comms.length]).toEqual([1, 0]);
    await apart.close();
  });

  it('R85: there is one commander; a second is told who it is and how to take over', async () => {
    const iid = await responding(['cai', '/commander']);
    expect(await holdersOf(iid, 'commander')).toEqual(['ana']);
    expect((await saidOn(stage, iid)).at(-1)).toMatch(/`@ana` is Incident Commander.*`\/take commander <why>`/);
  });

  it('R90: an appointment by somebody else is an offer until it is accepted; 5 min later both are told', async () => {
    const iid = await responding(['ana', '/ops-lead @ben']);
    expect(await holdersOf(iid, 'ops-lead')).toEqual([]);
    expect((await saidOn(stage, iid)).at(-1)).toMatch(/@ben: `@ana` asks you to be \*\*Ops Lead\*\*.*`\/accept`/);
    expect(await labelsOf(stage, iid)).toContain('needs: ops-lead');
    await stage.gitlab.advance(6);
    await green(stage, 'sweep');
    expect((await saidOn(stage, iid)).at(-1)).toMatch(/@ben.*has not answered/s);
    await stage.person('ben').say(iid, '/accept');
    await green(stage, 'sweep');
    expect(await holdersOf(iid, 'ops-lead')).toEqual(['ben']);
    expect((await saidOn(stage, iid)).at(-1)).toMatch(/@ben: you are \*\*Ops Lead\*\*.*highest priority/s);
  });

  it('R90: whoever was asked and goes to work has accepted', async () => {
    const iid = await responding(['ana', '/ops-lead @ben']);
    await stage.person('ben').say(iid, '/change restarted it undo: stop it');
    await green(stage, 'sweep');
    const incident = fold(await eventsOf(stage, iid));
    expect(incident.roles['ops-lead'].map((holder) => holder.person.name)).toEqual(['ben']);
    expect(incident.changes[0]?.standing).toBe('assigned');
  });

  it('R90 (partly): whoever is on another live incident is warned of it with its number', async () => {
    const one = await responding(['ben', '/ops-lead']);
    const other = await responding(['ben', '/ops-lead']);
    expect((await saidOn(stage, other)).at(-1)).toContain(`#${one}`);
  });

  it('R93: others’ proposals are the commander’s to adopt, by command or by 👍', async () => {
    const iid = await responding(['dee', '/planner @eve']);
    expect(await holdersOf(iid, 'planner')).toEqual([]);
    const proposal = (await commentsOn(stage, iid)).findLast((one) => !one.system);
    expect(proposal?.body).toMatch(/@ana: `@dee` proposes `@eve` as Planner.*`\/adopt #1`/);
    await stage.person('dee').api('POST', `/issues/${iid}/notes/${proposal?.id}/award_emoji`, { name: 'thumbsup' });
    await stage.person('dee').say(iid, 'me too');
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).offers).toEqual([]);
    await stage.person('ana').api('POST', `/issues/${iid}/notes/${proposal?.id}/award_emoji`, { name: 'thumbsup' });
    await stage.person('dee').say(iid, 'thanks');
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).offers.map((offer) => offer.person.name)).toEqual(['eve']);
  });

  it('R93: who acknowledged leads until there is a commander, and becomes Ops Lead then', async () => {
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('cai').say(iid, '/ack\n/respond\n/sitrep looking');
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).sitreps).toHaveLength(1);
    await stage.person('ana').say(iid, '/commander');
    await green(stage, 'sweep');
    expect([await holdersOf(iid, 'commander'), await holdersOf(iid, 'ops-lead')]).toEqual([['ana'], ['cai']]);
  });

  it('a role label taken away by somebody else is put back; by its holder it gives the role up', async () => {
    const iid = await responding(['eve', '/comms']);
    await stage.person('cai').change(iid, { remove_labels: 'role: comms' });
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toContain('role: comms');
    await stage.person('eve').change(iid, { remove_labels: 'role: comms' });
    await green(stage, 'sweep');
    expect(await holdersOf(iid, 'comms')).toEqual([]);
    expect(await labelsOf(stage, iid)).toContain('needs: comms');
  });

  it('R52: a Guest’s role or status command is answered with how to join', async () => {
    const iid = await responding(['uli', '/commander\n/mitigated']);
    const [said = ''] = (await saidOn(stage, iid)).slice(-1);
    expect(said).toContain('Reporter role');
    expect(said).toContain('`/found <what you see>`');
    expect(await holdersOf(iid, 'commander')).toEqual(['ana']);
    expect(await labelsOf(stage, iid)).toContain('incident::responding');
  });

  it('R54 (partly), R61 (partly): what an outsider did is on the record, unassigned, and put to the commander', async () => {
    const iid = await responding(['dee', '/change switched the proxy off undo: switch it on']);
    const [change] = fold(await eventsOf(stage, iid)).changes;
    expect(change).toMatchObject({ n: 1, standing: 'unassigned', text: 'switched the proxy off' });
    expect((await saidOn(stage, iid)).at(-1)).toMatch(/@ana: \*\*C1\*\* was made by `@dee`.*not on the Ops Team/);
  });
});
