/** What a test measured, in words. */

/** The value below which a share of the values lies: 0.5 is the median. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** `p50 12 ms, p95 31 ms (40)`. */
export function inWords(values: readonly number[], unit = 'ms'): string {
  const [p50, p95] = [quantile(values, 0.5), quantile(values, 0.95)].map((value) => value.toFixed(value < 10 ? 1 : 0));
  return `p50 ${p50} ${unit}, p95 ${p95} ${unit} (${values.length})`;
}

/** Prints what was measured: a test that measures says so, every other one is silent. */
export function report(what: string, measured: string): void {
  process.stdout.write(`measured: ${what}: ${measured}\n`);
}
