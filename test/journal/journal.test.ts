// The journal on a real repository: how it begins, what is written, and what is read back.

import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJournal } from '../../src/journal/create.ts';
import { JournalBroken, JournalMissing, JournalRefused } from '../../src/journal/errors.ts';
import { type Command, runGit } from '../../src/journal/process.ts';
import { type Bench, makeBench } from './bench.ts';
import { applied, BRANCH, NOW, type Remote, reported, sitrep, thrown } from './given.ts';

let bench: Bench;
let remote: Remote;

beforeEach(async () => {
  bench = await makeBench();
  remote = bench.remote;
});

afterEach(() => bench.close());

describe('a new journal', () => {
  it('holds its format, its day of installation, and a word to whoever finds it', async () => {
    const journal = await bench.open();
    expect(journal.meta).toEqual({ format: 1, installedAt: NOW });
    expect(journal.looked).toEqual({ issues: {} });
    expect(journal.config).toBeUndefined();
    expect(journal.openIncidents()).toEqual([]);
    expect(await remote.paths()).toEqual(['README.md', 'journal.json']);
    expect(await remote.file('README.md')).toContain('Do not edit');
    expect(await remote.git('log', '--format=%an <%ae> %cI', BRANCH)).toBe(
      'sitrep <sitrep@localhost> 2026-03-11T04:21:00+00:00\n',
    );
  });

  it('is not made where there is one', async () => {
    const before = await remote.git('rev-parse', BRANCH);
    const again = { ...bench.access, installedAt: '2026-03-12T00:00:00.000Z' };
    expect(await createJournal(again)).toBe('there already');
    expect(await remote.git('rev-parse', BRANCH)).toBe(before);
  });

  it('is made once when several make it at the same moment', async () => {
    const make = (second: number): Promise<string> =>
      createJournal({ ...bench.access, branch: 'another', installedAt: `2026-03-11T04:21:0${second}.000Z` });
    const outcomes = await Promise.all([make(1), make(2), make(3)]);
    expect(outcomes.sort()).toEqual(['created', 'there already', 'there already']);
  });
});

describe('a branch that is no journal', () => {
  it('that is missing: says so, and what to do', async () => {
    const error = await thrown(bench.open({ branch: 'nothing' }));
    expect(error).toBeInstanceOf(JournalMissing);
    expect(error.message).toContain(
      'no branch "nothing". `sitrep init` creates it. If it existed before, restore it first',
    );
  });

  it('in no repository: is refused', async () => {
    await expect(bench.open({ url: `${remote.url}-gone` })).rejects.toThrow(JournalRefused);
  });

  it.each`
    file                                                       | says
    ${undefined}                                               | ${'journal.json, line 1: it is missing'}
    ${'{"format":2,"installedAt":"2026-03-11T04:21:00.000Z"}'} | ${'version 2, and this sitrep reads version 1'}
    ${'{"format":1}'}                                          | ${'the day of installation'}
    ${'never mind'}                                            | ${'the day of installation'}
  `('with journal.json $file: $says', async ({ file, says }) => {
    await remote.edit({ 'journal.json': file as string | undefined });
    await expect(bench.open()).rejects.toThrow(JournalBroken);
    await expect(bench.open()).rejects.toThrow(String(says));
  });
});

describe('what is appended', () => {
  it('is read back, by this journal and by the next', async () => {
    const journal = await bench.open();
    expect(await journal.push({ append: new Map([[12, [reported(12), sitrep(1)]]]) })).toBe('pushed');
    expect(await journal.push({ append: new Map([[12, [applied(2)]]]) })).toBe('pushed');
    const expected = [reported(12), sitrep(1), applied(2)];
    expect(await journal.events(12)).toEqual(expected);
    expect(journal.openIncidents()).toEqual([12]);
    const next = await bench.open();
    expect(await next.events(12)).toEqual(expected);
    expect(next.head).toBe(journal.head);
    expect(journal.operations).toEqual({ fetches: 1, pushes: 2 });
  });

  it('is one commit for several incidents, and none for nothing', async () => {
    const journal = await bench.withThree();
    const before = Number(await remote.git('rev-list', '--count', BRANCH));
    const append = new Map([
      [12, [sitrep(2)]],
      [13, [reported(13)]],
    ]);
    expect(await journal.push({ append, config: 'cadence: {}\n' })).toBe('pushed');
    expect(await journal.push({ append: new Map([[12, []]]), config: 'cadence: {}\n' })).toBe('pushed');
    expect(Number(await remote.git('rev-list', '--count', BRANCH))).toBe(before + 1);
    expect(journal.operations.pushes).toBe(1);
    expect(await remote.git('log', '-1', '--format=%s', BRANCH)).toBe('2 incidents: 12, 13\n');
    expect(journal.openIncidents()).toEqual([12, 13]);
  });

  it('leaves the lines before it as they are, byte for byte', async () => {
    const journal = await bench.withThree();
    const before = await remote.file('open/12.jsonl');
    await journal.push({ append: new Map([[12, [sitrep(2, 'back\u2028again \ud800')]]]) });
    const after = await remote.file('open/12.jsonl');
    expect(after.slice(0, before.length)).toBe(before);
    expect(after.slice(before.length)).toMatch(/^{"seq":3,"prev":"\w{32}",.*}\n$/);
  });

  it('has the words of the caller as its message, where there are any', async () => {
    const journal = await bench.open();
    await journal.push({ append: new Map([[12, [reported(12)]]]), message: 'a drill begins' });
    expect(await remote.git('log', '-1', '--format=%s', BRANCH)).toBe('a drill begins\n');
  });

  it('is by whom and when the caller says', async () => {
    const author = { name: 'Incident <Bot>', email: 'bot@example.com' };
    const journal = await bench.open({ author, now: () => '2027-01-02T03:04:05.678Z' });
    await journal.push({ append: new Map([[12, [reported(12)]]]) });
    const said = await remote.git('log', '-1', '--format=%an <%ae> %aI / %cn <%ce> %cI', BRANCH);
    const one = 'Incident  Bot <bot@example.com> 2027-01-02T03:04:05+00:00';
    expect(said).toBe(`${one} / ${one}\n`);
  });

  it('is checked first: an event that could not be read is not written', async () => {
    const journal = await bench.open();
    const pushing = journal.push({ append: new Map([[12, [{ ...reported(12), at: 'noon' }]]]) });
    await expect(pushing).rejects.toThrow();
    expect(journal.operations.pushes).toBe(0);
  });
});

describe('what was looked at, and the configuration', () => {
  it('are kept as they were given', async () => {
    const journal = await bench.open();
    const looked = { until: NOW, issues: { 12: { updatedAt: NOW, comments: 3 } } };
    await journal.push({ looked, config: '# ours\ncadence: {}\n' });
    const next = await bench.open();
    expect(next.looked).toEqual(looked);
    expect(next.config).toBe('# ours\ncadence: {}\n');
  });

  it.each(['', 'x', '[]', '{"until":"noon","issues":{}}', '{"issues":{"twelve":{}}}'])(
    'looked.json that says %j is as good as none',
    async (text) => {
      await remote.edit({ 'looked.json': text });
      expect((await bench.open()).looked).toEqual({ issues: {} });
    },
  );
});

describe('this machine', () => {
  const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('sitrep-journal-'));

  it('keeps nothing of a journal that was closed, or that could not be opened', async () => {
    const commands: Command[] = [];
    const run = (command: Command): ReturnType<typeof runGit> => {
      commands.push(command);
      return runGit(command);
    };
    const journal = await bench.open({ run });
    const dir = commands[0]?.args[1] ?? '';
    expect(folders().some((name) => dir.endsWith(name))).toBe(true);
    await journal.close();
    expect(existsSync(dir)).toBe(false);
    commands.length = 0;
    await expect(bench.open({ branch: 'nothing', run })).rejects.toThrow(JournalMissing);
    expect(existsSync(commands[0]?.args[1] ?? '')).toBe(false);
  });
});
