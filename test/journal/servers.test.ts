// Servers that are no GitLab, or no friend: the journal says so in time, and keeps its token to itself.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalRefused, JournalUnreachable } from '../../src/journal/errors.ts';
import { openJournal } from '../../src/journal/journal.ts';
import { runGit } from '../../src/journal/process.ts';
import { BRANCH, thrown } from './given.ts';

describe('a server that is none', () => {
  let server: Server;
  let url: string;
  let seen: string[] = [];

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization ?? 'without a token'}`);
      if (request.url?.startsWith('/moved')) response.writeHead(301, { location: `${url}/elsewhere` }).end();
      if (request.url?.startsWith('/page'))
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<!doctype html>\n<h1>Sign in</h1>\n<form></form>\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('never answers: the time is up, and no process is left behind', async () => {
    const started = performance.now();
    const caught = await thrown(openJournal({ url: `${url}/silent.git`, token: 't', branch: BRANCH, timeoutMs: 700 }));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(caught).toBeInstanceOf(JournalUnreachable);
    expect(caught.message).toContain('no answer within 1 s');
    const connections = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
    expect(seen).toHaveLength(1);
    await expect.poll(connections).toBe(0);
  });

  it('is not there at all', async () => {
    server.close();
    expect(await thrown(openJournal({ url, token: 't', branch: BRANCH }))).toBeInstanceOf(JournalUnreachable);
  });

  it('answers with a page', async () => {
    const caught = await thrown(openJournal({ url: `${url}/page.git`, token: 't', branch: BRANCH }));
    expect(caught).toBeInstanceOf(JournalUnreachable);
  });

  it('sends us elsewhere: the token is not taken there', async () => {
    const caught = await thrown(openJournal({ url: `${url}/moved.git`, token: 'secret', branch: BRANCH }));
    expect(caught).toBeInstanceOf(JournalRefused);
    expect(caught.message).toContain('another address');
    expect(seen.filter((line) => line.startsWith('/elsewhere'))).toEqual([]);
    expect(seen[0]).toContain(`Basic ${Buffer.from('oauth2:secret').toString('base64')}`);
  });
});

describe('the token', () => {
  it('is in no argument, and in no error', async () => {
    const secret = 'glpat-very-secret';
    const basic = Buffer.from(`oauth2:${secret}`).toString('base64');
    const answers: string[] = [];
    const hostile = createServer((request, response) => {
      // A server that repeats what it was sent, in every place where git shows it.
      const said = `${request.headers.authorization} ${secret} http://oauth2:${secret}@example.com/x.git`;
      answers.push(said);
      response.writeHead(403, said.replace(/[^\x20-\x7e]/g, ''), { 'content-type': 'text/plain' }).end(`${said}\n`);
    });
    await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
    const { port } = hostile.address() as AddressInfo;
    const ran: string[] = [];
    const caught = await thrown(
      openJournal({
        url: `http://oauth2:${secret}@127.0.0.1:${port}/x.git`,
        token: secret,
        branch: BRANCH,
        run: (command) => {
          ran.push(command.args.join(' '));
          return runGit(command);
        },
      }),
    );
    hostile.close();
    expect(answers[0]).toContain(basic);
    expect(caught).toBeInstanceOf(JournalRefused);
    for (const text of [...ran, caught.message, String(caught.stack), JSON.stringify(caught)]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(basic);
    }
  });

  it('of somebody else in the environment is not handed on', async () => {
    process.env['SITREP_TEST_TOKEN'] = 'glpat-other';
    const names = new Set<string>();
    const opening = openJournal({
      url: 'http://127.0.0.1:1',
      token: 't',
      branch: BRANCH,
      run: (command) => {
        for (const [name, value] of Object.entries(command.env)) names.add(`${name}=${value}`);
        return runGit(command);
      },
    });
    expect(await thrown(opening)).toBeInstanceOf(JournalUnreachable);
    delete process.env['SITREP_TEST_TOKEN'];
    expect([...names].join('\n')).not.toContain('glpat-other');
    expect([...names]).toEqual(expect.arrayContaining(['GIT_TERMINAL_PROMPT=0', 'GIT_CONFIG_GLOBAL=/dev/null']));
  });
});
