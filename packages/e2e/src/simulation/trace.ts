/** What happened in a run, event by event: a hash of it always, its lines when somebody wants to read them. */
import type { Clock } from './clock.ts';

/** FNV-1a, twice with different beginnings, over UTF-16 units: quick, and two runs that differ have different values. */
const PRIME = 0x01000193;

export class Trace {
  readonly #clock: Clock;
  readonly #tell: ((line: string) => void) | null;
  #low = 0x811c9dc5;
  #high = 0x9747b28c;
  readonly totals: Record<string, number> = {};

  /** `tell` gets every line. */
  constructor(clock: Clock, tell: ((line: string) => void) | null) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Something happened: `what` is counted, and with `detail` it is a line. */
  add(what: string, detail = ''): void {
    this.totals[what] = (this.totals[what] ?? 0) + 1;
    const line = `${this.#clock.elapsed.toFixed(2)} ${what} ${detail}`;
    for (let index = 0; index < line.length; index += 1) {
      const unit = line.charCodeAt(index);
      this.#low = Math.imul(this.#low ^ unit, PRIME);
      this.#high = Math.imul(this.#high ^ unit, PRIME + 2);
    }
    this.#tell?.(line);
  }

  get hash(): string {
    return `${(this.#low >>> 0).toString(16)}-${(this.#high >>> 0).toString(16)}`;
  }
}
