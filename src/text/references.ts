// Where a markdown file of the repository leads: its links with their lines, and the headings that can be linked to.
//
// Read as `parse.ts` reads, but with the addresses that lead somewhere inside the repository only. Hostile text is bounded: a
// paragraph or a line of more characters than anybody types is not searched, which is told.

import MarkdownIt, { type Token } from 'markdown-it';

export interface Reference {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  /** As it was typed, but for markdown's own escapes. */
  readonly href: string;
}

export interface References {
  readonly links: readonly Reference[];
  /** What may stand behind `#`. */
  readonly anchors: ReadonlySet<string>;
  /** Lines that are too long to be searched, or at which such a paragraph begins. */
  readonly unread: readonly number[];
}

/** Of one paragraph, heading or cell: the time for it grows with its square. */
const MOST_IN_PARAGRAPH = 5000;
const MOST_IN_LINE = 20_000;

const markdown = new MarkdownIt({ html: true, linkify: false, maxNesting: 24 });
// The blocks first; what is inside is read where it is not too long.
markdown.core.ruler.disable(['inline', 'text_join']);
markdown.validateLink = (url) => !/^\s*(javascript|vbscript|data):/i.test(url);
markdown.normalizeLink = (url) => url;

/** @param text a whole file; its front matter links nowhere */
export function references(text: string): References {
  const body = text.replace(/\r\n?/g, '\n').replace(/^---\n[\s\S]*?\n---(?=\n|$)/, emptied);
  const short = body.replace(/[^\n]+/g, (line) => (line.length > MOST_IN_LINE ? '' : line));
  const env = {};
  const links: Reference[] = [];
  const anchors = new Set<string>();
  const unread = new Set(longLines(body));
  let line = 1;
  let heading = false;
  for (const token of markdown.parse(short, env)) {
    if (token.map) line = token.map[0] + 1;
    // A log that was pasted links nowhere, however long its lines are.
    if (token.map && token.type === 'fence') for (let code = line; code <= token.map[1]; code += 1) unread.delete(code);
    if (token.type === 'inline' && token.content.length > MOST_IN_PARAGRAPH) unread.add(line);
    else if (token.type === 'inline') {
      const pieces: Token[] = [];
      markdown.inline.parse(token.content, markdown, env, pieces);
      links.push(...linksIn(pieces, line));
      if (heading) addAnchor(anchors, wordsOf(pieces));
    }
    heading = token.type === 'heading_open';
  }
  return { links, anchors, unread: [...unread] };
}

function longLines(text: string): number[] {
  return text.split('\n').flatMap((line, index) => (line.length > MOST_IN_LINE ? [index + 1] : []));
}

/** As many lines, with nothing on them. */
function emptied(text: string): string {
  return text.replace(/[^\n]/g, '');
}

function linksIn(pieces: readonly Token[], from: number): Reference[] {
  const links: Reference[] = [];
  let line = from;
  for (const [index, piece] of pieces.entries()) {
    if (piece.type === 'softbreak' || piece.type === 'hardbreak') line += 1;
    if (piece.type === 'image') links.push({ line, text: piece.content, href: String(piece.attrGet('src') ?? '') });
    if (piece.type !== 'link_open') continue;
    const end = pieces.findIndex((other, at) => at > index && other.type === 'link_close');
    links.push({ line, text: wordsOf(pieces.slice(index, end)), href: String(piece.attrGet('href') ?? '') });
  }
  return links;
}

function wordsOf(pieces: readonly Token[]): string {
  return pieces
    .map(({ type, content }) => (/^(text|text_special|code_inline)$/.test(type) ? content : ''))
    .join('')
    .trim();
}

/** GitLab numbers headings of the same words: `-1`, `-2`. */
function addAnchor(anchors: Set<string>, words: string): void {
  const anchor = anchorOf(words);
  let name = anchor;
  for (let nth = 1; anchors.has(name); nth += 1) name = `${anchor}-${nth}`;
  anchors.add(name);
}

/** What GitLab makes of a heading's words (its `Gitlab::Utils::Markdown`): lower case, blanks as dashes, no punctuation. */
function anchorOf(words: string): string {
  const plain = words.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '');
  const anchor = plain.replace(/[ -]+/g, '-');
  return /^\d+$/.test(anchor) ? `anchor-${anchor}` : anchor;
}
