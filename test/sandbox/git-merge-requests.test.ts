// Merge requests: behaviours L1-L11.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import { type Account, type GitLab, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import type { Project } from '../../src/sandbox/store.ts';
import { type Client, clientFor } from './client.ts';
import { contractAvailable, payloadSample } from './contract.ts';

type Json = Record<string, unknown>;

let gitlab: GitLab;
let maintainer: Account;
let developer: Account;
let reporter: Account;
let project: Project;
let api: Client;
let asDeveloper: Client;
let asReporter: Client;
let at: string;
let counter = 0;
let finishJob: () => void = () => undefined;

beforeAll(async () => {
  const execute = (): Promise<number> =>
    new Promise((resolve) => {
      finishJob = () => resolve(0);
    });
  gitlab = await startGitLab({ runner: directRunner({ jobs: () => [{ name: 'test', execute }] }) });
  maintainer = gitlab.addUser({ username: 'mia' });
  developer = gitlab.addUser({ username: 'dev' });
  reporter = gitlab.addUser({ username: 'rita' });
  api = clientFor(gitlab, maintainer.token);
  asDeveloper = clientFor(gitlab, developer.token);
  asReporter = clientFor(gitlab, reporter.token);
});

beforeEach(async () => {
  counter += 1;
  project = await gitlab.addProject(`ops/mr-${counter}`, {
    members: [
      [maintainer, Level.maintainer],
      [developer, Level.developer],
      [reporter, Level.reporter],
    ],
    files: { 'README.md': 'one\ntwo\nthree\n', '.gitlab-ci.yml': 'test: { script: [make] }\n' },
  });
  at = `/projects/${project.id}`;
});

afterAll(() => gitlab.close());

/** Commits a file to a branch, made from main if need be; answers the commit's id. */
async function commit(branch: string, file: string, content: string): Promise<string> {
  const isNew = (await api.get(`${at}/repository/branches/${encodeURIComponent(branch)}`)).status === 404;
  const has = (await api.get(`${at}/repository/files/${file}?ref=${isNew ? 'main' : branch}`)).status === 200;
  const made = await api.post<{ id: string }>(`${at}/repository/commits`, {
    branch,
    ...(isNew ? { start_branch: 'main' } : {}),
    commit_message: `change ${file}`,
    actions: [{ action: has ? 'update' : 'create', file_path: file, content }],
  });
  expect(made.status).toBe(201);
  return made.body.id;
}

async function open(params: Json = {}): Promise<Json> {
  const branch = String(params['source_branch'] ?? 'topic');
  await commit(branch, 'new.md', `new on ${branch}\n`);
  const sent = { title: 'Review', source_branch: branch, target_branch: 'main', ...params };
  const made = await asDeveloper.post<Json>(`${at}/merge_requests`, sent);
  expect(made.status).toBe(201);
  await gitlab.idle();
  return made.body;
}

const show = async (iid: unknown = 1): Promise<Json> => (await api.get<Json>(`${at}/merge_requests/${iid}`)).body;

describe('opening', () => {
  it('L1: a second open one for the same branches is 409 with an array', async () => {
    await open();
    const again = { title: 'Again', source_branch: 'topic', target_branch: 'main' };
    expect(await asDeveloper.post(`${at}/merge_requests`, again)).toMatchObject({
      status: 409,
      body: { message: ['Another open merge request already exists for this source branch: !1'] },
    });
    await asDeveloper.put(`${at}/merge_requests/1`, { state_event: 'close' });
    expect(await asDeveloper.post(`${at}/merge_requests`, again)).toMatchObject({ status: 201, body: { iid: 2 } });
  });

  it.each`
    params                                              | status | body
    ${{ source_branch: 'main', target_branch: 'main' }} | ${422} | ${{ message: ["You can't use same project/branch for source and target"] }}
    ${{ source_branch: 'nope', target_branch: 'main' }} | ${400} | ${{ message: { source_branch: ['does not exist'] } }}
    ${{ source_branch: 'main' }}                        | ${400} | ${{ error: 'target_branch is missing' }}
  `('L2: $params: $status', async ({ params, status, body }) => {
    const made = await asDeveloper.post(`${at}/merge_requests`, { title: 'x', ...params });
    expect(made).toMatchObject({ status, body });
  });

  it('a reporter may not open one', async () => {
    await commit('topic', 'x', 'x');
    const sent = { title: 'x', source_branch: 'topic', target_branch: 'main' };
    expect(await asReporter.post(`${at}/merge_requests`, sent)).toMatchObject({ status: 403 });
  });

  it('L3: what is computed later is unset right after, and there on a later look', async () => {
    await commit('topic', 'x', 'x');
    const sent = { title: 'x', source_branch: 'topic', target_branch: 'main' };
    const { body } = await asDeveloper.post<Json>(`${at}/merge_requests`, sent);
    expect(body).toMatchObject({ prepared_at: null, changes_count: null, merge_status: 'checking', diff_refs: null });
    await gitlab.idle();
    expect(await show()).toMatchObject({
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
    await open({ title });
    expect(await show()).toMatchObject({ draft, work_in_progress: draft });
    expect((await show())['detailed_merge_status']).toBe(draft ? 'draft_status' : 'mergeable');
  });

  it('L9: the list of a project has all states, the list of all has one’s own', async () => {
    await open();
    await open({ source_branch: 'other' });
    await asDeveloper.put(`${at}/merge_requests/1`, { state_event: 'close' });
    const iids = async (client: Client, path: string): Promise<unknown[]> =>
      (await client.get<Json[]>(path)).body.filter((mr) => mr['project_id'] === project.id).map(({ iid }) => iid);
    expect(await iids(api, `${at}/merge_requests`)).toEqual([2, 1]);
    expect(await iids(api, `${at}/merge_requests?state=opened`)).toEqual([2]);
    expect(await iids(api, `${at}/merge_requests?source_branch=topic&target_branch=main`)).toEqual([1]);
    expect(await iids(api, `${at}/merge_requests?iids[]=2`)).toEqual([2]);
    expect(await iids(asDeveloper, '/merge_requests')).toEqual([2, 1]);
    expect(await iids(api, '/merge_requests')).toEqual([]);
  });

  it('L10: labels are added and removed; only owners delete', async () => {
    await open({ labels: 'pir,incident' });
    await asDeveloper.put(`${at}/merge_requests/1`, { add_labels: 'late', remove_labels: 'pir' });
    expect((await show())['labels']).toEqual(['incident', 'late']);
    const events = (await api.get<Json[]>(`${at}/merge_requests/1/resource_label_events`)).body;
    expect(events.map(({ action }) => action)).toEqual(['add', 'add', 'add', 'remove']);
    expect(await api.delete(`${at}/merge_requests/1`)).toMatchObject({ status: 403 });
    expect(await clientFor(gitlab, gitlab.root.token).delete(`${at}/merge_requests/1`)).toMatchObject({ status: 204 });
  });
});

describe('changing', () => {
  it('title, description, reviewers and assignees; on Free one of each', async () => {
    await open();
    const { body } = await asDeveloper.put<Json>(`${at}/merge_requests/1`, {
      title: 'Draft: better',
      description: 'text',
      reviewer_ids: [maintainer.user.id, reporter.user.id],
      assignee_ids: [developer.user.id],
    });
    expect(body).toMatchObject({
      title: 'Draft: better',
      description: 'text',
      reviewers: [{ username: 'mia' }],
      assignee: { username: 'dev' },
    });
    const reviewers = (await api.get<Json[]>(`${at}/merge_requests/1/reviewers`)).body;
    expect(reviewers).toMatchObject([{ user: { username: 'mia' }, state: 'unreviewed' }]);
    const notes = (await api.get<Json[]>(`${at}/merge_requests/1/notes?sort=asc`)).body.map((note) => note['body']);
    expect(notes).toContain('requested review from @mia');
  });

  it('nothing to change is 400, and others than developers and the author may not', async () => {
    await open();
    expect(await asDeveloper.put(`${at}/merge_requests/1`, {})).toMatchObject({ status: 400 });
    expect(await asReporter.put(`${at}/merge_requests/1`, { title: 'x' })).toMatchObject({ status: 403 });
  });

  it('a push to the source branch moves its head; the push that contains it merges it', async () => {
    await open();
    const head = await commit('topic', 'more.md', 'more\n');
    await gitlab.idle();
    expect(await show()).toMatchObject({ sha: head, changes_count: '2' });
    const merged = await api.post(`${at}/repository/commits`, {
      branch: 'main',
      start_branch: 'topic',
      force: true,
      commit_message: 'by hand',
      actions: [{ action: 'create', file_path: 'hand', content: '' }],
    });
    expect(merged.status).toBe(201);
    await gitlab.idle();
    expect((await show())['state']).toBe('merged');
  });

  it('approvals count once a person; a reporter may not', async () => {
    await open();
    const path = `${at}/merge_requests/1`;
    expect(await api.post(`${path}/approve`)).toMatchObject({ status: 201, body: { approved: true } });
    expect(await api.post(`${path}/approve`)).toMatchObject({ status: 401 });
    expect(await asReporter.post(`${path}/approve`)).toMatchObject({ status: 401 });
    const { body } = await api.get<Json>(`${path}/approvals`);
    expect(body).toMatchObject({ user_has_approved: true, approved_by: [{ user: { username: 'mia' } }] });
  });

  it('notes are written and listed, commands cut out', async () => {
    await open();
    const path = `${at}/merge_requests/1/notes`;
    expect(await asDeveloper.post(path, { body: 'Please look.\n/assign @mia' })).toMatchObject({
      status: 201,
      body: { body: 'Please look.', noteable_type: 'MergeRequest', noteable_iid: 1 },
    });
    expect(await asDeveloper.post(path, { body: '/approve' })).toMatchObject({ status: 202 });
    expect((await show())['user_notes_count']).toBe(1);
  });

  it('shows its commits and differences', async () => {
    await open();
    expect((await api.get<Json[]>(`${at}/merge_requests/1/commits`)).body).toMatchObject([{ title: 'change new.md' }]);
    expect((await api.get<Json[]>(`${at}/merge_requests/1/diffs`)).body).toMatchObject([
      { new_path: 'new.md', new_file: true, diff: '@@ -0,0 +1 @@\n+new on topic\n' },
    ]);
    expect((await api.get<Json>(`${at}/merge_requests/1/changes`)).body['changes']).toHaveLength(1);
  });
});

describe('merging', () => {
  const merge = (client: Client, params: Json = {}): ReturnType<Client['put']> =>
    client.put(`${at}/merge_requests/1/merge`, params);

  it('merges with a merge commit, by git', async () => {
    const { sha } = await open({ description: 'Closes #1', remove_source_branch: true });
    const merged = await merge(api, { sha });
    expect(merged).toMatchObject({ status: 200, body: { state: 'merged', merge_user: { username: 'mia' } } });
    await gitlab.idle();
    const { body } = await api.get<Json>(`${at}/repository/commits/main`);
    expect(body).toMatchObject({ id: (await show())['merge_commit_sha'], title: "Merge branch 'topic' into 'main'" });
    expect(body['parent_ids']).toContain(sha);
    expect(await api.get(`${at}/repository/branches/topic`)).toMatchObject({ status: 404 });
    const states = (await api.get<Json[]>(`${at}/merge_requests/1/resource_state_events`)).body;
    expect(states.map(({ state }) => state)).toEqual(['merged']);
  });

  it('squashes when asked', async () => {
    await open();
    const head = await commit('topic', 'more.md', 'more\n');
    await gitlab.idle();
    await merge(api, { squash: true, squash_commit_message: 'one', should_remove_source_branch: false });
    const merged = await show();
    expect(merged['squash_commit_sha']).toMatch(/^[0-9a-f]{40}$/);
    const squashed = await api.get<Json>(`${at}/repository/commits/${merged['squash_commit_sha']}`);
    expect(squashed.body).toMatchObject({ title: 'one', stats: { additions: 2 } });
    expect((await api.get<Json[]>(`${at}/repository/commits`)).body.map(({ id }) => id)).not.toContain(head);
  });

  it('L4: no right to the target branch is 401', async () => {
    await open();
    expect(await merge(asDeveloper)).toMatchObject({ status: 401, body: { message: '401 Unauthorized' } });
  });

  it('L4: a sha that is not the head is 409', async () => {
    const { sha } = await open();
    expect(await merge(api, { sha: 'a'.repeat(40) })).toMatchObject({
      status: 409,
      body: { message: `SHA does not match HEAD of source branch: ${sha}` },
    });
  });

  it.each(['draft', 'closed', 'conflicting', 'merged', 'without its branch'])(
    'L4: one that is %s is 405',
    async (how) => {
      await open({ title: how === 'draft' ? 'Draft: x' : 'x' });
      if (how === 'closed') await api.put(`${at}/merge_requests/1`, { state_event: 'close' });
      if (how === 'merged') await merge(api);
      if (how === 'conflicting') await commit('main', 'new.md', 'other\n');
      if (how === 'without its branch') await api.delete(`${at}/repository/branches/topic`);
      expect(await merge(api)).toMatchObject({ status: 405, body: { message: '405 Method Not Allowed' } });
      if (how === 'conflicting')
        expect(await show()).toMatchObject({
          has_conflicts: true,
          merge_status: 'cannot_be_merged',
          detailed_merge_status: 'conflict',
        });
    },
  );

  it('L5: auto_merge waits for the running pipeline, then merges', async () => {
    await open();
    await api.post(`${at}/pipeline`, { ref: 'topic' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await merge(api, { auto_merge: true })).toMatchObject({
      status: 200,
      body: { state: 'opened', merge_when_pipeline_succeeds: true },
    });
    finishJob();
    await gitlab.idle();
    expect((await show())['state']).toBe('merged');
  });

  it('only_allow_merge_if_pipeline_succeeds holds it back', async () => {
    project.settings.set('only_allow_merge_if_pipeline_succeeds', true);
    await open();
    expect((await show())['detailed_merge_status']).toBe('ci_must_pass');
    expect(await merge(api)).toMatchObject({ status: 405 });
  });

  it('L7: Closes #1 closes the issue when it reaches the default branch, as whoever merged', async () => {
    await api.post(`${at}/issues`, { title: 'Down', issue_type: 'incident' });
    await api.post(`${at}/issues`, { title: 'Other' });
    await open({ description: 'Closes #1. See #2.' });
    const closing = await api.get<Json[]>(`${at}/merge_requests/1/closes_issues`);
    expect(closing.body.map(({ iid }) => iid)).toEqual([1]);
    expect((await api.get<Json[]>(`${at}/issues/1/closed_by`)).body).toMatchObject([{ iid: 1 }]);
    expect((await api.get<Json[]>(`${at}/issues/2/related_merge_requests`)).body).toMatchObject([{ iid: 1 }]);
    await merge(api);
    expect((await api.get<Json>(`${at}/issues/1`)).body).toMatchObject({
      state: 'closed',
      closed_by: { username: 'mia' },
    });
    expect((await api.get<Json>(`${at}/issues/2`)).body['state']).toBe('opened');
    const notes = (await api.get<Json[]>(`${at}/issues/2/notes`)).body.map(({ body }) => body);
    expect(notes).toEqual(['mentioned in merge request !1']);
  });

  it('L7: a merge into another branch closes nothing', async () => {
    await api.post(`${at}/issues`, { title: 'Down' });
    await api.post(`${at}/repository/branches`, { branch: 'stable', ref: 'main' });
    await open({ description: 'Closes #1', target_branch: 'stable' });
    await merge(api);
    expect((await show())['state']).toBe('merged');
    expect((await api.get<Json>(`${at}/issues/1`)).body['state']).toBe('opened');
  });
});

describe('hooks', () => {
  let receiver: Server;
  let received: Json[] = [];

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        received.push({ event: request.headers['x-gitlab-event'], ...JSON.parse(text) });
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => receiver.close());

  beforeEach(async () => {
    received = [];
    const { port } = receiver.address() as AddressInfo;
    await api.post(`${at}/hooks`, {
      url: `http://127.0.0.1:${port}/`,
      merge_requests_events: true,
      push_events: false,
    });
  });

  const actions = (): unknown[] =>
    received.map((body) => (body['object_attributes'] as Json | undefined)?.['action']).filter(Boolean);

  it('L11: open, update, approved, close, reopen and merge; oldrev only when commits changed', async () => {
    await open();
    const path = `${at}/merge_requests/1`;
    await api.put(path, { title: 'Better' });
    await gitlab.idle();
    await api.post(`${path}/approve`);
    await gitlab.idle();
    await commit('topic', 'more.md', 'more\n');
    await gitlab.idle();
    await api.put(path, { state_event: 'close' });
    await gitlab.idle();
    await api.put(path, { state_event: 'reopen' });
    await gitlab.idle();
    await api.put(`${path}/merge`);
    await gitlab.idle();
    expect(received.every(({ event }) => event === 'Merge Request Hook')).toBe(true);
    expect(actions()).toEqual(['open', 'update', 'approved', 'update', 'close', 'reopen', 'merge']);
    const revised = received.map((body) => 'oldrev' in (body['object_attributes'] as Json));
    expect(revised).toEqual([false, false, false, true, false, false, false]);
  });

  it.skipIf(!contractAvailable)('the body has the keys and types of the documented one', async () => {
    await open({ labels: 'pir', assignee_ids: [developer.user.id], reviewer_ids: [maintainer.user.id] });
    const [{ event: _event, ...body } = {}] = received;
    expect(differences(payloadSample('merge_request'), body, '')).toEqual([]);
  });
});

/** Where a body has other keys or types than the sample; null and the particular changes of the sample are nobody's fault. */
function differences(sample: unknown, actual: unknown, path: string): string[] {
  if (sample === null || actual === null || path === '.changes') return [];
  if (Array.isArray(sample) && Array.isArray(actual))
    return differences(sample[0] ?? null, actual[0] ?? null, `${path}[]`);
  if (typeof sample !== 'object' || typeof actual !== 'object')
    return typeof sample === typeof actual ? [] : [`${path}: ${typeof actual}, not ${typeof sample}`];
  const left = Object.entries(sample);
  const right = new Map(Object.entries(actual));
  const missing = left.filter(([key]) => !right.has(key)).map(([key]) => `${path}.${key} is missing`);
  const extra = [...right.keys()].filter((key) => !(key in sample)).map((key) => `${path}.${key} is unknown`);
  return [
    ...missing,
    ...extra,
    ...left.flatMap(([key, value]) => differences(value, right.get(key) ?? null, `${path}.${key}`)),
  ];
}
