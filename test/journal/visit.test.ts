// A look at every open incident: each is there, none stops the others, and it costs no further fetch.

import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { type Bench, makeBench } from './bench.ts';
import { reported, sitrep } from './given.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await makeBench();
});

afterEach(() => bench.close());

/** What the look finds: how many events by iid, or why there are none. */
async function look(journal: Journal): Promise<Record<number, number | string>> {
  const found: Record<number, number | string> = {};
  for await (const { iid, events } of journal.visitOpen()) {
    try {
      found[iid] = events().length;
    } catch (error) {
      found[iid] = error instanceof Error ? error.name : 'no error';
    }
  }
  return found;
}

it('closed incidents are left out, what this run has written is in', async () => {
  const journal = await bench.withThree();
  expect(await look(journal)).toEqual({ 12: 2 });
  await journal.push({
    append: new Map([
      [13, [reported(13)]],
      [12, [sitrep(2)]],
    ]),
  });
  expect(await look(journal)).toEqual({ 12: 3, 13: 1 });
});

it('more than are read at a time come in order, with one fetch in all', async () => {
  const writer = await bench.open();
  const iids = Array.from({ length: 250 }, (_, index) => index + 1);
  await writer.push({ append: new Map(iids.map((iid) => [iid, [reported(iid)]])) });
  const journal = await bench.open();
  expect(Object.keys(await look(journal)).map(Number)).toEqual(iids);
  expect(journal.operations.fetches).toBe(1);
});

it('a file that was changed by hand is told of, and the others are there', async () => {
  const writer = await bench.withThree();
  await writer.push({ append: new Map([[13, [reported(13)]]]) });
  await bench.remote.edit({ 'open/12.jsonl': 'not a journal\n' });
  expect(await look(await bench.open())).toEqual({ 12: 'JournalBroken', 13: 1 });
});
