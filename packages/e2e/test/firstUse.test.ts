import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connect, signedIn } from '../src/client.ts';
import { openSandbox, type Sandbox } from '../src/sandbox.ts';
import { tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { until } from '../src/until.ts';

interface Status {
  running: boolean;
  pid: number | null;
  url: string | null;
}

const servers = (sandbox: Sandbox) => sandbox.running('tockd.js');
const status = async (sandbox: Sandbox): Promise<Status> =>
  JSON.parse((await tock(sandbox, ['server', 'status', '--json'])).stdout);
const runtimeFile = (sandbox: Sandbox) => join(sandbox.session, 'tock', 'server.json');

test('the first command in an empty home starts a server and prints nothing but data', async () => {
  const sandbox = openSandbox(onTestFinished);
  const first = await tock(sandbox, []);
  expect(first).toMatchObject({ code: 0, stdout: '' });
  expect(await tock(sandbox, ['add', 'buy', 'milk'])).toMatchObject({ code: 0 });
  const listed = await tock(sandbox, ['ls']);
  expect(listed.stdout).toMatch(/^[a-z0-9]{12}\topen\t-\t-\t-\t-\tbuy milk\n$/);
  expect(servers(sandbox)).toHaveLength(1);
});

test('twenty commands at once start one server, and every one of them is stored', async () => {
  const sandbox = openSandbox(onTestFinished);
  const runs = await Promise.all(Array.from({ length: 20 }, (_, index) => tock(sandbox, ['add', `todo ${index}`])));
  expect(runs.map(({ code, stderr }) => `${code} ${stderr}`).filter((line) => !line.startsWith('0 '))).toEqual([]);
  expect(servers(sandbox)).toHaveLength(1);
  expect(await tockJson<unknown[]>(sandbox, ['ls'])).toHaveLength(20);
});

test('after kill -9 the next command works, and what was stored is there', async () => {
  const sandbox = openSandbox(onTestFinished);
  await tock(sandbox, ['add', 'kept']);
  const [server] = servers(sandbox);
  process.kill(server?.pid ?? 0, 'SIGKILL');
  const listed = await tock(sandbox, ['ls']);
  expect(listed).toMatchObject({ code: 0 });
  expect(listed.stdout).toContain('kept');
  expect(servers(sandbox).map(({ pid }) => pid)).not.toContain(server?.pid);
});

test('a runtime file that names a living process which is no server is not believed', async () => {
  const sandbox = openSandbox(onTestFinished);
  await tock(sandbox, ['add', 'kept']);
  const file = runtimeFile(sandbox);
  const content: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
  process.kill(servers(sandbox)[0]?.pid ?? 0, 'SIGKILL');
  await until('the server to be gone', () => servers(sandbox).length === 0);
  writeFileSync(file, JSON.stringify({ ...content, pid: process.pid, url: 'http://127.0.0.1:9' }));
  expect(await status(sandbox)).toMatchObject({ running: false });
  const listed = await tock(sandbox, ['ls']);
  expect(listed).toMatchObject({ code: 0 });
  expect(listed.stdout).toContain('kept');
});

test('a runtime file that is no JSON, or nothing, is not believed', async () => {
  const sandbox = openSandbox(onTestFinished);
  const file = runtimeFile(sandbox);
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  for (const content of ['', '{"pid":"x"}']) {
    writeFileSync(file, content, { mode: 0o600 });
    expect(await tock(sandbox, ['ls'])).toMatchObject({ code: 0 });
    expect(await tock(sandbox, ['server', 'stop'])).toMatchObject({ code: 0 });
  }
});

test('server start, status and stop say what is so, and nothing else starts one', async () => {
  const sandbox = openSandbox(onTestFinished);
  expect(await tock(sandbox, ['server', 'status'])).toMatchObject({ code: 3 });
  expect(await tock(sandbox, ['status'])).toMatchObject({ code: 0 });
  expect(await tock(sandbox, ['help'])).toMatchObject({ code: 0 });
  expect(servers(sandbox)).toHaveLength(0);

  expect(await tock(sandbox, ['server', 'start'])).toMatchObject({ code: 0 });
  const running = await status(sandbox);
  expect(running).toMatchObject({ running: true, pid: servers(sandbox)[0]?.pid });
  expect(await tock(sandbox, ['server', 'start'])).toMatchObject({ code: 0 });
  expect(servers(sandbox)).toHaveLength(1);

  expect(await tock(sandbox, ['server', 'stop'])).toMatchObject({ code: 0 });
  expect(servers(sandbox)).toHaveLength(0);
  expect(await status(sandbox)).toMatchObject({ running: false });
});

test('a server that was started by itself leaves when nobody is connected, and not before', async () => {
  const sandbox = openSandbox(onTestFinished);
  const server = await startServer(sandbox, { words: ['--idle-exit', '1'] });
  const socket = connect(server);
  await signedIn(socket);
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const connectedSince = Date.now();
  await until('twice the idle time, connected', () => ended || Date.now() - connectedSince > 2_500);
  expect(ended).toBe(false);
  socket.disconnect();
  expect(await server.exited).toEqual({ code: 0, signal: null });
});

test('files with secrets are for the owner alone', async () => {
  const sandbox = openSandbox(onTestFinished);
  await tock(sandbox, ['add', 'milk']);
  const data = join(sandbox.home, '.local', 'share', 'tock');
  const modes = [
    data,
    join(data, 'credentials.json'),
    join(data, 'tock.db'),
    join(runtimeFile(sandbox), '..'),
    runtimeFile(sandbox),
  ];
  expect(modes.map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(['700', '600', '600', '700', '600']);
});
