// Commits over the API: behaviours K3-K10, K15.

import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { closeWorld, commit, type Json, type World, world } from './git-world.ts';

let w: World;

beforeEach(async () => {
  w = await world();
});

afterAll(closeWorld);

describe('commits', () => {
  it('K3: several actions make one commit, 201 with its stats', async () => {
    const made = await w.api.post<Json>(
      `${w.at}/commits`,
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
    expect(made.body).toMatchObject({ title: 'change', author_name: 'Mia Maintainer', project_id: w.project.id });
    expect(made.body['stats']).toEqual({ additions: 3, deletions: 1, total: 4 });
    const tree = await w.api.get<Json[]>(`${w.at}/tree?recursive=true`);
    expect(tree.body.filter(({ type }) => type === 'blob').map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      '100644 .gitlab/issue_templates/Incident.md',
      '100644 READ.md',
      '100644 docs/a.md',
      '100755 new.md',
    ]);
  });

  it('K3: stats=false leaves the stats out', async () => {
    const made = await w.api.post<Json>(`${w.at}/commits`, commit({ stats: false, actions: [] }));
    expect(made.body).not.toHaveProperty('stats');
  });

  it('K3: nothing is committed if any action fails', async () => {
    const actions = [
      { action: 'create', file_path: 'new.md', content: 'x' },
      { action: 'delete', file_path: 'nope.md' },
    ];
    const before = (await w.api.get<Json[]>(`${w.at}/commits`)).body;
    expect(await w.api.post(`${w.at}/commits`, commit({ actions }))).toMatchObject({ status: 400 });
    expect((await w.api.get<Json[]>(`${w.at}/commits`)).body).toEqual(before);
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
    const made = await w.api.post(`${w.at}/commits`, commit({ actions: [action] }));
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
    await w.api.post(`${w.at}/branches`, { branch: 'taken', ref: 'main' });
    const made = await w.api.post(`${w.at}/commits`, commit({ actions: create, ...params }));
    expect(made).toMatchObject({ status: 400, body: { message } });
  });

  it('K5: an empty repository gets its first commit so', async () => {
    const empty = await w.gitlab.addProject(`${w.project.pathWithNamespace}-empty`, {
      members: [[w.maintainer, 40]],
      files: {},
    });
    const made = await w.api.post(`/projects/${empty.id}/repository/commits`, commit({ actions: create }));
    expect(made).toMatchObject({ status: 201, body: { parent_ids: [] } });
  });

  it('K5: start_branch makes the branch', async () => {
    const made = await w.asDeveloper.post<Json>(
      `${w.at}/commits`,
      commit({ branch: 'pir/1', start_branch: 'main', actions: create }),
    );
    expect(made.status).toBe(201);
    expect(await w.text('new.md', 'pir/1')).toBe('x');
  });

  it('K6: force overwrites the branch', async () => {
    const on = (content: string): Json =>
      commit({
        branch: 'b',
        start_branch: 'main',
        force: true,
        actions: [{ action: 'create', file_path: 'f', content }],
      });
    await w.api.post(`${w.at}/commits`, on('one'));
    expect(await w.api.post(`${w.at}/commits`, on('two'))).toMatchObject({ status: 201 });
    expect(await w.text('f', 'b')).toBe('two');
    expect((await w.api.get<Json[]>(`${w.at}/commits?ref_name=b`)).body).toHaveLength(2);
  });

  it('K8: no right to push is 403 here, 400 with the bare text in the files API', async () => {
    const message = 'You are not allowed to push into this branch';
    expect(await w.asDeveloper.post(`${w.at}/commits`, commit({ actions: create }))).toMatchObject({
      status: 403,
      body: { message: `403 Forbidden - ${message}` },
    });
    const file = { branch: 'main', commit_message: 'x', content: 'x' };
    expect(await w.asDeveloper.post(`${w.at}/files/x`, file)).toMatchObject({ status: 400, body: { message } });
  });

  it('K9: last_commit_id that is not the last of the file is refused', async () => {
    const [head] = (await w.api.get<Json[]>(`${w.at}/commits`)).body;
    const update = (content: string): Json =>
      commit({ actions: [{ action: 'update', file_path: 'docs/a.md', content, last_commit_id: head?.['id'] }] });
    expect(await w.api.post(`${w.at}/commits`, update('b'))).toMatchObject({ status: 201 });
    const late = await w.api.post<{ message: string }>(`${w.at}/commits`, update('c'));
    expect(late.status).toBe(400);
    expect(late.body.message).toMatch(/has changed/);
  });

  it('K10: base64 is decoded', async () => {
    const content = Buffer.from('ü\n').toString('base64');
    const actions = [{ action: 'create', file_path: 'u', content, encoding: 'base64' }];
    await w.api.post(`${w.at}/commits`, commit({ actions }));
    expect(await w.text('u')).toBe('ü\n');
  });

  it('K15: dates carry an offset and come from the clock of the sandbox', async () => {
    const made = await w.api.post<Json>(`${w.at}/commits`, commit({ actions: create }));
    expect(made.body['committed_date']).toMatch(/^2026-03-14T09:00:\d\d\.000\+00:00$/);
  });

  it('two at the same moment: one is refused, and neither is lost or doubled', async () => {
    const on = (name: string): Json => commit({ actions: [{ action: 'create', file_path: name, content: 'x' }] });
    const made = await Promise.all(['a', 'b', 'c', 'd'].map((name) => w.api.post(`${w.at}/commits`, on(name))));
    const won = made.filter(({ status }) => status === 201).length;
    expect(won).toBeGreaterThan(0);
    expect(made.map(({ status }) => status).filter((status) => status !== 201 && status !== 400)).toEqual([]);
    expect((await w.api.get<Json[]>(`${w.at}/commits`)).body).toHaveLength(won + 1);
  });

  it('a diff has the hunks of each file', async () => {
    const actions = [
      { action: 'move', file_path: 'R.md', previous_path: 'README.md' },
      { action: 'update', file_path: 'docs/a.md', content: 'b\n' },
    ];
    const made = await w.api.post<Json>(`${w.at}/commits`, commit({ actions }));
    const { body } = await w.api.get<Json[]>(`${w.at}/commits/${made.body['id']}/diff`);
    expect(body).toMatchObject([
      { old_path: 'README.md', new_path: 'R.md', renamed_file: true, diff: '' },
      { new_path: 'docs/a.md', diff: '@@ -1 +1 @@\n-a\n+b\n', new_file: false },
    ]);
  });
});
