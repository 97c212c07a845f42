/** Whether a folder would take the files that a start makes: it is there or can be made, may be written, and has room. */
import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreUnusable } from '../journal/journal.ts';

/** What a start needs where the store is, measured with a new one: its tables, their log and its index. In bytes. */
export const ROOM_FOR_STORE = 128 * 1024;
/** For a file of a few lines. */
export const ROOM_FOR_FILE = 4 * 1024;

/** The folder itself, or what would have to take it: the nearest one above that is there. */
function nearest(folder: string): string {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found === undefined && folder !== dirname(folder) ? nearest(dirname(folder)) : folder;
}

/** The room that is left for this user, or null where the file system does not say. */
function roomIn(folder: string): number | null {
  const { bavail, bfree, blocks, bsize } = statfsSync(folder);
  // What is kept back is for root.
  return blocks === 0 ? null : bsize * (process.getuid?.() === 0 ? bfree : bavail);
}

/** Throws `StoreUnusable` for a folder in which tockd may not write. `hint` says what to do then. */
export function checkWritable(folder: string, hint: string): void {
  const place = nearest(folder);
  try {
    if (!statSync(place).isDirectory()) throw new StoreUnusable(`${place} is not a folder`, hint);
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof StoreUnusable) throw error;
    throw new StoreUnusable(`tockd may not write in ${place}`, hint, { cause: error });
  }
}

/** Throws `StoreUnusable` when a folder has less room than so many bytes for `what`. */
export function checkRoom(folder: string, bytes: number, what: string): void {
  const room = roomIn(nearest(folder));
  if (room !== null && room < bytes)
    throw new StoreUnusable(`there is no room for ${what}`, 'free some space, then start again');
}
