/** How an SQLite store of an earlier format becomes one of today's: when it is opened, all steps at once or none. */
import type { DatabaseSync } from 'node:sqlite';
import { FORMAT, IDENTITY } from './format.ts';
import { type StoreIdentity, StoreUnusable } from './journal.ts';
import { sqliteCodeOf, sqliteCodes } from './unusable.ts';

/** From one format to the next, inside of a transaction that is not its own. What it did to stores once, it does for ever. */
type Step = (database: DatabaseSync) => void;

/** The first step makes format 2 of format 1, and so on. */
const steps: readonly Step[] = [
  // How far somebody outside was told of a list.
  (database) => database.exec('CREATE TABLE cursors (key TEXT NOT NULL UNIQUE, value TEXT NOT NULL)'),
];

function outOfRoom(error: unknown, { format }: StoreIdentity): unknown {
  if (sqliteCodeOf(error) !== sqliteCodes.full) return error;
  return new StoreUnusable(
    `there is no room to bring the store from format ${format} to ${FORMAT}`,
    'free some space, then start again; the store is as it was',
    { cause: error },
  );
}

/**
 * Brings a store to today's format. Whoever calls holds the store alone. The identity, which names the format, changes in
 * the same transaction: however this ends, the store is whole in the one format or in the other. Throws `StoreUnusable`, or
 * what SQLite throws.
 */
export function migrate(database: DatabaseSync, identity: StoreIdentity): void {
  const missing = steps.slice(identity.format - 1);
  if (missing.length === 0) return;
  try {
    database.exec('BEGIN IMMEDIATE');
    for (const step of missing) step(database);
    database
      .prepare('UPDATE meta SET value = ?2 WHERE key = ?1')
      .run(IDENTITY, JSON.stringify({ ...identity, format: FORMAT }));
    database.exec('COMMIT');
  } catch (error) {
    // SQLite has rolled back by itself after some errors, and closing would in any case.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw outOfRoom(error, identity);
  }
}
