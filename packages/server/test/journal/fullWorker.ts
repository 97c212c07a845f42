/** The thread of a store whose file cannot grow any more, from its first transaction on. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../src/journal/sqliteDatabase.ts';
import { serveStore } from '../../src/journal/sqliteThread.ts';

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  // SQLite takes what it has already for the least.
  if (sql.startsWith('BEGIN IMMEDIATE')) exec.call(this, 'PRAGMA max_page_count = 1');
  exec.call(this, sql);
};

if (parentPort !== null) serveStore(parentPort, String(workerData), openDatabase);
