// What a written Post Incident Review still lacks (R120): placeholders left, parts untouched, changes
// without a verdict, actions without an owner or a date.

export interface Lack {
  /** Counted from 1. */
  readonly line: number;
  readonly what: string;
}

const PARTS = ['What happened', 'How we responded', 'Corrective actions'];

export function checkReview(text: string): readonly Lack[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  return [...placeholders(lines), ...missingParts(lines), ...openChanges(lines), ...looseActions(lines)].sort(
    (a, b) => a.line - b.line,
  );
}

function placeholders(lines: readonly string[]): Lack[] {
  return lines.flatMap((line, index) =>
    line.startsWith('→')
      ? [{ line: index + 1, what: `this question is not answered yet: ${line.slice(1).trim()}` }]
      : [],
  );
}

function missingParts(lines: readonly string[]): Lack[] {
  return PARTS.filter((part) => !lines.some((line) => /^#{2,3} /.test(line) && line.includes(part))).map((part) => ({
    line: lines.length,
    what: `the part "${part}" is gone; it is obligatory`,
  }));
}

/** A verdict cell is generated; `**open**` means that nobody has decided. */
function openChanges(lines: readonly string[]): Lack[] {
  return lines.flatMap((line, index) => {
    const change = /^\| (C\d+) \|.*\| \*\*open\*\* \|$/.exec(line)?.[1];
    return change
      ? [
          {
            line: index + 1,
            what: `${change} has no verdict: \`/undone ${change}\` or \`/keep ${change} <why>\` on the incident`,
          },
        ]
      : [];
  });
}

function looseActions(lines: readonly string[]): Lack[] {
  const from = lines.findIndex((line) => /^## Corrective actions/.test(line));
  if (from < 0) return [];
  return lines.slice(from).flatMap((line, index) => {
    if (!/^\s*- \[[ x~]\]/i.test(line)) return [];
    const owner = /@[\w.-]+/.test(line);
    const date = /\b\d{4}-\d\d-\d\d\b/.test(line);
    if (owner && date) return [];
    const lacking = [...(owner ? [] : ['an owner (@name)']), ...(date ? [] : ['a date (2026-01-31)'])];
    return [{ line: from + index + 1, what: `this action has no ${lacking.join(' and no ')}` }];
  });
}
