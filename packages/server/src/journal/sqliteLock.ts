/** Exclusive use of a store: a lock that the kernel holds for this process and drops with it, however it ends. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnusable } from './journal.ts';
import { lockPath, pidPath } from './sqliteFiles.ts';
import { sqliteCodeOf, sqliteCodes } from './unusable.ts';

/** The pid that the owner left, for the message alone: nothing is decided by it. */
function ownerOf(path: string): string {
  try {
    const pid = readFileSync(pidPath(path), 'utf8').trim();
    return /^\d{1,10}$/.test(pid) ? ` (pid ${pid})` : '';
  } catch {
    return '';
  }
}

/** A store that is ours until `release`, or until the process ends. */
export interface StoreLock {
  release(): void;
}

/**
 * Takes the store for this process. The lock is an exclusive SQLite transaction on a file of its own that never ends and
 * never writes, so that other processes may still read the store. The lock file is only ever touched by SQLite: closing
 * another descriptor of it in this process would drop the lock. Throws `StoreUnusable` when another process has it.
 */
export function lockStore(path: string): StoreLock {
  const lock = new DatabaseSync(lockPath(path), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    // Not into what is there: it may be what a killed one of another user left.
    rmSync(pidPath(path), { force: true });
    writeFileSync(pidPath(path), `${process.pid}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    lock.close();
    if (sqliteCodeOf(error) !== sqliteCodes.busy) throw error;
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
