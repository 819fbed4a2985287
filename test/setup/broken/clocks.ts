// What goes wrong with schedules, timers, the resource group and runners.

import { addRunner } from '../../../src/sandbox/projects/runner-data.ts';
import type { SetUp } from '../set-up.ts';
import { type Broken, CI, edit, expectWords, type Named, openIncident, openIssue } from './broken.ts';

const HEARTBEAT = 'sitrep: daily heartbeat';

export const clocks: readonly Broken[] = [
  {
    name: 'the daily schedule was deleted',
    id: 'heartbeat',
    says: /"sitrep: daily heartbeat" is not there/,
    break: async (set) => set.ask('root', 'DELETE', await schedule(set, HEARTBEAT)),
  },
  {
    name: 'the daily schedule is switched off',
    id: 'heartbeat',
    says: /is switched off/,
    break: async (set) => set.ask('bot', 'PUT', await schedule(set, HEARTBEAT), { active: false }),
  },
  {
    name: 'the daily schedule belongs to a person',
    id: 'heartbeat',
    says: /belongs to @root: it runs with that person's rights/,
    break: async (set) => set.ask('root', 'POST', `${await schedule(set, HEARTBEAT)}/take_ownership`),
  },
  {
    name: 'the daily schedule runs once a month',
    id: 'heartbeat',
    says: /runs next at \d{4}-\d\d-\d\d .* only; it should run every day \(its cron is 0 0 1 \* \*\)/,
    break: async (set) => set.ask('bot', 'PUT', await schedule(set, HEARTBEAT), { cron: '0 0 1 * *' }),
  },
  {
    name: 'the daily schedule is not told to read everything',
    id: 'heartbeat',
    says: /"sitrep: daily heartbeat" does not set the input full: it reads only what changed lately/,
    break: async (set) =>
      set.ask('bot', 'PUT', await schedule(set, HEARTBEAT), { inputs: [{ name: 'full', destroy: true }] }),
  },
  {
    name: 'the other schedules were deleted',
    id: 'watch-schedules',
    says: /There is no schedule "sitrep: while an incident is open"/,
    break: async (set) => {
      for (const path of await watches(set)) await set.ask('root', 'DELETE', path);
    },
  },
  {
    name: 'a schedule is on although no incident is open',
    id: 'watch-schedules',
    says: /No incident is open and 1 of 4 schedules are on: jobs for nothing/,
    break: async (set) => set.ask('bot', 'PUT', (await watches(set))[0] ?? '', { active: true }),
  },
  {
    name: 'the schedules are off although an incident is open',
    id: 'watch-schedules',
    says: /An incident is open and none of the 4 schedules is on/,
    break: async (set) => {
      await openIncident(set);
      for (const path of await watches(set)) await set.ask('bot', 'PUT', path, { active: false });
    },
  },
  {
    name: 'no timer is armed although something comes due',
    id: 'timer',
    says: /Something comes due at 2026-03-11 \d\d:\d\d UTC, and no timer is armed/,
    break: async (set) => {
      await openIncident(set);
      await set.commit({ 'timer.json': '{}\n' }, 'incident-journal');
    },
  },
  {
    name: 'GitLab refused the last timer',
    id: 'timer',
    says: /GitLab refused a timer at 2026-03-11 \d\d:\d\d UTC: until it takes one, only schedules and webhooks are on time/,
    break: async (set) => {
      await openIncident(set);
      const refusedAt = new Date(set.stage.gitlab.clock.now()).toISOString();
      await set.commit({ 'timer.json': `${JSON.stringify({ refusedAt })}\n` }, 'incident-journal');
    },
  },
  {
    name: 'jobs that wait go in any order',
    id: 'resource-group',
    state: 'warning',
    says: /The resource group sitrep is unordered/,
    break: async (set) => {
      await openIssue(set);
      await set.ask('root', 'PUT', `${set.api}/resource_groups/sitrep`, { process_mode: 'unordered' });
    },
  },
  {
    name: 'the runner is paused',
    id: 'runner',
    says: /The runner shared-runner is paused/,
    break: async (set) => set.ask('root', 'PUT', `/runners/${await runnerId(set)}`, { paused: true }),
  },
  {
    name: 'instance runners are switched off and there is no other',
    id: 'runner',
    says: /no runner: its jobs wait for ever/,
    break: ({ ask, api }) => ask('root', 'PUT', api, { shared_runners_enabled: false }),
  },
  {
    name: 'no runner has the tags that the pipeline file asks for',
    id: 'runner',
    says: /No runner takes jobs with the tags docker-large/,
    break: (set) => edit(set, CI, (text) => `${text}\ndefault:\n  tags: [docker-large]\n`),
    heal: async (set, remedy) => {
      expectWords(remedy, /register one of your own/);
      addRunner(set.stage.gitlab.core, {
        description: 'ours',
        tags: ['docker-large'],
        projectId: set.stage.project.id,
      });
    },
  },
];

async function runnerId(set: SetUp): Promise<number | undefined> {
  return (await set.ask<Named[]>('root', 'GET', `${set.api}/runners`))[0]?.id;
}

/** Paths of the schedules whose description begins so. */
async function schedules(set: SetUp, description: string): Promise<readonly string[]> {
  const all = await set.ask<Named[]>('root', 'GET', `${set.api}/pipeline_schedules`);
  return all.flatMap((one) =>
    one.description.startsWith(description) ? [`${set.api}/pipeline_schedules/${one.id}`] : [],
  );
}

async function schedule(set: SetUp, description: string): Promise<string> {
  return (await schedules(set, description))[0] ?? '';
}

function watches(set: SetUp): Promise<readonly string[]> {
  return schedules(set, 'sitrep: while an incident is open');
}
