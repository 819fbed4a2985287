// Slack's own markup, from a document.
//
// Slack knows no escape for `*`, `_`, `~` and backticks: a zero-width space beside them keeps what people typed from
// becoming bold. Of the characters that call somebody or make a link only `<`, `>` and `&` count, and those are entities
// wherever they come from a text (facts: docs.slack.dev, formatting text). What stands between `<` and `>` is always ours.

import {
  type Block,
  type BlockOf,
  type Inline,
  type Item,
  lineText,
  type Marks,
  type Piece,
  PLAIN,
} from '../text/blocks.ts';
import { alignedTable } from './aligned-table.ts';

export interface MrkdwnOptions {
  /** The Slack id of a GitLab user who is to be called; without it, or where it knows none, the name is only named. */
  readonly person?: (name: string) => string | undefined;
  /** How a line of code that begins with `/` is typed in Slack: `/sitrep …` as `!sitrep …`. */
  readonly command?: (line: string) => string;
}

/** The whole document; nothing in it that people wrote calls anybody or is a link but to an address that is shown. */
export function mrkdwn(blocks: readonly Block[], options: MrkdwnOptions = {}): string {
  return written(blocks, options);
}

/** What stands between two blocks: a title is close to what it heads, and a list to the words before it. */
export function gap(before: Block, after: Block): string {
  return before.kind === 'heading' || (before.kind === 'paragraph' && after.kind === 'list') ? '\n' : '\n\n';
}

/** Where a text stands: within a quotation or not. */
interface Place extends MrkdwnOptions {
  readonly quoted?: true;
}

function written(blocks: readonly Block[], options: Place, between = gap): string {
  return blocks
    .map((block, index) => {
      const before = blocks[index - 1];
      return `${before ? between(before, block) : ''}${blockText(block, options)}`;
    })
    .join('');
}

function blockText(block: Block, options: Place): string {
  switch (block.kind) {
    case 'paragraph':
      return lineOf(block.content, options);
    case 'heading':
      return lineOf(strong(block.content), options);
    case 'list':
      return listText(block, options);
    case 'quotation':
      return quotationText(block, options);
    case 'code':
      return codeText(block.text.split('\n'), options);
    case 'table':
      return tableText(block, options);
    case 'rule':
      return '———';
  }
}

function strong(content: readonly Inline[]): readonly Inline[] {
  return content.map((one) => (one.kind === 'break' ? one : { ...one, marks: { ...one.marks, strong: true } }));
}

/** Slack has no lists: a sign before each entry, and what belongs to it set in below. */
function listText({ items, start }: BlockOf<'list'>, options: Place): string {
  return items
    .map((item, index) => itemText(item, start === undefined ? '•' : `${start + index}.`, options))
    .join('\n');
}

function itemText({ task, blocks }: Item, bullet: string, options: Place): string {
  const sign = task === undefined ? bullet : task === 'done' ? '☑' : '☐';
  const [first = '', ...rest] = written(blocks, options, () => '\n').split('\n');
  let code = first === FENCE;
  const below = rest.map((line) => {
    // In a block of code every blank shows, and a quotation begins with its line.
    const asItIs = code || line === FENCE || line.startsWith('>');
    if (line === FENCE) code = !code;
    return asItIs ? line : `    ${line}`;
  });
  return [...(first === FENCE ? [sign, first] : [`${sign} ${first}`]), ...below].join('\n');
}

/** Quotations hold lines only, and none in another. */
function quotationText({ blocks }: BlockOf<'quotation'>, options: Place): string {
  return written(blocks, { ...options, quoted: true })
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

const FENCE = '```';

/** A block, or line by line where a block cannot be. */
function codeText(lines: readonly string[], options: Place): string {
  if (options.quoted) return lines.map((line) => codeSpan(line, options)).join('\n');
  const text = lines.map((line) => entities(commandLine(line, options))).join('\n');
  return `${FENCE}\n${text.replace(/``(?=`)/g, `$&${APART}`)}\n${FENCE}`;
}

function commandLine(line: string, { command }: MrkdwnOptions): string {
  return command && line.startsWith('/') ? command(line) : line;
}

/** Two columns are lines of `name: what`; more are aligned in a block of code, or lines where they are too wide. */
function tableText({ header, rows }: BlockOf<'table'>, options: Place): string {
  const titled = header.some((cell) => cell.length > 0);
  if (header.length > 2) {
    const aligned = alignedTable(
      [...(titled ? [header] : []), ...rows].map((row) => row.map(lineText)),
      titled,
    );
    if (aligned) return codeText(aligned, { ...(options.quoted && { quoted: true }) });
  }
  const [mark, between] = header.length > 2 ? ['• ', ' · '] : ['', ': '];
  const cells = (row: typeof header, separator: string): string =>
    row
      .map((cell) => lineOf(cell, options))
      .filter((cell) => cell !== '')
      .join(separator);
  const title = titled ? [cells(header.map(strong), ' · ')] : [];
  return [...title, ...rows.map((row) => `${mark}${cells(row, between)}`)].join('\n');
}

const SIGNS = [
  ['strong', '*'],
  ['emphasis', '_'],
  ['strike', '~'],
] as const;

/** A line with its marks opened and closed; Slack's end with the line. */
function lineOf(content: readonly Inline[], options: MrkdwnOptions): string {
  const line = new MarkedLine();
  for (const one of content) {
    if (one.kind === 'break') line.end();
    else if (one.text.trim() === '') line.add(one.text, PLAIN);
    else line.add(pieceText(one, options), one.marks);
  }
  return line.text();
}

class MarkedLine {
  readonly #parts: string[] = [];
  readonly #open: (typeof SIGNS)[number][] = [];

  /** A mark counts only at the edge of a word: where there is none, there is a blank that cannot be seen. */
  add(piece: string, marks: Marks): void {
    const closed = this.#close(marks);
    const opened = SIGNS.filter((sign) => marks[sign[0]] && !this.#open.includes(sign));
    const last = this.#parts.at(-1) ?? '';
    const edge = opened.length > 0 ? /[\p{L}\p{N}*_~]$/u.test(last) : closed && /^[\p{L}\p{N}*_~]/u.test(piece);
    this.#open.push(...opened);
    this.#parts.push(`${edge ? APART : ''}${opened.map(([, sign]) => sign).join('')}`, piece);
  }

  end(): void {
    this.#close(PLAIN);
    this.#parts.push('\n');
  }

  text(): string {
    this.#close(PLAIN);
    return this.#parts.join('');
  }

  /** All that do not go on, and those opened within them; a blank before the sign would keep it from closing. */
  #close(marks: Marks): boolean {
    const before = this.#open.length;
    while (this.#open.some(([mark]) => !marks[mark])) {
      const [, sign] = this.#open.pop() ?? ['', ''];
      const last = this.#parts.pop() ?? '';
      const words = last.trimEnd();
      this.#parts.push(`${words}${sign}${last.slice(words.length)}`);
    }
    return this.#open.length < before;
  }
}

/** Parts what would mark, and cannot be seen. */
const APART = '\u200b';

function pieceText(piece: Piece, options: MrkdwnOptions): string {
  const { url } = piece.marks;
  if (url !== undefined) return link(url, piece.text);
  if (piece.kind === 'code') return codeSpan(piece.text, options);
  if (piece.kind === 'text') return inert(piece.text);
  const id = options.person?.(piece.text);
  return id === undefined || !/^[UW][A-Z0-9]+$/.test(id) ? inert(`@${piece.text}`) : `<@${id}>`;
}

/** Of a longer one only the words are shown: it may not take up a whole section. */
const LONGEST_ADDRESS = 2500;

/** `<address|words>`: neither can end it, and only the address counts. */
function link(url: string, words: string): string {
  const address = entities(url.replace(/[|<>\s"\\^`{}]/g, (character) => encodeURIComponent(character)));
  const label = inert(words.replace(/\|/g, '¦').replace(/>/g, '›'));
  if (address.length > LONGEST_ADDRESS) return label;
  return words === url ? `<${address}>` : `<${address}|${label}>`;
}

/** A backtick would end it: what has one in it is plain text. */
function codeSpan(text: string, options: MrkdwnOptions): string {
  const line = commandLine(text, options);
  if (line.trim() === '') return line;
  return line.includes('`') ? inert(line) : `\`${entities(line)}\``;
}

/** Text that marks nothing, quotes nothing and calls nobody. */
function inert(text: string): string {
  const apart = text
    .replace(/(?<![\p{L}\p{N}])[*_~](?=\S)|(?<=\S)[*_~](?![\p{L}\p{N}])/gu, `${APART}$&${APART}`)
    .replace(/`/g, `\`${APART}`)
    .replace(/^(?=\s*>)/, APART)
    .replace(/@(?=here|channel|everyone|group)|(?<![\p{L}\p{N}/])#(?=\p{L})/giu, `$&${APART}`);
  return entities(apart);
}

function entities(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
