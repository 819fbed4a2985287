// Search on the embedded Jira: what it finds, when it finds it, and how it pages.

import { beforeAll, describe, expect, it } from 'vitest';
import { create, type JiraWorld, jiraClient, type Made, useJira } from './jira-world.ts';

interface Found {
  readonly issues: readonly (Made & { readonly fields?: Readonly<Record<string, unknown>> })[];
  readonly isLast: boolean;
  readonly nextPageToken?: string;
}

async function keys({ send }: JiraWorld, jql: string, rest: object = {}): Promise<string[]> {
  const answer = await send<Found>('POST', '/search/jql', { jql, fields: ['key'], maxResults: 100, ...rest });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.issues.map(({ key }) => key);
}

describe('a query', () => {
  const world = useJira({ kind: 'cloud', limits: 'none', searchLagSeconds: 0 });
  let all: Record<'first' | 'second' | 'third', Made>;

  /** The second is labelled and linked, the third done. */
  beforeAll(async () => {
    const { send, jira, ana } = world();
    const first = await create(world());
    jira.clock.advance(120);
    const second = await create(world(), { labels: ['gitlab-incident-7-42', 'it\'s-"odd"\\'] });
    const object = { url: 'https://gitlab.test/a/-/issues/42', title: 'Incident 42' };
    await send('POST', `/issue/${second.key}/remotelink`, { globalId: 'system=https://gitlab.test&id="7:42"', object });
    const third = await create(world(), { issuetype: { name: 'Bug' } });
    jira.as(ana).close(third.key);
    all = { first, second, third };
  });

  it.each([
    ['project = OPS', ['third', 'second', 'first']],
    ['project = "ops" ORDER BY key ASC', ['first', 'second', 'third']],
    ['project = OPS ORDER BY created DESC, key', ['third', 'second', 'first']],
    ['project = OPS AND labels = "gitlab-incident-7-42"', ['second']],
    ['project = OPS AND labels in (nobodys, gitlab-incident-7-42)', ['second']],
    ['project = OPS AND labels = nobodys', []],
    ['labels = "it\'s-\\"odd\\"\\\\"', ['second']],
    ['key in (OPS-1, "OPS-3") order by updated', ['first', 'third']],
    ['project = OPS AND updated >= "-90m"', ['third', 'second']],
    ['project = OPS AND created < -90m', ['first']],
    ['project = OPS AND created >= "2026-03-14 10:00"', ['third', 'second']],
    ['project = OPS AND status = Done', ['third']],
    ['project = OPS AND statusCategory != Done', ['second', 'first']],
    ['project = OPS AND statusCategory = new', ['second', 'first']],
    ['project = OPS AND issuetype = bug', ['third']],
    ['project = OPS AND key not in (OPS-1)', ['third', 'second']],
    ['issue in issuesWithRemoteLinksByGlobalId("system=https://gitlab.test&id=\\"7:42\\"")', ['second']],
  ] as const)('%s finds %j', async (jql, expected) => {
    expect(await keys(world(), jql)).toEqual(expected.map((name) => all[name].key));
  });

  it.each([
    ['', 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.'],
    ['ORDER BY key', 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.'],
    ['project = NOPE', "The value 'NOPE' does not exist for the field 'project'."],
    ['status = Nowhere', "The value 'Nowhere' does not exist for the field 'status'."],
    ['key = OPS-999', "An issue with key 'OPS-999' does not exist for field 'key'."],
    ['sitrep = 1', "Field 'sitrep' does not exist or you do not have permission to view it."],
    ['project = OPS ORDER BY summary', "Not able to sort using field 'summary'."],
    ['project = OPS OR labels = x', "Error in the JQL Query: expecting 'AND' or 'ORDER BY' before 'OR'."],
    ['labels = a:b', "Error in the JQL Query: the character ':' must be quoted or escaped."],
    ['labels = "open', "Error in the JQL Query: the character '\"' must be quoted or escaped."],
    ['issue in nonsense("x")', "Unable to find JQL function 'nonsense(x)'."],
  ])('%s is refused', async (jql, message) => {
    const answer = await world().send('POST', '/search/jql', { jql });
    expect(answer).toMatchObject({ status: 400, body: { errorMessages: [message], warningMessages: [] } });
  });

  it.each([
    ['more than there may be', { maxResults: 5001 }, 'The max results parameter has to be between 1 and 5,000.'],
    ['none', { maxResults: 0 }, 'The max results parameter has to be between 1 and 5,000.'],
    ['what it does not know', { startAt: 50 }, expect.stringMatching(/^Invalid request payload/)],
  ])('that asks for %s is refused', async (_what, rest, message) => {
    const answer = await world().send('POST', '/search/jql', { jql: 'project = OPS', ...rest });
    expect(answer).toMatchObject({ status: 400, body: { errorMessages: [message], errors: {} } });
  });

  it('gives ids alone unless fields are asked for, and a count by another request', async () => {
    const { send } = world();
    const bare = await send<Found>('POST', '/search/jql', { jql: 'key = OPS-1' });
    expect(bare.body.issues).toEqual([{ id: all.first.id }]);
    const rich = await send<Found>('GET', '/search/jql?jql=key%3DOPS-1&fields=labels,status');
    expect(rich.body.issues).toMatchObject([{ key: 'OPS-1', fields: { labels: [], status: { name: 'To Do' } } }]);
    const count = await send('POST', '/search/approximate-count', { jql: 'project = OPS' });
    expect(count).toMatchObject({ status: 200, body: { count: 3 } });
  });

  it('is paged by a token that is good for it alone', async () => {
    const { send } = world();
    const jql = 'project = OPS ORDER BY key';
    const page = { jql, fields: ['key'], maxResults: 2 };
    const one = await send<Found>('POST', '/search/jql', page);
    const two = await send<Found>('POST', '/search/jql', { ...page, nextPageToken: one.body.nextPageToken });
    expect([one.body, two.body]).toMatchObject([
      { issues: [{ key: 'OPS-1' }, { key: 'OPS-2' }], isLast: false },
      { issues: [{ key: 'OPS-3' }], isLast: true },
    ]);
    expect(two.body).not.toHaveProperty('nextPageToken');
    const other = { jql: 'project = OPS', nextPageToken: one.body.nextPageToken };
    expect((await send('POST', '/search/jql', other)).status).toBe(400);
  });

  it('by the old route is gone, in both versions', async () => {
    const { jira, bot } = world();
    for (const version of ['2', '3'] as const) {
      const answer = await jiraClient({ url: jira.url }, bot, '2')('GET', `/../${version}/search?jql=project%3DOPS`);
      expect(answer).toMatchObject({ status: 410, body: { errorMessages: [expect.stringContaining('/search/jql')] } });
    }
  });
});

describe('the search index', () => {
  const world = useJira({ kind: 'cloud', limits: 'none', searchLagSeconds: 30 });

  it('has a new issue and each change of one only after its lag', async () => {
    const { send, jira } = world();
    const { key } = await create(world(), { labels: ['early'] });
    const early = 'project = OPS AND labels = early';
    expect(await keys(world(), early)).toEqual([]);
    jira.clock.advance(0.5);
    expect(await keys(world(), early)).toEqual([key]);
    await send('PUT', `/issue/${key}`, { fields: { labels: ['late'] } });
    expect(await keys(world(), early)).toEqual([key]);
    expect(await keys(world(), 'labels = late')).toEqual([]);
    jira.clock.advance(0.5);
    expect([await keys(world(), early), await keys(world(), 'labels = late')]).toEqual([[], [key]]);
  });

  it('is put right for issues whose ids are known, and for them alone', async () => {
    const known = await create(world(), { labels: ['lost'] });
    await create(world(), { labels: ['lost'] });
    expect(await keys(world(), 'labels = lost', { reconcileIssues: [Number(known.id)] })).toEqual([known.key]);
  });

  it('has no say in reads by key: what is not there is left out', async () => {
    const { send } = world();
    const { key } = await create(world(), { labels: ['direct'] }, { properties: [{ key: 'sitrep', value: 1 }] });
    const answer = await send<Found>('POST', '/issue/bulkfetch', {
      issueIdsOrKeys: [key, 'OPS-998', 'OPS-999'],
      fields: ['labels', 'created'],
      properties: ['sitrep'],
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { issues: [{ key, fields: { labels: ['direct'] }, properties: { sitrep: 1 } }] },
    });
    expect(answer.body.issues).toHaveLength(1);
    const many = Array.from({ length: 101 }, (_none, at) => `OPS-${at}`);
    expect((await send('POST', '/issue/bulkfetch', { issueIdsOrKeys: many })).status).toBe(400);
  });

  it('forgets an issue that a person deletes', async () => {
    const { jira, ana, send } = world();
    const { key } = await create(world(), { labels: ['gone'] });
    jira.clock.advance(1);
    jira.as(ana).remove(key);
    expect(await keys(world(), 'labels = gone')).toEqual([]);
    expect((await send('GET', `/issue/${key}`)).status).toBe(404);
  });
});
