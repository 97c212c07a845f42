import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect, followList, signedIn } from '../src/client.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { tools } from '../src/tools.ts';
import { failCalls, readTrace, tracing } from '../src/trace.ts';
import { until } from '../src/until.ts';

async function titles(
  ...[sandbox, server]: [Parameters<typeof tock>[0], { client: Readonly<Record<string, string>> }]
) {
  const todos = await tockJson<{ title: string }[]>(sandbox, ['ls'], { environment: server.client });
  return todos.map(({ title }) => title);
}

test('R1: what exit 0 confirmed survives kill -9 at once', async () => {
  const sandbox = openSandbox(onTestFinished);
  let server = await startServer(sandbox);
  const confirmed: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    const { code } = await tock(sandbox, ['add', `todo ${round}`], { environment: server.client });
    await server.end('SIGKILL');
    expect(code).toBe(0);
    confirmed.push(`todo ${round}`);
    server = await server.again();
    expect(await titles(sandbox, server)).toEqual(confirmed);
  }
});

describe.skipIf(!tools.strace)('with strace', () => {
  test('R1: the disk has it before anybody hears of it', async () => {
    const sandbox = openSandbox(onTestFinished);
    const file = join(sandbox.home, 'trace');
    const calls = ['pwrite64', 'fdatasync', 'fsync', 'write', 'writev', 'sendto', 'sendmsg'];
    const server = await startServer(sandbox, { wrapper: tracing(file, calls) });
    const socket = connect(server);
    const follower = followList(socket, 'inbox');
    await signedIn(socket);
    const title = 'a title that stands out in a trace';
    expect(await tock(sandbox, ['add', title], { environment: server.client })).toMatchObject({ code: 0 });
    await until('the commit to be emitted', () => follower.titles().includes(title));
    socket.disconnect();
    process.kill(server.pid, 'SIGTERM');
    await server.exited;

    const lines = readTrace(file);
    const stored = lines.findIndex((line) => line.includes('pwrite64(') && line.includes(title));
    const thread = lines[stored]?.split(/\s/)[0] ?? '';
    const synced = lines.findIndex(
      (line, index) => index > stored && line.startsWith(thread) && /f(data)?sync(\(| resumed).*= 0$/.test(line),
    );
    const emitted = lines.findIndex(
      (line) => /(write|writev|sendto|sendmsg)\(/.test(line) && !line.includes('pwrite64(') && line.includes(title),
    );
    expect(stored).toBeGreaterThan(-1);
    expect(synced).toBeGreaterThan(stored);
    expect(emitted).toBeGreaterThan(synced);
  });

  test('R10: when the disk refuses to sync, nothing is emitted and nobody is told that it is stored', async () => {
    const sandbox = openSandbox(onTestFinished);
    const server = await startServer(sandbox);
    await tock(sandbox, ['add', 'before'], { environment: server.client });
    const socket = connect(server);
    const follower = followList(socket, 'inbox');
    await signedIn(socket);
    await until('the list to be open', () => follower.rev === 1);
    // The log is folded once the store is idle, which syncs, too: from here on the add is the first to ask for a sync.
    const database = join(server.dataDir, 'tock.db');
    await until('the log to be folded', () => readFileSync(database).includes('"before"'));
    await failCalls(sandbox, server.pid, ['fsync', 'fdatasync'], 'EIO');
    const run = await tock(sandbox, ['add', 'lost', '--timeout', '3s'], { environment: server.client });
    expect([1, 7]).toContain(run.code);
    expect(run.stdout).toBe('');
    expect(follower.titles()).not.toContain('lost');
    socket.disconnect();
    // A failed sync leaves nothing to go on from: the server stops, and what the disk has is read again.
    expect((await server.exited).code).not.toBe(0);
    const again = await server.again();
    expect((await titles(sandbox, again))[0]).toBe('before');
    if (run.code === 1) expect(await titles(sandbox, again)).not.toContain('lost');
  });
});

test('R1: when the disk is full, exit codes stay true and nothing confirmed is lost', async () => {
  const sandbox = openSandbox(onTestFinished);
  // Blocks of 512 bytes or of a kilobyte, by the shell: room for a few commits in either case.
  const limited = ['sh', '-c', 'trap "" XFSZ; ulimit -f 256; exec "$@"', 'sh'];
  const server = await startServer(sandbox, { wrapper: limited });
  const socket = connect(server);
  const follower = followList(socket, 'inbox');
  await signedIn(socket);
  const notes = 'x'.repeat(450);
  const confirmed: string[] = [];
  const failed: { title: string; code: number | null; shown: boolean }[] = [];
  for (let round = 0; round < 200 && failed.length === 0; round += 1) {
    const lines = Array.from({ length: 40 }, (_, index) => `${round} ${index} ${notes}`).join('\n');
    const run = await tock(sandbox, ['add', '-', '--timeout', '3s'], { environment: server.client, input: lines });
    if (run.code === 0) confirmed.push(`${round} 0 ${notes}`);
    else
      failed.push({
        title: `${round} 0 ${notes}`,
        code: run.code,
        shown: follower.titles().includes(`${round} 0 ${notes}`),
      });
  }
  const [failure] = failed;
  expect(failure).toMatchObject({ shown: false });
  expect([1, 3, 7]).toContain(failure?.code);
  socket.disconnect();
  await server.end('SIGKILL');

  const again = await server.again();
  const kept = await titles(sandbox, again);
  expect(confirmed.filter((title) => !kept.includes(title))).toEqual([]);
  if (failure?.code !== 7) expect(kept).not.toContain(failure?.title);
});
