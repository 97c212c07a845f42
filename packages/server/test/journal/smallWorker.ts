/** The thread of a store that has room for 100 pages. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../src/journal/sqliteDatabase.ts';
import { serveStore } from '../../src/journal/sqliteThread.ts';

if (parentPort !== null) {
  serveStore(parentPort, String(workerData), (path) => {
    const database = openDatabase(path);
    database.exec('PRAGMA max_page_count = 100');
    return database;
  });
}
