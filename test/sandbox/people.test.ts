// People, tokens, projects and members (behaviours M, O3).

import { describe, expect, it } from 'vitest';
import { clientFor } from './client.ts';
import { type Name, type NoteBody, open, useWorld } from './world.ts';

const world = useWorld();

describe('M: users and tokens', () => {
  it('M3: GET /user is the holder of the token; only administrators are told that they are', async () => {
    const { as } = world();
    expect((await as.dan.get('/user')).body).toMatchObject({ username: 'dan', bot: false, email: 'dan@example.com' });
    expect((await as.dan.get<object>('/user')).body).not.toHaveProperty('is_admin');
    expect((await as.root.get('/user')).body).toMatchObject({ is_admin: true });
  });

  it('are found by name, seen by id, and only members of the staff of the instance make them', async () => {
    const { as } = world();
    const wanted = { username: 'zoe', name: 'Zoe', email: 'zoe@example.com', force_random_password: true };
    expect((await as.dan.post('/users', wanted)).status).toBe(403);
    const made = await as.root.post<{ id: number }>('/users', wanted);
    expect([made.status, made.body]).toMatchObject([201, { username: 'zoe' }]);
    expect((await as.root.post('/users', wanted)).body).toEqual({ message: 'Email has already been taken' });
    expect((await as.dan.get('/users?username=ZOE')).body).toMatchObject([{ id: made.body.id, username: 'zoe' }]);
    expect((await as.dan.get('/users?username=nobody')).body).toEqual([]);
    expect((await as.root.put(`/users/${made.body.id}`, { username: 'zoe2' })).body).toMatchObject({
      username: 'zoe2',
    });
    expect((await as.dan.get('/users/999')).body).toEqual({ message: '404 User Not Found' });
  });

  it('M4: a token tells about itself, and dies on its day', async () => {
    const { as, gitlab, people } = world();
    const { body } = await as.root.post<{ token: string }>(`/users/${people.rob.user.id}/personal_access_tokens`, {
      name: 'short',
      scopes: ['api'],
      expires_at: '2026-03-15',
    });
    const client = clientFor(gitlab, body.token);
    expect((await client.get('/personal_access_tokens/self')).body).toMatchObject({
      name: 'short',
      scopes: ['api'],
      expires_at: '2026-03-15',
      active: true,
      user_id: people.rob.user.id,
    });
    gitlab.clock.set('2026-03-15T00:00:00Z');
    expect((await client.get('/user')).status).toBe(401);
  });

  it('a deleted user leaves notes to the Ghost', async () => {
    const { as, gitlab, path } = world();
    const leaver = gitlab.addUser({ username: 'leaver' });
    await as.mia.post(`${path}/members`, { user_id: leaver.user.id, access_level: 30 });
    const { iid } = await open(world());
    await clientFor(gitlab, leaver.token).post(`${path}/issues/${iid}/notes`, { body: 'bye' });
    await as.root.delete(`/users/${leaver.user.id}`);
    const notes = await as.dan.get<NoteBody[]>(`${path}/issues/${iid}/notes`);
    expect(notes.body).toMatchObject([{ body: 'bye', author: { username: 'ghost', name: 'Ghost User' } }]);
    expect((await clientFor(gitlab, leaver.token).get('/user')).status).toBe(401);
  });

  it('O3: version and metadata need a token', async () => {
    const { as, nobody } = world();
    for (const path of ['/version', '/metadata']) {
      expect((await nobody.get(path)).status).toBe(401);
      expect((await as.gus.get(path)).body).toMatchObject({ version: '19.5.0-ee', enterprise: true });
    }
  });
});

describe('projects', () => {
  it('are made, found by path, and set up by maintainers, some things by owners only', async () => {
    const { as } = world();
    const made = await as.dan.post<{ id: number }>('/projects', { name: 'My Tools', visibility: 'public' });
    expect([made.status, made.body]).toMatchObject([
      201,
      { path_with_namespace: 'dan/my-tools', visibility: 'public' },
    ]);
    const { path } = world();
    expect((await as.dan.put(path, { description: 'x' })).status).toBe(403);
    const name = 'ci_pipeline_variables_minimum_override_role';
    expect((await as.mia.put(path, { [name]: 'maintainer', build_timeout: 600 })).body).toMatchObject({
      [name]: 'maintainer',
      build_timeout: 600,
    });
    expect((await as.mia.put(path, { [name]: 'no_one_allowed' })).status).toBe(403);
    expect((await as.root.put(path, { [name]: 'no_one_allowed' })).body).toMatchObject({ [name]: 'no_one_allowed' });
    expect((await as.gus.get('/projects/acme%2Fops')).body).toMatchObject({
      permissions: { project_access: { access_level: 10 } },
    });
  });

  it('a public one is open to everybody: to read without a token, to comment with one', async () => {
    const { as, nobody, path } = world();
    await as.root.put(path, { visibility: 'public' });
    const { iid } = await open(world());
    expect((await nobody.get(`${path}/issues/${iid}/notes`)).status).toBe(200);
    expect((await nobody.post(`${path}/issues/${iid}/notes`, { body: 'x' })).status).toBe(401);
    expect((await as.out.post(`${path}/issues/${iid}/notes`, { body: 'me too' })).status).toBe(201);
    expect((await as.out.put(`${path}/issues/${iid}`, { title: 'mine' })).status).toBe(403);
    await as.dan.put(`${path}/issues/${iid}`, { discussion_locked: true });
    expect((await as.out.post(`${path}/issues/${iid}/notes`, { body: 'still' })).status).toBe(403);
    expect((await as.gus.post(`${path}/issues/${iid}/notes`, { body: 'still' })).status).toBe(201);
    await as.root.put(path, { visibility: 'private' });
  });
});

describe('M1, M2: members', () => {
  it('direct ones apart from inherited ones, the highest level counting', async () => {
    const { as, path, gitlab, people } = world();
    const { id } = people.root.user;
    expect((await as.dan.get(`${path}/members/${id}`)).body).toEqual({ message: '404 Not found' });
    expect((await as.dan.get(`${path}/members/all/${id}`)).body).toMatchObject({ access_level: 50, expires_at: null });
    const [group] = [...gitlab.store.groups.values()];
    group?.members.set(people.gus.user.id, {
      userId: people.gus.user.id,
      level: 40,
      createdAt: '2026-01-01T00:00:00.000Z',
      createdById: 1,
      expiresAt: null,
    });
    expect((await as.dan.get(`${path}/members/all/${people.gus.user.id}`)).body).toMatchObject({ access_level: 40 });
    group?.members.delete(people.gus.user.id);
  });

  it.each`
    who      | level | status
    ${'dan'} | ${10} | ${403}
    ${'mia'} | ${30} | ${201}
    ${'mia'} | ${40} | ${201}
    ${'mia'} | ${50} | ${403}
    ${'mia'} | ${33} | ${400}
  `('$who adding somebody at $level is $status', async ({ who, level, status }) => {
    const { as, path, gitlab } = world();
    const { user } = gitlab.addUser({ username: `new-${who}-${level}` });
    const client = as[who as Name];
    expect((await client.post(`${path}/members`, { user_id: user.id, access_level: level })).status).toBe(status);
  });

  it('are changed, expire and are removed', async () => {
    const { as, path, gitlab, people } = world();
    const { id } = people.out.user;
    await as.mia.post(`${path}/members`, { username: 'out', access_level: 20 });
    expect((await as.mia.post(`${path}/members`, { user_id: id, access_level: 20 })).body).toEqual({
      message: 'Member already exists',
    });
    const changed = await as.mia.put(`${path}/members/${id}`, { access_level: 30, expires_at: '2026-03-20' });
    expect(changed.body).toMatchObject({ access_level: 30, expires_at: '2026-03-20' });
    gitlab.clock.set('2026-03-20T00:00:00Z');
    expect((await as.out.get(path)).status).toBe(404);
    expect((await as.mia.delete(`${path}/members/${id}`)).status).toBe(204);
    expect((await as.mia.get(`${path}/members/${id}`)).status).toBe(404);
  });
});
