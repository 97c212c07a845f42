/** `tockd verify`: says what is wrong, a line each, and what it looked at; also while a server runs, and with what that has in memory. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomIdentifier } from '@tock/shared';
import { expect, test } from 'vitest';
import { newToken } from '../../src/identity/tokens.ts';
import { temporaryFolder } from '../journal/fixtures.ts';
import { formats, storeOf } from '../journal/formats/kept.ts';
import { change } from '../journal/sqliteStores.ts';
import { dataFolder, heedingModes, serving, tockd } from './program.ts';

const FORMAT = formats.length;

test('a backup that is sound, and one that is not', async () => {
  const path = storeOf(FORMAT);
  expect(await tockd(['verify', path])).toEqual({
    ...{ code: 0, stderr: '' },
    stdout: `${path}: 0 problems in 5 lists, 137 commits, 110 that were let go, 1 snapshot\n`,
  });
  change(path, "DELETE FROM commits WHERE key LIKE '%:150'; INSERT INTO commits VALUES (char(27) || '[2J', '')");
  const { code, stdout, stderr } = await tockd(['verify', path]);
  expect([code, stderr]).toEqual([1, '']);
  const [foreign, missing, last] = stdout.split('\n');
  expect(foreign).toBe('the store has a commit under the key ^[[2J, which is none');
  expect(missing).toMatch(/^list [a-z0-9]{12} at revision 150: it is missing$/);
  expect(last).toMatch(/: 2 problems in 5 lists/);
});

test('what is no store at all gives two lines, and no trace', async () => {
  const path = storeOf(FORMAT);
  writeFileSync(path, readFileSync(path).subarray(0, 5_000).fill(7, 0, 64));
  const { code, stdout, stderr } = await tockd(['verify', path]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trim().split('\n')).toHaveLength(2);
});

test('a store whose server was stopped is read without a trace, also by who may only read', async () => {
  const { dataDir, path } = dataFolder();
  await (await serving(dataDir)).stop();
  const before = readdirSync(dataDir);
  const told = `${path}: 0 problems in 1 list, 1 commit, 0 snapshots`;
  expect(await tockd(['verify', path])).toEqual({ code: 0, stdout: `${told}\n`, stderr: '' });
  expect(readdirSync(dataDir)).toEqual(before);
  chmodSync(path, 0o400);
  chmodSync(dataDir, 0o500);
  const backup = join(temporaryFolder(), 'backup.db');
  for (const words of [
    ['verify', path],
    ['backup', backup, '--store', `sqlite:${path}`],
  ])
    expect(await tockd(words, heedingModes)).toMatchObject({ code: 0 });
  expect(readdirSync(dataDir)).toEqual(before);
  expect(await tockd(['verify', backup])).toMatchObject({ code: 0 });
});

test('the store of a running server, and its memory, by the runtime file or by --url', async () => {
  const { dataDir, path } = dataFolder();
  const runtimeFile = join(dataDir, 'run', 'server.json');
  const server = await serving(dataDir, ['--runtime-file', runtimeFile]);
  const told = `${path}: 0 problems in 1 list, 1 commit, 0 snapshots, 1 list in the memory of the server\n`;
  const words = ['verify', '--data-dir', dataDir];
  expect(await tockd([...words, '--runtime-file', runtimeFile])).toEqual({ code: 0, stdout: told, stderr: '' });
  expect(await tockd([...words, '--url', server.url])).toEqual({ code: 0, stdout: told, stderr: '' });
  const alone = await tockd(words);
  expect(alone).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('; memory was not compared: no runtime file'),
  });
  expect(await server.stop()).toMatchObject({ code: 0 });
  const later = await tockd([...words, '--runtime-file', runtimeFile]);
  expect(later).toMatchObject({ code: 0, stdout: expect.stringContaining('memory was not compared') });
});

test('a server that does not prove that it knows this machine is not sent the token', async () => {
  const { dataDir } = dataFolder();
  const server = await serving(dataDir);
  const file = join(dataDir, 'credentials.json');
  writeFileSync(file, JSON.stringify({ device: randomIdentifier(), token: newToken() }));
  const ended = await tockd(['verify', '--data-dir', dataDir, '--url', server.url]);
  expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('does not know this machine') });
});

test.each([
  [['verify', '--url', 'not a url'], 2],
  [['verify', 'x.db', '--url', 'http://127.0.0.1:1'], 2],
  [['verify', 'x.db'], 1],
  [['verify', '--store', 'memory:'], 1],
])('%j ends with %i', async (words, code) => {
  const ended = await tockd(words);
  expect([ended.code, ended.stdout]).toEqual([code, '']);
  expect(ended.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
});
