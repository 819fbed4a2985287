// Whose account `sitrep init` takes for the bot, and whose it leaves alone.

import { afterEach, describe, expect, it } from 'vitest';
import { Level } from '../../src/sandbox/gitlab.ts';
import { clientFor } from '../sandbox/client.ts';
import { COMPONENTS, type InitWorld, initWorld } from './init-world.ts';

let world: InitWorld;
afterEach(() => world.gitlab.close());

interface Token {
  readonly id: number;
  readonly name: string;
  readonly user_id: number;
  readonly active: boolean;
}

const UNPROVED = ['--component', COMPONENTS, '--no-proof'];

async function live(): Promise<readonly Token[]> {
  return (await world.list<Token>('/access_tokens')).filter(({ active }) => active);
}

const at = (): string => `/projects/${world.project.id}`;

/** A token as Olga makes them by hand. */
function made(body: Readonly<Record<string, unknown>>): Promise<{ readonly body: { readonly token: string } }> {
  const expiry = { expires_at: '2026-12-31' };
  return clientFor(world.gitlab, world.olga.token).post(`${at()}/access_tokens`, { ...expiry, ...body });
}

const worksStill = async (token: string): Promise<number> =>
  (await clientFor(world.gitlab, token).get(`${at()}/issues`)).status;

describe('a token that is not the journal’s bot’s', () => {
  it('is refused before anything is written; `former_bots` makes it the new one', async () => {
    world = await initWorld();
    await world.init(UNPROVED);
    const [bot] = await live();
    const wrong = await world.init(UNPROVED, { SITREP_TOKEN: world.mia.token });
    expect(wrong.code).toBe(2);
    expect(wrong.writes).toEqual([]);
    expect(wrong.output).toMatch(/was begun by another user.*SITREP_TOKEN.*former_bots: \[\d+\]/);

    const content = `former_bots: [${bot?.user_id}]\n`;
    const actions = [{ action: 'update', file_path: '.gitlab/sitrep.yml', content }];
    await world.api.post(`${at()}/repository/commits`, { branch: 'main', commit_message: 'Another bot', actions });
    const right = await world.init(UNPROVED, { SITREP_TOKEN: world.mia.token });
    expect(right.code).toBe(0);
    expect(await world.list('/variables')).toMatchObject([{ key: 'SITREP_TOKEN', value: world.mia.token }]);
  });

  it('is refused as well where it comes from the variable, and where there would be a new bot', async () => {
    world = await initWorld();
    await world.init(UNPROVED);
    const [bot] = await live();
    await world.api.put(`${at()}/variables/SITREP_TOKEN`, { value: world.mia.token });
    expect(await world.init(UNPROVED)).toMatchObject({ code: 2, writes: [] });
    await world.api.delete(`${at()}/variables/SITREP_TOKEN`);
    await world.api.delete(`${at()}/access_tokens/${bot?.id}`);
    const { code, output, writes } = await world.init(UNPROVED);
    expect(output).toMatch(/no token of it is to be found.*former_bots/);
    expect({ code, writes }).toEqual({ code: 2, writes: [] });
  });
});

describe('the bot’s token is stored nowhere', () => {
  it('it gets a new one, and stays the same user', async () => {
    world = await initWorld();
    await world.init(UNPROVED);
    const [before] = await live();
    await world.api.delete(`${at()}/variables/SITREP_TOKEN`);
    const { code, output } = await world.init(UNPROVED);
    expect(output).toContain('a new token for the bot');
    expect(code).toBe(0);
    expect((await live()).map(({ user_id }) => user_id)).toEqual([before?.user_id]);
  });

  it.each([
    ['that may only read', { name: 'sitrep', scopes: ['read_api'], access_level: 40 }],
    ['of a Developer', { name: 'sitrep', scopes: ['api'], access_level: 30 }],
    ['of another use', { name: 'sitrep', scopes: ['api'], access_level: 40, description: 'reads the dashboards' }],
  ])('a token of the same name %s is not touched', async (_which, body) => {
    world = await initWorld();
    const other = await made(body);
    const { code, output } = await world.init(UNPROVED);
    expect(output).toContain('another access token is called `sitrep`');
    expect(code).toBe(0);
    expect(await worksStill(other.body.token)).toBe(200);
    expect(await live()).toHaveLength(2);
  });
});

describe('two runs at once', () => {
  it('make one bot', async () => {
    world = await initWorld();
    await Promise.all([world.init(UNPROVED), world.init(UNPROVED)]);
    expect(await live()).toHaveLength(1);
    expect((await world.init(UNPROVED)).code).toBe(0);
    expect(await live()).toHaveLength(1);
  });

  it.each([
    ['just before', 'before'],
    ['in the same moment', 'after'],
  ] as const)('a bot that the other makes %s stays the only one', async (_moment, when) => {
    world = await initWorld();
    const callback = async (): Promise<void> =>
      void (await made({ name: 'sitrep', scopes: ['api'], access_level: Level.maintainer }));
    const path = /\/projects\/[^/]+\/access_tokens(\?|$)/;
    // The second time init asks for the tokens is just before it makes one; the other run's is there by then.
    world.gitlab.faults.add({ method: 'GET', path, nth: 2, act: { do: 'call', when, callback } });
    const { code, output } = await world.init(UNPROVED);
    expect(output).toContain('another `sitrep init` is at work');
    expect(code).toBe(1);
    expect(await live()).toHaveLength(1);
  });
});

it('a repair is proved although a job ran well this week', async () => {
  world = await initWorld();
  await world.init();
  await world.api.delete(`${at()}/hooks/1`);
  const { code, output } = await world.init();
  expect(output).toContain('webhook, pipeline, runner, token and journal work');
  expect(code).toBe(0);
});
