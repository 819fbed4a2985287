// The live state has one author, and the status one authority.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { commentsOn, descriptionOf, eventsOf, green, labelsOf, REPORT, saidOn } from './story.ts';

let stage: Stage;
let iid: number;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.gitlab.advance(10);
  iid = await stage.person('uli').open('Nexus is down', REPORT);
  await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
  await stage.person('ben').say(iid, '/ops-lead');
  await green(stage, 'sweep');
});

const HEADING = '### Live incident state';

async function edit(name: string, change: (text: string) => string): Promise<string> {
  const before = await descriptionOf(stage, iid);
  await stage.person(name).change(iid, { description: change(before) });
  return before;
}

describe('R96: the commander is the sole maintainer of the live state', () => {
  it.each(['uli', 'ben', 'root', 'ana'])(
    'an edit by %s is restored within one run and kept as a proposal',
    async (name) => {
      const before = await edit(name, (text) => text.replace(HEADING, `${HEADING}\n\nAll is well. @all /close`));
      await green(stage, 'sweep');
      const after = await descriptionOf(stage, iid);
      expect(after).not.toContain('All is well');
      expect(after.split('<!-- /sitrep:state -->')[1]).toBe(before.split('<!-- /sitrep:state -->')[1]);
      expect(fold(await eventsOf(stage, iid)).suggestions).toMatchObject([
        { kind: 'edit', text: 'All is well. @all /close', by: { name } },
      ]);
      const said = await saidOn(stage, iid);
      expect(said.at(-1)).toMatch(new RegExp(`\`@${name}\` wrote into the live state`));
      await green(stage, 'sweep');
      expect(await saidOn(stage, iid)).toHaveLength(said.length);
    },
  );

  it('an edit after somebody was reminded is kept without what sitrep wrote itself', async () => {
    await stage.gitlab.advance(40);
    await green(stage, 'sweep');
    expect((await eventsOf(stage, iid)).some(({ type }) => type === 'nudged')).toBe(true);
    await edit('ben', (text) => text.replace(HEADING, `${HEADING}\n\nAlmost there`));
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).suggestions).toMatchObject([{ kind: 'edit', text: 'Almost there' }]);
  });

  // Between reading the issue and writing it lies one round trip in which GitLab itself would lose the edit.
  it.each([
    ['after sitrep has looked', 'POST', '/notes$', 'before'],
    ['right before sitrep reads the description it will write', 'GET', '/issues/\\d+$', 'before'],
    ['right after sitrep has written', 'PUT', '/issues/\\d+$', 'after'],
  ] as const)('an edit %s is restored and kept all the same', async (_moment, method, path, when) => {
    const remove = stage.gitlab.faults.add({
      method,
      path: new RegExp(path),
      actor: 'sitrep-bot',
      act: {
        do: 'call',
        when,
        callback: async () => {
          remove();
          await edit('cai', (text) => text.replace(HEADING, `${HEADING}\n\nIt is DNS.`));
        },
      },
    });
    await stage.person('ana').say(iid, '/sitrep looking at the proxy\n/planner');
    await green(stage, 'sweep');
    await green(stage, 'sweep');
    const after = await descriptionOf(stage, iid);
    expect(after).toContain('looking at the proxy');
    expect(after).not.toContain('It is DNS.');
    expect(fold(await eventsOf(stage, iid)).suggestions).toMatchObject([{ kind: 'edit', text: 'It is DNS.' }]);
  });

  it('what is taken out of it comes back, and there is nothing to propose', async () => {
    await edit('cai', (text) => text.replace(/\| \*\*Ops Lead.*\n/, ''));
    await green(stage, 'sweep');
    expect(await descriptionOf(stage, iid)).toContain('**Ops Lead**');
    expect(fold(await eventsOf(stage, iid)).suggestions).toEqual([]);
  });

  it('deleted as a whole it comes back on top of what people wrote', async () => {
    await edit('cai', () => 'All new words.');
    await green(stage, 'sweep');
    expect(await descriptionOf(stage, iid)).toMatch(
      /^<!-- sitrep:state [\s\S]*<!-- \/sitrep:state -->\n\nAll new words\.$/,
    );
  });

  it('the rest of the description is everybody’s, also while the state changes', async () => {
    await edit('uli', (text) => `${text}\n\nMy build number is 4711.`);
    await stage.person('ana').say(iid, '/sitrep the disk is full');
    await green(stage, 'sweep');
    expect(await descriptionOf(stage, iid)).toMatch(/the disk is full[\s\S]*My build number is 4711\.$/);
  });

  it('a sitrep by anybody else is a suggestion, which the commander adopts', async () => {
    await stage.person('eve').say(iid, '/sitrep half of the builds work again');
    await green(stage, 'sweep');
    expect(await descriptionOf(stage, iid)).not.toContain('half of the builds');
    await stage.person('ana').say(iid, '/adopt #1');
    await green(stage, 'sweep');
    expect(await descriptionOf(stage, iid)).toContain('half of the builds work again');
  });

  it('its numbers refer to no other issue', async () => {
    const alone = await openStage();
    const bystander = await alone.person('uli').open('The coffee is out', 'Again.');
    const incident = await alone.person('uli').open('Nexus is down', REPORT);
    await alone.person('ana').say(incident, '/ack\n/respond\n/commander');
    await alone.person('eve').say(incident, '/sitrep half of the builds work again');
    await green(alone, 'sweep');
    expect(await descriptionOf(alone, incident)).toContain('`/adopt #1`');
    expect((await commentsOn(alone, bystander)).map((one) => one.body)).toEqual([]);
    await alone.close();
  });

  it('nothing is written where nothing changed', async () => {
    const before = stage.gitlab.requests.all.length;
    await stage.person('eve').say(iid, 'I have tea for everybody.');
    await green(stage, 'sweep');
    const puts = stage.gitlab.requests.all.slice(before).filter(({ method }) => method === 'PUT');
    expect(puts).toEqual([]);
  });
});

describe('R97 (partly): the status is the commander’s', () => {
  it('by label like by command, with the same checks, and put back with the reason', async () => {
    await stage.person('cai').change(iid, { add_labels: 'incident::mitigated' });
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toContain('incident::responding');
    expect(await labelsOf(stage, iid)).not.toContain('incident::mitigated');
    expect((await saidOn(stage, iid)).at(-1)).toMatch(/@cai: .*incident::mitigated.*was not done.*put back/s);
    await stage.person('ana').change(iid, { add_labels: 'incident::mitigated' });
    await green(stage, 'sweep');
    expect((await labelsOf(stage, iid)).filter((label) => label.startsWith('incident::'))).toEqual([
      'incident::mitigated',
    ]);
  });

  it('the Ops Lead may say that service is back', async () => {
    await stage.person('ben').change(iid, { add_labels: 'incident::mitigated' });
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).status).toBe('mitigated');
  });

  it('one status label at a time, also where GitLab does not see to it', async () => {
    const many = ['triage', 'reported', 'resolved'].map((status) => `incident::${status}`).join(',');
    await stage.person('eve').change(iid, { add_labels: many, remove_labels: 'incident::responding' });
    await green(stage, 'sweep');
    expect((await labelsOf(stage, iid)).filter((label) => label.startsWith('incident::'))).toEqual([
      'incident::responding',
    ]);
  });
});
