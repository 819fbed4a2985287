// Files over the API: behaviours K11-K14.

import { createHash } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { closeWorld, type Json, type World, world } from './git-world.ts';

let w: World;

beforeEach(async () => {
  w = await world();
});

afterAll(closeWorld);

describe('files', () => {
  const file = (path: string): string => `${w.at}/files/${encodeURIComponent(path)}`;

  it.each`
    path           | ref          | status | body
    ${'docs/a.md'} | ${undefined} | ${400} | ${{ error: 'ref is missing' }}
    ${'docs/a.md'} | ${'nope'}    | ${404} | ${{ message: '404 Commit Not Found' }}
    ${'nope'}      | ${'main'}    | ${404} | ${{ message: '404 File Not Found' }}
    ${'docs'}      | ${'main'}    | ${404} | ${{ message: '404 File Not Found' }}
    ${'docs/a.md'} | ${'HEAD'}    | ${200} | ${{ file_name: 'a.md', ref: 'HEAD' }}
  `('K11: GET $path at $ref: $status', async ({ path, ref, status, body }) => {
    expect(await w.api.get(`${file(path)}${ref ? `?ref=${ref}` : ''}`)).toMatchObject({ status, body });
  });

  it('K11: raw needs no ref and answers the bytes', async () => {
    expect(await w.api.get(`${file('docs/a.md')}/raw`)).toMatchObject({ status: 200, body: 'a\n' });
  });

  it('K12: base64 without line breaks, its hash and ids, also as headers and on HEAD', async () => {
    const { body } = await w.api.get<Json>(`${file('docs/a.md')}?ref=main`);
    const sha256 = createHash('sha256').update('a\n').digest('hex');
    expect(body).toMatchObject({ content: 'YQo=', encoding: 'base64', size: 2, content_sha256: sha256 });
    const head = await fetch(`${w.gitlab.url}/api/v4${file('docs/a.md')}?ref=main`, {
      method: 'HEAD',
      headers: { 'PRIVATE-TOKEN': w.maintainer.token },
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
    expect(await w.api.post(file('n/ew.md'), params)).toMatchObject({ status: 201, body: shown });
    expect(await w.api.put(file('n/ew.md'), { ...params, content: 'y' })).toMatchObject({ status: 200, body: shown });
    expect(await w.api.delete(file('n/ew.md'), { branch: 'main', commit_message: 'x' })).toMatchObject({ status: 204 });
    expect(await w.api.post(file('README.md'), params)).toMatchObject({
      status: 400,
      body: { message: 'A file with this name already exists' },
    });
  });

  it('K14: writing the same content again is refused', async () => {
    const same = { branch: 'main', commit_message: 'x', content: 'a\n' };
    expect(await w.api.put(file('docs/a.md'), same)).toMatchObject({ status: 400 });
  });
});
