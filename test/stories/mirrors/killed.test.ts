// A job may die at any request to any system. Run again, everything ends everywhere as if nothing had happened: nothing
// is lost in Slack, Jira, Confluence or GitLab, nothing is there twice, nothing is out of order.
//
// Here: one write of each kind to a mirror, killed once it took effect, in the minutes in which most is made and ended.
// `CUTS=all npx vitest run test/stories/mirrors/killed.test.ts`, or `npm run bench -- --cuts`, tries every request.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Minute } from '../../../src/bench/cuts/killing.ts';
import { minutesOn, openMirrored } from '../../../src/bench/cuts/minutes.ts';
import type { Cut } from '../../../src/bench/cuts/systems.ts';
import { type How, told, tryCut } from '../../../src/bench/cuts/try.ts';
import type { Stage } from '../../../src/demo/stage.ts';
import { buildProgram } from '../program.ts';

const ALL = process.env['CUTS'] === 'all';
const MINUTES = ALL ? /./ : /begins|closed$/;
const MOST_MS = ALL ? 3 * 3_600_000 : 600_000;

let program: ReturnType<typeof buildProgram>;
let stage: Stage;

beforeAll(async () => {
  program = buildProgram();
  stage = await openMirrored();
}, 120_000);
afterAll(async () => {
  await stage.close();
  program.remove();
});

/** Kinds that an earlier minute had. */
const tried = new Set<string>();

/** The last of each kind, whichever channel, message or ticket it is about. */
function kindsOf(cuts: readonly Cut[]): readonly Cut[] {
  const kind = ({ system, method, url }: Cut): string =>
    `${system} ${method} ${url.replace(/\?.*/, '').replace(/\d+/g, 'n')}`;
  const kinds = new Map(cuts.filter((cut) => !tried.has(kind(cut))).map((cut) => [kind(cut), cut]));
  for (const name of kinds.keys()) tried.add(name);
  return [...kinds.values()];
}

/** What is tried of a minute. */
function cutsOf({ cuts }: Minute): readonly (readonly [Cut, How])[] {
  // GitLab's own requests are cut in `kill.test.ts`; a read killed after it is killed before the next request.
  const mine = cuts.filter(({ system }) => ALL || (system !== 'GitLab' && system !== 'git'));
  const writes = mine.filter((cut) => cut.writes);
  if (!ALL) return kindsOf(writes).map((cut) => [cut, 'after'] as const);
  return [
    ...writes.map((cut) => [cut, 'after'] as const),
    ...cuts.map((cut) => [cut, 'before'] as const),
    ...writes.map((cut) => [cut, 'line'] as const),
  ];
}

it(
  'R50 (partly): killed at any request to Slack, Jira or Confluence, a job leaves nothing that the next does not put right',
  async () => {
    let count = 0;
    const different: string[] = [];
    for await (const minute of minutesOn(stage)) {
      if (!MINUTES.test(minute.name)) continue;
      for (const [cut, how] of cutsOf(minute)) {
        const one = await tryCut(minute, program.path, cut, how);
        count += 1;
        if (one.differences.length > 0) different.push(`${minute.name}: ${told(one)}`);
      }
    }
    console.info(`killed with mirrors: ${count} cuts tried, ${different.length} differed`);
    expect(count).toBeGreaterThan(12);
    expect(different).toEqual([]);
  },
  MOST_MS,
);
