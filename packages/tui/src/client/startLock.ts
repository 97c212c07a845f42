/** The lock of whoever starts the local server: held by the kernel, so that it dies with its owner. */
import { setTimeout as pause } from 'node:timers/promises';
import { members } from './reader.ts';

/** What SQLite answers while another process holds the lock. */
const SQLITE_BUSY = 5;
/** How often the lock is tried, in milliseconds. */
const TRY_EVERY_MS = 25;

/**
 * Waits for the lock at `path`, at most until `deadline` (milliseconds of `Date.now()`). Returns how to give it back, or
 * null when somebody held it all the time. The runtime has no file locks of its own: those of SQLite are the kernel's.
 */
export async function takeStartLock(path: string, deadline: number): Promise<(() => void) | null> {
  const { DatabaseSync } = await import('node:sqlite');
  for (;;) {
    const database = new DatabaseSync(path, { timeout: 0 });
    try {
      database.exec('BEGIN IMMEDIATE');
      return () => database.close();
    } catch (error) {
      database.close();
      const { errcode } = members(error instanceof Error ? error : null);
      if (errcode !== SQLITE_BUSY) throw error;
    }
    if (Date.now() >= deadline) return null;
    await pause(TRY_EVERY_MS);
  }
}
