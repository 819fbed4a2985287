// `sitrep init` may be stopped at any moment: run again it ends in the same state, and nothing is there twice.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Snapshot } from '../../src/sandbox/gitlab.ts';
import { buildProgram } from '../stories/program.ts';
import { COMPONENTS, type InitWorld, initWorld, PATH } from './init-world.ts';

let world: InitWorld;
let program: ReturnType<typeof buildProgram>;
let empty: Snapshot;
beforeAll(async () => {
  program = buildProgram();
  world = await initWorld();
  empty = await world.gitlab.snapshot();
});
afterAll(async () => {
  await world.gitlab.close();
  program.remove();
});

/** The program in a process of its own, as a person would start it. */
function start(...argv: readonly string[]): ChildProcess {
  const { gitlab, olga } = world;
  const { PATH: path, HOME, TMPDIR } = process.env;
  const env = {
    PATH: path,
    HOME,
    TMPDIR,
    CI_SERVER_URL: gitlab.url,
    CI_PROJECT_PATH: PATH,
    GITLAB_TOKEN: olga.token,
    SITREP_NOW: new Date(gitlab.clock.now()).toISOString(),
  };
  return spawn(process.execPath, [program.path, 'init', '--component', COMPONENTS, ...argv], { env, stdio: 'ignore' });
}

async function ended(job: ChildProcess): Promise<number | null> {
  if (job.exitCode === null && job.signalCode === null) await once(job, 'exit');
  return job.exitCode;
}

/** What there is, without ids and secrets, and the bot by its part. */
async function state(): Promise<unknown> {
  const tokens = await world.list<{ name: string; user_id: number; revoked: boolean; active: boolean }>(
    '/access_tokens',
  );
  const live = tokens.filter(({ active }) => active);
  const bot = live[0]?.user_id;
  const whose = (id: number | undefined): string => (id === bot ? 'the bot' : `user ${id}`);
  const hooks = await world.list<{ name: string; url: string; custom_webhook_template: string }>('/hooks');
  const schedules = await world.list<{ description: string; active: boolean; owner: { id: number } }>(
    '/pipeline_schedules',
  );
  const triggers = await world.list<{ description: string; owner: { id: number } }>('/triggers');
  const variables = await world.list<{ key: string; masked: boolean; protected: boolean }>('/variables');
  const rules = await world.list<{ name: string }>('/protected_branches');
  const labels = await world.list<{ name: string }>('/labels?per_page=100');
  const ci = (await world.text('.gitlab-ci.yml')) ?? '';
  return {
    tokens: live.map(({ name }) => name),
    variables: variables.map(({ key, masked, protected: guarded }) => [key, masked, guarded]),
    triggers: triggers.map(({ description, owner }) => [description, whose(owner.id)]),
    hooks: hooks.map(({ name, url, custom_webhook_template: template }) => [name, url, template]).sort(),
    schedules: schedules.map(({ description, active, owner }) => [description, active, whose(owner.id)]).sort(),
    rules: rules.map(({ name }) => name).sort(),
    labels: labels.map(({ name }) => name).sort(),
    ci: ci.replace(/bot: .*/, 'bot: ?'),
    commits: (await world.list('/repository/commits?ref_name=main')).length,
    journal: (await world.list('/repository/commits?ref_name=incident-journal')).length,
    open: await world.list('/issues?state=opened'),
  };
}

const isWrite = (method: string, url: string): boolean =>
  method !== 'GET' && !url.endsWith('/git-upload-pack') && !url.endsWith('/ci/lint');

it('is stopped after each of its writes: run again, everything is there once', async () => {
  await world.gitlab.restore(empty);
  world.gitlab.requests.clear();
  expect(await ended(start('--no-proof'))).toBe(0);
  const writes = world.gitlab.requests.all.filter(({ method, url }) => isWrite(method, url));
  const expected = await state();
  const kinds = new Map<string, number>();
  const different: string[] = [];
  for (const { method, url } of writes) {
    const nth = (kinds.get(`${method} ${url}`) ?? 0) + 1;
    kinds.set(`${method} ${url}`, nth);
    // The labels are one kind of write: the first and the last of them are enough.
    if (url.endsWith('/labels') && nth > 1 && nth < 28) continue;
    await world.gitlab.restore(empty);
    const job = start('--no-proof');
    const path = new RegExp(`${url.replace(/\?.*/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
    const callback = async (): Promise<void> => {
      const gone = once(job, 'exit');
      job.kill('SIGKILL');
      await gone;
    };
    world.gitlab.faults.add({ method, path, nth, act: { do: 'call', when: 'after', callback } });
    await ended(job);
    world.gitlab.faults.clear();
    expect(job.signalCode, `${method} ${url} (${nth}) did not come in`).toBe('SIGKILL');
    if ((await ended(start('--no-proof'))) !== 0)
      different.push(`after ${method} ${url} (${nth}): the next run failed`);
    const found = JSON.stringify(await state(), null, 1);
    if (found !== JSON.stringify(expected, null, 1)) different.push(`after ${method} ${url} (${nth}): ${found}`);
  }
  expect(different).toEqual([]);
  expect(kinds.size).toBeGreaterThan(9);
}, 400_000);

it('is stopped in the middle of the proof: the next run removes the scratch incident', async () => {
  await world.gitlab.restore(empty);
  const job = start();
  const callback = (): void => void job.kill('SIGKILL');
  world.gitlab.faults.add({ method: 'POST', path: /\/issues$/, act: { do: 'call', when: 'after', callback } });
  await ended(job);
  world.gitlab.faults.clear();
  await world.gitlab.idle();
  expect(await world.list('/issues?state=opened')).toHaveLength(1);
  expect(await ended(start())).toBe(0);
  await world.gitlab.idle();
  expect(await world.list('/issues?state=opened')).toEqual([]);
}, 60_000);
