/** The server of this machine: one is started, stale traces are seen through, and the token goes to nobody else. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  ensureLocal,
  findLocal,
  findSilent,
  LOCAL_PLACE,
  statusLocal,
  stopLocal,
} from '../../src/client/localServer.ts';
import { pathsOf } from '../../src/paths.ts';
import { freePort } from '../support/connected.ts';

const program = (name: string) => fileURLToPath(new URL(`../support/${name}`, import.meta.url));

/** A machine of its own: folders that are gone after the test, and no server left behind. */
async function machine(extra: Record<string, string> = {}) {
  const home = await mkdtemp(join(tmpdir(), 'tock-local-'));
  const environment = {
    ...process.env,
    XDG_RUNTIME_DIR: join(home, 'run'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
    TOCKD_BIN: program('fakeTockd.ts'),
    TOCK_TOKEN: 'tock_for_another_server',
    ...extra,
  };
  const paths = pathsOf(environment, home);
  const ensure = (change: { version?: string; autostart?: boolean } = {}) =>
    ensureLocal({ paths, environment, version: '1.0.0', autostart: true, ...change });
  const starts = async () => {
    const text = await readFile(join(paths.data, 'starts'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  };
  onTestFinished(async () => {
    for (const line of await starts()) {
      try {
        process.kill(Number.parseInt(line, 10), 'SIGKILL');
      } catch {
        // It is gone already.
      }
    }
    await rm(home, { recursive: true, force: true });
  });
  return { home, environment, paths, ensure, starts };
}

/** Leaves the traces of a server at `url`, with a token that must not leak. */
async function leaveTraces(paths: ReturnType<typeof pathsOf>, url: string, pid: number): Promise<string> {
  const token = `tock_${'s'.repeat(43)}`;
  const tokenFile = join(paths.data, 'credentials.json');
  await mkdir(paths.runtime, { recursive: true, mode: 0o700 });
  await mkdir(paths.data, { recursive: true });
  await writeFile(tokenFile, JSON.stringify({ device: 'bcdfghjklmnp', token }), { mode: 0o600 });
  const content = { pid, url, version: '1.0.0', store: 'memory:', device: 'bcdfghjklmnp', tokenFile };
  await writeFile(paths.runtimeFile, JSON.stringify(content), { mode: 0o600 });
  return token;
}

test('a server is started when there is none, in private folders, and found the next time', async () => {
  const { ensure, starts, paths } = await machine();
  const first = await ensure();
  expect(first).toMatchObject({ ok: true, value: { endpoint: { place: LOCAL_PLACE } } });
  expect(await ensure()).toMatchObject({ ok: true });
  // Told when to leave, and not told the token of another server.
  expect(await starts()).toEqual([expect.stringMatching(/^\d+ 900 none$/)]);
  expect((await stat(paths.runtime)).mode & 0o777).toBe(0o700);
  expect((await stat(paths.serverLog)).mode & 0o777).toBe(0o600);
  expect(first.ok && first.value.endpoint.token()).toMatch(/^tock_a+$/);
  expect(JSON.stringify(first)).not.toContain('tock_a');
});

test.each(['session', 'cron'] as const)(
  'whoever has the same data finds the same server: started from %s',
  async (from) => {
    const { environment, home, ensure, starts } = await machine();
    // As cron, su and another login have it.
    const { XDG_RUNTIME_DIR: _, ...without } = environment;
    const elsewhere = () =>
      ensureLocal({ paths: pathsOf(without, home), environment: without, version: '1.0.0', autostart: true });
    const [first, second] =
      from === 'session' ? [await ensure(), await elsewhere()] : [await elsewhere(), await ensure()];
    if (!first.ok || !second.ok) throw new Error('no server was found');
    expect(second.value.hello.pid).toBe(first.value.hello.pid);
    expect(await starts()).toHaveLength(1);
  },
);

test('from two sessions at once, one server is started', async () => {
  const { environment, home, ensure, starts } = await machine();
  const other = { ...environment, XDG_RUNTIME_DIR: join(home, 'other') };
  const elsewhere = ensureLocal({ paths: pathsOf(other, home), environment: other, version: '1.0.0', autostart: true });
  for (const found of await Promise.all([ensure(), elsewhere])) expect(found).toMatchObject({ ok: true });
  expect(await starts()).toHaveLength(1);
});

test('a server that stands still is waited for once, though two files lead to it', async () => {
  const { paths } = await machine();
  let asked = 0;
  const mute = createServer(() => {
    asked += 1;
  });
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    mute.closeAllConnections();
    mute.close();
  });
  const address = mute.address();
  await leaveTraces(paths, `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, process.pid);
  await writeFile(paths.dataRuntimeFile, await readFile(paths.runtimeFile, 'utf8'), { mode: 0o600 });
  expect(await findLocal(paths)).toBeNull();
  expect(asked).toBe(1);
});

test('what lies beside the data is not believed where others may write', async () => {
  const { environment, home, ensure, paths } = await machine();
  expect(await ensure()).toMatchObject({ ok: true });
  await rm(paths.runtimeFile);
  expect(await findLocal(paths)).not.toBeNull();
  await chmod(paths.data, 0o777);
  expect(await findLocal(pathsOf(environment, home))).toBeNull();
  await chmod(paths.data, 0o700);
});

test('what stands in the way of a start is named, and no log that knows nothing of it', async () => {
  const { ensure, paths } = await machine();
  await mkdir(join(paths.data, '..'), { recursive: true });
  await writeFile(paths.data, 'a file');
  const outcome = await ensure();
  expect(outcome).toMatchObject({ problem: { code: 'internal', message: expect.stringContaining(paths.data) } });
  expect(JSON.stringify(outcome)).not.toContain(paths.serverLog);
  await rm(paths.data);
});

test('twenty processes at once start exactly one server', async () => {
  const { environment, starts } = await machine();
  const ask = () => promisify(execFile)(process.execPath, [program('askLocal.ts')], { env: environment });
  const answers = await Promise.all(Array.from({ length: 20 }, ask));
  const pids = new Set(answers.map(({ stdout }) => stdout));
  expect(pids.size).toBe(1);
  expect([...pids][0]).toMatch(/^\d+$/);
  expect(await starts()).toHaveLength(1);
}, 60_000);

test('a runtime file that leads to a dead port is seen through', async () => {
  const { ensure, starts, paths } = await machine();
  await leaveTraces(paths, `http://127.0.0.1:${await freePort()}`, 2 ** 22 - 3);
  expect(await findLocal(paths)).toBeNull();
  expect(await ensure()).toMatchObject({ ok: true });
  expect(await starts()).toHaveLength(1);
});

test('a process that lives behind a socket that is dead is no server', async () => {
  const { ensure, starts, paths } = await machine();
  const mute = createTcpServer(() => {});
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void mute.close());
  const address = mute.address();
  await leaveTraces(paths, `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, process.pid);
  const outcome = await ensure();
  expect(outcome).toMatchObject({ ok: true });
  expect(outcome.ok && outcome.value.hello.pid).not.toBe(process.pid);
  expect(await starts()).toHaveLength(1);
});

test.each([null, 'x'.repeat(43)])('somebody else on the port is never sent the token (proof %j)', async (proof) => {
  const { ensure, paths } = await machine();
  let heard = '';
  const impostor = createServer((request, response) => {
    heard += `${request.method} ${request.url}\n${JSON.stringify(request.headers)}\n`;
    request.on('data', (data: Buffer) => {
      heard += data.toString();
    });
    const hello = { name: 'tockd', version: '1.0.0', protocol: 1, pid: process.pid, connections: 0, store: 's', proof };
    response.end(JSON.stringify(hello));
  });
  impostor.on('connection', (socket) => {
    socket.on('data', (data: Buffer) => {
      heard += data.toString();
    });
  });
  await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void impostor.close());
  const address = impostor.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const token = await leaveTraces(paths, url, process.pid);
  const outcome = await ensure();
  expect(heard).toContain('/hello?device=bcdfghjklmnp&nonce=');
  expect(heard).not.toContain(token);
  expect(heard).not.toContain('tock_');
  // And it is not asked to stop either: the server that is used is another one.
  expect(outcome.ok && outcome.value.endpoint.url).not.toBe(url);
});

test('a runtime file that leads to another machine is not followed', async () => {
  const { paths } = await machine();
  await leaveTraces(paths, 'http://192.0.2.1:80', process.pid);
  expect(await findLocal(paths)).toBeNull();
});

test.each(['{', '[]', '{"pid":1}', '{"pid":"x","url":7}'])(
  'a runtime file of nonsense is no server: %s',
  async (text) => {
    const { paths } = await machine();
    await mkdir(paths.runtime, { recursive: true, mode: 0o700 });
    await writeFile(paths.runtimeFile, text);
    expect(await statusLocal(paths)).toEqual({ ok: true, value: null });
  },
);

test('a folder in which others may write is refused, and so is a link', async () => {
  const { ensure, starts, paths, home } = await machine();
  await mkdir(paths.runtime, { recursive: true });
  await chmod(paths.runtime, 0o770);
  const writable = await ensure();
  expect(writable).toMatchObject({ problem: { code: 'refused', hint: `chmod 700 ${paths.runtime}` } });
  await rm(paths.runtime, { recursive: true });
  await mkdir(join(home, 'elsewhere'), { mode: 0o700 });
  await symlink(join(home, 'elsewhere'), paths.runtime);
  expect(await ensure()).toMatchObject({ problem: { code: 'refused', message: expect.stringContaining('is a link') } });
  await rm(paths.runtime);
  await writeFile(paths.runtime, '');
  expect(await ensure()).toMatchObject({
    problem: { code: 'refused', message: expect.stringContaining('not a folder') },
  });
  expect(await starts()).toEqual([]);
});

test.runIf(process.getuid?.() === 0)('a folder of somebody else is refused', async () => {
  const { ensure, paths } = await machine();
  await mkdir(paths.runtime, { recursive: true, mode: 0o700 });
  const { chown } = await import('node:fs/promises');
  await chown(paths.runtime, 65_534, 65_534);
  expect(await ensure()).toMatchObject({ problem: { message: expect.stringContaining('belongs to somebody else') } });
});

test('without auto-start nothing is started, and the command that starts one is named', async () => {
  const { ensure, starts } = await machine();
  expect(await ensure({ autostart: false })).toMatchObject({
    problem: { code: 'unreachable', hint: 'tock server start' },
  });
  expect(await starts()).toEqual([]);
});

test('a server that ends at once is a problem with its last words', async () => {
  const { ensure, starts, paths } = await machine({ FAKE_FAILS: '1' });
  expect(await ensure()).toMatchObject({
    problem: {
      code: 'unreachable',
      message: 'the local server did not start: the store is damaged',
      hint: 'restore it from a backup',
    },
  });
  expect(await starts()).toHaveLength(1);
  expect(await readFile(paths.serverLog, 'utf8')).toContain('starting');
});

test('a log that grew too large is set aside', async () => {
  const { ensure, paths } = await machine();
  await mkdir(paths.state, { recursive: true });
  await writeFile(paths.serverLog, 'x'.repeat(1_100_000), { mode: 0o644 });
  await ensure();
  expect((await stat(paths.serverLog)).size).toBeLessThan(1_000);
  expect((await stat(`${paths.serverLog}.1`)).size).toBe(1_100_000);
});

test('another version is replaced when nobody is connected', async () => {
  const { ensure, starts } = await machine();
  const first = await ensure();
  const second = await ensure({ version: '2.0.0' });
  expect(second.ok && first.ok && second.value.hello.pid !== first.value.hello.pid).toBe(true);
  expect(await starts()).toHaveLength(2);
});

test('another version is used while somebody is connected', async () => {
  const { ensure, starts } = await machine({ FAKE_CONNECTIONS: '1' });
  await ensure();
  expect(await ensure({ version: '2.0.0' })).toMatchObject({ ok: true, value: { hello: { version: '1.0.0' } } });
  expect(await starts()).toHaveLength(1);
});

test('a newer protocol is incompatible: tock is to be upgraded, and the server is left alone', async () => {
  const { ensure, starts, paths } = await machine({ FAKE_PROTOCOL: '2' });
  // Started by the newer tock that left it behind.
  await ensure();
  expect(await ensure()).toMatchObject({ problem: { code: 'incompatible', hint: 'upgrade tock on this machine' } });
  expect(await findLocal(paths)).not.toBeNull();
  expect(await starts()).toHaveLength(1);
});

test('an older protocol is replaced, even while others are connected', async () => {
  const old = await machine({ FAKE_PROTOCOL: '0', FAKE_CONNECTIONS: '3' });
  await old.ensure();
  const { paths, environment } = old;
  const renewed = await ensureLocal({
    paths,
    environment: { ...environment, FAKE_PROTOCOL: '1' },
    version: '1.0.0',
    autostart: true,
  });
  expect(renewed).toMatchObject({ ok: true, value: { hello: { protocol: 1 } } });
  expect(await old.starts()).toHaveLength(2);
});

test('stop says how many were connected: they may start the next one', async () => {
  const { ensure, paths } = await machine({ FAKE_CONNECTIONS: '2' });
  expect(await ensure()).toMatchObject({ ok: true });
  expect(await stopLocal(paths)).toEqual({ ok: true, value: { stopped: true, connections: 2 } });
});

test('stop ends the server and says whether there was one', async () => {
  const { ensure, paths } = await machine();
  expect(await stopLocal(paths)).toEqual({ ok: true, value: { stopped: false, connections: 0 } });
  const started = await ensure();
  expect(await statusLocal(paths)).toMatchObject({ ok: true, value: { hello: { name: 'tockd' } } });
  expect(await stopLocal(paths)).toEqual({ ok: true, value: { stopped: true, connections: 0 } });
  // It ended; this process, which is its parent here, may take a moment to collect it.
  await vi.waitFor(() => expect(() => process.kill(started.ok ? started.value.hello.pid : 0, 0)).toThrow());
  expect(await statusLocal(paths)).toEqual({ ok: true, value: null });
});

test.runIf(process.platform === 'linux')(
  'a server that stands still is not called stopped: it is named, and so is the way out',
  async () => {
    const { ensure, paths } = await machine({ FAKE_ONE: '1' });
    const started = await ensure();
    const pid = started.ok ? started.value.hello.pid : 0;
    process.kill(pid, 'SIGSTOP');
    const problem = {
      code: 'unreachable',
      message: `the local server (process ${pid}) runs and does not answer`,
      hint: expect.stringContaining(`kill -9 ${pid}`),
    };
    expect(await ensure()).toMatchObject({ ok: false, problem });
    expect(await stopLocal(paths)).toMatchObject({ ok: false, problem });
    process.kill(pid, 'SIGCONT');
    await vi.waitFor(async () => expect(await findLocal(paths)).not.toBeNull());
    expect(await stopLocal(paths)).toEqual({ ok: true, value: { stopped: true, connections: 0 } });
    expect(await findSilent(paths)).toBeNull();
  },
);

test('a process that lives under the pid of a server that is gone is not taken for it', async () => {
  const { paths } = await machine();
  await leaveTraces(paths, `http://127.0.0.1:${await freePort()}`, process.pid);
  expect(await stopLocal(paths)).toEqual({ ok: true, value: { stopped: false, connections: 0 } });
});
