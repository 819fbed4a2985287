// A walk through every door of the embedded Jira: each answers well once on Cloud, and keeps Atlassian's contract.
//
// The client holds every answer of v3 against the contract. An endpoint that is added and never opened here fails this.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { adf, create, type JiraWorld, jiraClient, type Made, makeJira } from './jira-world.ts';

/** Doors that are no part of the API, and what is gone: nothing opens it. */
const NOT_WALKED: readonly string[] = ['GET /_edge/tenant_info', 'GET /rest/api/3/search', 'POST /rest/api/3/search'];

let world: JiraWorld;

beforeAll(async () => {
  world = await makeJira({ kind: 'cloud', limits: 'none', searchLagSeconds: 0 }, { workflow: 'classic' });
});
afterAll(() => world.jira.close());

/** Each must succeed. Answers the body of the last. */
async function walk<T = Record<string, unknown>>(
  ...steps: readonly (readonly [method: string, path: string, body?: unknown])[]
): Promise<T> {
  let body: T | undefined;
  for (const [method, path, sent] of steps) {
    const answer = await world.send<T>(method, path, sent);
    expect([method, path, answer.status < 300 ? 'ok' : answer.body]).toEqual([method, path, 'ok']);
    body = answer.body;
  }
  if (body === undefined) throw new Error('a walk has a step at least');
  return body;
}

it('people and what is set up', async () => {
  await walk(['GET', '/serverInfo'], ['GET', '/myself'], ['GET', '/user/search?query=ana'], ['GET', '/field']);
  await walk(['GET', '/priority'], ['GET', '/status'], ['GET', '/issueLinkType'], ['GET', '/project/OPS']);
  await walk(['GET', '/project/OPS/statuses'], ['GET', '/mypermissions?permissions=CREATE_ISSUES&projectKey=OPS']);
  const types = await walk<{ issueTypes: Made[] }>(['GET', '/issue/createmeta/OPS/issuetypes']);
  await walk(['GET', `/issue/createmeta/OPS/issuetypes/${types.issueTypes[0]?.id}`]);
});

it('issues, and finding them', async () => {
  const { jira, project, bot } = world;
  const { key } = await create(world, { labels: ['a'], description: adf('down') });
  const path = `/issue/${key}`;
  await walk(['GET', `${path}?expand=changelog,transitions,names&properties=x`], ['GET', `${path}/editmeta`]);
  await walk([
    'PUT',
    `${path}?returnIssue=true`,
    { fields: { duedate: '2026-03-20', assignee: { accountId: bot.user.accountId } } },
  ]);
  const { transitions } = await walk<{ transitions: (Made & { name: string })[] }>([
    'GET',
    `${path}/transitions?expand=transitions.fields`,
  ]);
  const close = transitions.find(({ name }) => name === 'Close Issue');
  await walk([
    'POST',
    `${path}/transitions`,
    { transition: { id: close?.id }, fields: { resolution: { name: 'Done' } } },
  ]);
  await walk(
    ['POST', '/search/jql', { jql: 'project = OPS', fields: ['*all'], expand: 'changelog', maxResults: 5 }],
    ['GET', '/search/jql?jql=project%3DOPS'],
    ['POST', '/search/approximate-count', { jql: 'project = OPS' }],
    ['POST', '/issue/bulkfetch', { issueIdsOrKeys: [key], fields: ['*all'] }],
  );
  jira.permit(project, bot, ['BROWSE_PROJECTS', 'DELETE_ISSUES']);
  await walk(['DELETE', path]);
  jira.permit(project, bot, 'all');
});

it('comments, links and properties', async () => {
  const [one, two] = [await create(world), await create(world)];
  const comments = `/issue/${one.key}/comment`;
  const { id } = await walk<Made>([
    'POST',
    comments,
    { body: adf('hi'), visibility: { type: 'role', value: 'Administrators' } },
  ]);
  await walk(['GET', comments], ['GET', `${comments}/${id}`], ['PUT', `${comments}/${id}`, { body: adf('ho') }]);
  await walk(['POST', '/comment/list?expand=properties', { ids: [Number(id)] }]);
  for (const path of [`/issue/${one.key}/properties`, `/comment/${id}/properties`]) {
    await walk(['PUT', `${path}/p`, { a: 1 }], ['GET', path], ['GET', `${path}/p`], ['DELETE', `${path}/p`]);
  }
  await walk(['DELETE', `${comments}/${id}`]);
  const remote = `/issue/${one.key}/remotelink`;
  const object = { url: 'https://gitlab.test', title: 'x' };
  await walk(['POST', remote, { globalId: 'x', object }], ['GET', remote], ['GET', `${remote}?globalId=x`]);
  await walk(['DELETE', `${remote}?globalId=x`]);
  await walk([
    'POST',
    '/issueLink',
    { type: { name: 'Relates' }, inwardIssue: { key: one.key }, outwardIssue: { key: two.key } },
  ]);
});

it('that was every door of the third version, and the second has the same', async () => {
  const { jira, bot } = world;
  const doors = jira.routes.filter((door) => !NOT_WALKED.includes(door));
  const third = doors.filter((door) => door.includes('/rest/api/3/'));
  const walked = new Set(
    jira.requests.all.filter(({ status }) => status < 300).map(({ method, route }) => `${method} ${route}`),
  );
  expect(third.length).toBeGreaterThan(30);
  expect(third.filter((door) => !walked.has(door))).toEqual([]);
  expect(third.map((door) => door.replace('/api/3/', '/api/2/')).filter((door) => !doors.includes(door))).toEqual([]);
  expect((await jiraClient(jira, bot, '2')('GET', '/myself')).status).toBe(200);
});
