// npm run bench -- --cuts: every request of every minute, killed before it and after it, and its line cut; what differed.

import { minutesOn, type NamedMinute, openMirrored } from './minutes.ts';
import type { SystemName } from './systems.ts';
import { type How, told, tryCut } from './try.ts';

const HOWS: readonly How[] = ['before', 'after', 'line'];

export interface CutsOptions {
  /** The bundled command line. */
  readonly program: string;
  /** Only minutes whose name contains this. */
  readonly only: string;
  say(line: string): void;
}

/** Says the table line by line, as it comes: it takes the better part of an hour. How many cuts differed. */
export async function tryAllCuts({ program, only, say }: CutsOptions): Promise<number> {
  const stage = await openMirrored();
  const all = { tried: 0, differed: 0 };
  try {
    say('minute: requests; cuts tried: killed before it, killed after a write, line cut after a write; differed');
    for await (const minute of minutesOn(stage)) {
      if (!minute.name.includes(only)) continue;
      const tried = new Map<How, number>();
      let differed = 0;
      for (const how of HOWS) {
        // A read has no effect: killed after it is killed before the next request.
        const cuts = minute.cuts.filter(({ writes }) => how === 'before' || writes);
        for (const cut of cuts) {
          const one = await tryCut(minute, program, cut, how);
          if (one.differences.length === 0) continue;
          differed += 1;
          say(told(one));
        }
        tried.set(how, cuts.length);
        all.tried += cuts.length;
      }
      all.differed += differed;
      say(`${minute.name}: ${requests(minute)}; ${HOWS.map((how) => tried.get(how)).join(', ')}; ${differed}`);
    }
  } finally {
    await stage.close();
  }
  say(`${all.tried} cuts tried, ${all.differed} differed`);
  return all.differed;
}

function requests({ cuts }: NamedMinute): string {
  const counts = new Map<SystemName, number>();
  for (const { system } of cuts) counts.set(system, (counts.get(system) ?? 0) + 1);
  return [...counts].map(([system, count]) => `${system} ${count}`).join(', ');
}
