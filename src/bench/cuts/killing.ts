// Kills a job at one of its requests, lets the next runs clear up, and tells what is different from a minute
// in which nothing went wrong.
//
// The job is the bundled program in a process of its own. It dies by SIGKILL from within a sandbox, either when
// the request has come in and nothing was done about it, or when all was done and the answer is not out yet. Between
// two requests a job changes nothing that anybody else could see, so these are all the moments there are.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Stage } from '../../demo/stage.ts';
import type { FaultAct } from '../../sandbox/faults.ts';
import type { Mirrors } from '../../sandbox/mirrors.ts';
import { endState } from './end-state.ts';
import { remembered, rewindable } from './rewind.ts';
import { type Cut, systemsOf } from './systems.ts';

/** What a pipeline would run: the arguments of the command line, and what its environment has beside the project's. */
export interface Job {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A stage at one moment, with a job that has not run yet. */
export interface Minute {
  readonly stage: Stage;
  readonly mirrors: Mirrors | undefined;
  readonly job: Job;
  /** The requests of a run in which nothing goes wrong. */
  readonly cuts: readonly Cut[];
  /** What everything looks like after it. */
  readonly expected: string;
  /** Back to the moment before the job, time included. */
  again(): Promise<void>;
  /** The end state after whatever happened: the runs that follow, until nothing is left to do. */
  afterwards(): Promise<string>;
}

/**
 * @param mirrors where the stage was opened with them
 * @param job default a sweep, which deals with everything that there is
 */
export async function prepare(stage: Stage, mirrors?: Mirrors, job: Job = SWEEP): Promise<Minute> {
  const { gitlab } = stage;
  const again = await remembered(stage, mirrors);
  const rewind = rewindable(gitlab.clock);
  const start = gitlab.clock.now();
  const systems = systemsOf(stage, mirrors);
  const afterwards = async (): Promise<string> => {
    for (const { faults } of systems.all) faults.clear();
    // The next run comes at once and does what it may; what the one before had begun, once that has surely ended.
    await stage.sitrep(['sweep']);
    rewind(start + LEASE_AND_GRACE_MS);
    await sweepUntilQuiet(stage);
    return endState(stage, mirrors, { from: start, to: start + LEASE_AND_GRACE_MS + 60_000 });
  };
  systems.clear();
  await stage.sitrep(job.argv, job.env);
  const cuts = systems.cuts();
  const expected = await afterwards();
  return { stage, mirrors, job, cuts, expected, again, afterwards };
}

const SWEEP: Job = { argv: ['sweep'], env: {} };

/** What a run asks for may depend on what came in first: this time it needed no such request. */
export class NoSuchRequest extends Error {}

/** Runs the program once, and lets a fault strike one of its requests. Throws `NoSuchRequest` where there was none. */
export async function runWith(minute: Minute, program: string, cut: Cut, when: 'before' | 'after'): Promise<void> {
  let struck = false;
  let job: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    struck = true;
    if (!job || job.exitCode !== null || job.signalCode !== null) return;
    const gone = once(job, 'exit');
    job.kill('SIGKILL');
    await gone;
  };
  strike(minute, cut, { do: 'call', when, callback: kill });
  if (when === 'before') strike(minute, cut, { do: 'cut-before' });
  job = start(minute.stage, program, minute.job);
  await ended(job);
  for (const { faults } of systemsOf(minute.stage, minute.mirrors).all) faults.clear();
  if (!struck) throw new NoSuchRequest(`no ${cut.method} ${cut.url} (${cut.nth}) came in`);
}

/** Lets `act` happen to a request of the next run. */
export function strike({ stage, mirrors }: Pick<Minute, 'stage' | 'mirrors'>, cut: Cut, act: FaultAct): void {
  const path = new RegExp(`^${cut.url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
  systemsOf(stage, mirrors).faultsOf(cut.system).add({ method: cut.method, path, nth: cut.nth, act });
}

/** The program as a CI job would start it, at the sandbox's time. */
export function start(stage: Stage, program: string, job: Job = SWEEP): ChildProcess {
  const { PATH, HOME, TMPDIR } = process.env;
  const inherited = Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR }).filter(([, value]) => value));
  jobs += 1;
  const now = new Date(stage.gitlab.clock.now()).toISOString();
  const env = { ...inherited, ...stage.env, CI_JOB_ID: String(jobs), ...job.env, SITREP_NOW: now };
  return spawn(process.execPath, [program, ...job.argv], { env, stdio: 'ignore' });
}

export async function ended(job: ChildProcess): Promise<void> {
  if (job.exitCode === null && job.signalCode === null) await once(job, 'exit');
}

/** The lines in which `text` is not `expected`, a few of them, each from where it differs. */
export function differences(text: string, expected: string): string[] {
  if (text === expected) return [];
  const [one, other] = [text.split('\n'), expected.split('\n')];
  const missing = other.filter((line) => !one.includes(line));
  const more = one.filter((line) => !other.includes(line));
  const found = Array.from({ length: Math.min(FEW, Math.max(missing.length, more.length)) }, (_, index) => {
    const [wanted = '', got = ''] = [missing[index], more[index]];
    const from = Math.max(0, [...wanted].findIndex((letter, at) => letter !== got[at]) - AROUND);
    return [`- ${wanted.slice(from, from + SHOWN).trim()}`, `+ ${got.slice(from, from + SHOWN).trim()}`];
  });
  if (found.length > 0) return found.flat();
  const first = one.findIndex((line, index) => line !== other[index]);
  return [
    `the same lines, in another order or number (${one.length}, not ${other.length}), from`,
    ...[other, one].map((lines, index) => `${index === 0 ? '-' : '+'} ${(lines[first] ?? '').trim().slice(0, SHOWN)}`),
  ];
}

const FEW = 5;
/** Characters shown of a line, and of these how many before the difference. */
const SHOWN = 240;
const AROUND = 60;

/** Jobs that GitLab does not know: when they ended is not to be learned, so their leases count. */
let jobs = 990_000;

/** A claim's lease is two minutes, and a minute more is waited for what is under way. */
const LEASE_AND_GRACE_MS = 3.5 * 60_000;
const MOST_SWEEPS = 6;

async function sweepUntilQuiet(stage: Stage): Promise<void> {
  for (let sweeps = 0; sweeps < MOST_SWEEPS; sweeps += 1) {
    const { lines } = await stage.sitrep(['sweep']);
    if (lines.includes('nothing to do')) return;
  }
}
