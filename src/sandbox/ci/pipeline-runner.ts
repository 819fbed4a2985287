// A runner that runs the project's real pipeline: `.gitlab-ci.yml` with its includes and components, rules and inputs, by
// gitlab-ci-local with the shell executor.
//
// gitlab-ci-local expands the configuration when the pipeline is planned; each job then runs from the expanded file, one
// after another, in the pipeline's own clone.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitText, tryGit } from '../git/run.ts';
import { gitlabCiLocal, openWorkplace, type Workplace } from './gitlab-ci-local.ts';
import { EXPANDED, type PlannedShape, planIn } from './pipeline-plan.ts';
import type { JobRun, PlanRequest, Runner } from './runner.ts';

export interface PipelineRunnerOptions {
  /** The search path of programs; default this process's. bash, git, awk and rsync must be on it. */
  readonly path?: string;
  /** Variables that every job gets besides, as a runner's own configuration adds them; asked when the job starts. */
  environment?(run: JobRun): Readonly<Record<string, string>>;
}

/**
 * Makes such a runner. Throws at once when rsync is missing: gitlab-ci-local would fail every job with an `image:` by exit
 * code 127 and not say why.
 */
export function pipelineRunner({
  path = process.env['PATH'] ?? '',
  environment = () => ({}),
}: PipelineRunnerOptions = {}): Runner {
  if (!hasRsync(path)) throw new Error('pipelineRunner() needs rsync, which is not on the PATH: apt-get install rsync');
  const memory = openMemory();
  const workplaces = new Map<number, Workplace>();
  const leave = (id: number): void => {
    workplaces.get(id)?.remove();
    workplaces.delete(id);
  };
  const enter = async (request: PlanRequest): Promise<PlannedShape[]> => {
    leave(request.pipeline.id);
    const workplace = openWorkplace(request, path);
    workplaces.set(request.pipeline.id, workplace);
    try {
      return await memory.plan(workplace, request);
    } catch (error) {
      leave(request.pipeline.id);
      throw error;
    }
  };
  return {
    async plan(request) {
      const { id } = request.pipeline;
      let before: Promise<unknown> = Promise.resolve();
      const execute = async (run: JobRun): Promise<number> => {
        // A manual job may be played when its pipeline has long been over.
        if (!workplaces.has(id)) await enter(request);
        const workplace = workplaces.get(id);
        const env = { ...run.env, ...environment(run) };
        return workplace ? runJob(workplace, { ...run, env }, request.files) : 1;
      };
      const shapes = await enter(request);
      return shapes.map((shape) => ({
        ...shape,
        // Two runs would write into one state folder.
        execute: (run) => {
          const mine = before.then(() => execute(run));
          before = mine.catch(() => undefined);
          return mine;
        },
      }));
    },
    ended: ({ id }) => leave(id),
    close() {
      [...workplaces.keys()].forEach(leave);
      memory.forget();
    },
  };
}

/** Whether the one program that is often missing is there. */
export function hasRsync(path: string = process.env['PATH'] ?? ''): boolean {
  return spawnSync('rsync', ['--version'], { env: { PATH: path } }).status === 0;
}

const INCLUDES = '.gitlab-ci-local/includes';

interface Memory {
  plan(workplace: Workplace, request: PlanRequest): Promise<PlannedShape[]>;
  forget(): void;
}

/**
 * What need not be done again for a commit while no branch of another project has moved: fetching components, and checking
 * the configuration against GitLab's schema, which inputs are kept from breaking by their types and patterns.
 */
function openMemory(): Memory {
  const base = mkdtempSync(join(tmpdir(), 'sandbox-includes-'));
  const known = new Map<string, string>();
  return {
    async plan(workplace, request) {
      const key = await keyOf(request);
      const kept = known.get(key);
      const fetched = join(workplace.clone, INCLUDES);
      if (kept === undefined) await fetchComponents(fetched, request);
      else if (existsSync(kept)) cpSync(kept, fetched, { recursive: true });
      const shapes = await planIn(workplace, request, kept !== undefined);
      if (kept === undefined) {
        const place = join(base, String(known.size));
        if (existsSync(fetched)) cpSync(fetched, place, { recursive: true });
        known.set(key, place);
      }
      return shapes;
    },
    forget: () => rmSync(base, { recursive: true, force: true }),
  };
}

const COMPONENT = /component:\s*["']?\$CI_SERVER_FQDN\/([\w./-]+)\/[\w-]+@([\w./-]+)/g;

/**
 * Puts components where gitlab-ci-local would put them: it clones a project anew for each, all at once and into one folder. What
 * is not found here, it fetches itself.
 */
async function fetchComponents(folder: string, { config, readable, env }: PlanRequest): Promise<void> {
  for (const [, path = '', ref = ''] of config.matchAll(COMPONENT)) {
    const dir = readable.get(path);
    const place = join(folder, env['CI_SERVER_HOST'] ?? '', path, ref);
    if (dir === undefined || existsSync(place)) continue;
    const found = await tryGit(dir, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
    if (!found.ok) continue;
    mkdirSync(place, { recursive: true });
    const index = join(place, '.index');
    await tryGit(dir, ['--work-tree', place, 'checkout', ref, '--', 'templates'], { env: { GIT_INDEX_FILE: index } });
    rmSync(index, { force: true });
  }
}

async function keyOf({ project, pipeline, config, readable }: PlanRequest): Promise<string> {
  const others = [...readable].filter(([path]) => path !== project.pathWithNamespace);
  const heads = await Promise.all(others.map(([, dir]) => gitText(dir, ['for-each-ref'])));
  return [project.id, pipeline.sha, config, ...others.map(([path]) => path), ...heads].join('\n');
}

async function runJob(workplace: Workplace, run: JobRun, files: Readonly<Record<string, string>>): Promise<number> {
  const kept = Object.entries(run.env).filter(([key]) => !['PATH', 'HOME', ...Object.keys(files)].includes(key));
  const env = Object.fromEntries(kept);
  const args = [run.job.name, '--file', EXPANDED, '--no-json-schema-validation'];
  const options = { env, files, signal: run.signal, onOutput: run.log };
  const { code, out, err } = await gitlabCiLocal(workplace, args, options, false);
  // It ends with 1 for any failed job, with 0 for one that may fail, and prints the script's own code in a line of its own.
  const own = /^[^>]* finished in .*(?:FAIL|WARN) (\d+)\s*$/m.exec(`${out}\n${err}`)?.[1];
  return own === undefined ? code : Number(own);
}
