// A GitLab with one project and the people who set it up; its runner runs sitrep in this process, as a job would.

import { commandLine } from '../../src/command-line/index.ts';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import type { JobRun, PlanRequest, Runner } from '../../src/sandbox/ci/runner.ts';
import { type Account, type GitLab, type GitLabOptions, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import type { Project } from '../../src/sandbox/store.ts';
import { type Client, clientFor } from '../sandbox/client.ts';

export interface InitWorld {
  readonly gitlab: GitLab;
  readonly project: Project;
  /** An owner, who runs init. */
  readonly olga: Account;
  /** A maintainer. */
  readonly mia: Account;
  /** An account for the bot; no member of the project yet. */
  readonly bot: Account;
  readonly api: Client;
  /** `sitrep init` as Olga, with the components' project named; `env` replaces hers. */
  init(argv?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  text(path: string, ref?: string): Promise<string | undefined>;
  list<T>(path: string): Promise<readonly T[]>;
}

export interface Ran {
  readonly code: number;
  readonly output: string;
  /** Requests that were to change something, as `POST /projects/1/hooks`; git's push among them. */
  readonly writes: readonly string[];
  readonly requests: number;
}

export const PATH = 'acme/incidents';
export const COMPONENTS = 'acme/sitrep';

export interface WorldOptions extends GitLabOptions {
  readonly files?: Readonly<Record<string, string>>;
}

export async function initWorld({ files, ...options }: WorldOptions = {}): Promise<InitWorld> {
  const gitlab = await startGitLab({
    now: '2026-03-11T04:00:00Z',
    // init takes its time from its environment, where it runs on.
    ticking: true,
    profile: 'self-managed',
    webhooks: { localNetwork: 'allowed' },
    runner: ours(() => gitlab),
    ...options,
  });
  const olga = gitlab.addUser({ username: 'olga' });
  const mia = gitlab.addUser({ username: 'mia' });
  const bot = gitlab.addUser({ username: 'sitrep-bot', bot: true });
  const members = [
    [olga, Level.owner],
    [mia, Level.maintainer],
  ] as const;
  const project = await gitlab.addProject(PATH, { members, ...(files ? { files } : {}) });
  await gitlab.addProject(COMPONENTS, {
    visibility: 'public',
    files: {
      'templates/incident-response/template.yml': 'spec: {}\n',
      'templates/incident-response-17/template.yml': 'spec: {}\n',
    },
  });
  const api = clientFor(gitlab, gitlab.root.token);
  const below = `/projects/${project.id}`;
  return {
    gitlab,
    project,
    olga,
    mia,
    bot,
    api,
    init: (argv = ['--component', COMPONENTS], env = { GITLAB_TOKEN: olga.token }) =>
      run(gitlab, ['init', ...argv], env),
    async text(path, ref = 'main') {
      const { status, body } = await api.get<string>(
        `${below}/repository/files/${encodeURIComponent(path)}/raw?ref=${ref}`,
      );
      return status === 200 ? body : undefined;
    },
    list: async <T>(path: string) => (await api.get<readonly T[]>(`${below}${path}`)).body,
  };
}

/** The project in the API. */
export const at = ({ project }: InitWorld): string => `/projects/${project.id}`;

export function addMember(world: InitWorld, { user }: Account, access_level: number): Promise<unknown> {
  return world.api.post(`${at(world)}/members`, { user_id: user.id, access_level });
}

/** A world whose bot is a Maintainer already. */
export async function worldWithBot(options: WorldOptions = {}): Promise<InitWorld> {
  const world = await initWorld(options);
  await addMember(world, world.bot, Level.maintainer);
  return world;
}

export interface Hook {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly note_events: boolean;
  readonly custom_webhook_template: string | null;
}

export interface Schedule {
  readonly id: number;
  readonly description: string;
  readonly active: boolean;
  readonly owner: { readonly id: number };
}

async function run(gitlab: GitLab, argv: readonly string[], tokens: Readonly<Record<string, string>>): Promise<Ran> {
  const lines: string[] = [];
  gitlab.requests.clear();
  const now = new Date(gitlab.clock.now()).toISOString();
  const env = { CI_SERVER_URL: gitlab.url, CI_PROJECT_PATH: PATH, SITREP_NOW: now, ...tokens };
  const code = await commandLine(argv, env, (line) => lines.push(line), '1.0.0');
  const requests = gitlab.requests.all.map(({ method, url }) => ({ method, url: url.replace(/^\/api\/v4|\?.*/g, '') }));
  await gitlab.idle();
  const writes = requests.filter(({ method, url }) => method !== 'GET' && !url.endsWith('/git-upload-pack'));
  return {
    code,
    output: lines.join('\n'),
    writes: writes.map(({ method, url }) => `${method} ${url}`),
    requests: requests.length,
  };
}

/** `react` for what webhooks start, by hand where it is the bot's own; timers wait; `sweep` for schedules. */
function ours(gitlab: () => GitLab): Runner {
  return directRunner({
    jobs: ({ pipeline, user, config }: PlanRequest) => {
      if (!config.includes('incident-response')) return [];
      const { iid = '', note = '', actor = '' } = pipeline.inputs;
      const command = pipeline.source === 'schedule' ? 'sweep' : 'react';
      const hints = { SITREP_IID: String(iid), SITREP_NOTE: String(note), SITREP_ACTOR: String(actor) };
      return [
        {
          name: `sitrep-${command}`,
          manual: actor === `@${user.username}`,
          allowFailure: true,
          resourceGroup: 'sitrep',
          ...(pipeline.source === 'api' ? { startInMinutes: 60 } : {}),
          execute: (run: JobRun) => {
            const now = new Date(gitlab().clock.now()).toISOString();
            return commandLine(
              [command],
              { ...run.env, ...hints, SITREP_NOW: now },
              (line) => run.log(`${line}\n`),
              '1.0.0',
            );
          },
        },
      ];
    },
  });
}
