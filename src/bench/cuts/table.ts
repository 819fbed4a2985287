// npm run bench -- --cuts: every request of every job of the demo, and of minutes in which most is made, killed before it
// and after it, and its line cut; what differed.

import { playDemo } from './demo-jobs.ts';
import { NoSuchRequest } from './killing.ts';
import { minutesOn, type NamedMinute, openMirrored } from './minutes.ts';
import type { Cut, SystemName } from './systems.ts';
import { type How, told, tryCut } from './try.ts';

const HOWS: readonly How[] = ['before', 'after', 'line'];

export interface CutsOptions {
  /** The bundled command line. */
  readonly program: string;
  /** Only jobs and minutes whose name contains this. */
  readonly only: string;
  /** Only every `of`-th of them, beginning with the `nth` (from 1), so that several processes share the work. */
  readonly share: { readonly nth: number; readonly of: number };
  say(line: string): void;
}

/** Says the table line by line, as it comes: it takes an hour and a half. How many cuts differed. */
export async function tryAllCuts({ program, only, share, say }: CutsOptions): Promise<number> {
  const all = { jobs: 0, requests: 0, tried: 0, differed: 0, unmet: 0 };
  const mine = (nth: number): boolean => nth % share.of === share.nth - 1;
  async function tries(minute: NamedMinute): Promise<void> {
    if (!minute.name.includes(only)) return;
    const one = await tryMinute(minute, program, say);
    all.jobs += 1;
    all.requests += minute.cuts.length;
    all.tried += one.tried;
    all.differed += one.differed;
    all.unmet += one.unmet;
  }
  say('job: requests; cuts tried: killed before it, killed after a write, line cut after a write; differed');
  await playDemo({ wanted: (nth, name) => mine(nth) && name.includes(only), tries });
  const stage = await openMirrored();
  try {
    let nth = 0;
    for await (const minute of minutesOn(stage)) {
      if (mine(nth)) await tries(minute);
      nth += 1;
    }
  } finally {
    await stage.close();
  }
  const unmet = all.unmet === 0 ? '' : `, ${all.unmet} requests did not come again`;
  say(`${all.jobs} jobs, ${all.requests} requests: ${all.tried} cuts tried, ${all.differed} differed${unmet}`);
  return all.differed;
}

async function tryMinute(minute: NamedMinute, program: string, say: (line: string) => void): Promise<Counted> {
  const tried = new Map<How, number>();
  let [differed, unmet] = [0, 0];
  for (const how of HOWS) {
    let count = 0;
    for (const cut of cutsOf(minute, how)) {
      try {
        const one = await tryCut(minute, program, cut, how);
        count += 1;
        if (one.differences.length === 0) continue;
        differed += 1;
        say(told(one));
      } catch (error) {
        if (!(error instanceof NoSuchRequest)) throw error;
        unmet += 1;
        say(error.message);
      }
    }
    tried.set(how, count);
  }
  say(`${minute.name}: ${requests(minute)}; ${HOWS.map((how) => tried.get(how)).join(', ')}; ${differed}`);
  return { tried: [...tried.values()].reduce((sum, count) => sum + count, 0), differed, unmet };
}

interface Counted {
  readonly tried: number;
  readonly differed: number;
  /** Requests that did not come again, and could not be cut. */
  readonly unmet: number;
}

/** A read has no effect: killed after it is killed before the next request. */
function cutsOf({ cuts }: NamedMinute, how: How): readonly Cut[] {
  return how === 'before' ? cuts : cuts.filter(({ writes }) => writes);
}

function requests({ cuts }: NamedMinute): string {
  const counts = new Map<SystemName, number>();
  for (const { system } of cuts) counts.set(system, (counts.get(system) ?? 0) + 1);
  return [...counts].map(([system, count]) => `${system} ${count}`).join(', ');
}
