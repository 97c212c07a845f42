/** The thread of a store that kills its process before or after the statement that `TOCK_KILL_AT` counts. */
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../src/journal/sqliteDatabase.ts';
import { serveStore } from '../../src/journal/sqliteThread.ts';

const killAt = Number(process.env.TOCK_KILL_AT);
let points = 0;
let inTheLock = false;

function point(): void {
  if (!inTheLock) return;
  points += 1;
  if (points === killAt) process.kill(process.pid, 'SIGKILL');
}

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (...parameters) {
  point();
  exec.apply(this, parameters);
  point();
};
const { run } = StatementSync.prototype;
StatementSync.prototype.run = function (...parameters) {
  point();
  const result = Reflect.apply(run, this, parameters);
  point();
  return result;
};

if (parentPort !== null) {
  serveStore(parentPort, String(workerData), (path) => {
    inTheLock = true;
    return openDatabase(path);
  });
}
