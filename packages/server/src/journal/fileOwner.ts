/** New files of a store, private from the first byte on; those that root makes belong to whoever runs the service. */
import { closeSync, fchownSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreUnusable } from './journal.ts';

export const PRIVATE_FILE = 0o600;

/** A user and a group, by their numbers. */
export interface Owner {
  uid: number;
  gid: number;
}

/**
 * Whom a new file beside a store has to be given to, for the service to be able to open it: the owner of the store, or of the
 * folder where there is none yet. Null for everybody but root, whose files are theirs.
 */
export function ownerBeside(store: string): Owner | null {
  if (process.getuid?.() !== 0) return null;
  const { uid, gid } = statSync(store, { throwIfNoEntry: false }) ?? statSync(dirname(store));
  return uid === 0 ? null : { uid, gid };
}

function give(file: number, path: string, { uid, gid }: Owner): void {
  try {
    // By what is open: under the name there may be a link by now, of somebody who wants more than this file.
    fchownSync(file, uid, gid);
  } catch (error) {
    rmSync(path);
    throw new StoreUnusable(`${path} cannot be given to the user ${uid}`, 'run this as that user', { cause: error });
  }
}

/** Makes an empty file where there is none, for its owner alone. Throws `EEXIST` where there is one, which is not opened; leaves none that it cannot give. */
export function createPrivate(path: string, owner: Owner | null = null): void {
  const file = openSync(path, 'wx', PRIVATE_FILE);
  try {
    if (owner !== null) give(file, path, owner);
  } finally {
    closeSync(file);
  }
}
