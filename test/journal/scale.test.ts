// Years of incidents: what a run pays for them. Times are printed, not judged; sizes and numbers of operations are.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { createJournal } from '../../src/journal/create.ts';
import { openJournal } from '../../src/journal/journal.ts';
import { begin, extend } from '../../src/journal/line.ts';
import { BRANCH, makeRemote, NOW, type Remote, reported, sitrep } from './given.ts';

const OPEN = 1000;
const CLOSED = 10_000;

let remote: Remote;

beforeAll(async () => {
  remote = await makeRemote();
  await createJournal({ url: remote.url, token: '', branch: BRANCH, installedAt: NOW });
  const files: Record<string, string> = {};
  for (let iid = 1; iid <= CLOSED; iid += 1) files[`closed/${2020 + (iid % 7)}/${iid}.jsonl`] = fileOf(iid);
  for (let iid = CLOSED + 1; iid <= CLOSED + OPEN; iid += 1) files[`open/${iid}.jsonl`] = fileOf(iid);
  await remote.edit(files);
});

afterAll(() => remote.remove());

function fileOf(iid: number): string {
  const events: IncidentEvent[] = [reported(iid, { title: `Incident ${iid}` })];
  for (let n = 1; n <= 10; n += 1)
    events.push(sitrep(n, `Step ${n} of incident ${iid}: ${(iid * n * 7919) % 1_000_003}`));
  const { text, after } = begin(iid);
  return text + extend(after, events).text;
}

it('1,000 open and 10,000 closed incidents', async () => {
  const times: string[] = [];
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    times.push(`${what} ${(performance.now() - start).toFixed(0)} ms`);
    return result;
  };
  const journal = await timed('open', () =>
    openJournal({ url: remote.url, token: '', branch: BRANCH, now: () => NOW }),
  );
  expect(journal.openIncidents()).toHaveLength(OPEN);
  await timed('decode all open', async () => {
    for await (const { events } of journal.visitOpen()) expect(events()).toHaveLength(11);
  });
  const append = new Map([[CLOSED + 1, [sitrep(11)]]]);
  expect(await timed('append and push', () => journal.push({ append }))).toBe('pushed');
  const close = new Map([[CLOSED + 1, 2026]]);
  expect(await timed('close and push', () => journal.push({ close }))).toBe('pushed');
  expect(journal.operations).toEqual({ fetches: 1, pushes: 2 });
  await timed('one closed', () => journal.events(5));
  await timed('200 closed', () => journal.load(Array.from({ length: 200 }, (_, at) => at + 100)));
  expect(journal.operations.fetches).toBe(3);
  await timed('refresh', () => journal.refresh());
  expect(journal.where(CLOSED + 1)).toBe('closed');
  await journal.close();
  console.log(`journal, ${OPEN} open and ${CLOSED} closed: ${times.join(', ')}`);
});
