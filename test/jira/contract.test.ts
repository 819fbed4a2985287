// Every request that the adapter sends to Cloud, and every answer, against Atlassian's own OpenAPI document.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { connectJira } from '../../src/jira/jira.ts';
import { parse } from '../../src/text/parse.ts';
import { jiraBreaches } from '../sandbox/jira-contract.ts';
import { done, GITLAB, MARK, makeWorld, START, ticket, timeOf, type World } from './world.ts';

let world: World;
let between: Server;
afterEach(async () => {
  between.close();
  await world.sandbox.close();
});

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly sent: unknown;
  readonly status: number;
  readonly body: unknown;
}

/** Passes everything on, and keeps a copy. */
async function listening(target: string, heard: Exchange[]): Promise<string> {
  between = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { method = 'GET', url = '/', headers } = request;
    const answer = await fetch(`${target}${url}`, {
      method,
      headers: { authorization: headers.authorization ?? '', 'content-type': 'application/json' },
      ...(text === '' ? {} : { body: text }),
    });
    const body = await answer.text();
    const read = (json: string): unknown => (json === '' ? undefined : JSON.parse(json));
    heard.push({ method, path: url, sent: read(text), status: answer.status, body: read(body) });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
}

it('a whole incident keeps the contract', async () => {
  world = await makeWorld(
    { kind: 'cloud', limits: 'none' },
    { workflow: 'classic', fieldsOnScreen: ['description', 'labels'] },
  );
  const { sandbox, bot, ana } = world;
  const heard: Exchange[] = [];
  const jira = connectJira({
    url: await listening(sandbox.url, heard),
    email: bot.user.email,
    token: bot.token,
    time: timeOf(sandbox.clock),
  });
  const link = { globalId: 'incident', url: GITLAB, title: 'Incident 12', resolved: true };

  await jira.me();
  await jira.missingPermissions('INC');
  await jira.issueTypes('INC');
  await jira.find('INC', MARK, START, link.globalId);
  const { key } = done(await jira.create(ticket({ priority: 'High' })));
  done(
    await jira.change(key, {
      url: GITLAB,
      summary: 'x',
      description: parse('| a | b |\n|--|--|\n| 1 | 2 |'),
      addLabels: ['y'],
    }),
  );
  await jira.ticket(key);
  done(await jira.transition(key, { name: 'Closed', category: 'done' }));
  const { id } = done(await jira.comment(key, { key: 'sitrep:1', text: parse('> quoted\n\n1. one'), url: GITLAB }));
  sandbox.as(ana).editComment(key, id, 'tidied up');
  expect((await jira.comments(key, START)).map((one) => one.key)).toEqual(['sitrep:1']);
  done(await jira.setLink(key, link));
  done(await jira.removeLink(key, link.globalId));
  done(await jira.removeComment(key, id));
  sandbox.clock.advance(5);
  expect(await jira.changed(MARK, 60)).toHaveLength(1);

  const asked = heard.filter(({ path }) => path.startsWith('/rest/api/3/'));
  expect(asked.length).toBeGreaterThan(20);
  const breaches = asked.flatMap(({ method, path, sent, status, body }) =>
    jiraBreaches(method, path.replace('/rest/api/3', ''), sent, status, body),
  );
  expect(breaches).toEqual([]);
});
