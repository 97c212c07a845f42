import { cpSync, renameSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openSandbox } from '../src/sandbox.ts';
import { openTerminal } from '../src/terminal.ts';
import { follow, tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';

const revisions = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).rev);

test('R4: an older copy in place of the store is said, by screens and streams, and nothing of it is taken', async () => {
  const sandbox = openSandbox(onTestFinished);
  const first = await startServer(sandbox);
  const { client: environment, dataDir } = first;
  const { epoch } = await tockJson<{ epoch: string }>(sandbox, ['add', 'one'], { environment });
  await first.end('SIGTERM');
  cpSync(dataDir, `${dataDir}.old`, { recursive: true });

  const second = await first.again();
  for (const title of ['two', 'three']) await tock(sandbox, ['add', title], { environment });
  const screen = openTerminal(sandbox, { environment });
  await screen.waitFor('three');
  const stream = follow(sandbox, ['watch', '--json', '--since', `${epoch}:0`], { environment });
  await stream.line((line) => line.includes('three'));

  await second.end('SIGKILL');
  rmSync(dataDir, { recursive: true });
  renameSync(`${dataDir}.old`, dataDir);
  await second.again();
  // The other history grows past what they saw.
  for (const title of ['another two', 'another three', 'another four']) {
    expect(await tock(sandbox, ['add', title], { environment })).toMatchObject({ code: 0 });
  }
  const { code, stderr } = await stream.exited;
  expect(code).toBe(6);
  expect(stderr).toContain('server_behind');
  expect(revisions(stream.lines)).toEqual([1, 2, 3]);
  await screen.waitFor('server behind', 20_000);
  expect(screen.screen()).not.toMatch(/another (two|three|four)/);
  screen.type('R');
  await screen.waitFor('another four');
});

test('R4: a program that kept the chain value finds out that the store was put back, however far it has grown since', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const { client: environment, dataDir } = server;
  await tock(sandbox, ['add', 'one'], { environment });
  await server.end('SIGTERM');
  cpSync(dataDir, `${dataDir}.old`, { recursive: true });
  const second = await server.again();
  await tock(sandbox, ['add', 'two'], { environment: second.client });
  const stream = follow(sandbox, ['watch', '--json', '--state'], { environment: second.client });
  const { epoch, rev, h } = JSON.parse(await stream.line((line) => line.includes('two')));
  await second.end('SIGTERM');
  rmSync(dataDir, { recursive: true });
  renameSync(`${dataDir}.old`, dataDir);
  const third = await second.again();
  for (const title of ['other two', 'other three']) await tock(sandbox, ['add', title], { environment: third.client });

  for (const filter of [[], ['other']]) {
    const words = ['watch', '--json', '--since', `${epoch}:${rev}:${h}`, ...filter];
    const resumed = await tock(sandbox, words, { environment: third.client });
    expect(resumed).toMatchObject({ code: 6, stdout: '' });
    expect(JSON.parse(resumed.stderr)).toMatchObject({ error: { code: 'server_behind' } });
  }
});

test('R10: a server whose files are gone stops by itself, though nobody writes', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  await tock(sandbox, ['add', 'one'], { environment: server.client });
  rmSync(server.dataDir, { recursive: true });
  expect(await server.exited).toMatchObject({ code: 70 });
});

test('R4: a store made anew is another history, whatever its revisions', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  const { epoch, rev } = await tockJson<{ epoch: string; rev: number }>(sandbox, ['add', 'one'], {
    environment: server.client,
  });
  await server.end('SIGTERM');
  rmSync(server.dataDir, { recursive: true });
  const { client: environment } = await server.again();
  await tock(sandbox, ['add', 'another one'], { environment });
  const resumed = await tock(sandbox, ['watch', '--json', '--since', `${epoch}:${rev}`], { environment });
  expect(resumed).toMatchObject({ code: 6, stdout: '' });
  expect(JSON.parse(resumed.stderr)).toMatchObject({ error: { code: 'server_behind' } });
});

test('R1: with its folder taken away under it, the server confirms nothing more and stops', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox);
  await tock(sandbox, ['add', 'kept'], { environment: server.client });
  renameSync(server.dataDir, `${server.dataDir}.moved`);
  const environment = { TOCK_SERVER: server.url, TOCK_TOKEN: server.token };
  const words = ['add', '--op', 'once', '--timeout', '3s', 'written to nowhere'];
  expect(await tock(sandbox, words, { environment })).toMatchObject({ code: 7, stdout: '' });
  expect((await server.exited).code).toBe(70);

  const again = await server.again({ dataDir: `${server.dataDir}.moved` });
  expect(await tock(sandbox, words, { environment: again.client })).toMatchObject({ code: 0 });
  const todos = await tockJson<{ title: string }[]>(sandbox, ['ls'], { environment: again.client });
  expect(todos.map(({ title }) => title)).toEqual(['kept', 'written to nowhere']);
});
