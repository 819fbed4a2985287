// A table as lines of equal width, for a block of code.

/** Wider lines would break on a telephone, and in Slack's column on a desk. */
const WIDEST = 80;

/**
 * One line a row, under its title one of dashes; undefined where that would be too wide.
 *
 * @param rows cells of plain text
 * @param titled whether the first row is the title
 */
export function alignedTable(rows: readonly (readonly string[])[], titled: boolean): readonly string[] | undefined {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  if (columns * 2 > WIDEST) return undefined;
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, width(row[column] ?? '')), 0),
  );
  if (widths.reduce((sum, one) => sum + one + 2, -2) > WIDEST) return undefined;
  const line = (cells: readonly string[]): string =>
    widths
      .map((most, column) => padded(cells[column] ?? '', most))
      .join('  ')
      .trimEnd();
  const lines = rows.map(line);
  return titled ? [lines[0] ?? '', widths.map((most) => '-'.repeat(most)).join('  '), ...lines.slice(1)] : lines;
}

function padded(text: string, most: number): string {
  return text + ' '.repeat(most - width(text));
}

function width(text: string): number {
  return [...text].length;
}
