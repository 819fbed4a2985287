// Tickets on both kinds of Jira: made with everything in one request, read back, changed by what is given alone.

import { afterEach, describe, expect, it } from 'vitest';
import { parse } from '../../src/text/parse.ts';
import { done, GITLAB, KINDS, MARK, makeWorld, START, ticket, type World } from './world.ts';

let world: World;
afterEach(() => world.sandbox.close());

describe.each(KINDS)('%s: a ticket', (kind) => {
  it('is made with description, labels and our mark in one request, and read back as written', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox } = world;
    const made = done(await jira.create(ticket({ priority: 'High' })));
    expect(made).toEqual({ key: 'INC-1', dropped: [] });
    expect(sandbox.requests.all.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(await jira.ticket('INC-1')).toEqual({
      key: 'INC-1',
      summary: 'Array 3 lost power',
      status: { name: 'To Do', category: 'new' },
      priority: 'High',
      labels: [MARK, 'incident'],
      updated: expect.stringMatching(/^2026-03-11T04:00:0/),
      shown: expect.stringMatching(/^[0-9a-f]{32}$/),
      intact: true,
    });
    expect(sandbox.read('INC')[0]?.properties).toMatchObject({ 'sitrep.mark': { mark: MARK } });
    expect(jira.url('INC-1')).toBe(`${sandbox.url}/browse/INC-1`);
  });

  it('is undefined where it is gone, and where it may not be seen', async () => {
    world = await makeWorld({ kind }, { private: true });
    expect(await world.jira.ticket('INC-1')).toBeUndefined();
    expect(await world.jira.ticket('NONE-1')).toBeUndefined();
  });

  it('shows whether its description is still ours, whatever else people change', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox, ana } = world;
    done(await jira.create(ticket()));
    const shown = (await jira.ticket('INC-1'))?.shown;
    sandbox.as(ana).edit('INC-1', { summary: 'Array 3 and 4' });
    sandbox.as(ana).label('INC-1', 'mine');
    expect(await jira.ticket('INC-1')).toMatchObject({ intact: true, summary: 'Array 3 and 4' });
    sandbox.as(ana).edit('INC-1', { description: 'call me' });
    const edited = await jira.ticket('INC-1');
    expect(edited).toMatchObject({ intact: false, shown });
  });

  it('changes by what is given alone, and keeps labels and fields of other people', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox, ana } = world;
    done(await jira.create(ticket()));
    sandbox.as(ana).label('INC-1', 'mine');
    const description = parse('**Now**: array 3 is back');
    done(await jira.change('INC-1', { url: GITLAB, description, addLabels: ['mitigated'], priority: 'Low' }));
    expect(await jira.ticket('INC-1')).toMatchObject({
      summary: 'Array 3 lost power',
      labels: [MARK, 'incident', 'mine', 'mitigated'],
      priority: 'Low',
      intact: true,
    });
    expect(sandbox.received()).not.toContain('notifyUsers');
    done(await jira.change('INC-1', { url: GITLAB, summary: 'Array 3 is back' }));
    const last = JSON.parse(sandbox.received().trim().split('\n').at(-1) ?? '');
    expect(last).toEqual({ fields: { summary: 'Array 3 is back' } });
  });

  it('is made without the fields that the screen lacks, and says which; later changes likewise', async () => {
    world = await makeWorld({ kind }, { fieldsOnScreen: ['description'] });
    const { jira, sandbox } = world;
    const made = done(await jira.create(ticket({ priority: 'High', fields: { customfield_10999: 'Nexus' } })));
    expect(made.dropped.toSorted()).toEqual(['customfield_10999', 'labels', 'priority']);
    expect(sandbox.read('INC')).toHaveLength(1);
    const description = parse('array 3 is back');
    const given = { url: GITLAB, summary: 'Array 4', description, addLabels: ['back'] };
    const changed = done(await jira.change(made.key, given));
    expect(changed.dropped.toSorted()).toEqual(['labels', 'summary']);
    expect(await jira.ticket(made.key)).toMatchObject({ intact: true });
    const nothing = await jira.change(made.key, { url: GITLAB, priority: 'Low' });
    expect(nothing).toMatchObject({ outcome: 'refused', status: 400, reason: expect.stringContaining('priority') });
    expect(await world.connect().find('INC', MARK, START)).toEqual({ key: made.key });
  });

  it('is not thought changed where its screen has no description', async () => {
    world = await makeWorld({ kind }, { fieldsOnScreen: ['labels'] });
    const made = done(await world.jira.create(ticket()));
    expect(made.dropped).toEqual(['description']);
    expect(await world.jira.ticket(made.key)).toMatchObject({ intact: true });
  });

  it('is refused where what is wrong is vital, with the words of Jira and what to do', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox } = world;
    const wrong = await jira.create(ticket({ type: 'Vorfall' }));
    expect(wrong).toMatchObject({ outcome: 'refused', status: 400, reason: expect.stringContaining('issue type') });
    expect(await jira.create(ticket({ project: 'NONE' }))).toMatchObject({ outcome: 'refused', status: 400 });
    expect(sandbox.read()).toEqual([]);
  });

  it('keeps to one line of 255 characters for a summary, and to the limit for a description', async () => {
    world = await makeWorld({ kind });
    const { jira } = world;
    const description = parse(Array.from({ length: 5_000 }, (_, n) => `Line ${n} of what happened here.\n`).join('\n'));
    done(await jira.create(ticket({ summary: `Array\n3 ${'😀'.repeat(200)}`, description })));
    const made = await jira.ticket('INC-1');
    expect(made?.summary).toMatch(/^Array 3 (😀)+…$/u);
    expect(made?.summary.length).toBeLessThanOrEqual(255);
    expect(made?.intact).toBe(true);
  });

  it('is tried once more where somebody edits it in the same moment', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox } = world;
    done(await jira.create(ticket()));
    const path = /\/issue\/INC-1$/;
    sandbox.faults.add({
      method: 'PUT',
      path,
      act: { do: 'answer', status: 409, body: { errorMessages: ['Conflict'] } },
    });
    done(await jira.change('INC-1', { url: GITLAB, summary: 'Array 4' }));
    expect((await jira.ticket('INC-1'))?.summary).toBe('Array 4');
    sandbox.faults.add({ method: 'PUT', path, times: 2, act: { do: 'answer', status: 409, body: {} } });
    expect(await jira.change('INC-1', { url: GITLAB, summary: 'Array 5' })).toMatchObject({ status: 409 });
  });
});

it('on Cloud a ticket that changed is told as soon as the search knows, by its label', async () => {
  world = await makeWorld({ kind: 'cloud', searchLagSeconds: 30 });
  const { jira, sandbox } = world;
  done(await jira.create(ticket()));
  done(await jira.create(ticket({ mark: 'another' })));
  expect(await jira.changed(MARK, 60)).toEqual([]);
  sandbox.clock.advance(1);
  expect(await jira.changed(MARK, 60)).toEqual([
    { key: 'INC-1', updated: expect.any(String), labels: [MARK, 'incident'], category: 'new' },
  ]);
  sandbox.clock.advance(90);
  expect(await jira.changed(MARK, 60)).toEqual([]);
});
