// Every behaviour of GitLab that was read off its source or its documentation has a test, or a reason why not.
//
// The table of behaviours numbers them; a test that proves one begins its name with the number (`B3: …`), or has it in the
// column `row` of its table.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contract } from '../contracts.ts';

const BEHAVIOURS = contract('behaviours.md', 'whether each documented behaviour of GitLab has a test');

/** The sections that are proven here, by their letter. */
const SECTIONS = 'ABCDEFGHIJKLMNO';

/** What neither sitrep nor its tests ever meet. */
const NOT_OURS: Readonly<Record<string, string>> = {
  A16: 'needs a spam checker, which only administrators of an instance switch on; sitrep shows whatever message is refused with',
  F13: 'child items are made by the work items API; the note on related issues, its other half, is remembered only',
  L8: 'sitrep opens and updates merge requests and never rebases one',
  O1: 'sitrep uploads no files',
};

interface Row {
  readonly number: string;
  readonly basis: string;
}

const rows = BEHAVIOURS ? rowsOf(readFileSync(BEHAVIOURS, 'utf8')) : [];
const proven = provenRows();

describe.runIf(BEHAVIOURS)('behaviours of GitLab', () => {
  it('are read from the table', () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.find(({ number }) => number === 'B6')).toEqual({ number: 'B6', basis: 'D' });
  });

  it('that stand in its source or documentation are each proven by a test, or stand in NOT_OURS with the reason', () => {
    const missing = rows
      .filter(({ number, basis }) => SECTIONS.includes(number.charAt(0)) && /\b[SD]\b/.test(basis))
      .map(({ number }) => number)
      .filter((number) => !proven.has(number) && !(number in NOT_OURS));
    expect(missing, 'write a test whose name begins with the number').toEqual([]);
  });

  it('that are proven do not stand in NOT_OURS, and those that stand there exist', () => {
    const known = new Set(rows.map(({ number }) => number));
    expect(Object.keys(NOT_OURS).filter((number) => proven.has(number) || !known.has(number))).toEqual([]);
  });

  it('that tests claim to prove exist', () => {
    const known = new Set(rows.map(({ number }) => number));
    expect([...proven].filter((number) => !known.has(number))).toEqual([]);
  });
});

/** `| A1 | what | where | S, D |`: the number, and in the last cell where it was read. */
function rowsOf(text: string): Row[] {
  return text.split('\n').flatMap((line) => {
    const number = /^\| ([A-O]\d+) \|/.exec(line)?.[1];
    const basis = /\|([^|]*)\|\s*$/.exec(line)?.[1]?.trim();
    return number === undefined || basis === undefined ? [] : [{ number, basis }];
  });
}

/** The numbers that names of tests begin with, and those in the `row` columns of tables. */
function provenRows(): Set<string> {
  const folder = new URL('./', import.meta.url);
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts') && name !== 'behaviours.test.ts');
  const texts = tests.map((name) => readFileSync(new URL(name, folder), 'utf8'));
  return new Set(
    texts.flatMap((text) => [
      ...[...text.matchAll(/['"`]((?:[A-O]\d+(?:, )?)+): /g)].flatMap(([, numbers = '']) => numbers.split(', ')),
      ...[...text.matchAll(/\$\{'([A-O]\d+)'\}/g)].map(([, number = '']) => number),
    ]),
  );
}
