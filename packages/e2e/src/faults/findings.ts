/** What a run under faults found: numbers by name, and everything that must not be. */

export class Findings {
  readonly counts: Record<string, number> = {};
  /** The most that was seen of something. */
  readonly peaks: Record<string, number> = {};
  /** Empty is well. */
  readonly violations: string[] = [];

  count(name: string, by = 1): void {
    this.counts[name] = (this.counts[name] ?? 0) + by;
  }

  peak(name: string, value: number): void {
    this.peaks[name] = Math.max(this.peaks[name] ?? value, value);
  }

  violated(...what: readonly string[]): void {
    this.violations.push(...what);
  }

  /** Every number, in one line of JSON. */
  inOneLine(beside: Readonly<Record<string, number>> = {}): string {
    return JSON.stringify({ ...beside, ...this.counts, ...this.peaks, violations: this.violations.length });
  }

  /** Adds what another run found; `mark` says how to have that run again. */
  take(other: Findings, mark: string): void {
    for (const [name, by] of Object.entries(other.counts)) this.count(name, by);
    for (const [name, value] of Object.entries(other.peaks)) this.peak(name, value);
    this.violated(...other.violations.map((each) => `${mark}: ${each}`));
  }
}
