// Finds the commands in a comment.
//
// Comments are markdown: what stands in code, quotations or HTML is not a command (a pasted runbook
// must not run). A command is a line that starts with `/name`, or with `@bot name`, which no GitLab
// release can ever claim; its text runs to the next command or to the end of the comment.

import { createHash } from 'node:crypto';
import MarkdownIt from 'markdown-it';
import { commandNamed, commandNear } from '../commands/index.ts';
import { withoutHtmlComments } from '../text/html.ts';
import { bounded, readable } from './bounds.ts';

export interface SaidCommand {
  /** The word as typed, in lower case. */
  readonly word: string;
  /** The command it names; undefined where it names none but is near to one. */
  readonly name: string | undefined;
  /** The name of the command that was probably meant. */
  readonly near: string | undefined;
  readonly words: string;
  /** Hash of the normalised command, and which occurrence in this comment it is: its identity under edits. */
  readonly hash: string;
  readonly nth: number;
  /** The first that stands beyond what is heard of one comment. */
  readonly beyond: boolean;
  /** Stands in a list, where nothing is a command. */
  readonly misplaced: boolean;
}

/** More commands than this in one comment are not typed by a person. */
export const MOST_COMMANDS = 50;

/** Without tables: a command right above or below one would pass for a row of it. */
const markdown = new MarkdownIt({ html: true, linkify: false }).disable('table');

/**
 * Every command and near miss in `body`, in order, and one more than are heard, so that the rest can be answered.
 * Words near to no command are left alone.
 */
export function commandsIn(body: string, bot: string): readonly SaidCommand[] {
  const lines = readable(body).split('\n');
  const { prose, items } = proseLines(lines);
  const starts = prose
    .flatMap((line) => chain(head(lines[line] ?? '', bot)).map((one) => ({ line, ...one })))
    .filter((start) => start.word !== undefined && (commandNamed(start.word) || commandNear(start.word)))
    .slice(0, MOST_COMMANDS + 1);
  const seen = new Map<string, number>();
  const above = items.find((line) => line < (starts[0]?.line ?? lines.length) && inList(lines[line] ?? ''));
  const listed = inList(lines[above ?? -1] ?? '');
  const said = starts.map((start, index) => {
    const rest = lines.slice(start.line + 1, starts[index + 1]?.line);
    const words = withoutHtmlComments([start.rest ?? '', ...rest].join('\n')).trim();
    const word = (start.word ?? '').toLowerCase();
    const name = commandNamed(word)?.name;
    const hash = digest(`${name ?? word} ${words.replace(/\s+/g, ' ')}`);
    const nth = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, nth);
    return {
      word,
      name,
      near: name === undefined ? commandNear(word) : undefined,
      words: bounded(words),
      hash,
      nth,
      beyond: index === MOST_COMMANDS,
      misplaced: false,
    };
  });
  return listed ? [listed, ...said] : said;
}

/** `/ack /impact everyone` is two commands; behind words a `/name` is prose. */
function chain(first: Head): Head[] {
  const heads = [first];
  for (let last = first; heads.length <= MOST_COMMANDS; ) {
    const next = last.word !== undefined && commandNamed(last.word) ? SLASH.exec(last.rest ?? '') : null;
    if (next?.[1] === undefined || !commandNamed(next[1])) break;
    heads.splice(-1, 1, { ...last, rest: '' });
    last = { word: next[1], rest: next[2] ?? '' };
    heads.push(last);
  }
  return heads;
}

/** A command that stands in a list: to be typed on a line of its own. */
function inList(line: string): SaidCommand | undefined {
  const [, word = '', rest = ''] = SLASH.exec(/^\s{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+(\/.*)$/.exec(line)?.[1] ?? '') ?? [];
  const near = commandNamed(word)?.name;
  if (near === undefined) return undefined;
  const words = bounded(rest.trim());
  const hash = digest(`- ${near} ${words.replace(/\s+/g, ' ')}`);
  return { word: word.toLowerCase(), name: undefined, near, words, hash, nth: 1, beyond: false, misplaced: true };
}

/** Twelve hex digits of a text's SHA-256: enough to tell texts of one incident apart. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

interface Head {
  readonly word?: string;
  readonly rest?: string;
}

const SLASH = /^\/([a-z?][a-z-]*)[:,.!]?(?:\s+([\s\S]*))?$/i;

/** The command word that a line begins with, stray blanks and a closing `:`, `,` or `.` forgiven. */
function head(line: string, bot: string): Head {
  const text = line.replace(/[\u00a0\u200b\u2060\ufeff]/g, ' ').trim();
  const slash = SLASH.exec(text);
  if (slash?.[1] !== undefined) return { word: slash[1], rest: slash[2] ?? '' };
  const mentioned = /^@([\w.-]*\w)[:,]?\s+\/?([a-z?][a-z-]*)[:,.!]?(?:\s+([\s\S]*))?$/i.exec(text);
  if (mentioned?.[1]?.toLowerCase() !== bot.toLowerCase() || mentioned[2] === undefined) return {};
  return { word: mentioned[2], rest: mentioned[3] ?? '' };
}

/** Numbers of the lines that are prose a person typed: paragraphs outside code, quotations and HTML, in lists or not. */
function proseLines(lines: readonly string[]): { prose: number[]; items: number[] } {
  const fenced = quoteFences(lines);
  const tokens = markdown.parse(lines.join('\n'), {});
  const prose: number[] = [];
  const items: number[] = [];
  let html = 0;
  let quotations = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'blockquote_open') quotations += 1;
    if (token.type === 'blockquote_close') quotations -= 1;
    if (token.type === 'html_block') html = Math.max(0, html + openTags(token.content));
    const setext = token.type === 'heading_open' && (token.markup === '-' || token.markup === '=');
    if ((token.type !== 'paragraph_open' && !setext) || !token.map || html > 0) continue;
    const [from, to] = token.map;
    const inline = tokens[index + 1]?.children ?? [];
    const hidden = linesInsideInline(lines.slice(from, to), inline);
    for (let line = from; line < to; line += 1) {
      // In a quotation only a line without its `>` was typed by this person (markdown calls it lazy).
      const typed = token.level === 0 || /^\s{0,3}[/@]/.test(lines[line] ?? '');
      if (fenced.has(line) || hidden.has(line - from)) continue;
      if (typed) prose.push(line);
      else if (quotations === 0) items.push(line);
    }
  }
  return { prose, items };
}

/** Lines between GitLab's `>>>` quotation fences, which markdown itself does not know. */
function quoteFences(lines: readonly string[]): ReadonlySet<number> {
  const inside = new Set<number>();
  let open: number | undefined;
  for (const [index, line] of lines.entries()) {
    if (!/^>>>\s*$/.test(line)) continue;
    if (open === undefined) open = index;
    else {
      for (let at = open; at <= index; at += 1) inside.add(at);
      open = undefined;
    }
  }
  return inside;
}

/** How many elements a block of HTML leaves open (negative: closes): what follows is inside them. */
function openTags(html: string): number {
  const text = withoutHtmlComments(html);
  const opened = [...text.matchAll(/<([a-z][\w-]*)\b[^>]*?(\/?)>/gi)].filter(
    (tag) => tag[2] === '' && !VOID.test(tag[1] ?? ''),
  );
  return opened.length - [...text.matchAll(/<\/[a-z][\w-]*\s*>/gi)].length;
}

const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;

/** Line numbers within a paragraph that begin inside inline code or inline HTML spanning several lines. */
function linesInsideInline(
  lines: readonly string[],
  inline: readonly { type: string; content: string }[],
): ReadonlySet<number> {
  const hidden = new Set<number>();
  const spans = inline.filter((token) => token.type === 'code_inline' || token.type === 'html_inline');
  if (spans.length === 0) return hidden;
  const text = lines.join('\n');
  let from = 0;
  let line = 0;
  for (const span of spans) {
    const pattern = span.content.trim().split(/\s+/).map(literal).join('\\s+');
    const match = new RegExp(pattern, 'g');
    match.lastIndex = from;
    const found = match.exec(text);
    if (!found) continue;
    line += newlines(text.slice(from, found.index));
    for (let more = newlines(found[0]); more > 0; more -= 1) {
      line += 1;
      hidden.add(line);
    }
    from = found.index + found[0].length;
  }
  return hidden;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
