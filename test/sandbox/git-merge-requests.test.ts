// Opening and changing merge requests: behaviours L1-L3, L6, L9, L10.

import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, clientFor } from './client.ts';
import { closeReview, type Json, type Review, review } from './git-review.ts';

let r: Review;

beforeEach(async () => {
  r = await review();
});

afterAll(closeReview);

describe('opening', () => {
  it('L1: a second open one for the same branches is 409 with an array', async () => {
    await r.open();
    const again = { title: 'Again', source_branch: 'topic', target_branch: 'main' };
    expect(await r.asDeveloper.post(`${r.at}/merge_requests`, again)).toMatchObject({
      status: 409,
      body: { message: ['Another open merge request already exists for this source branch: !1'] },
    });
    await r.asDeveloper.put(`${r.at}/merge_requests/1`, { state_event: 'close' });
    expect(await r.asDeveloper.post(`${r.at}/merge_requests`, again)).toMatchObject({ status: 201, body: { iid: 2 } });
  });

  it.each`
    params                                              | status | body
    ${{ source_branch: 'main', target_branch: 'main' }} | ${422} | ${{ message: ["You can't use same project/branch for source and target"] }}
    ${{ source_branch: 'nope', target_branch: 'main' }} | ${400} | ${{ message: { source_branch: ['does not exist'] } }}
    ${{ source_branch: 'main' }}                        | ${400} | ${{ error: 'target_branch is missing' }}
  `('L2: $params: $status', async ({ params, status, body }) => {
    const made = await r.asDeveloper.post(`${r.at}/merge_requests`, { title: 'x', ...params });
    expect(made).toMatchObject({ status, body });
  });

  it('a reporter may not open one', async () => {
    await r.commit('topic', 'x', 'x');
    const sent = { title: 'x', source_branch: 'topic', target_branch: 'main' };
    expect(await r.asReporter.post(`${r.at}/merge_requests`, sent)).toMatchObject({ status: 403 });
  });

  it('L3: what is computed later is unset right after, and there on a later look', async () => {
    await r.commit('topic', 'x', 'x');
    const sent = { title: 'x', source_branch: 'topic', target_branch: 'main' };
    const { body } = await r.asDeveloper.post<Json>(`${r.at}/merge_requests`, sent);
    expect(body).toMatchObject({ prepared_at: null, changes_count: null, merge_status: 'checking', diff_refs: null });
    await r.gitlab.idle();
    expect(await r.show()).toMatchObject({
      prepared_at: expect.any(String),
      changes_count: '1',
      merge_status: 'can_be_merged',
      detailed_merge_status: 'mergeable',
      head_pipeline: null,
    });
  });

  it.each`
    title               | draft
    ${'Draft: PIR'}     | ${true}
    ${'[Draft] PIR'}    | ${true}
    ${'(draft) PIR'}    | ${true}
    ${'Drafting a PIR'} | ${false}
  `('L6: "$title" is a draft: $draft', async ({ title, draft }) => {
    await r.open({ title });
    expect(await r.show()).toMatchObject({ draft, work_in_progress: draft });
    expect((await r.show())['detailed_merge_status']).toBe(draft ? 'draft_status' : 'mergeable');
  });

  it('L9: the list of a project has all states, the list of all has one’s own', async () => {
    await r.open();
    await r.open({ source_branch: 'other' });
    await r.asDeveloper.put(`${r.at}/merge_requests/1`, { state_event: 'close' });
    const iids = async (client: Client, path: string): Promise<unknown[]> =>
      (await client.get<Json[]>(path)).body.filter((mr) => mr['project_id'] === r.project.id).map(({ iid }) => iid);
    expect(await iids(r.api, `${r.at}/merge_requests`)).toEqual([2, 1]);
    expect(await iids(r.api, `${r.at}/merge_requests?state=opened`)).toEqual([2]);
    expect(await iids(r.api, `${r.at}/merge_requests?source_branch=topic&target_branch=main`)).toEqual([1]);
    expect(await iids(r.api, `${r.at}/merge_requests?iids[]=2`)).toEqual([2]);
    expect(await iids(r.asDeveloper, '/merge_requests')).toEqual([2, 1]);
    expect(await iids(r.api, '/merge_requests')).toEqual([]);
  });

  it('L10: labels are added and removed; only owners delete', async () => {
    await r.open({ labels: 'pir,incident' });
    await r.asDeveloper.put(`${r.at}/merge_requests/1`, { add_labels: 'late', remove_labels: 'pir' });
    expect((await r.show())['labels']).toEqual(['incident', 'late']);
    const events = (await r.api.get<Json[]>(`${r.at}/merge_requests/1/resource_label_events`)).body;
    expect(events.map(({ action }) => action)).toEqual(['add', 'add', 'add', 'remove']);
    expect(await r.api.delete(`${r.at}/merge_requests/1`)).toMatchObject({ status: 403 });
    expect(await clientFor(r.gitlab, r.gitlab.root.token).delete(`${r.at}/merge_requests/1`)).toMatchObject({
      status: 204,
    });
  });
});

describe('changing', () => {
  it('title, description, reviewers and assignees; on Free one of each', async () => {
    await r.open();
    const { body } = await r.asDeveloper.put<Json>(`${r.at}/merge_requests/1`, {
      title: 'Draft: better',
      description: 'text',
      reviewer_ids: [r.maintainer.user.id, r.reporter.user.id],
      assignee_ids: [r.developer.user.id],
    });
    expect(body).toMatchObject({
      title: 'Draft: better',
      description: 'text',
      reviewers: [{ username: 'mia' }],
      assignee: { username: 'dev' },
    });
    const reviewers = (await r.api.get<Json[]>(`${r.at}/merge_requests/1/reviewers`)).body;
    expect(reviewers).toMatchObject([{ user: { username: 'mia' }, state: 'unreviewed' }]);
    const notes = (await r.api.get<Json[]>(`${r.at}/merge_requests/1/notes?sort=asc`)).body.map((note) => note['body']);
    expect(notes).toContain('requested review from @mia');
  });

  it('nothing to change is 400, and others than developers and the author may not', async () => {
    await r.open();
    expect(await r.asDeveloper.put(`${r.at}/merge_requests/1`, {})).toMatchObject({ status: 400 });
    expect(await r.asReporter.put(`${r.at}/merge_requests/1`, { title: 'x' })).toMatchObject({ status: 403 });
  });

  it('a push to the source branch moves its head; the push that contains it merges it', async () => {
    await r.open();
    const head = await r.commit('topic', 'more.md', 'more\n');
    await r.gitlab.idle();
    expect(await r.show()).toMatchObject({ sha: head, changes_count: '2' });
    const merged = await r.api.post(`${r.at}/repository/commits`, {
      branch: 'main',
      start_branch: 'topic',
      force: true,
      commit_message: 'by hand',
      actions: [{ action: 'create', file_path: 'hand', content: '' }],
    });
    expect(merged.status).toBe(201);
    await r.gitlab.idle();
    expect((await r.show())['state']).toBe('merged');
  });

  it('approvals count once a person; a reporter may not', async () => {
    await r.open();
    const path = `${r.at}/merge_requests/1`;
    expect(await r.api.post(`${path}/approve`)).toMatchObject({ status: 201, body: { approved: true } });
    expect(await r.api.post(`${path}/approve`)).toMatchObject({ status: 401 });
    expect(await r.asReporter.post(`${path}/approve`)).toMatchObject({ status: 401 });
    const { body } = await r.api.get<Json>(`${path}/approvals`);
    expect(body).toMatchObject({ user_has_approved: true, approved_by: [{ user: { username: 'mia' } }] });
  });

  it('notes are written and listed, commands cut out', async () => {
    await r.open();
    const path = `${r.at}/merge_requests/1/notes`;
    expect(await r.asDeveloper.post(path, { body: 'Please look.\n/assign @mia' })).toMatchObject({
      status: 201,
      body: { body: 'Please look.', noteable_type: 'MergeRequest', noteable_iid: 1 },
    });
    expect(await r.asDeveloper.post(path, { body: '/approve' })).toMatchObject({ status: 202 });
    expect((await r.show())['user_notes_count']).toBe(1);
  });

  it('shows its commits and differences', async () => {
    await r.open();
    expect((await r.api.get<Json[]>(`${r.at}/merge_requests/1/commits`)).body).toMatchObject([
      { title: 'change new.md' },
    ]);
    expect((await r.api.get<Json[]>(`${r.at}/merge_requests/1/diffs`)).body).toMatchObject([
      { new_path: 'new.md', new_file: true, diff: '@@ -0,0 +1 @@\n+new on topic\n' },
    ]);
    expect((await r.api.get<Json>(`${r.at}/merge_requests/1/changes`)).body['changes']).toHaveLength(1);
  });
});
