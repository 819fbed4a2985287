// The embedded Jira as a Data Center: v2 alone, wiki markup, Bearer tokens, user names.

import { describe, expect, it } from 'vitest';
import { create, jiraClient, type Made, useJira } from './jira-world.ts';

interface Shown {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly changelog?: { readonly histories: readonly { readonly items: readonly object[] }[] };
}

describe('a Data Center', () => {
  const world = useJira({ kind: 'data-center' }, { workflow: 'classic', components: ['Checkout'] });

  it('has no third version, and says what it is', async () => {
    const { jira, bot, send } = world();
    expect((await send('GET', '/serverInfo')).body).toMatchObject({ deploymentType: 'Server', baseUrl: jira.url });
    const third = await fetch(`${jira.url}/rest/api/3/myself`, { headers: { Authorization: bot.authorization } });
    expect(third.status).toBe(404);
    expect((await send('GET', '/myself')).body).toMatchObject({ name: 'sitrep', displayName: 'sitrep' });
    expect((await send('GET', '/myself')).body).not.toHaveProperty('accountId');
  });

  it('takes a personal access token as Bearer, and no Basic with it', async () => {
    const { jira, bot } = world();
    expect(bot.authorization).toBe(`Bearer ${bot.token}`);
    const basic = `Basic ${Buffer.from(`${bot.user.email}:${bot.token}`).toString('base64')}`;
    expect((await jiraClient(jira, { ...bot, authorization: basic }, '2')('GET', '/myself')).status).toBe(401);
  });

  it('takes and gives wiki markup, and names people by their name', async () => {
    const { send, ana } = world();
    const made = await create(world(), {
      description: 'h2. Now\n* {{checkout}} is down',
      assignee: { name: ana.user.name },
      components: [{ name: 'Checkout' }],
    });
    expect((await send<Shown>('GET', `/issue/${made.key}`)).body.fields).toMatchObject({
      description: 'h2. Now\n* {{checkout}} is down',
      assignee: { name: 'ana', key: `JIRAUSER${ana.user.id}` },
      components: [{ name: 'Checkout' }],
    });
    const comment = await send('POST', `/issue/${made.key}/comment`, { body: '*Sitrep* 1' });
    expect(comment).toMatchObject({ status: 201, body: { body: '*Sitrep* 1', author: { name: 'sitrep' } } });
    const document = { version: 1, type: 'doc', content: [] };
    expect((await send('PUT', `/issue/${made.key}`, { fields: { description: document } })).body).toMatchObject({
      errors: { description: 'Operation value must be a string' },
    });
  });

  it('says of a text that is too long what the limit is', async () => {
    const { send } = world();
    const { key } = await create(world());
    const answer = await send('POST', `/issue/${key}/comment`, { body: 'x'.repeat(32_768) });
    const comment = 'The entered text is too long. It exceeds the allowed limit of 32767 characters.';
    expect(answer).toMatchObject({ status: 400, body: { errorMessages: [], errors: { comment } } });
  });

  it.each([
    ['no project', { project: undefined }, { project: 'valid project is required' }],
    ['no issue type', { issuetype: undefined }, { issuetype: 'issue type is required' }],
  ])('refuses an issue with %s in words of its own', async (_what, fields, errors) => {
    const base = { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: 'x' };
    const answer = await world().send('POST', '/issue', { fields: { ...base, ...fields } });
    expect(answer).toMatchObject({ status: 400, body: { errors } });
  });

  it('searches at once, with a total, by the old route alone', async () => {
    const { send } = world();
    const { key } = await create(world(), { labels: ['found'] });
    const query = `/search?jql=${encodeURIComponent('project = OPS AND labels = found')}&fields=labels`;
    expect((await send('GET', query)).body).toMatchObject({
      startAt: 0,
      total: 1,
      issues: [{ key, fields: { labels: ['found'] } }],
    });
    const second = await create(world(), { labels: ['found'] });
    const page = { jql: 'labels = found ORDER BY key', startAt: 1, maxResults: 1, fields: ['key'] };
    expect((await send('POST', '/search', page)).body).toMatchObject({ total: 2, issues: [{ key: second.key }] });
    expect((await send('POST', '/search/jql', { jql: 'labels = found' })).status).toBe(404);
    expect((await send('POST', '/issue/bulkfetch', { issueIdsOrKeys: [key] })).status).toBe(404);
    expect((await send('POST', '/comment/list', { ids: [1] })).status).toBe(404);
    const unbounded = await send<{ issues: Made[] }>('GET', '/search?jql=');
    expect(unbounded.body.issues.length).toBeGreaterThan(1);
  });

  it('shows properties of a ticket that is read, and refuses a search that asks for them', async () => {
    const { send } = world();
    const { key } = await create(world(), {}, { properties: [{ key: 'sitrep', value: 1 }] });
    expect((await send('GET', `/issue/${key}?properties=sitrep`)).body).toMatchObject({ properties: { sitrep: 1 } });
    const answer = await send('POST', '/search', { jql: `key = ${key}`, properties: ['sitrep'] });
    const unknown = expect.stringContaining('Unrecognized field "properties"');
    expect(answer).toMatchObject({ status: 400, body: { errorMessages: [unknown] } });
  });

  it('shows properties of comments where they are asked for; which of them are internal is nowhere else', async () => {
    const { send, jira, ana } = world();
    const { key } = await create(world());
    jira.as(ana).comment(key, 'For agents', { internal: true });
    type Page = { readonly comments: readonly object[] };
    const plain = await send<Page>('GET', `/issue/${key}/comment`);
    expect(plain.body.comments.flatMap(Object.keys)).toEqual(expect.not.arrayContaining(['properties', 'jsdPublic']));
    const properties = [{ key: 'sd.public.comment', value: { internal: true } }];
    const expanded = await send<Page>('GET', `/issue/${key}/comment?expand=properties`);
    expect(expanded.body.comments).toMatchObject([{ body: 'For agents', properties }]);
  });

  it('lists what may be created under another name than Cloud', async () => {
    const { send } = world();
    const types = await send<{ values: { id: string; name: string }[]; isLast: boolean }>(
      'GET',
      '/issue/createmeta/OPS/issuetypes',
    );
    expect(types.body).toMatchObject({ isLast: true, values: [{ name: 'Live Incident State' }, {}, {}] });
    const fields = await send<{ values: { fieldId: string }[] }>(
      'GET',
      `/issue/createmeta/OPS/issuetypes/${types.body.values[0]?.id}`,
    );
    expect(fields.body.values.map(({ fieldId }) => fieldId)).toContain('description');
    expect((await send('GET', '/issue/createmeta/OPS/issuetypes?maxResults=500')).status).toBe(400);
  });

  it('gives all comments where no page was asked for', async () => {
    const { send } = world();
    const { key } = await create(world());
    await send('POST', `/issue/${key}/comment`, { body: 'one' });
    expect((await send('GET', `/issue/${key}/comment`)).body).toMatchObject({ maxResults: 1_048_576, total: 1 });
  });

  it('has links, properties, transitions and permissions as Cloud has', async () => {
    const { send, jira } = world();
    const { key } = await create(world());
    const link = { globalId: 'x', object: { url: 'https://x.test', title: 'x' } };
    expect((await send('POST', `/issue/${key}/remotelink`, link)).status).toBe(201);
    expect((await send('POST', `/issue/${key}/remotelink`, link)).status).toBe(200);
    expect((await send('PUT', `/issue/${key}/properties/p`, { a: 1 })).status).toBe(201);
    const { body } = await send<{ transitions: { id: string; name: string }[] }>('GET', `/issue/${key}/transitions`);
    const close = body.transitions.find(({ name }) => name === 'Close Issue');
    const fields = { resolution: { name: 'Done' } };
    expect((await send('POST', `/issue/${key}/transitions`, { transition: { id: close?.id }, fields })).status).toBe(
      204,
    );
    expect(jira.read().at(-1)).toMatchObject({ status: 'Closed', remoteLinks: [{ globalId: 'x' }] });
    const log = await send<Shown>('GET', `/issue/${key}?expand=changelog&fields=status`);
    expect(log.body.changelog?.histories.flatMap(({ items }) => items)).toContainEqual(
      expect.objectContaining({ field: 'status', fromString: 'Open', toString: 'Closed' }),
    );
    expect(Object.keys((await send<{ permissions: object }>('GET', '/mypermissions')).body.permissions)).toContain(
      'BROWSE_PROJECTS',
    );
  });

  it('takes a write that looks like a browser for a forged one', async () => {
    const { send } = world();
    const { key } = await create(world());
    const browser = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64)' };
    const write = ['PUT', `/issue/${key}`, { fields: { summary: 'y' } }] as const;
    expect(await send(...write, browser)).toMatchObject({ status: 403, body: 'XSRF check failed' });
    expect((await send(...write, { ...browser, 'X-Atlassian-Token': 'no-check' })).status).toBe(204);
    expect((await send('GET', `/issue/${key}`, undefined, browser)).status).toBe(200);
  });

  it('does not take a body that is not there', async () => {
    const { key } = await create(world());
    expect((await world().send('POST', `/issue/${key}/comment`)).status).toBe(415);
  });
});

describe('a Data Center whose administrator limits requests', () => {
  const world = useJira({ kind: 'data-center', userLimit: { requests: 3, perSeconds: 10 } });

  it('tells each user how many are left, and when there are more', async () => {
    const { jira, send, ana } = world();
    const left = async (): Promise<string | null> =>
      (await send('GET', '/myself')).headers.get('x-ratelimit-remaining');
    expect([await left(), await left(), await left()]).toEqual(['2', '1', '0']);
    const refused = await send('GET', '/myself');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect((await jiraClient(jira, ana, '2')('GET', '/myself')).status).toBe(200);
    jira.clock.advance(10 / 60);
    expect(await left()).toBe('2');
  });
});

describe('the second version on Cloud', () => {
  const world = useJira({ kind: 'cloud' });

  it('takes wiki markup, and shows documents as text', async () => {
    const { jira, bot, send } = world();
    const second = jiraClient(jira, bot, '2');
    const { key } = await create(world());
    expect((await second('POST', `/issue/${key}/comment`, { body: 'one\ntwo' })).status).toBe(201);
    const comments = await send<{ comments: { body: unknown }[] }>('GET', `/issue/${key}/comment`);
    expect(comments.body.comments).toMatchObject([{ body: { type: 'doc', content: [{}, {}] } }]);
    const document = {
      version: 1,
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'three' }] }],
    };
    await send('POST', `/issue/${key}/comment`, { body: document });
    const texts = await second<{ comments: { body: unknown }[] }>('GET', `/issue/${key}/comment`);
    expect(texts.body.comments.map(({ body }) => body)).toEqual(['one\ntwo', 'three']);
  });
});
