/** A journal whose appends wait until the test lets them go, over a real one in memory. */
import type { StoredCommit } from '@tock/shared';
import type { Appended, Journal, Snapshot } from '../src/journal/journal.ts';
import { openStore } from '../src/journal/store.ts';

/** An append that waits for the test. */
export interface HeldAppend {
  commits: StoredCommit[];
  /** Hands it on to the real journal, and answers with what that says. */
  store(): Promise<void>;
  /** Answers without storing anything. */
  answer(appended: Appended): void;
  reject(error: Error): void;
}

export class HeldJournal implements Journal {
  readonly stored: Journal;
  readonly #held: HeldAppend[] = [];
  readonly #waiting: ((append: HeldAppend) => void)[] = [];
  /** Awaited before each read: rejects or waits to make it fail or late. */
  beforeRead: () => Promise<void> = async () => {};
  /** Answers a snapshot in place of the real journal. */
  snapshotAnswer: (() => Promise<'stored' | 'full'>) | null = null;

  private constructor(stored: Journal) {
    this.stored = stored;
  }

  static async open(): Promise<HeldJournal> {
    return new HeldJournal(await openStore('memory:'));
  }

  /** The next append that nobody looked at yet; waits for it. */
  next(): Promise<HeldAppend> {
    const held = this.#held.shift();
    return held === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(held);
  }

  get durability() {
    return this.stored.durability;
  }

  get broken() {
    return this.stored.broken;
  }

  get identity() {
    return this.stored.identity;
  }

  append(commits: StoredCommit[]): Promise<Appended> {
    return new Promise((resolve, reject) => {
      const store = async () => resolve(await this.stored.append(commits));
      const held: HeldAppend = { commits, store, answer: resolve, reject };
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#held.push(held);
      else waiting(held);
    });
  }

  async read(list: string, after: number, page: { limit: number; maximumBytes: number }): Promise<StoredCommit[]> {
    await this.beforeRead();
    return this.stored.read(list, after, page);
  }

  readSnapshot(list: string): Promise<Snapshot | null> {
    return this.stored.readSnapshot(list);
  }

  writeSnapshot(list: string, snapshot: Snapshot): Promise<'stored' | 'full'> {
    return this.snapshotAnswer?.() ?? this.stored.writeSnapshot(list, snapshot);
  }

  async chainAt(list: string, rev: number): Promise<string | null> {
    await this.beforeRead();
    return this.stored.chainAt(list, rev);
  }

  discard(list: string, before: number): Promise<void> {
    return this.stored.discard(list, before);
  }

  readCursor(name: string): Promise<string | null> {
    return this.stored.readCursor(name);
  }

  writeCursor(name: string, text: string): Promise<'stored' | 'full'> {
    return this.stored.writeCursor(name, text);
  }

  forgetCursor(name: string): Promise<'stored' | 'full'> {
    return this.stored.forgetCursor(name);
  }

  ping(): Promise<void> {
    return this.stored.ping();
  }

  /** Answers a probe in place of the real journal. */
  probeAnswer: (() => Promise<'stored' | 'full'>) | null = null;

  probe(): Promise<'stored' | 'full'> {
    return this.probeAnswer?.() ?? this.stored.probe();
  }

  size() {
    return this.stored.size();
  }

  close(): Promise<void> {
    return this.stored.close();
  }
}
