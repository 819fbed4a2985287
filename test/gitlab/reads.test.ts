// Reads: patient with what passes, plain about what does not.

import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { GitLabError } from '../../src/gitlab/errors.ts';
import { connectGitLab } from '../../src/gitlab/gitlab.ts';
import type { GitLab } from '../../src/gitlab/port.ts';
import { fastTime, issue, type RecordedTime, TOKEN, user } from './given.ts';
import {
  type Act,
  cut,
  cutHalfway,
  html,
  json,
  playing,
  type ScriptedServer,
  silent,
  slow,
  throttled,
} from './scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function given(...acts: readonly [Act, ...Act[]]): Promise<{ gitlab: GitLab; time: RecordedTime }> {
  server = await playing(...acts);
  const time = fastTime();
  return {
    time,
    gitlab: connectGitLab({
      url: server.url,
      token: TOKEN,
      project: 'ops/incidents',
      timeoutMs: 300,
      maxAnswerBytes: 5_000,
      time,
    }),
  };
}

const ok = json(200, user);
const loggedOut = json(401, { message: '401 Unauthorized' });

describe('what passes is waited for', () => {
  it.each<[string, Act[], number[]]>([
    ['429 in plain text with Retry-After (A10)', [throttled({ 'retry-after': '7' })], [7_000]],
    ['429 with a date', [throttled({ 'retry-after': 'Wed, 11 Mar 2026 04:00:09 GMT' })], [9_000]],
    [
      '429 without Retry-After (A11)',
      [json(429, { message: { error: 'too many' } }), throttled(), throttled()],
      [5_000, 10_000, 20_000],
    ],
    ['502 with a page of HTML', [html(502), html(502)], [500, 1_000]],
    ['503 that says when', [json(503, {}, { 'retry-after': '3' })], [3_000]],
    ['504', [html(504)], [500]],
    ['a line cut before the answer', [cut], [500]],
    ['a line cut within the answer', [cutHalfway], [500]],
    ['no answer in time', [silent], [500]],
  ])('%s', async (_case, [first = ok, ...others], waits) => {
    const { gitlab, time } = await given(first, ...others, ok);
    expect(await gitlab.me()).toEqual({ id: 7, name: 'ben' });
    expect(time.waits).toEqual(waits);
    expect(gitlab.requests.count).toBe(waits.length + 1);
  });
});

describe('what stays is an error after four tries or a minute', () => {
  it.each<[string, Act, number[]]>([
    ['always 502', html(502), [500, 1_000, 2_000]],
    ['always cut', cut, [500, 1_000, 2_000]],
    ['429 for 40 s, again and again', throttled({ 'retry-after': '40' }), [40_000]],
    ['429 for an hour', throttled({ 'retry-after': '3600' }), []],
  ])('%s', async (_case, act, waits) => {
    const { gitlab, time } = await given(act);
    await expect(gitlab.me()).rejects.toThrow(GitLabError);
    expect(time.waits).toEqual(waits);
    expect(server.seen).toHaveLength(waits.length + 1);
  });
});

describe('what is wrong is said at once, with what to do', () => {
  it.each<[string, Act, number, RegExp]>([
    [
      'a wrong token',
      loggedOut,
      401,
      /GET \/api\/v4\/user: 401, 401 Unauthorized\. The token .* CI variable BOT_TOKEN/,
    ],
    [
      'a revoked token (A7)',
      json(401, {
        error: 'invalid_token',
        error_description: 'Token was revoked. You have to re-authorize from the user.',
      }),
      401,
      /Token was revoked/,
    ],
    [
      'a small scope (A8)',
      json(403, { error: 'insufficient_scope', error_description: 'more privileges' }),
      403,
      /more privileges.*scope api.*role/,
    ],
    ['a missing project', json(404, { message: '404 Project Not Found' }), 404, /404 Project Not Found.*member of it/],
    ['a parameter refused (A4)', json(400, { error: 'state is invalid' }), 400, /state is invalid/],
    [
      'a property refused (A5)',
      json(400, { message: { title: ["can't be blank"], base: ['no'] } }),
      400,
      /title can't be blank, no/,
    ],
    [
      'a server error',
      json(500, { message: '500 Internal Server Error' }),
      500,
      /500 Internal Server Error\. GitLab .* is down/,
    ],
    ['a login page', html(200), 200, /200 with text\/html instead of JSON\. Is there a proxy/],
    ['an answer of another shape', json(200, { id: 'x' }), 200, /not as GitLab documents it.*id.*username/],
    [
      'an answer without end',
      (response) => void response.writeHead(200).end('x'.repeat(6_000)),
      0,
      /longer than 5000 bytes/,
    ],
  ])('%s', async (_case, act, status, message) => {
    server = await playing(act);
    const gitlab = connectGitLab({
      url: server.url,
      token: TOKEN,
      tokenVariable: 'BOT_TOKEN',
      project: 1,
      maxAnswerBytes: 5_000,
    });
    const error = await gitlab.me().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GitLabError);
    expect(error).toMatchObject({ status, message: expect.stringMatching(message) });
    expect(server.seen).toHaveLength(1);
  });

  const missing = '404 Project Not Found';
  it.each<[string, (gitlab: GitLab) => Promise<unknown>, unknown]>([
    ['issue', (gitlab) => gitlab.issue(12), undefined],
    ['member', (gitlab) => gitlab.levelOf(7), 0],
    ['file', (gitlab) => gitlab.file('a.md'), undefined],
    ['job', (gitlab) => gitlab.jobEnded(1), undefined],
  ])('a missing %s is none, but a missing project is an error (A1, A3)', async (_thing, ask, none) => {
    const { gitlab } = await given(json(404, { message: '404 Not found' }), json(404, { message: missing }));
    expect(await ask(gitlab)).toBe(none);
    await expect(ask(connectGitLab({ url: server.url, token: TOKEN, project: 1 }))).rejects.toThrow(missing);
  });

  it('a server that is not there: no answer, after four tries', async () => {
    const { gitlab } = await given(ok);
    await server.close();
    await expect(gitlab.me()).rejects.toMatchObject({
      status: 0,
      message: expect.stringContaining('connection was refused'),
    });
    expect(gitlab.requests.count).toBe(4);
  });
});

it.each([
  ['2026-03-11T05:00:00.5+01:00', '2026-03-11T04:00:00.500Z'],
  [null, undefined],
])('a job that finished at %s ended at %s', async (finished_at, ended) => {
  const { gitlab } = await given(json(200, { id: 9, status: 'any', finished_at }));
  expect(await gitlab.jobEnded(9)).toBe(ended);
});

describe('redirects (A14)', () => {
  const movedTo =
    (location: string): Act =>
    (response) =>
      void response.writeHead(301, { location }).end('moved');

  it('are followed on the same host', async () => {
    const { gitlab } = await given(movedTo('/api/v4/projects/42/issues/12'), json(200, issue));
    expect(await gitlab.issue(12)).toMatchObject({ iid: 12 });
    expect(server.seen).toEqual([
      'GET /api/v4/projects/ops%2Fincidents/issues/12',
      'GET /api/v4/projects/42/issues/12',
    ]);
  });

  it('are not followed elsewhere: the token stays here', async () => {
    const elsewhere = await playing(ok);
    const { gitlab } = await given(movedTo(`${elsewhere.url}/api/v4/user`));
    await expect(gitlab.me()).rejects.toThrow(/moved to http/);
    expect(elsewhere.seen).toEqual([]);
    await elsewhere.close();
  });

  it('in a circle end', async () => {
    const { gitlab } = await given(movedTo('/api/v4/user'));
    await expect(gitlab.me()).rejects.toThrow(/301, moved/);
    expect(server.seen).toHaveLength(4);
  });
});

it('has at most eight requests in flight', async () => {
  const { gitlab } = await given(slow(20, json(200, { ...user, access_level: 30 })));
  await Promise.all(Array.from({ length: 30 }, (_, id) => gitlab.levelOf(id)));
  expect(server.seen).toHaveLength(30);
  expect(server.peak()).toBe(8);
});

describe('the token', () => {
  it('is sent, and is in nothing that can be printed', async () => {
    let sent: string | undefined;
    const { gitlab } = await given((response, request) => {
      sent = request.headers.authorization;
      json(403, { message: `403 Forbidden - for ${sent}` })(response, request);
    });
    const error = await gitlab.me().catch((thrown: unknown) => thrown);
    const refused = await gitlab.say(1, 'Hello', false);
    expect(sent).toBe(`Bearer ${TOKEN}`);
    expect(refused).toMatchObject({ outcome: 'refused', reason: '403 Forbidden - for Bearer [token]' });
    for (const thing of [gitlab, error, refused])
      expect(inspect(thing, { depth: 20, showHidden: true, getters: true })).not.toContain(TOKEN);
  });

  it('is in nothing that can be printed when the line breaks', async () => {
    const { gitlab } = await given(cut);
    const error = await gitlab.me().catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(TOKEN);
  });

  it('may end in a line break, as CI variables do', async () => {
    server = await playing(ok);
    expect(await connectGitLab({ url: server.url, token: `${TOKEN}\n`, project: 1 }).me()).toMatchObject({ id: 7 });
  });

  it.each(['', ' ', 'two words', 'ünsinn'])('cannot be %j', (token) => {
    server = { url: '', seen: [], bodies: [], peak: () => 0, close: async () => undefined };
    expect(() => connectGitLab({ url: 'http://localhost', token, project: 1, tokenVariable: 'BOT_TOKEN' })).toThrow(
      /^BOT_TOKEN holds no access token/,
    );
  });
});
