// The adapter against a GitLab that does what it is told: files, merge requests, jobs.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GitLab } from '../../src/gitlab/port.ts';
import { done, makeWorld, type World } from './world.ts';

let world: World;
let gitlab: GitLab;
beforeAll(async () => {
  world = await makeWorld();
  gitlab = world.gitlab;
});
afterAll(() => world.sandbox.close());

describe('the repository', () => {
  it('a file is committed on a new branch, read, and changed only as it was read (K5, K9)', async () => {
    const path = 'pir/2026/12 a.md';
    expect(await gitlab.file(path, 'pir-1')).toBeUndefined();
    const first = { branch: 'pir-1', message: 'Review of 1', path, content: 'Ärger\n' };
    expect(await gitlab.commit(first)).toMatchObject({ outcome: 'refused', status: 400 });
    const { sha } = done(await gitlab.commit({ ...first, startBranch: 'main' }));
    expect(await gitlab.file(path, 'pir-1')).toEqual({ text: 'Ärger\n', commit: sha });
    expect(await gitlab.file(path)).toBeUndefined();
    done(await gitlab.commit({ ...first, content: 'More\n', replaces: sha }));
    expect(await gitlab.commit({ ...first, content: 'Stale\n', replaces: sha })).toMatchObject({
      outcome: 'refused',
      status: 400,
    });
    expect((await gitlab.file(path, 'pir-1'))?.text).toBe('More\n');
  });

  it('the default branch needs no name', async () => {
    expect((await gitlab.file('README.md'))?.text).toBe('# incidents\n');
  });

  it('a merge request is opened once, changed, reopened and found', async () => {
    done(
      await gitlab.commit({
        branch: 'pir-2',
        startBranch: 'main',
        message: 'Review of 2',
        path: 'pir/2.md',
        content: 'x\n',
      }),
    );
    const asked = {
      branch: 'pir-2',
      title: 'Review of incident 2',
      description: 'What happened',
      reviewers: [world.ben.user.id],
    };
    const opened = done(await gitlab.openMergeRequest(asked));
    expect(opened).toMatchObject({ sourceBranch: 'pir-2', state: 'opened', mergedBy: undefined });
    expect(done(await gitlab.openMergeRequest(asked)).iid).toBe(opened.iid);
    expect(done(await gitlab.changeMergeRequest(opened.iid, { description: 'What we learned' })).description).toBe(
      'What we learned',
    );
    await world.as(world.ben, 'PUT', `/merge_requests/${opened.iid}`, { state_event: 'close' });
    expect(await gitlab.mergeRequestFrom('pir-2')).toMatchObject({ state: 'closed' });
    done(await gitlab.changeMergeRequest(opened.iid, { state: 'reopen' }));
    world.sandbox.clock.advance(3);
    const since = new Date(world.sandbox.clock.now()).toISOString();
    expect(await gitlab.changedMergeRequests(since)).toEqual([]);
    await world.as(world.ben, 'PUT', `/merge_requests/${opened.iid}`, { title: 'Agreed' });
    expect(await gitlab.changedMergeRequests(since)).toMatchObject([{ iid: opened.iid, state: 'opened' }]);
    expect(await gitlab.mergeRequestFrom('pir-404')).toBeUndefined();
  });

  it('a merge request that was merged tells by whom and as which commit', async () => {
    const branch = 'pir-3';
    done(
      await gitlab.commit({ branch, startBranch: 'main', message: 'Review of 3', path: 'pir/3.md', content: 'x\n' }),
    );
    const { iid } = done(await gitlab.openMergeRequest({ branch, title: 'Review', description: '', reviewers: [] }));
    await world.as(world.sandbox.root, 'PUT', `/merge_requests/${iid}/merge`);
    const merged = await gitlab.mergeRequestFrom(branch);
    expect(merged).toMatchObject({ state: 'merged', mergedBy: { name: 'root' }, mergedAt: expect.any(String) });
    expect(merged?.mergeSha).toMatch(/^[0-9a-f]{40}$/);
    expect(await gitlab.file('pir/3.md')).toMatchObject({ text: 'x\n' });
  });

  it('a job that is unknown has not ended', async () => {
    expect(await gitlab.jobEnded(987_654)).toBeUndefined();
  });
});
