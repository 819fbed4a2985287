// `sitrep listen` as a job runs it: the built program, an embedded Slack and an embedded GitLab.

import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inProcess } from '../../src/demo/runners.ts';
import { at, items, openStage, type Stage, type StageOptions } from '../../src/demo/stage.ts';
import { type InstalledApp, type Slack, startSlack } from '../../src/sandbox/slack/slack.ts';
import type { User } from '../../src/sandbox/slack/store.ts';
import { manifestScopes } from '../slack/manifest.ts';
import { buildProgram } from '../stories/program.ts';

let program: ReturnType<typeof buildProgram>;
let stage: Stage | undefined;
let slack: Slack;
let app: InstalledApp;
let ana: User;
let job: Job | undefined;

beforeAll(() => {
  program = buildProgram();
});
afterAll(() => program.remove());

beforeEach(async () => {
  slack = await startSlack();
  ana = slack.addUser({ name: 'ana' });
  slack.as(ana).createChannel('general');
  app = slack.addApp({ name: 'sitrep', scopes: manifestScopes() });
  const bot = slack.store.users.get(app.bot.id) ?? app.bot;
  slack.as(bot).join('general');
});
afterEach(async () => {
  job?.process.kill('SIGKILL');
  job = undefined;
  await slack.close();
  await stage?.close();
  stage = undefined;
});

interface Job {
  readonly process: ChildProcess;
  readonly lines: () => readonly string[];
  readonly code: Promise<number | null>;
}

const SET_UP: StageOptions = {
  init: ['--only', 'token,labels,files,journal', '--yes'],
  jobs: (around) => inProcess(() => around().gitlab.clock),
};

async function listening(options: StageOptions = {}, argv: readonly string[] = []): Promise<Stage> {
  stage = await openStage({ ...SET_UP, ...options });
  run(program.path, argv, { ...stage.env, SITREP_SLACK_APP_TOKEN: app.appToken });
  await says(/^connected to Slack$/);
  return stage;
}

function run(path: string, argv: readonly string[], env: Readonly<Record<string, string>>): Job {
  const child = spawn(process.execPath, [path, 'listen', '--slack', slack.url, ...argv], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
    });
  const started: Job = {
    process: child,
    lines: () => out.split('\n').filter((line) => line !== ''),
    code: new Promise((resolve) => child.on('close', resolve)),
  };
  job = started;
  return started;
}

const says = (line: RegExp) =>
  vi.waitFor(() => expect(job?.lines()).toContainEqual(expect.stringMatching(line)), 15_000);

const pipelines = async (on: Stage): Promise<readonly unknown[]> =>
  items((await on.speaker(on.bot).api('GET', '/pipelines?source=api')).body).map((one) => at(one, 'status'));

describe('sitrep listen', () => {
  it('starts the pipeline when a person says something, whose job begins within a second, and ends when it is told to', async () => {
    const on = await listening();
    slack.as(ana).say('general', '!sitrep the disk is full (canary-7)');
    await vi.waitFor(async () => expect(await pipelines(on)).toEqual(['scheduled']), 15_000);
    await on.gitlab.advance(1 / 60);
    expect(await pipelines(on)).toEqual(['success']);
    expect(slack.socketMode.unacknowledged()).toEqual([]);
    job?.process.kill('SIGTERM');
    expect(await job?.code).toBe(0);
    const { lines = () => [] } = job ?? {};
    expect(lines()).toEqual(['connected to Slack', expect.stringMatching(/^ends; events: [12], rings: 1$/)]);
  });

  it('goes by a variable where pipelines have no inputs (GitLab before 18.1)', async () => {
    const on = await listening({ version: '17.11.0-ee' });
    slack.as(ana).say('general', 'hello');
    await vi.waitFor(async () => expect(await pipelines(on)).toEqual(['scheduled']), 15_000);
    await on.gitlab.advance(1);
    expect(await pipelines(on)).toEqual(['success']);
  });

  it('tells of a ring that failed, and rings again at the next thing said', async () => {
    const on = await listening();
    on.gitlab.faults.add({ method: 'POST', path: /\/pipeline$/, act: { do: 'answer', status: 403 } });
    slack.as(ana).say('general', 'one');
    await says(/^no pipeline was started, the next thing said tries again: .*403/);
    expect(await pipelines(on)).toEqual([]);
  });
});

describe('what is wrong with the use of it', () => {
  const env = { CI_SERVER_URL: 'http://127.0.0.1:9', CI_PROJECT_PATH: 'a/b', SITREP_TOKEN: 'glpat-x' };

  it.each<[string, readonly string[], Record<string, string>, RegExp]>([
    ['no token', [], {}, /SITREP_SLACK_APP_TOKEN is not set.*connections:write/],
    ['a bot token', [], { SITREP_SLACK_APP_TOKEN: 'xoxb-1' }, /SITREP_SLACK_APP_TOKEN is not set/],
    [
      'a token that Slack does not know',
      [],
      { SITREP_SLACK_APP_TOKEN: 'xapp-1' },
      /SITREP_SLACK_APP_TOKEN: Slack refuses/,
    ],
    [
      'a time that is none',
      ['--minutes', 'long'],
      { SITREP_SLACK_APP_TOKEN: 'xapp-1' },
      /--minutes: "long" is no number/,
    ],
    ['an address that is none', ['--slack', 'slack.com'], { SITREP_SLACK_APP_TOKEN: 'xapp-1' }, /write it as https:/],
  ])('%s is said, with exit code 2', async (_what, argv, more, says) => {
    const { code, lines } = run(program.path, argv, { ...env, ...more });
    expect([await code, lines().join('\n')]).toEqual([2, expect.stringMatching(says)]);
  });

  it('that its other file is missing, too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sitrep-alone-'));
    copyFileSync(program.path, join(folder, 'sitrep.cjs'));
    const { code, lines } = run(join(folder, 'sitrep.cjs'), [], { ...env, SITREP_SLACK_APP_TOKEN: 'xapp-1' });
    expect([await code, lines().join('\n')]).toEqual([2, expect.stringMatching(/sitrep-listen\.cjs is not beside/)]);
    rmSync(folder, { recursive: true });
  });
});
