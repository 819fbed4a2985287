// What the embedded Jira says when it refuses, held against examples of what Jira says.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../contracts.ts';
import { jiraBreaches } from './jira-contract.ts';
import { type Answer, adf, create, type JiraWorld, jiraClient, makeJira } from './jira-world.ts';

const examples = contract('../jira/examples/', "the words of the embedded Jira's refusals against examples");
const LONG = 'x'.repeat(32_768);

interface Envelope {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const example = <T>(name: string): T => JSON.parse(readFileSync(new URL(`${name}.json`, examples), 'utf8'));

let cloud: JiraWorld;
let server: JiraWorld;
let key: string;

beforeAll(async () => {
  cloud = await makeJira({ kind: 'cloud' }, { workflow: 'classic' });
  server = await makeJira({ kind: 'data-center', userLimit: { requests: 100, perSeconds: 10 } });
  ({ key } = await create(cloud));
});
afterAll(async () => {
  await cloud.jira.close();
  await server.jira.close();
});

const edit = (fields: object): Promise<Answer<object>> => cloud.send('PUT', `/issue/${key}`, { fields });
const second = (): ReturnType<typeof jiraClient> => jiraClient(cloud.jira, cloud.bot, '2');

const REFUSALS: Readonly<Record<string, () => Promise<Answer<object>>>> = {
  'errors.adfInvalid.400': () => edit({ description: { version: 1, type: 'doc', content: [{ type: 'listItem' }] } }),
  'errors.contentLimitExceeded.400': () => edit({ description: adf(LONG) }),
  'errors.fieldNotOnScreen.400': () => edit({ customfield_10010: 'x' }),
  'errors.notFoundOrNoPermission.404': () => cloud.send('GET', '/issue/OPS-4711'),
  'errors.searchRemoved.410': () => second()('GET', '/search?jql=project%3DOPS'),
  'errors.transitionInvalid.400': () => cloud.send('POST', `/issue/${key}/transitions`, { transition: { id: '4711' } }),
  'errors.textTooLong.dc.400': async () =>
    server.send('POST', `/issue/${(await create(server)).key}/comment`, { body: LONG }),
  'createOrUpdateRemoteIssueLink.400': () =>
    second()('POST', `/issue/${key}/remotelink`, { object: { url: 'https://x.test' } }),
};

describe.skipIf(!examples)('a refusal', () => {
  it.each(Object.entries(REFUSALS))('is worded as %s', async (name, provoke) => {
    const { status, body } = await provoke();
    expect([name.includes(`.${status}`), body]).toEqual([true, example(name)]);
  });

  it('of a page that is too large is worded as createMetaIssueTypes.400', async () => {
    const { body } = await cloud.send('GET', '/issue/createmeta/OPS/issuetypes?maxResults=201');
    expect(example('createMetaIssueTypes.400')).toMatchObject(body);
  });
});

describe.skipIf(!examples)('a limit', () => {
  it.each([
    ['errors.rateLimit.429', () => cloud.send('GET', '/status'), () => cloud, 101],
    ['errors.rateLimit.perIssue.429', () => cloud.send('PUT', `/issue/${key}/properties/p`, 1), () => cloud, 21],
    ['errors.rateLimit.dc.429', () => server.send('GET', '/status'), () => server, 101],
  ] as const)('is told with the headers of %s', async (name, ask, world, times) => {
    world().jira.clock.advance(1);
    const answers: Answer<object>[] = [];
    for (let at = 0; at < times; at += 1) answers.push(await ask());
    const last = answers.at(-1);
    const envelope = example<Envelope>(name);
    expect([answers.at(-2)?.status === 429, last?.status, last?.body]).toEqual([false, 429, envelope.body]);
    expect(Object.keys(envelope.headers).filter((header) => !last?.headers.has(header))).toEqual([]);
    const reason = 'RateLimit-Reason';
    expect(last?.headers.get(reason) ?? undefined).toBe(envelope.headers[reason]);
  });
});

describe.skipIf(!examples)("Atlassian's contract", () => {
  it.each([
    ['an answer of another type', 'GET', '/myself', undefined, 200, { accountId: 5 }],
    ['an answer with a key that is unknown', 'GET', '/myself', undefined, 200, { accountID: 'x' }],
    ['a code that is unknown', 'POST', '/issue', {}, 200, {}],
    ['a request that lacks something', 'POST', '/comment/list', {}, 200, {}],
    ['a route that is unknown', 'GET', '/horoscope', undefined, 200, {}],
  ])('does not let %s through', (_what, method, path, sent, status, body) => {
    expect(jiraBreaches(method, path, sent, status, body)).toHaveLength(1);
  });

  it.each(['myself', 'getTransitions', 'getComments', 'searchJql', 'getRemoteIssueLinks'])(
    "takes Atlassian's own example of %s",
    (name) => {
      const path = { myself: '/myself', searchJql: '/search/jql' }[name] ?? `/issue/A-1/${PARTS[name]}`;
      expect(jiraBreaches('GET', path, undefined, 200, example(`${name}.200`))).toEqual([]);
    },
  );
});

const PARTS: Readonly<Record<string, string>> = {
  getTransitions: 'transitions',
  getComments: 'comment',
  getRemoteIssueLinks: 'remotelink',
};
