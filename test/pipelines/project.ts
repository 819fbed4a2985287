// A project that `sitrep init` has set up, on a sandbox that runs its real pipelines. The program is the bundle, committed in the
// project: what its jobs do is then what users get.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStage, type Stage } from '../../src/demo/stage.ts';
import { WATCH } from '../../src/process/waking.ts';
import { pipelineRunner } from '../../src/sandbox/ci/pipeline-runner.ts';
import { HEARTBEAT } from '../../src/setup/blueprint.ts';
import { type Client, clientFor } from '../sandbox/client.ts';

export interface Job {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly ref: string;
  readonly started_at: string | null;
  readonly pipeline: { readonly source: string };
}

export interface Project {
  readonly stage: Stage;
  /** Runs the schedule that is on while people respond, or that of every day, and waits until all is quiet. */
  play(schedule: 'watch' | 'daily'): Promise<void>;
  /** Calls the trigger endpoint as a webhook would; answers the HTTP status. */
  trigger(inputs: object): Promise<number>;
  /** Starts a pipeline of the default branch over the API, as the bot; answers the HTTP status. */
  start(given: object): Promise<number>;
  labels(iid: number): Promise<readonly string[]>;
  /** What the bot said, oldest first. */
  answers(iid: number): Promise<readonly string[]>;
  /** What kinds of events the journal has of it. */
  eventTypes(iid: number): Promise<readonly string[]>;
  /** Newest first. */
  jobs(status: string): Promise<readonly Job[]>;
  log(job: Job | undefined): Promise<string>;
  /** The logs of all jobs that failed. */
  failures(): Promise<readonly string[]>;
  webhooks(): Promise<readonly { readonly id: number; readonly alert_status: string }[]>;
  /** The HTTP status of every delivery of every webhook. */
  deliveries(): Promise<readonly string[]>;
  removeWebhooks(): Promise<void>;
}

export interface ProjectOptions {
  /** Its `.gitlab-ci.yml`, to which init adds what is missing; default none. */
  readonly config?: string;
  /** Lets the clock stand until a test moves it on; default it runs with real time. */
  readonly standing?: boolean;
}

/** A Wednesday, when people who do not answer are called at once. */
const WORKING_HOURS = '2026-03-11T10:02:00Z';

export async function openProject(options: ProjectOptions = {}): Promise<Project> {
  const { config, standing = false } = options;
  const stage = await openStage({
    now: standing ? WORKING_HOURS : new Date().toISOString(),
    ticking: !standing,
    jobs: (around) => pipelineRunner({ environment: () => ({ SITREP_NOW: around().gitlab.clock.stamp() }) }),
    pushPipelines: true,
    init: ['--yes', '--no-proof', '--profile', 'gitlab.com-free', '--from', 'bundle'],
    files: { '.gitlab/sitrep.cjs': bundle(), ...(config === undefined ? {} : { '.gitlab-ci.yml': config }) },
  });
  const api = clientFor(stage.gitlab, stage.bot.token);
  const at = `/projects/${stage.project.id}`;
  const [trigger] = (await api.get<{ token: string }[]>(`${at}/triggers`)).body;
  const schedules = (await api.get<{ id: number; description: string }[]>(`${at}/pipeline_schedules`)).body;
  const scheduled = (name: string): number | undefined =>
    schedules.find(({ description }) => description.startsWith(name))?.id;
  return project(stage, api, {
    triggerUrl: `${at}/ref/main/trigger/pipeline?token=${trigger?.token}`,
    watch: scheduled(WATCH),
    daily: scheduled(HEARTBEAT),
  });
}

interface Furniture {
  readonly triggerUrl: string;
  readonly watch: number | undefined;
  readonly daily: number | undefined;
}

function project(stage: Stage, api: Client, { triggerUrl, ...schedules }: Furniture): Project {
  const at = `/projects/${stage.project.id}`;
  const jobs: Project['jobs'] = async (status) =>
    (await api.get<Job[]>(`${at}/jobs?scope[]=${status}&per_page=100`)).body;
  const log: Project['log'] = async (job) => (await api.get<string>(`${at}/jobs/${job?.id}/trace`)).body;
  const webhooks: Project['webhooks'] = async () =>
    (await api.get<Awaited<ReturnType<Project['webhooks']>>>(`${at}/hooks`)).body;
  return {
    stage,
    webhooks,
    async play(name) {
      await api.post(`${at}/pipeline_schedules/${schedules[name]}/play`);
      await stage.gitlab.idle();
    },
    trigger: async (inputs) => (await api.post(triggerUrl, { inputs })).status,
    start: async (given) => (await api.post(`${at}/pipeline`, { ref: 'main', ...given })).status,
    labels: async (iid) => (await api.get<{ labels: string[] }>(`${at}/issues/${iid}`)).body.labels,
    async answers(iid) {
      const notes = await api.get<Note[]>(`${at}/issues/${iid}/notes?sort=asc&per_page=100`);
      return notes.body.filter((note) => !note.system && note.author.id === stage.bot.user.id).map(({ body }) => body);
    },
    async eventTypes(iid) {
      const path = encodeURIComponent(`open/${iid}.jsonl`);
      const file = await api.get<string>(`${at}/repository/files/${path}/raw?ref=incident-journal`);
      return [...file.body.matchAll(/"type":"([\w-]+)"/g)].map(([, type]) => type ?? '');
    },
    jobs,
    log,
    failures: async () => Promise.all((await jobs('failed')).map(log)),
    async deliveries() {
      const all = (await webhooks()).map(({ id }) =>
        api.get<{ response_status: string }[]>(`${at}/hooks/${id}/events`),
      );
      return (await Promise.all(all)).flatMap(({ body }) => body.map((event) => event.response_status));
    },
    async removeWebhooks() {
      for (const { id } of await webhooks()) await api.delete(`${at}/hooks/${id}`);
    },
  };
}

interface Note {
  readonly body: string;
  readonly system: boolean;
  readonly author: { readonly id: number };
}

let built: string | undefined;

function bundle(): string {
  built ??= build();
  return built;
}

function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-bundle-'));
  try {
    execFileSync(process.execPath, ['scripts/build.mjs', '--release', '--quiet', '--out', folder]);
    return readFileSync(join(folder, 'sitrep.cjs'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
