// What the whole story of the demo costs, job by job: played here and now, so that the numbers are this
// machine's and this version's.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Figure } from './figures.ts';

const Requests = z.object({
  totals: z.array(z.object({ job: z.string(), runs: z.int(), apiRequests: z.int(), gitOperations: z.int() })),
});

/** `program` is the demo in one file. Throws where it does not end well. */
export function demoFigures(program: string): readonly Figure[] {
  const dir = mkdtempSync(join(tmpdir(), 'sitrep-bench-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, [program, '--out', dir], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the demo ended with ${status}: ${stderr}`);
    const { totals } = Requests.parse(JSON.parse(readFileSync(join(dir, 'requests.json'), 'utf8')));
    return totals.flatMap(({ job, runs, apiRequests, gitOperations }) => {
      const of = `the demo's eight hours: ${job}`;
      return [
        { of, what: 'runs', value: runs },
        { of, what: 'API requests', value: apiRequests },
        { of, what: 'git operations', value: gitOperations },
      ];
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
