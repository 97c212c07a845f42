import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { randomIdentifier } from '@tock/shared';
import { expect, onTestFinished, test } from 'vitest';
import { ask, connect, signedIn } from '../src/client.ts';
import { peakMegabytes } from '../src/growth/processes.ts';
import { openFiles } from '../src/hostile/traces.ts';
import { upgradeHead } from '../src/hostile/wire.ts';
import { report } from '../src/measure.ts';
import { openSandbox } from '../src/sandbox.ts';
import { startServer } from '../src/tockd.ts';
import { until } from '../src/until.ts';

/** How many files a process may have open here; tests and server have as many each. */
const files = Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1_024);
const IDLE = Math.min(10_000, files - 500);
const AT_ONCE = 250;
/** What a server may take for all of them, in megabytes. */
const MOST_MEGABYTES = 400;

test(`${IDLE} connections that say nothing are closed by the server, and others are served meanwhile`, async () => {
  const server = await startServer(openSandbox(onTestFinished));
  const honest = connect(server);
  onTestFinished(() => void honest.disconnect());
  await signedIn(honest);
  const add = () => ask(honest, 'todo:add', { op: randomIdentifier(), list: 'inbox', todos: [{ title: 'fine' }] });

  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  let closed = 0;
  let most = 0;
  const began = performance.now();
  const open = (index: number) =>
    new Promise<void>((resolve, reject) => {
      const socket = connectTcp(server.port, '127.0.0.1', () => {
        // Every other one becomes a socket that does not sign in.
        if (index % 2 === 0) socket.write(upgradeHead());
        resolve();
      });
      sockets.push(socket);
      socket.on('data', () => undefined);
      socket.on('error', reject);
      socket.on('close', () => {
        closed += 1;
      });
    });
  for (let first = 0; first < IDLE; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, IDLE - first);
    await Promise.all(Array.from({ length: count }, (_, index) => open(first + index)));
    most = Math.max(most, openFiles(server.pid));
    expect(await add()).toMatchObject({ ok: true });
  }
  const opened = performance.now() - began;
  await until('all of them to be closed', () => closed === IDLE, 20_000);
  expect(await add()).toMatchObject({ ok: true });
  await until('nothing to be left of them', () => openFiles(server.pid) < 100);
  const memory = peakMegabytes(server.pid);
  report(
    `${IDLE} idle connections`,
    `opened in ${(opened / 1_000).toFixed(1)} s, ${most} files at most, closed after ${((performance.now() - began) / 1_000).toFixed(1)} s, ${memory.toFixed(0)} MB at most`,
  );
  expect(memory).toBeLessThan(MOST_MEGABYTES);
});
