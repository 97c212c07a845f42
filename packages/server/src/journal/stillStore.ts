/**
 * A store that nobody has open is read as the file that it is: nothing is made beside it, and reading it takes no more than the
 * right to read. SQLite asks nobody then whether the file changes meanwhile, and so we do.
 */
import { realpathSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { logPath, rollbackPath } from './sqliteFiles.ts';
import { openLive, openStill } from './sqliteLook.ts';

/** What changes with a file, or null where there is a log beside it, in which a part of the store may be. */
function standing(database: string): string | null {
  const logs = [logPath(database), rollbackPath(database)];
  if (logs.some((log) => statSync(log, { throwIfNoEntry: false }) !== undefined)) return null;
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(database, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}

/**
 * Reads the store at a path with what `open` gives, and answers what came of it. Where a server wrote meanwhile, what was read is
 * dropped, and `read` is called again.
 */
export async function readAtOnce<T>(path: string, read: (open: () => DatabaseSync) => T | Promise<T>): Promise<T> {
  const database = realpathSync(path);
  const before = standing(database);
  if (before === null) return read(() => openLive(path));
  try {
    const value = await read(() => openStill(database));
    if (standing(database) === before) return value;
  } catch (error) {
    if (standing(database) === before) throw error;
  }
  return readAtOnce(path, read);
}
