// A stage for stories: an embedded GitLab with a project that sitrep is set up in, and people who act on
// it over its API as they would with a browser. The demo, the benchmark and the tests play on it.

import { commandLine } from '../command-line/index.ts';
import type { Runner } from '../sandbox/ci/runner.ts';
import { type Account, type GitLab, type GitLabOptions, Level, startGitLab } from '../sandbox/gitlab.ts';
import { type MirrorOptions, type Mirrors, openMirrors } from '../sandbox/mirrors.ts';
import { type ProfileName, profileNames } from '../sandbox/profiles.ts';
import type { Project } from '../sandbox/store.ts';
import { addComponents, RELEASED } from './components.ts';

export interface StageOptions extends GitLabOptions {
  /** Who runs the jobs, where that is not known before GitLab is there; in place of `runner`. */
  readonly jobs?: (around: () => Around) => Runner;
  /** How `sitrep init` is called; default for everything, proved where somebody runs the jobs. `none`: not at all. */
  readonly init?: readonly string[] | 'none';
  /** Files of the project's first commit. */
  readonly files?: Readonly<Record<string, string>>;
  readonly visibility?: 'private' | 'internal' | 'public';
  /** Opens Slack, Jira, Confluence and a pager too; `config` is what the configuration says beside them. */
  readonly mirrors?: MirrorOptions & { readonly config?: string };
  /** Users beside the bot, by name, with their access level. */
  readonly people?: Readonly<Record<string, number>>;
}

export interface Around {
  readonly gitlab: GitLab;
  readonly bot: Account;
}

export interface Stage extends Around {
  /** Throws where the stage was opened without. */
  readonly mirrors: Mirrors;
  readonly project: Project;
  /** What `sitrep init` said when it set the project up. */
  readonly setUp: readonly string[];
  /** What a CI job of this project would see. */
  readonly env: Readonly<Record<string, string>>;
  person(name: string): Actor;
  /** Somebody by their account; the bot, for setting up. */
  speaker(account: Account): Actor;
  /** Runs the command line in this process at the sandbox's time, as a CI job would start it. */
  sitrep(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  close(): Promise<void>;
}

export interface Ran {
  readonly code: number;
  readonly lines: readonly string[];
}

/** One person with a browser: every method is one request. */
export interface Actor {
  readonly id: number;
  readonly name: string;
  open(title: string, description: string, more?: object): Promise<number>;
  say(iid: number, body: string, more?: object): Promise<number>;
  edit(iid: number, note: number, body: string): Promise<void>;
  change(iid: number, change: object): Promise<void>;
  api(method: string, path: string, body?: object): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A value inside an answer, by its path; null where there is none. */
export function at(body: Json, ...path: readonly (string | number)[]): Json {
  return path.reduce<Json>((value, key) => {
    if (Array.isArray(value)) return typeof key === 'number' ? (value[key] ?? null) : null;
    return typeof value === 'object' && value !== null
      ? ((value as { readonly [key: string]: Json })[key] ?? null)
      : null;
  }, body);
}

/** The items of a list, or none where the answer is no list. */
export function items(body: Json): readonly Json[] {
  return Array.isArray(body) ? body : [];
}

export const PEOPLE: Readonly<Record<string, number>> = {
  ana: Level.developer,
  ben: Level.developer,
  cai: Level.developer,
  dee: Level.developer,
  eve: Level.reporter,
  mia: Level.maintainer,
  uli: Level.guest,
};

/** `STAGE_PROFILE` names the kind of GitLab where the options do not; else it is GitLab.com's Free plan. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const around = (): Around => ({ gitlab, bot });
  const profile = options.profile ?? profileNamed(process.env['STAGE_PROFILE'] || profileNames[0]);
  const runner = options.jobs?.(around) ?? options.runner;
  const gitlab = await startGitLab({ now: '2026-03-11T04:00:00Z', ...options, profile, ...(runner ? { runner } : {}) });
  const bot = gitlab.addUser({ username: 'sitrep-bot', name: 'sitrep', bot: true });
  const people = Object.keys(options.people ?? PEOPLE);
  const mirrors = options.mirrors && (await openMirrors(gitlab.clock, people, options.mirrors));
  const config = mirrors && `${options.mirrors?.config ?? ''}${mirrors.config}`;
  const accounts = new Map(
    Object.entries(options.people ?? PEOPLE).map(([name, level]) => [
      name,
      { account: gitlab.addUser({ username: name }), level },
    ]),
  );
  const project = await gitlab.addProject('acme/incidents', {
    members: [
      [bot, Level.maintainer],
      ...[...accounts.values()].map(({ account, level }) => [account, level] as const),
    ],
    visibility: options.visibility ?? 'private',
    files: {
      'README.md': '# Incidents\n',
      ...(config === undefined ? {} : { '.gitlab/sitrep.yml': config }),
      ...options.files,
    },
  });
  const env = { ...jobEnvironment(gitlab, project, bot), ...mirrors?.env };
  const setUp: string[] = [];
  const stage: Stage = {
    gitlab,
    project,
    bot,
    env,
    setUp,
    get mirrors() {
      return mirrors ?? none();
    },
    person: (name) =>
      actor(gitlab, project, name === 'root' ? gitlab.root : (accounts.get(name)?.account ?? unknown(name))),
    speaker: (account) => actor(gitlab, project, account),
    async sitrep(argv, more = {}) {
      const lines: string[] = [];
      const now = new Date(gitlab.clock.now()).toISOString();
      const code = await commandLine(
        argv,
        { ...env, SITREP_NOW: now, ...more },
        (line) => lines.push(...line.split('\n')),
        RELEASED,
      );
      return { code, lines };
    },
    async close() {
      await Promise.all([gitlab.close(), mirrors?.close()]);
    },
  };
  for (const [key, value] of Object.entries(mirrors?.env ?? {}))
    await setVariable(stage.speaker(gitlab.root), key, value);
  setUp.push(...(await initialise(stage, options.init, profile, runner)));
  await gitlab.advance(1);
  return stage;
}

/** Throws where there is no such kind of GitLab. */
export function profileNamed(name: string): ProfileName {
  const found = profileNames.find((one) => one === name);
  if (found === undefined) throw new Error(`there is no profile ${name}; there are ${profileNames.join(', ')}`);
  return found;
}

/** What `sitrep init` said. Throws where it did not end well. */
async function initialise(
  { gitlab, sitrep }: Stage,
  init: StageOptions['init'],
  profile: ProfileName,
  runner: Runner | 'none' | undefined,
): Promise<readonly string[]> {
  if (init === 'none') return [];
  await addComponents(gitlab);
  const provable = runner !== undefined && runner !== 'none';
  const whole = ['--yes', '--profile', profile, ...(provable ? [] : ['--no-proof'])];
  const { code, lines } = await sitrep(['init', ...(init ?? whole)]);
  if (code !== 0) throw new Error(`the project could not be set up:\n${lines.join('\n')}`);
  return lines;
}

function jobEnvironment(gitlab: GitLab, project: Project, bot: Account): Record<string, string> {
  return {
    CI_SERVER_URL: gitlab.url,
    CI_PROJECT_ID: String(project.id),
    CI_PROJECT_PATH: 'acme/incidents',
    CI_PROJECT_URL: `${gitlab.url}/acme/incidents`,
    CI_DEFAULT_BRANCH: 'main',
    GITLAB_USER_LOGIN: bot.user.username,
    SITREP_TOKEN: bot.token,
  };
}

function actor(gitlab: GitLab, project: Project, { user, token }: Account): Actor {
  const base = `${gitlab.url}/api/v4/projects/${project.id}`;
  async function api(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { 'PRIVATE-TOKEN': token, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  }
  async function sure(method: string, path: string, body?: object): Promise<Json> {
    const { status, body: answer } = await api(method, path, body);
    if (status >= 300)
      throw new Error(`${user.username}: ${method} ${path} answered ${status} ${JSON.stringify(answer)}`);
    return answer;
  }
  return {
    id: user.id,
    name: user.username,
    api,
    open: async (title, description, more = {}) =>
      Number(at(await sure('POST', '/issues', { title, description, ...more }), 'iid')),
    say: async (iid, body, more = {}) =>
      Number(at(await sure('POST', `/issues/${iid}/notes`, { body, ...more }), 'id')),
    edit: async (iid, note, body) => void (await sure('PUT', `/issues/${iid}/notes/${note}`, { body })),
    change: async (iid, change) => void (await sure('PUT', `/issues/${iid}`, change)),
  };
}

/** As a maintainer puts a secret into the project's CI variables. */
async function setVariable(maintainer: Actor, key: string, value: string): Promise<void> {
  const { status, body } = await maintainer.api('POST', '/variables', { key, value, masked: true, protected: true });
  if (status >= 300) throw new Error(`${key} could not be set: ${JSON.stringify(body)}`);
}

function none(): never {
  throw new Error('this stage has no mirrors: open it with `mirrors: {}`');
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text || 'null');
  } catch {
    return text;
  }
}

function unknown(name: string): never {
  throw new Error(`nobody on this stage is called ${name}`);
}
