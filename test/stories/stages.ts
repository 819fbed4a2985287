// Stages that are set up once and put back for every test: setting up takes longer than most stories.

import { afterAll } from 'vitest';
import { openStage, type Stage, type StageOptions } from '../../src/demo/stage.ts';
import type { Clock } from '../../src/sandbox/clock.ts';

/**
 * For the tests of a file, one after the other: what opens a stage that is as if just set up. The same options mean the
 * same stage; all are closed behind the last test. Their clocks do not run by themselves.
 */
export function reusedStages(): (options?: StageOptions) => Promise<Stage> {
  const opened = new Map<string, { readonly stage: Stage; again(): Promise<void> }>();
  const functions: unknown[] = [];
  const keyOf = (options: StageOptions): string =>
    JSON.stringify(options, (_name, value: unknown) => {
      if (typeof value !== 'function') return value;
      if (!functions.includes(value)) functions.push(value);
      return functions.indexOf(value);
    });
  afterAll(() => Promise.all([...opened.values()].map(({ stage }) => stage.close())));
  return async (options = {}) => {
    const key = keyOf(options);
    const known = opened.get(key);
    if (known) {
      await known.again();
      return known.stage;
    }
    const stage = await openStage(options);
    opened.set(key, { stage, again: await remembered(stage) });
    return stage;
  };
}

/** Remembers all of a stage, time included; the result puts it back. */
async function remembered({ gitlab }: Stage): Promise<() => Promise<void>> {
  const rewind = rewindable(gitlab.clock);
  const start = gitlab.clock.now();
  const whole = await gitlab.snapshot();
  return async () => {
    gitlab.faults.clear();
    await gitlab.restore(whole);
    gitlab.requests.clear();
    rewind(start);
  };
}

/** The sandbox's clock never runs back; with a snapshot put back it has to. The result sets it, in ms. */
export function rewindable(clock: Clock): (to: number) => void {
  let current = clock.now();
  const rewinding: Clock = {
    now: () => current,
    stamp() {
      current += 1;
      return new Date(current).toISOString();
    },
    set(iso) {
      current = Math.max(current, Date.parse(iso));
    },
    advance(minutes) {
      current += minutes * 60_000;
    },
  };
  Object.assign(clock, rewinding);
  return (to) => {
    current = to;
  };
}
