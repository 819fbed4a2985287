// Who runs the jobs of the pipelines: this process, which is fast, or the project's real pipelines, component
// and all, as a runner has them.

import { commandLine } from '../command-line/index.ts';
import { FIXED_DELAYS, WAKE_INPUT, WAKE_VARIABLE } from '../process/waking.ts';
import { type DirectJob, directRunner } from '../sandbox/ci/direct-runner.ts';
import { pipelineRunner } from '../sandbox/ci/pipeline-runner.ts';
import type { JobRun, PlanRequest, Runner } from '../sandbox/ci/runner.ts';
import type { GitLab } from '../sandbox/gitlab.ts';
import { RELEASED } from './components.ts';

type Clock = () => GitLab['clock'];

/** What a job of the component comes to: the command line's arguments, its environment, and where its output goes. */
export type Execute = (
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  log: (line: string) => void,
) => Promise<number>;

/**
 * Runs each job in this process, at the sandbox's time. The jobs are those of the component `incident-response`.
 *
 * @param execute default the command line
 */
export function inProcess(clock: Clock, execute: Execute = atOnce): Runner {
  return directRunner({ jobs: (request) => jobsOf(request, clock, execute) });
}

const atOnce: Execute = (argv, env, log) => commandLine(argv, env, log, RELEASED);

/**
 * Runs the project's `.gitlab-ci.yml` by gitlab-ci-local.
 *
 * @param path the search path of the jobs, with `sitrep` on it, as in the image of a release
 */
export function throughPipelines(clock: Clock, path: string): Runner {
  return pipelineRunner({ path, environment: () => ({ SITREP_NOW: now(clock()) }) });
}

/** The same runner, and it is told of every job that begins and that has ended, and how long that took by the machine's clock. */
export function counted(
  runner: Runner,
  ended: (run: JobRun, code: number, seconds: number) => void,
  begins: () => void = () => undefined,
): Runner {
  return {
    ...runner,
    async plan(request) {
      const jobs = await runner.plan(request);
      return jobs.map((job) => ({
        ...job,
        execute: async (run) => {
          begins();
          const started = performance.now();
          const code = await job.execute(run);
          ended(run, code, (performance.now() - started) / 1000);
          return code;
        },
      }));
    },
  };
}

function jobsOf(request: PlanRequest, clock: Clock, execute: Execute): readonly DirectJob[] {
  const { inputs, source } = request.pipeline;
  const command = source === 'schedule' ? 'sweep' : 'react';
  const argv = command === 'sweep' && inputs['full'] === true ? [command, '--full'] : [command];
  const startInMinutes = delayOf(request);
  // As the component: a push has no job, nor has a pipeline over the API that is no timer.
  if (source === 'push' || source === 'merge_request_event' || (source === 'api' && startInMinutes === undefined))
    return [];
  return [
    {
      name: `sitrep-${command}`,
      manual: source === 'trigger' && inputs['actor'] === `@${request.user.username}`,
      allowFailure: true,
      resourceGroup: 'sitrep',
      ...(startInMinutes === undefined ? {} : { startInMinutes }),
      execute: (run) => execute(argv, environment(run, request, clock()), (line) => run.log(`${line}\n`)),
    },
  ];
}

/** How long the job of a timer waits, in minutes. */
function delayOf({ pipeline }: PlanRequest): number | undefined {
  if (pipeline.source !== 'api') return undefined;
  const given =
    pipeline.variables.find(({ key }) => key === WAKE_VARIABLE)?.value ?? String(pipeline.inputs[WAKE_INPUT]);
  const fixed = new Map<string, number>(Object.entries(FIXED_DELAYS)).get(given);
  if (/^\d+ seconds?$/.test(given)) return Number.parseInt(given, 10) / 60;
  return fixed ?? (/^\d+ minutes?$/.test(given) ? Number.parseInt(given, 10) : undefined);
}

/** What the component's `variables:` add to a job's own environment. */
function environment(run: JobRun, request: PlanRequest, clock: GitLab['clock']): Record<string, string> {
  const { iid = '', note = '', actor = '' } = request.pipeline.inputs;
  const inputs = { SITREP_IID: String(iid), SITREP_NOTE: String(note), SITREP_ACTOR: String(actor) };
  return { ...run.env, ...inputs, SITREP_NOW: now(clock) };
}

function now(clock: GitLab['clock']): string {
  return new Date(clock.now()).toISOString();
}
