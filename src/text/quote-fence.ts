// GitLab's own fence for quotations of several blocks, a line of `>>>` before and after, as a rule of markdown-it.

import type { StateBlock } from 'markdown-it';

export function quoteFence(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!isFence(state, startLine)) return false;
  let close = startLine + 1;
  while (close < endLine && !isFence(state, close)) close += 1;
  if (close >= endLine) return false;
  if (silent) return true;

  const { lineMax, parentType } = state;
  state.lineMax = close;
  state.parentType = 'blockquote';
  state.push('blockquote_open', 'blockquote', 1).map = [startLine, close + 1];
  state.md.block.tokenize(state, startLine + 1, close);
  state.push('blockquote_close', 'blockquote', -1);
  state.lineMax = lineMax;
  state.parentType = parentType;
  state.line = close + 1;
  return true;
}

function isFence(state: StateBlock, line: number): boolean {
  const begin = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  const indent = (state.sCount[line] ?? 0) - state.blkIndent;
  return indent >= 0 && indent < 4 && /^>>>\s*$/.test(state.src.slice(begin, state.eMarks[line]));
}
