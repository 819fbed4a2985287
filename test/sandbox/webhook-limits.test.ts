// What a webhook may not do: call the local network or itself, be called too often, or fail for ever (behaviours H18-H24).

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HookBody, type Receiver, startReceiver } from './receiver.ts';
import { makeWorld, open, type World } from './world.ts';

let receiver: Receiver;
let world: World;

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
afterEach(async () => {
  await world.gitlab.close();
  receiver.answer(200);
  receiver.take();
});

interface Hook {
  readonly id: number;
  readonly alert_status: string;
  readonly disabled_until: string | null;
}

const hooks = (): string => `${world.path}/hooks`;

async function subscribe(params: Record<string, unknown> = {}): Promise<string> {
  const issues = { issues_events: true, push_events: false };
  const { body } = await world.as.mia.post<Hook>(hooks(), { url: receiver.url, ...issues, ...params });
  return `${hooks()}/${body.id}`;
}

async function arrived(): Promise<HookBody[]> {
  await world.gitlab.idle();
  return receiver.take();
}

describe('the local network', () => {
  it.each`
    url                                   | selfManaged | cloud
    ${'http://127.0.0.1:1/'}              | ${422}      | ${201}
    ${'http://localhost/'}                | ${422}      | ${201}
    ${'https://10.1.2.3/x'}               | ${422}      | ${201}
    ${'http://192.168.0.9/'}              | ${422}      | ${201}
    ${'http://172.31.0.1/'}               | ${422}      | ${201}
    ${'http://[::1]:3000/'}               | ${422}      | ${201}
    ${'https://sitrep.example.com/hooks'} | ${201}      | ${201}
  `('H22: $url is $selfManaged where the instance is one’s own', async ({ url, selfManaged, cloud }) => {
    for (const [profile, status] of [
      ['self-managed', selfManaged],
      ['gitlab.com-free', cloud],
    ] as const) {
      world = await makeWorld({ profile });
      const answer = await world.as.mia.post(hooks(), { url });
      expect(answer.status).toBe(status);
      if (status === 422) expect(answer.body).toEqual({ error: 'Invalid url given' });
      if (profile === 'self-managed') await world.gitlab.close();
    }
  });

  it('H22: its own address is let through, exactly that', async () => {
    world = await makeWorld({ profile: 'self-managed' });
    const { url } = world.gitlab;
    const trigger = (base: string): Promise<{ status: number }> =>
      world.as.mia.post(hooks(), { url: `${base}/api/v4${world.path}/ref/main/trigger/pipeline?token={token}` });
    expect([(await trigger(url)).status, (await trigger(url.replace('127.0.0.1', 'localhost'))).status]).toEqual([
      201, 422,
    ]);
  });

  it('H22: a part of the address that is filled in on the way out is looked at too', async () => {
    world = await makeWorld({ profile: 'self-managed' });
    const url_variables = [{ key: 'host', value: new URL(receiver.url).host }];
    const hook = await subscribe({ url: 'http://{host}/in', url_variables });
    await open(world);
    expect(await arrived()).toEqual([]);
    expect((await world.as.mia.get(`${hook}/events`)).body).toMatchObject([{ response_status: 'internal error' }]);
  });
});

describe('how often', () => {
  it('H24: over the plan’s limit of all hooks of a group in a minute, deliveries are dropped and nobody is told', async () => {
    world = await makeWorld({ hookCallsPerMinute: 3 });
    const hook = await subscribe();
    await subscribe({ issues_events: false, note_events: true });
    for (let nth = 1; nth <= 2; nth += 1) {
      const { iid } = await open(world, { title: `Report ${nth}` });
      await world.as.dan.post(`${world.path}/issues/${iid}/notes`, { body: 'hello' });
    }
    expect(await arrived()).toHaveLength(3);
    expect((await world.as.mia.get<Hook>(hook)).body.alert_status).toBe('executable');
    await world.gitlab.advance(1);
    await open(world, { title: 'A minute later' });
    expect(await arrived()).toHaveLength(1);
  });

  it('A11: tests and resends are five a minute for one user and project', async () => {
    world = await makeWorld();
    const [first, second] = [await subscribe(), await subscribe()];
    await open(world);
    const test = async (hook: string): Promise<number> =>
      (await world.as.mia.post(`${hook}/test/issues_events`)).status;
    for (let nth = 0; nth < 5; nth += 1) expect(await test(first)).toBe(201);
    expect([await test(first), await test(second)]).toEqual([429, 429]);
    expect((await world.as.root.post(`${second}/test/issues_events`)).status).toBe(201);
    await world.gitlab.advance(1);
    expect(await test(second)).toBe(201);
  });

  it('H18: what is done in answer to a hook, and says so, does not fire that hook again', async () => {
    world = await makeWorld();
    const own = await subscribe();
    await subscribe({ issues_events: false, note_events: true });
    const { iid } = await open(world);
    await world.gitlab.idle();
    const uuid = String(receiver.received.at(-1)?.headers['x-gitlab-event-uuid']);
    receiver.take();

    const answer = async (headers: Record<string, string>): Promise<void> => {
      const api = `${world.gitlab.url}/api/v4${world.path}/issues/${iid}`;
      const as = { 'PRIVATE-TOKEN': world.people.dan.token, ...headers };
      await fetch(`${api}?title=${Object.keys(headers).length}`, { method: 'PUT', headers: as });
      await fetch(`${api}/notes?body=seen`, { method: 'POST', headers: as });
    };
    await answer({ 'X-Gitlab-Event-UUID': uuid });
    await world.gitlab.idle();
    expect(receiver.received.map(({ headers, body }) => [body.object_kind, headers['x-gitlab-event-uuid']])).toEqual([
      ['note', uuid],
    ]);
    receiver.take();
    await answer({});
    expect((await arrived()).map((body) => body.object_kind).sort()).toEqual(['issue', 'note']);
    expect((await world.as.mia.get<Hook>(own)).body.alert_status).toBe('executable');
  });
});

describe('failing', () => {
  it.each`
    nth   | minutes
    ${4}  | ${1}
    ${5}  | ${2}
    ${6}  | ${4}
    ${14} | ${1024}
    ${15} | ${1440}
    ${39} | ${1440}
  `('H20: the failure number $nth in a row pauses a hook for $minutes min', async ({ nth, minutes }) => {
    world = await makeWorld();
    const hook = await subscribe();
    const { iid } = await open(world);
    await world.gitlab.idle();
    receiver.answer(500);
    for (let failure = 1; failure <= nth; failure += 1) {
      if (failure > 4) world.gitlab.clock.advance(25 * 60);
      await world.as.dan.put(`${world.path}/issues/${iid}`, { title: `Failing ${failure}` });
      await world.gitlab.idle();
    }
    const { disabled_until: until } = (await world.as.mia.get<Hook>(hook)).body;
    expect(Math.round((Date.parse(until ?? '') - world.gitlab.clock.now()) / 60_000)).toBe(minutes);
  });

  it('H20: a failing test of a hook that pauses makes nothing worse', async () => {
    world = await makeWorld();
    const hook = await subscribe();
    receiver.answer(500);
    for (let nth = 0; nth < 4; nth += 1) await open(world);
    await world.gitlab.idle();
    const { body } = await world.as.mia.get<Hook>(hook);
    expect(body.alert_status).toBe('temporarily_disabled');
    expect((await world.as.mia.post(`${hook}/test/issues_events`)).status).toBe(422);
    expect((await world.as.mia.get<Hook>(hook)).body.disabled_until).toBe(body.disabled_until);
  });

  it('H20: where the instance is one’s own, hooks are never switched off', async () => {
    world = await makeWorld({ profile: 'self-managed', webhooks: { localNetwork: 'allowed' } });
    const hook = await subscribe();
    receiver.answer(500);
    for (let nth = 0; nth < 6; nth += 1) await open(world);
    expect(await arrived()).toHaveLength(6);
    expect((await world.as.mia.get<Hook>(hook)).body).toMatchObject({
      alert_status: 'executable',
      disabled_until: null,
    });
  });

  it.each`
    profile              | template                                      | status              | sent
    ${'gitlab.com-free'} | ${'{"id": {{object_attributes.iid}}}'}        | ${'200'}            | ${{ id: 1 }}
    ${'gitlab.com-free'} | ${'{"who": {{user}}}'}                        | ${'200'}            | ${{ who: { username: 'dan' } }}
    ${'gitlab.com-free'} | ${'{"id": "{{ object_attributes.iid }}"}'}    | ${'200'}            | ${{ id: 'null' }}
    ${'gitlab.com-free'} | ${'{"one": "{{labels.0.title}}"}'}            | ${'internal error'} | ${{}}
    ${'gitlab.com-free'} | ${'{"id": "{{object_attributes.iid.more}}"}'} | ${'internal error'} | ${{}}
    ${'gitlab.com-free'} | ${'{"id": {{object_attributes.iid}}'}         | ${'internal error'} | ${{}}
    ${'self-managed'}    | ${'{"id": {{object_attributes.iid}}}'}        | ${'200'}            | ${{ id: 1 }}
    ${'self-managed'}    | ${'{"id": "{{no.such}}"}'}                    | ${'200'}            | ${{ id: '' }}
    ${'self-managed'}    | ${'{"id": {{no.such}}}'}                      | ${'internal error'} | ${{}}
    ${'self-managed'}    | ${'{"who": {{user}}}'}                        | ${'internal error'} | ${{}}
    ${'self-managed'}    | ${'{"title": "{{object_attributes.title}}"}'} | ${'internal error'} | ${{}}
  `('H20: on $profile the template $template makes $status', async ({ profile, template, status, sent }) => {
    world = await makeWorld({ profile, webhooks: { localNetwork: 'allowed' } });
    const hook = await subscribe({ custom_webhook_template: template });
    await open(world, { title: 'He said "no"', labels: 'a' });
    await world.gitlab.idle();
    expect((await world.as.mia.get(`${hook}/events`)).body).toMatchObject([
      { response_status: status, request_data: sent },
    ]);
  });

  it('H21: a redirect ends a pause, yet a test that is redirected says 422', async () => {
    world = await makeWorld();
    const hook = await subscribe();
    receiver.answer(500);
    for (let nth = 0; nth < 4; nth += 1) await open(world);
    await world.gitlab.idle();
    receiver.answer(302);
    expect((await world.as.mia.post(`${hook}/test/issues_events`)).status).toBe(422);
    expect((await world.as.mia.get<Hook>(hook)).body.alert_status).toBe('executable');
  });

  it('H23: what a hook is called, and which parts of its address are hidden, is told; the parts are not', async () => {
    world = await makeWorld();
    const named = { name: 'sitrep: issues', description: 'starts jobs' };
    const variables = [{ key: 'token', value: 'glptt-very-secret' }];
    const hook = await subscribe({ ...named, url: `${receiver.url}?token={token}`, url_variables: variables });
    await open(world);
    await world.gitlab.idle();
    const told = await world.as.mia.get<Hook>(hook);
    expect(told.body).toMatchObject({
      ...named,
      url: `${receiver.url}?token={token}`,
      url_variables: [{ key: 'token' }],
    });
    const events = await world.as.mia.get(`${hook}/events`);
    expect(JSON.stringify([told.body, events.body])).not.toContain('very-secret');
  });

  it.each`
    version   | told
    ${'17.1'} | ${true}
    ${'17.0'} | ${false}
  `('hooks have names since 17.1: $version', async ({ version, told }) => {
    world = await makeWorld({ version });
    const [hook] = (await world.as.mia.get<object[]>(await subscribe({ name: 'x' }).then(hooks))).body;
    expect('name' in (hook ?? {})).toBe(told);
  });
});
