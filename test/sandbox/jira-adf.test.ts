// The embedded Jira's own check of documents, held against Atlassian's schema.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDocument } from '../../src/sandbox/atlassian/adf-check.ts';
import { adfSchema } from './jira-contract.ts';

const doc = (...content: unknown[]): unknown => ({ version: 1, type: 'doc', content });
const node = (type: string, ...content: unknown[]): object => ({ type, content });
const text = (value: string, ...marks: object[]): object => ({
  type: 'text',
  text: value,
  ...(marks.length > 0 ? { marks } : {}),
});
const para = (...content: unknown[]): object => node('paragraph', ...content);
const li = (...content: unknown[]): object => node('listItem', ...content);
const task = { type: 'taskItem', attrs: { localId: '1', state: 'TODO' }, content: [text('do')] };

const GOOD: readonly (readonly [string, unknown])[] = [
  ['nothing', doc()],
  ['an empty paragraph', doc({ type: 'paragraph' })],
  ['marks', doc(para(text('a', { type: 'strong' }, { type: 'em' }), text('b', { type: 'code' })))],
  ['a link', doc(para(text('a', { type: 'link', attrs: { href: 'https://x.test' } }, { type: 'code' })))],
  ['a heading', doc({ type: 'heading', attrs: { level: 2 }, content: [text('a')] })],
  ['nested lists', doc(node('bulletList', li(para(text('a')), node('orderedList', li(para())))))],
  ['tasks', doc({ type: 'taskList', attrs: { localId: 'l' }, content: [task] })],
  ['code', doc({ type: 'codeBlock', attrs: { language: 'bash' }, content: [text('a\nb')] })],
  ['empty code', doc({ type: 'codeBlock' })],
  ['a quotation', doc(node('blockquote', para(text('a'))))],
  ['a panel', doc({ type: 'panel', attrs: { panelType: 'info' }, content: [para()] })],
  ['a table', doc(node('table', node('tableRow', node('tableHeader', para()), node('tableCell', para()))))],
  ['a rule and an expand', doc({ type: 'rule' }, { type: 'expand', attrs: { title: 'More' }, content: [para()] })],
  [
    'a break and a lozenge',
    doc(para({ type: 'hardBreak' }, { type: 'status', attrs: { text: 'Up', color: 'green' } })),
  ],
];

const BAD: readonly (readonly [string, unknown])[] = [
  ['text', 'down'],
  ['another version', { version: 2, type: 'doc', content: [] }],
  ['no content', { version: 1, type: 'doc' }],
  ['an unknown block', doc({ type: 'marquee' })],
  ['text without a paragraph', doc(text('a'))],
  ['empty text', doc(para(text('')))],
  ['a heading in a list item', doc(node('bulletList', li({ type: 'heading', attrs: { level: 1 } })))],
  ['a quotation in a quotation', doc(node('blockquote', node('blockquote', para())))],
  ['a table in a quotation', doc(node('blockquote', node('table', node('tableRow'))))],
  ['an empty list', doc(node('bulletList'))],
  ['a heading of level 7', doc({ type: 'heading', attrs: { level: 7 } })],
  ['a task without an id', doc({ type: 'taskList', content: [task] })],
  ['bold code', doc(para(text('a', { type: 'code' }, { type: 'strong' })))],
  ['marks in a code block', doc({ type: 'codeBlock', content: [text('a', { type: 'strong' })] })],
  ['a link to nowhere', doc(para(text('a', { type: 'link' })))],
  ['an attribute of no use', doc({ type: 'paragraph', attrs: { style: 'x' } })],
];

describe.skipIf(!adfSchema)("Atlassian's schema and this check", () => {
  const schema = adfSchema ?? (() => false);

  it.each(GOOD)('both take %s', (_what, document) => {
    expect([isDocument(document), schema(document)]).toEqual([true, true]);
  });

  it.each(BAD)('both refuse %s', (_what, document) => {
    expect([isDocument(document), schema(document)]).toEqual([false, false]);
  });

  it('agree on anything that is put together from known parts', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        expect(isDocument(document)).toBe(schema(document));
      }),
      { numRuns: 1500 },
    );
  });
});

it('a newline in text and a bottomless document are refused', () => {
  expect(isDocument(doc(para(text('a\nb'))))).toBe(false);
  const deep = Array.from({ length: 5000 }).reduce<object>((inner) => node('bulletList', li(inner)), para());
  expect(isDocument(doc(deep))).toBe(false);
});

const BLOCKS = [
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'listItem',
  'taskList',
  'taskItem',
  'blockquote',
  'codeBlock',
  'panel',
  'rule',
  'table',
  'tableRow',
  'tableCell',
  'tableHeader',
  'expand',
  'nestedExpand',
] as const;

const ATTRS: readonly object[] = [
  { level: 2 },
  { level: 0 },
  { localId: 'x' },
  { localId: 'x', state: 'DONE' },
  { panelType: 'warning' },
  { language: 'sh' },
  { title: 'More' },
  {},
];

const marks = fc.subarray(
  [
    { type: 'strong' },
    { type: 'em' },
    { type: 'strike' },
    { type: 'code' },
    { type: 'link', attrs: { href: 'https://x.test' } },
    { type: 'textColor', attrs: { color: '#ff0000' } },
    { type: 'sparkle' },
  ],
  { maxLength: 3 },
);

const { block: anyBlock } = fc.letrec<{ block: unknown }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record(
      { type: fc.constant('text'), text: fc.constantFrom('a', 'b c', ''), marks },
      { requiredKeys: ['type', 'text'] },
    ),
    fc.constant({ type: 'hardBreak' }),
    fc.record(
      {
        type: fc.constantFrom(...BLOCKS),
        attrs: fc.constantFrom(...ATTRS),
        content: fc.array(tie('block'), { maxLength: 3 }),
      },
      { requiredKeys: ['type'] },
    ),
  ),
}));

const anyDocument = fc.array(anyBlock, { maxLength: 3 }).map((content) => doc(...content));
