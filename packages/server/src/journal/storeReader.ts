/**
 * A store as its file shows it to a process that does not hold it: read only, and as it was at one moment, whatever a server
 * writes meanwhile. Nothing of it is trusted: what cannot be read throws, and what is read is for the caller to judge.
 */
import { statSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { commitKey } from './commitKey.ts';
import { type Snapshot, type StoreIdentity, StoreUnusable } from './journal.ts';
import type { Namespace } from './namespace.ts';
import { readSnapshot } from './snapshots.ts';
import { lookAt, openLive } from './sqliteLook.ts';
import { readAtOnce } from './stillStore.ts';
import { storeUnusable } from './unusable.ts';

const KEY = /^(.+):([1-9]\d{0,15})$/s;

/** Which commits there are. */
interface CommitKeys {
  /** The revisions of each list, ascending. */
  lists: Map<string, number[]>;
  /** Keys that no commit has. */
  foreign: string[];
}

/** Throws `StoreUnusable` where there is no file. It is never opened here: see `sqliteFiles.ts` on locks. */
export function expectFile(path: string, what: string): void {
  let found: ReturnType<typeof statSync> | undefined;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw storeUnusable(path, error);
  }
  if (found === undefined) throw new StoreUnusable(`there is no ${what} ${path}`, 'look at the path');
  if (!found.isFile()) throw new StoreUnusable(`${path} is not a file`, 'look at the path');
}

export class StoreReader {
  readonly identity: StoreIdentity;
  readonly #database: DatabaseSync;
  readonly #commit: StatementSync;
  readonly #snapshots: Namespace;

  private constructor(database: DatabaseSync, identity: StoreIdentity) {
    this.identity = identity;
    this.#database = database;
    this.#commit = database.prepare('SELECT value FROM commits WHERE key = ?1');
    const chunk = database.prepare('SELECT value FROM snapshots WHERE key = ?1');
    const refused = () => Promise.reject(new Error('this store is only read'));
    this.#snapshots = {
      getMany: async (keys) => keys.map((key) => textOf(chunk.get(key))),
      setMany: refused,
      deleteMany: refused,
    };
  }

  /** Opens what lies at a path, as it is now. Throws `StoreUnusable` when it is no store that this tock can read. */
  static open(path: string, open: () => DatabaseSync = () => openLive(path)): StoreReader {
    let database: DatabaseSync | null = null;
    try {
      database = open();
      database.exec('BEGIN');
      // The first read: from here on nothing changes.
      const { empty, identity } = lookAt(database, path);
      if (identity === null) {
        throw new StoreUnusable(`${path} is ${empty ? 'empty' : 'a store that was never used'}`, 'look at the path');
      }
      return new StoreReader(database, identity);
    } catch (error) {
      database?.close();
      throw storeUnusable(path, error);
    }
  }

  close(): void {
    this.#database.close();
  }

  /** What SQLite itself finds wrong. */
  integrity(): string[] {
    const rows = this.#database.prepare('PRAGMA integrity_check(20)').all();
    return rows.map((row) => String(Object.values(row)[0])).filter((line) => line !== 'ok');
  }

  keys(): CommitKeys {
    const lists = new Map<string, number[]>();
    const foreign: string[] = [];
    for (const { key } of this.#database.prepare('SELECT key FROM commits').iterate()) {
      const [, list, digits] = KEY.exec(String(key)) ?? [];
      const rev = Number(digits);
      if (list === undefined || !Number.isSafeInteger(rev)) {
        foreign.push(String(key));
        continue;
      }
      const revisions = lists.get(list);
      if (revisions === undefined) lists.set(list, [rev]);
      else revisions.push(rev);
    }
    for (const revisions of lists.values()) revisions.sort((a, b) => a - b);
    return { lists, foreign };
  }

  /** What is stored for a revision, or null when it is no text. */
  commit(list: string, rev: number): string | null {
    return textOf(this.#commit.get(commitKey(list, rev))) ?? null;
  }

  /** The lists that have a snapshot. */
  snapshotLists(): string[] {
    const rows = this.#database.prepare("SELECT key FROM snapshots WHERE key LIKE '%:'").all();
    return rows.map(({ key }) => String(key).slice(0, -1));
  }

  snapshot(list: string): Promise<Snapshot | null> {
    return readSnapshot(this.#snapshots, list);
  }
}

/**
 * Reads what lies at a path, and answers what came of it; `read` may be called again. Throws `StoreUnusable` when it is no store
 * that this tock can read.
 */
export async function readStore<T>(path: string, read: (reader: StoreReader) => T | Promise<T>): Promise<T> {
  return readAtOnce(path, async (open) => {
    const reader = StoreReader.open(path, open);
    try {
      return await read(reader);
    } finally {
      reader.close();
    }
  });
}

function textOf(row: Record<string, unknown> | undefined): string | undefined {
  const value = row?.value;
  return typeof value === 'string' ? value : undefined;
}
