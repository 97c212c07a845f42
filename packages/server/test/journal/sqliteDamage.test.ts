/** The embedded store when its data or its thread is damaged. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { JournalFault } from '../../src/journal/journal.ts';
import { openSqlite } from '../../src/journal/sqlite.ts';
import { commitOf, everything } from './commits.ts';
import { temporaryFolder } from './fixtures.ts';
import { change, filledStore, openAt } from './sqliteStores.ts';

describe('R10: damage is said, never "empty"', () => {
  test.each([
    ['a row that is no commit', "UPDATE commits SET value = 'garbage' WHERE key = 'a:5'"],
    ['a row that is no text', "UPDATE commits SET value = x'00ff' WHERE key = 'a:5'"],
    ['a row that is missing', "DELETE FROM commits WHERE key = 'a:5'"],
    ['the row after a page is missing', "DELETE FROM commits WHERE key = 'a:17'"],
  ])('%s', async (_, statement) => {
    const path = await filledStore();
    change(path, statement);
    const journal = await openAt(path);
    await expect(journal.read('a', 0, everything)).rejects.toThrow(JournalFault);
    await expect(journal.read('a', 4, { ...everything, limit: 13 })).rejects.toThrow(JournalFault);
    expect(await journal.read('a', 200, everything)).toHaveLength(100);
  });

  test('a page of the file that was overwritten', async () => {
    const path = await filledStore();
    const bytes = readFileSync(path);
    const page = Math.floor(bytes.indexOf('{"rev":5,') / 4_096);
    bytes.fill(0, page * 4_096, (page + 1) * 4_096);
    writeFileSync(path, bytes);
    const journal = await openAt(path);
    await expect(journal.read('a', 4, { ...everything, limit: 1 })).rejects.toThrow(JournalFault);
  });

  test('a snapshot that lacks a part, or whose pointer is damaged', async () => {
    const path = await filledStore();
    const journal = await openAt(path);
    await journal.writeSnapshot('a', { rev: 1, h: 'h', chunks: ['1', '2', '3'] });
    await journal.writeSnapshot('b', { rev: 1, h: 'h', chunks: [] });
    await journal.close();
    change(path, "DELETE FROM snapshots WHERE key LIKE 'a:%:1'; UPDATE snapshots SET value = '{}' WHERE key = 'b:'");
    const again = await openAt(path);
    await expect(again.readSnapshot('a')).rejects.toThrow(JournalFault);
    await expect(again.readSnapshot('b')).rejects.toThrow(JournalFault);
  });

  test('a thread that ends rejects what is pending and whatever comes later', async () => {
    const storage = await openSqlite(join(temporaryFolder(), 'tock.db'), {
      worker: new URL('./dyingWorker.ts', import.meta.url),
    });
    onTestFinished(() => storage.close());
    const pending = [
      storage.commits.setMany([{ key: 'a:1', value: 'x' }]),
      storage.commits.setMany([{ key: 'b:1', value: 'x' }]),
      storage.commits.getMany(['a:1']),
    ];
    for (const call of pending) await expect(call).rejects.toThrow(JournalFault);
    await expect(storage.commits.setMany([{ key: 'a:1', value: 'x' }])).rejects.toThrow(JournalFault);
    await expect(storage.commits.getMany(['a:1'])).rejects.toThrow(JournalFault);
  });
});

describe('R1: what is written to a file that is no longer there is not stored', () => {
  test.each([
    ['the database was removed', (path: string) => rmSync(path)],
    ['the log was removed', (path: string) => rmSync(`${path}-wal`)],
    [
      'the database was replaced',
      (path: string) => {
        renameSync(path, `${path}.old`);
        writeFileSync(path, readFileSync(`${path}.old`));
      },
    ],
  ])('%s', async (_, damage) => {
    const path = join(temporaryFolder(), 'tock.db');
    const journal = await openAt(path);
    expect(await journal.append([commitOf('a', 1)])).toBe('stored');
    damage(path);
    await expect(journal.append([commitOf('a', 2)])).rejects.toThrow(/removed or replaced/);
    await expect(journal.append([commitOf('a', 3)])).rejects.toThrow(JournalFault);
    await expect(journal.read('a', 0, everything)).rejects.toThrow(JournalFault);
  });
});
