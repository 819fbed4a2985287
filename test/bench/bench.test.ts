// The benchmark runs, says what it measured as JSON, and the counts that are promises hold. Times and memory are shown,
// never judged: they are the machine's.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

const INCIDENTS = 20;
const OVERDUE = 6;

const Printed = z.strictObject({
  machine: z.strictObject({ node: z.string(), platform: z.string(), cores: z.int(), cpu: z.string() }),
  size: z.strictObject({
    incidents: z.literal(INCIDENTS),
    overdue: z.literal(OVERDUE),
    eventsPerIncident: z.int().min(30),
    latencyMs: z.literal(50),
  }),
  figures: z
    .array(
      z.strictObject({
        of: z.string(),
        what: z.string(),
        value: z.number().nonnegative(),
        unit: z.enum(['min', 's', 'ms', 'MB', '×']).optional(),
        aim: z.number().optional(),
        met: z.boolean().optional(),
      }),
    )
    .min(20),
});

/** Beside the dependencies, which the built benchmark looks for from where it lies. */
const CACHE = 'node_modules/.cache';

let out: string;
let figures: z.infer<typeof Printed>['figures'];

beforeAll(() => {
  mkdirSync(CACHE, { recursive: true });
  out = mkdtempSync(join(CACHE, 'sitrep-bench-'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--quiet', '--out', out]);
  const text = bench('--json', '--no-demo', '--no-days', '--incidents', `${INCIDENTS}`, '--overdue', `${OVERDUE}`);
  figures = Printed.parse(JSON.parse(text)).figures;
}, 120_000);

afterAll(() => rmSync(out, { recursive: true, force: true }));

function bench(...args: readonly string[]): string {
  return execFileSync(process.execPath, [join(out, 'bench.mjs'), ...args], { encoding: 'utf8' });
}

function figure(of: RegExp, what: RegExp): number {
  const found = figures.filter((one) => of.test(one.of) && what.test(one.what));
  expect(found, `figures of ${of} about ${what}`).toHaveLength(1);
  return found[0]?.value ?? Number.NaN;
}

describe('what is promised of the number of requests', () => {
  it.each`
    of                     | what                      | most
    ${/none chang/}        | ${/API requests/}         | ${3}
    ${/none chang/}        | ${/git operations/}       | ${1}
    ${/echo/}              | ${/API requests/}         | ${2}
    ${/echo/}              | ${/git operations/}       | ${1}
    ${/one command, with/} | ${/sequential/}           | ${8}
    ${/one command, with/} | ${/git operations/}       | ${3}
    ${/appoint/}           | ${/sequential/}           | ${8}
    ${/overdue/}           | ${/each incident nudged/} | ${5}
    ${/overdue/}           | ${/most in flight/}       | ${8}
    ${/overdue/}           | ${/git operations/}       | ${3}
  `('$of, $what: at most $most', ({ of, what, most }) => expect(figure(of, what)).toBeLessThanOrEqual(most));

  it('every overdue incident is nudged, and no other', () =>
    expect(figure(/overdue/, /incidents nudged/)).toBe(OVERDUE));
});

it('a number with an aim says whether it is met', () => {
  for (const { value, aim, met } of figures) expect(met).toBe(aim === undefined ? undefined : value <= aim);
});

it.each`
  args
  ${'--incidents 5 --overdue 6'}
  ${'--overdue many'}
  ${'--latency=-1'}
  ${'--latency -1'}
  ${'--fast'}
`('$args: is told how to use it', ({ args }) => {
  const { status, stdout } = spawnSync(process.execPath, [join(out, 'bench.mjs'), ...args.split(' ')], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([2, expect.stringContaining('npm run bench --')]);
});
