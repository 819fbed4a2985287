// A ticket is found again, however the search runs behind and whatever people did to it; and what is not there is not found.

import { afterEach, describe, expect, it } from 'vitest';
import { done, GITLAB, KINDS, MARK, makeWorld, START, ticket, type World } from './world.ts';

let world: World;
afterEach(() => world.sandbox.close());

const LINK = { globalId: 'system=https://gitlab.example.com&id=7:12#incident', url: GITLAB, title: 'Incident 12' };
const OTHER = { mark: 'another' };
const HOUR_SECONDS = 3_600;

describe.each(KINDS)('%s: find', (kind) => {
  it.each`
    before | after | what
    ${0}   | ${0}  | ${'the first of its project'}
    ${3}   | ${0}  | ${'the newest'}
    ${3}   | ${7}  | ${'one of a burst'}
  `('what the search does not know yet: $what', async ({ before, after }) => {
    world = await makeWorld({ kind, searchLagSeconds: 0, limits: 'none' });
    const { jira, sandbox } = world;
    for (let count = 0; count < before; count += 1) done(await jira.create(ticket(OTHER)));
    sandbox.lag(HOUR_SECONDS);
    const { key } = done(await jira.create(ticket()));
    for (let count = 0; count < after; count += 1) done(await jira.create(ticket(OTHER)));
    expect(await world.connect().find('INC', MARK, START)).toEqual({ key });
  });

  it('nothing where nothing was made, though the project is full of others', async () => {
    world = await makeWorld({ kind, limits: 'none' });
    for (let count = 0; count < 5; count += 1) done(await world.jira.create(ticket(OTHER)));
    expect(await world.jira.find('INC', MARK, START)).toBeUndefined();
    expect(await world.jira.find('INC', MARK, START, LINK.globalId)).toBeUndefined();
  });

  it('the lowest key where there are several, and none that is older than the intent', async () => {
    world = await makeWorld({ kind, searchLagSeconds: 0 });
    const { jira, sandbox } = world;
    done(await jira.create(ticket()));
    sandbox.clock.advance(60);
    const later = new Date(sandbox.clock.now()).toISOString();
    const { key } = done(await jira.create(ticket()));
    done(await jira.create(ticket()));
    expect(await jira.find('INC', MARK, START)).toEqual({ key: 'INC-1' });
    expect(await jira.find('INC', MARK, later)).toEqual({ key });
  });

  it('by its remote link, and by its property, where somebody tidied up the labels', async () => {
    world = await makeWorld({ kind, searchLagSeconds: 0, limits: 'none' });
    const { jira, sandbox, ana } = world;
    done(await jira.create(ticket()));
    done(await jira.setLink('INC-1', LINK));
    sandbox.as(ana).unlabel('INC-1', MARK);
    expect(await jira.find('INC', MARK, START)).toEqual({ key: 'INC-1' });
    for (let count = 0; count < 60; count += 1) done(await jira.create(ticket(OTHER)));
    expect(await jira.find('INC', MARK, START)).toBeUndefined();
    expect(await jira.find('INC', MARK, START, LINK.globalId)).toEqual({ key: 'INC-1' });
  });

  it('no ticket that was made for something else, though it has the same link or label', async () => {
    world = await makeWorld({ kind, searchLagSeconds: 0 });
    const { jira, sandbox, ana } = world;
    done(await jira.create(ticket(OTHER)));
    done(await jira.setLink('INC-1', LINK));
    sandbox.as(ana).label('INC-1', MARK);
    expect(await jira.find('INC', MARK, START, LINK.globalId)).toBeUndefined();
  });

  it('a query cannot be changed from within a name', async () => {
    world = await makeWorld({ kind, searchLagSeconds: 0 });
    done(await world.jira.create(ticket()));
    expect(await world.jira.find('INC', '" OR labels = "incident', START)).toBeUndefined();
    expect(await world.jira.changed('x" OR labels = "incident', 60)).toEqual([]);
  });

  it('says that it cannot tell where keys go on and on that the search does not know', async () => {
    world = await makeWorld({ kind, limits: 'none' });
    const one = { key: 'INC-99999', fields: { labels: [], created: '2026-03-11T04:00:00.000+0000' } };
    const body = kind === 'cloud' ? { issues: [one] } : one;
    const path = kind === 'cloud' ? /bulkfetch/ : /\/issue\/INC-/;
    world.sandbox.faults.add({ path, times: Infinity, act: { do: 'answer', status: 200, body } });
    await expect(world.jira.find('INC', MARK, START)).rejects.toThrow(/cannot be told yet/);
    expect(world.jira.requests.count).toBeLessThan(100);
  });
});
