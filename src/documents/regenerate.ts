// Brings the facts of a written document up to date without losing a sentence of the people who wrote
// in it.
//
// Generated blocks stand between marks; all else is people's and is not touched. Where somebody wrote
// inside a block, their lines are kept below it, outside the marks.

import { digest } from '../process/comments.ts';

interface Block {
  readonly name: string;
  readonly hash: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const BEGIN = /<!-- sitrep:begin ([\w-]+) ([0-9a-f]+) -->\n/g;
const END = /<!-- sitrep:end ([\w-]+) -->/g;

/**
 * @param written the document as it is now, with what people wrote
 * @param fresh the document as the record alone would have it
 * @returns `written`, its lines ended as Unix does, with every generated block as in `fresh`; a block that was removed is put at the end
 */
export function regenerate(written: string, fresh: string): string {
  return written.includes('\r') ? merged(written.replace(/\r\n?/g, '\n'), fresh) : merged(written, fresh);
}

function merged(written: string, fresh: string): string {
  const wanted = new Map(blocksIn(fresh).map((block) => [block.name, block]));
  let text = '';
  let from = 0;
  for (const block of blocksIn(written)) {
    const now = wanted.get(block.name);
    text += written.slice(from, block.from);
    from = block.to;
    if (!now) {
      text += written.slice(block.from, block.to);
      continue;
    }
    text += whole(now) + keptLines(block, now);
    wanted.delete(block.name);
  }
  text += written.slice(from);
  const gone = [...wanted.values()].map(whole);
  return gone.length === 0 ? text : `${text.trimEnd()}\n\n${gone.join('\n\n')}\n`;
}

/**
 * The first block of each name; what is never closed is no block. Marks are gone through once: whoever writes a megabyte of
 * those that begin, and none that end, does not make it slow.
 */
function blocksIn(text: string): Block[] {
  const ends = endsIn(text);
  const blocks = new Map<string, Block>();
  let free = 0;
  for (const begin of text.matchAll(BEGIN)) {
    const [mark, name = '', hash = ''] = begin;
    if (begin.index < free) continue;
    const inside = begin.index + mark.length;
    const end = nextEnd(ends.get(name), inside);
    if (!end) continue;
    free = end.to;
    const block = { name, hash, text: text.slice(inside, end.from).trim(), from: begin.index, to: end.to };
    if (!blocks.has(name)) blocks.set(name, block);
  }
  return [...blocks.values()];
}

interface End {
  readonly from: number;
  readonly to: number;
}

/** By name, the last first. */
function endsIn(text: string): ReadonlyMap<string, End[]> {
  const ends = new Map<string, End[]>();
  for (const { 0: mark, 1: name = '', index } of [...text.matchAll(END)].reverse()) {
    const end = { from: index, to: index + mark.length };
    const others = ends.get(name);
    if (others) others.push(end);
    else ends.set(name, [end]);
  }
  return ends;
}

/** Takes off what lies before: nobody asks for that again. */
function nextEnd(ends: End[] | undefined, inside: number): End | undefined {
  while (ends?.length && (ends.at(-1)?.from ?? 0) < inside) ends.pop();
  return ends?.at(-1);
}

function whole(block: Block): string {
  return `<!-- sitrep:begin ${block.name} ${digest(block.text)} -->\n\n${block.text}\n\n<!-- sitrep:end ${block.name} -->`;
}

/** What a person wrote into the block: lines that the record does not have, in a block that is not as it was generated. */
function keptLines(block: Block, now: Block): string {
  if (digest(block.text) === block.hash) return '';
  const generated = new Set(now.text.split('\n').map(plain));
  const lines = block.text.split('\n').filter((line) => plain(line) !== '' && !generated.has(plain(line)));
  return lines.length === 0
    ? ''
    : `\n\n> Written by hand in the part above, kept by sitrep:\n${lines.map((line) => `> ${line}`).join('\n')}`;
}

function plain(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}
