/**
 * Requests that hold much of a list while they are answered: few of them at once, one after another for each connection, so
 * that a flood of small requests cannot fill the memory. Beyond what may wait they are turned away.
 */
import { limits, type Outcome } from '@tock/shared';
import type { Reader } from '../connections.ts';
import { tooManyReads } from '../refusals.ts';
import { Seats } from './seats.ts';

/** How many are answered at once, whoever asks: each may hold some ten megabytes. */
const AT_ONCE = 4;

/** What is on its way for one connection. */
interface Line {
  last: Promise<unknown>;
  reads: number;
  openings: number;
}

export class Readings {
  readonly #lines = new WeakMap<object, Line>();
  readonly #seats = new Seats(AT_ONCE);

  /** Answers a request that reads history, when it is its turn. */
  read<T>(reader: Pick<Reader, 'line'>, answer: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const line = this.#lineOf(reader);
    if (line.reads >= limits.connectionReads) return Promise.resolve(tooManyReads());
    line.reads += 1;
    const answered = line.last
      .then(() => this.#answer(answer))
      .finally(() => {
        line.reads -= 1;
      });
    line.last = answered.catch(() => undefined);
    return answered;
  }

  /** Counts an opening, which holds little until its pages are sent; answers how to count its end, once, or null when there are too many. */
  open(reader: Reader): (() => void) | null {
    const line = this.#lineOf(reader);
    if (line.openings >= limits.connectionOpenings) return null;
    line.openings += 1;
    return () => {
      line.openings -= 1;
    };
  }

  #lineOf({ line: key }: Pick<Reader, 'line'>): Line {
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const line = { last: Promise.resolve(), reads: 0, openings: 0 };
    this.#lines.set(key, line);
    return line;
  }

  async #answer<T>(answer: () => Promise<T>): Promise<T> {
    const release = await this.#seats.take(this);
    try {
      return await answer();
    } finally {
      release();
    }
  }
}
