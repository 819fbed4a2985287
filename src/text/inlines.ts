// The text of one block, from markdown-it's inline tokens: pieces that carry their marks.

import type { Token } from 'markdown-it';
import { type Inline, lineText, type Marks, type Piece, PLAIN, textPiece } from './blocks.ts';
import { shownTag } from './html.ts';
import { visible } from './visible.ts';

type Form = 'strong' | 'emphasis' | 'strike';

const FORMS: Readonly<Record<string, Form>> = { strong: 'strong', em: 'emphasis', s: 'strike' };

export function inlines(tokens: readonly Token[]): readonly Inline[] {
  const line = new Line();
  for (const token of tokens) {
    const [, name = '', side] = /^(\w+?)_(open|close)$/.exec(token.type) ?? [];
    const form = FORMS[name];
    if (form) line.form(form, side === 'open' ? 1 : -1);
    else if (name === 'link') line.link(side === 'open' ? href(token, 'href') : undefined);
    else inline(token, line);
  }
  return line.done();
}

function inline(token: Token, line: Line): void {
  const { type, content } = token;
  if (type === 'text') line.text(content);
  // Escaped: whatever it is, it begins no mention.
  if (type === 'text_special') line.text(content === '@' ? `@${JOINER}` : content);
  if (type === 'code_inline') line.code(content);
  if (type === 'image') line.image(href(token, 'src'), lineText(inlines(token.children ?? [])));
  if (type === 'softbreak' || type === 'hardbreak' || (type === 'html_inline' && /^<br\b/i.test(content))) line.break();
  else if (type === 'html_inline' && !content.startsWith('<!--')) line.text(shownTag(content));
}

/** Undefined where a link was left empty. */
function href(token: Token, attribute: string): string | undefined {
  return String(token.attrGet(attribute) ?? '') || undefined;
}

/** What `inert` puts behind an `@`, so that it calls nobody. */
const JOINER = '\u2060';

/** One block's text while it is put together. */
class Line {
  #url: string | undefined;
  /** How much there was where the link began. */
  #before = 0;
  readonly #depth: Record<Form, number> = { strong: 0, emphasis: 0, strike: 0 };
  readonly #all: Inline[] = [];
  /** Text not yet read for addresses and mentions: these may stand in several tokens. */
  #raw = '';
  #marks = PLAIN;

  form(form: Form, change: 1 | -1): void {
    this.#depth[form] += change;
  }

  /** What comes next links to `url`. A link without words shows its address. */
  link(url: string | undefined): void {
    this.#flush();
    if (url === undefined && this.#url !== undefined && this.#all.length === this.#before) this.image(this.#url, '');
    this.#url = url;
    this.#before = this.#all.length;
  }

  text(raw: string): void {
    const marks = this.#now();
    if (!same(marks, this.#marks)) this.#flush();
    this.#marks = marks;
    this.#raw += raw.replace(/\n/g, ' ');
  }

  code(raw: string): void {
    this.#flush();
    const text = visible(raw.replace(/\n/g, ' '));
    if (text !== '') this.#all.push({ kind: 'code', text, marks: this.#now() });
  }

  image(url: string | undefined, title: string): void {
    const marks = this.#now();
    const shown = title === '' ? url : title;
    this.#flush();
    if (shown !== undefined) this.#all.push(textPiece(shown, { ...marks, url: marks.url ?? url }));
  }

  break(): void {
    this.#flush();
    this.#all.push({ kind: 'break' });
  }

  /** Without breaks at either end. */
  done(): readonly Inline[] {
    this.#flush();
    const first = this.#all.findIndex((one) => one.kind !== 'break');
    const last = this.#all.findLastIndex((one) => one.kind !== 'break');
    return first < 0 ? [] : this.#all.slice(first, last + 1);
  }

  #now(): Marks {
    const { strong, emphasis, strike } = this.#depth;
    return { strong: strong > 0, emphasis: emphasis > 0, strike: strike > 0, url: this.#url };
  }

  #flush(): void {
    this.#all.push(...read(this.#raw, this.#marks));
    this.#raw = '';
  }
}

function same(a: Marks, b: Marks): boolean {
  return a.strong === b.strong && a.emphasis === b.emphasis && a.strike === b.strike && a.url === b.url;
}

/** An address typed as it is, or a mention of a GitLab user: at the start of a word, and nothing invisible in it. */
const LIVE = /\bhttps?:\/\/(?=[\w[])[^\s<>"'`|\\^{}]{1,1990}|(?<![\w@/.-])@\w(?:[\w.-]{0,253}\w)?/gi;

/** Plain text as it is, but for addresses and mentions in it. */
function read(raw: string, marks: Marks): Piece[] {
  if (marks.url !== undefined) return pieces(raw, marks);
  const all: Piece[] = [];
  let from = 0;
  for (const found of raw.matchAll(LIVE)) {
    const live = found[0].startsWith('@') ? found[0] : trimmed(found[0]);
    all.push(...pieces(raw.slice(from, found.index), marks));
    if (live.startsWith('@')) all.push({ kind: 'mention', text: live.slice(1), marks });
    else all.push(...pieces(live, { ...marks, url: visible(live) }));
    from = found.index + live.length;
  }
  return [...all, ...pieces(raw.slice(from), marks)];
}

/** Without what ends the sentence around an address. */
function trimmed(address: string): string {
  const bare = address.replace(/[.,:;!?*_~\]]+$/, '');
  return bare.endsWith(')') && !bare.includes('(') ? trimmed(bare.slice(0, -1)) : bare;
}

function pieces(raw: string, marks: Marks): Piece[] {
  const text = visible(raw);
  return text === '' ? [] : [textPiece(text, marks)];
}
