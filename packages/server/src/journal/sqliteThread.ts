/** What the thread of an SQLite store does: holds the lock and the database, answers one message after the other, tidies up when idle. */
import type { DatabaseSync } from 'node:sqlite';
import type { MessagePort } from 'node:worker_threads';
import { rememberFiles } from './sqliteFiles.ts';
import { lockStore } from './sqliteLock.ts';
import type { StoreReport, StoreRequest } from './sqliteMessages.ts';
import { SqliteTransactions } from './sqliteTransactions.ts';
import { storeUnusable } from './unusable.ts';

/** How long without a write until the log is folded into the database, in milliseconds. */
const IDLE = 500;

type OpenDatabase = (path: string) => DatabaseSync;

function openLocked(path: string, openDatabase: OpenDatabase) {
  // The lock before the database: two servers must not even recover the same log.
  const lock = lockStore(path);
  try {
    const database = openDatabase(path);
    return { lock, store: new SqliteTransactions(database, rememberFiles(path)) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function serve(port: MessagePort, path: string, openDatabase: OpenDatabase): void {
  const report = (message: StoreReport) => port.postMessage(message);
  const { lock, store } = openLocked(path, openDatabase);
  const idle = setTimeout(() => {
    const message = store.checkpoint();
    if (message !== null) report({ kind: 'broken', message });
  }, IDLE);

  port.on('message', (request: StoreRequest) => {
    switch (request.kind) {
      case 'write':
        report(store.write(request.calls));
        idle.refresh();
        return;
      case 'read':
        try {
          report({ kind: 'values', id: request.id, values: store.read(request.table, request.keys) });
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          report({ kind: 'unread', id: request.id, message });
        }
        return;
      case 'close':
        clearTimeout(idle);
        store.close();
        lock.release();
        port.close();
        return;
    }
  });
  report({ kind: 'opened' });
}

/** Opens the store at `path` and serves it on `port` until it is told to close; or says why it cannot. */
export function serveStore(port: MessagePort, path: string, openDatabase: OpenDatabase): void {
  try {
    serve(port, path, openDatabase);
  } catch (error) {
    const { message, hint } = storeUnusable(path, error);
    const unusable: StoreReport = { kind: 'unusable', message, hint };
    port.postMessage(unusable);
    port.close();
  }
}
