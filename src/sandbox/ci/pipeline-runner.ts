// A runner that runs the project's real pipeline: `.gitlab-ci.yml` with its includes and components, rules and inputs, by
// gitlab-ci-local with the shell executor.
//
// gitlab-ci-local expands the configuration when the pipeline is planned; each job then runs from the expanded file, one
// after another, in the pipeline's own clone.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expandedConfig, gitlabCiLocal, openWorkplace, type Workplace } from './gitlab-ci-local.ts';
import type { JobRun, PlannedJob, PlanRequest, Runner } from './runner.ts';

export interface PipelineRunnerOptions {
  /** The search path of programs; default this process's. bash, git, awk and rsync must be on it. */
  readonly path?: string;
}

/**
 * Makes such a runner. Throws at once when rsync is missing: gitlab-ci-local would fail every job with an `image:` by exit
 * code 127 and not say why.
 */
export function pipelineRunner({ path = process.env['PATH'] ?? '' }: PipelineRunnerOptions = {}): Runner {
  if (!hasRsync(path)) throw new Error('pipelineRunner() needs rsync, which is not on the PATH: apt-get install rsync');
  const workplaces = new Map<number, Workplace>();
  const leave = (id: number): void => {
    workplaces.get(id)?.remove();
    workplaces.delete(id);
  };
  return {
    async plan(request) {
      leave(request.pipeline.id);
      const workplace = openWorkplace(request, path);
      workplaces.set(request.pipeline.id, workplace);
      return planIn(workplace, request);
    },
    ended: ({ id }) => leave(id),
    close: () => [...workplaces.keys()].forEach(leave),
  };
}

/** Whether the one program that is often missing is there. */
export function hasRsync(path: string = process.env['PATH'] ?? ''): boolean {
  return spawnSync('rsync', ['--version'], { env: { PATH: path } }).status === 0;
}

/** What `--list-json` tells of a job. */
interface Listed {
  readonly name: string;
  readonly stage: string;
  readonly when: string;
  readonly allow_failure: boolean | object;
  readonly rules?: unknown;
}

const EXPANDED = '.gitlab-ci-local/expanded.yml';
const FETCH_TRIES = 5;

async function planIn(workplace: Workplace, request: PlanRequest): Promise<PlannedJob[]> {
  const { env, files } = request;
  const list = ['--list-json', '--inputs-file', '../inputs.yml'];
  let ran = await gitlabCiLocal(workplace, list, { env, files }, true);
  // Two components of one project are fetched at once into one folder, and now and then one of them finds it in its way.
  for (let tries = 1; tries < FETCH_TRIES && /could not be fetched/.test(ran.err + ran.out); tries += 1) {
    ran = await gitlabCiLocal(workplace, list, { env, files }, true);
  }
  const { code, out, err } = ran;
  if (code !== 0) throw new Error(lastLine(err) || lastLine(out) || `gitlab-ci-local failed (${code})`);
  const expanded = expandedConfig(workplace);
  writeFileSync(join(workplace.clone, EXPANDED), expanded);
  const definitions = parse(expanded) as Record<string, Definition | undefined>;
  const listed = JSON.parse(out.slice(out.search(/^\[$/m))) as readonly Listed[];
  const order = inStageOrder(listed, definitions['stages']);
  let before: Promise<unknown> = Promise.resolve();
  return order
    .filter(({ when }) => when !== 'never')
    .map((job) => ({
      ...schedule(job, definitions[job.name] ?? {}, env),
      // Two runs would write into one state folder.
      execute: (run) => {
        const mine = before.then(() => runJob(workplace, run, files));
        before = mine.catch(() => undefined);
        return mine;
      },
    }));
}

interface Definition {
  readonly resource_group?: unknown;
  readonly start_in?: unknown;
}

function schedule(
  job: Listed,
  definition: Definition,
  env: Readonly<Record<string, string>>,
): Omit<PlannedJob, 'execute'> {
  const manual = job.when === 'manual';
  const { resource_group: group, start_in: delay } = definition;
  return {
    name: job.name,
    stage: job.stage,
    manual,
    // Outside of rules a manual job may be left unplayed.
    allowFailure: job.allow_failure !== false || (manual && job.rules === undefined),
    ...(typeof group === 'string' ? { resourceGroup: withVariables(group, env) } : {}),
    ...(job.when === 'delayed' ? { startInMinutes: minutesIn(String(delay ?? '0')) } : {}),
  };
}

async function runJob(workplace: Workplace, run: JobRun, files: Readonly<Record<string, string>>): Promise<number> {
  const kept = Object.entries(run.env).filter(([key]) => !['PATH', 'HOME', ...Object.keys(files)].includes(key));
  const env = Object.fromEntries(kept);
  const args = [run.job.name, '--file', EXPANDED, '--no-json-schema-validation'];
  const options = { env, files, signal: run.signal, onOutput: run.log };
  const { code, out, err } = await gitlabCiLocal(workplace, args, options, false);
  // It ends with 1 for any failed job and prints the script's own code.
  const own = /\bFAIL\s+(\d+)/.exec(`${out}\n${err}`)?.[1];
  return code !== 0 && own !== undefined ? Number(own) : code;
}

function inStageOrder(jobs: readonly Listed[], stages: unknown): Listed[] {
  const order = Array.isArray(stages) ? stages.map(String) : [];
  return [...jobs].sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage));
}

function withVariables(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{?(\w+)\}?/g, (_all, name: string) => env[name] ?? '');
}

const MINUTES: Readonly<Record<string, number>> = { second: 1 / 60, minute: 1, hour: 60, day: 1440, week: 10_080 };

/** `1 hour 30 minutes`; a bare number is seconds (doc/ci/yaml, `start_in`). */
function minutesIn(duration: string): number {
  if (/^\d+$/.test(duration)) return Number(duration) / 60;
  let minutes = 0;
  for (const [, count, unit = ''] of duration.matchAll(/(\d+)\s*(second|minute|hour|day|week)/g))
    minutes += Number(count) * (MINUTES[unit] ?? 0);
  return minutes;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
