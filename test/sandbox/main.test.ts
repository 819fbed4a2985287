// The sandbox as a program: started over the command line, it serves what it says, and ends when it is told to.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

/** Beside the dependencies, which the built program looks for from where it lies. */
const CACHE = 'node_modules/.cache';

const Said = z.object({
  url: z.url(),
  token: z.string(),
  botToken: z.string(),
  project: z.string(),
  projectId: z.int(),
  profile: z.string(),
  mirrors: z
    .object({
      slack: z.url(),
      jira: z.url(),
      jiraKind: z.enum(['cloud', 'data-center']),
      confluence: z.url(),
      pager: z.url(),
      config: z.string(),
      variables: z.record(z.string(), z.string()),
    })
    .optional(),
});

let folder: string;
let running: ChildProcess | undefined;

beforeAll(() => {
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'sandbox-'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--quiet', '--out', folder], { stdio: 'inherit' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void running?.kill('SIGKILL'));

async function started(...flags: string[]): Promise<z.infer<typeof Said>> {
  const child = spawn(process.execPath, [join(folder, 'sandbox.mjs'), '--json', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  const [line] = await once(createInterface(child.stdout), 'line');
  return Said.parse(JSON.parse(String(line)));
}

async function interrupted(): Promise<unknown> {
  if (!running) throw new Error('nothing was started');
  const ended = once(running, 'exit');
  running.kill('SIGINT');
  return (await ended)[0];
}

async function got(url: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  return (await fetch(url, { headers })).json();
}

describe('npm run sandbox', () => {
  it('starts a GitLab alone, and ends with it', async () => {
    const { url, botToken, projectId, mirrors } = await started();
    expect(mirrors).toBeUndefined();
    const project = await got(`${url}/api/v4/projects/${projectId}`, { 'PRIVATE-TOKEN': botToken });
    expect(project).toMatchObject({ path_with_namespace: 'sandbox/incidents' });
    expect(await interrupted()).toBe(0);
  });

  it.each`
    flags                        | kind
    ${['--mirrors']}             | ${'cloud'}
    ${['--jira', 'data-center']} | ${'data-center'}
  `('$flags: Slack, Jira, Confluence and a pager too, which sitrep doctor finds well', async ({ flags, kind }) => {
    const said = await started(...flags);
    const { mirrors, url, token, projectId } = said;
    if (!mirrors) throw new Error('no mirrors were started');
    expect(mirrors.jiraKind).toBe(kind);
    const variables = z
      .array(z.object({ key: z.string(), value: z.string() }))
      .parse(await got(`${url}/api/v4/projects/${projectId}/variables`, { 'PRIVATE-TOKEN': token }));
    expect(Object.fromEntries(variables.map(({ key, value }) => [key, value]))).toEqual(mirrors.variables);
    const slack = { authorization: `Bearer ${mirrors.variables['SITREP_SLACK_TOKEN']}` };
    expect(await got(`${mirrors.slack}/api/auth.test`, slack)).toMatchObject({ ok: true });

    const sitrep = (...argv: string[]) =>
      spawnSync(process.execPath, [join(folder, 'sitrep.cjs'), ...argv, '--url', url, '--project', said.project], {
        encoding: 'utf8',
        env: { ...process.env, SITREP_TOKEN: said.botToken, ...mirrors.variables },
      });
    const init = sitrep('init', '--profile', said.profile, '--bundle', '--yes', '--no-proof');
    expect(init.status, init.stdout + init.stderr).toBe(0);
    const doctor = sitrep('doctor', '--all');
    expect(doctor.status, doctor.stdout + doctor.stderr).toBe(0);
    expect(doctor.stdout.split('\n').filter((line) => line.startsWith('✗'))).toEqual([]);
    for (const system of ['Slack', 'Jira', 'Confluence', 'pager'])
      expect(doctor.stdout).toMatch(new RegExp(`^✓ .*${system}`, 'im'));
    expect(await interrupted()).toBe(0);
  });

  it.each`
    flags                    | says
    ${['--jira', 'server']}  | ${'There is no Jira server. There are: cloud, data-center.\n'}
    ${['--profile', 'mine']} | ${/^There is no profile mine\. There are: gitlab\.com-free, /}
  `('$flags: says what there is', ({ flags, says }) => {
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'sandbox.mjs'), ...flags], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(says);
  });
});
