// Others at the branch: a second run at the same moment, and a person with a text editor.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalBroken, JournalMissing } from '../../src/journal/errors.ts';
import { type Bench, makeBench } from './bench.ts';
import { BRANCH, type Remote, reported, sitrep } from './given.ts';

let bench: Bench;
let remote: Remote;

beforeEach(async () => {
  bench = await makeBench();
  remote = bench.remote;
});

afterEach(() => bench.close());

describe('two at once', () => {
  it('one wins; the other is told, reads again and goes on from there', async () => {
    const one = await bench.withThree();
    const other = await bench.open();
    expect(await one.push({ append: new Map([[12, [sitrep(2, 'one')]]]) })).toBe('pushed');
    expect(await other.push({ append: new Map([[12, [sitrep(2, 'other')]]]) })).toBe('lost');
    expect(await other.events(12)).toHaveLength(2);
    await other.refresh();
    expect(await other.events(12)).toEqual([reported(12), sitrep(1), sitrep(2, 'one')]);
    expect(await other.push({ append: new Map([[12, [sitrep(3, 'other')]]]) })).toBe('pushed');
    await one.refresh();
    expect(await one.events(12)).toEqual(await other.events(12));
    expect(other.operations).toEqual({ fetches: 2, pushes: 2 });
  });

  it('of many in the very same moment exactly one wins, and nothing of the others stays', async () => {
    await bench.withThree();
    const journals = await Promise.all([1, 2, 3, 4, 5, 6].map(() => bench.open()));
    const outcomes = await Promise.all(
      journals.map((journal, at) => journal.push({ append: new Map([[12, [sitrep(at + 1)]]]) })),
    );
    expect(outcomes.filter((outcome) => outcome === 'pushed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'lost')).toHaveLength(5);
    expect(await (await bench.open()).events(12)).toEqual([
      reported(12),
      sitrep(1),
      sitrep(outcomes.indexOf('pushed') + 1),
    ]);
  });

  it('what the other closed, reopened or began is where the other put it', async () => {
    const one = await bench.withThree();
    const other = await bench.open();
    await one.push({
      close: new Map([[12, 2026]]),
      reopen: [4],
      append: new Map([[20, [reported(20)]]]),
      config: 'a: 1\n',
    });
    await other.refresh();
    expect(other.openIncidents()).toEqual([4, 20]);
    expect([12, 4, 7].map((iid) => other.where(iid))).toEqual(['closed', 'open', 'closed']);
    for (const iid of [4, 12]) expect(await other.events(iid)).toEqual([reported(iid), sitrep(1)]);
    expect(other.config).toBe('a: 1\n');
  });

  it.each`
    meanwhile                                               | then
    ${['update-ref', '-d', `refs/heads/${BRANCH}`]}         | ${'JournalMissing'}
    ${['update-ref', `refs/heads/${BRANCH}`, `${BRANCH}^`]} | ${'the branch as it is'}
  `('a branch that was taken away meanwhile is not put back: $meanwhile', async ({ meanwhile, then }) => {
    const journal = await bench.withThree();
    await journal.push({ append: new Map([[12, [sitrep(2)]]]) });
    await remote.git(...(meanwhile as string[]));
    expect(await journal.push({ append: new Map([[12, [sitrep(3)]]]) })).toBe('lost');
    if (then === 'JournalMissing') await expect(journal.refresh()).rejects.toThrow(JournalMissing);
    else {
      await journal.refresh();
      expect(await journal.events(12)).toEqual([reported(12), sitrep(1)]);
    }
  });
});

describe('a hand in the branch', () => {
  it.each`
    path                     | text                                       | says
    ${'open/12.jsonl'}       | ${'{"sitrep":1,"iid":12}\nBen was here\n'} | ${'open/12.jsonl, line 2: it is not JSON'}
    ${'open/12.jsonl'}       | ${'{"sitrep":1,"iid":13}\n'}               | ${'it is the file of incident 13'}
    ${'open/12.jsonl'}       | ${Buffer.from([0xff, 0xfe, 10])}           | ${'it is not UTF-8'}
    ${'closed/2025/4.jsonl'} | ${'{"sitrep":9,"iid":4}\n'}                | ${'version 9, and this sitrep reads version 1'}
  `('in $path concerns that incident alone: $says', async ({ path, text, says }) => {
    await bench.withThree();
    await remote.edit({ [String(path)]: text as string | Buffer });
    const journal = await bench.open();
    const iid = String(path).includes('4') ? 4 : 12;
    await expect(journal.events(iid)).rejects.toThrow(JournalBroken);
    await expect(journal.events(iid)).rejects.toThrow(String(says));
    await expect(journal.push({ append: new Map([[iid, [sitrep(2)]]]) })).rejects.toThrow(JournalBroken);
    expect(await journal.push({ append: new Map([[13, [reported(13)]]]) })).toBe('pushed');
    expect(await journal.events(7)).toEqual([reported(7), sitrep(1)]);
    expect(await journal.events(13)).toEqual([reported(13)]);
  });

  it('that adds files of its own disturbs nobody', async () => {
    await bench.withThree();
    await remote.edit({
      'open/notes.txt': 'x',
      'open/012.jsonl': 'x',
      'open/12.jsonl.bak': 'x',
      'closed/old/5.jsonl': 'x',
      'a b/"c"\n': 'x',
    });
    const journal = await bench.open();
    expect(journal.openIncidents()).toEqual([12]);
    expect(await journal.push({ append: new Map([[12, [sitrep(2)]]]) })).toBe('pushed');
    expect(await remote.git('ls-tree', '-r', '-z', '--name-only', BRANCH)).toContain('a b/"c"\n\0');
  });
});
