/** A store comes from anywhere, in any journal mode, and a store that breaks says so by itself. */
import { statSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/journal/sqliteDatabase.ts';
import { prepareFiles } from '../../src/journal/sqliteFiles.ts';
import type { StoreReport } from '../../src/journal/sqliteMessages.ts';
import { serveStore } from '../../src/journal/sqliteThread.ts';
import { commitOf, everything } from './commits.ts';
import { change, filledStore, openAt } from './sqliteStores.ts';

test('R10: a store that another program left in another journal mode serves from its first start on', async () => {
  const path = await filledStore();
  change(path, 'PRAGMA journal_mode = DELETE');
  const journal = await openAt(path);
  expect(await journal.read('a', 0, everything)).toHaveLength(300);
  expect(await journal.append([commitOf('a', 301)])).toBe('stored');
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
  await journal.ping();
});

test('R10: a store that breaks while it tidies up says so, though nobody asked it anything', async () => {
  const path = prepareFiles(await filledStore());
  const { port1, port2 } = new MessageChannel();
  const reports: StoreReport[] = [];
  const broken = new Promise<StoreReport>((resolve) => {
    port1.on('message', (report: StoreReport) => {
      reports.push(report);
      if (report.kind === 'broken') resolve(report);
    });
  });
  serveStore(port2, path, (file) => {
    const database = openDatabase(file);
    const exec = database.exec.bind(database);
    database.exec = (sql) => {
      if (sql.includes('wal_checkpoint')) throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
      exec(sql);
    };
    return database;
  });
  expect(await broken).toMatchObject({ kind: 'broken', message: expect.stringContaining('disk I/O error') });
  port1.postMessage({ kind: 'close' });
  await new Promise((resolve) => port1.once('close', resolve));
});
