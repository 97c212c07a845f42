/** `tockd restore`: the old store or the new one, whole, whatever happens; and nothing of the old one is ever gone. */
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openJournal } from '../../src/journal/keyvJournal.ts';
import { openSqlite } from '../../src/journal/sqlite.ts';
import { StoreReader } from '../../src/journal/storeReader.ts';
import { examine } from '../../src/operations/stores.ts';
import { commitOf } from '../journal/commits.ts';
import { temporaryFolder } from '../journal/fixtures.ts';
import { contentOf } from '../journal/formats/content.ts';
import { formats, storeOf, textOf } from '../journal/formats/kept.ts';
import { start } from '../journal/processes.ts';
import { change, openAt } from '../journal/sqliteStores.ts';
import { dataFolder, serving, tockd } from './program.ts';

const FORMAT = formats.length;

function epochOf(path: string): string {
  const reader = StoreReader.open(path);
  reader.close();
  return reader.identity.epoch;
}

/** What a store shows, but for its epoch. */
async function shown(path: string): Promise<string> {
  const journal = await openAt(path);
  const content = await contentOf(journal);
  await journal.close();
  return content.replace(/^epoch .*\n/, '');
}

const expected = (format: number) => textOf(format).replace(/^epoch .*\n/, '');
const others = (path: string) =>
  readdirSync(dirname(path))
    .filter((name) => name !== 'tock.db')
    .sort();

/** A store whose server was killed: its last commits are in the log. */
async function killedStore(): Promise<{ dataDir: string; path: string }> {
  const folder = dataFolder();
  await (await serving(folder.dataDir)).stop('SIGKILL');
  expect(statSync(`${folder.path}-wal`).size).toBeGreaterThan(0);
  return folder;
}

/** The files of a store with two commits, the second of which is in the log alone. */
let withLog: { end: string; bytes: Buffer }[] = [];

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tock-restore-'));
  const path = join(folder, 'tock.db');
  for (const rev of [1, 2]) {
    const journal = await openJournal(await openSqlite(path));
    await journal.append([commitOf('a', rev)]);
    withLog = ['', '-wal'].map((end) => ({ end, bytes: readFileSync(`${path}${end}`) }));
    await journal.close();
  }
  rmSync(folder, { recursive: true });
});

function storeWithLog(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  for (const { end, bytes } of withLog) writeFileSync(`${path}${end}`, bytes);
}

test.each(formats)(
  'a backup of format %i comes in the place of the store, as another history; the old one is aside',
  async (format) => {
    const { dataDir, path } = await killedStore();
    const before = epochOf(path);
    const token = readFileSync(join(dataDir, 'credentials.json'), 'utf8');
    const file = storeOf(format);
    const bytes = readFileSync(file);
    const { code, stdout, stderr } = await tockd(['restore', file, '--yes', '--data-dir', dataDir]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('has 5 lists and 137 commits; the store there')]);
    const { epoch, aside, ...rest }: { epoch: string; aside: string } = JSON.parse(stdout);
    expect(rest).toEqual({ restored: path, from: file });
    expect(aside).toMatch(/tock\.db\.replaced-\d{8}T\d{6}Z$/);
    expect([epochOf(path), epochOf(aside)]).toEqual([epoch, before]);
    expect(new Set([epoch, before, epochOf(file)]).size).toBe(3);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(await tockd(['verify', aside])).toMatchObject({ code: 0 });
    for (const each of [path, aside]) expect(statSync(each).mode & 0o777).toBe(0o600);
    expect(others(path).filter((name) => /wal|shm|restoring|pid/.test(name))).toEqual([]);
    expect(readFileSync(join(dataDir, 'credentials.json'), 'utf8')).toBe(token);
    expect(await shown(path)).toBe(expected(format));
    // The token of this machine is healed by the server.
    const server = await serving(dataDir);
    const headers = { authorization: `Bearer ${JSON.parse(token).token}` };
    expect((await fetch(`${server.url}/v1/memory`, { headers })).status).toBe(200);
    expect(readFileSync(join(dataDir, 'credentials.json'), 'utf8')).toBe(token);
  },
);

test('where there is no store yet, it becomes the first', async () => {
  const { dataDir, path } = dataFolder();
  const { code, stdout } = await tockd(['restore', storeOf(FORMAT), '--yes', '--data-dir', dataDir]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ aside: null });
  expect(await shown(path)).toBe(expected(FORMAT));
});

describe.skipIf(process.getuid?.() !== 0)('by root, for a service that runs as somebody else', () => {
  const SOMEBODY = 12_345;
  const ownersIn = (folder: string) =>
    readdirSync(folder).map((name) => [name.replace(/\d{8}T\d{6}Z/, 'then'), statSync(join(folder, name)).uid]);

  test('what it makes belongs to the owner of the store that was there', async () => {
    const { dataDir, path } = dataFolder();
    storeWithLog(path);
    for (const end of ['', '-wal']) chownSync(`${path}${end}`, SOMEBODY, SOMEBODY);
    expect(await tockd(['restore', storeOf(FORMAT), '--yes', '--data-dir', dataDir])).toMatchObject({ code: 0 });
    expect(ownersIn(dataDir)).toEqual([
      ['tock.db', SOMEBODY],
      ['tock.db.lock', SOMEBODY],
      ['tock.db.replaced-then', SOMEBODY],
    ]);
  });

  test('or of the folder, where no store was; what a killed one left of the pid is in nobody’s way', async () => {
    const { dataDir, path } = dataFolder();
    mkdirSync(dataDir);
    chownSync(dataDir, SOMEBODY, SOMEBODY);
    symlinkSync('/dev/full', `${path}.pid`);
    expect(await tockd(['restore', storeOf(FORMAT), '--yes', '--data-dir', dataDir])).toMatchObject({ code: 0 });
    expect(ownersIn(dataDir)).toEqual([
      ['tock.db', SOMEBODY],
      ['tock.db.lock', SOMEBODY],
    ]);
  });
});

describe('refuses, and changes nothing', () => {
  test('without somebody to ask, and without --yes', async () => {
    const { dataDir } = dataFolder();
    const ended = await tockd(['restore', storeOf(FORMAT), '--data-dir', dataDir]);
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--yes') });
    expect(() => statSync(dataDir)).toThrow('ENOENT');
  });

  test('while a server has the store: it says its pid', async () => {
    const { dataDir, path } = dataFolder();
    const server = await serving(dataDir);
    const ended = await tockd(['restore', storeOf(FORMAT), '--yes', '--data-dir', dataDir]);
    expect(ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`another tockd (pid ${server.pid}) uses ${path}`),
    });
    expect(others(path).filter((name) => /restoring|replaced/.test(name))).toEqual([]);
    expect(await server.stop()).toMatchObject({ code: 0 });
  });

  test.each([
    ['damaged', (file: string) => change(file, "DELETE FROM commits WHERE key LIKE '%:150'"), 'is damaged (1 problem)'],
    ['no store', (file: string) => writeFileSync(file, 'x'.repeat(9_000)), 'is not a store of tock'],
    ['empty', (file: string) => writeFileSync(file, ''), 'is empty'],
    [
      'of a later format',
      (file: string) => change(file, `UPDATE meta SET value = json_set(value, '$.format', ${FORMAT + 1})`),
      'newer tock',
    ],
  ])('a backup that is %s', async (_, damage, message) => {
    const { dataDir, path } = dataFolder();
    storeWithLog(path);
    const file = storeOf(FORMAT);
    damage(file);
    const [before, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
    const ended = await tockd(['restore', file, '--yes', '--data-dir', dataDir]);
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(message) });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readFileSync(`${path}-wal`).equals(log)).toBe(true);
  });

  test('the store itself, and what is not there', async () => {
    const path = storeOf(FORMAT);
    const store = ['--yes', '--store', `sqlite:${path}`];
    const itself = await tockd(['restore', path, ...store]);
    expect(itself).toMatchObject({ code: 1, stderr: expect.stringContaining('is the store itself') });
    expect(await tockd(['restore', `${path}.none`, ...store])).toMatchObject({ code: 1 });
    expect(others(path).filter((name) => /restoring|replaced/.test(name))).toEqual([]);
  });
});

test.each([
  ['its first page is gone', (path: string) => writeFileSync(path, 'x'.repeat(8_192))],
  ['it was emptied, and its log has commits', (path: string) => writeFileSync(path, '')],
])('a store that cannot be read goes aside with its log: %s', async (_, damage) => {
  const { dataDir, path } = dataFolder();
  storeWithLog(path);
  const log = readFileSync(`${path}-wal`);
  damage(path);
  const { code, stdout } = await tockd(['restore', storeOf(FORMAT), '--yes', '--data-dir', dataDir]);
  expect(code).toBe(0);
  const { aside }: { aside: string } = JSON.parse(stdout);
  expect(readFileSync(`${aside}-wal`).equals(log)).toBe(true);
  expect(await shown(path)).toBe(expected(FORMAT));
});

test('killed at any step, the old store is there or the new one, whole, and nothing of the old one is gone', {
  timeout: 300_000,
}, async () => {
  const file = storeOf(FORMAT);
  const folder = temporaryFolder();
  const program = fileURLToPath(new URL('./killedRestore.ts', import.meta.url));
  const found = new Set<string>();
  for (let point = 1; ; point += 1) {
    const path = join(folder, String(point), 'tock.db');
    storeWithLog(path);
    const old = epochOf(path);
    const killed = start(program, path, ['env', `TOCK_KILL_AT=${point}`, 'sh', '-c', `exec "$@" '${file}'`, 'sh']);
    await killed.ended;
    const done = killed.lines.includes('restored');
    const isOld = epochOf(path) === old;
    found.add(isOld ? 'old' : 'new');
    // The old store, where it is now.
    const aside = others(path).find((name) => /replaced-\w+$/.test(name)) ?? 'none';
    const reader = StoreReader.open(isOld ? path : join(dirname(path), aside));
    expect([reader.identity.epoch, reader.keys().lists.get('a')], `point ${point}`).toEqual([old, [1, 2]]);
    reader.close();
    if (!isOld)
      expect(await examine(path, 'store'), `point ${point}`).toMatchObject({ problems: [], counts: { commits: 137 } });
    if (done) break;
  }
  expect(found).toEqual(new Set(['old', 'new']));
});
