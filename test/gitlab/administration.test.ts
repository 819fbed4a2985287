// What setting up asks of GitLab, against a GitLab that does what it is told.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectAdministration } from '../../src/gitlab/admin.ts';
import type { Administration, NewWebhook } from '../../src/gitlab/administration.ts';
import { type Account, Level, type GitLab as Sandbox, startGitLab } from '../../src/sandbox/gitlab.ts';
import { fastTime, TOKEN } from './given.ts';
import { html, json, playing, type ScriptedServer } from './scripted-server.ts';
import { done } from './world.ts';

const PROJECT = 'ops/incidents';

let sandbox: Sandbox;
let mia: Account;
let ben: Account;
let admin: Administration;
beforeAll(async () => {
  sandbox = await startGitLab({ now: '2026-03-11T04:00:00Z', profile: 'self-managed' });
  mia = sandbox.addUser({ username: 'mia' });
  ben = sandbox.addUser({ username: 'ben' });
  await sandbox.addProject(PROJECT, {
    members: [
      [mia, Level.maintainer],
      [ben, Level.developer],
    ],
    files: { 'README.md': '# Incidents\n', '.gitlab-ci.yml': 'greet:\n  script: echo hello\n' },
  });
  admin = connectAs(mia);
});
afterAll(() => sandbox.close());

/** People with a browser; the status of the answer. */
const asBen = (method: string, path: string, body: object): Promise<number> => as(ben, method, path, body);
const asMia = (method: string, path: string): Promise<number> => as(mia, method, path, {});

async function as({ token }: Account, method: string, path: string, body: object): Promise<number> {
  const { status } = await fetch(`${sandbox.url}/api/v4/projects/${encodeURIComponent(PROJECT)}${path}`, {
    method,
    headers: { 'private-token': token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return status;
}

function connectAs({ token }: Account, project = PROJECT): Administration {
  return connectAdministration({ url: sandbox.url, token, project, time: fastTime() });
}

describe('who and what', () => {
  it('the owner of the token, the version, the project, its members', async () => {
    expect(await admin.me()).toEqual({ id: mia.user.id, name: 'mia' });
    expect(await admin.version()).toMatchObject({ major: 19 });
    expect(await admin.token()).toMatchObject({ scopes: ['api'], active: true, user: mia.user.id });
    expect(await admin.project()).toMatchObject({
      path: PROJECT,
      defaultBranch: 'main',
      visibility: 'private',
      archived: false,
      issues: true,
      builds: true,
      namespace: { path: 'ops' },
    });
    const levels = (await admin.members()).map(({ name, level }) => `${name} ${level}`);
    expect(levels).toEqual(expect.arrayContaining(['mia 40', 'ben 30']));
  });

  it('a project that is not there is undefined, and so is one that this token may not see', async () => {
    expect(await connectAs(mia, 'ops/nowhere').project()).toBeUndefined();
    expect(await connectAs(sandbox.addUser({ username: 'stranger' })).project()).toBeUndefined();
    expect(await admin.canSee('ops/nowhere')).toBe(false);
    expect(await admin.canSee(PROJECT)).toBe(true);
  });
});

describe('the repository', () => {
  it('files that are there, with their last commit; others are left out', async () => {
    const files = await admin.files(['README.md', 'none.md'], 'main');
    expect([...files.keys()]).toEqual(['README.md']);
    expect(files.get('README.md')).toMatchObject({
      text: '# Incidents\n',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it('several files are one commit, which fails as a whole when one of them was changed meanwhile', async () => {
    const before = (await admin.files(['README.md'], 'main')).get('README.md')?.commit ?? '';
    const changed = { path: 'README.md', content: '# Ours\n', replaces: before };
    done(await admin.commitFiles('main', 'Two files', [changed, { path: 'a/b.md', content: 'b\n' }]));
    expect((await admin.files(['a/b.md'], 'main')).get('a/b.md')?.text).toBe('b\n');
    expect(await admin.commitFiles('main', 'Late', [changed, { path: 'c.md', content: 'c\n' }])).toMatchObject({
      outcome: 'refused',
      status: 400,
    });
    expect((await admin.files(['c.md'], 'main')).size).toBe(0);
  });

  it('a branch of its own and a merge request for it', async () => {
    done(await admin.commitFiles('set-up', 'On a branch', [{ path: 'd.md', content: 'd\n' }], 'main'));
    expect(done(await admin.openMergeRequest('set-up', 'Set up', 'Merge me')).url).toContain('/merge_requests/');
    expect(await admin.mergeRequestFrom('set-up')).toContain('/merge_requests/');
    expect(await admin.mergeRequestFrom('other')).toBeUndefined();
  });

  it('who may push to a branch, and its protection', async () => {
    expect(await connectAs(ben).branch('main')).toEqual({ protected: true, mayPush: false });
    expect(await admin.branch('main')).toEqual({ protected: true, mayPush: true });
    expect(await admin.branch('nothing')).toBeUndefined();
    expect(await admin.protection('nothing')).toBeUndefined();
    done(await admin.protect('guarded', Level.maintainer, 0));
    expect(await admin.protection('guarded')).toEqual({
      branch: 'guarded',
      pushLevel: 40,
      mergeLevel: 0,
      forcePush: false,
      others: [],
    });
    done(await admin.unprotect('guarded'));
    expect(await admin.protection('guarded')).toBeUndefined();
  });
});

describe('what starts pipelines', () => {
  const webhook = (more: Partial<NewWebhook> = {}): NewWebhook => ({
    name: 'sitrep: issues',
    url: `${sandbox.url}/api/v4/projects/1/ref/main/trigger/pipeline?token={token}`,
    urlVariables: { token: 'hidden-from-all' },
    events: ['issues_events', 'confidential_issues_events'],
    template: '{"inputs": {"iid": "#{{object_attributes.iid}}"}}',
    ...more,
  });

  it('a variable is made, and made again with another value', async () => {
    const variable = { key: 'SITREP_TOKEN', value: 'glpat-abcdefgh', masked: true, protected: true };
    done(await admin.setVariable(variable));
    done(await admin.setVariable({ ...variable, value: 'glpat-ijklmnop' }));
    expect(await admin.variables()).toEqual([{ ...variable, value: 'glpat-ijklmnop', scope: '*' }]);
  });

  it('a trigger token is whole for its owner, four characters for others', async () => {
    const { id, token } = done(await admin.createTrigger('sitrep: webhooks'));
    expect(await admin.triggers()).toMatchObject([{ id, token, description: 'sitrep: webhooks', owner: mia.user.id }]);
    expect((await connectAs(sandbox.root).triggers())[0]?.token).toBe(token.slice(0, 4));
    done(await admin.renameTrigger(id, 'sitrep: webhooks, renamed'));
    expect((await admin.triggers())[0]?.description).toBe('sitrep: webhooks, renamed');
    const call = `/ref/main/trigger/pipeline?token=`;
    expect(await asBen('POST', `${call}${token}`, {})).toBe(201);
    expect(await asBen('POST', `${call}glptt-wrong`, {})).toBe(404);
  });

  it('a webhook has the events that it was given and no others; the values of its variables stay hidden', async () => {
    const { id } = done(await admin.createWebhook(webhook()));
    expect(await admin.webhooks()).toMatchObject([
      {
        id,
        name: 'sitrep: issues',
        events: ['issues_events', 'confidential_issues_events'],
        urlVariables: ['token'],
        alert: 'executable',
        disabledUntil: undefined,
      },
    ]);
    expect(JSON.stringify(await admin.webhooks())).not.toContain('hidden-from-all');
    done(await admin.changeWebhook(id, webhook({ events: ['note_events'], template: '{}' })));
    expect(await admin.webhooks()).toMatchObject([{ id, events: ['note_events'], template: '{}' }]);
    await asBen('POST', '/issues', { title: 'Fires it' });
    await asBen('POST', '/issues/1/notes', { body: 'Fires it' });
    await sandbox.idle();
    expect(await admin.deliveries(id)).toMatchObject([{ event: 'note_hooks', status: '404' }]);
    await asMia('DELETE', `/hooks/${id}`);
    expect(await admin.webhooks()).toEqual([]);
  });

  it('a schedule belongs to who made it, and can be taken over', async () => {
    const schedule = { description: 'nightly', ref: 'refs/heads/main', cron: '40 3 * * *', active: true, inputs: {} };
    const { id } = done(await admin.createSchedule(schedule));
    done(await admin.changeSchedule(id, { active: false }));
    expect(await admin.schedules()).toMatchObject([
      { id, description: 'nightly', cron: '40 3 * * *', active: false, owner: { id: mia.user.id } },
    ]);
    const root = connectAs(sandbox.root);
    done(await root.takeSchedule(id));
    expect((await admin.schedules())[0]?.owner).toMatchObject({ id: sandbox.root.user.id });
  });

  it('pipelines and jobs since a moment, newest first', async () => {
    const pipelines = await admin.pipelines('2026-03-11T04:00:00.000Z');
    expect(pipelines[0]).toMatchObject({ source: 'trigger' });
    expect(await admin.pipelines('2027-01-01T00:00:00.000Z')).toEqual([]);
    expect((await admin.jobs(pipelines[0]?.id ?? 0)).map(({ name }) => name)).toEqual(['greet']);
    expect((await admin.jobsSince('2026-03-11T04:00:00.000Z')).map(({ name }) => name)).toContain('greet');
    expect(await admin.resourceGroup('sitrep')).toBeUndefined();
  });
});

describe('a bot of the project’s own', () => {
  it('is made, and its token rotated: the user stays the same', async () => {
    const words = { name: 'sitrep', description: 'made by a test' };
    const token = { ...words, level: 40, scopes: ['api'], expiresOn: '2027-03-10' };
    const { id, secret, user } = done(await admin.createAccessToken(token));
    const bot = connectAs({ user: mia.user, token: secret });
    expect((await bot.me()).id).toBe(user);
    const [made] = await admin.accessTokens();
    expect(made).toMatchObject({ ...words, id, user, level: 40, active: true, expiresOn: '2027-03-10' });
    const rotated = done(await admin.rotateAccessToken(made?.id ?? 0, '2027-03-09'));
    expect(rotated.secret).not.toBe(secret);
    expect((await connectAs({ user: mia.user, token: rotated.secret }).me()).id).toBe(user);
    await expect(bot.me()).rejects.toThrow(/401/);
  });

  it('is revoked', async () => {
    const wanted = { name: 'second', description: '', level: 40, scopes: ['api'], expiresOn: '2027-03-10' };
    const { id } = done(await admin.createAccessToken(wanted));
    done(await admin.revokeAccessToken(id));
    expect((await admin.accessTokens()).find((token) => token.id === id)?.active).toBe(false);
  });
});

it('an issue is opened, commented on, closed and deleted', async () => {
  const { iid } = done(await admin.createIssue({ title: 'Scratch', description: 'x', incident: true }));
  done(await admin.comment(iid, 'Hello.'));
  expect(await admin.comments(iid)).toEqual([{ by: { id: mia.user.id, name: 'mia' }, text: 'Hello.' }]);
  expect(await admin.issuesTitled('Scratch')).toEqual([iid]);
  done(await admin.closeIssue(iid));
  expect(await admin.issuesTitled('Scratch')).toEqual([]);
  expect(await admin.deleteIssue(iid)).toMatchObject({ outcome: 'refused', status: 403 });
  done(await connectAs(sandbox.root).deleteIssue(iid));
  await expect(admin.comments(iid)).rejects.toThrow(/404/);
});

it('counts its requests, and those that write apart', async () => {
  const fresh = connectAs(mia);
  await fresh.labels();
  done(await fresh.createLabel({ name: 'one', color: '#cc0000', description: '' }));
  expect(fresh.requests).toEqual({ count: 2, writes: 1 });
});

it('knows GitLab’s clock by its answers', async () => {
  const server = await playing(json(200, { version: '19.5.0' }, { date: 'Wed, 11 Mar 2026 04:00:07 GMT' }));
  const ahead = connectAdministration({ url: server.url, token: TOKEN, project: 7, time: fastTime() });
  expect(ahead.serverTime()).toBeUndefined();
  await ahead.version();
  expect(ahead.serverTime()).toBe('2026-03-11T04:00:07.000Z');
  await server.close();
});

describe('when GitLab answers otherwise', () => {
  let server: ScriptedServer;
  afterEach(() => server.close());
  const scripted = async (...acts: Parameters<typeof playing>): Promise<Administration> => {
    server = await playing(...acts);
    return connectAdministration({ url: server.url, token: TOKEN, project: 7, time: fastTime() });
  };

  it('names the call and the reason, never the token', async () => {
    const refused = await scripted(json(403, { message: `403 Forbidden ${TOKEN}` }));
    await expect(refused.webhooks()).rejects.toThrow(/GET .*\/projects\/7\/hooks.*403/);
    await expect(refused.webhooks()).rejects.not.toThrow(TOKEN);
    expect(JSON.stringify(await refused.createTrigger('x'))).not.toContain(TOKEN);
  });

  it('a version that is none, a list of something else', async () => {
    await expect((await scripted(json(200, { version: 'next' }))).version()).rejects.toThrow(/is no version/);
    await server.close();
    await expect((await scripted(json(200, [{ id: 'x' }]))).webhooks()).rejects.toThrow(/not as GitLab documents it/);
  });

  it('a webhook that GitLab before 17.1 tells of has no name', async () => {
    const old = await scripted(json(200, [{ id: 3, url: 'https://x.example', push_events: true }]));
    expect(await old.webhooks()).toMatchObject([
      { name: '', events: ['push_events'], urlVariables: [], alert: 'executable' },
    ]);
  });

  it('a proxy’s page in place of an answer leaves a write unknown', async () => {
    const proxied = await scripted(html(502));
    expect(await proxied.createTrigger('x')).toMatchObject({ outcome: 'unknown' });
    expect(server.seen).toHaveLength(1);
  });

  it('a runner that may not be looked at closely has no known tags', async () => {
    const runner = { id: 1, description: 'shared', online: true, paused: false };
    const admin = await scripted(json(200, [runner]), json(403, { message: '403 Forbidden' }));
    expect(await admin.runners()).toEqual([
      { id: 1, description: 'shared', online: true, paused: false, tags: undefined, runsUntagged: undefined },
    ]);
  });

  it('who is a member twice counts once, with the higher level', async () => {
    const admin = await scripted(
      json(200, [
        { id: 1, username: 'a', access_level: 20, state: 'active' },
        { id: 1, username: 'a', access_level: 50, state: 'blocked' },
      ]),
    );
    expect(await admin.members()).toEqual([{ id: 1, name: 'a', level: 50, active: false }]);
  });
});
