// npm run bench: the figures, side by side in one run. It judges nothing: an aim that is missed is printed as
// missed, and the run ends well. How to read them: docs/figures.md.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type CutsOptions, tryAllCuts } from './cuts/table.ts';
import { dayFigures } from './days.ts';
import { demoFigures } from './demo.ts';
import { printed, report } from './figures.ts';
import { jobFigures } from './jobs.ts';
import { mirroredFigures } from './mirrored.ts';
import { jobStartSeconds, programFigures } from './program.ts';
import { PLAYED, type WorldOptions } from './world.ts';

const HELP = `npm run bench -- [--json] [--incidents 1000] [--overdue 60] [--latency 50] [--no-demo] [--no-days]
npm run bench -- --cuts [--only <words>] [--share 1/2]

  --json       the figures as one line of JSON
  --incidents  open incidents, ${PLAYED} at least
  --overdue    how many of them owe a sitrep in the sweep that nudges
  --latency    ms that the server lets every request wait where the order of requests is looked at
  --no-demo    leave out what the whole story of the demo costs
  --no-days    leave out setting up, the idle month and the bad day, on each kind of GitLab
  --cuts       instead: kill every job of the demo at every request to GitLab, git, Slack, Jira, Confluence and the
               pager, and compare
  --only       of these, the jobs whose name contains the words, as in "05:04"
  --share      of these, the first half (or the second, 2/2), so that two processes share the work
`;

/** Beside this program, wherever it was built to. */
const BUILT = dirname(fileURLToPath(import.meta.url));

async function main(): Promise<void> {
  const wanted = read();
  if (wanted === 'help' || wanted === 'wrong use') {
    process.stdout.write(HELP);
    process.exitCode = wanted === 'help' ? 0 : 2;
    return;
  }
  const { json, withDemo, withDays, latencyMs, size, cuts } = wanted;
  const bundle = join(BUILT, 'sitrep.cjs');
  if (cuts !== undefined) {
    await tryAllCuts({ program: bundle, ...cuts, say: (line) => void process.stdout.write(`${line}\n`) });
    return;
  }
  const demo = join(BUILT, 'demo.mjs');
  const jobs = await jobFigures({ bundle, latencyMs, ...size });
  const result = report(
    { incidents: size.incidents, overdue: size.late, eventsPerIncident: jobs.events.length, latencyMs },
    [
      ...jobs.figures,
      ...(await mirroredFigures()),
      ...programFigures(bundle, jobs.events),
      ...(existsSync(demo) && withDemo ? demoFigures(demo) : []),
      ...(withDays ? await dayFigures(jobStartSeconds(bundle)) : []),
    ],
  );
  process.stdout.write(`${json ? JSON.stringify(result) : printed(result)}\n`);
}

interface Wanted {
  readonly json: boolean;
  readonly withDemo: boolean;
  readonly withDays: boolean;
  readonly latencyMs: number;
  readonly size: WorldOptions;
  /** Which jobs are cut; undefined: none. */
  readonly cuts: Pick<CutsOptions, 'only' | 'share'> | undefined;
}

function read(): Wanted | 'help' | 'wrong use' {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        incidents: { type: 'string', default: '1000' },
        overdue: { type: 'string', default: '60' },
        latency: { type: 'string', default: '50' },
        'no-demo': { type: 'boolean', default: false },
        'no-days': { type: 'boolean', default: false },
        cuts: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        share: { type: 'string', default: '1/1' },
        help: { type: 'boolean', default: false },
      },
    });
    const { json, help, 'no-demo': withoutDemo, 'no-days': withoutDays } = values;
    const size = { incidents: Number(values.incidents), late: Number(values.overdue) };
    const latencyMs = Number(values.latency);
    const counts = Number.isInteger(size.incidents) && Number.isInteger(size.late);
    const [nth = 0, of = 0] = values.share.split('/').map(Number);
    const shared = Number.isInteger(of) && Number.isInteger(nth) && nth >= 1 && nth <= of;
    const sane = counts && shared && size.late >= 1 && size.incidents >= size.late + PLAYED && latencyMs >= 0;
    return help
      ? 'help'
      : sane
        ? {
            json,
            withDemo: !withoutDemo,
            withDays: !withoutDays,
            latencyMs,
            size,
            cuts: values.cuts ? { only: values.only, share: { nth, of } } : undefined,
          }
        : 'wrong use';
  } catch {
    return 'wrong use';
  }
}

await main();
