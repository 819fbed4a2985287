// What wakes sitrep: pipelines that it starts for itself, and the schedules that it switches on and off.

import type { Client } from './client.ts';
import { outcomeOf } from './errors.ts';
import { everyEntry } from './pages.ts';
import type { GitLab } from './port.ts';
import type { Requester } from './requester.ts';
import { parsed, WirePipeline, WirePipelineSchedule } from './wire.ts';

type Timers = Pick<GitLab, 'pipelineSchedules' | 'startPipeline' | 'cancelPipeline' | 'switchSchedule'>;

export function makeTimers({ project, pipelines, schedules }: Client, host: string, requester: Requester): Timers {
  return {
    async pipelineSchedules() {
      const entries = await everyEntry((page) => schedules.all(project, page));
      return entries.map((entry) => parsed('pipeline schedules', WirePipelineSchedule, entry));
    },

    /** Not by the vendor's client, which writes the names of inputs its own way. */
    startPipeline: ({ ref, inputs, variables }) =>
      outcomeOf(
        () =>
          requester.post(`${host}/api/v4/projects/${encodeURIComponent(project)}/pipeline`, {
            ref,
            ...(inputs ? { inputs } : {}),
            ...(variables ? { variables: Object.entries(variables).map(([key, value]) => ({ key, value })) } : {}),
          }),
        (answer) => ({ pipeline: parsed('the new pipeline', WirePipeline, answer).id }),
      ),

    async cancelPipeline(pipeline) {
      const cancelled = await outcomeOf(
        () => pipelines.cancel(project, pipeline),
        () => undefined,
      );
      // It ended, and somebody deleted it.
      const gone = cancelled.outcome === 'refused' && cancelled.status === 404;
      return gone ? { outcome: 'done', value: undefined } : cancelled;
    },

    switchSchedule: (schedule, active) =>
      outcomeOf(
        () => schedules.edit(project, schedule, { active }),
        () => undefined,
      ),
  };
}
