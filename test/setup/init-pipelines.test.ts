// `sitrep init --bundle` with the real program, component and pipelines: a project that needs nothing from elsewhere.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pipelineRunner } from '../../src/sandbox/ci/pipeline-runner.ts';
import { buildProgram } from '../stories/program.ts';
import { type InitWorld, initWorld, PATH } from './init-world.ts';

let world: InitWorld;
let program: ReturnType<typeof buildProgram>;
beforeAll(async () => {
  program = buildProgram();
  world = await initWorld({ now: new Date().toISOString(), runner: pipelineRunner() });
});
afterAll(async () => {
  await world.gitlab.close();
  program.remove();
});

async function init(...argv: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const { PATH: path, HOME, TMPDIR } = process.env;
  const env = {
    PATH: path,
    HOME,
    TMPDIR,
    CI_SERVER_URL: world.gitlab.url,
    CI_PROJECT_PATH: PATH,
    GITLAB_TOKEN: world.olga.token,
  };
  const job = spawn(process.execPath, [program.path, 'init', ...argv], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  job.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(job, 'close');
  return { code: job.exitCode, output };
}

it('is set up and proved in one command; a second one changes nothing', async () => {
  const first = await init('--bundle');
  expect(first.output).toContain('webhook, pipeline, runner, token and journal work');
  expect(first.code).toBe(0);
  await world.gitlab.idle();
  expect(await world.text('.gitlab/sitrep.cjs')).toMatch(/^#!\/usr\/bin\/env node/);
  expect(await world.text('.gitlab-ci.yml')).toContain('- local: /.gitlab/sitrep/incident-response.yml');
  const second = await init('--bundle');
  expect(second.output).toContain('everything is there: nothing was changed');
  expect(second.code).toBe(0);
}, 120_000);
