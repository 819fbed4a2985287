// Reads markdown as GitLab shows it, once for every place it goes to.
//
// The input may be hostile and as long as GitLab allows: what is read is bounded, nothing nests deeper than a person types,
// and nothing that GitLab shows is lost. What is not understood (a link that leads nowhere from outside, an element of HTML
// that GitLab does not know) stays text, as typed.

import MarkdownIt, { type Token } from 'markdown-it';
import { type Block, type BlockOf, type Inline, type Item, paragraph, type Row, textPiece } from './blocks.ts';
import { continued } from './fit.ts';
import { shownTag, withoutHtmlComments } from './html.ts';
import { inlines } from './inlines.ts';
import { quoteFence } from './quote-fence.ts';
import { visible } from './visible.ts';

/** What is read of one document, in characters: GitLab allows a million, nobody types that. */
export const MOST_READ = 100_000;

/** Levels of markdown-it: a list in a list takes two. What nests deeper is shown as it was typed. */
const MOST_LEVELS = 24;

const URL_LIMIT = 2000;

const markdown = new MarkdownIt({ html: true, linkify: false, maxNesting: MOST_LEVELS })
  // Definitions would vanish, and joined text no longer tells an escaped character from a typed one.
  .disable(['reference', 'text_join']);
markdown.validateLink = (url) => url.length <= URL_LIMIT && /^(https?:\/\/|mailto:)/i.test(url);
markdown.block.ruler.before('blockquote', 'quote_fence', quoteFence, { alt: ['paragraph', 'blockquote', 'list'] });

/**
 * The blocks of a document in GitLab's markdown. At most 100,000 characters are read, to the end of a line; a last
 * paragraph says so where there was more.
 */
export function parse(text: string): readonly Block[] {
  const read = beginning(text);
  const [front, body] = frontMatter(read.replace(/\r\n?/g, '\n'));
  const blocks = topLevel(body);
  const cut = read.length < text.length ? [continued()] : [];
  return [...front, ...blocks, ...cut];
}

function beginning(text: string): string {
  if (text.length <= MOST_READ) return text;
  const read = text.slice(0, MOST_READ);
  const end = read.lastIndexOf('\n');
  return end > 0 ? read.slice(0, end) : read.replace(/[\ud800-\udbff]$/, '');
}

/** YAML at the top of a file, which GitLab shows as it is. */
function frontMatter(text: string): [Block[], string] {
  const found = /^---\n([\s\S]*?)\n---(?:\n|$)/.exec(text);
  if (!found) return [[], text];
  return [[{ kind: 'code', language: 'yaml', text: visible(found[1] ?? '') }], text.slice(found[0].length)];
}

function topLevel(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let own: Token[] = [];
  for (const token of markdown.parse(text, {})) {
    own.push(token);
    if (token.level > 0 || token.nesting > 0) continue;
    const map = own[0]?.map;
    blocks.push(...(map && own.some(isTooDeep) ? [asTyped(lines.slice(...map))] : blocksOf(new Cursor(own))));
    own = [];
  }
  return blocks;
}

/** markdown-it passes over what is in a container at its limit. */
function isTooDeep(token: Token): boolean {
  return token.nesting > 0 && token.level >= MOST_LEVELS - 1;
}

function asTyped(lines: readonly string[]): Block {
  return { kind: 'code', language: '', text: visible(lines.join('\n').trimEnd()) };
}

/** Tokens, one after the other. */
class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }
  next(): Token | undefined {
    this.#at += 1;
    return this.#tokens[this.#at - 1];
  }
  peek(ahead: number): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }
}

/** All blocks up to the end of the container that the cursor is in. */
function blocksOf(cursor: Cursor): Block[] {
  const blocks: Block[] = [];
  for (let token = cursor.next(); token && token.nesting >= 0; token = cursor.next())
    blocks.push(...blockOf(token, cursor));
  return blocks;
}

function blockOf(token: Token, cursor: Cursor): Block[] {
  switch (token.type) {
    case 'paragraph_open':
      return line(cursor, (content) => ({ kind: 'paragraph', content }));
    case 'heading_open':
      return line(cursor, (content) => ({ kind: 'heading', level: Number(token.tag.slice(1)), content }));
    case 'bullet_list_open':
      return [{ kind: 'list', start: undefined, items: items(cursor) }];
    case 'ordered_list_open':
      return [{ kind: 'list', start: Number(token.attrGet('start') ?? 1), items: items(cursor) }];
    case 'blockquote_open':
      return quotation(blocksOf(cursor));
    case 'fence':
    case 'code_block':
      return [code(token)];
    case 'hr':
      return [{ kind: 'rule' }];
    case 'table_open':
      return [table(cursor)];
    case 'html_block':
      return html(token.content);
    default:
      return [];
  }
}

function quotation(blocks: readonly Block[]): Block[] {
  return blocks.length === 0 ? [] : [{ kind: 'quotation', blocks }];
}

function line(cursor: Cursor, block: (content: readonly Inline[]) => Block): Block[] {
  const content = inlines(cursor.next()?.children ?? []);
  cursor.next();
  return content.length === 0 ? [] : [block(content)];
}

/** What stands behind the fence is the language where it is one word, else a line of its own. */
function code({ info, content }: Token): Block {
  const text = visible(content.replace(/\n$/, ''));
  const language = visible(info).trim();
  return /^[\w+#.-]{0,40}$/.test(language)
    ? { kind: 'code', language, text }
    : { kind: 'code', language: '', text: `${language}\n${text}` };
}

function items(cursor: Cursor): Item[] {
  const all: Item[] = [];
  for (let token = cursor.next(); token && token.nesting >= 0; token = cursor.next()) {
    const box = /^\[([ xX])\][ \u00a0]/.exec(cursor.peek(1)?.content ?? '');
    const blocks = blocksOf(cursor);
    all.push(
      box ? { task: box[1] === ' ' ? 'open' : 'done', blocks: withoutBox(blocks) } : { task: undefined, blocks },
    );
  }
  return all;
}

function withoutBox(blocks: readonly Block[]): readonly Block[] {
  const [first, ...rest] = blocks;
  const [begin, ...others] = first?.kind === 'paragraph' ? first.content : [];
  if (begin?.kind !== 'text') return blocks;
  const text = begin.text.slice('[ ] '.length);
  return [paragraph(...(text === '' ? [] : [{ ...begin, text }]), ...others), ...rest];
}

function table(cursor: Cursor): BlockOf<'table'> {
  const rows: Row[] = [];
  let row: Row = [];
  for (let token = cursor.next(); token && token.type !== 'table_close'; token = cursor.next()) {
    if (token.type === 'tr_open') row = [];
    if (token.type === 'inline') row = [...row, inlines(token.children ?? [])];
    if (token.type === 'tr_close') rows.push(row);
  }
  const [header = [], ...body] = rows;
  return { kind: 'table', header, rows: body };
}

/** Words between elements, line by line; comments are notes to programs. */
function html(source: string): Block[] {
  const text = withoutHtmlComments(source).replace(/<\/?[a-z][^<>]*>/gi, shownTag);
  const lines = text.split('\n').map((one) => visible(one).trim());
  return lines.filter((one) => one !== '').map((one) => paragraph(textPiece(one)));
}
