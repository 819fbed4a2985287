// The line to GitLab may break at any moment, and nobody can tell then what became of the request. Nothing is tried
// blindly again; the next run looks, and everything ends as if nothing had happened.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, type Minute, prepare, strike } from '../../src/bench/cuts/killing.ts';
import { type Cut, kindsOfReads } from '../../src/bench/cuts/systems.ts';
import type { FaultAct } from '../../src/sandbox/faults.ts';
import { openBusiestMinute } from './busiest-minute.ts';

let minute: Minute;

beforeAll(async () => {
  minute = await prepare(await openBusiestMinute());
});

afterAll(() => minute.stage.close());

const CUT: FaultAct = { do: 'cut-before' };
const UNANSWERED: FaultAct = { do: 'cut-after' };

describe('the busiest minute over a bad line', () => {
  it.each([
    ['before GitLab did what was asked', CUT],
    ['after GitLab did what was asked', UNANSWERED],
  ])(
    'R50 (partly): a write whose line is cut %s is done once',
    async (name, act) => {
      await strikeEach(writes(), act, name);
    },
    150_000,
  );

  it('a read whose answer breaks off is asked again, and the run ends green', async () => {
    await strikeEach(kindsOfReads(minute.cuts), UNANSWERED, 'after a read', 0);
  }, 150_000);

  it.each([
    ['every write of the API is lost', CUT],
    ['every write of the API is done and its answer lost', UNANSWERED],
    ['every write of the API is answered 502', { do: 'answer', status: 502, body: '<html>Bad Gateway</html>' }],
  ] satisfies [string, FaultAct][])(
    '%s: red, and the next run does what is owed',
    async (_name, act) => {
      await minute.again();
      const api = writes().filter((cut) => cut.url.startsWith('/api/'));
      for (const cut of api) strike(minute, cut, act);
      const { code, lines } = await minute.stage.sitrep(['sweep']);
      expect(lines.filter((line) => line.includes('still owed')).length).toBeGreaterThan(0);
      expect(code).toBe(1);
      expect(differences(await minute.afterwards(), minute.expected)).toEqual([]);
    },
    60_000,
  );

  it('the second run is cut too, and the third puts it right', async () => {
    const different: string[] = [];
    const said = writes().filter((cut) => /notes$|merge_requests$|commits$/.test(cut.url));
    for (const cut of said) {
      await minute.again();
      strike(minute, cut, UNANSWERED);
      await minute.stage.sitrep(['sweep']);
      minute.stage.gitlab.clock.advance(3.2);
      minute.stage.gitlab.faults.clear();
      minute.stage.gitlab.faults.add({ path: /git-receive-pack$/, method: 'POST', nth: 2, act: UNANSWERED });
      await minute.stage.sitrep(['sweep']);
      different.push(...differences(await minute.afterwards(), minute.expected));
    }
    expect(different).toEqual([]);
  }, 60_000);
});

function writes(): readonly Cut[] {
  return minute.cuts.filter((cut) => cut.writes);
}

async function strikeEach(cuts: readonly Cut[], act: FaultAct, name: string, code?: number): Promise<void> {
  const different: string[] = [];
  for (const cut of cuts) {
    await minute.again();
    strike(minute, cut, act);
    const ran = await minute.stage.sitrep(['sweep']);
    const found = differences(await minute.afterwards(), minute.expected);
    if (code !== undefined && ran.code !== code) found.push(`ended with ${ran.code}: ${ran.lines.join(' ')}`);
    if (found.length > 0) different.push(`${cut.method} ${cut.url} (${cut.nth}): ${found.join('\n')}`);
  }
  console.info(`line cut ${name}: ${cuts.length} cuts tried, ${different.length} differed`);
  expect(different).toEqual([]);
}
