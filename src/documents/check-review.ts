// What a written Post Incident Review still lacks (R120): placeholders left, parts untouched, times out of
// order, changes without a verdict, exceptions without a reason, actions without an owner or a date.

export interface Lack {
  /** Counted from 1. */
  readonly line: number;
  readonly what: string;
}

/** The record tells what happened, people judge. */
const GENERATED = 'What happened';
const PARTS = [GENERATED, 'How we responded', 'Corrective actions'];

export function checkReview(text: string): readonly Lack[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const prose = withoutCode(lines);
  return [
    ...placeholders(prose),
    ...missingParts(prose),
    ...emptyParts(prose),
    ...disorder(prose),
    ...openChanges(prose),
    ...unexplained(prose),
    ...looseActions(prose),
  ].sort((a, b) => a.line - b.line);
}

/** Fenced code is quoted from elsewhere and says nothing about the review; its lines are blank here. */
function withoutCode(lines: readonly string[]): string[] {
  let fence: string | undefined;
  return lines.map((line) => {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1]?.slice(0, 3);
    const inside = fence !== undefined;
    if (mark !== undefined && (fence === undefined || fence === mark)) fence = inside ? undefined : mark;
    return inside || mark !== undefined ? '' : line;
  });
}

function placeholders(lines: readonly string[]): Lack[] {
  return lines.flatMap((line, index) => {
    const question = /^\s*(?:[-*>]\s*)?→\s*(.*)$/.exec(line)?.[1];
    return question === undefined ? [] : [{ line: index + 1, what: `this question is not answered yet: ${question}` }];
  });
}

function missingParts(lines: readonly string[]): Lack[] {
  return PARTS.filter((part) => !lines.some((line) => isHeading(line, part))).map((part) => ({
    line: lines.length,
    what: `the part "${part}" is gone; it is obligatory`,
  }));
}

function isHeading(line: string, part: string): boolean {
  return /^#{2,3} /.test(line) && line.includes(part);
}

/** A part of which people wrote nothing: the question was deleted instead of answered (R13, R14). */
function emptyParts(lines: readonly string[]): Lack[] {
  return PARTS.flatMap((part) => {
    const from = lines.findIndex((line) => isHeading(line, part));
    if (from < 0) return [];
    const next = lines.findIndex((line, index) => index > from && /^## /.test(line));
    const under = lines.slice(from + 1, next < 0 ? undefined : next);
    const words = (part === GENERATED ? under : byPeople(under)).filter((line) => !/^(#|<!--)/.test(line));
    return words.some((line) => /\w/.test(line) || line.includes('→'))
      ? []
      : [{ line: from + 1, what: `nobody has written anything under "${part}"` }];
  });
}

/** Lines outside the generated blocks. */
function byPeople(lines: readonly string[]): string[] {
  let generated = false;
  return lines.filter((line) => {
    if (/^<!-- sitrep:begin /.test(line)) generated = true;
    const mine = !generated;
    if (/^<!-- sitrep:end /.test(line)) generated = false;
    return mine;
  });
}

/** The phases in the order of their times, each with one: somebody corrected the times, and not the record. */
function disorder(lines: readonly string[]): Lack[] {
  const from = lines.findIndex((line) => /^\| phase \|/.test(line));
  const rows = from < 0 ? [] : lines.slice(from + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  let latest = '';
  return rows.slice(0, end < 0 ? undefined : end).flatMap((row, index) => {
    const [, phase = '', start = ''] = row.split('|').map((cell) => cell.trim());
    const time = /^\d{4}-\d\d-\d\d \d\d:\d\d/.exec(start)?.[0];
    const line = from + 3 + index;
    if (time === undefined) return [{ line, what: `${phase} has no time: correct it on the incident` }];
    const early = time < latest;
    latest = time;
    return early ? [{ line, what: `${phase} begins before the phase above it: correct it on the incident` }] : [];
  });
}

/** A verdict is generated; `**open**` means that nobody has decided. */
function openChanges(lines: readonly string[]): Lack[] {
  return lines.flatMap((line, index) => {
    const row = /^\| (C\d+) \|.*\| \*\*open\*\* \|$/.exec(line)?.[1];
    const short = /^- \*\*Changes\*\*/.test(line) ? [...line.matchAll(/(C\d+) (?:(?!; C\d).)*?\(\*\*open\*\*\)/g)] : [];
    const open = [...(row === undefined ? [] : [row]), ...short.map((match) => match[1] ?? '')];
    return open.map((change) => ({
      line: index + 1,
      what: `${change} has no verdict: \`/undone ${change}\` or \`/keep ${change} <why>\` on the incident`,
    }));
  });
}

/** A rule that was lifted without saying why. */
function unexplained(lines: readonly string[]): Lack[] {
  return lines.flatMap((line, index) => {
    if (!/^- \*\*Modes and exceptions\*\*:/.test(line)) return [];
    return [...line.matchAll(/([\w:-]+) lifted by `@[\w.-]+`:?\s*(?=;|$)/g)].map((match) => ({
      line: index + 1,
      what: `why ${match[1]} was lifted is not said`,
    }));
  });
}

function looseActions(lines: readonly string[]): Lack[] {
  const from = lines.findIndex((line) => /^## Corrective actions/.test(line));
  if (from < 0) return [];
  return lines.slice(from).flatMap((line, index) => {
    if (!/^\s*[-*] \[[ x~]\]/i.test(line)) return [];
    const owner = /@[\w.-]+/.test(line);
    const date = /\b\d{4}-\d\d-\d\d\b/.test(line);
    if (owner && date) return [];
    const lacking = [...(owner ? [] : ['owner (@name)']), ...(date ? [] : ['date (2026-01-31)'])];
    return [{ line: from + index + 1, what: `this action has no ${lacking.join(' and no ')}` }];
  });
}
