// A job may die at any moment: the runner is taken away, the memory is full, somebody cancels. Run again, everything
// ends as if nothing had happened, and nothing is doubled (R50; with mirrors: `mirrors/killed.test.ts`).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, ended, type Minute, prepare, runWith, start } from '../../src/bench/cuts/killing.ts';
import type { Cut } from '../../src/bench/cuts/systems.ts';
import { openBusiestMinute } from './busiest-minute.ts';
import { buildProgram } from './program.ts';

let minute: Minute;
let program: ReturnType<typeof buildProgram>;

beforeAll(async () => {
  program = buildProgram();
  minute = await prepare(await openBusiestMinute());
});

afterAll(async () => {
  await minute.stage.close();
  program.remove();
});

describe('the job of the busiest minute', () => {
  it('has everything in it that a run can have to do', () => {
    const writes = minute.cuts.filter((cut) => cut.writes).map(({ method, url }) => `${method} ${url}`);
    for (const part of ['award_emoji', '/issues/1/notes', '/issues/2/notes', '/commits', '/merge_requests'])
      expect(writes.some((write) => write.includes(part))).toBe(true);
    expect(writes.filter((write) => /^PUT .*\/issues\//.test(write))).toHaveLength(1);
    expect(writes.filter((write) => write.includes('graphql'))).toHaveLength(1);
    expect(writes.filter((write) => write.includes('git-receive-pack'))).toHaveLength(2);
  });

  it('R50 (partly): killed before any of its requests is served, leaves nothing that the next run does not put right', async () => {
    await killAtEach(minute.cuts, 'before');
  }, 300_000);

  it('R50 (partly): killed after any of its writes took effect, but before it hears of it, doubles nothing', async () => {
    // A read has no effect: killed after it is killed before the next request, which is tried above.
    await killAtEach(
      minute.cuts.filter((cut) => cut.writes),
      'after',
    );
  }, 300_000);

  it('R50 (partly): run twice at the same moment, does everything once', async () => {
    const different: string[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await minute.again();
      await Promise.all([1, 2].map(() => ended(start(minute.stage, program.path))));
      different.push(...differences(await minute.afterwards(), minute.expected));
    }
    expect(different).toEqual([]);
  }, 60_000);
});

async function killAtEach(cuts: readonly Cut[], when: 'before' | 'after'): Promise<void> {
  const different: string[] = [];
  for (const cut of cuts) {
    await minute.again();
    await runWith(minute, program.path, cut, when);
    const found = differences(await minute.afterwards(), minute.expected);
    if (found.length > 0) different.push(`${when} ${cut.method} ${cut.url} (${cut.nth}): ${found.join('\n')}`);
  }
  console.info(`killed ${when} a request: ${cuts.length} cuts tried, ${different.length} differed`);
  expect(different).toEqual([]);
}
