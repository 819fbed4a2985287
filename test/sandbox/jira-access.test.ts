// Who may do what on the embedded Jira, through which door, how often, and what happens when it is away.

import { describe, expect, it } from 'vitest';
import { adf, create, jiraClient, useJira } from './jira-world.ts';

const UNAUTHORISED = 401;

describe('credentials on Cloud', () => {
  const world = useJira({ kind: 'cloud' });

  it('are the e-mail and a token, and nothing else', async () => {
    const { jira, bot } = world();
    const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;
    const status = async (authorization: string): Promise<number> =>
      (await jiraClient(jira, { ...bot, authorization }, '3')('GET', '/myself')).status;
    expect(await status(bot.authorization)).toBe(200);
    expect(await status(basic(`someone@example.com:${bot.token}`))).toBe(UNAUTHORISED);
    expect(await status(basic(`${bot.user.email}:wrong`))).toBe(UNAUTHORISED);
    expect(await status(`Bearer ${bot.token}`)).toBe(UNAUTHORISED);
    expect((await jiraClient(jira, undefined, '3')('GET', '/myself')).status).toBe(UNAUTHORISED);
    expect((await jiraClient(jira, undefined, '3')('GET', '/serverInfo')).body).toMatchObject({
      deploymentType: 'Cloud',
    });
  });

  it('end after a year, or when they were told to', async () => {
    const { jira, ana } = world();
    const before = jira.snapshot();
    const short = jira.addToken(ana, { expiresAt: '2026-03-15T00:00:00Z' });
    expect((await jiraClient(jira, short, '3')('GET', '/myself')).status).toBe(200);
    jira.clock.advance(24 * 60);
    expect((await jiraClient(jira, short, '3')('GET', '/myself')).status).toBe(UNAUTHORISED);
    jira.restore(before);
  });

  it('with scopes work at the gateway alone, and for their scopes', async () => {
    const { jira, bot } = world();
    const scoped = jira.addToken(bot, { scopes: ['read:jira-work'] });
    const gateway = jiraClient({ url: jira.gatewayUrl }, scoped, '3');
    expect((await jiraClient(jira, scoped, '3')('GET', '/project/OPS')).status).toBe(UNAUTHORISED);
    expect((await gateway('GET', '/project/OPS')).status).toBe(200);
    expect((await gateway('POST', '/search/jql', { jql: 'project = OPS' })).status).toBe(200);
    const fields = { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: 'x' };
    expect(await gateway('POST', '/issue', { fields })).toMatchObject({
      status: 401,
      body: { message: 'Unauthorized; scope does not match' },
    });
    const service = jiraClient({ url: jira.gatewayUrl }, { ...scoped, authorization: `Bearer ${scoped.token}` }, '3');
    expect((await service('GET', '/project/OPS')).status).toBe(200);
    const elsewhere = jiraClient({ url: `${jira.url}/ex/jira/another-cloud` }, scoped, '2');
    expect((await elsewhere('GET', '/project/OPS')).status).toBe(404);
  });

  it('tell which cloud this is', async () => {
    const { jira } = world();
    const answer = await fetch(`${jira.url}/_edge/tenant_info`);
    expect(await answer.json()).toEqual({ cloudId: jira.gatewayUrl.split('/').at(-1) });
  });

  it('say what they allow', async () => {
    const { send, jira, project, bot } = world();
    const path = '/mypermissions?projectKey=OPS&permissions=CREATE_ISSUES,DELETE_ISSUES';
    const answer = await send<{ permissions: Record<string, { havePermission: boolean }> }>('GET', path);
    const have = Object.entries(answer.body.permissions).map(([key, { havePermission }]) => [key, havePermission]);
    expect(have).toEqual([
      ['CREATE_ISSUES', true],
      ['DELETE_ISSUES', false],
    ]);
    expect((await send('GET', '/mypermissions')).status).toBe(400);
    jira.permit(project, bot, ['BROWSE_PROJECTS']);
    const fields = { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: 'x' };
    expect((await send('POST', '/issue', { fields })).status).toBe(403);
    jira.permit(project, bot, 'all');
  });
});

describe('limits on Cloud', () => {
  const world = useJira({ kind: 'cloud' });

  it('let an issue be written to 20 times in 2 s and 100 times in 30 s', async () => {
    const { send, jira } = world();
    const { key } = await create(world());
    const burst = async (): Promise<number[]> => {
      const statuses: number[] = [];
      for (let at = 0; at < 21; at += 1) {
        statuses.push((await send('PUT', `/issue/${key}/properties/p${at}`, at)).status);
      }
      return statuses;
    };
    expect((await burst()).map((status) => status < 300)).toEqual([...Array(20).fill(true), false]);
    const refused = await send('POST', `/issue/${key}/comment`, { body: adf('hi') });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('ratelimit-reason')).toBe('jira-per-issue-on-write');
    expect(refused.headers.get('retry-after')).toBe('2');
    expect((await create(world())).key).not.toBe(key);
    for (let round = 0; round < 4; round += 1) {
      jira.clock.advance(2.5 / 60);
      expect((await burst()).at(0)).toBeLessThan(300);
    }
    jira.clock.advance(2.5 / 60);
    const long = await send('PUT', `/issue/${key}`, { fields: { summary: 'y' } });
    expect(long.status).toBe(429);
    expect(Number(long.headers.get('retry-after'))).toBeGreaterThan(10);
  });

  it('let an endpoint be asked a hundred times a second', async () => {
    const { send, jira } = world();
    jira.clock.advance(1);
    const statuses = await Promise.all(
      Array.from({ length: 101 }, async () => (await send('GET', '/priority')).status),
    );
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    const refused = await send('GET', '/priority');
    expect(refused.headers.get('ratelimit-reason')).toBe('jira-burst-based');
    expect((await send('GET', '/field')).headers.get('x-ratelimit-remaining')).toBe('99');
    jira.clock.advance(1 / 60);
    expect((await send('GET', '/priority')).status).toBe(200);
  });
});

describe('a Jira that fails', () => {
  const world = useJira({ kind: 'cloud', limits: 'none' });

  it('answers what it is told to', async () => {
    const { send, jira } = world();
    jira.faults.add({ path: /myself/, act: { do: 'throttle', seconds: 7 } });
    jira.faults.add({ path: /field/, act: { do: 'answer', status: 503, body: '<h1>Down</h1>' } });
    const limited = await send('GET', '/myself');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    const html = await fetch(`${jira.url}/rest/api/3/field`);
    expect([html.status, await html.text()]).toEqual([503, '<h1>Down</h1>']);
    expect((await send('GET', '/myself')).status).toBe(200);
  });

  it.each([
    ['before it did the work', 'cut-before', 0],
    ['after it did the work', 'cut-after', 1],
  ] as const)('cuts the line %s', async (_when, act, made) => {
    const { send, jira } = world();
    const before = jira.read().length;
    jira.faults.add({ method: 'POST', path: /\/issue$/, act: { do: act } });
    const fields = { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: 'x' };
    await expect(send('POST', '/issue', { fields })).rejects.toThrow();
    expect(jira.read().length - before).toBe(made);
    expect(jira.requests.all.at(-1)).toMatchObject({ status: 0, route: '/rest/api/3/issue' });
  });

  it('calls back before the work and after it', async () => {
    const { send, jira } = world();
    const seen: string[] = [];
    for (const when of ['before', 'after'] as const) {
      jira.faults.add({
        act: {
          do: 'call',
          when,
          callback: ({ method, url, actor }) => void seen.push(`${when} ${method} ${url} ${actor}`),
        },
      });
    }
    await send('GET', '/myself');
    expect(seen).toEqual(['before GET /rest/api/3/myself sitrep', 'after GET /rest/api/3/myself sitrep']);
  });

  it('refuses connections while it is down, and has everything when it is back', async () => {
    const { send, jira } = world();
    const { key } = await create(world());
    await jira.down();
    await expect(send('GET', `/issue/${key}`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await jira.up();
    expect((await send('GET', `/issue/${key}`)).status).toBe(200);
  });

  it('is put back to where it was', async () => {
    const { send, jira, ana } = world();
    const { key } = await create(world());
    const before = jira.snapshot();
    const view = jira.read();
    jira.as(ana).close(key);
    jira.as(ana).comment(key, 'all gone');
    await create(world());
    jira.restore(before);
    expect(jira.read()).toEqual(view);
    expect((await send('GET', `/issue/${key}`)).status).toBe(200);
  });

  it('remembers every text that came in, and no credential', async () => {
    const { send, jira, bot } = world();
    await create(world(), { summary: 'a canary sings' });
    await send('POST', '/search/jql', { jql: 'labels = "another canary"' });
    await send('GET', '/search/jql?jql=labels%3Dthirdcanary');
    const received = jira.received();
    for (const text of ['a canary sings', 'another canary', 'thirdcanary']) expect(received).toContain(text);
    const [, credentials = ''] = bot.authorization.split(' ');
    for (const secret of [bot.token, credentials]) {
      expect(received).not.toContain(secret);
      expect(JSON.stringify(jira.requests.all)).not.toContain(secret);
    }
  });

  it('says what is wrong with a body that is no JSON, or nothing', async () => {
    const { jira, bot } = world();
    const send = jiraClient(jira, bot, '2');
    expect((await send('POST', '/issue', '{"fields"')).status).toBe(400);
    expect((await send('POST', '/issue')).status).toBe(400);
    expect((await send('POST', '/issue', 'summary=x', { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await send('GET', '/nothing')).status).toBe(404);
  });
});
