// Runners as data.

import type { Core } from '../core.ts';
import { nextId, type Project, type RunnerRecord } from '../store.ts';
import { settingOf } from './settings.ts';

export interface NewRunner {
  readonly description: string;
  /** Set on a runner of that project alone; otherwise it is shared by all. */
  readonly projectId?: number;
  readonly tags?: readonly string[];
  readonly runsUntagged?: boolean;
}

/** Makes a runner that is online. */
export function addRunner(core: Core, given: NewRunner): RunnerRecord {
  const runner: RunnerRecord = {
    id: nextId(core.store, 'runners'),
    description: given.description,
    projectId: given.projectId ?? null,
    tags: given.tags ?? [],
    runsUntagged: given.runsUntagged ?? true,
    createdAt: core.clock.stamp(),
    online: true,
    paused: false,
  };
  core.store.runners.set(runner.id, runner);
  for (const tell of core.extensions.runnersChanged) tell();
  return runner;
}

/** Those that a project has: its own, and the shared ones where it has not switched them off. */
export function runnersOf(core: Core, project: Project): RunnerRecord[] {
  const shared = settingOf(project, 'shared_runners_enabled') === true;
  return [...core.store.runners.values()].filter(({ projectId }) =>
    projectId === null ? shared : projectId === project.id,
  );
}

/** Whether a job without tags finds one that takes it; where there is none it stays pending. */
export function hasRunner(core: Core, project: Project): boolean {
  return runnersOf(core, project).some(({ online, paused, runsUntagged }) => online && !paused && runsUntagged);
}
