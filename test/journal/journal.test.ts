// The journal on a real repository: what is read, what is written, and who wins when two write at once.

import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJournal } from '../../src/journal/create.ts';
import { JournalBroken, JournalMissing, JournalRefused } from '../../src/journal/errors.ts';
import { type Journal, openJournal } from '../../src/journal/journal.ts';
import { type Command, runGit } from '../../src/journal/process.ts';
import { applied, BRANCH, makeRemote, NOW, type Remote, reported, sitrep } from './given.ts';

let remote: Remote;
let opened: Journal[] = [];

beforeEach(async () => {
  remote = await makeRemote();
  await createJournal({ url: remote.url, token: '', branch: BRANCH, installedAt: NOW });
});

afterEach(async () => {
  for (const journal of opened) await journal.close();
  opened = [];
  remote.remove();
});

async function open(): Promise<Journal> {
  const journal = await openJournal({ url: remote.url, token: '', branch: BRANCH, now: () => NOW });
  opened.push(journal);
  return journal;
}

/** A journal with incident 4 closed in 2025, 7 closed in 2026 and 12 open. */
async function withThree(): Promise<Journal> {
  const journal = await open();
  const append = new Map([4, 7, 12].map((iid) => [iid, [reported(iid), sitrep(1)]]));
  expect(
    await journal.push({
      append,
      close: new Map([
        [4, 2025],
        [7, 2026],
      ]),
    }),
  ).toBe('pushed');
  return open();
}

describe('a new journal', () => {
  it('holds its format, its day of installation, and a word to whoever finds it', async () => {
    const journal = await open();
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
    const again = { url: remote.url, token: '', branch: BRANCH, installedAt: '2026-03-12T00:00:00.000Z' };
    expect(await createJournal(again)).toBe('there already');
    expect(await remote.git('rev-parse', BRANCH)).toBe(before);
  });

  it('is made once when several make it at the same moment', async () => {
    const make = (second: number): Promise<string> =>
      createJournal({ url: remote.url, token: '', branch: 'another', installedAt: `2026-03-11T04:21:0${second}.000Z` });
    const outcomes = await Promise.all([make(1), make(2), make(3)]);
    expect(outcomes.sort()).toEqual(['created', 'there already', 'there already']);
  });
});

describe('a branch that is no journal', () => {
  it('that is missing: says so, and what to do', async () => {
    const error = await openJournal({ url: remote.url, token: '', branch: 'nothing' }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(JournalMissing);
    expect(String(error)).toContain(
      'no branch "nothing". `sitrep init` creates it. If it existed before, restore it first',
    );
  });

  it('in no repository: is refused', async () => {
    const opening = openJournal({ url: `${remote.url}-gone`, token: '', branch: BRANCH });
    await expect(opening).rejects.toThrow(JournalRefused);
  });

  it.each`
    file                                                       | says
    ${undefined}                                               | ${'journal.json, line 1: it is missing'}
    ${'{"format":2,"installedAt":"2026-03-11T04:21:00.000Z"}'} | ${'version 2, and this sitrep reads version 1'}
    ${'{"format":1}'}                                          | ${'the day of installation'}
    ${'never mind'}                                            | ${'the day of installation'}
  `('with journal.json $file: $says', async ({ file, says }) => {
    await remote.edit({ 'journal.json': file as string | undefined });
    await expect(open()).rejects.toThrow(JournalBroken);
    await expect(open()).rejects.toThrow(String(says));
  });
});

describe('what is appended', () => {
  it('is read back, by this journal and by the next', async () => {
    const journal = await open();
    expect(await journal.push({ append: new Map([[12, [reported(12), sitrep(1)]]]) })).toBe('pushed');
    expect(await journal.push({ append: new Map([[12, [applied(2)]]]) })).toBe('pushed');
    const expected = [reported(12), sitrep(1), applied(2)];
    expect(await journal.events(12)).toEqual(expected);
    expect(journal.openIncidents()).toEqual([12]);
    const next = await open();
    expect(await next.events(12)).toEqual(expected);
    expect(next.head).toBe(journal.head);
    expect(journal.operations).toEqual({ fetches: 1, pushes: 2 });
  });

  it('is one commit for several incidents, and none for nothing', async () => {
    const journal = await withThree();
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
    const journal = await withThree();
    const before = await remote.file('open/12.jsonl');
    await journal.push({ append: new Map([[12, [sitrep(2, 'back\u2028again \ud800')]]]) });
    const after = await remote.file('open/12.jsonl');
    expect(after.slice(0, before.length)).toBe(before);
    expect(after.slice(before.length)).toMatch(/^{"seq":3,"prev":"\w{32}",.*}\n$/);
  });

  it('has the words of the caller as its message, where there are any', async () => {
    const journal = await open();
    await journal.push({ append: new Map([[12, [reported(12)]]]), message: 'a drill begins' });
    expect(await remote.git('log', '-1', '--format=%s', BRANCH)).toBe('a drill begins\n');
  });

  it('is by whom and when the caller says', async () => {
    const author = { name: 'Incident <Bot>', email: 'bot@example.com' };
    const journal = await openJournal({
      url: remote.url,
      token: '',
      branch: BRANCH,
      author,
      now: () => '2027-01-02T03:04:05.678Z',
    });
    opened.push(journal);
    await journal.push({ append: new Map([[12, [reported(12)]]]) });
    const said = await remote.git('log', '-1', '--format=%an <%ae> %aI / %cn <%ce> %cI', BRANCH);
    const one = 'Incident  Bot <bot@example.com> 2027-01-02T03:04:05+00:00';
    expect(said).toBe(`${one} / ${one}\n`);
  });

  it('is checked first: an event that could not be read is not written', async () => {
    const journal = await open();
    const pushing = journal.push({ append: new Map([[12, [{ ...reported(12), at: 'noon' }]]]) });
    await expect(pushing).rejects.toThrow();
    expect(journal.operations.pushes).toBe(0);
  });
});

describe('what was looked at, and the configuration', () => {
  it('are kept as they were given', async () => {
    const journal = await open();
    const looked = { until: NOW, issues: { 12: { updatedAt: NOW, comments: 3 } } };
    await journal.push({ looked, config: '# ours\ncadence: {}\n' });
    const next = await open();
    expect(next.looked).toEqual(looked);
    expect(next.config).toBe('# ours\ncadence: {}\n');
  });

  it.each(['', 'x', '[]', '{"until":"noon","issues":{}}', '{"issues":{"twelve":{}}}'])(
    'looked.json that says %j is as good as none',
    async (text) => {
      await remote.edit({ 'looked.json': text });
      expect((await open()).looked).toEqual({ issues: {} });
    },
  );
});

describe('closing', () => {
  it('moves the file to its year, and reopening brings it back', async () => {
    const journal = await withThree();
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
    expect(await (await open()).events(12)).toEqual([reported(12), sitrep(1)]);
  });

  it.each`
    change                                                                               | path                     | seen
    ${{ append: new Map([[4, [sitrep(2)]]]) }}                                           | ${'closed/2025/4.jsonl'} | ${'closed'}
    ${{ append: new Map([[4, [sitrep(2)]]]), reopen: [4] }}                              | ${'open/4.jsonl'}        | ${'open'}
    ${{ append: new Map([[4, [sitrep(2)]]]), close: new Map([[4, 2026]]) }}              | ${'closed/2026/4.jsonl'} | ${'closed'}
    ${{ append: new Map([[4, [sitrep(2)]]]), reopen: [4], close: new Map([[4, 2027]]) }} | ${'closed/2027/4.jsonl'} | ${'closed'}
  `('a closed incident with one more event is in $path', async ({ change, path, seen }) => {
    const journal = await withThree();
    expect(await journal.push(change as Parameters<Journal['push']>[0])).toBe('pushed');
    expect(journal.where(4)).toBe(seen);
    expect((await remote.paths()).filter((known) => known.endsWith('/4.jsonl'))).toEqual([path]);
    for (const reader of [journal, await open()])
      expect(await reader.events(4)).toEqual([reported(4), sitrep(1), sitrep(2)]);
  });

  it('an incident can be reported and closed in one push', async () => {
    const journal = await open();
    await journal.push({ append: new Map([[9, [reported(9)]]]), close: new Map([[9, 2026]]) });
    expect(await remote.paths()).toContain('closed/2026/9.jsonl');
    expect(await journal.events(9)).toEqual([reported(9)]);
  });

  it('what lies in the archive is fetched when it is asked for, once, and many in one go', async () => {
    const events = Array.from({ length: 20 }, (_, at) => at + 1).map((iid) => [iid, [reported(iid)]] as const);
    const journal = await withThree();
    await journal.push({
      append: new Map(events.slice(12)),
      close: new Map(events.slice(12).map(([iid]) => [iid, 2026])),
    });
    const commands: Command[] = [];
    const next = await openJournal({
      url: remote.url,
      token: '',
      branch: BRANCH,
      run: (command) => {
        commands.push(command);
        return runGit(command);
      },
    });
    opened.push(next);
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
    await withThree();
    await remote.git('config', 'uploadpackfilter.tree.allow', 'false');
    const strict = await open();
    expect(await strict.events(12)).toHaveLength(2);
    expect(await strict.events(4)).toHaveLength(2);
    expect(strict.operations.fetches).toBe(2);
    await remote.git('config', 'uploadpack.allowFilter', 'false');
    const plain = await open();
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

describe('two at once', () => {
  it('one wins; the other is told, reads again and goes on from there', async () => {
    const one = await withThree();
    const other = await open();
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
    await withThree();
    const journals = await Promise.all([1, 2, 3, 4, 5, 6].map(() => open()));
    const outcomes = await Promise.all(
      journals.map((journal, at) => journal.push({ append: new Map([[12, [sitrep(at + 1)]]]) })),
    );
    expect(outcomes.filter((outcome) => outcome === 'pushed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'lost')).toHaveLength(5);
    expect(await (await open()).events(12)).toEqual([reported(12), sitrep(1), sitrep(outcomes.indexOf('pushed') + 1)]);
  });

  it('what the other closed, reopened or began is where the other put it', async () => {
    const one = await withThree();
    const other = await open();
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
    const journal = await withThree();
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
    await withThree();
    await remote.edit({ [String(path)]: text as string | Buffer });
    const journal = await open();
    const iid = String(path).includes('4') ? 4 : 12;
    await expect(journal.events(iid)).rejects.toThrow(JournalBroken);
    await expect(journal.events(iid)).rejects.toThrow(String(says));
    await expect(journal.push({ append: new Map([[iid, [sitrep(2)]]]) })).rejects.toThrow(JournalBroken);
    expect(await journal.push({ append: new Map([[13, [reported(13)]]]) })).toBe('pushed');
    expect(await journal.events(7)).toEqual([reported(7), sitrep(1)]);
    expect(await journal.events(13)).toEqual([reported(13)]);
  });

  it('that adds files of its own disturbs nobody', async () => {
    await withThree();
    await remote.edit({
      'open/notes.txt': 'x',
      'open/012.jsonl': 'x',
      'open/12.jsonl.bak': 'x',
      'closed/old/5.jsonl': 'x',
      'a b/"c"\n': 'x',
    });
    const journal = await open();
    expect(journal.openIncidents()).toEqual([12]);
    expect(await journal.push({ append: new Map([[12, [sitrep(2)]]]) })).toBe('pushed');
    expect(await remote.git('ls-tree', '-r', '-z', '--name-only', BRANCH)).toContain('a b/"c"\n\0');
  });
});

describe('this machine', () => {
  const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('sitrep-journal-'));

  it('keeps nothing of a journal that was closed, or that could not be opened', async () => {
    const commands: Command[] = [];
    const run = (command: Command): ReturnType<typeof runGit> => {
      commands.push(command);
      return runGit(command);
    };
    const journal = await openJournal({ url: remote.url, token: '', branch: BRANCH, run });
    const dir = commands[0]?.args[1] ?? '';
    expect(folders().some((name) => dir.endsWith(name))).toBe(true);
    await journal.close();
    expect(existsSync(dir)).toBe(false);
    commands.length = 0;
    await expect(openJournal({ url: remote.url, token: '', branch: 'nothing', run })).rejects.toThrow(JournalMissing);
    expect(existsSync(commands[0]?.args[1] ?? '')).toBe(false);
  });
});
