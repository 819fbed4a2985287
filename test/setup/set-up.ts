// A project that is set up, on a sandbox whose runner does what the test says, and the means to break it and to follow
// what `sitrep doctor` says.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStage, type Stage, type StageOptions } from '../../src/demo/stage.ts';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import type { GitLab } from '../../src/sandbox/gitlab.ts';
import type { Verdict } from '../../src/setup/doctor.ts';

/** How the jobs of the sandbox's runner end, what they print, and how long they take by its clock. */
interface Jobs {
  code: number;
  minutes: number;
  says: string;
}

const WELL: Jobs = { code: 0, minutes: 0.1, says: '' };

type Files = Readonly<Record<string, string | null>>;

export interface SetUp {
  readonly stage: Stage;
  readonly jobs: Jobs;
  /** The project's path below `/api/v4`. */
  readonly api: string;
  /** One request; throws where GitLab refuses it. */
  ask<T = unknown>(who: 'root' | 'bot', method: string, path: string, body?: object): Promise<T>;
  /** One commit of an administrator; null removes a file. */
  commit(files: Files, branch?: string): Promise<void>;
  text(path: string, branch?: string): Promise<string>;
  /** What doctor says with the bot's token, or with a maintainer's. */
  doctor(as?: 'bot' | 'maintainer'): Promise<readonly Verdict[]>;
  /** Runs a command line as the bot; throws where it does not end green. */
  sitrep(...argv: readonly string[]): Promise<readonly string[]>;
  /** Does everything in backticks in a remedy, in its order; `<the new token>` is `token`, or what a renewal answers. */
  follow(remedy: string, token?: string): Promise<void>;
  /** The bot has its first token again, and jobs end well. */
  reset(): void;
}

/** A configuration in which nothing is wrong. */
export const CONFIG =
  'services:\n  nexus:\n    contacts: [ana]\n    run_book: docs/nexus.md\nreview:\n  representatives: [ben]\n';

export async function setUp(options: StageOptions = {}): Promise<SetUp> {
  const jobs: Jobs = { ...WELL };
  let gitlab: GitLab | undefined;
  const runner = directRunner({
    jobs: ({ pipeline, user }) => [
      {
        name: pipeline.source === 'schedule' ? 'sitrep-sweep' : 'sitrep-react',
        manual: pipeline.inputs['actor'] === `@${user.username}`,
        allowFailure: true,
        resourceGroup: 'sitrep',
        ...(pipeline.source === 'api'
          ? { startInMinutes: Number.parseInt(String(pipeline.inputs['wake-in']), 10) }
          : {}),
        execute: async (run) => {
          gitlab?.clock.advance(jobs.minutes);
          run.log(`${jobs.says}\n`);
          return jobs.code;
        },
      },
    ],
  });
  const profile = options.profile ?? 'gitlab.com-free';
  const stage = await openStage({
    limits: 'none',
    runner,
    ...options,
    init: ['--yes', ...flagsFor(profile)],
    files: { '.gitlab/sitrep.yml': CONFIG, ...options.files },
  });
  gitlab = stage.gitlab;
  return means(stage, jobs, flagsFor(profile));
}

/** Beside what a remedy says: which GitLab this sandbox is, and that its fake jobs prove nothing. */
function flagsFor(profile: string): readonly string[] {
  return ['--profile', profile, '--no-proof'];
}

function means(stage: Stage, jobs: Jobs, flags: readonly string[]): SetUp {
  const api = `/projects/${stage.project.id}`;
  const tokens = { root: stage.gitlab.root.token, bot: stage.bot.token };
  const ask: SetUp['ask'] = async (who, method, path, body) => {
    const response = await fetch(`${stage.gitlab.url}/api/v4${path}`, {
      method,
      headers: { 'PRIVATE-TOKEN': tokens[who], ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${who}: ${method} ${path} answered ${response.status} ${text}`);
    return text === '' ? null : response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  };
  const file = (path: string, branch: string): string =>
    `${api}/repository/files/${encodeURIComponent(path)}/raw?ref=${branch}`;
  const there = (path: string, branch: string): Promise<boolean> =>
    ask('root', 'GET', file(path, branch)).then(
      () => true,
      () => false,
    );
  const set: SetUp = {
    stage,
    jobs,
    api,
    ask,
    async commit(files, branch = 'main') {
      const actions = await Promise.all(
        Object.entries(files).map(async ([file_path, content]) => ({
          action: content === null ? 'delete' : (await there(file_path, branch)) ? 'update' : 'create',
          file_path,
          ...(content === null ? {} : { content }),
        })),
      );
      await ask('root', 'POST', `${api}/repository/commits`, { branch, commit_message: 'By hand', actions });
    },
    text: (path, branch = 'main') => ask<string>('root', 'GET', file(path, branch)),
    async doctor(as = 'bot') {
      const whose: Record<string, string> =
        as === 'bot' ? { SITREP_TOKEN: tokens.bot } : { SITREP_TOKEN: '', GITLAB_TOKEN: tokens.root };
      const { code, lines } = await stage.sitrep(['doctor', '--json'], whose);
      const verdicts: readonly Verdict[] = JSON.parse(lines.join('\n'));
      if (code !== (verdicts.some(({ state }) => state === 'bad') ? 1 : 0))
        throw new Error(`doctor ended with ${code}`);
      return verdicts;
    },
    async sitrep(...argv) {
      const { code, lines } = await stage.sitrep(argv, { SITREP_TOKEN: tokens.bot });
      if (code !== 0) throw new Error(`sitrep ${argv.join(' ')} ended with ${code}:\n${lines.join('\n')}`);
      return lines;
    },
    async follow(remedy, token = '') {
      let secret = token;
      const who = /as the bot/.test(remedy) ? 'bot' : 'root';
      for (const [, command = ''] of remedy.matchAll(/`([^`]+)`/g)) {
        const [, words] = /^sitrep (.+)$/.exec(command) ?? [];
        const [, method, path = '', body] = /^(POST|PUT|PATCH|DELETE) (\/\S+)(?: (\{.*\}))?$/.exec(command) ?? [];
        const argv = words === undefined ? [] : [...words.split(' '), ...(words.startsWith('init') ? flags : [])];
        if (argv.includes('--bundle')) await inOneFile(argv, { ...stage.env, SITREP_TOKEN: tokens.bot });
        else if (argv.length > 0) await set.sitrep(...argv);
        if (method === undefined) continue;
        const sent = body?.replace('<the new token>', secret);
        const answer = await ask<{ token?: string } | null>(who, method, path, sent ? JSON.parse(sent) : undefined);
        if (!path.endsWith('/rotate') || !answer?.token) continue;
        secret = answer.token;
        tokens.bot = secret;
      }
      await stage.gitlab.idle();
    },
    reset() {
      tokens.bot = stage.bot.token;
      Object.assign(jobs, WELL);
    },
  };
  return set;
}

/** The program as it is shipped: it commits itself, so it has to be the one file that it commits. */
async function inOneFile(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-doctor-'));
  const run = promisify(execFile);
  try {
    await run(process.execPath, ['scripts/build.mjs', '--quiet', '--out', folder]);
    await run(process.execPath, [join(folder, 'sitrep.cjs'), ...argv], { env: { PATH: process.env['PATH'], ...env } });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
