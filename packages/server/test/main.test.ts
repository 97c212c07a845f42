/** The program itself: what it says when it starts, and that nothing around it ends it. */
import { spawn } from 'node:child_process';
import { chmodSync, closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from './journal/fixtures.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts tockd with nothing of ours in its environment. `stderr` is what its log is written to. */
function tockd(args: string[], stderr: number | 'pipe' = 'pipe') {
  const home = temporaryFolder();
  const environment = { HOME: home, PATH: process.env.PATH ?? '' };
  const child = spawn(process.execPath, [MAIN, ...args], { env: environment, stdio: ['ignore', 'pipe', stderr] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let errors = '';
  child.stderr?.on('data', (data) => {
    errors += data;
  });
  const listening = new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (data) => {
      text += data;
      if (text.includes('\n')) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`exit ${code}: ${errors}`)));
  });
  // Whoever waits for the exit alone is not disturbed.
  listening.catch(() => {});
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, home, listening, exited, errors: () => errors };
}

test('one JSON line says where it listens; SIGTERM ends it with 0', async () => {
  const { child, listening, exited } = tockd(['--store', 'memory:']);
  const line: unknown = JSON.parse(await listening);
  expect(line).toEqual({ listening: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});

test('a log that cannot be written ends nothing', async () => {
  const full = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(full));
  const { child, listening, exited } = tockd(['--store', 'memory:', '--log-level', 'debug'], full);
  const { listening: url } = JSON.parse(await listening);
  // Refused, and logged.
  expect((await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).status).toBe(400);
  expect((await fetch(`${url}/hello`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});

test.each([
  [['--port', 'many'], 2],
  [['--host', '0.0.0.0'], 2],
  [['--host', '192.0.2.1', '--insecure'], 1],
  [['--store', 'mysql://ana:secret@host'], 1],
  [['--tls-cert', '/nowhere/cert', '--tls-key', '/nowhere/key'], 1],
  [['--tls-cert', MAIN, '--tls-key', MAIN], 2],
  [['--tls-cert', '/dev/null', '--tls-key', '/dev/null'], 2],
])('%j: two lines at most, and exit %i', async (args, code) => {
  const { exited, errors } = tockd(args);
  expect(await exited).toBe(code);
  expect(errors().trim().split('\n').length).toBeLessThanOrEqual(2);
  expect(errors()).not.toContain('secret');
});

test('a folder for the runtime file that others may write is refused', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o1777);
  const { exited, errors } = tockd(['--store', 'memory:', '--runtime-file', join(folder, 'server.json')]);
  expect(await exited).toBe(2);
  expect(errors()).toContain('others may write');
});

test('a server that nobody needs ends by itself; who asks over HTTP, or reads events, needs it', async () => {
  const { home, listening, exited } = tockd(['--store', 'memory:', '--idle-exit', '2']);
  const { listening: url } = JSON.parse(await listening);
  const folder = join(home, '.local', 'share', 'tock');
  const { token } = JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8'));
  const headers = { authorization: `Bearer ${token}`, connection: 'close' };
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  for (let asked = 0; asked < 10; asked += 1) {
    expect((await fetch(`${url}/v1/lists`, { headers })).status).toBe(200);
    await setTimeout(300);
  }
  const over = new AbortController();
  const events = await fetch(`${url}/v1/lists/inbox/events`, { headers, signal: over.signal });
  await setTimeout(3_000);
  expect(events.status).toBe(200);
  expect(ended).toBe(false);
  over.abort();
  // Whoever is not signed in keeps nobody from leaving.
  const strangers = setInterval(() => void fetch(`${url}/v1/lists`).catch(() => undefined), 200);
  onTestFinished(() => clearInterval(strangers));
  expect(await exited).toBe(0);
});
