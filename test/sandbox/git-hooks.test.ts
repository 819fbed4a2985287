// What webhooks tell of pushes and merge requests: behaviours H26 and L11.

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contractAvailable, payloadSample } from './contract.ts';
import { differences, type Receiver, receiver } from './git-receiver.ts';
import { closeReview, type Json, type Review, review } from './git-review.ts';

let r: Review;
let ear: Receiver;

beforeEach(async () => {
  r = await review();
  ear = await receiver();
});

afterEach(() => ear.close());
afterAll(closeReview);

const listen = (events: Json): Promise<unknown> =>
  r.api.post(`${r.at}/hooks`, { url: ear.url, push_events: false, ...events });

describe('merge request hooks', () => {
  const attributes = (): Json[] => ear.received.map((body) => body['object_attributes'] as Json);

  it('L11: open, update, approved, close, reopen and merge; oldrev only when commits changed', async () => {
    await listen({ merge_requests_events: true });
    await r.open();
    const path = `${r.at}/merge_requests/1`;
    const steps = [
      () => r.api.put(path, { title: 'Better' }),
      () => r.api.post(`${path}/approve`),
      () => r.commit('topic', 'more.md', 'more\n'),
      () => r.api.put(path, { state_event: 'close' }),
      () => r.api.put(path, { state_event: 'reopen' }),
      () => r.api.put(`${path}/merge`),
    ];
    for (const step of steps) {
      await step();
      await r.gitlab.idle();
    }
    expect(ear.received.every(({ event }) => event === 'Merge Request Hook')).toBe(true);
    const told = attributes().map((given) => `${given['action']}${'oldrev' in given ? ' with oldrev' : ''}`);
    expect(told).toEqual(['open', 'update', 'approved', 'update with oldrev', 'close', 'reopen', 'merge']);
  });

  it.skipIf(!contractAvailable)('the body has the keys and types of the documented one', async () => {
    await listen({ merge_requests_events: true });
    const people = { assignee_ids: [r.developer.user.id], reviewer_ids: [r.maintainer.user.id] };
    await r.open({ labels: 'pir', ...people });
    const [{ event: _event, ...body } = {}] = ear.received;
    expect(differences(payloadSample('merge_request'), body, ['.changes'])).toEqual([]);
  });

  it.skipIf(!contractAvailable)('a note on one has the keys and types of the documented one', async () => {
    await listen({ note_events: true });
    await r.open({ assignee_ids: [r.developer.user.id] });
    await r.api.post(`${r.at}/merge_requests/1/notes`, { body: 'Please look.' });
    await r.gitlab.idle();
    const [{ event: _event, ...body } = {}] = ear.received;
    const missing = differences(payloadSample('note_on_merge_request'), body).filter((text) =>
      text.endsWith('missing'),
    );
    expect(missing.filter((text) => !/\.(position|assignee) is missing$/.test(text))).toEqual([]);
  });
});

describe('push hooks', () => {
  it.skipIf(!contractAvailable)('H26: the body has the keys and types of the documented one', async () => {
    await listen({ push_events: true });
    const sha = await r.commit('topic', 'new.md', 'new\n');
    await r.gitlab.idle();
    const [{ event, ...body } = {}] = ear.received;
    expect(event).toBe('Push Hook');
    expect(body).toMatchObject({ ref: 'refs/heads/topic', after: sha, total_commits_count: 1 });
    expect(body['commits']).toMatchObject([{ id: sha, added: ['new.md'], modified: [], removed: [] }]);
    expect(differences(payloadSample('push'), body, ['.project.ci_config_path'])).toEqual([]);
  });

  it('H26: a new branch without new commits has none', async () => {
    await listen({ push_events: true });
    await r.api.post(`${r.at}/repository/branches`, { branch: 'same', ref: 'main' });
    await r.gitlab.idle();
    expect(ear.received).toMatchObject([{ ref: 'refs/heads/same', commits: [], total_commits_count: 0 }]);
  });
});
