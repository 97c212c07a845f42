import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { report } from '../src/measure.ts';
import { programs } from '../src/programs.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tockJson } from '../src/tock.ts';

const COUNT = 200;

test(`R7: ${COUNT} adds, sixteen at a time, are exactly ${COUNT} todos`, { timeout: 180_000 }, async () => {
  const sandbox = openSandbox(onTestFinished);
  const started = performance.now();
  const child = spawn('xargs', ['-P16', '-I{}', process.execPath, programs.tock, 'add', '-q', 'todo {}'], {
    env: sandbox.environment,
    cwd: sandbox.home,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let ids = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ids += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stdin.end(Array.from({ length: COUNT }, (_, index) => `${index}\n`).join(''));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  // xargs ends with 123 when any of them did not end with 0.
  expect({ code, said }).toEqual({ code: 0, said: '' });
  const seconds = (performance.now() - started) / 1_000;
  report(`${COUNT} processes of tock add, 16 at a time`, `${seconds.toFixed(1)} s`);
  expect(new Set(ids.trim().split('\n')).size).toBe(COUNT);
  const todos = await tockJson<{ title: string }[]>(sandbox, ['ls']);
  expect(todos.map(({ title }) => title).toSorted()).toEqual(
    Array.from({ length: COUNT }, (_, index) => `todo ${index}`).toSorted(),
  );
});
