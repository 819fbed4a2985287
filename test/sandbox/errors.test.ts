// Refusals and pages: GitLab's shapes, status by status (behaviours A and B).

import { describe, expect, it } from 'vitest';
import { createLabel } from '../../src/sandbox/projects/label-data.ts';
import { createToken } from '../../src/sandbox/seed.ts';
import { type Answer, type Client, clientFor } from './client.ts';
import { type IssueBody, type Name, open, useWorld } from './world.ts';

const world = useWorld();

describe('A: errors and status codes', () => {
  it.each`
    row      | who      | method      | path                                | params                            | status | body
    ${'A1'}  | ${'dan'} | ${'get'}    | ${'/projects/99'}                   | ${undefined}                      | ${404} | ${{ message: '404 Project Not Found' }}
    ${'A1'}  | ${'dan'} | ${'delete'} | ${'/projects/1/labels/nope'}        | ${undefined}                      | ${404} | ${{ message: '404 Label Not Found' }}
    ${'A1'}  | ${'gus'} | ${'post'}   | ${'/projects/1/labels'}             | ${{ name: 'x', color: 'red' }}    | ${403} | ${{ message: '403 Forbidden' }}
    ${'A1'}  | ${'mia'} | ${'delete'} | ${'/runners/1'}                     | ${undefined}                      | ${403} | ${{ message: '403 Forbidden - No access granted' }}
    ${'A1'}  | ${'mia'} | ${'post'}   | ${'/projects/1/access_tokens'}      | ${{ name: 'x', scopes: ['api'] }} | ${400} | ${{ message: '400 Bad request - User does not have permission to create project access token' }}
    ${'A1'}  | ${'mia'} | ${'post'}   | ${'/projects/1/protected_branches'} | ${{ name: 'main' }}               | ${409} | ${{ message: "Protected branch 'main' already exists" }}
    ${'A2'}  | ${'dan'} | ${'put'}    | ${'/projects/1/issues/99'}          | ${{ title: 'x' }}                 | ${404} | ${{ message: '404 Not found' }}
    ${'A2'}  | ${'mia'} | ${'delete'} | ${'/projects/1/issues/99'}          | ${undefined}                      | ${404} | ${{ message: '404 Issue Not Found' }}
    ${'A3'}  | ${'out'} | ${'get'}    | ${'/projects/1'}                    | ${undefined}                      | ${404} | ${{ message: '404 Project Not Found' }}
    ${'A4'}  | ${'dan'} | ${'post'}   | ${'/projects/1/issues'}             | ${{}}                             | ${400} | ${{ error: 'title is missing' }}
    ${'A4'}  | ${'mia'} | ${'post'}   | ${'/projects/1/labels'}             | ${{}}                             | ${400} | ${{ error: 'name is missing, color is missing' }}
    ${'A4'}  | ${'dan'} | ${'put'}    | ${'/projects/1/issues/1'}           | ${{ state_event: 'open' }}        | ${400} | ${{ error: 'state_event does not have a valid value' }}
    ${'A4'}  | ${'dan'} | ${'get'}    | ${'/projects/1/issues/one'}         | ${undefined}                      | ${400} | ${{ error: 'issue_iid is invalid' }}
    ${'A5'}  | ${'dan'} | ${'post'}   | ${'/projects/1/issues'}             | ${{ title: ' ' }}                 | ${400} | ${{ message: { title: ["can't be blank"] } }}
    ${'A6'}  | ${'dan'} | ${'get'}    | ${'/nowhere'}                       | ${undefined}                      | ${404} | ${{ error: '404 Not Found' }}
    ${'A7'}  | ${null}  | ${'get'}    | ${'/user'}                          | ${undefined}                      | ${401} | ${{ message: '401 Unauthorized' }}
    ${'A7'}  | ${null}  | ${'post'}   | ${'/projects/1/issues'}             | ${{}}                             | ${401} | ${{ message: '401 Unauthorized' }}
    ${'A15'} | ${'dan'} | ${'get'}    | ${'/projects/acme/ops'}             | ${undefined}                      | ${404} | ${{ error: '404 Not Found' }}
  `('$row: $who $method $path answers $status', async ({ who, method, path, params, status, body }) => {
    const { as, nobody } = world();
    const client = who === null ? nobody : as[who as Name];
    const answer = await client[method as 'get'](path, params);
    expect([answer.status, answer.body]).toEqual([status, body]);
  });

  it.each`
    token        | body
    ${'unknown'} | ${{ message: '401 Unauthorized' }}
    ${'revoked'} | ${{ error: 'invalid_token', error_description: 'Token was revoked. You have to re-authorize from the user.' }}
    ${'expired'} | ${{ error: 'invalid_token', error_description: 'Token is expired. You can either do re-authorization or token refresh.' }}
  `('A7: a token that is $token is 401', async ({ token, body }) => {
    const { gitlab, people } = world();
    const made = createToken(gitlab.core, {
      userId: people.dan.user.id,
      ...(token === 'expired' ? { expiresAt: '2026-03-01' } : {}),
    });
    made.revoked = token === 'revoked';
    const answer = await clientFor(gitlab, token === 'unknown' ? 'glpat-nobody' : made.secret).get('/user');
    expect([answer.status, answer.body]).toEqual([401, body]);
  });

  it('A7: a blocked user is 403, whatever the token', async () => {
    const { as, gitlab } = world();
    const { user, token } = gitlab.addUser({ username: 'blocked' });
    await as.root.post(`/users/${user.id}/block`);
    const refused = await clientFor(gitlab, token).get('/user');
    expect([refused.status, refused.body]).toEqual([
      403,
      { message: '403 Forbidden - Your account has been blocked.' },
    ]);
    await as.root.post(`/users/${user.id}/unblock`);
    expect((await clientFor(gitlab, token).get('/user')).status).toBe(200);
  });

  it('A8: a read-only token may look but not write', async () => {
    const { gitlab, people, path } = world();
    const { secret } = createToken(gitlab.core, { userId: people.dan.user.id, scopes: ['read_api'] });
    const client = clientFor(gitlab, secret);
    expect((await client.get(`${path}/issues`)).status).toBe(200);
    const refused = await client.post(`${path}/issues`, { title: 'x' });
    expect([refused.status, refused.body]).toMatchObject([403, { error: 'insufficient_scope', scope: 'api' }]);
  });

  it.each`
    way                        | headers
    ${'PRIVATE-TOKEN'}         | ${(token: string) => ({ 'PRIVATE-TOKEN': token })}
    ${'Authorization: Bearer'} | ${(token: string) => ({ Authorization: `Bearer ${token}` })}
    ${'HTTP basic'}            | ${(token: string) => ({ Authorization: `Basic ${btoa(`any:${token}`)}` })}
    ${'?private_token='}       | ${undefined}
  `('A9: a token is taken by $way', async ({ headers }) => {
    const { gitlab, people } = world();
    const { token } = people.dan;
    const url = `${gitlab.url}/api/v4/user${headers ? '' : `?private_token=${token}`}`;
    const answer = await fetch(url, { headers: headers?.(token) ?? {} });
    expect(await answer.json()).toMatchObject({ username: 'dan' });
    expect(gitlab.requests.all.at(-1)?.url).not.toContain(token);
  });

  it('A12: POST is 201, GET and PUT 200, DELETE 204 without a body', async () => {
    const { as, path } = world();
    const made = await as.mia.post(`${path}/labels`, { name: 'a12', color: '#fff' });
    const read = await as.mia.get(`${path}/labels/a12`);
    const changed = await as.mia.put(`${path}/labels/a12`, { color: 'red' });
    const gone = await as.mia.delete(`${path}/labels/a12`);
    expect([made.status, read.status, changed.status, gone.status, gone.body]).toEqual([201, 200, 200, 204, '']);
  });

  it.each(['an issue', 'a note', 'a label', 'a project'])(
    'A13: DELETE of %s may ask that nothing changed since',
    async (what) => {
      const { as, gitlab, people, path } = world();
      const { iid } = await open(world());
      const note = await as.root.post<{ id: number }>(`${path}/issues/${iid}/notes`, { body: 'x' });
      await as.root.post(`${path}/labels`, { name: 'a13', color: '#fff' });
      const places: Record<string, string> = {
        'an issue': `${path}/issues/${iid}`,
        'a note': `${path}/issues/${iid}/notes/${note.body.id}`,
        'a label': `${path}/labels/a13`,
        'a project': `/projects/${(await gitlab.addProject('acme/a13')).id}`,
      };
      const remove = (since: number): Promise<Response> =>
        fetch(`${gitlab.url}/api/v4${places[what]}`, {
          method: 'DELETE',
          headers: { 'PRIVATE-TOKEN': people.root.token, 'If-Unmodified-Since': new Date(since).toUTCString() },
        });
      expect((await remove(gitlab.clock.now() - 60_000)).status).toBe(412);
      expect((await remove(gitlab.clock.now() + 60_000)).status).toBe(what === 'a project' ? 202 : 204);
    },
  );

  it('A14: a path that has moved leads on by id, for GET; nothing is changed by it', async () => {
    const { as, gitlab, people, project } = world();
    const moved = await gitlab.addProject('acme/before', { members: [[people.mia, 40]] });
    await open({ ...world(), path: `/projects/${moved.id}` }, {}, 'root');
    expect((await as.mia.put(`/projects/${moved.id}`, { path: 'after' })).status).toBe(403);
    await as.root.put(`/projects/${moved.id}`, { path: 'after' });
    const headers = { 'PRIVATE-TOKEN': people.mia.token };
    const old = `${gitlab.url}/api/v4/projects/acme%2Fbefore/issues?state=opened`;
    const redirect = await fetch(old, { headers, redirect: 'manual' });
    const location = `${gitlab.url}/api/v4/projects/${moved.id}/issues?state=opened`;
    expect([redirect.status, redirect.headers.get('location')]).toEqual([301, location]);
    expect(await redirect.text()).toBe(`This resource has been moved permanently to ${location}.`);
    expect(await (await fetch(old, { headers })).json()).toHaveLength(1);
    expect(await as.mia.post('/projects/acme%2Fbefore/issues', { title: 'x' })).toMatchObject({
      status: 405,
      body: { message: 'Non GET methods are not allowed for moved projects' },
    });
    expect((await as.mia.post('/projects/acme%2Fafter/issues', { title: 'x' })).status).toBe(201);
    expect((await as.root.put(`/projects/${project.id}`, { path: 'after' })).status).toBe(400);
  });

  it('A15: query, form and JSON say the same, lists and maps too, and a path may name the project', async () => {
    const { gitlab, people } = world();
    const url = `${gitlab.url}/api/v4/projects/acme%2Fops/issues`;
    const headers = { 'PRIVATE-TOKEN': people.dan.token };
    const json = { ...headers, 'Content-Type': 'application/json' };
    const asked = 'title=A15&labels[]=one&labels[]=two';
    const answers = await Promise.all([
      fetch(`${url}?${asked}`, { method: 'POST', headers }),
      fetch(url, { method: 'POST', headers, body: new URLSearchParams(asked) }),
      fetch(`${url}?title=A15`, { method: 'POST', headers: json, body: '{"labels":["one","two"]}' }),
      fetch(url, { method: 'POST', headers: json, body: '{"title":"A15","labels":"one, two"}' }),
    ]);
    for (const answer of answers) expect(await answer.json()).toMatchObject({ title: 'A15', labels: ['one', 'two'] });
    const listed = await fetch(`${url}?not[labels]=one&search=A15`, { headers });
    expect(await listed.json()).toEqual([]);
  });
});

describe('B: pages', () => {
  const titles = (answer: { readonly body: readonly IssueBody[] }): string[] => answer.body.map(({ title }) => title);

  const nextOf = (headers: Headers): string | undefined =>
    /<[^>]*\/api\/v4([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];

  /** Everything behind a first keyset page; no page has a total. */
  async function walk<T>(client: Client, from: string): Promise<T[]> {
    const seen: T[] = [];
    for (let url: string | undefined = from; url; ) {
      const page: Answer<T[]> = await client.get<T[]>(url);
      seen.push(...page.body);
      expect([page.headers.get('x-total'), page.headers.get('x-next-page')]).toEqual([null, null]);
      url = nextOf(page.headers);
    }
    return seen;
  }

  it('B1, B2, B3, B5: offset pages say where they stand', async () => {
    const { as, gitlab, path } = world();
    for (let nth = 1; nth <= 5; nth += 1) await open(world(), { title: `B${nth}`, labels: 'paged' });
    const ask = (query: string): ReturnType<typeof as.dan.get<IssueBody[]>> =>
      as.dan.get<IssueBody[]>(`${path}/issues?labels=paged&sort=asc&${query}`);

    const second = await ask('per_page=2&page=2');
    expect(titles(second)).toEqual(['B3', 'B4']);
    const header = (name: string): string | null => second.headers.get(name);
    expect(['x-page', 'x-per-page', 'x-next-page', 'x-prev-page', 'x-total', 'x-total-pages'].map(header)).toEqual([
      '2',
      '2',
      '3',
      '1',
      '5',
      '3',
    ]);
    const base = `${gitlab.url}/api/v4/projects/1/issues?id=1&labels=paged`;
    expect(header('link')).toBe(
      [
        `<${base}&page=1&per_page=2&sort=asc>; rel="prev"`,
        `<${base}&page=3&per_page=2&sort=asc>; rel="next"`,
        `<${base}&page=1&per_page=2&sort=asc>; rel="first"`,
        `<${base}&page=3&per_page=2&sort=asc>; rel="last"`,
      ].join(', '),
    );
    expect([
      (await ask('per_page=2&page=3')).headers.get('x-next-page'),
      (await ask('')).headers.get('x-prev-page'),
    ]).toEqual(['', '']);
    expect((await ask('page=9')).body).toEqual([]);
    expect((await ask('per_page=1000')).headers.get('x-per-page')).toBe('100');
  });

  it('B4: over ten thousand rows nobody counts', async () => {
    const { as, gitlab, project, path } = world();
    for (let nth = 0; nth <= 10_000; nth += 1) createLabel(gitlab.core, project, { name: `l${nth}` });
    const { headers } = await as.dan.get(`${path}/labels?search=l&per_page=1`);
    expect([headers.get('x-total'), headers.get('x-total-pages'), headers.get('x-next-page')]).toEqual([
      null,
      null,
      '2',
    ]);
    expect(headers.get('link')).not.toContain('rel="last"');
  });

  it.each`
    order                                      | titles
    ${'order_by=id&sort=asc'}                  | ${['B1', 'B2', 'B3', 'B4', 'B5']}
    ${'order_by=created_at'}                   | ${['B5', 'B4', 'B3', 'B2', 'B1']}
    ${'order_by=title&sort=desc&state=opened'} | ${['B5', 'B4', 'B3', 'B2', 'B1']}
  `('B6: keyset pages of issues by $order have a link to the next and nothing else', async ({ order, titles }) => {
    const { as, path } = world();
    const seen = await walk<IssueBody>(as.dan, `${path}/issues?labels=paged&pagination=keyset&per_page=2&${order}`);
    expect(seen.map(({ title }) => title)).toEqual(titles);
  });

  it('B6: what comes between two keyset pages shifts nothing', async () => {
    const { as, path } = world();
    for (const title of ['K1', 'K2', 'K3']) await open(world(), { title, labels: 'keyed' });
    const list = `${path}/issues?labels=keyed&pagination=keyset&order_by=created_at&per_page=2`;
    const first = await as.dan.get<IssueBody[]>(list);
    await open(world(), { title: 'K4', labels: 'keyed' });
    const rest = await walk<IssueBody>(as.dan, nextOf(first.headers) ?? '');
    expect([titles(first), rest.map(({ title }) => title)]).toEqual([['K3', 'K2'], ['K1']]);
  });

  it('B6: trees and jobs have keyset pages too', async () => {
    const { as, path } = world();
    await as.mia.post(`${path}/repository/commits`, {
      branch: 'main',
      commit_message: 'x',
      actions: ['a', 'b', 'c/d'].map((name) => ({ action: 'create', file_path: name, content: 'same' })),
    });
    const tree = await walk<{ path: string }>(as.dan, `${path}/repository/tree?pagination=keyset&per_page=2`);
    expect(tree.map((entry) => entry.path)).toEqual(['c', 'README.md', 'a', 'b']);
    const twoJobs = {
      action: 'create',
      file_path: '.gitlab-ci.yml',
      content: 'one: {script: [x]}\ntwo: {script: [x]}',
    };
    await as.mia.post(`${path}/repository/commits`, { branch: 'main', commit_message: 'CI', actions: [twoJobs] });
    await as.mia.post(`${path}/pipeline`, { ref: 'main' });
    const jobs = await walk<{ name: string }>(as.mia, `${path}/jobs?pagination=keyset&per_page=1`);
    expect(jobs.map(({ name }) => name)).toEqual(['two', 'one']);
  });

  it('B7: a page of notes may be short although more follow', async () => {
    const { as, path } = world();
    const { iid } = await open(world());
    await as.mia.post(`${path}/issues/${iid}/notes`, { body: 'open to all' });
    await as.mia.post(`${path}/issues/${iid}/notes`, { body: 'internal', internal: true });
    const page = await as.gus.get<unknown[]>(`${path}/issues/${iid}/notes?per_page=1`);
    expect([page.body.length, page.headers.get('x-next-page')]).toEqual([0, '2']);
  });
});
