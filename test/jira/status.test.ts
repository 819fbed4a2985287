// A ticket comes to a status by whatever ways its workflow offers, and stays where it is where it is there already.

import { afterEach, describe, expect, it } from 'vitest';
import type { WantedStatus } from '../../src/jira/port.ts';
import type { JiraOptions } from '../../src/sandbox/jira/jira.ts';
import type { NewProject } from '../../src/sandbox/jira/seed.ts';
import { done, KINDS, makeWorld, ticket, type World } from './world.ts';

let world: World;
afterEach(() => world.sandbox.close());

async function made(options: JiraOptions, project: Partial<NewProject> = {}): Promise<World> {
  world = await makeWorld(options, project);
  done(await world.jira.create(ticket()));
  return world;
}

const steps = ({ sandbox }: World): readonly string[] =>
  sandbox.read('INC')[0]?.statusHistory.map(({ to }) => to) ?? [];

describe.each(KINDS)('%s: a status', (kind) => {
  it.each`
    workflow      | wanted                                                   | way
    ${undefined}  | ${{ category: 'indeterminate' }}                         | ${['In Progress']}
    ${undefined}  | ${{ name: 'DONE', category: 'done' }}                    | ${['Done']}
    ${undefined}  | ${{ name: 'Nowhere', category: 'done' }}                 | ${['Done']}
    ${undefined}  | ${{ name: 'To Do', category: 'new' }}                    | ${[]}
    ${'classic'}  | ${{ name: 'closed', category: 'done' }}                  | ${['Closed']}
    ${'classic'}  | ${{ name: 'Start Progress', category: 'indeterminate' }} | ${['In Progress']}
    ${'classic'}  | ${{ category: 'done', resolution: 'Duplicate' }}         | ${['Resolved']}
    ${'stepwise'} | ${{ category: 'done' }}                                  | ${['Triage', 'Mitigating', 'Verification', 'Finished']}
    ${'stepwise'} | ${{ name: 'Triage', category: 'indeterminate' }}         | ${['Triage']}
  `('$workflow workflow, wanted $wanted: by $way', async ({ workflow, wanted, way }) => {
    const { jira } = await made({ kind }, workflow ? { workflow } : {});
    expect(done(await jira.transition('INC-1', wanted)).status).toBe(way.at(-1) ?? 'To Do');
    expect(steps(world)).toEqual(way);
    const before = jira.requests.count;
    done(await jira.transition('INC-1', wanted));
    expect(steps(world), 'again changes nothing').toEqual(way);
    expect(jira.requests.count - before).toBeLessThanOrEqual(2);
  });

  it('is reached by the configured transition before any other', async () => {
    const { jira, sandbox, bot } = await made({ kind }, { workflow: 'classic' });
    const answer = await fetch(`${sandbox.url}/rest/api/2/issue/INC-1/transitions`, {
      headers: { authorization: bot.authorization },
    });
    const { transitions } = (await answer.json()) as { transitions: { id: string; name: string }[] };
    const { id } = transitions.find(({ name }) => name === 'Close Issue') ?? { id: '' };
    const wanted: WantedStatus = { transition: id, category: 'done' };
    expect(done(await jira.transition('INC-1', wanted))).toEqual({ status: 'Closed' });
    done(await jira.transition('INC-1', wanted));
    expect(steps(world), 'again changes nothing').toEqual(['Closed']);
  });

  it('is reached by the configured transition from another of its category', async () => {
    const statuses = ['Begun', 'Mitigated'].map((name) => ({ name, category: 'indeterminate' as const }));
    const transitions = statuses.map(({ name }) => ({ name, to: name }));
    const { jira, sandbox, bot } = await made({ kind }, { workflow: { statuses, transitions } });
    const answer = await fetch(`${sandbox.url}/rest/api/2/issue/INC-1/transitions`, {
      headers: { authorization: bot.authorization },
    });
    const { transitions: all } = (await answer.json()) as { transitions: { id: string; name: string }[] };
    const id = all.find(({ name }) => name === 'Mitigated')?.id;
    for (let count = 0; count < 2; count += 1) {
      expect(done(await jira.transition('INC-1', { transition: id, category: 'indeterminate' })).status).toBe(
        'Mitigated',
      );
      expect(steps(world)).toEqual(['Mitigated']);
    }
  });

  it('gives the resolution that is asked for, or some where the screen wants one', async () => {
    const { jira, sandbox } = await made({ kind }, { workflow: 'classic' });
    done(await jira.transition('INC-1', { category: 'done', resolution: 'duplicate' }));
    expect(sandbox.read('INC')[0]?.fields['resolution']).toBe('Duplicate');
    done(await jira.transition('INC-1', { category: 'new' }));
    done(await jira.transition('INC-1', { category: 'done' }));
    expect(sandbox.read('INC')[0]?.fields['resolution']).toBe('Done');
  });

  it('reopens what a person closed', async () => {
    const { jira, sandbox, ana } = await made({ kind }, { workflow: 'classic' });
    sandbox.as(ana).close('INC-1');
    expect((await jira.ticket('INC-1'))?.status.category).toBe('done');
    expect(done(await jira.transition('INC-1', { name: 'In Progress', category: 'indeterminate' })).status).toBe(
      'In Progress',
    );
    expect(steps(world).slice(-2)).toEqual(['Reopened', 'In Progress']);
  });

  it('is found by its category where the names are of another language', async () => {
    const { jira } = await made({ kind, language: 'de' }, { workflow: 'classic' });
    expect(done(await jira.transition('INC-1', { name: 'Erledigt', category: 'done' })).status).toBe('Resolved');
    const german = await makeWorld({ kind, language: 'de' });
    done(await german.jira.create(ticket()));
    expect(done(await german.jira.transition('INC-1', { name: 'Done', category: 'done' })).status).toBe('Fertig');
    await german.sandbox.close();
  });

  it('is refused where the workflow offers no way, with the ways that there are', async () => {
    const statuses = [
      { name: 'Open', category: 'new' },
      { name: 'Parked', category: 'new' },
      { name: 'Done', category: 'done' },
    ] as const;
    const transitions = [
      { name: 'Park', from: ['Open'], to: 'Parked' },
      { name: 'Unpark', from: ['Parked'], to: 'Open' },
    ];
    const { jira } = await made({ kind }, { workflow: { statuses, transitions } });
    expect(await jira.transition('INC-1', { name: 'Done', category: 'done' })).toEqual({
      outcome: 'refused',
      status: 409,
      reason: expect.stringMatching(
        /^the workflow offers no way from "Parked" to "Done" .*"Unpark" \(id \d+\) to "Open"/,
      ),
    });
    expect(steps(world)).toEqual(['Parked']);
  });

  it('is refused after five steps', async () => {
    const names = ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight'];
    const statuses = names.map((name, at) => ({
      name,
      category: at === 7 ? ('done' as const) : ('indeterminate' as const),
    }));
    const transitions = names.slice(1).map((to, at) => ({ name: `To ${to}`, from: [names[at] ?? ''], to }));
    const { jira } = await made({ kind }, { workflow: { statuses, transitions } });
    expect(await jira.transition('INC-1', { category: 'done' })).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('after 5 steps it stands at "Six"'),
    });
    expect(done(await jira.transition('INC-1', { category: 'done' })).status, 'the next run goes on').toBe('Eight');
  });

  it('is looked at again where somebody moved the ticket in the same moment', async () => {
    const { jira, sandbox, ana } = await made({ kind });
    const act = {
      do: 'call',
      when: 'before',
      callback: () => sandbox.as(ana).transition('INC-1', 'In Progress'),
    } as const;
    sandbox.faults.add({ method: 'POST', path: /transitions/, act });
    sandbox.faults.add({ method: 'POST', path: /transitions/, act: { do: 'answer', status: 409, body: {} } });
    expect(done(await jira.transition('INC-1', { name: 'In Progress', category: 'indeterminate' })).status).toBe(
      'In Progress',
    );
    expect(steps(world)).toEqual(['In Progress']);
  });
});
