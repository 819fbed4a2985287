// Merging: behaviours L4, L5, L7.

import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from './client.ts';
import { closeReview, type Json, type Review, review } from './git-review.ts';

let r: Review;

beforeEach(async () => {
  r = await review();
});

afterAll(closeReview);

describe('merging', () => {
  const merge = (client: Client, params: Json = {}): ReturnType<Client['put']> =>
    client.put(`${r.at}/merge_requests/1/merge`, params);

  it('merges with a merge commit, by git', async () => {
    const { sha } = await r.open({ description: 'Closes #1', remove_source_branch: true });
    const merged = await merge(r.api, { sha });
    expect(merged).toMatchObject({ status: 200, body: { state: 'merged', merge_user: { username: 'mia' } } });
    await r.gitlab.idle();
    const { body } = await r.api.get<Json>(`${r.at}/repository/commits/main`);
    expect(body).toMatchObject({ id: (await r.show())['merge_commit_sha'], title: "Merge branch 'topic' into 'main'" });
    expect(body['parent_ids']).toContain(sha);
    expect(await r.api.get(`${r.at}/repository/branches/topic`)).toMatchObject({ status: 404 });
    const states = (await r.api.get<Json[]>(`${r.at}/merge_requests/1/resource_state_events`)).body;
    expect(states.map(({ state }) => state)).toEqual(['merged']);
  });

  it('squashes when asked', async () => {
    await r.open();
    const head = await r.commit('topic', 'more.md', 'more\n');
    await r.gitlab.idle();
    await merge(r.api, { squash: true, squash_commit_message: 'one', should_remove_source_branch: false });
    const merged = await r.show();
    expect(merged['squash_commit_sha']).toMatch(/^[0-9a-f]{40}$/);
    const squashed = await r.api.get<Json>(`${r.at}/repository/commits/${merged['squash_commit_sha']}`);
    expect(squashed.body).toMatchObject({ title: 'one', stats: { additions: 2 } });
    expect((await r.api.get<Json[]>(`${r.at}/repository/commits`)).body.map(({ id }) => id)).not.toContain(head);
  });

  it('L4: no right to the target branch is 401', async () => {
    await r.open();
    expect(await merge(r.asDeveloper)).toMatchObject({ status: 401, body: { message: '401 Unauthorized' } });
  });

  it('L4: a sha that is not the head is 409', async () => {
    const { sha } = await r.open();
    expect(await merge(r.api, { sha: 'a'.repeat(40) })).toMatchObject({
      status: 409,
      body: { message: `SHA does not match HEAD of source branch: ${sha}` },
    });
  });

  it.each(['draft', 'closed', 'conflicting', 'merged', 'without its branch'])(
    'L4: one that is %s is 405',
    async (how) => {
      await r.open({ title: how === 'draft' ? 'Draft: x' : 'x' });
      if (how === 'closed') await r.api.put(`${r.at}/merge_requests/1`, { state_event: 'close' });
      if (how === 'merged') await merge(r.api);
      if (how === 'conflicting') await r.commit('main', 'new.md', 'other\n');
      if (how === 'without its branch') await r.api.delete(`${r.at}/repository/branches/topic`);
      expect(await merge(r.api)).toMatchObject({ status: 405, body: { message: '405 Method Not Allowed' } });
      if (how === 'conflicting')
        expect(await r.show()).toMatchObject({
          has_conflicts: true,
          merge_status: 'cannot_be_merged',
          detailed_merge_status: 'conflict',
        });
    },
  );

  it('L5: auto_merge waits for the running pipeline, then merges', async () => {
    await r.open();
    await r.api.post(`${r.at}/pipeline`, { ref: 'topic' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await merge(r.api, { auto_merge: true })).toMatchObject({
      status: 200,
      body: { state: 'opened', merge_when_pipeline_succeeds: true },
    });
    r.finishJob();
    await r.gitlab.idle();
    expect((await r.show())['state']).toBe('merged');
  });

  it('only_allow_merge_if_pipeline_succeeds holds it back', async () => {
    r.project.settings.set('only_allow_merge_if_pipeline_succeeds', true);
    await r.open();
    expect((await r.show())['detailed_merge_status']).toBe('ci_must_pass');
    expect(await merge(r.api)).toMatchObject({ status: 405 });
  });

  it('L7: Closes #1 closes the issue when it reaches the default branch, as whoever merged', async () => {
    await r.api.post(`${r.at}/issues`, { title: 'Down', issue_type: 'incident' });
    await r.api.post(`${r.at}/issues`, { title: 'Other' });
    await r.open({ description: 'Closes #1. See #2.' });
    const closing = await r.api.get<Json[]>(`${r.at}/merge_requests/1/closes_issues`);
    expect(closing.body.map(({ iid }) => iid)).toEqual([1]);
    expect((await r.api.get<Json[]>(`${r.at}/issues/1/closed_by`)).body).toMatchObject([{ iid: 1 }]);
    expect((await r.api.get<Json[]>(`${r.at}/issues/2/related_merge_requests`)).body).toMatchObject([{ iid: 1 }]);
    await merge(r.api);
    expect((await r.api.get<Json>(`${r.at}/issues/1`)).body).toMatchObject({
      state: 'closed',
      closed_by: { username: 'mia' },
    });
    expect((await r.api.get<Json>(`${r.at}/issues/2`)).body['state']).toBe('opened');
    const notes = (await r.api.get<Json[]>(`${r.at}/issues/2/notes`)).body.map(({ body }) => body);
    expect(notes).toEqual(['mentioned in merge request !1']);
  });

  it('L7: a merge into another branch closes nothing', async () => {
    await r.api.post(`${r.at}/issues`, { title: 'Down' });
    await r.api.post(`${r.at}/repository/branches`, { branch: 'stable', ref: 'main' });
    await r.open({ description: 'Closes #1', target_branch: 'stable' });
    await merge(r.api);
    expect((await r.show())['state']).toBe('merged');
    expect((await r.api.get<Json>(`${r.at}/issues/1`)).body['state']).toBe('opened');
  });
});
