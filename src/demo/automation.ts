// What starts sitrep in a project: webhooks that start pipelines, and a schedule. Here they are made
// through GitLab's API, and the pipelines' jobs run in this process instead of a runner's container.

import { commandLine } from '../command-line/index.ts';
import { FIXED_DELAYS, WAKE_INPUT, WAKE_VARIABLE } from '../process/waking.ts';
import type { DirectJob } from '../sandbox/ci/direct-runner.ts';
import { directRunner } from '../sandbox/ci/direct-runner.ts';
import type { JobRun, PlanRequest, Runner } from '../sandbox/ci/runner.ts';
import type { GitLab } from '../sandbox/gitlab.ts';
import { at, type Stage } from './stage.ts';

/** The project's own CI file: inputs that the webhooks fill, and the components. */
export const CI_FILE = `spec:
  inputs:
    iid: { default: '', description: Number of the issue that the webhook tells of. }
    note: { default: '', description: Id of the comment. }
    actor: { default: '', description: User name of whoever did it. }
    wake-in: { default: 1 week, description: In what time a timer fires. }
---
workflow:
  auto_cancel:
    on_new_commit: none

include:
  - component: $CI_SERVER_FQDN/sitrep/sitrep/react@1
    inputs: { bot: sitrep-bot, iid: '$[[ inputs.iid ]]', note: '$[[ inputs.note ]]', actor: '$[[ inputs.actor ]]' }
  - component: $CI_SERVER_FQDN/sitrep/sitrep/sweep@1
`;

/** Ids and the actor's user name only, with the signs that keep them texts: nothing that a person typed. */
const TEMPLATES = {
  issues: '{"inputs": {"iid": "#{{object_attributes.iid}}", "actor": "@{{user.username}}"}}',
  notes: '{"inputs": {"iid": "#{{issue.iid}}", "note": "#{{object_attributes.id}}", "actor": "@{{user.username}}"}}',
  mergeRequests: '{"inputs": {"actor": "@{{user.username}}"}}',
};

/** Runs `sitrep react` for triggers and `sitrep sweep` for schedules; for the bot's own echo a job that waits for nobody. */
export function inProcess(clock: () => GitLab['clock'], done: (run: JobRun, code: number) => void): Runner {
  return directRunner({
    jobs: (request): readonly DirectJob[] => {
      const { actor = '' } = request.pipeline.inputs;
      const command = request.pipeline.source === 'schedule' ? 'sweep' : 'react';
      const echo = actor === `@${request.user.username}`;
      const startInMinutes = delayOf(request);
      // As the component: a pipeline over the API that is no timer has no job.
      if (request.pipeline.source === 'api' && startInMinutes === undefined) return [];
      return [
        {
          name: `sitrep ${command}`,
          manual: echo,
          allowFailure: true,
          resourceGroup: 'sitrep',
          ...(startInMinutes === undefined ? {} : { startInMinutes }),
          execute: async (run) => {
            const code = await commandLine(
              [command],
              environment(run, request, clock()),
              (line) => run.log(`${line}\n`),
              'demo',
            );
            done(run, code);
            return code;
          },
        },
      ];
    },
  });
}

/** How long the job of a timer waits, in minutes. */
function delayOf({ pipeline }: PlanRequest): number | undefined {
  if (pipeline.source !== 'api') return undefined;
  const given =
    pipeline.variables.find(({ key }) => key === WAKE_VARIABLE)?.value ?? String(pipeline.inputs[WAKE_INPUT]);
  const fixed = new Map<string, number>(Object.entries(FIXED_DELAYS)).get(given);
  return fixed ?? (/^\d+ minutes?$/.test(given) ? Number.parseInt(given, 10) : undefined);
}

/** What the component's `variables:` add to a job's own environment. */
function environment(run: JobRun, request: PlanRequest, clock: GitLab['clock']): Record<string, string> {
  const { iid = '', note = '', actor = '' } = request.pipeline.inputs;
  const inputs = { SITREP_IID: String(iid), SITREP_NOTE: String(note), SITREP_ACTOR: String(actor) };
  return { ...run.env, ...inputs, SITREP_NOW: new Date(clock.now()).toISOString() };
}

/** The bot's token as a masked variable, a trigger, three webhooks, and a schedule every five minutes. */
export async function automate(stage: Stage): Promise<void> {
  const bot = stage.speaker(stage.bot);
  await sure(bot.api('POST', '/variables', { key: 'SITREP_TOKEN', value: stage.bot.token, masked: true }));
  const token = at(await sure(bot.api('POST', '/triggers', { description: 'sitrep webhooks' })), 'token');
  const url = `${stage.gitlab.url}/api/v4/projects/${stage.project.id}/ref/main/trigger/pipeline?token={token}`;
  const hook = (events: object, template: string): object => ({
    url,
    url_variables: [{ key: 'token', value: token }],
    custom_webhook_template: template,
    push_events: false,
    ...events,
  });
  await sure(
    bot.api('POST', '/hooks', hook({ issues_events: true, confidential_issues_events: true }, TEMPLATES.issues)),
  );
  await sure(bot.api('POST', '/hooks', hook({ note_events: true, confidential_note_events: true }, TEMPLATES.notes)));
  await sure(bot.api('POST', '/hooks', hook({ merge_requests_events: true }, TEMPLATES.mergeRequests)));
  await sure(
    bot.api('POST', '/pipeline_schedules', {
      description: 'sitrep sweep',
      ref: 'refs/heads/main',
      cron: '*/5 * * * *',
      active: true,
    }),
  );
}

async function sure(answer: ReturnType<ReturnType<Stage['person']>['api']>) {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`setting up answered ${status}: ${JSON.stringify(body)}`);
  return body;
}
