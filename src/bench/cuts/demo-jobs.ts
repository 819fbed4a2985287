// Every job of the demo, one after another, each at its moment: what GitLab starts is not run there and then, but put into
// a line, so that everything can be put back and the job killed as often as it has requests, before it runs for good.

import { CONFIG, SCENES } from '../../demo/nexus.ts';
import { play } from '../../demo/play.ts';
import { type Execute, inProcess } from '../../demo/runners.ts';
import { openStage, type Stage } from '../../demo/stage.ts';
import { type Job, prepare } from './killing.ts';
import type { NamedMinute } from './minutes.ts';

const DATE = '2026-03-11';

export interface DemoOptions {
  /** Whether the job of this number, from 0, and name is tried; the others only run. */
  readonly wanted: (nth: number, name: string) => boolean;
  /** Tries it; afterwards everything is put back. */
  tries(minute: NamedMinute): Promise<void>;
}

/** Plays the demo. How many jobs it had. Throws where one does not end green. */
export async function playDemo({ wanted, tries }: DemoOptions): Promise<number> {
  const waiting: Job[] = [];
  let listening = true;
  const later: Execute = async (argv, { SITREP_NOW: _now, ...env }) => {
    // What a killed job has set going is put back with everything else.
    if (listening) waiting.push({ argv, env });
    return 0;
  };
  const stage = await openStage({
    now: `${DATE}T03:56:00Z`,
    mirrors: { config: CONFIG, channels: ['#builders'] },
    init: ['--yes', '--no-proof'],
    jobs: (around) => inProcess(() => around().gitlab.clock, later),
  });
  let count = 0;
  const runAll = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const name = `demo, ${time(stage)} ${job.argv.join(' ')}`;
      if (wanted(count, name)) {
        listening = false;
        const minute = await prepare(stage, stage.mirrors, job);
        await tries({ ...minute, name });
        await minute.again();
        listening = true;
      }
      count += 1;
      const { code, lines } = await stage.sitrep(job.argv, job.env);
      if (code !== 0) throw new Error(`sitrep ${job.argv.join(' ')} ended with ${code}:\n${lines.join('\n')}`);
      await stage.gitlab.idle();
    }
  };
  try {
    await play(stage, SCENES, DATE, { scene: () => undefined, since: runAll }, () => undefined, 1);
    await runAll();
  } finally {
    await stage.close();
  }
  return count;
}

function time({ gitlab }: Stage): string {
  return new Date(gitlab.clock.now()).toISOString().slice(11, 16);
}
