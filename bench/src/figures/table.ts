/** The lines as a table for a terminal. */
import { cellsOf, HEADINGS } from './cells.ts';
import type { Line } from './line.ts';

export function tableOf(lines: readonly Line[]): string {
  const rows = [[...HEADINGS], ...lines.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
