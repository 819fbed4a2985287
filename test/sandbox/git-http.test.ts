// The sandbox's repositories, driven by the git that everybody uses.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, type GitLab, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import { createToken } from '../../src/sandbox/seed.ts';
import type { Project } from '../../src/sandbox/store.ts';
import { remote, type Workplace, workplace } from './git-client.ts';

let gitlab: GitLab;
let place: Workplace;
let maintainer: Account;
let developer: Account;
let reporter: Account;
let stranger: Account;
let project: Project;
let counter = 0;

beforeAll(async () => {
  gitlab = await startGitLab();
  place = workplace();
  maintainer = gitlab.addUser({ username: 'mia' });
  developer = gitlab.addUser({ username: 'dev' });
  reporter = gitlab.addUser({ username: 'rita' });
  stranger = gitlab.addUser({ username: 'sam' });
});

beforeEach(async () => {
  counter += 1;
  project = await gitlab.addProject(`ops/repo-${counter}`, {
    members: [
      [maintainer, Level.maintainer],
      [developer, Level.developer],
      [reporter, Level.reporter],
    ],
    files: { 'README.md': '# Incidents\n', 'docs/a/b/deep.md': 'deep\n' },
  });
});

afterAll(async () => {
  place.remove();
  await gitlab.close();
});

const url = (token?: string): string => remote(gitlab, project.pathWithNamespace, token);

async function clone(who: Account, name: string, ...flags: readonly string[]): Promise<string> {
  const folder = `${name}-${counter}`;
  const ran = await place.git('', 'clone', '--quiet', ...flags, url(who.token), folder);
  expect(ran).toMatchObject({ code: 0 });
  return folder;
}

async function commit(folder: string, file: string, text: string): Promise<string> {
  writeFileSync(join(place.dir, folder, file), text);
  await place.git(folder, 'add', '.');
  expect(await place.git(folder, 'commit', '--quiet', '-m', `change ${file}`)).toMatchObject({ code: 0 });
  return (await place.git(folder, 'rev-parse', 'HEAD')).out;
}

describe('cloning', () => {
  it('gives what was seeded, on the default branch', async () => {
    const folder = await clone(developer, 'plain');
    expect((await place.git(folder, 'ls-files')).out.split('\n')).toEqual(['README.md', 'docs/a/b/deep.md']);
    expect((await place.git(folder, 'branch', '--show-current')).out).toBe('main');
  });

  it('takes a bearer header in place of a password', async () => {
    const header = `http.extraHeader=Authorization: Bearer ${developer.token}`;
    expect(await place.git('', '-c', header, 'ls-remote', url())).toMatchObject({ code: 0 });
  });

  it('brings one commit for --depth 1', async () => {
    const folder = await clone(maintainer, 'deep');
    await commit(folder, 'more.md', 'more\n');
    await place.git(folder, 'push', '--quiet');
    const shallow = await clone(developer, 'shallow', '--depth', '1');
    expect((await place.git(shallow, 'rev-list', '--count', 'HEAD')).out).toBe('1');
  });

  it.each(['blob:none', 'tree:3'])(
    'leaves out what --filter=%s says, and fetches it when it is needed',
    async (filter) => {
      const folder = await clone(developer, filter.replace(':', '-'), '--no-checkout', `--filter=${filter}`);
      const missing = await place.git(folder, 'rev-list', '--objects', '--all', '--missing=print');
      expect(missing.out.split('\n').some((line) => line.startsWith('?'))).toBe(true);
      expect((await place.git(folder, 'show', 'HEAD:docs/a/b/deep.md')).out).toBe('deep');
    },
  );

  it('speaks protocol version 2', async () => {
    const ran = await place.git('', '-c', 'protocol.version=2', 'ls-remote', url(developer.token), 'main');
    expect(ran.out).toMatch(/^[0-9a-f]{40}\trefs\/heads\/main$/);
    expect(gitlab.requests.all.at(-1)).toMatchObject({ kind: 'git', method: 'POST', detail: 'git-upload-pack' });
  });
});

describe('who may not', () => {
  it.each`
    who                | says
    ${'nobody'}        | ${/Authentication failed|could not read Username/}
    ${'a wrong token'} | ${/Authentication failed/}
    ${'a stranger'}    | ${/not found|could not be found/}
  `('$who clones a private project: $says', async ({ who, says }) => {
    const tokens: Record<string, string | undefined> = { 'a wrong token': 'glpat-wrong', 'a stranger': stranger.token };
    const ran = await place.git('', 'ls-remote', url(tokens[String(who)]));
    expect(ran.code).not.toBe(0);
    expect(ran.err).toMatch(says);
  });

  it('is asked for a password by a 401 that names the scheme', async () => {
    const path = `${gitlab.url}/${project.pathWithNamespace}.git/info/refs?service=git-upload-pack`;
    const answer = await fetch(path);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="GitLab"');
    expect((await fetch(path, { headers: { 'PRIVATE-TOKEN': stranger.token } })).status).toBe(404);
  });

  it('anybody reads a public project, nobody pushes to it without a token', async () => {
    project.visibility = 'public';
    expect(await place.git('', 'ls-remote', url())).toMatchObject({ code: 0 });
    const answer = await fetch(`${url()}/info/refs?service=git-receive-pack`);
    expect(answer.status).toBe(401);
  });

  it.each`
    scopes                             | reads    | writes
    ${['api']}                         | ${true}  | ${true}
    ${['write_repository']}            | ${true}  | ${true}
    ${['read_repository', 'read_api']} | ${true}  | ${false}
    ${['read_api', 'read_user']}       | ${false} | ${false}
  `('a token for $scopes clones: $reads, pushes: $writes', async ({ scopes, reads, writes }) => {
    const { secret } = createToken(gitlab.core, { userId: maintainer.user.id, scopes });
    expect((await place.git('', 'ls-remote', url(secret))).code === 0).toBe(reads);
    const folder = await clone(maintainer, `scopes-${scopes[0]}`);
    await commit(folder, 'x', 'x');
    const pushed = await place.git(folder, 'push', url(secret), 'HEAD:refs/heads/mine');
    expect(pushed.code === 0).toBe(writes);
    if (reads && !writes) expect(pushed.err).toContain('403');
  });

  it('nobody pushes to an archived project', async () => {
    const folder = await clone(maintainer, 'archived');
    project.archived = true;
    await commit(folder, 'x', 'x');
    expect((await place.git(folder, 'push', 'origin', 'HEAD:refs/heads/mine')).err).toContain('403');
  });

  it('a reporter pushes: 403', async () => {
    const folder = await clone(reporter, 'reporter');
    await commit(folder, 'x', 'x');
    const ran = await place.git(folder, 'push', 'origin', 'HEAD:refs/heads/mine');
    expect(ran.code).not.toBe(0);
    expect(ran.err).toContain('403');
  });

  it('a developer pushes to the protected default branch, but to another', async () => {
    const folder = await clone(developer, 'developer');
    const sha = await commit(folder, 'x', 'x');
    const refused = await place.git(folder, 'push', 'origin', 'HEAD:main');
    expect(refused.err).toContain('GitLab: You are not allowed to push code to protected branches on this project.');
    expect(refused.err).toContain('pre-receive hook declined');
    expect(await place.git(folder, 'push', 'origin', 'HEAD:topic')).toMatchObject({ code: 0 });
    expect((await place.git(folder, 'ls-remote', 'origin', 'topic')).out).toContain(sha);
  });

  it('a maintainer rewinds a protected branch', async () => {
    const folder = await clone(maintainer, 'rewind');
    await place.git(folder, 'commit', '--quiet', '--amend', '-m', 'another first');
    const refused = await place.git(folder, 'push', '--force', 'origin', 'HEAD:main');
    expect(refused.err).toContain(
      'GitLab: You are not allowed to force push code to a protected branch on this project.',
    );
    expect(await place.git(folder, 'push', '--force', 'origin', 'HEAD:topic')).toMatchObject({ code: 0 });
  });

  it.each`
    branch     | says
    ${'main'}  | ${'The default branch of a project cannot be deleted.'}
    ${'topic'} | ${undefined}
  `('a maintainer deletes $branch: $says', async ({ branch, says }) => {
    const folder = await clone(maintainer, `delete-${branch}`);
    await place.git(folder, 'push', 'origin', 'HEAD:topic');
    const ran = await place.git(folder, 'push', 'origin', '--delete', branch);
    if (says === undefined) expect(ran.code).toBe(0);
    else expect(ran.err).toContain(says);
  });
});

describe('pushing', () => {
  it('refuses what is not a fast-forward', async () => {
    const first = await clone(maintainer, 'first');
    const second = await clone(maintainer, 'second');
    await commit(first, 'a', 'a');
    await commit(second, 'b', 'b');
    expect(await place.git(first, 'push')).toMatchObject({ code: 0 });
    const late = await place.git(second, 'push');
    expect(late.code).not.toBe(0);
    expect(late.err).toMatch(/fetch first|non-fast-forward/);
  });

  it('lets exactly one of several pushes at the same moment win', async () => {
    const folders = await Promise.all(['p', 'q', 'r'].map((name) => clone(maintainer, name)));
    for (const folder of folders) await commit(folder, `${folder}.md`, folder);
    const ran = await Promise.all(folders.map((folder) => place.git(folder, 'push')));
    expect(ran.filter(({ code }) => code === 0)).toHaveLength(1);
  });

  it('takes a pack that is larger than any buffer', async () => {
    const folder = await clone(maintainer, 'large');
    const noise = Buffer.alloc(3_000_000, 'x').map(() => Math.floor(Math.random() * 256));
    writeFileSync(join(place.dir, folder, 'large.bin'), noise);
    const sha = await commit(folder, 'note', 'large');
    expect(await place.git(folder, 'push')).toMatchObject({ code: 0 });
    expect((await place.git(folder, 'ls-remote', 'origin', 'main')).out).toContain(sha);
  });

  it('is one record of the request log for each exchange', async () => {
    const folder = await clone(maintainer, 'counted');
    await commit(folder, 'x', 'x');
    gitlab.requests.clear();
    await place.git(folder, 'push');
    const said = gitlab.requests.all
      .filter(({ status }) => status === 200)
      .map(({ method, detail }) => `${method} ${detail}`);
    expect(said).toContain('GET git-receive-pack');
    expect(said).toContain('POST git-receive-pack');
    expect(gitlab.requests.all.every(({ kind }) => kind === 'git')).toBe(true);
  });
});

describe('told to fail', () => {
  it.each`
    act             | arrives
    ${'cut-after'}  | ${true}
    ${'cut-before'} | ${false}
  `('$act: the pusher hears an error, the push has arrived: $arrives', async ({ act, arrives }) => {
    const folder = await clone(maintainer, act);
    const sha = await commit(folder, 'x', 'x');
    // All of them, because curl tries once more on a connection that has served before.
    const fault = { method: 'POST', path: /git-receive-pack/, times: Number.POSITIVE_INFINITY, act: { do: act } };
    const mend = gitlab.faults.add(fault);
    expect((await place.git(folder, 'push')).code).not.toBe(0);
    mend();
    expect((await place.git(folder, 'ls-remote', 'origin', 'main')).out.includes(sha)).toBe(arrives);
    expect(await place.git(folder, 'push')).toMatchObject({ code: 0 });
  });
});

describe('a snapshot', () => {
  it('brings back the branches of its moment', async () => {
    const folder = await clone(maintainer, 'before');
    const before = (await place.git(folder, 'rev-parse', 'HEAD')).out;
    const snapshot = await gitlab.snapshot();
    await commit(folder, 'x', 'x');
    await place.git(folder, 'push');
    await gitlab.restore(snapshot);
    expect((await place.git(folder, 'ls-remote', 'origin', 'main')).out).toContain(before);
  });
});
