/** `tockd backup`: a whole copy or none, and nothing of what was there is ever written over by mistake. */
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../journal/fixtures.ts';
import { contentOf } from '../journal/formats/content.ts';
import { formats, lookAt, storeOf, textOf } from '../journal/formats/kept.ts';
import { change, openAt } from '../journal/sqliteStores.ts';
import { dataFolder, serving, tockd } from './program.ts';

const FORMAT = formats.length;

test.each(formats)('of a store of format %i is private, whole, and shows what the store shows', async (format) => {
  const path = storeOf(format);
  const file = join(temporaryFolder(), 'backup.db');
  const before = readFileSync(path);
  const { code, stdout, stderr } = await tockd(['backup', file, '--store', `sqlite:${path}`]);
  expect([code, stderr]).toEqual([0, `${file} has 5 lists and 137 commits, verified\n`]);
  const bytes = statSync(file).size;
  expect(JSON.parse(stdout)).toEqual({
    ...{ backup: file, epoch: expect.stringMatching(/^[a-z0-9]{12}$/), format, lists: 5, commits: 137, bytes },
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(file))).toEqual(['backup.db']);
  expect(lookAt(file)).toEqual(lookAt(path));
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(await contentOf(await openAt(file))).toBe(textOf(format));
});

test('the log is in it, also when the server was killed and nobody has looked since', async () => {
  const { dataDir, path } = dataFolder();
  await (await serving(dataDir)).stop('SIGKILL');
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
  const file = join(temporaryFolder(), 'backup.db');
  const { code, stdout } = await tockd(['backup', file, '--data-dir', dataDir]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ lists: 1, commits: 1 });
});

test('while a server holds the store: its lock and its pid stay as they are', async () => {
  const { dataDir, path } = dataFolder();
  const server = await serving(dataDir);
  const file = join(dataDir, 'backup.db');
  expect(await tockd(['backup', file, '--data-dir', dataDir])).toMatchObject({ code: 0 });
  expect(readFileSync(`${path}.pid`, 'utf8')).toBe(`${server.pid}\n`);
  expect(await tockd(['--data-dir', dataDir])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`pid ${server.pid}`),
  });
  expect(await server.stop()).toMatchObject({ code: 0 });
});

test('a file that is there stays, unless --force says otherwise; then it is replaced in one step', async () => {
  const store = ['--store', `sqlite:${storeOf(FORMAT)}`];
  const file = join(temporaryFolder(), 'backup.db');
  writeFileSync(file, 'dear');
  const refused = await tockd(['backup', file, ...store]);
  expect(refused).toEqual({
    ...{ code: 1, stdout: '' },
    stderr: `tockd: ${file} is there already\n  choose another name, or replace it with --force\n`,
  });
  expect(readFileSync(file, 'utf8')).toBe('dear');
  expect(await tockd(['backup', file, '--force', ...store])).toMatchObject({ code: 0 });
  expect(lookAt(file).format).toBe(FORMAT);
  expect(readdirSync(dirname(file))).toEqual(['backup.db']);
});

test('it never goes in the place of the store, or of a file beside it, by whatever name', async () => {
  const path = storeOf(FORMAT);
  const other = join(temporaryFolder(), 'link.db');
  symlinkSync(path, other);
  const before = readFileSync(path);
  for (const file of [path, other, `${path}-wal`, `${path}.lock`, `${path}.lock-journal`]) {
    const ended = await tockd(['backup', '--force', file, '--store', `sqlite:${path}`]);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('belongs to the store itself') });
  }
  // The files lie beside the database, not beside a link to it.
  const byLink = await tockd(['backup', `${path}-wal`, '--store', `sqlite:${other}`]);
  expect(byLink).toMatchObject({ code: 1, stderr: expect.stringContaining('belongs to the store itself') });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(dirname(path))).toEqual(['tock.db']);
});

test.each(['credentials.json', 'webhooks.key', 'server.json'])(
  'it never goes in the place of %s, whether that is there or not yet',
  async (name) => {
    const path = storeOf(FORMAT);
    const folder = dirname(path);
    const link = join(temporaryFolder(), 'link');
    symlinkSync(folder, link);
    const words = ['--store', `sqlite:${path}`, '--data-dir', folder, '--runtime-file', join(folder, 'server.json')];
    const refused = { code: 1, stdout: '', stderr: expect.stringContaining('is a file of the server') };
    expect(await tockd(['backup', join(link, name), ...words])).toEqual(refused);
    expect(readdirSync(folder)).toEqual(['tock.db']);
    writeFileSync(join(folder, name), 'dear');
    expect(await tockd(['backup', join(folder, name), '--force', ...words])).toEqual(refused);
    expect(readFileSync(join(folder, name), 'utf8')).toBe('dear');
  },
);

test('a damaged store is not backed up as if it were whole: each problem is said, and nothing is left', async () => {
  const path = storeOf(FORMAT);
  change(path, "DELETE FROM commits WHERE key LIKE '%:150'");
  const file = join(temporaryFolder(), 'backup.db');
  const { code, stdout, stderr } = await tockd(['backup', file, '--store', `sqlite:${path}`]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/at revision 150: it is missing\ntockd: the store .* is damaged \(1 problem\)\n/);
  expect(readdirSync(dirname(file))).toEqual([]);
});

test('a place that takes nothing more is said, and not blamed on the store; nothing is left', async () => {
  const path = storeOf(FORMAT);
  const file = join(temporaryFolder(), 'backup.db');
  // The shell lets a file grow to 64 blocks of 512 or 1,024 bytes.
  const small = ['sh', '-c', 'ulimit -f 64; trap "" XFSZ; exec "$@"', 'sh'];
  const { code, stdout, stderr } = await tockd(['backup', file, '--store', `sqlite:${path}`], small);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trim().split('\n')).toHaveLength(2);
  expect(stderr).toContain('.partial cannot be written');
  expect(stderr).not.toContain(path);
  expect(readdirSync(dirname(file))).toEqual([]);
});

test('a name may be as long as the file system takes; a longer one is said', async () => {
  const path = storeOf(FORMAT);
  const folder = temporaryFolder();
  for (const [name, code, said] of [
    ['x'.repeat(255), 0, 'verified'],
    ['x'.repeat(256), 1, `the name is too long: ${folder}`],
  ] as const)
    expect(await tockd(['backup', join(folder, name), '--store', `sqlite:${path}`])).toMatchObject({
      ...{ code, stderr: expect.stringContaining(said) },
    });
  expect(readdirSync(folder)).toEqual(['x'.repeat(255)]);
});

test.each([
  [['backup', 'x.db', '--store', 'memory:'], 1, /a store in memory cannot be backed up.*\n.*--store sqlite:PATH/],
  [['backup', 'x.db', '--store', 'mysql://ana:secret@host'], 1, /mysql: is no store/],
  [['backup', 'x.db'], 1, /there is no store /],
  [['backup'], 2, /missing required argument 'file'/],
  [['backup', 'x.db', 'y.db'], 2, /too many arguments/],
  [['back'], 2, /too many arguments/],
  [['backup', 'nowhere/x.db', '--store', `sqlite:${storeOfOnce()}`], 1, /nowhere\/.* cannot be written/],
])('%j ends with %i', async (words, code, message) => {
  const ended = await tockd(words);
  expect([ended.code, ended.stdout]).toEqual([code, '']);
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).not.toContain('secret');
  expect(ended.stderr).not.toContain('    at ');
});

/** Only read: the path is made before any test is. */
function storeOfOnce(): string {
  return new URL(`../journal/formats/${FORMAT}.db`, import.meta.url).pathname;
}

test('a store of a later format, and what is none, is refused', async () => {
  const path = storeOf(FORMAT);
  change(path, `UPDATE meta SET value = json_set(value, '$.format', ${FORMAT + 1})`);
  const file = join(temporaryFolder(), 'backup.db');
  const newer = await tockd(['backup', file, '--store', `sqlite:${path}`]);
  expect(newer).toMatchObject({ code: 1, stderr: expect.stringContaining('written by a newer tock') });
  const foreign = join(temporaryFolder(), 'other.db');
  new DatabaseSync(foreign).exec('CREATE TABLE bookmarks (url TEXT)');
  const other = await tockd(['backup', file, '--store', `sqlite:${foreign}`]);
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('is not a store of tock') });
  mkdirSync(join(dirname(file), 'folder'));
  expect(await tockd(['backup', join(dirname(file), 'folder'), '--store', `sqlite:${path}`])).toMatchObject({
    code: 1,
  });
  expect(readdirSync(dirname(file))).toEqual(['folder']);
});
