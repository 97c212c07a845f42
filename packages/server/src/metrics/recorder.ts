/** Counts and distributions as plain numbers: what happens costs an addition, and who reads them pays for the rest. */
import { counters, distributions } from './catalogue.ts';
import type { Counted, Instruments, Observed } from './instruments.ts';

/** How often a measure was how much. */
export class Distribution {
  readonly bounds: readonly number[];
  /** How many were at most each bound and above the one before; the last of them above all. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = [...bounds.map(() => 0), 0];
  }

  add(value: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && value > (this.bounds[bucket] ?? 0)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += value;
  }
}

/** Between the words of one key; none of them has it. */
const BETWEEN = ' ';

const mapValues = <K extends string, T, R>(rows: Readonly<Record<K, T>>, make: (row: T) => R) =>
  // Object.fromEntries forgets the names of the keys.
  Object.fromEntries(Object.entries<T>(rows).map(([key, row]) => [key, make(row)])) as Record<K, R>;

export class Recorder implements Instruments {
  readonly #counts = mapValues(counters, () => new Map<string, number>());
  readonly distributions = mapValues(distributions, ({ bounds }) => new Distribution(bounds));

  count<N extends keyof Counted>(what: N, ...words: Counted[N]): void {
    const counts = this.#counts[what];
    const key = words.length === 1 ? String(words[0]) : words.join(BETWEEN);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }

  observe(what: Observed, value: number): void {
    this.distributions[what].add(value);
  }

  /** What was counted under a name: the words, and how often. */
  counted(what: keyof Counted): { words: string[]; times: number }[] {
    return Array.from(this.#counts[what], ([key, times]) => ({ words: key === '' ? [] : key.split(BETWEEN), times }));
  }
}
