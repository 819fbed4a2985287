// Kills a job at one of its requests, lets the next runs clear up, and tells what is different from a minute
// in which nothing went wrong.
//
// The job is the bundled program in a process of its own. It dies by SIGKILL from within the sandbox, either when
// the request has come in and nothing was done about it, or when all was done and the answer is not out yet. Between
// two requests a job changes nothing that anybody else could see, so these are all the moments there are.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage } from '../../src/demo/stage.ts';
import type { FaultAct } from '../../src/sandbox/faults.ts';
import type { Snapshot } from '../../src/sandbox/gitlab.ts';
import { endState } from './end-state.ts';
import { rewindable } from './stages.ts';

/** A request of the job, so that it is found again in another run whatever else is in flight. */
export interface Cut {
  readonly method: string;
  readonly url: string;
  /** The how-manieth of its kind. */
  readonly nth: number;
  /** Whether it changes something. */
  readonly writes: boolean;
}

/** A stage at one moment, with a job that has not run yet. */
export interface Minute {
  readonly stage: Stage;
  /** The requests of a run in which nothing goes wrong. */
  readonly cuts: readonly Cut[];
  /** What everything looks like after it. */
  readonly expected: string;
  /** Back to the moment before the job, time included. */
  again(): Promise<void>;
  /** The end state after whatever happened: the runs that follow, until nothing is left to do. */
  afterwards(): Promise<string>;
}

/** One read of each kind, whichever issue, comment or person it is about: all are sent and repeated by the same code. */
export function kindsOfReads(cuts: readonly Cut[]): readonly Cut[] {
  const reads = cuts.filter((cut) => !cut.writes && cut.url.startsWith('/api/'));
  return [...new Map(reads.map((cut) => [cut.url.replace(/\?.*/, '').replace(/\d+/g, 'n'), cut])).values()];
}

/** The program, bundled once into a folder of its own. */
export function buildProgram(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-test-program-'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--quiet', '--out', folder], { stdio: 'inherit' });
  return { path: join(folder, 'sitrep.cjs'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function prepare(stage: Stage): Promise<Minute> {
  const { gitlab } = stage;
  const rewind = rewindable(gitlab.clock);
  const start = gitlab.clock.now();
  const before: Snapshot = await gitlab.snapshot();
  const again = async (): Promise<void> => {
    gitlab.faults.clear();
    await gitlab.restore(before);
    rewind(start);
  };
  const afterwards = async (): Promise<string> => {
    gitlab.faults.clear();
    rewind(start + LEASE_AND_GRACE_MS);
    await sweepUntilQuiet(stage);
    return endState(stage, { from: start, to: start + LEASE_AND_GRACE_MS + 60_000 });
  };
  gitlab.requests.clear();
  await stage.sitrep(['sweep']);
  // What GitLab's webhooks send is not the run's.
  const own = gitlab.requests.all.filter(({ url }) => !url.includes('/trigger/pipeline'));
  const cuts = cutsIn(own.map(({ method, url }) => ({ method, url })));
  const expected = await afterwards();
  return { stage, cuts, expected, again, afterwards };
}

/** Runs the program once, and lets a fault strike one of its requests. Throws where the fault found no such request. */
export async function runWith(minute: Minute, program: string, cut: Cut, when: 'before' | 'after'): Promise<void> {
  const { faults } = minute.stage.gitlab;
  let struck = false;
  let job: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    struck = true;
    if (!job || job.exitCode !== null || job.signalCode !== null) return;
    const gone = once(job, 'exit');
    job.kill('SIGKILL');
    await gone;
  };
  const die: FaultAct = { do: 'call', when, callback: kill };
  strike(minute, cut, die);
  if (when === 'before') strike(minute, cut, { do: 'cut-before' });
  job = start(minute.stage, program);
  await ended(job);
  faults.clear();
  if (!struck) throw new Error(`no ${cut.method} ${cut.url} (${cut.nth}) came in`);
}

/** Lets `act` happen to a request of the next run. */
export function strike({ stage }: Minute, cut: Cut, act: FaultAct): void {
  const path = new RegExp(`^${cut.url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
  stage.gitlab.faults.add({ method: cut.method, path, nth: cut.nth, act });
}

/** The program as a CI job would start it, at the sandbox's time. */
export function start(stage: Stage, program: string): ChildProcess {
  const { PATH, HOME, TMPDIR } = process.env;
  const inherited = Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR }).filter(([, value]) => value));
  jobs += 1;
  const now = new Date(stage.gitlab.clock.now()).toISOString();
  const env = { ...inherited, ...stage.env, CI_JOB_ID: String(jobs), SITREP_NOW: now };
  return spawn(process.execPath, [program, 'sweep'], { env, stdio: 'ignore' });
}

export async function ended(job: ChildProcess): Promise<void> {
  if (job.exitCode === null && job.signalCode === null) await once(job, 'exit');
}

/** The lines in which `text` is not `expected`, a few of them. */
export function differences(text: string, expected: string): string[] {
  if (text === expected) return [];
  const [one, other] = [text.split('\n'), expected.split('\n')];
  const missing = other.filter((line) => !one.includes(line)).map((line) => `- ${line.trim()}`);
  const more = one.filter((line) => !other.includes(line)).map((line) => `+ ${line.trim()}`);
  const found = [...missing, ...more].slice(0, 6).map((line) => line.slice(0, 900));
  return found.length > 0 ? found : [`the same lines, in another order or number (${one.length}, not ${other.length})`];
}

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

function cutsIn(requests: readonly { method: string; url: string }[]): Cut[] {
  const seen = new Map<string, number>();
  return requests.map(({ method, url }) => {
    const key = `${method} ${url}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return { method, url, nth, writes: method !== 'GET' && !url.endsWith('/git-upload-pack') };
  });
}
