// One job as a runner starts it: the bundle in a process of its own, with the variables of a CI job and
// nothing else, and what it took.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage } from '../demo/stage.ts';
import { listen, type Traffic } from './traffic.ts';

export interface Job extends Traffic {
  readonly code: number;
  readonly lines: readonly string[];
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** The most memory that the process had resident (1 MB is a million bytes); git's own processes apart. */
  readonly peakMegabytes: number;
}

export interface JobOptions {
  /** The command line in one file, `dist/sitrep.cjs`. */
  readonly bundle: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How long the server lets every request wait, in ms; default 0. */
  readonly latencyMs?: number;
}

/** Runs `argv` at the stage's time. Throws where the job does not end well: a figure of a failed job is none. */
export async function runJob(
  stage: Stage,
  argv: readonly string[],
  { bundle, env = {}, latencyMs = 0 }: JobOptions,
): Promise<Job> {
  const slow =
    latencyMs === 0
      ? undefined
      : stage.gitlab.faults.add({ times: Number.POSITIVE_INFINITY, act: { do: 'delay', ms: latencyMs } });
  const summed = listen(stage.gitlab);
  const started = performance.now();
  const now = new Date(stage.gitlab.clock.now()).toISOString();
  const ended = await inProcess([bundle, ...argv], { ...stage.env, SITREP_NOW: now, ...env });
  const seconds = (performance.now() - started) / 1000;
  await stage.gitlab.idle();
  slow?.();
  if (ended.code !== 0)
    throw new Error(`sitrep ${argv.join(' ')} ended with ${ended.code}:\n${ended.lines.join('\n')}`);
  return { ...summed(), ...ended, seconds };
}

/** Node tells how much memory a process took only to that process, so it is asked to say so when it ends. */
const REPORT = `process.once('exit', () => require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS)));\n`;

async function inProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Pick<Job, 'code' | 'lines' | 'peakMegabytes'>> {
  const dir = mkdtempSync(join(tmpdir(), 'sitrep-bench-'));
  const report = join(dir, 'report.cjs');
  writeFileSync(report, REPORT);
  try {
    const child = spawn(process.execPath, ['--require', report, ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const told = ['', '', ''];
    for (const [index, stream] of [child.stdout, child.stderr, child.stdio[3]].entries()) {
      stream?.on('data', (chunk: Buffer) => {
        told[index] += chunk.toString('utf8');
      });
    }
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (ended) => resolve(ended ?? -1));
    });
    const [out = '', err = '', kibibytes = ''] = told;
    return { code, lines: `${out}${err}`.trimEnd().split('\n'), peakMegabytes: (Number(kibibytes) * 1024) / 1e6 };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
