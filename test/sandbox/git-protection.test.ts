// Protected branches: who may push, commit and merge, by role and by name (doc/api/protected_branches.md).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, type GitLab, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import { type Client, clientFor } from './client.ts';
import { remote, workplace } from './git-client.ts';

const place = workplace();
let gitlab: GitLab;
let people: Record<string, Account>;
let projects = 0;

beforeAll(async () => {
  gitlab = await startGitLab({ now: '2026-03-14T09:00:00Z', profile: 'gitlab.com-premium' });
  people = {
    maintainer: gitlab.addUser({ username: 'mia' }),
    developer: gitlab.addUser({ username: 'dan' }),
    reporter: gitlab.addUser({ username: 'rob' }),
  };
});

afterAll(async () => {
  await gitlab.close();
  place.remove();
});

interface Place {
  readonly at: string;
  readonly rules: string;
  readonly path: string;
  readonly as: (who: string) => Client;
}

/** A project with a branch `guarded` under a rule. */
async function guarded(rule: Record<string, unknown> = {}): Promise<Place> {
  projects += 1;
  const path = `ops/guarded-${projects}`;
  const project = await gitlab.addProject(path, {
    members: [
      [account('maintainer'), Level.maintainer],
      [account('developer'), Level.developer],
      [account('reporter'), Level.reporter],
    ],
  });
  const at = `/projects/${project.id}`;
  const as = (who: string): Client => clientFor(gitlab, account(who).token);
  await as('maintainer').post(`${at}/repository/branches`, { branch: 'guarded', ref: 'main' });
  const made = await as('maintainer').post(`${at}/protected_branches`, { name: 'guarded', ...rule });
  expect(made.status).toBe(201);
  return { at, rules: `${at}/protected_branches`, path, as };
}

function account(who: string): Account {
  const found = people[who];
  if (!found) throw new Error(`nobody is called ${who}`);
  return found;
}

const newFile = (path: string): object => ({
  commit_message: 'x',
  actions: [{ action: 'create', file_path: path, content: 'x' }],
});

describe('a branch protected by role', () => {
  it.each`
    push  | merge | who             | pushes   | merges
    ${40} | ${40} | ${'maintainer'} | ${true}  | ${true}
    ${40} | ${40} | ${'developer'}  | ${false} | ${false}
    ${40} | ${30} | ${'developer'}  | ${false} | ${true}
    ${30} | ${40} | ${'developer'}  | ${true}  | ${true}
    ${0}  | ${40} | ${'maintainer'} | ${false} | ${true}
    ${0}  | ${0}  | ${'maintainer'} | ${false} | ${false}
    ${60} | ${60} | ${'maintainer'} | ${false} | ${false}
    ${30} | ${30} | ${'reporter'}   | ${false} | ${false}
  `('push $push, merge $merge: $who pushes: $pushes, merges: $merges', async ({ push, merge, who, pushes, merges }) => {
    const { at, path, as } = await guarded({ push_access_level: push, merge_access_level: merge });
    const api = as('maintainer');
    await api.post(`${at}/repository/commits`, { branch: 'topic', start_branch: 'main', ...newFile('topic.md') });
    await api.post(`${at}/merge_requests`, { title: 'x', source_branch: 'topic', target_branch: 'guarded' });
    await gitlab.idle();

    const committed = await as(who).post(`${at}/repository/commits`, { branch: 'guarded', ...newFile('api.md') });
    expect([committed.status, committed.body]).toMatchObject(
      pushes ? [201, {}] : [403, { message: '403 Forbidden - You are not allowed to push into this branch' }],
    );
    const clone = path.replace('/', '-');
    await place.git('', 'clone', '--quiet', '--branch', 'guarded', remote(gitlab, path, account(who).token), clone);
    await place.git(clone, 'commit', '--quiet', '--allow-empty', '-m', 'pushed');
    expect((await place.git(clone, 'push', 'origin', 'HEAD:guarded')).code === 0).toBe(pushes);
    const merged = await as(who).put(`${at}/merge_requests/1/merge`);
    expect(merged.status).toBe(merges ? 200 : 401);
  });

  it('is never rewritten, unless the rule says so', async () => {
    const { rules, path, as } = await guarded({ push_access_level: 40 });
    await place.git('', 'clone', '-q', '-b', 'guarded', remote(gitlab, path, account('maintainer').token), 'rewrite');
    await place.git('rewrite', 'commit', '--quiet', '--amend', '-m', 'another first');
    const push = async (): Promise<number> =>
      (await place.git('rewrite', 'push', '--force', 'origin', 'HEAD:guarded')).code;
    expect(await push()).not.toBe(0);
    expect((await as('maintainer').patch(`${rules}/guarded`, { allow_force_push: true })).body).toMatchObject({
      allow_force_push: true,
    });
    expect(await push()).toBe(0);
  });
});

describe('the rules', () => {
  it('are listed, made once, looked at and taken away by maintainers', async () => {
    const { rules, as } = await guarded({ push_access_level: 0, merge_access_level: 30 });
    const api = as('maintainer');
    const rule = {
      name: 'guarded',
      push_access_levels: [{ access_level: 0, access_level_description: 'No one' }],
      merge_access_levels: [{ access_level: 30, access_level_description: 'Developers + Maintainers' }],
      allow_force_push: false,
    };
    expect((await api.get(`${rules}/guarded`)).body).toMatchObject(rule);
    expect((await api.get(rules)).body).toMatchObject([{ name: 'main' }, rule]);
    expect((await api.post(rules, { name: 'guarded' })).body).toEqual({
      message: "Protected branch 'guarded' already exists",
    });
    expect((await api.post(rules, { name: 'x', push_access_level: 35 })).body).toEqual({
      error: 'push_access_level does not have a valid value',
    });
    expect((await as('developer').post(rules, { name: 'x' })).status).toBe(403);
    expect((await as('developer').get(rules)).status).toBe(403);
    expect((await api.delete(`${rules}/guarded`)).status).toBe(204);
    expect((await api.get(`${rules}/guarded`)).body).toEqual({ message: '404 Not found' });
  });

  it('let single people through on paid tiers, and are changed in place', async () => {
    const { at, rules, as } = await guarded({
      push_access_level: 0,
      allowed_to_push: [{ user_id: account('developer').user.id }],
    });
    expect((await as('maintainer').get(`${rules}/guarded`)).body).toMatchObject({
      push_access_levels: [{ access_level: 0 }, { user_id: account('developer').user.id }],
    });
    const commit = async (who: string, path: string): Promise<number> =>
      (await as(who).post(`${at}/repository/commits`, { branch: 'guarded', ...newFile(path) })).status;
    expect([await commit('developer', 'a'), await commit('maintainer', 'b')]).toEqual([201, 403]);
    await as('maintainer').patch(`${rules}/guarded`, {
      allowed_to_push: [{ user_id: account('developer').user.id, _destroy: true }, { access_level: 40 }],
    });
    expect([await commit('developer', 'c'), await commit('maintainer', 'd')]).toEqual([403, 201]);
  });

  it('with a star match many branches; of several the loosest counts', async () => {
    const { at, rules, as } = await guarded({ push_access_level: 0 });
    await as('maintainer').post(rules, { name: 'guard*', push_access_level: 30 });
    const sent = { branch: 'guarded', ...newFile('loose.md') };
    expect((await as('developer').post(`${at}/repository/commits`, sent)).status).toBe(201);
  });
});
