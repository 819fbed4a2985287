// Atlassian's document format from markdown: valid by Atlassian's own schema, whatever was typed, and never too long.

import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdfDocument, type AdfNode, adf } from '../../src/jira/adf.ts';
import type { Block } from '../../src/text/blocks.ts';
import { parse } from '../../src/text/parse.ts';
import { contract } from '../contracts.ts';
import { ATTACKS, arbitraryMarkdown, documents, HUGE, missingWords, PLACES, smallState } from '../text/given.ts';

const schema = contract('../jira/adf/adf-full.schema.json', 'whether Jira would take a document');
const validate = schema && compiled(readFileSync(schema, 'utf8'));

/** The schema is of an older draft by its name only. */
function compiled(text: string): ValidateFunction {
  const { $schema: _, ...rest } = JSON.parse(text);
  return new Ajv({ strict: false }).compile(rest);
}

/** What is wrong with a document, in a line: by the schema, and by the two rules that it does not hold. */
function faults(document: AdfDocument): string[] {
  const valid = !validate || validate(document);
  const nodes = all(document.content);
  return [
    ...(valid ? [] : ['not valid by the schema']),
    ...nodes.filter((node) => node.type === 'text' && node.text === '').map(() => 'a text that is empty'),
    ...nodes
      .filter((node) => node.type !== 'codeBlock' && (node.content ?? []).some((one) => one.text?.includes('\n')))
      .map((node) => `a line break in the text of a ${node.type}`),
    ...nodes.filter((node) => /mention|media|extension|inlineCard/i.test(node.type)).map((node) => `a ${node.type}`),
    ...nodes
      .flatMap((node) => node.marks ?? [])
      .filter((mark) => mark.type === 'link' && !/^(https?:\/\/|mailto:)/i.test(mark.attrs?.['href'] ?? ''))
      .map((mark) => `a link to ${mark.attrs?.['href']}`),
  ];
}

function all(nodes: readonly AdfNode[]): readonly AdfNode[] {
  return nodes.flatMap((node) => [node, ...all(node.content ?? [])]);
}

/** The document as a line: types with what is in them, marks before the text. */
function outline(nodes: readonly AdfNode[]): string {
  return nodes
    .map(({ type, text, marks = [], attrs = {}, content }) => {
      if (type === 'text') return `${marks.map((mark) => `${mark.type}:`).join('')}${JSON.stringify(text)}`;
      const { localId: _, ...told } = attrs;
      const more = Object.values(told).length === 0 ? '' : `=${Object.values(told).join()}`;
      return `${type}${more}${content ? `(${outline(content)})` : ''}`;
    })
    .join(' ');
}

describe('what it is made of', () => {
  it.each([
    ['**a** *b* ~~c~~ `d`', 'paragraph(strong:"a" " " em:"b" " " strike:"c" " " code:"d")'],
    ['a\nb', 'paragraph("a" hardBreak "b")'],
    ['**`a`** [`b`](https://e.test)', 'paragraph(code:"a" " " code:link:"b")'],
    ['@ana `@ben`', 'paragraph("@ana" " " code:"@ben")'],
    ['## a', 'heading=2("a")'],
    ['- a\n  1. b', 'bulletList(listItem(paragraph("a") orderedList=1(listItem(paragraph("b")))))'],
    ['5. a\n6. b', 'orderedList=5(listItem(paragraph("a")) listItem(paragraph("b")))'],
    ['- [ ] a\n- [x] b', 'taskList(taskItem=TODO("a") taskItem=DONE("b"))'],
    ['- [ ] a\n  - [x] b', 'taskList(taskItem=TODO("a") taskList(taskItem=DONE("b")))'],
    ['```js\na\nb\n```', 'codeBlock=js("a\\nb")'],
    ['```\n```', 'codeBlock()'],
    ['> a', 'blockquote(paragraph("a"))'],
    ['---', 'rule'],
    [
      '| a | |\n|---|---|\n| 1 | 2 |',
      'table(tableRow(tableHeader(paragraph("a")) tableHeader(paragraph())) tableRow(tableCell(paragraph("1")) tableCell(paragraph("2"))))',
    ],
    ['| | |\n|---|---|\n| 1 | 2 |', 'table(tableRow(tableCell(paragraph("1")) tableCell(paragraph("2"))))'],
    ['', ''],
  ])('%j: %s', (markdown, made) => {
    const document = adf(parse(markdown));
    expect(outline(document.content)).toBe(made);
    expect(faults(document)).toEqual([]);
  });
});

describe('what may not nest is hoisted, and what follows goes on', () => {
  it.each([
    [
      '1. a\n   > q\n\n   b\n2. c',
      'orderedList=1(listItem(paragraph("a"))) blockquote(paragraph("q")) paragraph("b") orderedList=2(listItem(paragraph("c")))',
    ],
    ['- # a', 'bulletList(listItem(paragraph(strong:"a")))'],
    ['- ```\n  a\n  ```', 'bulletList(listItem(paragraph() codeBlock("a")))'],
    ['> a\n>\n> ---\n>\n> b', 'blockquote(paragraph("a")) rule blockquote(paragraph("b"))'],
    ['> a\n> > b', 'blockquote(paragraph("a")) blockquote(paragraph("b"))'],
    ['> - [ ] a', 'taskList(taskItem=TODO("a"))'],
    ['> ## a', 'blockquote(paragraph(strong:"a"))'],
    [
      '> a\n>\n> | b |\n> |---|\n> | c |',
      'blockquote(paragraph("a")) table(tableRow(tableHeader(paragraph("b"))) tableRow(tableCell(paragraph("c"))))',
    ],
    [
      '- [ ] a\n\n  more\n- b\n- [x] c',
      'taskList(taskItem=TODO("a")) paragraph("more") bulletList(listItem(paragraph("b"))) taskList(taskItem=DONE("c"))',
    ],
  ])('%j: %s', (markdown, made) => {
    const document = adf(parse(markdown));
    expect(outline(document.content)).toBe(made);
    expect(faults(document)).toEqual([]);
  });
});

describe('Jira takes it', () => {
  it('what sitrep writes', () => {
    const said = documents('Pulls fail for *40* teams');
    for (const text of [smallState(), said.state, said.messages, said.pir]) {
      expect(faults(adf(parse(text)))).toEqual([]);
      expect(missingWords(parse(text), texts(adf(parse(text), { most: 1_000_000 })))).toEqual([]);
    }
  });

  it('whatever people type; the same bytes each time, and nothing left out', () => {
    fc.assert(
      fc.property(arbitraryMarkdown, (markdown) => {
        const blocks = parse(markdown);
        const document = adf(blocks);
        expect(faults(document)).toEqual([]);
        expect(adf(blocks)).toEqual(document);
        expect(missingWords(blocks, texts(document))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  describe.each(PLACES)('hostile text %s', (_where, put) => {
    it.each(ATTACKS)('%j', (attack) => {
      expect(faults(adf(parse(put(attack))))).toEqual([]);
    });
  });

  it('the tasks of a document have numbers of their own', () => {
    const ids = all(adf(parse('- [ ] a\n  - [ ] b\n\ntext\n\n- [x] c')).content).flatMap(({ attrs }) =>
      attrs?.['localId'] === undefined ? [] : [attrs['localId']],
    );
    expect(new Set(ids).size).toBe(6);
  });
});

describe('Jira’s limit', () => {
  const huge = HUGE.map(([what, text]): [string, readonly Block[]] => [what, parse(text)]);
  const more = 'https://gitlab.test/acme/incidents/-/issues/1';

  it.each(huge)('%s: valid, at most 32,767 characters of JSON', (_what, blocks) => {
    const document = adf(blocks, { more });
    expect(faults(document)).toEqual([]);
    expect(JSON.stringify(document).length).toBeLessThanOrEqual(32_767);
    const small = adf(blocks, { more, most: 1000 });
    expect(faults(small)).toEqual([]);
    expect(JSON.stringify(small).length).toBeLessThanOrEqual(1000);
    expect(outline(small.content.slice(-1))).toBe('paragraph("… " link:"continued in GitLab")');
  });

  it('is used: a long document is cut close to it, between two blocks', () => {
    const text = Array.from({ length: 2000 }, (_, index) => `Paragraph ${index} of many.`).join('\n\n');
    const document = adf(parse(text), { more });
    expect(JSON.stringify(document).length).toBeGreaterThan(32_000);
    const shown = document.content.slice(0, -1).map((node) => outline([node]));
    expect(shown).toEqual(shown.map((_, index) => `paragraph("Paragraph ${index} of many.")`));
  });
});

function texts(document: AdfDocument): string {
  return all(document.content)
    .map((node) => node.text ?? '')
    .join(' ');
}
