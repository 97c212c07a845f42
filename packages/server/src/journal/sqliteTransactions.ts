/** Reads, and the one way to write an SQLite store: many calls in one transaction, each all or none, nothing tried twice. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { predecessorOf } from './commitKey.ts';
import type { WriteCall, WriteOutcome } from './sqliteMessages.ts';
import { LET_GO, type Rule, type TableName, tableRules } from './storage.ts';
import { sqliteCodeOf, sqliteCodes } from './unusable.ts';

interface TableStatements {
  rule: Rule;
  read: StatementSync;
  write: StatementSync;
  remove: StatementSync;
}

const insertion: Record<Rule, (table: TableName) => string> = {
  'after-predecessor': (table) =>
    `INSERT INTO ${table} (key, value) SELECT ?1, ?2
     WHERE CASE WHEN ?2 GLOB '[${LET_GO}]*' THEN EXISTS (SELECT 1 FROM ${table} WHERE key = ?1)
           ELSE ?3 IS NULL OR EXISTS (SELECT 1 FROM ${table} WHERE key = ?3) END
     ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE excluded.value GLOB '[${LET_GO}]*'`,
  'if-absent': (table) => `INSERT INTO ${table} (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO NOTHING`,
  replace: (table) =>
    `INSERT INTO ${table} (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
};

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** One open database and its statements. Belongs to one thread. */
export class SqliteTransactions {
  readonly #database: DatabaseSync;
  readonly #lostFile: () => string | null;
  readonly #tables: Record<TableName, TableStatements>;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #enterCall: StatementSync;
  readonly #leaveCall: StatementSync;
  readonly #undoCall: StatementSync;
  /** Why nothing is trusted any more, or null. */
  #broken: string | null = null;

  /** `lostFile` names a file of the store that is no longer the one that is open, or answers null. */
  constructor(database: DatabaseSync, lostFile: () => string | null) {
    this.#database = database;
    this.#lostFile = lostFile;
    const statementsOf = (table: TableName): TableStatements => ({
      rule: tableRules[table],
      read: database.prepare(`SELECT value FROM ${table} WHERE key = ?1`),
      write: database.prepare(insertion[tableRules[table]](table)),
      remove: database.prepare(`DELETE FROM ${table} WHERE key = ?1`),
    });
    this.#tables = {
      commits: statementsOf('commits'),
      snapshots: statementsOf('snapshots'),
      meta: statementsOf('meta'),
      cursors: statementsOf('cursors'),
    };
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#enterCall = database.prepare('SAVEPOINT call');
    this.#leaveCall = database.prepare('RELEASE call');
    this.#undoCall = database.prepare('ROLLBACK TO call');
  }

  /**
   * The texts under the keys. Throws when one cannot be read, and always once a write has failed: the kernel may show
   * pages that never reached the disk, and the database may hide some that did, so "absent" would be a guess (R10).
   */
  read(table: TableName, keys: string[]): (string | undefined)[] {
    const lost = this.#broken === null ? this.#lostFile() : null;
    if (lost !== null) this.#break(new Error(`${lost} was removed or replaced while it was open`));
    if (this.#broken !== null) throw new Error(this.#broken);
    const { read } = this.#tables[table];
    return keys.map((key) => {
      const row = read.get(key);
      if (row === undefined) return undefined;
      const { value } = row;
      if (typeof value !== 'string') throw new Error(`the row ${key} of ${table} is damaged`);
      return value;
    });
  }

  /** Runs the calls as one transaction and answers after its fsync. After any failure but a lack of room, or of the lock, all later writes fail. */
  write(calls: WriteCall[]): WriteOutcome {
    if (this.#broken !== null) return { kind: 'failed', message: this.#broken };
    try {
      const began = performance.now();
      this.#begin.run();
      const stored = calls.map((call) => this.#runCall(call));
      const synced = performance.now();
      this.#commit.run();
      const ended = performance.now();
      const lost = this.#lostFile();
      if (lost !== null) return this.#break(new Error(`${lost} was removed or replaced while it was open`));
      return { kind: 'written', stored, took: { transaction: ended - began, sync: ended - synced } };
    } catch (error) {
      return this.#abandon(error);
    }
  }

  /** Folds what it can of the log into the database, without waiting for readers. Answers why the store broke in it, or null. */
  checkpoint(): string | null {
    if (this.#broken !== null) return null;
    try {
      this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch (error) {
      const code = sqliteCodeOf(error);
      // Without room, or with a reader in the way, the log stays as it is and the next idle moment tries again.
      if (code !== sqliteCodes.full && code !== sqliteCodes.busy) this.#break(error);
    }
    return this.#broken;
  }

  /** Ends all use. The last checkpoint is SQLite's own. */
  close(): void {
    this.#database.close();
  }

  #runCall({ table, keys, values }: WriteCall): boolean {
    const { rule, write, remove } = this.#tables[table];
    if (values === null) {
      for (const key of keys) remove.run(key);
      return true;
    }
    const insert = (key: string, index: number) => {
      const value = values[index] ?? '';
      const result = rule === 'after-predecessor' ? write.run(key, value, predecessorOf(key)) : write.run(key, value);
      return result.changes === 1;
    };
    // One statement is all or none by itself.
    if (keys.length === 1) return keys.every(insert);
    this.#enterCall.run();
    const stored = keys.every(insert);
    if (!stored) this.#undoCall.run();
    this.#leaveCall.run();
    return stored;
  }

  #abandon(error: unknown): WriteOutcome {
    const code = sqliteCodeOf(error);
    try {
      // SQLite has rolled back by itself after some errors, and a BEGIN that failed has begun nothing.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch (rollback) {
      return this.#break(rollback);
    }
    if (code === sqliteCodes.full) return { kind: 'full' };
    // The lock is only ever waited for at BEGIN: nothing was written yet, and nothing is wrong with the store.
    if (code === sqliteCodes.busy) return { kind: 'failed', message: 'another program holds the store' };
    return this.#break(error);
  }

  /** After a failed write or fsync the kernel may have dropped the pages: to try again would be to lie (R10). */
  #break(error: unknown): WriteOutcome {
    this.#broken ??= `the store failed (${messageOf(error)}) and takes nothing more until the server is started again`;
    return { kind: 'failed', message: this.#broken };
  }
}
