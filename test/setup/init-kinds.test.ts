// `sitrep init` on each kind of GitLab.

import { afterEach, describe, expect, it } from 'vitest';
import { clientFor } from '../sandbox/client.ts';
import { at, COMPONENTS, type Hook, type InitWorld, initWorld, type Schedule, worldWithBot } from './init-world.ts';

let world: InitWorld;
afterEach(() => world?.gitlab.close());

describe('each kind of GitLab', () => {
  it.each([
    ['gitlab.com-free', 5],
    ['gitlab.com-premium', 2],
    ['self-managed', 2],
  ] as const)('%s has %i schedules', async (profile, count) => {
    world = await worldWithBot({ profile });
    const { code, output } = await world.init(['--component', COMPONENTS, '--profile', profile], {
      SITREP_TOKEN: world.bot.token,
    });
    expect(output).toContain('webhook, pipeline, runner, token and journal work');
    expect(code).toBe(0);
    expect(await world.list('/pipeline_schedules')).toHaveLength(count);
  });

  it('GitLab.com’s Free plan cannot make the bot: the steps are named, and nothing is changed', async () => {
    world = await initWorld({ profile: 'gitlab.com-free' });
    const { code, output, writes } = await world.init();
    expect(code).toBe(2);
    expect(output).toContain('/groups/acme/service_accounts');
    expect(output).toContain('SITREP_TOKEN=<that token> sitrep init');
    expect(writes).toEqual([]);
  });

  it('GitLab 17.0, which knows no inputs: no header, no template, a variable for the daily schedule', async () => {
    world = await worldWithBot({ version: '17.0.0-ee' });
    const env = { SITREP_TOKEN: world.bot.token };
    const { code, output } = await world.init(['--component', COMPONENTS], env);
    expect(output).toContain('GitLab 17.0.0');
    expect(code).toBe(0);
    const text = await world.text('.gitlab-ci.yml');
    expect(text).toContain('bot: sitrep-bot');
    expect(text).toContain('/incident-response-17@'); // earlier than 18.7 GitLab refuses the other
    expect(text).not.toContain('inputs.iid');
    expect((await world.list<Hook>('/hooks')).map((one) => one.custom_webhook_template)).toEqual([null, null, null]);
    const [heartbeat] = await world.list<Schedule>('/pipeline_schedules');
    expect(heartbeat).toMatchObject({ active: true });
    const one = await world.api.get<{ variables: unknown }>(`${at(world)}/pipeline_schedules/${heartbeat?.id}`);
    expect(one.body.variables).toMatchObject([{ key: 'SITREP_FULL', value: 'true' }]);
    expect((await world.init(['--component', COMPONENTS], env)).writes).toEqual([]);

    const variable = `${at(world)}/pipeline_schedules/${heartbeat?.id}/variables/SITREP_FULL`;
    await clientFor(world.gitlab, world.bot.token).put(variable, { value: 'false' });
    const healed = await world.init(['--component', COMPONENTS, '--no-proof'], env);
    expect(healed.output).toContain('not told to read everything');
    expect(healed.code).toBe(0);
    expect((await world.init(['--component', COMPONENTS], env)).writes).toEqual([]);
  });
});
