/** What a measurement found, and how it is shown: a row says what, how much, and what is wanted. */

export interface Row {
  what: string;
  measured: string;
  goal: string;
  /** Null where there is nothing to reach: a floor, or a figure for comparison. */
  ok: boolean | null;
}

/** A row for a figure that should not exceed `most`. */
export function atMost(what: string, value: number, most: number, unit: string, more = ''): Row {
  const measured = `${inDigits(value)} ${unit}${more === '' ? '' : `, ${more}`}`;
  return { what, measured, goal: `≤ ${most} ${unit}`, ok: value <= most };
}

/** A row for comparison alone. */
export function figure(what: string, value: number, unit: string, more = ''): Row {
  return { what, measured: `${inDigits(value)} ${unit}${more === '' ? '' : `, ${more}`}`, goal: '', ok: null };
}

/** As many digits as the size of a number deserves. */
export function inDigits(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);
}

/** The value below which a share of the values lies: 0.99 is the 99th percentile. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The rows as a table. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ what, measured, goal, ok }) => [what, measured, goal, ok === null ? '' : ok ? 'ok' : 'NO']);
  const all = [['what', 'measured', 'goal', ''], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
