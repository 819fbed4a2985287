// What people write in Jira, as plain text for everybody else.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, wordsOf } from '../../src/jira/reading.ts';

const text = (words: string, ...marks: object[]) => ({ type: 'text', text: words, ...(marks.length > 0 && { marks }) });
const paragraph = (...content: object[]) => ({ type: 'paragraph', content });
const doc = (...content: object[]) => ({ version: 1, type: 'doc', content });
const link = (href: string) => ({ type: 'link', attrs: { href } });

describe('a document of Cloud', () => {
  it.each([
    ['words', doc(paragraph(text('Array 3 '), text('is dark', { type: 'strong' }))), 'Array 3 is dark'],
    [
      'lines',
      doc(paragraph(text('one'), { type: 'hardBreak' }, text('two')), paragraph(text('three'))),
      'one\ntwo\nthree',
    ],
    ['a link', doc(paragraph(text('the board', link('https://x.example/b')))), 'the board (https://x.example/b)'],
    ['a bare link', doc(paragraph(text('https://x.example', link('https://x.example')))), 'https://x.example'],
    ['a card', doc(paragraph({ type: 'inlineCard', attrs: { url: 'https://x.example' } })), 'https://x.example'],
    ['a mention', doc(paragraph({ type: 'mention', attrs: { id: '5b10', text: '@Ana' } }, text(' look'))), '@Ana look'],
    ['an emoji', doc(paragraph({ type: 'emoji', attrs: { shortName: ':fire:', text: '🔥' } })), '🔥'],
    ['a date', doc(paragraph({ type: 'date', attrs: { timestamp: '1773187200000' } })), '2026-03-11'],
    ['no date', doc(paragraph({ type: 'date', attrs: { timestamp: 'soon' } })), ''],
    ['a lozenge', doc(paragraph({ type: 'status', attrs: { text: 'DOWN', color: 'red' } })), 'DOWN'],
    ['code', doc({ type: 'codeBlock', content: [text('rm -rf\n  x')] }), 'rm -rf\n  x'],
    [
      'lists',
      doc({
        type: 'bulletList',
        content: [
          {
            type: 'listItem',
            content: [
              paragraph(text('one')),
              { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('in it'))] }] },
            ],
          },
        ],
      }),
      '- one\n  - in it',
    ],
    [
      'tasks',
      doc({ type: 'taskList', content: [{ type: 'taskItem', attrs: { state: 'DONE' }, content: [text('x')] }] }),
      '- [x] x',
    ],
    [
      'a table',
      doc({
        type: 'table',
        content: [
          {
            type: 'tableRow',
            content: [
              { type: 'tableCell', content: [paragraph(text('a'))] },
              { type: 'tableCell', content: [paragraph(text('b'))] },
            ],
          },
        ],
      }),
      'a | b',
    ],
    ['nothing', null, ''],
  ])('%s', (_what, body, expected) => {
    expect(plainText(body)).toBe(expected);
  });

  it('nested beyond reason, or no document at all, is no matter', () => {
    let deep: object = paragraph(text('deep'));
    for (let level = 0; level < 5_000; level += 1) deep = { type: 'blockquote', content: [deep] };
    expect(plainText(doc(paragraph(text('top')), deep))).toBe('top');
    fc.assert(fc.property(fc.anything(), (body) => typeof plainText(body) === 'string'));
  });
});

describe('wiki markup of Data Center', () => {
  it.each([
    ['h2. State\n\nArray *3* is _dark_', 'State\n\nArray 3 is dark'],
    [
      '[the board|https://x.example/b] and [https://y.example]',
      'the board (https://x.example/b) and https://y.example',
    ],
    ['[~ana] look, [~accountid:5b10] too', '@ana look, @5b10 too'],
    ['{code:java}\nint x;\n{code}\n{quote}said{quote}', 'int x;\n\nsaid'],
    ['* one\n** in it\n# first', '- one\n- in it\n- first'],
    ['||a||b||\n|1|2|', 'a | b\n1 | 2'],
    ['not \\*bold\\*, 3\\-4 \\[x]', 'not *bold*, 3-4 [x]'],
    ['a-b-c and snake_case_name, 2 * 3 * 4', 'a-b-c and snake_case_name, 2 * 3 * 4'],
    ['one\r\ntwo', 'one\ntwo'],
    ['{*}very{*} {{code}}', 'very code'],
  ])('%j', (markup, expected) => {
    expect(plainText(markup)).toBe(expected);
  });

  it('of any size takes no time that grows with its square', () => {
    for (const sign of ['[', '*', '{', '|', '_a', '[x|', '\\'])
      expect(plainText(sign.repeat(16_000)).length).toBeLessThanOrEqual(16_000 * 4);
  });
});

it('the words alone are the same however the markup is stored', () => {
  expect(wordsOf(doc(paragraph(text('a b')), paragraph(text('c'))))).toBe(
    wordsOf(doc(paragraph(text('a\u200b '), text('b c')))),
  );
});
