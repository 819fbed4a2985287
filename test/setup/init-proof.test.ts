// The proof at the end of `sitrep init`: what does not come is named, with what to do about it, and nothing is left behind.

import { afterEach, expect, it } from 'vitest';
import { makeLog } from '../../src/jobs/log.ts';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import type { Runner } from '../../src/sandbox/ci/runner.ts';
import { init } from '../../src/setup/init.ts';
import { COMPONENTS, type InitWorld, initWorld, PATH, type WorldOptions } from './init-world.ts';

let world: InitWorld;
afterEach(() => world.gitlab.close());

/** A job as it would end: its exit code after what it printed. */
const ends = (code: number, said: string): Runner =>
  directRunner({
    jobs: () => [
      {
        name: 'sitrep-react',
        execute: async (run) => {
          run.log(said);
          return code;
        },
      },
    ],
  });

const never: Runner = directRunner({
  jobs: () => [{ name: 'sitrep-react', execute: () => new Promise(() => undefined) }],
});
const byHand: Runner = directRunner({ jobs: () => [{ name: 'sitrep-react', manual: true, execute: async () => 0 }] });
const nothing: Runner = directRunner({ jobs: () => [] });

/** Init with a watch whose seconds are short. */
async function proved(
  options: WorldOptions,
  spoil: (world: InitWorld) => Promise<unknown> = async () => undefined,
): Promise<string> {
  world = await initWorld(options);
  await spoil(world);
  const lines: string[] = [];
  const { gitlab, olga } = world;
  const log = makeLog((line) => lines.push(line));
  const choices = {
    profile: undefined,
    component: COMPONENTS,
    from: undefined,
    bundle: false,
    force: false,
    version: '1.0.0',
  };
  await init(
    {
      place: {
        url: gitlab.url,
        project: PATH,
        token: olga.token,
        tokenVariable: 'GITLAB_TOKEN',
        botToken: undefined,
        journalBranch: 'incident-journal',
      },
      choices,
      only: undefined,
      planOnly: false,
      yes: true,
      proof: true,
      terminal: undefined,
      now: () => new Date(gitlab.clock.now()).toISOString(),
      watch: { pause: () => new Promise((resolve) => void setTimeout(resolve, 2)) },
    },
    log,
  );
  expect(log.problems).toBe(1);
  expect(await world.list('/issues?state=opened')).toEqual([]);
  return lines.join('\n');
}

it.each<[string, WorldOptions, RegExp]>([
  [
    'the job fails',
    { runner: ends(2, 'cloning\n\u001b[31mSITREP_TOKEN is not set\u001b[0m\n') },
    /ended as failed.*its last lines:\n {4}cloning\n {4}SITREP_TOKEN is not set/,
  ],
  ['the job never ends', { runner: never }, /still running after 120 s/],
  ['nobody runs the job', { runner: byHand }, /still waits|no runner is online/],
  [
    'the job does nothing',
    { runner: ends(0, 'nothing to do\n') },
    /succeeded, and the bot said nothing on #1.*\n {4}nothing to do/,
  ],
  ['the pipeline has no job', { runner: nothing }, /answered with 400.*leave no job for it/],
])('%s', async (_what, options, said) => {
  expect(await proved(options)).toMatch(said);
});

it('webhooks are lost: what an administrator may have to allow', async () => {
  const output = await proved({}, async (w) =>
    w.gitlab.faults.addDelivery({ times: Number.POSITIVE_INFINITY, act: { do: 'drop' } }),
  );
  expect(output).toMatch(/has not called the webhook within 90 s/);
});
