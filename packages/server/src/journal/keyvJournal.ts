/** The journal over Keyv: the only importer of Keyv, and the place where its fallback values become rejections again (R10). */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { StoredCommit } from '@tock/shared';
import { Keyv, type KeyvSerializationAdapter } from 'keyv';
import { commitKey } from './commitKey.ts';
import { establishIdentity, readIdentity } from './identity.ts';
import {
  type Appended,
  type Journal,
  JournalFault,
  type Snapshot,
  type StoreIdentity,
  type StoreSize,
  StoreUnusable,
} from './journal.ts';
import type { Namespace } from './namespace.ts';
import { readSnapshot, writeSnapshot } from './snapshots.ts';
import { type Entry, type JournalStorage, LET_GO, StoreFull, type Table } from './storage.ts';

/** How many revisions the first page of a read asks for: each may be megabytes. Each later page asks for twice as many. */
const FIRST_PAGE = 1;
const LARGEST_PAGE = 512;
/** How many commits are let go in one transaction. */
const DISCARDED = 128;
/** Where a probe writes, among the snapshots: what belongs to a list has a colon in its key. How large one is after a lack of room. */
const PROBE = 'probe';
const LARGE_PROBE = 64 * 1024;

/** Keyv wraps each value as `{ value, expires }`; this keeps the value alone, to the byte, and puts the wrapper back. */
const verbatim: KeyvSerializationAdapter = {
  stringify(envelope) {
    if (typeof envelope !== 'object' || envelope === null || !('value' in envelope)) throw new TypeError('no value');
    const { value } = envelope;
    // Half of a surrogate pair has no UTF-8: it would come back as another text.
    if (typeof value !== 'string' || !value.isWellFormed()) throw new TypeError('not a text that can be stored');
    return value;
  },
  // Keyv lets the caller of `parse` choose the type; it is always its own envelope.
  parse: <T>(value: string) => ({ value }) as T,
};

/**
 * One Keyv namespace, strict. With an `error` listener Keyv answers a failed read with undefined and a failed write with
 * false; without one, an error that an adapter emits by itself ends the process. So there is a listener, and each call
 * carries a box for the errors that are emitted while it runs: an error in the box is a rejection.
 */
class KeyvNamespace implements Namespace {
  readonly #keyv: Keyv<string>;
  readonly #box = new AsyncLocalStorage<unknown[]>();
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  constructor(namespace: string, table: Table) {
    this.#keyv = new Keyv<string>({ store: table, namespace, serialization: verbatim, checkExpired: false });
    // Outside of a call there is nobody to tell: the next call meets the same trouble and rejects.
    this.#keyv.on('error', (error: unknown) => this.#box.getStore()?.push(error));
  }

  getMany(keys: string[]): Promise<(string | undefined)[]> {
    return this.#strictly(() => this.#keyv.getMany(keys));
  }

  async setMany(entries: Entry[]): Promise<boolean> {
    const stored = await this.#strictly(() => this.#keyv.setMany(entries));
    if (stored.length !== entries.length || new Set(stored).size > 1) {
      throw new JournalFault('the store kept a part of what has to be kept as a whole');
    }
    return stored.every(Boolean);
  }

  async deleteMany(keys: string[]): Promise<void> {
    const gone = await this.#strictly(() => this.#keyv.deleteMany(keys));
    if (!gone.every(Boolean)) throw new JournalFault('the store did not remove what it was asked to remove');
  }

  /** Takes no more calls, and waits until those that run are answered. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#running);
  }

  async #strictly<T>(call: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new JournalFault('the store is closed');
    const errors: unknown[] = [];
    const running = this.#box.run(errors, call);
    this.#running.add(running);
    const answer = await running.finally(() => this.#running.delete(running));
    if (errors.length === 0) return answer;
    const [error] = errors;
    if (error instanceof StoreFull || error instanceof JournalFault) throw error;
    throw new JournalFault(`the store failed: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function parseCommit(list: string, rev: number, text: string): StoredCommit {
  if (text.startsWith(LET_GO))
    throw new JournalFault(`revision ${rev} of list ${list} was let go: only its snapshot has it`);
  const space = text.indexOf(' ');
  if (space === -1) throw new JournalFault(`revision ${rev} of list ${list} is damaged in the store`);
  return { list, rev, h: text.slice(0, space), body: text.slice(space + 1) };
}

/** How a write ended that is only ever refused for want of room. */
async function storedOrFull(writing: Promise<unknown>): Promise<'stored' | 'full'> {
  try {
    await writing;
    return 'stored';
  } catch (error) {
    if (error instanceof StoreFull) return 'full';
    throw error;
  }
}

class KeyvJournal implements Journal {
  readonly durability: Journal['durability'];
  readonly identity: StoreIdentity;
  readonly broken: Promise<Error>;
  readonly #storage: JournalStorage;
  readonly #commits: KeyvNamespace;
  readonly #snapshots: KeyvNamespace;
  readonly #meta: KeyvNamespace;
  readonly #cursors: KeyvNamespace;
  #closing: Promise<void> | undefined;
  /** Whether the last append found no room. */
  #full = false;

  constructor(storage: JournalStorage, meta: KeyvNamespace, identity: StoreIdentity) {
    this.durability = storage.durability;
    this.identity = identity;
    this.broken = storage.broken ?? new Promise(() => {});
    this.#storage = storage;
    this.#commits = new KeyvNamespace('commits', storage.commits);
    this.#snapshots = new KeyvNamespace('snapshots', storage.snapshots);
    this.#meta = meta;
    this.#cursors = new KeyvNamespace('cursors', storage.cursors);
  }

  async append(commits: StoredCommit[]): Promise<Appended> {
    const entries = commits.map(({ list, rev, h, body }) => {
      if (h.includes(' ')) throw new TypeError('a chain value has no space');
      return { key: commitKey(list, rev), value: `${h} ${body}` };
    });
    try {
      const stored = await this.#commits.setMany(entries);
      if (stored) this.#full = false;
      return stored ? 'stored' : 'conflict';
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error;
      this.#full = true;
      return 'full';
    }
  }

  async read(list: string, after: number, page: { limit: number; maximumBytes: number }): Promise<StoredCommit[]> {
    const commits: StoredCommit[] = [];
    let bytes = 0;
    for (let size = FIRST_PAGE; commits.length < page.limit; size = Math.min(size * 2, LARGEST_PAGE)) {
      if (bytes >= page.maximumBytes) break;
      const count = Math.min(size, page.limit - commits.length);
      const next = await this.#readPage(list, after + commits.length + 1, count);
      for (const commit of next) {
        bytes += Buffer.byteLength(commit.body);
        if (bytes > page.maximumBytes && commits.length > 0) return commits;
        commits.push(commit);
      }
      if (next.length < count) break;
    }
    return commits;
  }

  /** Up to `count` commits from a revision on. One more key is asked for, so that a hole is not taken for the head (R10). */
  async #readPage(list: string, first: number, count: number): Promise<StoredCommit[]> {
    const keys = Array.from({ length: count + 1 }, (_, index) => commitKey(list, first + index));
    const texts = await this.#commits.getMany(keys);
    const head = texts.indexOf(undefined);
    const end = head === -1 ? texts.length : head;
    if (texts.slice(end).some((text) => text !== undefined)) {
      throw new JournalFault(
        `revision ${first + end} of list ${list} is missing in the store, and later ones are there`,
      );
    }
    const commits: StoredCommit[] = [];
    for (const text of texts.slice(0, Math.min(end, count))) {
      if (text !== undefined) commits.push(parseCommit(list, first + commits.length, text));
    }
    return commits;
  }

  readSnapshot(list: string): Promise<Snapshot | null> {
    return readSnapshot(this.#snapshots, list);
  }

  writeSnapshot(list: string, snapshot: Snapshot): Promise<'stored' | 'full'> {
    return storedOrFull(writeSnapshot(this.#snapshots, list, snapshot));
  }

  async chainAt(list: string, rev: number): Promise<string | null> {
    const [text] = await this.#commits.getMany([commitKey(list, rev)]);
    if (text === undefined) return null;
    return text.startsWith(LET_GO) ? text.slice(LET_GO.length) : parseCommit(list, rev, text).h;
  }

  async discard(list: string, before: number): Promise<void> {
    // They go oldest first, so that what a crash leaves is found at the border.
    let first = 1;
    for (let end = before; first < end; ) {
      const middle = Math.floor((first + end) / 2);
      const [text] = await this.#commits.getMany([commitKey(list, middle)]);
      if (text?.startsWith(LET_GO) === true) first = middle + 1;
      else end = middle;
    }
    for (let rev = first; rev < before; rev += DISCARDED) {
      const count = Math.min(DISCARDED, before - rev);
      const keys = Array.from({ length: count }, (_, index) => commitKey(list, rev + index));
      const texts = await this.#commits.getMany(keys);
      const entries = keys.map((key, index) => {
        const { h } = parseCommit(list, rev + index, texts[index] ?? '');
        return { key, value: `${LET_GO}${h}` };
      });
      if (!(await this.#commits.setMany(entries)))
        throw new JournalFault(`commits of list ${list} could not be let go`);
    }
  }

  async readCursor(name: string): Promise<string | null> {
    const [text] = await this.#cursors.getMany([name]);
    return text ?? null;
  }

  writeCursor(name: string, text: string): Promise<'stored' | 'full'> {
    return storedOrFull(this.#cursors.setMany([{ key: name, value: text }]));
  }

  forgetCursor(name: string): Promise<'stored' | 'full'> {
    return storedOrFull(this.#cursors.deleteMany([name]));
  }

  async ping(): Promise<void> {
    const stored = await readIdentity(this.#meta);
    if (stored?.epoch !== this.identity.epoch)
      throw new JournalFault('the store was exchanged for another while it was open');
  }

  async probe(): Promise<'stored' | 'full'> {
    const value = this.#full ? ' '.repeat(LARGE_PROBE) : new Date().toISOString();
    try {
      await this.#snapshots.setMany([{ key: PROBE, value }]);
      this.#full = false;
      return 'stored';
    } catch (error) {
      if (error instanceof StoreFull) return 'full';
      throw error;
    }
  }

  async size(): Promise<StoreSize | null> {
    return (await this.#storage.size?.()) ?? null;
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    const namespaces = [this.#commits, this.#snapshots, this.#meta, this.#cursors];
    await Promise.all(namespaces.map((namespace) => namespace.close()));
    await this.#storage.close();
  }
}

/** The journal on an open backend, which it owns from here on: on failure it closes it. Throws `StoreUnusable`. */
export async function openJournal(storage: JournalStorage): Promise<Journal> {
  const meta = new KeyvNamespace('meta', storage.meta);
  try {
    return new KeyvJournal(storage, meta, await establishIdentity(meta));
  } catch (error) {
    await storage.close();
    if (error instanceof StoreUnusable) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreUnusable(`the store cannot be opened: ${reason}`, 'look at the disk, then start again', {
      cause: error,
    });
  }
}
