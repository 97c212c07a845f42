/** Where a backup may go: never in the place of what the server keeps, and of nothing else by mistake. */
import { linkSync, realpathSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { StoreUnusable } from '../journal/journal.ts';
import { indexPath, lockPath, logPath, pidPath, rollbackPath } from '../journal/sqliteFiles.ts';
import { runtimeFilesOf } from '../runtimeFile.ts';
import { sameFile } from './stores.ts';

function inTheWay(file: string): StoreUnusable {
  return new StoreUnusable(`${file} is there already`, 'choose another name, or replace it with --force');
}

/** The one true path of what may not be there yet, in a folder that may. */
function truePath(path: string): string {
  const folder = dirname(path);
  const found = statSync(folder, { throwIfNoEntry: false });
  return found === undefined ? path : join(realpathSync(folder), basename(path));
}

/** Whether a file would come in the place of a part, whether or not that is there yet. */
function meets(file: string, part: string): boolean {
  return truePath(file) === truePath(part) || sameFile(file, part);
}

/** The files of a store, which lie beside the database and not beside a link to it. */
function partsOf(source: string): string[] {
  const database = realpathSync(source);
  const beside = [logPath, indexPath, rollbackPath, lockPath, pidPath].map((pathOf) => pathOf(database));
  return [source, database, ...beside, rollbackPath(lockPath(database))];
}

/** Refuses a place where a backup of the store at `source` must not go. Throws `StoreUnusable`. */
export function checkPlace({ dataDir, runtimeFile }: Config, source: string, file: string, force: boolean): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw new StoreUnusable(`${file} is a folder`, 'name a file in it');
  if (partsOf(source).some((part) => meets(file, part)))
    throw new StoreUnusable(`${file} belongs to the store itself`, 'choose another name');
  const secrets = ['credentials.json', 'webhooks.key'].map((name) => join(dataDir, name));
  if ([...secrets, ...runtimeFilesOf({ runtimeFile, dataDir })].some((part) => meets(file, part)))
    throw new StoreUnusable(`${file} is a file of the server, and no place for a backup`, 'choose another name');
  if (found !== undefined && !force) throw inTheWay(file);
}

/** Gives the finished copy its name, in one step. */
export function place(copy: string, file: string, force: boolean): void {
  if (force) {
    renameSync(copy, file);
    return;
  }
  try {
    // Unlike a rename, it never replaces what came there meanwhile.
    linkSync(copy, file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw inTheWay(file);
    // A file system without links.
    if (statSync(file, { throwIfNoEntry: false }) !== undefined) throw inTheWay(file);
    renameSync(copy, file);
  }
}
