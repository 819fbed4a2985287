// A project with the files, webhooks and schedules that `sitrep init` would give it, on a sandbox that runs its real pipelines.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStage, type Stage } from '../../src/demo/stage.ts';
import { pipelineRunner } from '../../src/sandbox/ci/pipeline-runner.ts';
import { type Client, clientFor } from '../sandbox/client.ts';
import { componentFile, components } from './ci-yaml.ts';
import { sampleText, webhooks } from './set-up.ts';

export interface Job {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly started_at: string | null;
  readonly pipeline: { readonly source: string };
}

export interface Project {
  readonly stage: Stage;
  /** Runs one of the two schedules and waits until all is quiet. */
  play(schedule: 'hourly' | 'daily'): Promise<void>;
  /** Calls the trigger endpoint as a webhook would; answers the HTTP status. */
  trigger(inputs: object): Promise<number>;
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

export async function openProject(): Promise<Project> {
  const stage = await openStage({
    now: new Date().toISOString(),
    ticking: true,
    runner: pipelineRunner(),
    files: { '.gitlab-ci.yml': sampleText(), '.gitlab/sitrep.cjs': bundle() },
  });
  const templates = components.map((name) => [componentFile(name), readFileSync(componentFile(name), 'utf8')]);
  await stage.gitlab.addProject('acme/sitrep', {
    visibility: 'public',
    files: { 'README.md': '# sitrep\n', ...Object.fromEntries(templates) },
  });
  const api = clientFor(stage.gitlab, stage.bot.token);
  const schedules = await furnish(stage, api);
  return project(stage, api, schedules);
}

interface Furniture {
  readonly triggerUrl: string;
  readonly hourly: number;
  readonly daily: number;
}

/** Variable, trigger token, webhooks and schedules, made as the bot. */
async function furnish(stage: Stage, api: Client): Promise<Furniture> {
  const at = `/projects/${stage.project.id}`;
  await api.post(`${at}/variables`, { key: 'SITREP_TOKEN', value: stage.bot.token, masked: true });
  const trigger = await api.post<{ token: string }>(`${at}/triggers`, { description: 'webhooks' });
  const path = `/api/v4${at}/ref/main/trigger/pipeline?token=`;
  for (const { name, events, template } of webhooks)
    await api.post(`${at}/hooks`, {
      name,
      url: `${stage.gitlab.url}${path}{token}`,
      url_variables: [{ key: 'token', value: trigger.body.token }],
      push_events: false,
      custom_webhook_template: template,
      ...Object.fromEntries(events.map((event) => [event, true])),
    });
  const schedule = async (description: string, cron: string, inputs: readonly object[]): Promise<number> =>
    (await api.post<{ id: number }>(`${at}/pipeline_schedules`, { description, cron, ref: 'main', inputs })).body.id;
  return {
    triggerUrl: path.replace('/api/v4', '') + trigger.body.token,
    hourly: await schedule('hourly', '17 * * * *', []),
    daily: await schedule('daily', '40 3 * * *', [{ name: 'full', value: true }]),
  };
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

function bundle(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-bundle-'));
  try {
    execFileSync(process.execPath, ['scripts/build.mjs', '--quiet', '--out', folder]);
    return readFileSync(join(folder, 'sitrep.cjs'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
