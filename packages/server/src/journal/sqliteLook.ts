/** What an SQLite file is found to be, before anything is done with it: ours or not, new or not, and of which format. */
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { IDENTITY, parseIdentity } from './format.ts';
import type { StoreIdentity } from './journal.ts';
import { foreignStore } from './unusable.ts';

/** "tock" in ASCII: by it a store is told from another program's database. */
export const APPLICATION = 0x74_6f_63_6b;
/** How long to wait for a writer from outside, such as the SQLite shell, in milliseconds. */
export const BUSY_TIMEOUT = 5_000;

/** Opens a file to read what is stored in it and its log, also while a server writes. */
export function openLive(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT });
}

/** Opens a file to read it as it lies there: without a lock, and without the files that reading needs beside it. */
export function openStill(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true });
}

/** What a file is. */
export interface Found {
  /** It is new. */
  empty: boolean;
  /** What it says of itself; null in a store that ended before it could, in which there is nothing then. */
  identity: StoreIdentity | null;
}

/** The first value of the first row that a query gives. */
export function readValue(database: DatabaseSync, query: string): SQLOutputValue | undefined {
  return Object.values(database.prepare(query).get() ?? {})[0];
}

/** Looks, and changes nothing. Throws when the file is damaged, not ours, or of a later format. */
export function lookAt(database: DatabaseSync, path: string): Found {
  const tables = readValue(database, 'SELECT count(*) FROM sqlite_schema');
  if (tables === 0) return { empty: true, identity: null };
  if (readValue(database, 'PRAGMA application_id') !== APPLICATION) throw foreignStore(path);
  const text = readValue(database, `SELECT value FROM meta WHERE key = '${IDENTITY}'`);
  return { empty: false, identity: text === undefined ? null : parseIdentity(String(text)) };
}
