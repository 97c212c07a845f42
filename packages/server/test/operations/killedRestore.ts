/** A process that restores the backup at its second argument to the store at its first, and is killed at the point that `TOCK_KILL_AT` counts. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, StatementSync } from 'node:sqlite';

const killAt = Number(process.env.TOCK_KILL_AT);
let points = 0;
/** Until the store is held, nothing is touched. */
let held = false;

function point(): void {
  if (held) points += 1;
  if (points === killAt) process.kill(process.pid, 'SIGKILL');
}

/** The same, with a point before it: the one after it is that before the next. */
function between<T, P extends unknown[], R>(work: (this: T, ...parameters: P) => R): (this: T, ...parameters: P) => R {
  return function (...parameters) {
    point();
    const result = work.apply(this, parameters);
    if (parameters[0] === 'BEGIN EXCLUSIVE') held = true;
    return result;
  };
}

fs.renameSync = between(fs.renameSync);
fs.linkSync = between(fs.linkSync);
fs.fsyncSync = between(fs.fsyncSync);
fs.rmSync = between(fs.rmSync);
syncBuiltinESMExports();
DatabaseSync.prototype.exec = between(DatabaseSync.prototype.exec);
DatabaseSync.prototype.close = between(DatabaseSync.prototype.close);
const { run } = StatementSync.prototype;
StatementSync.prototype.run = between(function (this: StatementSync, ...parameters: unknown[]) {
  return Reflect.apply(run, this, parameters);
});
// Reads are many. Of the statements that answer, those of this kind change what is on the disk.
const { get } = StatementSync.prototype;
StatementSync.prototype.get = function (...parameters) {
  if (/^PRAGMA (wal_checkpoint|journal_mode)/.test(this.sourceSQL)) point();
  return Reflect.apply(get, this, parameters);
};

const [, , store = '', file = ''] = process.argv;
const { restore } = await import('../../src/operations/restore.ts');
await restore([file, '--yes', '--store', `sqlite:${store}`], {});
process.stdout.write('restored\n');
