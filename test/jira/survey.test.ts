// How a Jira is set up, as far as tickets depend on it: Cloud and Data Center alike.

import { afterEach, describe, expect, it } from 'vitest';
import { connectJiraSurvey, type JiraSurvey } from '../../src/jira/survey.ts';
import { KINDS, makeWorld, timeOf, type World } from './world.ts';

let world: World;
afterEach(() => world.sandbox.close());

function survey({ sandbox, bot }: World): JiraSurvey {
  const { url, clock, kind } = sandbox;
  const email = kind === 'cloud' ? bot.user.email : undefined;
  return connectJiraSurvey({ url, token: bot.token, email, timeoutMs: 2_000, time: timeOf(clock) });
}

describe.each(KINDS)('%s', (kind) => {
  it('tells of a project its name, types, statuses, and the fields of new tickets', async () => {
    world = await makeWorld({ kind }, { name: 'Incidents', requiredFields: ['description'] });
    const jira = survey(world);
    expect(await jira.project('INC')).toEqual({ name: 'Incidents' });
    const types = await jira.types('INC');
    expect(types.map(({ name }) => name)).toEqual(['Incident', 'Task']);
    const [type] = types;
    if (!type) throw new Error('no type');
    expect((await jira.statuses('INC', type)).map(({ name }) => name)).toContain('In Progress');
    const fields = await jira.createFields('INC', type);
    expect(fields.filter(({ needed }) => needed).map(({ id }) => id)).toEqual(['summary', 'issuetype', 'description']);
    expect(fields.map(({ id }) => id)).toEqual(expect.arrayContaining(['priority', 'labels']));
    expect((await jira.priorities()).map(({ name }) => name)).toEqual(['Highest', 'High', 'Medium', 'Low', 'Lowest']);
  });

  it('reads lists page by page', async () => {
    const issueTypes = Array.from({ length: 120 }, (_, index) => `Type ${index + 1}`);
    world = await makeWorld({ kind }, { issueTypes });
    expect((await survey(world).types('INC')).map(({ name }) => name)).toEqual(issueTypes);
  });

  it('knows a project that is not for us as little as one that is not', async () => {
    world = await makeWorld({ kind });
    world.sandbox.addProject({ key: 'SECRET', private: true });
    const jira = survey(world);
    expect([await jira.project('SECRET'), await jira.project('NONE')]).toEqual([undefined, undefined]);
  });
});
