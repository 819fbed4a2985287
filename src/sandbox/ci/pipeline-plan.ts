// What a pipeline of a real configuration consists of: gitlab-ci-local expands includes, components and inputs, and says
// which jobs the rules let in; what it does not tell is read here from the expanded file.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { NO_COMMIT } from '../git/repository.ts';
import { expandedConfig, gitlabCiLocal, type Ran, type Workplace } from './gitlab-ci-local.ts';
import { FilteredByWorkflow, type PlannedJob, type PlanRequest, type Retry } from './runner.ts';

/** A job without what it does. */
export type PlannedShape = Omit<PlannedJob, 'execute'>;

/** Where the expanded configuration lies, below the clone. */
export const EXPANDED = '.gitlab-ci-local/expanded.yml';
const USUAL = '.gitlab-ci.yml';
const ASKED = '.gitlab-ci-local/asked.yml';
const QUESTIONS = '.gitlab-ci-local/questions.yml';
const FETCH_TRIES = 5;

/**
 * The jobs of a pipeline, in the order of their stages. `checked`: the schema of this configuration was checked before, which is
 * half of the work. Throws FilteredByWorkflow where `workflow:rules` want no pipeline, and any other error with what is wrong
 * with the configuration.
 */
export async function planIn(workplace: Workplace, request: PlanRequest, checked: boolean): Promise<PlannedShape[]> {
  const listed = listedIn(await listing(workplace, request, checked));
  const expanded = expandedConfig(workplace);
  writeFileSync(join(workplace.clone, EXPANDED), expanded);
  const config = parse(expanded) as Config;
  const startIn = await answers(workplace, request, config, listed);
  return (
    inStageOrder(listed, config.stages)
      .filter(({ when }) => when !== 'never')
      // Without rules of its own a job is for branches and tags.
      .filter(({ rules }) => request.pipeline.source !== 'merge_request_event' || rules !== undefined)
      .map((job) => shapeOf(job, definitionOf(config, job.name), request.env, startIn.get(job.name)))
  );
}

/** What `--list-json` tells of a job. */
interface Listed {
  readonly name: string;
  readonly stage: string;
  readonly when: string;
  readonly allow_failure: boolean | { readonly exit_codes?: unknown };
  readonly rules?: unknown;
}

interface Config {
  readonly stages?: unknown;
  readonly workflow?: { readonly rules?: readonly Rule[] };
  readonly [job: string]: unknown;
}

type Rule = Readonly<Record<string, unknown>>;

interface Definition {
  readonly rules?: readonly Rule[];
  readonly resource_group?: unknown;
  readonly start_in?: unknown;
  readonly interruptible?: unknown;
  readonly retry?: unknown;
}

function definitionOf(config: Config, name: string): Definition {
  const found = config[name];
  return typeof found === 'object' && found !== null ? found : {};
}

async function listing(workplace: Workplace, request: PlanRequest, checked: boolean): Promise<Ran> {
  const { env, files, pipeline } = request;
  const args = ['--list-json', '--inputs-file', '../inputs.yml', ...fileArguments(workplace, request)];
  if (checked) args.push('--no-json-schema-validation');
  if (!comparesChanges(pipeline)) args.push('--no-evaluate-rule-changes');
  let ran = await gitlabCiLocal(workplace, args, { env, files }, true);
  // Two components of one project are fetched at once into one folder, and now and then one of them finds it in its way.
  for (let tries = 1; tries < FETCH_TRIES && /could not be fetched/.test(ran.err + ran.out); tries += 1) {
    ran = await gitlabCiLocal(workplace, args, { env, files }, true);
  }
  return ran;
}

/** `rules:changes` compares in pipelines of pushes and merge requests; in all others, and on a new branch, it is always true. */
function comparesChanges({ source, beforeSha }: PlanRequest['pipeline']): boolean {
  return source === 'merge_request_event' || (source === 'push' && beforeSha !== NO_COMMIT);
}

/** Which file to read, where it is not the usual one: the project's own choice, or a text that is in no commit. */
function fileArguments(workplace: Workplace, { config, project }: PlanRequest): string[] {
  const path = project.ciConfigPath ?? USUAL;
  const file = join(workplace.clone, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === config) return path === USUAL ? [] : ['--file', path];
  mkdirSync(join(workplace.clone, '.gitlab-ci-local'), { recursive: true });
  writeFileSync(join(workplace.clone, ASKED), config);
  return ['--file', ASKED];
}

function listedIn({ code, out, err }: Ran): readonly Listed[] {
  if (code !== 0) throw new Error(lastLine(err) || lastLine(out) || `gitlab-ci-local failed (${code})`);
  return JSON.parse(out.slice(out.search(/^\[$/m))) as readonly Listed[];
}

const WORKFLOW = 'sandbox: workflow';
const question = (job: string, rule: number): string => `sandbox: ${rule} of ${job}`;

/**
 * What gitlab-ci-local keeps to itself: whether `workflow:rules` let the pipeline be, and which rule of a delayed job has matched,
 * since its `start_in` counts. Each is asked as a job of its own, with the same rules up to that one.
 */
async function answers(
  workplace: Workplace,
  request: PlanRequest,
  config: Config,
  listed: readonly Listed[],
): Promise<Map<string, unknown>> {
  const asked: Record<string, unknown> = {};
  const { workflow, ...rest } = config;
  const ask = (name: string, definition: object, rules: readonly Rule[]): void => {
    const { needs: _needs, dependencies: _dependencies, ...job } = definition as Rule;
    asked[name] = { ...job, script: [':'], rules };
  };
  if (workflow?.rules) ask(WORKFLOW, {}, workflow.rules);
  const delayed = listed.filter(({ when }) => when === 'delayed');
  for (const { name } of delayed) {
    const rules = definitionOf(config, name).rules ?? [];
    rules.forEach((rule, index) => {
      const earlier = rules.slice(0, index).map((one) => ({ ...one, when: 'never' }));
      if (rule['start_in'] !== undefined) ask(question(name, index), definitionOf(config, name), [...earlier, rule]);
    });
  }
  if (Object.keys(asked).length === 0) return new Map();
  const { stages, variables, default: defaults } = rest;
  writeFileSync(join(workplace.clone, QUESTIONS), stringify({ stages, variables, default: defaults, ...asked }));
  const { env, files, pipeline } = request;
  const args = ['--list-json', '--file', QUESTIONS, '--no-json-schema-validation'];
  if (!comparesChanges(pipeline)) args.push('--no-evaluate-rule-changes');
  const yes = new Set(
    listedIn(await gitlabCiLocal(workplace, args, { env, files }, false))
      .filter(({ when }) => when !== 'never')
      .map(({ name }) => name),
  );
  if (workflow?.rules && !yes.has(WORKFLOW)) throw new FilteredByWorkflow();
  return new Map(
    delayed.flatMap(({ name }) => {
      const rule = (definitionOf(config, name).rules ?? []).find((_one, index) => yes.has(question(name, index)));
      return rule ? [[name, rule['start_in']] as const] : [];
    }),
  );
}

function shapeOf(
  job: Listed,
  definition: Definition,
  env: Readonly<Record<string, string>>,
  startInOfRule: unknown,
): PlannedShape {
  const manual = job.when === 'manual';
  const { resource_group: group, start_in: delay, interruptible, retry } = definition;
  const { allow_failure: allowed } = job;
  const codes = typeof allowed === 'object' ? numbers(allowed.exit_codes) : undefined;
  return {
    name: job.name,
    stage: job.stage,
    manual,
    // Outside of rules a manual job may be left unplayed.
    allowFailure: allowed === true || (manual && job.rules === undefined),
    ...(codes ? { allowFailureExitCodes: codes } : {}),
    ...(interruptible === true ? { interruptible } : {}),
    ...(retry === undefined ? {} : { retry: retryOf(retry) }),
    ...(typeof group === 'string' ? { resourceGroup: withVariables(group, env) } : {}),
    ...(job.when === 'delayed' ? { startInMinutes: minutesIn(String(startInOfRule ?? delay ?? '0')) } : {}),
  };
}

/** `retry: 2`, or `max` with `when` and `exit_codes`; without either of the two any failure counts (doc/ci/yaml). */
function retryOf(retry: unknown): Retry {
  const {
    max,
    when,
    exit_codes: codes,
  } = typeof retry === 'object' && retry !== null ? (retry as Rule) : { max: retry };
  const reasons = when === undefined ? (codes === undefined ? ['always'] : []) : [when].flat().map(String);
  return { max: Number(max ?? 0), when: reasons, exitCodes: numbers(codes) };
}

function numbers(value: unknown): number[] {
  return value === undefined ? [] : [value].flat().map(Number);
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
