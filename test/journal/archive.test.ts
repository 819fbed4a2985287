// Closed incidents: where their files go, and that nobody pays for them who does not ask.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { type Command, runGit } from '../../src/journal/process.ts';
import { type Bench, makeBench } from './bench.ts';
import { type Remote, reported, sitrep } from './given.ts';

let bench: Bench;
let remote: Remote;

beforeEach(async () => {
  bench = await makeBench();
  remote = bench.remote;
});

afterEach(() => bench.close());

describe('closing', () => {
  it('moves the file to its year, and reopening brings it back', async () => {
    const journal = await bench.withThree();
    expect(await remote.paths()).toEqual([
      'README.md',
      'closed/2025/4.jsonl',
      'closed/2026/7.jsonl',
      'journal.json',
      'open/12.jsonl',
    ]);
    expect([4, 7, 12, 13].map((iid) => journal.where(iid))).toEqual(['closed', 'closed', 'open', undefined]);
    expect(await journal.push({ close: new Map([[12, 2026]]), reopen: [4] })).toBe('pushed');
    expect(await remote.paths()).toEqual([
      'README.md',
      'closed/2026/12.jsonl',
      'closed/2026/7.jsonl',
      'journal.json',
      'open/4.jsonl',
    ]);
    expect([journal.openIncidents(), journal.where(12)]).toEqual([[4], 'closed']);
    expect(await journal.events(4)).toEqual([reported(4), sitrep(1)]);
    expect(await (await bench.open()).events(12)).toEqual([reported(12), sitrep(1)]);
  });

  it.each`
    change                                                                               | path                     | seen
    ${{ append: new Map([[4, [sitrep(2)]]]) }}                                           | ${'closed/2025/4.jsonl'} | ${'closed'}
    ${{ append: new Map([[4, [sitrep(2)]]]), reopen: [4] }}                              | ${'open/4.jsonl'}        | ${'open'}
    ${{ append: new Map([[4, [sitrep(2)]]]), close: new Map([[4, 2026]]) }}              | ${'closed/2026/4.jsonl'} | ${'closed'}
    ${{ append: new Map([[4, [sitrep(2)]]]), reopen: [4], close: new Map([[4, 2027]]) }} | ${'closed/2027/4.jsonl'} | ${'closed'}
  `('a closed incident with one more event is in $path', async ({ change, path, seen }) => {
    const journal = await bench.withThree();
    expect(await journal.push(change as Parameters<Journal['push']>[0])).toBe('pushed');
    expect(journal.where(4)).toBe(seen);
    expect((await remote.paths()).filter((known) => known.endsWith('/4.jsonl'))).toEqual([path]);
    for (const reader of [journal, await bench.open()])
      expect(await reader.events(4)).toEqual([reported(4), sitrep(1), sitrep(2)]);
  });

  it('an incident can be reported and closed in one push', async () => {
    const journal = await bench.open();
    await journal.push({ append: new Map([[9, [reported(9)]]]), close: new Map([[9, 2026]]) });
    expect(await remote.paths()).toContain('closed/2026/9.jsonl');
    expect(await journal.events(9)).toEqual([reported(9)]);
  });

  it('what lies in the archive is fetched when it is asked for, once, and many in one go', async () => {
    const events = Array.from({ length: 20 }, (_, at) => at + 1).map((iid) => [iid, [reported(iid)]] as const);
    const journal = await bench.withThree();
    await journal.push({
      append: new Map(events.slice(12)),
      close: new Map(events.slice(12).map(([iid]) => [iid, 2026])),
    });
    const commands: Command[] = [];
    const next = await bench.open({
      run: (command) => {
        commands.push(command);
        return runGit(command);
      },
    });
    expect(next.operations.fetches).toBe(1);
    // README, journal.json, open/12: three blobs; the trees are the root, open, closed and its two years; one commit.
    expect(await objectsOf(commands)).toBe(3 + 5 + 1);
    expect(await next.events(4)).toEqual([reported(4), sitrep(1)]);
    expect(await next.events(4)).toHaveLength(2);
    expect(next.operations.fetches).toBe(2);
    await next.load([4, 13, 14, 15, 12, 99]);
    expect(next.operations.fetches).toBe(3);
    for (const iid of [13, 14, 15]) expect(await next.events(iid)).toEqual([reported(iid)]);
    expect(await objectsOf(commands)).toBe(9 + 1 + 3);
    expect(next.operations.fetches).toBe(3);
  });

  it('needs no server that leaves things out', async () => {
    await bench.withThree();
    await remote.git('config', 'uploadpackfilter.tree.allow', 'false');
    const strict = await bench.open();
    expect(await strict.events(12)).toHaveLength(2);
    expect(await strict.events(4)).toHaveLength(2);
    expect(strict.operations.fetches).toBe(2);
    await remote.git('config', 'uploadpack.allowFilter', 'false');
    const plain = await bench.open();
    expect(await plain.events(4)).toHaveLength(2);
    expect(plain.operations.fetches).toBe(1);
  });
});

/** How many objects are in the repository that these commands worked in. */
async function objectsOf(commands: readonly Command[]): Promise<number> {
  const [command] = commands;
  const dir = command?.args[1] ?? '';
  const args = ['--git-dir', dir, 'count-objects', '-v'];
  const { stdout } = await runGit({ args, env: command?.env ?? {}, stdin: '', timeoutMs: 5000 });
  const counts = [...stdout.toString().matchAll(/^(?:count|in-pack): (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
