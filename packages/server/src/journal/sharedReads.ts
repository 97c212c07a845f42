/**
 * What many readers want of the history at once, read and encoded once: when a server comes back, everyone resumes from
 * about the same revision. History never changes, so that what is shared cannot be stale; it is kept for a moment only.
 */
import { CHAIN_START, limits } from '@tock/shared';
import type { Journal } from './journal.ts';

/** How long something is kept after it was read, in milliseconds. */
const KEPT = 5_000;
/** How much text is kept at most, in UTF-16 units. */
const MOST_TEXT = 16 * 1024 * 1024;
const SLICE = { limit: 1_000, maximumBytes: limits.pageBytes };

/** Some commits, as JSON of `StoredCommit[]`. */
interface CommitSlice {
  text: string;
  /** The revision of the last one. */
  rev: number;
}

interface Kept<T> {
  reading: Promise<T>;
  size: number;
}

/** Promises by key, the oldest first, forgotten by age and by size. A read that fails is tried again by the next who asks. */
class Reads<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #sizeOf: (value: T) => number;
  #size = 0;

  constructor(sizeOf: (value: T) => number) {
    this.#sizeOf = sizeOf;
  }

  share(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#kept.get(key);
    if (known !== undefined) return known.reading;
    const kept: Kept<T> = { reading: read(), size: key.length };
    this.#kept.set(key, kept);
    this.#size += kept.size;
    kept.reading.then(
      (value) => {
        if (this.#kept.get(key) !== kept) return;
        const size = this.#sizeOf(value);
        kept.size += size;
        this.#size += size;
        this.#forgetBeyond();
        setTimeout(() => this.#forget(key, kept), KEPT).unref();
      },
      () => this.#forget(key, kept),
    );
    return kept.reading;
  }

  #forgetBeyond(): void {
    for (const [key, kept] of this.#kept) {
      if (this.#size <= MOST_TEXT) return;
      this.#forget(key, kept);
    }
  }

  #forget(key: string, kept: Kept<T>): void {
    if (this.#kept.get(key) !== kept) return;
    this.#kept.delete(key);
    this.#size -= kept.size;
  }
}

export class SharedReads {
  readonly #journal: Journal;
  readonly #chains = new Reads<string | null>((h) => h?.length ?? 0);
  readonly #slices = new Reads<CommitSlice>(({ text }) => text.length);

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** The chain value at a revision that is durable, kept or not, or null when the list has no such revision. */
  async chainAt(list: string, rev: number): Promise<string | null> {
    if (rev === 0) return CHAIN_START;
    return this.#chains.share(`${list} ${rev}`, () => this.#journal.chainAt(list, rev));
  }

  /** The commits after a revision up to another, as JSON of `StoredCommit[]`, in texts of about a page. */
  async *commitTexts(list: string, after: number, upTo: number): AsyncGenerator<string> {
    for (let rev = after; rev < upTo; ) {
      const from = rev;
      const slice = await this.#slices.share(`${list} ${from} ${upTo}`, () => this.#slice(list, from, upTo));
      yield slice.text;
      rev = slice.rev;
    }
  }

  async #slice(list: string, after: number, upTo: number): Promise<CommitSlice> {
    const commits = await this.#journal.read(list, after, { ...SLICE, limit: Math.min(SLICE.limit, upTo - after) });
    const last = commits.at(-1);
    if (last === undefined) throw new Error(`list ${list} has no revision ${after + 1} in the store`);
    return { text: JSON.stringify(commits), rev: last.rev };
  }
}
