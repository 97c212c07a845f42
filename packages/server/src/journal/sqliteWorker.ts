/** The file that the thread of an SQLite store is started with; nothing else. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './sqliteDatabase.ts';
import { serveStore } from './sqliteThread.ts';

if (parentPort !== null) serveStore(parentPort, String(workerData), openDatabase);
