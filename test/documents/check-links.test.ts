// Links of a review: each kind of broken one is found, with its line and what to write instead; all others pass.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../src/command-line/index.ts';
import { pirText } from '../../src/documents/pir.ts';
import { references } from '../../src/text/references.ts';
import { eventful, PLACE } from './given.ts';

const ROOM = 'https://acme.slack.com/archives/C0123ABCD';
const TICKET = 'https://jira.test/browse/INC-1';
const REVIEW = 'pir/2026/2026-03-11-1-disk.md';

/** A review that people finished, of an incident with a room and a ticket. */
function finished(): string {
  const told = eventful('the disk is full');
  const mirror = { private: false } as const;
  told.record(60, { type: 'room-opened', channel: 'C0123ABCD', name: 'inc-1-disk', url: ROOM, ...mirror });
  told.record(60, { type: 'ticket-opened', key: 'INC-1', url: TICKET, ...mirror });
  return pirText(told.incident, told.events, told.policy, PLACE)
    .replace(/^→ Each with an owner.*$/m, '- [ ] @ana 2026-04-01 a bigger disk')
    .replace(/^→ What would we do again.*$/m, 'HERE')
    .replace(/^→.*$/gm, 'People wrote this.');
}

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sitrep-links-'));
  execFileSync('git', ['init', '--quiet', root]);
  mkdirSync(join(root, 'pir/2026'), { recursive: true });
  mkdirSync(join(root, 'pir/2025'));
  writeFileSync(join(root, 'README.md'), '# Incidents\n\n## Who to call?\n\n## Who to call?\n\n## 2026\n');
  writeFileSync(join(root, 'pir/2025/2025-01-02-7-disk.md'), '# Post Incident Review\n');
  writeFileSync(join(root, 'pir/2026/graph (1).png'), '');
  symlinkSync('/etc', join(root, 'out'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What `sitrep review --check` says of a review in which `words` stand, and the line in which they do. */
async function check(words: string, whole = finished()): Promise<{ said: readonly string[]; line: number }> {
  const text = whole.replace('HERE', () => words);
  const path = join(root, REVIEW);
  writeFileSync(path, text);
  const lines: string[] = [];
  await commandLine(['review', '--check', path], {}, (line) => lines.push(...line.split('\n')), 'none');
  const said = lines.flatMap((one) =>
    one.includes(REVIEW) ? [one.slice(one.indexOf(REVIEW) + REVIEW.length + 1).trim()] : [],
  );
  return { said, line: whole.split('\n').indexOf('HERE') + 1 };
}

describe('R72 (partly): a link in a review', () => {
  it.each([
    ['to a file beside it', '[graph](<graph (1).png>) ![graph](graph%20%281%29.png)'],
    ['to an earlier review', '[last time](../2025/2025-01-02-7-disk.md#post-incident-review)'],
    ['from the root, to a folder, to a line', '[a](/README.md) [b](/pir) [c](/README.md#L3)'],
    [
      'to a heading, also one of the same words, or of digits',
      '[a](/README.md#who-to-call-1) [b](/README.md#anchor-2026)',
    ],
    ['to a heading of its own', '[above](#what-happened)'],
    ['to the ticket and the room on record', `[INC-1](${TICKET}) and [#inc-1-disk](${ROOM})`],
    ['elsewhere, which is not fetched', '<https://gone.test/x> [mail](mailto:a@b.test) [x](//elsewhere.test/y)'],
    ['in code', '`[a](gone.md)`\n\n```\n[a](gone.md)\n```'],
  ])('%s is in order', async (_what, words) => {
    expect((await check(words)).said).toEqual(['complete']);
  });

  it.each([
    ['gone', '[a](gone.md)', '`gone.md` is not in the repository: correct it, or take it away'],
    ['misspelt', '![a](</pir/2026/grahp (1).png>)', 'did you mean `graph (1).png`?'],
    [
      'to a heading that is not',
      '[a](/README.md#who-to-cal)',
      '`README.md` has no heading `#who-to-cal`: did you mean `#who-to-call`?',
    ],
    [
      'to no heading of its own',
      '[a](#nothing-at-all)',
      'this page has no heading `#nothing-at-all`: write one that is',
    ],
    ['that was left empty', '[a]()', 'this link leads nowhere'],
    ['out of the repository', '[a](../../../etc/passwd)', 'leads out of the repository'],
    ['out of it by a symbolic link', '[a](/out/passwd)', 'is not in the repository'],
    [
      'to another ticket',
      '[INC-1](https://jira.test/browse/INC-7)',
      `is not at \`https://jira.test/browse/INC-7\`: write \`${TICKET}\``,
    ],
    ['to another room', '[#inc-1-disk](https://acme.slack.com/archives/C9)', `write \`${ROOM}\``],
    [
      'to another issue',
      '[#1](https://gitlab.test/acme/incidents/-/issues/2)',
      `write \`${PLACE.projectUrl}/-/issues/1\``,
    ],
    ['by a definition', '[a][b]\n\n[b]: gone.md', '`gone.md` is not in the repository'],
  ])('%s is told with its line and what to write', async (_what, words, lack) => {
    const { said, line } = await check(words);
    expect(said).toEqual([expect.stringContaining(lack)]);
    expect(said[0]).toMatch(new RegExp(`^${line}: `));
  });

  it('in the block of places is the record’s: what somebody wrote there is told', async () => {
    const { said } = await check('x', finished().replace(`](${TICKET})`, '](https://jira.test/browse/INC-7)'));
    expect(said).toEqual([expect.stringContaining('somebody wrote in the block of places')]);
  });

  it('counts lines in a paragraph, in tables and behind Windows’ ends of lines', () => {
    const text = 'a\nb [x](1)\n\n| a |\n| - |\n| [y](2) |\n';
    const lines = (source: string) => references(source).links.map(({ line, href }) => `${line} ${href}`);
    expect(lines(text)).toEqual(['2 1', '6 2']);
    expect(lines(text.replaceAll('\n', '\r\n'))).toEqual(['2 1', '6 2']);
  });

  it.each([
    ['a paragraph', 'word '.repeat(1001), [0]],
    ['a line', `${'x'.repeat(20_001)} [a](gone.md)`, [0]],
    ['a line in a quotation, and a cell', `> ${'x'.repeat(20_001)}\n\n| a |\n| - |\n| ${'x'.repeat(5001)} |`, [0, 4]],
  ])('%s that is too long for it is told, and no fault', async (_what, words, at) => {
    const { said, line } = await check(words);
    expect(said).toEqual([...at.map((below) => `${line + below}: too long to be checked for links`), 'complete']);
  });

  it('of a pasted log nothing is told, however long its lines are', async () => {
    const long = 'x'.repeat(20_001);
    expect((await check(`\`\`\`\n${long}\n\`\`\``)).said).toEqual(['complete']);
  });

  it.each([
    ['a line of brackets', '['.repeat(1_000_000)],
    ['lines of brackets', '[[[[\n'.repeat(200_000)],
    ['links without an end', '[a](\n'.repeat(200_000)],
    ['beginnings of blocks', '<!-- sitrep:begin places 0 -->\n'.repeat(30_000)],
    ['quotations', `${'> '.repeat(5000)}\n`.repeat(100)],
  ])(
    'a megabyte of %s hides no link below it',
    async (_what, hostile) => {
      const { said } = await check(`${hostile}\n\n[a](gone.md)`);
      expect(said.filter((one) => one.includes('gone.md'))).toHaveLength(1);
    },
    20_000,
  );
});
