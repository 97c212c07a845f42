import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { programs } from '../src/programs.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tock } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';

test('the two programs start in the same way', () => {
  const [tock, tockd] = [programs.tock, programs.tockd].map((path) => readFileSync(path, 'utf8'));
  expect(tockd?.replaceAll('tockd', 'tock')).toBe(tock);
});

test('both programs name the same build', () => {
  const { environment } = openSandbox(onTestFinished);
  const [tock, tockd] = [programs.tock, programs.tockd].map(
    (path) => spawnSync(process.execPath, [path, '--version'], { env: environment, encoding: 'utf8' }).stdout,
  );
  expect(tock).toMatch(/^tock \d+\.\d+\.\d+\+[0-9a-f]{8}\n$/);
  expect(tockd?.trim().split(' ').at(-1)).toBe(tock?.trim().split(' ').at(-1));
});

test('a program that was not built says so', () => {
  const { environment, home } = openSandbox(onTestFinished);
  const bin = join(home, 'bin');
  cpSync(dirname(programs.tock), bin, { recursive: true });
  const run = spawnSync(process.execPath, [join(bin, 'tock.js')], { env: environment, encoding: 'utf8' });
  expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 1, stdout: '' });
  expect(run.stderr).toContain('npm start');
});

test('no command loads the HTTP client that Node brings: it would start later for nothing', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const [hook, file] = [join(sandbox.home, 'hook.cjs'), join(sandbox.home, 'loaded')];
  const write = `require('fs').writeFileSync(${JSON.stringify(file)}, process.moduleLoadList.join('\\n'))`;
  writeFileSync(hook, `process.on('exit', () => ${write});`);
  const environment = { ...server.client, NODE_OPTIONS: `--require ${hook}` };
  for (const words of [['status'], ['add', 'milk'], ['ls']]) {
    expect(await tock(sandbox, words, { environment })).toMatchObject({ code: 0 });
    const loaded = readFileSync(file, 'utf8').split('\n');
    expect(loaded).toContain('NativeModule net');
    expect(loaded.filter((name) => name.includes('undici'))).toEqual([]);
  }
});
