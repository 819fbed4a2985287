// Puts a stage back to where it was, time included: whatever is tried begins at the same moment.

import type { Stage } from '../../demo/stage.ts';
import type { Clock } from '../../sandbox/clock.ts';
import type { Mirrors } from '../../sandbox/mirrors.ts';
import { systemsOf } from './systems.ts';

/** @param mirrors where the stage was opened with them */
export async function remembered(stage: Stage, mirrors: Mirrors | undefined): Promise<() => Promise<void>> {
  const { gitlab } = stage;
  const systems = systemsOf(stage, mirrors);
  const rewind = rewindable(gitlab.clock);
  const start = gitlab.clock.now();
  const before = await gitlab.snapshot();
  const putBack = mirrors?.snapshot();
  return async () => {
    for (const { faults } of systems.all) faults.clear();
    await gitlab.restore(before);
    putBack?.();
    systems.clear();
    rewind(start);
  };
}

/** Clocks that were made rewindable: a second time would be a second time of day. */
const rewinders = new WeakMap<Clock, (to: number) => void>();

/** The sandbox's clock never runs back; with a snapshot put back it has to. The result sets it, in ms. */
export function rewindable(clock: Clock): (to: number) => void {
  const known = rewinders.get(clock);
  if (known) return known;
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
  const rewind = (to: number): void => {
    current = to;
  };
  rewinders.set(clock, rewind);
  return rewind;
}
