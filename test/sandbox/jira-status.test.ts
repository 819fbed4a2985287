// Status on the embedded Jira: what is possible from where an issue stands, and what each step asks for.

import { describe, expect, it } from 'vitest';
import { adf, create, type JiraWorld, useJira } from './jira-world.ts';

interface Possible {
  readonly transitions: readonly {
    readonly id: string;
    readonly name: string;
    readonly hasScreen: boolean;
    readonly to: { readonly name: string; readonly statusCategory: { readonly key: string } };
    readonly fields?: Readonly<
      Record<string, { readonly required: boolean; readonly allowedValues: readonly object[] }>
    >;
  }[];
}

async function possible({ send }: JiraWorld, key: string): Promise<Possible['transitions']> {
  return (await send<Possible>('GET', `/issue/${key}/transitions?expand=transitions.fields`)).body.transitions;
}

const statusOf = ({ jira }: JiraWorld, key: string): string | undefined =>
  jira.read().find((issue) => issue.key === key)?.status;

/** Takes the transition of a name as the bot. */
async function go(world: JiraWorld, key: string, name: string, rest: object = {}): Promise<number> {
  const id = (await possible(world, key)).find((one) => one.name === name)?.id;
  return (await world.send('POST', `/issue/${key}/transitions`, { transition: { id: id ?? '999' }, ...rest })).status;
}

describe('the usual workflow of Cloud', () => {
  const world = useJira({ kind: 'cloud', limits: 'none' });

  it('leads from every status to every other, and sets the resolution by itself', async () => {
    const { key } = await create(world());
    const names = (await possible(world(), key)).map(({ name, to, hasScreen }) => [
      name,
      to.statusCategory.key,
      hasScreen,
    ]);
    expect(names).toEqual([
      ['To Do', 'new', false],
      ['In Progress', 'indeterminate', false],
      ['Done', 'done', false],
    ]);
    expect(await go(world(), key, 'Done')).toBe(204);
    const done = await world().send<{ fields: object }>('GET', `/issue/${key}?fields=resolution,resolutiondate`);
    expect(done.body.fields).toEqual({
      resolution: expect.objectContaining({ name: 'Done' }),
      resolutiondate: expect.stringMatching(/^2026-03-14T09/),
    });
    expect(await go(world(), key, 'In Progress')).toBe(204);
    const back = await world().send<{ fields: object }>('GET', `/issue/${key}?fields=resolution,resolutiondate`);
    expect(back.body.fields).toEqual({ resolution: null, resolutiondate: null });
  });

  it('takes a comment and properties along with the step', async () => {
    const { key } = await create(world());
    const update = { comment: [{ add: { body: adf('All calm.') } }] };
    expect(await go(world(), key, 'Done', { update, properties: [{ key: 'closed-by', value: 'sitrep' }] })).toBe(204);
    expect(world().jira.read().at(-1)).toMatchObject({
      status: 'Done',
      comments: [{ text: 'All calm.' }],
      properties: { 'closed-by': 'sitrep' },
    });
  });

  it('offers nothing to who may not take a step', async () => {
    const { jira, project, bot } = world();
    const { key } = await create(world());
    const before = jira.snapshot();
    jira.permit(project, bot, ['BROWSE_PROJECTS']);
    expect(await possible(world(), key)).toEqual([]);
    expect(await go(world(), key, 'Done')).toBe(400);
    jira.restore(before);
    expect(await possible(world(), key)).toHaveLength(3);
  });
});

describe('the classic workflow', () => {
  const world = useJira({ kind: 'cloud' }, { workflow: 'classic' });

  it('asks on a screen for the resolution, and names what may be chosen', async () => {
    const { key } = await create(world());
    const resolve = (await possible(world(), key)).find(({ name }) => name === 'Resolve Issue');
    expect(resolve).toMatchObject({ hasScreen: true, fields: { resolution: { required: true } } });
    const answer = await world().send('POST', `/issue/${key}/transitions`, { transition: { id: resolve?.id } });
    expect(answer).toMatchObject({ status: 400, body: { errors: { resolution: 'Resolution is required.' } } });
    expect(statusOf(world(), key)).toBe('Open');
    expect(await go(world(), key, 'Resolve Issue', { fields: { resolution: { name: "Won't Do" } } })).toBe(204);
    expect(world().jira.read().at(-1)).toMatchObject({ status: 'Resolved', fields: { resolution: "Won't Do" } });
  });

  it('refuses a field that is not on the screen', async () => {
    const { key } = await create(world());
    const start = (await possible(world(), key)).find(({ name }) => name === 'Start Progress');
    const body = { transition: { id: start?.id }, fields: { resolution: { name: 'Done' } } };
    expect(await world().send('POST', `/issue/${key}/transitions`, body)).toMatchObject({
      status: 400,
      body: { errors: { resolution: expect.stringContaining('not on the appropriate screen') } },
    });
  });

  it('refuses a step that is not possible from here any more', async () => {
    const { jira, ana } = world();
    const { key } = await create(world());
    const stale = (await possible(world(), key)).find(({ name }) => name === 'Start Progress');
    jira.as(ana).close(key);
    expect(await world().send('POST', `/issue/${key}/transitions`, { transition: { id: stale?.id } })).toMatchObject({
      status: 400,
      body: { errorMessages: ['It seems that you have tried to perform an illegal workflow operation.'] },
    });
    expect(statusOf(world(), key)).not.toBe('In Progress');
  });

  it('lets people close and reopen, and remembers who did', async () => {
    const { jira, ana } = world();
    const { key } = await create(world());
    jira.as(ana).close(key);
    jira.as(ana).reopen(key);
    const view = jira.read().find((issue) => issue.key === key);
    expect(view?.statusHistory.map(({ by, from, to }) => [by, from, to])).toEqual([
      ['Ana', 'Open', 'Resolved'],
      ['Ana', 'Resolved', 'Reopened'],
    ]);
  });
});

describe('a workflow of many steps', () => {
  const world = useJira({ kind: 'cloud' }, { workflow: 'stepwise' });

  it('has one way on from each status, and done only at the end', async () => {
    const { key } = await create(world());
    const walked: string[] = [];
    for (const name of ['Triage it', 'Start mitigation', 'Ask for verification', 'Finish']) {
      expect((await possible(world(), key)).map((one) => one.name)).toContain(name);
      expect(await go(world(), key, name)).toBe(204);
      walked.push(statusOf(world(), key) ?? '');
    }
    expect(walked).toEqual(['Triage', 'Mitigating', 'Verification', 'Finished']);
  });
});

describe('a Jira that was set up in German', () => {
  const world = useJira({ kind: 'cloud', language: 'de' });

  it('calls everything otherwise, and keeps the keys of the categories', async () => {
    const { key } = await create(world());
    expect((await possible(world(), key)).map(({ to }) => [to.name, to.statusCategory.key])).toEqual([
      ['Zu erledigen', 'new'],
      ['In Arbeit', 'indeterminate'],
      ['Fertig', 'done'],
    ]);
    const priorities = await world().send<{ name: string }[]>('GET', '/priority');
    expect(priorities.body.map(({ name }) => name)).toEqual(['Höchste', 'Hoch', 'Mittel', 'Niedrig', 'Niedrigste']);
  });
});
