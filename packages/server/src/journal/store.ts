/** From the URL of a store to its journal. */
import { type Journal, StoreUnusable } from './journal.ts';
import { openJournal } from './keyvJournal.ts';
import { memoryStorage } from './memory.ts';
import { openSqlite, type SqliteOptions } from './sqlite.ts';

const SUPPORTED = 'use sqlite:PATH, or memory: (keeps nothing)';

/**
 * The path in `sqlite:PATH`, or null for `memory:`. Throws `StoreUnusable` for all else, which never repeats more of the URL
 * than its scheme: there may be a password in it.
 */
export function sqlitePathOf(url: string): string | null {
  const colon = url.indexOf(':');
  const scheme = url.slice(0, colon + 1);
  const rest = url.slice(colon + 1);
  if (url === 'memory:') return null;
  if (scheme === 'sqlite:') {
    if (rest === '' || rest.includes('\0')) throw new StoreUnusable('sqlite: needs the path of a file', SUPPORTED);
    return rest;
  }
  const known = /^[a-z][a-z0-9+.-]*:$/i.test(scheme);
  throw new StoreUnusable(known ? `${scheme} is no store that tockd knows` : 'the store has no kind', SUPPORTED);
}

/** Opens the store that a URL names: `sqlite:PATH` (relative to the working directory) or `memory:`. Rejects with `StoreUnusable`. */
export async function openStore(url: string, options: SqliteOptions = {}): Promise<Journal> {
  const path = sqlitePathOf(url);
  return openJournal(path === null ? memoryStorage() : await openSqlite(path, options));
}
