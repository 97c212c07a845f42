/** The file by which local clients find the server. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RuntimeFile } from '@tock/shared';
import { expect, test } from 'vitest';
import { removeRuntimeFile, runtimeFilesOf, writeRuntimeFiles } from '../src/runtimeFile.ts';
import { temporaryFolder } from './journal/fixtures.ts';

const content: RuntimeFile = {
  pid: 7,
  url: 'http://127.0.0.1:7000',
  version: '1.2.3',
  store: 'memory:',
  device: 'bcdfghjklmnp',
  tokenFile: '/home/ana/credentials.json',
};
const refuse = (path: string) => {
  throw new Error(`${path} was skipped`);
};
const modeOf = (path: string) => statSync(path).mode & 0o7777;

test('it is 0600 in a 0700 folder, replaces the one before, and leaves nothing beside it', async () => {
  const folder = join(temporaryFolder(), 'run', 'tock');
  const path = join(folder, 'server.json');
  await writeRuntimeFiles([path], content, refuse);
  await writeRuntimeFiles([path], { ...content, pid: 8 }, refuse);
  expect([modeOf(path), modeOf(folder)]).toEqual([0o600, 0o700]);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ...content, pid: 8 });
  expect(readdirSync(folder)).toEqual(['server.json']);
});

test('a server removes its own file and leaves that of its successor', async () => {
  const path = join(temporaryFolder(), 'tock', 'server.json');
  await writeRuntimeFiles([path], content, refuse);
  await removeRuntimeFile(path, 8);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(content);
  await removeRuntimeFile(path, 7);
  expect(() => statSync(path)).toThrow('ENOENT');
  await removeRuntimeFile(path, 7);
});

test.each([0o1777, 0o777, 0o770])(
  'a folder that others may write, of mode %o, is refused and left as it is',
  async (mode) => {
    const folder = join(temporaryFolder(), 'shared');
    mkdirSync(folder);
    chmodSync(folder, mode);
    await expect(writeRuntimeFiles([join(folder, 'server.json')], content, refuse)).rejects.toThrow('others may write');
    expect(modeOf(folder)).toBe(mode);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('it lies beside the data as well, unless others may write there', async () => {
  const folder = temporaryFolder();
  const [runtimeFile, dataDir] = [join(folder, 'run', 'server.json'), join(folder, 'data')];
  const paths = runtimeFilesOf({ runtimeFile, dataDir });
  mkdirSync(dataDir, { mode: 0o700 });
  await writeRuntimeFiles(paths, content, refuse);
  expect(readFileSync(join(dataDir, 'server.json'), 'utf8')).toBe(readFileSync(runtimeFile, 'utf8'));
  for (const path of paths) await removeRuntimeFile(path, 7);
  expect(readdirSync(dataDir)).toEqual([]);
  chmodSync(dataDir, 0o770);
  const skipped: string[] = [];
  await writeRuntimeFiles(paths, content, (path) => skipped.push(path));
  expect(readdirSync(dataDir)).toEqual([]);
  // Nor is anything else there a reason not to start.
  chmodSync(dataDir, 0o700);
  mkdirSync(join(dataDir, 'server.json'));
  await writeRuntimeFiles(paths, content, (path) => skipped.push(path));
  expect(skipped).toEqual([join(dataDir, 'server.json'), join(dataDir, 'server.json')]);
  expect(modeOf(runtimeFile)).toBe(0o600);
  expect(runtimeFilesOf({ runtimeFile: null, dataDir })).toEqual([]);
});
