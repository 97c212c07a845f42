/** Opens the SQLite file of a store: inspected before anything is changed, then set to survive a power cut, and read back. */
import { DatabaseSync } from 'node:sqlite';
import { StoreUnusable } from './journal.ts';
import { migrate } from './migrations.ts';
import { APPLICATION, BUSY_TIMEOUT, type Found, lookAt, openLive, readValue } from './sqliteLook.ts';
import { tableRules } from './storage.ts';

/**
 * The log is folded into the database when the store is idle; beyond this many pages (16 MB) also when it is not. Where it
 * begins again it has its room already, and an fsync takes half as long as of a file that grows.
 */
const LARGEST_LOG = 4_096;
const SYNCHRONOUS_FULL = 2;

/** Looks at the file. Throws when it is damaged, not ours, or of a later format; a read-only look changes nothing in it. */
function inspect(path: string): Found {
  const database = openLive(path);
  try {
    return lookAt(database, path);
  } finally {
    database.close();
  }
}

function unsafe(path: string): StoreUnusable {
  return new StoreUnusable(
    `the store ${path} cannot be made safe against a power cut there`,
    'keep it on a local disk, not on a network drive, and see whether its disk fails',
  );
}

/** Sets how the database keeps what it is given, and reads back whether it will. */
function makeSafe(path: string, database: DatabaseSync, { empty }: Found): void {
  const journal = readValue(database, 'PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  // Only macOS knows the difference: without it fsync there does not reach the disk.
  database.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
  database.exec(`PRAGMA wal_autocheckpoint = ${LARGEST_LOG}; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768`);
  if (journal !== 'wal' || readValue(database, 'PRAGMA synchronous') !== SYNCHRONOUS_FULL) {
    throw unsafe(path);
  }
  if (empty) return;
  // What had another journal until now has its log from the first look on; what refused it says so only now.
  readValue(database, 'SELECT count(*) FROM sqlite_schema');
  if (readValue(database, 'PRAGMA journal_mode') !== 'wal') throw unsafe(path);
}

/** Makes the tables of a store that has nothing yet. */
function createTables(database: DatabaseSync): void {
  // A rowid table with a unique key, not WITHOUT ROWID: twice as fast when many lists grow at once.
  const tables = Object.keys(tableRules).map(
    (name) => `CREATE TABLE IF NOT EXISTS ${name} (key TEXT NOT NULL UNIQUE, value TEXT NOT NULL);`,
  );
  database.exec(`BEGIN IMMEDIATE; PRAGMA application_id = ${APPLICATION}; ${tables.join(' ')} COMMIT`);
}

/** The database of a store, ready for use and of today's format. Throws `StoreUnusable`, or what SQLite throws. */
export function openDatabase(path: string): DatabaseSync {
  const found = inspect(path);
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
  try {
    makeSafe(path, database, found);
    if (found.identity === null) createTables(database);
    else migrate(database, found.identity);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
