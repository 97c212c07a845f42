/** `tockd --check-config`: reads what a start reads, and says whether it would succeed. Nothing is made, locked or changed. */
import { accessSync, constants, lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { sanitise } from '@tock/shared';
import type { Config } from '../config.ts';
import { StoreUnusable } from '../journal/journal.ts';
import { logPath, sizeOf, trueDatabase } from '../journal/sqliteFiles.ts';
import { checkLock } from '../journal/sqliteLock.ts';
import { lookAt, openLive, openStill } from '../journal/sqliteLook.ts';
import { sqlitePathOf } from '../journal/store.ts';
import { storeUnusable } from '../journal/unusable.ts';
import { expectNoFolder } from '../pathFault.ts';
import { checkRuntimeFolder } from '../runtimeFile.ts';
import { readTls } from '../tls.ts';
import { checkRoom, checkWritable, ROOM_FOR_FILE, ROOM_FOR_STORE } from './checkFolders.ts';

/** The token of this machine: where there is none, a start makes one. */
function checkReadable(file: string): void {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) {
    checkRoom(dirname(file), ROOM_FOR_FILE, file);
    return;
  }
  expectNoFolder(file);
  try {
    readFileSync(file);
  } catch (error) {
    throw new StoreUnusable(`tockd may not read ${file}`, 'give it to the user that runs tockd', { cause: error });
  }
}

/** The true path of the store, or the path itself where a start would make one. */
function databaseAt(path: string): string {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined ? path : trueDatabase(path);
}

/** Looks at the store without making even the files that reading needs, unless a server may have it open. */
function checkStore(path: string): void {
  checkWritable(dirname(path), 'give the user that runs tockd write access, or choose another --data-dir or --store');
  try {
    const file = databaseAt(path);
    checkRoom(dirname(file), ROOM_FOR_STORE, `the store ${file}`);
    checkLock(file);
    if (sizeOf(file) === 0) return;
    accessSync(file, constants.R_OK | constants.W_OK);
    const database = sizeOf(logPath(file)) === 0 ? openStill(file) : openLive(file);
    try {
      lookAt(database, file);
    } finally {
      database.close();
    }
  } catch (error) {
    throw storeUnusable(path, error);
  }
}

/** Says in one line that a start would succeed, or throws as a start would. */
export async function checkConfig(config: Config): Promise<void> {
  const { host, port, store, dataDir, runtimeFile } = config;
  const tls = await readTls(config);
  const path = sqlitePathOf(store);
  checkWritable(dataDir, 'give the user that runs tockd write access to it, or choose another --data-dir');
  checkReadable(join(dataDir, 'credentials.json'));
  if (path !== null) checkStore(resolve(path));
  if (runtimeFile !== null) {
    checkWritable(dirname(runtimeFile), 'choose another --runtime-file');
    if (statSync(dirname(runtimeFile), { throwIfNoEntry: false }) !== undefined)
      await checkRuntimeFolder(dirname(runtimeFile));
    expectNoFolder(runtimeFile);
    checkRoom(dirname(runtimeFile), ROOM_FOR_FILE, runtimeFile);
  }
  const where = `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}`;
  const place = port === 0 ? `${where}, on a free port` : `${where}:${port}`;
  process.stdout.write(`${sanitise(`a start would succeed: ${place}, with the store ${store}`)}\n`);
}
