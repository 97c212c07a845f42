/** Medians, spread and ratios of what was measured in rounds. */

/** A median, and how far the rounds lie apart. */
export interface Spread {
  median: number;
  lowest: number;
  highest: number;
}

/** The middle of the values; between two, their mean. NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (high === undefined) return Number.NaN;
  return sorted.length % 2 === 1 ? high : ((low ?? high) + high) / 2;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

/** The value below which a share of the values lies: 0.99 is the 99th percentile. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * The ratio of two medians. Its spread is that of the rounds' own ratios: the two sides of one round were measured beside
 * each other, so that what the machine did meanwhile fell on both.
 */
export function ratioOf(ours: readonly number[], others: readonly number[]): Spread {
  const pairs = ours.flatMap((value, round) => {
    const other = others[round];
    return other === undefined ? [] : [value / other];
  });
  return { ...spreadOf(pairs), median: median(ours) / median(others) };
}
