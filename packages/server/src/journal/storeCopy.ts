/** A copy of a store in one file, as the store is at one moment, whether or not a server writes meanwhile. */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { createPrivate, type Owner } from './fileOwner.ts';
import { StoreUnusable } from './journal.ts';
import { readValue } from './sqliteLook.ts';
import { readAtOnce } from './stillStore.ts';
import { extendedCodeOf, extendedCodes, sqliteCodeOf, sqliteCodes, storeUnusable } from './unusable.ts';

/** Makes sure that what was written to a file, or to a folder, is on the disk. Not for a file of a store that is open. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return sqliteCodeOf(error) === sqliteCodes.full || code === 'ENOSPC' || code === 'EDQUOT';
}

/** Whose fault it is when SQLite could not copy: reads are of the store, and all else that a disk refuses is of the copy. */
function concernsTarget(error: unknown): boolean {
  const code = sqliteCodeOf(error);
  if (code === sqliteCodes.ioError)
    return ![extendedCodes.read, extendedCodes.shortRead].some((each) => each === extendedCodeOf(error));
  return code === null || code === sqliteCodes.cannotOpen || code === sqliteCodes.readOnly;
}

function copyFailed(source: string, target: string, error: unknown): StoreUnusable {
  if (error instanceof StoreUnusable) return error;
  if (isFull(error)) {
    return new StoreUnusable(`there is no room for ${target}`, 'free some space, or choose another place', {
      cause: error,
    });
  }
  if (!concernsTarget(error)) return storeUnusable(source, error);
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreUnusable(`${target} cannot be written: ${reason}`, 'choose another place', { cause: error });
}

function copyInto(target: string, source: string, open: () => DatabaseSync): void {
  let database: DatabaseSync | null = null;
  try {
    database = open();
    // What is wrong with the store shows here, before anything is written.
    readValue(database, 'SELECT count(*) FROM sqlite_schema');
  } catch (error) {
    database?.close();
    throw storeUnusable(source, error);
  }
  try {
    database.prepare('VACUUM INTO ?').run(target);
  } finally {
    database.close();
  }
}

/**
 * Writes the store at `source` to a new file, private and synced, as it is in one read transaction: a server goes on writing,
 * and never makes it begin anew. The locks of a server are on a file of their own, which is not touched. Nothing is left
 * behind when it fails. The copy belongs to `owner`, or to whoever makes it. Rejects with `StoreUnusable`.
 */
export async function copyStore(source: string, target: string, owner: Owner | null = null): Promise<void> {
  let made = false;
  try {
    await readAtOnce(source, (open) => {
      if (made) rmSync(target);
      made = false;
      createPrivate(target, owner);
      made = true;
      copyInto(target, source, open);
    });
    syncPath(target);
    syncPath(dirname(target));
  } catch (error) {
    if (made) rmSync(target, { force: true });
    throw copyFailed(source, target, error);
  }
}
