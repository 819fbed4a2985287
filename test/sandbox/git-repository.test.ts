// Branches, commits and files over the API: behaviours K1-K15.

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, type GitLab, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import type { Project } from '../../src/sandbox/store.ts';
import { type Client, clientFor } from './client.ts';

const NOW = '2026-03-14T09:00:00Z';

let gitlab: GitLab;
let maintainer: Account;
let developer: Account;
let guest: Account;
let project: Project;
let api: Client;
let asDeveloper: Client;
let at: string;
let counter = 0;

beforeAll(async () => {
  gitlab = await startGitLab({ now: NOW });
  maintainer = gitlab.addUser({ username: 'mia', name: 'Mia Maintainer' });
  developer = gitlab.addUser({ username: 'dev' });
  guest = gitlab.addUser({ username: 'gus' });
  api = clientFor(gitlab, maintainer.token);
  asDeveloper = clientFor(gitlab, developer.token);
});

beforeEach(async () => {
  counter += 1;
  project = await gitlab.addProject(`ops/api-${counter}`, {
    members: [
      [maintainer, Level.maintainer],
      [developer, Level.developer],
      [guest, Level.guest],
    ],
    files: {
      'README.md': '# Incidents\n',
      'docs/a.md': 'a\n',
      '.gitlab/issue_templates/Incident.md': '/type incident\n',
    },
  });
  at = `/projects/${project.id}/repository`;
});

afterAll(() => gitlab.close());

type Json = Record<string, unknown>;

const text = (path: string, ref = 'main'): Promise<string> =>
  api.get<string>(`${at}/files/${encodeURIComponent(path)}/raw?ref=${ref}`).then(({ body }) => body);

const commit = (params: Json): Json => ({ branch: 'main', commit_message: 'change', ...params });

describe('branches', () => {
  it('K1: are made from a ref, 201', async () => {
    const made = await asDeveloper.post<Json>(`${at}/branches`, { branch: 'topic/one', ref: 'main' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'topic/one', default: false, protected: false, can_push: true });
  });

  it.each`
    branch     | ref          | status | body
    ${'main'}  | ${'main'}    | ${400} | ${{ message: 'Branch already exists' }}
    ${'topic'} | ${'nope'}    | ${400} | ${{ message: "Failed to create branch 'topic': invalid reference name 'nope'" }}
    ${'a..b'}  | ${'main'}    | ${400} | ${{ message: 'Branch name is invalid' }}
    ${'topic'} | ${''}        | ${400} | ${{ error: 'ref is empty' }}
    ${'topic'} | ${undefined} | ${400} | ${{ error: 'ref is missing' }}
  `('K1: $branch from $ref is refused with $body', async ({ branch, ref, status, body }) => {
    expect(await api.post(`${at}/branches`, { branch, ref })).toMatchObject({ status, body });
  });

  it('K2: a missing one is 404 Branch Not Found', async () => {
    expect(await api.get(`${at}/branches/nope`)).toMatchObject({
      status: 404,
      body: { message: '404 Branch Not Found' },
    });
  });

  it('K2: a name with a slash is encoded', async () => {
    await api.post(`${at}/branches`, { branch: 'topic/one', ref: 'main' });
    expect(await api.get(`${at}/branches/topic%2Fone`)).toMatchObject({ status: 200, body: { name: 'topic/one' } });
    expect(await api.delete(`${at}/branches/topic%2Fone`)).toMatchObject({ status: 204 });
    expect((await api.get<Json[]>(`${at}/branches`)).body.map(({ name }) => name)).toEqual(['main']);
  });

  it('K2: the default branch cannot be deleted, a protected one not by a developer', async () => {
    await api.post(`${at}/branches`, { branch: 'stable', ref: 'main' });
    await api.post(`/projects/${project.id}/protected_branches`, { name: 'stable' });
    expect(await api.delete(`${at}/branches/main`)).toMatchObject({ status: 400 });
    expect(await asDeveloper.delete(`${at}/branches/stable`)).toMatchObject({ status: 400 });
    expect(await api.delete(`${at}/branches/stable`)).toMatchObject({ status: 204 });
  });

  it('the list is searched by what begins, ends or is within a name', async () => {
    for (const branch of ['pir/1', 'pir/2', 'fix-pir']) await api.post(`${at}/branches`, { branch, ref: 'main' });
    const names = async (search: string): Promise<unknown[]> =>
      (await api.get<Json[]>(`${at}/branches?search=${encodeURIComponent(search)}`)).body.map(({ name }) => name);
    expect(await names('^pir')).toEqual(['pir/1', 'pir/2']);
    expect(await names('pir$')).toEqual(['fix-pir']);
    expect(await names('pir')).toHaveLength(3);
  });

  it('protection says who may push and merge', async () => {
    const rules = `/projects/${project.id}/protected_branches`;
    expect((await api.get<Json[]>(rules)).body).toMatchObject([
      { name: 'main', push_access_levels: [{ access_level: 40 }] },
    ]);
    expect(await api.post(rules, { name: 'journal', push_access_level: 40 })).toMatchObject({ status: 201 });
    expect(await api.post(rules, { name: 'journal' })).toMatchObject({ status: 409 });
    expect(await asDeveloper.post(rules, { name: 'x' })).toMatchObject({ status: 403 });
    expect(await api.delete(`${rules}/journal`)).toMatchObject({ status: 204 });
    expect(await api.get(`${rules}/journal`)).toMatchObject({ status: 404 });
  });
});

describe('commits', () => {
  it('K3: several actions make one commit, 201 with its stats', async () => {
    const made = await api.post<Json>(
      `${at}/commits`,
      commit({
        actions: [
          { action: 'create', file_path: 'new.md', content: 'new\n' },
          { action: 'update', file_path: 'docs/a.md', content: 'b\nc\n' },
          { action: 'move', file_path: 'READ.md', previous_path: 'README.md' },
          { action: 'chmod', file_path: 'new.md', execute_filemode: true },
        ],
      }),
    );
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ title: 'change', author_name: 'Mia Maintainer', project_id: project.id });
    expect(made.body['stats']).toEqual({ additions: 3, deletions: 1, total: 4 });
    const tree = await api.get<Json[]>(`${at}/tree?recursive=true`);
    expect(tree.body.filter(({ type }) => type === 'blob').map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      '100644 .gitlab/issue_templates/Incident.md',
      '100644 READ.md',
      '100644 docs/a.md',
      '100755 new.md',
    ]);
  });

  it('K3: stats=false leaves the stats out', async () => {
    const made = await api.post<Json>(`${at}/commits`, commit({ stats: false, actions: [] }));
    expect(made.body).not.toHaveProperty('stats');
  });

  it('K3: nothing is committed if any action fails', async () => {
    const actions = [
      { action: 'create', file_path: 'new.md', content: 'x' },
      { action: 'delete', file_path: 'nope.md' },
    ];
    const before = (await api.get<Json[]>(`${at}/commits`)).body;
    expect(await api.post(`${at}/commits`, commit({ actions }))).toMatchObject({ status: 400 });
    expect((await api.get<Json[]>(`${at}/commits`)).body).toEqual(before);
  });

  it.each`
    action                                                       | message
    ${{ action: 'create', file_path: 'README.md', content: '' }} | ${'A file with this name already exists'}
    ${{ action: 'create', file_path: 'docs', content: '' }}      | ${'A directory with this name already exists'}
    ${{ action: 'update', file_path: 'no', content: '' }}        | ${"A file with this name doesn't exist"}
    ${{ action: 'delete', file_path: 'no' }}                     | ${"A file with this name doesn't exist"}
    ${{ action: 'chmod', file_path: 'no' }}                      | ${"A file with this name doesn't exist"}
    ${{ action: 'move', file_path: 'x', previous_path: 'no' }}   | ${"A file with this name doesn't exist"}
    ${{ action: 'create', file_path: '', content: '' }}          | ${'You must provide a file path'}
    ${{ action: 'create', file_path: 'a/../b', content: '' }}    | ${'Path cannot include directory traversal'}
    ${{ action: 'create', file_path: '.git/x', content: '' }}    | ${"invalid path: '.git/x'"}
  `('K4: $action.action of $action.file_path: $message', async ({ action, message }) => {
    const made = await api.post(`${at}/commits`, commit({ actions: [action] }));
    expect(made).toMatchObject({ status: 400, body: { message } });
  });

  const create = [{ action: 'create', file_path: 'new.md', content: 'x' }];

  it.each`
    row     | params                                                   | message
    ${'K5'} | ${{ branch: 'nope' }}                                    | ${'You can only create or edit files when you are on a branch'}
    ${'K6'} | ${{ branch: 'taken', start_branch: 'main' }}             | ${"A branch called 'taken' already exists. Switch to that branch in order to make changes"}
    ${'K7'} | ${{ branch: 'n', start_branch: 'main', start_sha: 'a' }} | ${"You can't pass both start_branch and start_sha"}
    ${'K7'} | ${{ branch: 'n', start_sha: 'xyz' }}                     | ${"Invalid start_sha 'xyz'"}
    ${'K7'} | ${{ branch: 'n', start_sha: 'b'.repeat(40) }}            | ${`Cannot find start_sha '${'b'.repeat(40)}'`}
  `('$row: $params: $message', async ({ params, message }) => {
    await api.post(`${at}/branches`, { branch: 'taken', ref: 'main' });
    const made = await api.post(`${at}/commits`, commit({ actions: create, ...params }));
    expect(made).toMatchObject({ status: 400, body: { message } });
  });

  it('K5: an empty repository gets its first commit so', async () => {
    const empty = await gitlab.addProject(`ops/empty-${counter}`, { members: [[maintainer, 40]], files: {} });
    const made = await api.post(`/projects/${empty.id}/repository/commits`, commit({ actions: create }));
    expect(made).toMatchObject({ status: 201, body: { parent_ids: [] } });
  });

  it('K5: start_branch makes the branch', async () => {
    const made = await asDeveloper.post<Json>(
      `${at}/commits`,
      commit({ branch: 'pir/1', start_branch: 'main', actions: create }),
    );
    expect(made.status).toBe(201);
    expect(await text('new.md', 'pir/1')).toBe('x');
  });

  it('K6: force overwrites the branch', async () => {
    const on = (content: string): Json =>
      commit({
        branch: 'b',
        start_branch: 'main',
        force: true,
        actions: [{ action: 'create', file_path: 'f', content }],
      });
    await api.post(`${at}/commits`, on('one'));
    expect(await api.post(`${at}/commits`, on('two'))).toMatchObject({ status: 201 });
    expect(await text('f', 'b')).toBe('two');
    expect((await api.get<Json[]>(`${at}/commits?ref_name=b`)).body).toHaveLength(2);
  });

  it('K8: no right to push is 403 here, 400 with the bare text in the files API', async () => {
    const message = 'You are not allowed to push into this branch';
    expect(await asDeveloper.post(`${at}/commits`, commit({ actions: create }))).toMatchObject({
      status: 403,
      body: { message: `403 Forbidden - ${message}` },
    });
    const file = { branch: 'main', commit_message: 'x', content: 'x' };
    expect(await asDeveloper.post(`${at}/files/x`, file)).toMatchObject({ status: 400, body: { message } });
  });

  it('K9: last_commit_id that is not the last of the file is refused', async () => {
    const [head] = (await api.get<Json[]>(`${at}/commits`)).body;
    const update = (content: string): Json =>
      commit({ actions: [{ action: 'update', file_path: 'docs/a.md', content, last_commit_id: head?.['id'] }] });
    expect(await api.post(`${at}/commits`, update('b'))).toMatchObject({ status: 201 });
    const late = await api.post<{ message: string }>(`${at}/commits`, update('c'));
    expect(late.status).toBe(400);
    expect(late.body.message).toMatch(/has changed/);
  });

  it('K10: base64 is decoded', async () => {
    const content = Buffer.from('ü\n').toString('base64');
    const actions = [{ action: 'create', file_path: 'u', content, encoding: 'base64' }];
    await api.post(`${at}/commits`, commit({ actions }));
    expect(await text('u')).toBe('ü\n');
  });

  it('K15: dates carry an offset and come from the clock of the sandbox', async () => {
    const made = await api.post<Json>(`${at}/commits`, commit({ actions: create }));
    expect(made.body['committed_date']).toMatch(/^2026-03-14T09:00:\d\d\.000\+00:00$/);
  });

  it('two at the same moment: one is refused, and neither is lost or doubled', async () => {
    const on = (name: string): Json => commit({ actions: [{ action: 'create', file_path: name, content: 'x' }] });
    const made = await Promise.all(['a', 'b', 'c', 'd'].map((name) => api.post(`${at}/commits`, on(name))));
    const won = made.filter(({ status }) => status === 201).length;
    expect(made.every(({ status }) => status === 201 || status === 400)).toBe(true);
    expect((await api.get<Json[]>(`${at}/commits`)).body).toHaveLength(won + 1);
  });

  it('a diff has the hunks of each file', async () => {
    const actions = [
      { action: 'move', file_path: 'R.md', previous_path: 'README.md' },
      { action: 'update', file_path: 'docs/a.md', content: 'b\n' },
    ];
    const made = await api.post<Json>(`${at}/commits`, commit({ actions }));
    const { body } = await api.get<Json[]>(`${at}/commits/${made.body['id']}/diff`);
    expect(body).toMatchObject([
      { old_path: 'README.md', new_path: 'R.md', renamed_file: true, diff: '' },
      { new_path: 'docs/a.md', diff: '@@ -1 +1 @@\n-a\n+b\n', new_file: false },
    ]);
  });
});

describe('files', () => {
  const file = (path: string): string => `${at}/files/${encodeURIComponent(path)}`;

  it.each`
    path           | ref          | status | body
    ${'docs/a.md'} | ${undefined} | ${400} | ${{ error: 'ref is missing' }}
    ${'docs/a.md'} | ${'nope'}    | ${404} | ${{ message: '404 Commit Not Found' }}
    ${'nope'}      | ${'main'}    | ${404} | ${{ message: '404 File Not Found' }}
    ${'docs'}      | ${'main'}    | ${404} | ${{ message: '404 File Not Found' }}
    ${'docs/a.md'} | ${'HEAD'}    | ${200} | ${{ file_name: 'a.md', ref: 'HEAD' }}
  `('K11: GET $path at $ref: $status', async ({ path, ref, status, body }) => {
    expect(await api.get(`${file(path)}${ref ? `?ref=${ref}` : ''}`)).toMatchObject({ status, body });
  });

  it('K11: raw needs no ref and answers the bytes', async () => {
    expect(await api.get(`${file('docs/a.md')}/raw`)).toMatchObject({ status: 200, body: 'a\n' });
  });

  it('K12: base64 without line breaks, its hash and ids, also as headers and on HEAD', async () => {
    const { body } = await api.get<Json>(`${file('docs/a.md')}?ref=main`);
    const sha256 = createHash('sha256').update('a\n').digest('hex');
    expect(body).toMatchObject({ content: 'YQo=', encoding: 'base64', size: 2, content_sha256: sha256 });
    const head = await fetch(`${gitlab.url}/api/v4${file('docs/a.md')}?ref=main`, {
      method: 'HEAD',
      headers: { 'PRIVATE-TOKEN': maintainer.token },
    });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect(head.headers.get('x-gitlab-content-sha256')).toBe(sha256);
    expect(head.headers.get('x-gitlab-blob-id')).toBe(body['blob_id']);
    expect(head.headers.get('x-gitlab-last-commit-id')).toBe(body['last_commit_id']);
  });

  it('K13: POST, PUT and DELETE answer the path and branch only', async () => {
    const params = { branch: 'main', commit_message: 'x', content: 'x' };
    const shown = { file_path: 'n/ew.md', branch: 'main' };
    expect(await api.post(file('n/ew.md'), params)).toMatchObject({ status: 201, body: shown });
    expect(await api.put(file('n/ew.md'), { ...params, content: 'y' })).toMatchObject({ status: 200, body: shown });
    expect(await api.delete(file('n/ew.md'), { branch: 'main', commit_message: 'x' })).toMatchObject({ status: 204 });
    expect(await api.post(file('README.md'), params)).toMatchObject({
      status: 400,
      body: { message: 'A file with this name already exists' },
    });
  });

  it('K14: writing the same content again is refused', async () => {
    const same = { branch: 'main', commit_message: 'x', content: 'a\n' };
    expect(await api.put(file('docs/a.md'), same)).toMatchObject({ status: 400 });
  });
});

describe('around', () => {
  it('the tree of a folder, and 404 for none', async () => {
    expect((await api.get<Json[]>(`${at}/tree?path=docs`)).body).toMatchObject([{ name: 'a.md', path: 'docs/a.md' }]);
    expect(await api.get(`${at}/tree?path=nope`)).toMatchObject({ status: 404 });
  });

  it('compare lists the commits and differences between two refs', async () => {
    const actions = [{ action: 'update', file_path: 'docs/a.md', content: 'b\n' }];
    await api.post(`${at}/commits`, commit({ branch: 'topic', start_branch: 'main', actions }));
    const { body } = await api.get<{ commits: Json[]; diffs: Json[] }>(`${at}/compare?from=main&to=topic`);
    expect(body.commits).toHaveLength(1);
    expect(body.diffs).toMatchObject([{ new_path: 'docs/a.md' }]);
  });

  it('issue templates are read from the default branch', async () => {
    const templates = `/projects/${project.id}/templates/issues`;
    expect((await api.get(templates)).body).toEqual([{ key: 'Incident', name: 'Incident' }]);
    expect((await api.get(`${templates}/Incident`)).body).toEqual({ name: 'Incident', content: '/type incident\n' });
    expect(await api.get(`${templates}/Nope`)).toMatchObject({ status: 404 });
  });

  it('a guest of a private project reads no code', async () => {
    const asGuest = clientFor(gitlab, guest.token);
    expect(await asGuest.get(`${at}/tree`)).toMatchObject({ status: 403 });
    expect(await asGuest.get(`${at}/branches`)).toMatchObject({ status: 403 });
  });
});
