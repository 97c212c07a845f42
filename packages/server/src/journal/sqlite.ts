/** The embedded store: SQLite in a thread of its own, so that a slow disk never stops the server. */
import { type Instruments, noInstruments } from '../metrics/instruments.ts';
import { SqliteConnection } from './sqliteConnection.ts';
import { makePrivate, measureFiles, prepareFiles } from './sqliteFiles.ts';
import type { Entry, JournalStorage, Table, TableName } from './storage.ts';

/** The thread's file beside this one: a source next to a source, a bundle next to a bundle. */
const besideThis = new URL(
  import.meta.url.endsWith('.ts') ? './sqliteWorker.ts' : './sqliteWorker.js',
  import.meta.url,
);

class SqliteTable implements Table {
  readonly capabilities = { expires: true } as const;
  readonly #connection: SqliteConnection;
  readonly #table: TableName;

  constructor(connection: SqliteConnection, table: TableName) {
    this.#connection = connection;
    this.#table = table;
  }

  getMany(keys: string[]): Promise<(string | undefined)[]> {
    return this.#connection.read(this.#table, keys);
  }

  async setMany(entries: Entry[]): Promise<boolean[]> {
    const keys = entries.map(({ key }) => key);
    const values = entries.map(({ value }) => value);
    const stored = await this.#connection.write({ table: this.#table, keys, values });
    return keys.map(() => stored);
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    const gone = await this.#connection.write({ table: this.#table, keys, values: null });
    return keys.map(() => gone);
  }
}

export interface SqliteOptions {
  /** The file of the store's thread, where it is not beside this one. */
  worker?: URL | undefined;
  /** Told of every transaction, where somebody watches. */
  instruments?: Instruments;
}

/**
 * Opens, or makes, the store at a path, for this process alone. Its word is worth an fsync. Rejects with `StoreUnusable`
 * when another process has it, or it is damaged, foreign, or cannot be written safely there.
 */
export async function openSqlite(
  path: string,
  { worker = besideThis, instruments = noInstruments }: SqliteOptions = {},
): Promise<JournalStorage> {
  const database = prepareFiles(path);
  const connection = await SqliteConnection.open(database, worker, instruments);
  try {
    makePrivate(database);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    durability: 'fsync',
    broken: connection.broken,
    commits: new SqliteTable(connection, 'commits'),
    snapshots: new SqliteTable(connection, 'snapshots'),
    meta: new SqliteTable(connection, 'meta'),
    cursors: new SqliteTable(connection, 'cursors'),
    size: () => measureFiles(database),
    close: () => connection.close(),
  };
}
