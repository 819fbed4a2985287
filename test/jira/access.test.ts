// Who we are, what we may, and what people are told where that is not enough; and no token in anything that can be printed.

import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { connectJira } from '../../src/jira/jira.ts';
import { parse } from '../../src/text/parse.ts';
import { done, GITLAB, KINDS, makeWorld, START, ticket, timeOf, type World } from './world.ts';

let world: World;
afterEach(() => world.sandbox.close());

describe.each(KINDS)('%s', (kind) => {
  it('knows its kind by asking once, its user, and the types of issue', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox, bot } = world;
    expect([await jira.kind(), await jira.kind()]).toEqual([kind, kind]);
    expect(await jira.me()).toEqual({ id: kind === 'cloud' ? bot.user.accountId : 'sitrep', name: 'Sitrep' });
    await jira.me();
    expect(await jira.issueTypes('INC')).toEqual(['Incident', 'Task']);
    expect(sandbox.requests.byRoute().get('GET /rest/api/2/serverInfo')).toBe(1);
    expect(jira.requests.count).toBe(3);
  });

  it('names the permissions that it lacks', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox, bot } = world;
    expect(await jira.missingPermissions('INC')).toEqual([]);
    const project = sandbox.addProject({ key: 'OPS', private: true });
    sandbox.permit(project, bot, ['BROWSE_PROJECTS', 'CREATE_ISSUES', 'EDIT_ISSUES']);
    expect(await jira.missingPermissions('OPS')).toEqual(['Add comments', 'Transition issues', 'Link issues']);
  });

  it('is told of a ticket that it may see and not write to', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox, bot } = world;
    const project = sandbox.addProject({ key: 'OPS', issueTypes: ['Incident'], private: true });
    sandbox.permit(project, bot, 'all');
    done(await jira.create(ticket({ project: 'OPS' })));
    sandbox.permit(project, bot, ['BROWSE_PROJECTS']);
    const comment = { key: 'k', text: parse('hello'), url: GITLAB };
    expect(await jira.comment('OPS-1', comment)).toMatchObject({ outcome: 'refused' });
    expect(await jira.change('OPS-1', { url: GITLAB, summary: 'x' })).toMatchObject({ outcome: 'refused' });
    sandbox.permit(project, bot, []);
    expect(await jira.ticket('OPS-1')).toBeUndefined();
    expect(await jira.comment('OPS-1', comment)).toMatchObject({
      outcome: 'refused',
      status: 404,
      reason: expect.stringContaining('Browse projects'),
    });
  });

  it.each([
    [401, /SITREP_JIRA_TOKEN/],
    [403, /permissions Browse projects, Create issues/],
    [410, /kind \(cloud or data-center\)/],
    [413, /5,000 comments/],
    [500, /down/],
  ])('says what to do about %d', async (status, words) => {
    world = await makeWorld({ kind });
    world.sandbox.faults.add({ path: /\/comment/, times: Infinity, act: { do: 'answer', status, body: {} } });
    await expect(world.jira.comments('INC-1', undefined)).rejects.toThrow(words);
  });

  it('says what an answer is that cannot be understood', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox } = world;
    const login = { do: 'answer', status: 200, body: '<html>Log in</html>' } as const;
    sandbox.faults.add({ path: /\/comment/, act: login });
    await expect(jira.comments('INC-1', undefined)).rejects.toThrow(/text\/html.* login page/);
    sandbox.faults.add({ path: /\/comment/, act: { do: 'answer', status: 200, body: { comments: [{ id: 1 }] } } });
    await expect(jira.comments('INC-1', undefined)).rejects.toThrow(/another shape/);
  });

  it('nothing that can be printed holds the token, though the server echoes it', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox, bot } = world;
    const basic = bot.authorization.split(' ')[1] ?? '';
    const body = { errorMessages: [`bad credentials ${bot.token}, ${basic}`], errors: {} };
    sandbox.faults.add({ path: /\/issue/, times: Infinity, act: { do: 'answer', status: 400, body } });
    const ends = await Promise.all([
      jira.create(ticket()),
      jira.comment('INC-1', { key: 'k', text: parse('hello'), url: GITLAB }),
      jira.ticket('INC-1').catch((error: unknown) => error),
      jira.find('INC', 'mark', START).catch((error: unknown) => error),
    ]);
    const printed = [jira, ...ends].map((one) => inspect(one, { depth: Infinity, showHidden: true })).join('\n');
    expect(printed).toContain('bad credentials [secret]');
    expect(printed).not.toContain(bot.token);
    expect(printed).not.toContain(basic);
    expect(sandbox.requests.all.map(({ url }) => url).join()).not.toContain(bot.token);
  });
});

it('an expired token is told with where to renew it and which variable holds it', async () => {
  world = await makeWorld({ kind: 'cloud' });
  world.sandbox.clock.advance(366 * 24 * 60);
  const why = /expired \(on Cloud after a year at most\).*id\.atlassian\.com.*SITREP_JIRA_TOKEN/;
  await expect(world.jira.me()).rejects.toThrow(why);
});

it('a ticket is not gone where Cloud takes a bad token for nobody', async () => {
  world = await makeWorld({ kind: 'cloud' });
  const { jira, sandbox } = world;
  const headers = { 'X-Seraph-Loginreason': 'AUTHENTICATED_FAILED' };
  const body = { errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} };
  sandbox.faults.add({ path: /INC-1/, act: { do: 'answer', status: 404, body, headers } });
  await expect(jira.ticket('INC-1')).rejects.toMatchObject({ status: 401 });
});

it('a token with scopes works at the gateway alone, and links lead to the site', async () => {
  world = await makeWorld({ kind: 'cloud' });
  const { sandbox, bot } = world;
  const scopes = ['read:jira-work', 'write:jira-work', 'read:jira-user'];
  const { token, user } = sandbox.addToken(bot, { scopes });
  const time = timeOf(sandbox.clock);
  const connect = (url: string) =>
    connectJira({ url, siteUrl: 'https://acme.atlassian.net/', email: user.email, token, time });
  await expect(connect(sandbox.url).me()).rejects.toThrow(/works only at https:\/\/api\.atlassian\.com\/ex\/jira/);
  const jira = connect(sandbox.gatewayUrl);
  const { key } = done(await jira.create(ticket()));
  done(await jira.comment(key, { key: 'k', text: parse('hello'), url: GITLAB }));
  expect((await jira.ticket(key))?.intact).toBe(true);
  expect(jira.url(key)).toBe('https://acme.atlassian.net/browse/INC-1');
});

it.each([
  [{ url: 'acme.atlassian.net', token: 'x'.repeat(20) }, /no address/],
  [{ url: 'https://acme.atlassian.net', token: ' \n' }, /SITREP_JIRA_TOKEN is empty/],
  [{ url: 'https://acme.atlassian.net', token: 'two words' }, /SITREP_JIRA_TOKEN/],
])('throws at once where address or token can be none', (connection, words) => {
  expect(() => connectJira(connection)).toThrow(words);
});
