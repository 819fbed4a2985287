// Branches over the API, and looking around: behaviours K1, K2.

import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { closeWorld, commit, type Json, type World, world } from './git-world.ts';

let w: World;

beforeEach(async () => {
  w = await world();
});

afterAll(closeWorld);

describe('branches', () => {
  it('K1: are made from a ref, 201', async () => {
    const made = await w.asDeveloper.post<Json>(`${w.at}/branches`, { branch: 'topic/one', ref: 'main' });
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
    expect(await w.api.post(`${w.at}/branches`, { branch, ref })).toMatchObject({ status, body });
  });

  it('K2: a missing one is 404 Branch Not Found', async () => {
    expect(await w.api.get(`${w.at}/branches/nope`)).toMatchObject({
      status: 404,
      body: { message: '404 Branch Not Found' },
    });
  });

  it('K2: a name with a slash is encoded', async () => {
    await w.api.post(`${w.at}/branches`, { branch: 'topic/one', ref: 'main' });
    expect(await w.api.get(`${w.at}/branches/topic%2Fone`)).toMatchObject({ status: 200, body: { name: 'topic/one' } });
    expect(await w.api.delete(`${w.at}/branches/topic%2Fone`)).toMatchObject({ status: 204 });
    expect((await w.api.get<Json[]>(`${w.at}/branches`)).body.map(({ name }) => name)).toEqual(['main']);
  });

  it('K2: the default branch cannot be deleted, a protected one not by a developer', async () => {
    await w.api.post(`${w.at}/branches`, { branch: 'stable', ref: 'main' });
    await w.api.post(`/projects/${w.project.id}/protected_branches`, { name: 'stable' });
    expect(await w.api.delete(`${w.at}/branches/main`)).toMatchObject({ status: 400 });
    expect(await w.asDeveloper.delete(`${w.at}/branches/stable`)).toMatchObject({ status: 400 });
    expect(await w.api.delete(`${w.at}/branches/stable`)).toMatchObject({ status: 204 });
  });

  it('the list is searched by what begins, ends or is within a name', async () => {
    for (const branch of ['pir/1', 'pir/2', 'fix-pir']) await w.api.post(`${w.at}/branches`, { branch, ref: 'main' });
    const names = async (search: string): Promise<unknown[]> =>
      (await w.api.get<Json[]>(`${w.at}/branches?search=${encodeURIComponent(search)}`)).body.map(({ name }) => name);
    expect(await names('^pir')).toEqual(['pir/1', 'pir/2']);
    expect(await names('pir$')).toEqual(['fix-pir']);
    expect(await names('pir')).toHaveLength(3);
  });
});

describe('around', () => {
  it('the tree of a folder, and 404 for none', async () => {
    expect((await w.api.get<Json[]>(`${w.at}/tree?path=docs`)).body).toMatchObject([
      { name: 'a.md', path: 'docs/a.md' },
    ]);
    expect(await w.api.get(`${w.at}/tree?path=nope`)).toMatchObject({ status: 404 });
  });

  it('compare lists the commits and differences between two refs', async () => {
    const actions = [{ action: 'update', file_path: 'docs/a.md', content: 'b\n' }];
    await w.api.post(`${w.at}/commits`, commit({ branch: 'topic', start_branch: 'main', actions }));
    const { body } = await w.api.get<{ commits: Json[]; diffs: Json[] }>(`${w.at}/compare?from=main&to=topic`);
    expect(body.commits).toHaveLength(1);
    expect(body.diffs).toMatchObject([{ new_path: 'docs/a.md' }]);
  });

  it('issue templates are read from the default branch', async () => {
    const templates = `/projects/${w.project.id}/templates/issues`;
    expect((await w.api.get(templates)).body).toEqual([{ key: 'Incident', name: 'Incident' }]);
    expect((await w.api.get(`${templates}/Incident`)).body).toEqual({ name: 'Incident', content: '/type incident\n' });
    expect(await w.api.get(`${templates}/Nope`)).toMatchObject({ status: 404 });
  });

  it('a guest of a private project reads no code', async () => {
    expect(await w.asGuest.get(`${w.at}/tree`)).toMatchObject({ status: 403 });
    expect(await w.asGuest.get(`${w.at}/branches`)).toMatchObject({ status: 403 });
  });
});
