import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { operate } from '../src/operation.ts';
import { openSandbox } from '../src/sandbox.ts';
import { openTerminal } from '../src/terminal.ts';
import { follow, tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';

test('R4: a restored store is another history, and every client that saw more is told so', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const { client: environment, dataDir } = server;
  const { epoch } = await tockJson<{ epoch: string }>(sandbox, ['add', 'one'], { environment });
  const file = join(sandbox.home, 'backup.db');
  expect(await operate(sandbox, ['backup', file, '--data-dir', dataDir])).toMatchObject({ code: 0 });
  for (const title of ['two', 'three']) await tock(sandbox, ['add', title], { environment });
  const screen = openTerminal(sandbox, { environment });
  await screen.waitFor('three');
  const stream = follow(sandbox, ['watch', '--json', '--since', `${epoch}:0`], { environment });
  await stream.line((line) => line.includes('three'));

  const words = ['restore', file, '--yes', '--data-dir', dataDir];
  expect(await operate(sandbox, words)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`pid ${server.pid}`),
  });
  await server.end('SIGTERM');
  const restored = await operate(sandbox, words);
  expect(restored.code).toBe(0);
  const told: { epoch: string; aside: string } = JSON.parse(restored.stdout);
  expect(told.epoch).not.toBe(epoch);
  await server.again();

  // The token of this machine is as it was.
  expect(await tock(sandbox, ['add', 'another two'], { environment })).toMatchObject({ code: 0 });
  const { code, stderr } = await stream.exited;
  expect([code, stderr]).toEqual([6, expect.stringContaining('server_behind')]);
  const resumed = await tock(sandbox, ['watch', '--json', '--since', `${epoch}:1`], { environment });
  expect(resumed).toMatchObject({ code: 6, stdout: '' });
  await screen.waitFor('server behind', 20_000);
  expect(screen.screen()).not.toContain('another two');
  screen.type('R');
  await screen.waitFor('another two');
  const todos = await tockJson<{ title: string }[]>(sandbox, ['ls'], { environment });
  expect(todos.map(({ title }) => title)).toEqual(['one', 'another two']);

  // What was replaced is a store still.
  expect(await operate(sandbox, ['verify', told.aside])).toMatchObject({ code: 0 });
});
