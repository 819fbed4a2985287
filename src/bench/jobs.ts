// What the jobs cost in a project with very many open incidents: seen from the server, which counts what it
// was asked, and from the machine.

import type { Figure } from './figures.ts';
import { type Job, type JobOptions, runJob } from './job.ts';
import { LATE_AFTER_MINUTES, openWorld, type World, type WorldOptions } from './world.ts';

export interface JobFigures {
  readonly figures: readonly Figure[];
  /** Of the incident that all others are copies of. */
  readonly events: World['events'];
}

export interface JobsOptions extends WorldOptions {
  readonly bundle: string;
  /** For the runs whose requests are looked at as they follow one another, in ms. */
  readonly latencyMs: number;
}

export async function jobFigures({ bundle, latencyMs, ...size }: JobsOptions): Promise<JobFigures> {
  const world = await openWorld(size);
  const run = (argv: readonly string[], options: Partial<JobOptions> = {}): Promise<Job> =>
    runJob(world.stage, argv, { bundle, ...options });
  try {
    const many = `${size.incidents} open`;
    const figures = [
      ...idle(`sweep, ${many}, none changed or due`, await run(['sweep'])),
      ...echo("react on the bot's own echo", await run(['react'], { env: echoOf(world) })),
      ...command(
        'react on one command, with latency',
        await said(world, '/sitrep Half of it is removed.', run, latencyMs),
      ),
      ...command('react on an appointment, with latency', await said(world, '/sme @dee', run, latencyMs)),
      ...(await overdue(`sweep, ${many}, ${size.late} overdue, with latency`, world, run, latencyMs)),
    ];
    return { figures, events: world.events };
  } finally {
    await world.close();
  }
}

type Run = (argv: readonly string[], options?: Partial<JobOptions>) => Promise<Job>;

function idle(of: string, job: Job): Figure[] {
  return [
    { of, what: 'API requests', value: job.apiRequests, aim: 3 },
    { of, what: 'git operations', value: job.gitOperations, aim: 1 },
    { of, what: '  HTTP exchanges they consist of', value: job.gitExchanges },
    ...machine(of, job),
  ];
}

function echo(of: string, job: Job): Figure[] {
  return [
    { of, what: 'API requests', value: job.apiRequests, aim: 2 },
    { of, what: 'git operations', value: job.gitOperations },
    ...machine(of, job),
  ];
}

function command(of: string, job: Job): Figure[] {
  return [
    { of, what: 'API requests', value: job.apiRequests },
    { of, what: 'git operations', value: job.gitOperations },
    { of, what: '  HTTP exchanges they consist of', value: job.gitExchanges },
    { of, what: 'sequential round trips', value: job.roundTrips, aim: 8 },
    ...machine(of, job),
  ];
}

/** Whoever leads says it, a minute after whatever was said before. */
async function said(world: World, words: string, run: Run, latencyMs: number): Promise<Job> {
  await world.stage.gitlab.advance(1);
  await world.stage.person('ana').say(world.iid, words);
  return run(['react'], { latencyMs, env: { SITREP_IID: String(world.iid) } });
}

/** Two minutes have passed with the commands above; the offer is answered, so that it is not overdue as well. */
async function overdue(of: string, world: World, run: Run, latencyMs: number): Promise<Figure[]> {
  await world.stage.person('dee').say(world.iid, '/accept');
  await run(['react'], { env: { SITREP_IID: String(world.iid) } });
  await world.stage.gitlab.advance(LATE_AFTER_MINUTES - 2);
  const before = comments(world);
  const job = await run(['sweep'], { latencyMs });
  const nudged = comments(world) - before;
  return [
    { of, what: 'incidents nudged', value: nudged },
    { of, what: 'API requests', value: job.apiRequests },
    { of, what: '  for each incident nudged', value: job.apiRequests / nudged, aim: 5 },
    { of, what: '  most in flight', value: job.inFlight, aim: 8 },
    { of, what: 'git operations', value: job.gitOperations },
    ...machine(of, job, 150),
  ];
}

function comments({ stage }: World): number {
  return [...stage.gitlab.store.notes.values()].filter(({ system }) => !system).length;
}

function machine(of: string, { seconds, peakMegabytes }: Job, peakAim?: number): Figure[] {
  return [
    { of, what: 'time', value: seconds, unit: 's' },
    { of, what: 'peak memory', value: peakMegabytes, unit: 'MB', ...(peakAim === undefined ? {} : { aim: peakAim }) },
  ];
}

/** A webhook of what the bot wrote last. */
function echoOf({ iid, stage: { bot } }: World): Record<string, string> {
  return { SITREP_IID: String(iid), SITREP_ACTOR: bot.user.username };
}
