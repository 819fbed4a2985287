// Limits of single actions, a minute and user (behaviours A11, E16, I10).

import type { Core } from './core.ts';
import { tooManyOfThese } from './errors.ts';

/** Counts an action; true while it is within so many a minute of the sandbox's clock. */
export function withinLimit(core: Core, action: string, who: number | string, perMinute: number): boolean {
  const minute = Math.floor(core.clock.now() / 60_000);
  const key = `${action}/${who}`;
  const taken = core.store.taken.get(key);
  const count = taken?.minute === minute ? taken.count + 1 : 1;
  core.store.taken.set(key, { minute, count });
  return count <= perMinute;
}

/** The same, answering 429 beyond the limit. */
export function limit(core: Core, action: string, who: number | string, perMinute: number): void {
  if (!withinLimit(core, action, who, perMinute)) throw tooManyOfThese();
}
