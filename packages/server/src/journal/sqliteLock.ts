/** Exclusive use of a store: a lock that the kernel holds for this process and drops with it, however it ends. */
import { accessSync, constants, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnusable } from './journal.ts';
import { lockPath, pidPath, sizeOf } from './sqliteFiles.ts';
import { openStill, readValue } from './sqliteLook.ts';
import { sqliteCodeOf, sqliteCodes, storeUnusable } from './unusable.ts';

/** The pid that the owner left, for the message alone: nothing is decided by it. */
function ownerOf(path: string): string {
  try {
    const pid = readFileSync(pidPath(path), 'utf8').trim();
    return /^\d{1,10}$/.test(pid) ? ` (pid ${pid})` : '';
  } catch {
    return '';
  }
}

/** Why the lock of the store at `path` cannot be taken, where nobody has it. */
function lockUnusable(path: string, error: unknown): StoreUnusable {
  const file = lockPath(path);
  const damages: unknown[] = [sqliteCodes.error, sqliteCodes.corrupt, sqliteCodes.notADatabase];
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
  if (isFile && !damages.includes(sqliteCodeOf(error))) return storeUnusable(file, error);
  return new StoreUnusable(
    `the lock file ${file} is ${isFile ? 'damaged' : 'not a file'}`,
    'it holds nothing of the store: remove it while no server runs, then start again',
    { cause: error },
  );
}

/** Looks whether the lock of a store could be taken if nobody had it, and takes nothing. Throws `StoreUnusable`. */
export function checkLock(path: string): void {
  const file = lockPath(path);
  try {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return;
    accessSync(file, constants.R_OK | constants.W_OK);
    if (sizeOf(file) === 0) return;
    const lock = openStill(file);
    try {
      readValue(lock, 'SELECT count(*) FROM sqlite_schema');
    } finally {
      lock.close();
    }
  } catch (error) {
    throw lockUnusable(path, error);
  }
}

function openLock(path: string): DatabaseSync {
  try {
    return new DatabaseSync(lockPath(path), { timeout: 0 });
  } catch (error) {
    throw lockUnusable(path, error);
  }
}

/** A store that is ours until `release`, or until the process ends. */
export interface StoreLock {
  release(): void;
}

/**
 * Takes the store for this process. The lock is an exclusive SQLite transaction on a file of its own that never ends and
 * never writes, so that other processes may still read the store. The lock file is only ever touched by SQLite: closing
 * another descriptor of it in this process would drop the lock. Throws `StoreUnusable` when another process has it, or
 * when something else is in its place.
 */
export function lockStore(path: string): StoreLock {
  const lock = openLock(path);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    // Not into what is there: it may be what a killed one of another user left.
    rmSync(pidPath(path), { force: true });
    writeFileSync(pidPath(path), `${process.pid}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    lock.close();
    const code = sqliteCodeOf(error);
    if (code === null) throw error;
    if (code !== sqliteCodes.busy) throw lockUnusable(path, error);
    throw new StoreUnusable(
      `another tockd${ownerOf(path)} uses ${path}`,
      'stop it first, or choose another store with --store sqlite:PATH',
      { cause: error },
    );
  }
  return {
    release() {
      // Before the lock goes, or the pid of the next owner would be removed.
      rmSync(pidPath(path), { force: true });
      lock.close();
    },
  };
}
