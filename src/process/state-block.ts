// The live incident state: the block at the top of the description that sitrep owns (R96).
//
// Its mark carries a hash of what stands between the marks, so that an edit by a person is told from a
// newer template. What people wrote in the rest of the description is never touched.

import { digest } from './comments.ts';

const OPEN = /<!-- sitrep:state seq=(\d+) hash=([0-9a-f]+) -->/;
const CLOSE = '<!-- /sitrep:state -->';

export interface StateBlock {
  readonly text: string;
  readonly seq: number;
  /** False where somebody edited between the marks. */
  readonly intact: boolean;
}

/** The block in a description; undefined where there is none (or its end is gone). */
export function blockIn(description: string): StateBlock | undefined {
  const found = locate(description);
  if (!found) return undefined;
  const text = description.slice(found.textFrom, found.textTo).trim();
  return { text, seq: found.seq, intact: digest(text) === found.hash };
}

/** The description with the block replaced, or put on top where there is none; all else as it was. */
export function withBlock(description: string, text: string, seq: number): string {
  const block = `<!-- sitrep:state seq=${seq} hash=${digest(text.trim())} -->\n${text.trim()}\n${CLOSE}`;
  const found = locate(description);
  if (found) return description.slice(0, found.from) + block + description.slice(found.to);
  const rest = description.replace(OPEN, '').replace(CLOSE, '').trimStart();
  return rest === '' ? block : `${block}\n\n${rest}`;
}

function locate(
  description: string,
): { from: number; textFrom: number; textTo: number; to: number; seq: number; hash: string } | undefined {
  const open = OPEN.exec(description);
  if (!open) return undefined;
  const textFrom = open.index + open[0].length;
  const textTo = description.indexOf(CLOSE, textFrom);
  if (textTo < 0) return undefined;
  return { from: open.index, textFrom, textTo, to: textTo + CLOSE.length, seq: Number(open[1]), hash: open[2] ?? '' };
}
