import { expect, onTestFinished, test } from 'vitest';
import { inWords, report } from '../src/measure.ts';
import { openSandbox } from '../src/sandbox.ts';
import { openTerminal } from '../src/terminal.ts';
import { tock } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';

const COUNT = 10_000;

test(`a list of ${COUNT} todos opens, scrolls and follows`, { timeout: 120_000 }, async () => {
  const sandbox = openSandbox(onTestFinished);
  const { client: environment } = await startServer(sandbox);
  const input = Array.from({ length: COUNT }, (_, index) => `todo number ${index + 1}`).join('\n');
  expect(await tock(sandbox, ['add', '-'], { environment, input })).toMatchObject({ code: 0 });

  const started = performance.now();
  const terminal = openTerminal(sandbox, { environment });
  await terminal.waitFor(/\w/);
  report('first paint', `${(performance.now() - started).toFixed(0)} ms`);
  await terminal.waitFor('todo number 12');
  report(`${COUNT} todos on the screen`, `${(performance.now() - started).toFixed(0)} ms`);
  await terminal.waitFor('● live');

  const frames: number[] = [];
  for (let press = 0; press < 60; press += 1) {
    const before = terminal.written().length;
    const pressed = performance.now();
    terminal.type('j');
    await terminal.waitFor(() => terminal.written().length > before, 5_000);
    frames.push(performance.now() - pressed);
  }
  report('key → frame', inWords(frames));
  await terminal.waitFor('todo number 61');
  terminal.type('G');
  await terminal.waitFor(`todo number ${COUNT}`);
  terminal.type('g');
  await terminal.waitFor(/todo number 1\s/);

  const bytes: number[] = [];
  for (let edit = 0; edit < 5; edit += 1) {
    const before = terminal.written().length;
    expect(await tock(sandbox, ['edit', '3', `edited ${edit} times`], { environment })).toMatchObject({ code: 0 });
    await terminal.waitFor(`edited ${edit} times`);
    bytes.push(terminal.written().length - before);
  }
  report('bytes to the terminal for one edit from elsewhere', inWords(bytes, 'bytes'));
  // Far above what is measured: a screen drawn anew for each edit, or a list walked for each key, would not pass.
  expect(Math.max(...frames)).toBeLessThan(1_000);
});
