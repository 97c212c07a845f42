/** The files of an SQLite store on disk: private from the first byte on, and again when someone changed that. */
import { chmodSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createPrivate, type Owner, ownerBeside, PRIVATE_FILE } from './fileOwner.ts';
import { type StoreSize, StoreUnusable } from './journal.ts';
import { storeUnusable } from './unusable.ts';

const PRIVATE_FOLDER = 0o700;

/** Beside the database: SQLite's log and its index, the log that it has in other modes, what guards exclusive use, and the pid of the owner. */
export const lockPath = (path: string) => `${path}.lock`;
export const pidPath = (path: string) => `${path}.pid`;
export const logPath = (path: string) => `${path}-wal`;
export const indexPath = (path: string) => `${path}-shm`;
export const rollbackPath = (path: string) => `${path}-journal`;

/**
 * Creates an empty private file where there is none. An existing file is never opened here: closing any descriptor of
 * the lock file would drop the lock that this process may hold on it.
 */
function createMissing(path: string, owner: Owner | null = null): void {
  try {
    createPrivate(path, owner);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** The size of a file, 0 where there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The one true path of the database at a path where something is, so that two ways to the same file meet at the same lock.
 * Throws `StoreUnusable` for what is no store as far as can be seen without opening it.
 */
export function trueDatabase(path: string): string {
  if (statSync(path, { throwIfNoEntry: false }) === undefined)
    throw new StoreUnusable(
      `${path} is a link to nothing`,
      'see where it leads, or choose another --store sqlite:PATH',
    );
  const database = realpathSync(path);
  if (!statSync(database).isFile())
    throw new StoreUnusable(`${path} is not a file`, 'choose another with --store sqlite:PATH');
  // SQLite would take an emptied database for a new one, and throw away the log that still has its commits.
  if (sizeOf(database) === 0 && sizeOf(logPath(database)) > 0)
    throw new StoreUnusable(
      `the store ${database} was emptied, but ${logPath(database)} still has commits of it`,
      'put a backup of both in their place; neither was changed',
    );
  return database;
}

/**
 * Makes the folder (0700) and the files (0600) of a store where they are missing, and returns the one true path of the
 * database. Throws `StoreUnusable`.
 */
export function prepareFiles(wanted: string): string {
  const path = resolve(wanted);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
    createMissing(path);
    const database = trueDatabase(path);
    createMissing(lockPath(database));
    return database;
  } catch (error) {
    throw storeUnusable(path, error);
  }
}

/**
 * Makes the folder of a store that is about to be replaced, and what guards its use, and returns its one true path as
 * {@link prepareFiles} does. Where there is no store, none is made. Throws `StoreUnusable`.
 */
export function prepareReplacement(wanted: string): string {
  const path = resolve(wanted);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile())
      throw new StoreUnusable(`${path} is not a file`, 'choose another with --store sqlite:PATH');
    const database = found === undefined ? path : realpathSync(path);
    createMissing(lockPath(database), ownerBeside(database));
    return database;
  } catch (error) {
    throw storeUnusable(path, error);
  }
}

/** Takes from others what access they got to the files of a store, once it is known to be ours. Throws `StoreUnusable`. */
export function makePrivate(database: string): void {
  try {
    for (const file of [database, lockPath(database), pidPath(database), logPath(database), indexPath(database)]) {
      const mode = statSync(file, { throwIfNoEntry: false })?.mode;
      if (mode !== undefined && (mode & 0o777) !== PRIVATE_FILE) chmodSync(file, PRIVATE_FILE);
    }
  } catch (error) {
    throw storeUnusable(database, error);
  }
}

/** Which file lies at a path, or null when none does. */
function identityOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}

/**
 * Remembers which files are open under the paths of a store: to be called while they are. The function that it returns
 * names one that was removed or replaced since, or answers null. What is written to such a file is synced, and gone with
 * the process all the same.
 */
export function rememberFiles(database: string): () => string | null {
  const opened = [database, logPath(database)].map((path) => ({ path, identity: identityOf(path) }));
  return () => opened.find(({ path, identity }) => identityOf(path) !== identity)?.path ?? null;
}

/** How much room the files of a store take, and how much is left for whoever runs the server. */
export async function measureFiles(database: string): Promise<StoreSize> {
  const sizes = [database, logPath(database)].map((path) =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  const [file = 0, log = 0] = await Promise.all(sizes);
  const { bavail, bsize } = await statfs(dirname(database));
  return { database: file, log, free: bavail * bsize };
}
