/** One store in the place of another that nobody holds: whenever this is cut short, the one or the other is there, whole. */
import { chmodSync, constants, copyFileSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { randomIdentifier } from '@tock/shared';
import { IDENTITY, parseIdentity } from './format.ts';
import { indexPath, logPath, sizeOf } from './sqliteFiles.ts';
import { readValue } from './sqliteLook.ts';
import { syncPath } from './storeCopy.ts';
import { sqliteCodeOf, sqliteCodes, storeUnusable } from './unusable.ts';

/** Makes another history of a copy that nobody else knows of yet. Answers with its epoch. */
export function renewEpoch(path: string): string {
  const epoch = randomIdentifier();
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA synchronous = FULL');
    const identity = parseIdentity(String(readValue(database, `SELECT value FROM meta WHERE key = '${IDENTITY}'`)));
    database.prepare('UPDATE meta SET value = ?2 WHERE key = ?1').run(IDENTITY, JSON.stringify({ ...identity, epoch }));
  } finally {
    database.close();
  }
  syncPath(path);
  return epoch;
}

function withDatabase<T>(path: string, options: { readOnly: boolean }, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path, { ...options, timeout: 0 });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** Takes the commits in the log into the database, so that the store is one file. Answers whether it is: a damaged one stays as it is. */
function fold(path: string): boolean {
  // SQLite would take an emptied database for a new one, and throw away the log.
  if (sizeOf(path) === 0) return sizeOf(logPath(path)) === 0;
  try {
    // Only reads: closing a damaged one that was opened for writing would fold its log into it all the same.
    withDatabase(path, { readOnly: true }, (database) => readValue(database, 'SELECT count(*) FROM sqlite_schema'));
    withDatabase(path, { readOnly: false }, (database) => {
      readValue(database, 'PRAGMA wal_checkpoint(TRUNCATE)');
      readValue(database, 'PRAGMA journal_mode = DELETE');
    });
  } catch (error) {
    if (sqliteCodeOf(error) === sqliteCodes.busy) throw storeUnusable(path, error);
  }
  return statSync(logPath(path), { throwIfNoEntry: false }) === undefined;
}

/** Gives what lies at a path another name beside it, where both are there for a moment. */
function nameAlso(path: string, aside: string): void {
  try {
    linkSync(path, aside);
  } catch {
    // A file system without links.
    try {
      copyFileSync(path, aside, constants.COPYFILE_EXCL);
      syncPath(aside);
    } catch (error) {
      rmSync(aside, { force: true });
      throw error;
    }
  }
}

/** A name that says when, and that nothing has yet. */
function asideOf(path: string, now: Date): string {
  const name = `${path}.replaced-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (statSync(candidate, { throwIfNoEntry: false }) === undefined) return candidate;
  }
}

/**
 * Puts `replacement`, a database in one synced file of the same folder, in the place of the store at `path`, whose lock the
 * caller holds. Answers with the name that the old store has now, or null when there was none. Throws `StoreUnusable` when
 * another program has it open; nothing was changed then.
 */
export function replaceStore(path: string, replacement: string, now: Date): string | null {
  const folder = dirname(path);
  const [log, index] = [logPath(path), indexPath(path)];
  let aside: string | null = null;
  if (sizeOf(path) > 0 || sizeOf(log) > 0) {
    const whole = fold(path);
    aside = asideOf(path, now);
    nameAlso(path, aside);
    chmodSync(aside, 0o600);
    // Its log must never meet the database that comes: what could not be folded goes aside as well, before.
    if (!whole) renameSync(log, logPath(aside));
  }
  rmSync(log, { force: true });
  rmSync(index, { force: true });
  syncPath(folder);
  renameSync(replacement, path);
  syncPath(folder);
  return aside;
}
