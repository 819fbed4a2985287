// Jira's wiki markup, from a document: what Data Center takes for a description or a comment.
//
// A backslash keeps a sign from marking, but two of them break the line, so one that was typed is followed by a zero-width
// space (facts: Jira's text formatting notation). What calls a person, shows an image or starts a macro begins with `[`, `!`
// or `{`, and none of these is ever written as typed.

import { type Block, type BlockOf, type Inline, type Item, type Piece, PLAIN, type Row } from '../text/blocks.ts';
import { continued, fit } from '../text/fit.ts';
import { type CutOptions, MOST_CHARACTERS } from './adf.ts';

/** At most 32,767 characters, Jira's own limit; then `continued in GitLab` ends it. */
export function wiki(blocks: readonly Block[], { more, most = MOST_CHARACTERS }: CutOptions = {}): string {
  const length = (block: Block): number => blockText(block, FREE).length + 2;
  const end = continued(more);
  const { blocks: taken, whole } = fit(blocks, most - length(end), length);
  return written(whole ? taken : [...taken, end], FREE).join('\n\n');
}

/** Where a block stands: the signs of the lists around it, and whether it is quoted. */
interface Place {
  readonly bullets: string;
  readonly quoted: boolean;
}

const FREE: Place = { bullets: '', quoted: false };

function written(blocks: readonly Block[], place: Place): readonly string[] {
  return blocks.map((block) => blockText(block, place));
}

function blockText(block: Block, place: Place): string {
  switch (block.kind) {
    case 'paragraph':
      return lineOf(block.content);
    case 'heading':
      return headingText(block, place);
    case 'list':
      return block.items.map((item) => itemText(item, block.start !== undefined, place)).join('\n');
    case 'quotation':
      return quotationText(block, place);
    case 'code':
      return `{noformat}\n${literal(block.text)}\n{noformat}`;
    case 'table':
      return tableText(block);
    case 'rule':
      return '----';
  }
}

/** Only at the start of a line: in an entry of a list it is a line in bold. */
function headingText({ level, content }: BlockOf<'heading'>, { bullets }: Place): string {
  if (bullets === '') return `h${level}. ${lineOf(content.filter((one) => one.kind !== 'break'))}`;
  return lineOf(content.map((one) => (one.kind === 'break' ? one : { ...one, marks: { ...one.marks, strong: true } })));
}

/** What follows an entry's first line belongs to it up to the next blank line. */
function itemText({ task, blocks }: Item, ordered: boolean, place: Place): string {
  const bullets = `${place.bullets}${ordered ? '#' : '*'}`;
  const box = task === undefined ? '' : task === 'done' ? '☑ ' : '☐ ';
  const [first, ...rest] = blocks;
  const inside = { ...place, bullets };
  const begins = first?.kind === 'paragraph' || first?.kind === 'heading';
  const head = `${bullets} ${box}${begins ? blockText(first, inside) : ''}`.trimEnd();
  const below = written(begins ? rest : blocks, inside);
  return [begins || box !== '' ? head : `${bullets} ${BLANK}`, ...below].join('\n');
}

/** The tag both opens and closes, so there is one pair around all that is quoted. */
function quotationText({ blocks }: BlockOf<'quotation'>, place: Place): string {
  const text = written(blocks, { bullets: '', quoted: true }).join('\n\n');
  return place.quoted ? text : `{quote}\n${text}\n{quote}`;
}

function tableText({ header, rows }: BlockOf<'table'>): string {
  const line = (row: Row, bar: string): string =>
    `${bar}${row.map((cell) => lineOf(cell).replace(/\n/g, ' ') || ' ').join(bar)}${bar}`;
  const titled = header.some((cell) => cell.length > 0);
  return [...(titled ? [line(header, '||')] : []), ...rows.map((row) => line(row, '|'))].join('\n');
}

const SIGNS = [
  ['strong', '*'],
  ['emphasis', '_'],
  ['strike', '-'],
] as const;

/** A line with its marks, each piece's its own: in braces, for so they count within a word too. */
function lineOf(content: readonly Inline[]): string {
  return content.map((one) => (one.kind === 'break' ? '\n' : markedText(one))).join('');
}

function markedText(piece: Piece): string {
  const text = pieceText(piece);
  const marks = piece.text.trim() === '' ? PLAIN : piece.marks;
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  const signs = SIGNS.filter(([mark]) => marks[mark]).map(([, sign]) => `{${sign}}`);
  return `${before}${signs.join('')}${words}${signs.toReversed().join('')}${after}`;
}

/** Parts two signs, and cannot be seen. */
const APART = '\u200b';

/** An entry that begins with a block needs something on its line. */
const BLANK = '\u00a0';

function pieceText({ kind, text, marks }: Piece): string {
  if (marks.url !== undefined) return link(marks.url, text);
  if (kind === 'mention') return escaped(`@${text}`);
  if (kind === 'text' || text.trim() === '') return escaped(text);
  return `{{${/^[{\s]/.test(text) ? APART : ''}${escaped(text)}${/[}\s\\]$/.test(text) ? APART : ''}}}`;
}

/** `[words|address]`; neither can end it. */
function link(url: string, words: string): string {
  const address = url.replace(/[|[\]{}!\\^<>"\s]/g, percent);
  if (words === url) return `[${address}]`;
  return `[${escaped(words.replace(/\|/g, '¦').replace(/\[/g, '(').replace(/\]/g, ')'))}|${address}]`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Each sign that may mark; smileys and the starts of headings and quotations as well. */
function escaped(text: string): string {
  return text
    .replace(/\\(?![\p{L}\p{N}])/gu, `$&${APART}`)
    .replace(SMILEY, `$&${APART}`)
    .replace(/[*_^~{}[\]!|]|\?(?=\?)|(?<=\?)\?|(?<![\p{L}\p{N}])[-+]|[-+](?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/^(\s*)#/, '$1\\#')
    .replace(/^(?=\s*(?:h[1-6]|bq)\.)/, APART);
}

const SMILEY = /[:;](?=[()DP](?!\w))|\((?=(?:[yni/x+!?-]|\*[rgby]?|on|off|flag|flagoff)\))/g;

/** Text that cannot end the block it stands in. */
function literal(text: string): string {
  return text.replace(/\{(?=\s*(?:noformat|code|quote))/gi, `{${APART}`);
}
