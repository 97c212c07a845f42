/** The embedded store: what every store has to do, and its files. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../src/journal/sqlite.ts';
import { checkLock } from '../../src/journal/sqliteLock.ts';
import { journalAcceptance } from './acceptance.ts';
import { commitOf, everything } from './commits.ts';
import { seed, seededRandom, temporaryFolder } from './fixtures.ts';
import { change, filledStore, openAt } from './sqliteStores.ts';

journalAcceptance('SQLite', () => {
  const path = join(temporaryFolder(), 'tock.db');
  return { open: () => openSqlite(path) };
});

describe('files', () => {
  test('are private under umask 022, also the log and the lock, and so is the folder', async () => {
    const folder = join(temporaryFolder(), 'data', 'tock');
    const path = join(folder, 'tock.db');
    const umask = process.umask(0o022);
    onTestFinished(() => void process.umask(umask));
    const journal = await openAt(path);
    await journal.append([commitOf('a', 1)]);
    const files = [path, `${path}-wal`, `${path}-shm`, `${path}.lock`, `${path}.pid`];
    for (const file of files) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('that became readable to others are private again after the next start', async () => {
    const path = await filledStore();
    for (const file of [path, `${path}.lock`]) chmodSync(file, 0o644);
    await openAt(path);
    for (const file of [path, `${path}.lock`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('the folder of others keeps its mode', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    await openAt(join(folder, 'tock.db'));
    expect(statSync(folder).mode & 0o777).toBe(0o755);
  });
});

describe('what is no sound store of ours is refused and not touched', () => {
  test(`random bytes (TOCK_SEED=${seed})`, async () => {
    const path = join(temporaryFolder(), 'tock.db');
    const random = seededRandom(seed);
    const bytes = Buffer.from(Array.from({ length: 10_000 }, () => Math.floor(random() * 256)));
    writeFileSync(path, bytes);
    await expect(openSqlite(path)).rejects.toMatchObject({
      name: 'StoreUnusable',
      message: `${path} is not a store of tock`,
    });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('a store that was cut off', async () => {
    const path = await filledStore();
    truncateSync(path, 100_000);
    const bytes = readFileSync(path);
    await expect(openSqlite(path)).rejects.toMatchObject({
      name: 'StoreUnusable',
      message: `the store ${path} is damaged`,
    });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test("another program's database", async () => {
    const path = join(temporaryFolder(), 'bookmarks.db');
    change(path, 'CREATE TABLE bookmarks (url TEXT)');
    chmodSync(path, 0o644);
    const bytes = readFileSync(path);
    await expect(openSqlite(path)).rejects.toMatchObject({ message: `${path} is not a store of tock` });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o644);
  });

  test('a store that was emptied while its log still has commits', async () => {
    const path = join(temporaryFolder(), 'tock.db');
    writeFileSync(path, '');
    writeFileSync(`${path}-wal`, 'commits');
    await expect(openSqlite(path)).rejects.toMatchObject({ name: 'StoreUnusable' });
    expect(readFileSync(`${path}-wal`, 'utf8')).toBe('commits');
  });

  test('a link to nothing, which is said, and nothing is made where it leads', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'tock.db');
    symlinkSync(join(folder, 'none'), path);
    await expect(openSqlite(path)).rejects.toMatchObject({ message: `${path} is a link to nothing` });
    expect(readdirSync(folder)).toEqual(['tock.db']);
  });

  test('a path that is a folder, or leads through a file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(openSqlite(folder)).rejects.toMatchObject({ message: `${folder} is not a file` });
    expect(existsSync(`${folder}.lock`)).toBe(false);
    await expect(openSqlite(join(folder, 'file', 'tock.db'))).rejects.toMatchObject({ name: 'StoreUnusable' });
  });

  test('a lock file that is damaged, or a folder: it is named, and nothing of the store', async () => {
    const path = await filledStore();
    const bytes = readFileSync(path);
    writeFileSync(`${path}.lock`, 'x'.repeat(9_000));
    const hint = expect.stringContaining('remove it while no server runs');
    const damaged = { name: 'StoreUnusable', message: `the lock file ${path}.lock is damaged`, hint };
    await expect(openSqlite(path)).rejects.toMatchObject(damaged);
    expect(() => checkLock(path)).toThrow(damaged.message);
    rmSync(`${path}.lock`);
    mkdirSync(`${path}.lock`);
    const folder = { name: 'StoreUnusable', message: `the lock file ${path}.lock is not a file`, hint };
    await expect(openSqlite(path)).rejects.toMatchObject(folder);
    expect(() => checkLock(path)).toThrow(folder.message);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('a place where nothing may be written', async () => {
    // The kernel's own file system takes no files, not even from root.
    await expect(openSqlite('/proc/sys/tock.db')).rejects.toMatchObject({
      name: 'StoreUnusable',
      message: expect.stringContaining('/proc/sys/tock.db'),
    });
  });
});

describe('a store without room', () => {
  test('R1: answers full and keeps nothing of the append, and takes appends again when there is room', async () => {
    const path = join(temporaryFolder(), 'tock.db');
    const journal = await openAt(path, new URL('./smallWorker.ts', import.meta.url));
    const ballast = { rev: 1, h: 'h', keptFrom: 1, chunks: ['x'.repeat(100_000), 'x'.repeat(100_000)] };
    await journal.writeSnapshot('ballast', ballast);
    let head = 0;
    const bodyOf = (rev: number) => `{"rev":${rev},"text":"${'x'.repeat(5_000)}"}`;
    const appendNext = () => journal.append([commitOf('a', head + 1, bodyOf(head + 1))]);
    for (;;) {
      const answer = await appendNext();
      if (answer === 'full') break;
      expect(answer).toBe('stored');
      head += 1;
    }
    expect(head).toBeGreaterThan(5);
    // Nothing of a full append is there, for this process and for another connection; what was stored before is.
    expect(await Promise.all([appendNext(), journal.append([commitOf('b', 1, bodyOf(1))])])).toEqual(['full', 'full']);
    const large = { rev: 2, h: 'h', chunks: ['x', 'x'.repeat(100_000), 'x'.repeat(100_000)] };
    expect(await journal.writeSnapshot('ballast', large)).toBe('full');
    expect(await journal.readSnapshot('ballast')).toEqual(ballast);
    expect(await journal.read('a', 0, everything)).toHaveLength(head);
    const outside = new DatabaseSync(path);
    expect(outside.prepare('SELECT count(*) AS count FROM commits').get()).toEqual({ count: head });
    expect(outside.prepare('SELECT count(*) AS count FROM snapshots').get()).toEqual({ count: 3 });
    outside.exec('DELETE FROM snapshots');
    outside.close();
    expect(await appendNext()).toBe('stored');
    expect(await journal.read('a', head, everything)).toEqual([commitOf('a', head + 1, bodyOf(head + 1))]);
  });
});
