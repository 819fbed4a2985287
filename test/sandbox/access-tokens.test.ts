// Tokens: of people, of a project's bot, of a running job (behaviours A9, M3, M4; doc/api/project_access_tokens.md).

import { describe, expect, it } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import { Level } from '../../src/sandbox/gitlab.ts';
import { clientFor } from './client.ts';
import { type Name, open, useWorld, type World } from './world.ts';

interface TokenBody {
  readonly id: number;
  readonly token: string;
  readonly user_id: number;
  readonly expires_at: string;
}

const asked = { name: 'helper', scopes: ['api'], access_level: Level.developer };

describe("M3: a project's access token", () => {
  const world = useWorld({ profile: 'self-managed' });
  const make = async (params: object = {}, who: Name = 'mia'): Promise<TokenBody> => {
    const { as, path } = world();
    return (await as[who].post<TokenBody>(`${path}/access_tokens`, { ...asked, ...params })).body;
  };

  it('M3: is a bot, a member, and of no use elsewhere', async () => {
    const { gitlab, path } = world();
    const other = await gitlab.addProject('acme/other');
    const made = await make();
    const bot = clientFor(gitlab, made.token);
    expect((await bot.get('/user')).body).toMatchObject({
      bot: true,
      username: expect.stringMatching(/^project_1_bot_[0-9a-f]{32}$/),
    });
    expect((await bot.get(`${path}/members/all/${made.user_id}`)).body).toMatchObject({ access_level: 30 });
    expect((await bot.get(`${path}/access_tokens/self`)).body).toMatchObject({
      resource_type: 'project',
      access_level: 30,
    });
    expect((await bot.get(`/projects/${other.id}`)).status).toBe(404);
  });

  it.each`
    who      | params                          | status | body
    ${'dan'} | ${{}}                           | ${400} | ${'400 Bad request - User does not have permission to create project access token'}
    ${'mia'} | ${{ access_level: 50 }}         | ${400} | ${'400 Bad request - Access level of the token contains permissions not held by the creating user'}
    ${'mia'} | ${{ expires_at: '2027-03-20' }} | ${400} | ${'400 Bad request - Expiration date must be before 2027-03-14'}
    ${'mia'} | ${{ expires_at: '2027-03-13' }} | ${201} | ${undefined}
  `('$who making one with $params is answered $status', async ({ who, params, status, body }) => {
    const { as, path } = world();
    const answer = await as[who as Name].post<{ message?: string }>(`${path}/access_tokens`, { ...asked, ...params });
    expect([answer.status, answer.body.message]).toEqual([status, body]);
  });

  it('lives a year where nothing is said, and is listed for maintainers without its secret', async () => {
    const { as, path } = world();
    const made = await make({ name: 'listed' });
    expect(made.expires_at).toBe('2027-03-14');
    const listed = await as.mia.get<TokenBody[]>(`${path}/access_tokens?state=active&per_page=100`);
    const found = listed.body.find(({ id }) => id === made.id);
    expect(found).toMatchObject({ name: 'listed', active: true, scopes: ['api'] });
    expect(found).not.toHaveProperty('token');
    expect((await as.mia.get(`${path}/access_tokens/${made.id}`)).body).toEqual(found);
    expect((await as.dan.get(`${path}/access_tokens`)).status).toBe(401);
  });

  it('is renewed for a week or as long as is said, stays the same user, and the old one dies at once', async () => {
    const { as, gitlab, path } = world();
    const first = await make();
    const second = await as.mia.post<TokenBody>(`${path}/access_tokens/${first.id}/rotate`);
    expect([second.status, second.body]).toMatchObject([200, { user_id: first.user_id, expires_at: '2026-03-21' }]);
    expect((await clientFor(gitlab, first.token).get('/user')).status).toBe(401);
    const third = await clientFor(gitlab, second.body.token).post<TokenBody>(`${path}/access_tokens/self/rotate`, {
      expires_at: '2026-12-31',
    });
    expect([third.status, third.body]).toMatchObject([200, { user_id: first.user_id, expires_at: '2026-12-31' }]);
    expect((await clientFor(gitlab, third.body.token).get('/user')).status).toBe(200);
    expect((await as.dan.post(`${path}/access_tokens/${third.body.id}/rotate`)).status).toBe(401);
  });

  it('that is dead and asks to be renewed takes all with it that it was renewed to', async () => {
    const { as, gitlab, path } = world();
    const first = await make();
    const second = await as.mia.post<TokenBody>(`${path}/access_tokens/${first.id}/rotate`);
    const young = clientFor(gitlab, second.body.token);
    expect((await young.get('/user')).status).toBe(200);
    expect((await clientFor(gitlab, first.token).post(`${path}/access_tokens/self/rotate`)).status).toBe(401);
    expect((await young.get('/user')).status).toBe(401);
  });

  it("renews and makes nobody else's", async () => {
    const { gitlab, path } = world();
    const [one, other] = [await make({ access_level: 40 }), await make()];
    const bot = clientFor(gitlab, one.token);
    expect((await bot.post(`${path}/access_tokens/${other.id}/rotate`)).status).toBe(401);
    expect((await bot.post(`${path}/access_tokens`, asked)).status).toBe(400);
  });

  it('is revoked by maintainers; its bot stays to be named', async () => {
    const { as, gitlab, path } = world();
    const made = await make();
    expect((await as.dan.delete(`${path}/access_tokens/${made.id}`)).body).toEqual({
      message: '400 Bad request - Dan cannot delete helper',
    });
    expect((await as.mia.delete(`${path}/access_tokens/${made.id}`)).status).toBe(204);
    expect((await clientFor(gitlab, made.token).get('/user')).status).toBe(401);
    expect((await as.mia.get(`/users/${made.user_id}`)).body).toMatchObject({ name: 'helper' });
    expect((await as.mia.delete(`${path}/access_tokens/9999`)).body).toEqual({
      message: '404 project Access Token Not Found',
    });
  });

  it('dies on its day', async () => {
    const { gitlab } = world();
    const made = await make({ expires_at: '2026-03-15' });
    const bot = clientFor(gitlab, made.token);
    expect((await bot.get('/user')).status).toBe(200);
    gitlab.clock.set('2026-03-15T00:00:00Z');
    expect((await bot.get('/user')).status).toBe(401);
  });
});

describe("GitLab.com's Free plan", () => {
  const world = useWorld({ profile: 'gitlab.com-free' });

  it('has no access tokens of projects: owners are answered as somebody without the right', async () => {
    const { as, path } = world();
    expect((await as.root.get(`${path}/access_tokens`)).status).toBe(401);
    expect((await as.root.post(`${path}/access_tokens`, asked)).body).toEqual({
      message: '400 Bad request - User does not have permission to create project access token',
    });
  });
});

describe('M4: a token of a person', () => {
  const world = useWorld();

  it('M4: tells about itself, renews itself, and ends itself', async () => {
    const { as, gitlab, people } = world();
    const { body } = await as.root.post<TokenBody>(`/users/${people.rob.user.id}/personal_access_tokens`, {
      name: 'laptop',
      scopes: ['self_rotate'],
    });
    const client = clientFor(gitlab, body.token);
    expect((await client.get('/personal_access_tokens/self')).body).toMatchObject({ name: 'laptop', active: true });
    expect((await client.get('/user')).status).toBe(403);
    const renewed = await client.post<TokenBody>('/personal_access_tokens/self/rotate');
    expect([renewed.status, renewed.body]).toMatchObject([200, { name: 'laptop', expires_at: '2026-03-21' }]);
    const young = clientFor(gitlab, renewed.body.token);
    const byRoot = await as.root.post<TokenBody>(`/personal_access_tokens/${renewed.body.id}/rotate`);
    expect((await young.get('/personal_access_tokens/self')).status).toBe(401);
    expect((await clientFor(gitlab, byRoot.body.token).delete('/personal_access_tokens/self')).status).toBe(204);
    expect((await as.dan.delete(`/personal_access_tokens/${byRoot.body.id}`)).status).toBe(404);
  });
});

describe('A9: the token of a running job', () => {
  const world = useWorld({
    runner: directRunner({ jobs: () => [{ name: 'look', execute: (run) => look(run.env['CI_JOB_TOKEN'] ?? '') }] }),
  });
  const seen: Record<string, number> = {};
  let last = '';

  async function look(token: string): Promise<number> {
    last = token;
    for (const [name, headers] of [
      ['JOB-TOKEN', { 'JOB-TOKEN': token }],
      ['PRIVATE-TOKEN', { 'PRIVATE-TOKEN': token }],
    ] as const)
      for (const [method, path] of [
        ['GET', '/repository/branches'],
        ['GET', '/repository/commits'],
        ['GET', '/repository/files/README.md/raw'],
        ['GET', '/merge_requests'],
        ['GET', '/issues'],
        ['GET', '/labels'],
        ['POST', '/issues'],
        ['POST', '/repository/commits'],
      ] as const)
        seen[`${name} ${method} ${path}`] = await status(world(), method, path, headers);
    seen['git clone'] = await git('git-upload-pack', token);
    seen['git push'] = await git('git-receive-pack', token);
    world().project.settings.set('ci_push_repository_for_job_token_allowed', true);
    seen['git push, where that is allowed'] = await git('git-receive-pack', token);
    return 0;
  }

  const git = async (service: string, token: string): Promise<number> => {
    const { gitlab, project } = world();
    const url = `${gitlab.url}/${project.pathWithNamespace}.git/info/refs?service=${service}`;
    return (await fetch(url, { headers: { Authorization: `Basic ${btoa(`gitlab-ci-token:${token}`)}` } })).status;
  };

  const status = async (
    { gitlab, path }: World,
    method: string,
    what: string,
    headers: Record<string, string>,
  ): Promise<number> => (await fetch(`${gitlab.url}/api/v4${path}${what}`, { method, headers })).status;

  it('A9: opens a few doors to read the repository, and none to issues; it ends with the job', async () => {
    const { as, gitlab, path } = world();
    await open(world());
    await as.mia.post(`${path}/repository/commits`, {
      branch: 'main',
      commit_message: 'CI',
      actions: [{ action: 'create', file_path: '.gitlab-ci.yml', content: 'look: {script: [look]}' }],
    });
    await as.mia.post(`${path}/pipeline`, { ref: 'main' });
    await gitlab.idle();
    expect(seen).toEqual({
      'JOB-TOKEN GET /repository/branches': 200,
      'JOB-TOKEN GET /repository/commits': 200,
      'JOB-TOKEN GET /repository/files/README.md/raw': 200,
      'JOB-TOKEN GET /merge_requests': 200,
      'JOB-TOKEN GET /issues': 404,
      'JOB-TOKEN GET /labels': 404,
      'JOB-TOKEN POST /issues': 401,
      'JOB-TOKEN POST /repository/commits': 401,
      'PRIVATE-TOKEN GET /repository/branches': 401,
      'PRIVATE-TOKEN GET /repository/commits': 401,
      'PRIVATE-TOKEN GET /repository/files/README.md/raw': 401,
      'PRIVATE-TOKEN GET /merge_requests': 401,
      'PRIVATE-TOKEN GET /issues': 401,
      'PRIVATE-TOKEN GET /labels': 401,
      'PRIVATE-TOKEN POST /issues': 401,
      'PRIVATE-TOKEN POST /repository/commits': 401,
      'git clone': 200,
      'git push': 403,
      'git push, where that is allowed': 200,
    });
    expect(await git('git-upload-pack', last)).toBe(401);
    expect(await status(world(), 'GET', '/repository/branches', { 'JOB-TOKEN': last })).toBe(401);
  });
});
