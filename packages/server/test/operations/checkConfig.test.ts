/** `tockd --check-config`: what a start would say, without a trace of it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../journal/fixtures.ts';
import { formats, storeOf } from '../journal/formats/kept.ts';
import { change } from '../journal/sqliteStores.ts';
import { dataFolder, serving, tockd } from './program.ts';

const FORMAT = formats.length;
const NOT_PEM = fileURLToPath(import.meta.url);
const check = (...words: string[]) => tockd(['--check-config', ...words]);

test('nothing there yet: a start would succeed, and nothing is made', async () => {
  const { dataDir, path } = dataFolder();
  expect(await check('--data-dir', dataDir, '--port', '7250')).toEqual({
    ...{ code: 0, stderr: '' },
    stdout: `a start would succeed: http://127.0.0.1:7250, with the store sqlite:${path}\n`,
  });
  expect(readdirSync(dirname(dataDir))).toEqual([]);
});

test.each(formats)('a store of format %i is looked at, not opened: no file comes, no byte changes', async (format) => {
  const path = storeOf(format);
  const bytes = readFileSync(path);
  expect(await check('--store', `sqlite:${path}`, '--data-dir', dirname(path))).toMatchObject({ code: 0 });
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(readdirSync(dirname(path))).toEqual(['tock.db']);
});

test('while a server runs it says the same, and the server does not notice', async () => {
  const { dataDir } = dataFolder();
  const server = await serving(dataDir);
  const before = readdirSync(dataDir);
  expect(await check('--data-dir', dataDir)).toMatchObject({ code: 0 });
  expect(readdirSync(dataDir)).toEqual(before);
  expect(await server.stop()).toMatchObject({ code: 0 });
});

function newerStore(): string {
  const path = storeOf(FORMAT);
  change(path, `UPDATE meta SET value = json_set(value, '$.format', ${FORMAT + 1})`);
  return path;
}

function emptiedStore(): string {
  const path = join(temporaryFolder(), 'tock.db');
  writeFileSync(path, '');
  writeFileSync(`${path}-wal`, 'commits');
  return path;
}

function linkToNothing(): string {
  const path = join(temporaryFolder(), 'tock.db');
  symlinkSync(`${path}.none`, path);
  return path;
}

function damagedLock(): string {
  const path = storeOf(FORMAT);
  writeFileSync(`${path}.lock`, 'x'.repeat(9_000));
  return path;
}

function openFolder(): string {
  const folder = temporaryFolder();
  chmodSync(folder, 0o1777);
  return folder;
}

function fileInTheWay(): string {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, 'x'.repeat(9_000));
  return file;
}

test.each([
  ['a wrong value', () => ['--port', 'many'], 2, /--port/],
  ['options that do not fit', () => ['--host', '0.0.0.0'], 2, /--tls-cert/],
  ['no certificate', () => ['--tls-cert', '/nowhere/c', '--tls-key', '/nowhere/k'], 1, /nowhere/],
  ['a certificate that is none', () => ['--tls-cert', NOT_PEM, '--tls-key', NOT_PEM], 2, /PEM/],
  ['a certificate and a key that are empty', () => ['--tls-cert', '/dev/null', '--tls-key', '/dev/null'], 2, /PEM/],
  ['a kind of store that is none', () => ['--store', 'mysql://ana:secret@host'], 1, /mysql: is no store/],
  ['a store that is none', () => ['--store', `sqlite:${fileInTheWay()}`], 1, /is not a store of tock/],
  ['a store of a later format', () => ['--store', `sqlite:${newerStore()}`], 1, /newer tock/],
  ['a store that is a folder', () => ['--store', `sqlite:${temporaryFolder()}`], 1, /is not a file/],
  ['a store that was emptied beside its log', () => ['--store', `sqlite:${emptiedStore()}`], 1, /was emptied/],
  ['a store that is a link to nothing', () => ['--store', `sqlite:${linkToNothing()}`], 1, /is a link to nothing/],
  ['a damaged lock file', () => ['--store', `sqlite:${damagedLock()}`], 1, /the lock file .* is damaged/],
  ['a data folder below a file', () => ['--data-dir', join(fileInTheWay(), 'data')], 1, /is not a folder/],
  ['a folder that takes nothing', () => ['--data-dir', '/proc/sys/tock'], 1, /may not write/],
  ['a runtime folder of everybody', () => ['--runtime-file', join(openFolder(), 's.json')], 2, /others may write/],
])('%s is said in two lines', async (_, words, code, message) => {
  const { code: ended, stdout, stderr } = await check('--store', 'memory:', ...words());
  expect([ended, stdout]).toEqual([code, '']);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  expect(stderr).not.toContain('secret');
});

const LONG = join('/tmp', 'x'.repeat(300));
const folderAt = (...names: string[]) => {
  const path = join(temporaryFolder(), ...names);
  mkdirSync(path, { recursive: true });
  return path;
};

test.each([
  ['a certificate that is a folder', () => ['--tls-cert', '/tmp', '--tls-key', '/tmp'], /\/tmp is a folder/],
  ['a token file that is a folder', () => ['--data-dir', dirname(folderAt('credentials.json'))], /json is a folder/],
  ['a runtime file that is a folder', () => ['--runtime-file', folderAt('run')], /run is a folder/],
  ['a data folder whose name is too long', () => ['--data-dir', LONG], /name is too long: .*xxx/],
  ['a store whose name is too long', () => ['--store', `sqlite:${LONG}`], /name is too long: .*xxx/],
  ['a runtime file whose name is too long', () => ['--runtime-file', join(LONG, 's.json')], /name is too long: .*xxx/],
  ['a key whose name is too long', () => ['--tls-cert', NOT_PEM, '--tls-key', LONG], /name is too long: .*xxx/],
])('%s is said, by --check-config and by a start, and is no fault of tockd', async (_, words, message) => {
  for (const first of [['--check-config'], []]) {
    const { code, stdout, stderr } = await tockd([...first, '--store', 'memory:', '--log-level', 'silent', ...words()]);
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([1, '', 2]);
    expect(stderr).toMatch(message);
  }
});

const mounts = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs small /mnt'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!mounts)('with unshare', () => {
  /** A disk of so many kilobytes at a folder, for the program alone. */
  const onDisk = (folder: string, size: number) => [
    ...['unshare', '-rm', 'sh', '-c', `mount -t tmpfs -o size=${size}k small '${folder}' && exec "$@"`, 'sh'],
  ];

  test.each([16, 64, 96])('no room on a disk of %i KB is said, as by a start', async (size) => {
    const folder = temporaryFolder();
    const disk = onDisk(folder, size);
    const words = ['--data-dir', folder, '--log-level', 'silent'];
    const checked = await tockd(['--check-config', ...words], disk);
    expect(checked).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: `tockd: there is no room for the store ${join(folder, 'tock.db')}\n  free some space, then start again\n`,
    });
    const started = await tockd(words, disk);
    expect(started).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/ no room[ :].*\n.*\n/) });
  });

  test('with room, it says that a start would succeed', async () => {
    const folder = temporaryFolder();
    expect(await tockd(['--check-config', '--data-dir', folder], onDisk(folder, 256))).toMatchObject({ code: 0 });
  });
});
