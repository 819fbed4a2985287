// The clock, the log, snapshots, and everything the sandbox can be told to do wrong.

import { describe, expect, it } from 'vitest';
import { startGitLab } from '../../src/sandbox/gitlab.ts';
import { startReceiver } from './receiver.ts';
import { type IssueBody, open, useWorld } from './world.ts';

const world = useWorld();

const create = (title: string): Promise<Response> =>
  fetch(`${world().gitlab.url}/api/v4${world().path}/issues`, {
    method: 'POST',
    headers: { 'PRIVATE-TOKEN': world().people.dan.token },
    body: new URLSearchParams({ title }),
  });

async function titled(title: string): Promise<number> {
  return (await world().as.dan.get<IssueBody[]>(`${world().path}/issues?search=${title}`)).body.length;
}

describe('the clock', () => {
  it('stands still but for a millisecond a write, is set and moved on, and never runs back', async () => {
    const gitlab = await startGitLab({ now: '2026-03-14T09:00:00Z' });
    const begun = gitlab.clock.now();
    const stamps = [gitlab.clock.stamp(), gitlab.clock.stamp()];
    expect(Date.parse(stamps[1] ?? '') - Date.parse(stamps[0] ?? '')).toBe(1);
    gitlab.clock.advance(90);
    expect(gitlab.clock.now()).toBe(begun + 90 * 60_000 + 2);
    gitlab.clock.set('2026-03-14T09:30:00Z');
    expect(gitlab.clock.now()).toBe(begun + 90 * 60_000 + 2);
    gitlab.clock.set('2026-03-15T00:00:00Z');
    expect(gitlab.clock.stamp()).toBe('2026-03-15T00:00:00.001Z');
    expect(() => gitlab.clock.set('soon')).toThrow('not an instant: soon');
    await gitlab.close();
  });

  it('ticks with real time when asked to', async () => {
    const gitlab = await startGitLab({ now: '2026-03-14T09:00:00Z', ticking: true });
    const begun = gitlab.clock.now();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(gitlab.clock.now() - begun).toBeGreaterThanOrEqual(25);
    await gitlab.close();
  });
});

describe('the log of requests', () => {
  it('says what was asked by whom, counts by kind and route, and tells who listens', async () => {
    const { gitlab, as, path, people } = world();
    gitlab.requests.clear();
    const heard: string[] = [];
    const stop = gitlab.requests.subscribe(({ method, route, status }) => heard.push(`${method} ${route} ${status}`));
    await as.dan.get(`${path}/issues`);
    await as.dan.get(`${path}/issues/999`);
    stop();
    await as.dan.get(`${path}/issues`);
    expect(gitlab.requests.counts()).toEqual({
      api: 3,
      graphql: 0,
      git: 0,
      trigger: 0,
      other: 0,
      total: 3,
      refused: 1,
    });
    expect(heard).toEqual(['GET /api/v4/projects/:id/issues 200', 'GET /api/v4/projects/:id/issues/:issue_iid 404']);
    expect([...gitlab.requests.byRoute()][0]).toEqual(['GET /api/v4/projects/:id/issues', 2]);
    expect(gitlab.requests.all[0]).toMatchObject({ actorId: people.dan.user.id, kind: 'api' });
  });
});

describe('faults of requests', () => {
  it.each`
    what       | act                                                                              | status | type                  | body
    ${'a 500'} | ${{ do: 'answer', status: 500, body: { message: '500 Internal Server Error' } }} | ${500} | ${'application/json'} | ${/Internal/}
    ${'a 502'} | ${{ do: 'answer', status: 502, body: '<html>GitLab is not responding</html>' }}  | ${502} | ${'text/html'}        | ${/not responding/}
    ${'A10'}   | ${{ do: 'throttle', seconds: 7 }}                                                | ${429} | ${'text/plain'}       | ${/^Retry later\n$/}
    ${'A11'}   | ${{ do: 'limit' }}                                                               | ${429} | ${'application/json'} | ${/too many times/}
  `(
    '$what: the matching request is answered without being done, the next one is done',
    async ({ what, act, status, type, body }) => {
      const stop = world().gitlab.faults.add({ method: 'POST', path: /\/issues$/, act });
      const refused = await create(`fault${what}`);
      expect([refused.status, refused.headers.get('content-type')?.startsWith(type)]).toEqual([status, true]);
      expect(await refused.text()).toMatch(body);
      expect((await create('fine')).status).toBe(201);
      expect(await titled(`fault${what}`)).toBe(0);
      stop();
    },
  );

  it('A10: the throttle says when to come back', async () => {
    const { gitlab } = world();
    gitlab.faults.add({ act: { do: 'throttle', seconds: 7 } });
    const { headers } = await create('x');
    expect(headers.get('retry-after')).toBe('7');
    expect(Number(headers.get('ratelimit-reset'))).toBe(Math.floor((gitlab.clock.now() + 7000) / 1000));
    expect(headers.get('ratelimit-name')).toBe('throttle_authenticated_api');
    expect(headers.get('ratelimit-remaining')).toBe('0');
    expect(Number(headers.get('ratelimit-observed'))).toBe(Number(headers.get('ratelimit-limit')) + 1);
    const reset = Date.parse(headers.get('ratelimit-resettime') ?? '') / 1000;
    expect(reset).toBe(Number(headers.get('ratelimit-reset')));
  });

  it.each`
    act             | done
    ${'cut-before'} | ${0}
    ${'cut-after'}  | ${1}
  `('$act: the connection breaks and the work was done $done times', async ({ act, done }) => {
    const { gitlab } = world();
    gitlab.faults.add({ path: /issues/, act: { do: act } });
    await expect(create(act)).rejects.toThrow();
    expect(gitlab.requests.all.at(-1)).toMatchObject({ status: 0, method: 'POST' });
    expect(await titled(act)).toBe(done);
  });

  it('nth, times and actor choose the requests; a callback may come before or after the work', async () => {
    const { gitlab, as, path } = world();
    const seen: string[] = [];
    const call = (when: 'before' | 'after') => ({
      do: 'call' as const,
      when,
      callback: async () => {
        seen.push(`${when}: ${gitlab.store.issues.size}`);
      },
    });
    const before = gitlab.store.issues.size;
    gitlab.faults.add({ method: 'POST', actor: 'dan', nth: 2, times: 2, act: call('before') });
    gitlab.faults.add({ method: 'POST', actor: 'dan', nth: 2, act: call('after') });
    await as.rob.post(`${path}/issues`, { title: 'by another' });
    for (let nth = 1; nth <= 4; nth += 1) await create(`nth ${nth}`);
    expect(seen).toEqual([`before: ${before + 2}`, `after: ${before + 3}`, `before: ${before + 3}`]);
    gitlab.faults.clear();
  });

  it('a delay is real time before the work', async () => {
    world().gitlab.faults.add({ act: { do: 'delay', ms: 40 } });
    const begun = performance.now();
    await create('late');
    expect(performance.now() - begun).toBeGreaterThanOrEqual(39);
  });
});

describe('faults of deliveries', () => {
  it.each`
    act                             | arrive
    ${{ do: 'drop' }}               | ${['b', 'c']}
    ${{ do: 'repeat', times: 2 }}   | ${['a', 'a', 'b', 'c']}
    ${{ do: 'delay', ms: 60 }}      | ${['b', 'c', 'a']}
    ${{ do: 'reorder', window: 2 }} | ${['b', 'a', 'c']}
    ${{ do: 'reorder', window: 9 }} | ${['c', 'b', 'a']}
  `('$act: of a, b, c arrive $arrive', async ({ act, arrive }) => {
    const { gitlab, as, path } = world();
    const receiver = await startReceiver();
    const hook = await as.mia.post<{ id: number }>(`${path}/hooks`, {
      url: receiver.url,
      issues_events: true,
      push_events: false,
    });
    gitlab.faults.addDelivery({ event: 'Issue Hook', times: act.do === 'reorder' ? 9 : 1, act });
    for (const title of ['a', 'b', 'c']) await open(world(), { title });
    await gitlab.idle();
    expect(receiver.take().map(({ object_attributes: of }) => of?.['title'])).toEqual(arrive);
    gitlab.faults.clear();
    await as.mia.delete(`${path}/hooks/${hook.body.id}`);
    receiver.close();
  });
});

describe('snapshots', () => {
  it('put everything back but the clock, any number of times', async () => {
    const { gitlab, as, path } = world();
    const { iid } = await open(world(), { title: 'kept' });
    const saved = await gitlab.snapshot();
    const at = gitlab.clock.now();
    for (const title of ['once', 'twice']) {
      await as.dan.put(`${path}/issues/${iid}`, { title, add_labels: title });
      await gitlab.restore(saved);
      expect((await as.dan.get(`${path}/issues/${iid}`)).body).toMatchObject({ title: 'kept', labels: [] });
    }
    expect(gitlab.clock.now()).toBeGreaterThan(at);
  });
});
