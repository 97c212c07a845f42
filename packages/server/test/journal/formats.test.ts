/** Stores of earlier formats are opened, and nothing of them is lost on the way; those of a later one are left alone. */
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FORMAT } from '../../src/journal/format.ts';
import { openSqlite } from '../../src/journal/sqlite.ts';
import { temporaryFolder } from './fixtures.ts';
import { contentOf } from './formats/content.ts';
import { formats, kept, lookAt, storeOf, textOf } from './formats/kept.ts';
import { change, openAt } from './sqliteStores.ts';

describe.each(formats)('a store of format %i', (format) => {
  test('shows what it showed, is of today’s format from then on, and takes what is new', async () => {
    const path = storeOf(format);
    const journal = await openAt(path);
    expect(journal.identity.format).toBe(FORMAT);
    expect(await contentOf(journal)).toBe(textOf(format));
    expect(await journal.readCursor('told')).toBe(format < 2 ? null : 'up to 7');
    expect(await journal.writeCursor('one', '1')).toBe('stored');
    await journal.close();
    const again = await openAt(path);
    expect(again.identity).toEqual(journal.identity);
    expect(await contentOf(again)).toBe(textOf(format));
    expect(await again.readCursor('one')).toBe('1');
  });

  test('has the tables that a new store has', async () => {
    const [path, other] = [storeOf(format), join(temporaryFolder(), 'tock.db')];
    for (const each of [path, other]) await (await openAt(each)).close();
    expect(lookAt(path)).toEqual(lookAt(other));
  });
});

test('every format has a store that is kept', () => {
  const files = readdirSync(kept('.')).filter((name) => name.endsWith('.db'));
  expect(files.sort()).toEqual(formats.map((format) => `${format}.db`));
});

test('a store that ended before it had an identity gets the tables it lacks', async () => {
  const path = join(temporaryFolder(), 'tock.db');
  await (await openAt(path)).close();
  change(path, 'DELETE FROM meta; DROP TABLE cursors');
  const journal = await openAt(path);
  expect(await journal.writeCursor('one', '1')).toBe('stored');
});

describe('a store of a later format is refused, and not a byte of it is changed', () => {
  const grow = `UPDATE meta SET value = json_set(value, '$.format', ${FORMAT + 1}); CREATE TABLE later (key TEXT)`;
  const refusal = {
    name: 'StoreUnusable',
    message: `this store was written by a newer tock (format ${FORMAT + 1}, this one reads ${FORMAT})`,
    hint: expect.stringContaining('upgrade tockd'),
  };

  test('that was closed', async () => {
    const path = storeOf(FORMAT);
    change(path, grow);
    const bytes = readFileSync(path);
    await expect(openSqlite(path)).rejects.toMatchObject(refusal);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('whose server was killed: the log still has what it wrote', async () => {
    const [running, path] = [storeOf(FORMAT), join(temporaryFolder(), 'tock.db')];
    const database = new DatabaseSync(running);
    onTestFinished(() => database.close());
    database.exec(grow);
    const files = ['', '-wal'];
    for (const end of files) copyFileSync(`${running}${end}`, `${path}${end}`);
    const bytes = files.map((end) => readFileSync(`${path}${end}`));
    expect(bytes[1]?.length).toBeGreaterThan(0);
    await expect(openSqlite(path)).rejects.toMatchObject(refusal);
    for (const [index, end] of files.entries()) expect(readFileSync(`${path}${end}`)).toEqual(bytes[index]);
  });
});
