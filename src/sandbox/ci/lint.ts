// Checking a configuration without running it (doc/api/lint.md): by the same plan that pipelines are made of.

import { requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { notFound } from '../errors.ts';
import { fileText, resolveCommit } from '../git/read.ts';
import { type Call, route } from '../http.ts';
import { may, must } from '../params.ts';
import { Level } from '../store.ts';
import { parseConfig, readInputs } from './config.ts';
import { draftPipeline } from './create-pipeline.ts';
import type { Ci } from './index.ts';
import { mergedYaml } from './merged.ts';
import { planOf, readableBy } from './plan.ts';
import type { PlannedJob } from './runner.ts';

const LINT = '/projects/:id/ci/lint';
const COMMON = { dry_run: may.boolean, include_jobs: may.boolean, ref: may.string } as const;

export function lintRoutes(core: Core, ci: Ci): void {
  route(core, 'POST', LINT, { ...COMMON, content: must.string }, async (call) => {
    requireLevel(core, call.user(), call.project(), Level.developer);
    call.reply.code(200);
    return result(ci, call, call.params.content, call.params);
  });
  const GET = { ...COMMON, sha: may.string, content_ref: may.string, dry_run_ref: may.string } as const;
  route(core, 'GET', LINT, GET, async (call) => {
    const project = call.project();
    requireLevel(core, call.user(), project, Level.reporter);
    const { content_ref: at, sha, dry_run_ref: dryRunRef, ref } = call.params;
    const dir = ci.git.repositories.dir(project);
    const commit = await resolveCommit(dir, at ?? sha ?? project.defaultBranch ?? 'main');
    if (commit === undefined) throw notFound('Commit');
    const text = await fileText(dir, commit, project.ciConfigPath ?? '.gitlab-ci.yml');
    return result(ci, call, text ?? '', { ...call.params, ref: dryRunRef ?? ref });
  });
}

interface Asked {
  readonly dry_run?: boolean | null | undefined;
  readonly include_jobs?: boolean | null | undefined;
  readonly ref?: string | null | undefined;
}

/** GitLab shows no merged text of what is not valid; here neither of what cannot all be had (`merged.ts`). */
async function result(ci: Ci, call: Pick<Call, 'project' | 'user'>, content: string, asked: Asked): Promise<unknown> {
  const found = await check(ci, call, content, asked);
  const [errors, jobs, merged] = 'errors' in found ? [found.errors, [], null] : [[], found.jobs, found.merged];
  return {
    valid: errors.length === 0,
    errors,
    warnings: [],
    merged_yaml: merged,
    includes: [],
    ...(asked.include_jobs ? { jobs: jobs.map(jobEntity) } : {}),
  };
}

interface Checked {
  readonly jobs: readonly PlannedJob[];
  readonly merged: string | null;
}

async function check(
  ci: Ci,
  call: Pick<Call, 'project' | 'user'>,
  content: string,
  { dry_run: dryRun, ref }: Asked,
): Promise<{ readonly errors: readonly string[] } | Checked> {
  const [project, user] = [call.project(), call.user()];
  const config = parseConfig(content);
  if (typeof config === 'string') return { errors: [config] };
  const inputs = readInputs(config, {});
  if (typeof inputs === 'string') return { errors: [inputs] };
  const branch = ref ?? project.defaultBranch ?? 'main';
  const sha = await resolveCommit(ci.git.repositories.dir(project), branch);
  if (sha === undefined) return { errors: ['Reference not found'] };
  const draft = draftPipeline(ci, { project, user, ref: branch, source: 'push' }, branch, sha);
  const pipeline = { ...draft, inputs };
  const planned = await planOf(ci, { pipeline, project, user, text: content, config });
  ci.runner?.ended?.(pipeline);
  if ('broken' in planned) return { errors: [planned.broken] };
  // That no job would run is no fault of the text: only a simulated pipeline says so.
  if ('filtered' in planned && dryRun) return { errors: [planned.filtered] };
  const { env } = await ci.variables(pipeline);
  const sources = { dir: ci.git.repositories.dir(project), sha, readable: readableBy(ci, user), env };
  return { jobs: 'filtered' in planned ? [] : planned, merged: (await mergedYaml(content, sources)) ?? null };
}

function jobEntity({ name, stage, manual, startInMinutes, allowFailure }: PlannedJob): unknown {
  return {
    name,
    stage: stage ?? 'test',
    before_script: [],
    script: [],
    after_script: [],
    tag_list: [],
    environment: null,
    when: manual ? 'manual' : startInMinutes === undefined ? 'on_success' : 'delayed',
    allow_failure: allowFailure ?? manual ?? false,
  };
}
