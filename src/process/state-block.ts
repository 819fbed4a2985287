// The live incident state: the block at the top of the description that sitrep owns (R96).
//
// Its mark carries a hash of what stands between the marks, so that an edit by a person is told from a
// newer template. What people wrote in the rest of the description is never touched.

import { digest } from './comments.ts';

const CLOSE = '<!-- /sitrep:state -->';
const MARK = /<!-- sitrep:state seq=(\d{1,15}) hash=([0-9a-f]{1,64}) -->|<!-- \/sitrep:state -->/g;
const HEADING = '### Live incident state';
const LAST_LINE = '<sub>Kept by sitrep';

export interface StateBlock {
  readonly text: string;
  readonly seq: number;
  /** False where somebody edited between the marks. */
  readonly intact: boolean;
}

/**
 * The block in a description; undefined where there is none (or its end is gone). What was written into copies of it
 * is part of its text: it is not intact beside them.
 */
export function blockIn(description: string): StateBlock | undefined {
  const parts = locate(description);
  const block = parts.find(isBlock);
  if (!block) return undefined;
  const changed = parts.filter((part) => part !== block && isBlock(part) && digest(part.text) !== part.hash);
  const text = [block, ...changed].map((part) => part.text).join('\n');
  return { text, seq: block.seq, intact: parts.length === 1 && digest(text) === block.hash };
}

/** The description with the block replaced, or put on top where there is none; copies and remains of it go, all else stays. */
export function withBlock(description: string, text: string, seq: number): string {
  const block = `<!-- sitrep:state seq=${seq} hash=${digest(text.trim())} -->\n${text.trim()}\n${CLOSE}`;
  const parts = locate(description);
  const place = parts.find(isBlock);
  const kept: string[] = [];
  let from = 0;
  for (const part of parts) {
    kept.push(description.slice(from, part.from), part === place ? block : '');
    from = part.to;
  }
  const rest = kept.join('') + description.slice(from);
  if (place) return rest;
  return rest.trim() === '' ? block : `${block}\n\n${rest.trimStart()}`;
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Undefined for what is left of a block that lost one of its marks. */
  readonly seq?: number;
  readonly hash?: string;
}

function isBlock(part: Part): part is Required<Part> {
  return part.seq !== undefined;
}

/** Everything that is a block of ours, or what people left of one. */
function locate(description: string): Part[] {
  const marks = [...description.matchAll(MARK)];
  const parts: Part[] = [];
  for (const [index, mark] of marks.entries()) {
    const after = mark.index + mark[0].length;
    const before = parts.at(-1)?.to ?? 0;
    if (mark.index < before) continue;
    const next = marks[index + 1];
    if (mark[0] === CLOSE) {
      parts.push({ from: remainsFrom(description.slice(before, mark.index)) + before, to: after, text: '' });
    } else if (next?.[0] === CLOSE) {
      const text = description.slice(after, next.index).trim();
      parts.push({ from: mark.index, to: next.index + CLOSE.length, text, seq: Number(mark[1]), hash: mark[2] ?? '' });
    } else {
      parts.push({ from: mark.index, to: after + remainsTo(description.slice(after, next?.index)), text: '' });
    }
  }
  return parts;
}

/** Where the state without its first mark begins: at its heading, if nothing stands between its last line and the mark. */
function remainsFrom(text: string): number {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  const heading = last.startsWith(LAST_LINE) ? text.lastIndexOf(HEADING) : -1;
  return heading < 0 ? text.length : heading;
}

/** Where the state without its last mark ends: after its last line. */
function remainsTo(text: string): number {
  const last = text.indexOf(`\n${LAST_LINE}`);
  if (last < 0) return 0;
  const end = text.indexOf('\n', last + 1);
  return end < 0 ? text.length : end;
}
