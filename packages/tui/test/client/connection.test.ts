/** One connection: how it begins, what it says when it cannot, and how it comes back. */
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { failure, PROTOCOL, success } from '@tock/shared';
import { expect, onTestFinished, test } from 'vitest';
import { dialWith } from '../../src/client/connection.ts';
import { pauseBefore } from '../../src/client/link.ts';
import { refusalOf } from '../../src/client/refusals.ts';
import type { Session } from '../../src/client/session.ts';
import { connectTo, freePort, startProxy, TOKEN, when } from '../support/connected.ts';
import { startServer } from '../support/scriptedServer.ts';

test('a connection is live once it is welcomed, and sends token, protocol and client in the handshake', async () => {
  const server = await startServer();
  const connection = connectTo(server.url);
  const ready = await connection.ready(5_000);
  expect(ready).toMatchObject({ ok: true, value: { person: 'ana', version: '9.9.9' } });
  expect(connection.state.phase).toBe('live');
  expect(connection.place).toBe('test');
  expect(server.handshakes).toEqual([{ token: TOKEN, protocol: PROTOCOL, client: 'tock/test' }]);
});

test('a path in front of the server is kept', async () => {
  const server = await startServer();
  let path: string | undefined;
  server.http.prependListener('upgrade', (request) => {
    path = request.url;
  });
  const connection = connectTo(`${server.url}/behind/a/proxy/`);
  await connection.ready(500);
  expect(path).toMatch(/^\/behind\/a\/proxy\/socket\.io\/\?/);
  connection.close();
});

test.each(['unauthenticated', 'incompatible', 'forbidden'] as const)('a refusal with %s is final', async (code) => {
  const server = await startServer();
  server.refusal = { code, message: 'no', hint: 'do something' };
  const connection = connectTo(server.url);
  expect(await connection.ready(5_000)).toEqual(failure(code, 'no', 'do something'));
  expect(connection.state.phase).toBe('refused');
  expect(await connection.read('lists:read', {}, { timeoutMs: 1_000 })).toEqual(failure(code, 'no', 'do something'));
  expect(server.handshakes).toHaveLength(1);
});

test('what keeps a server from starting again is waited out by who was live, and told at once to who was not', async () => {
  const server = await startServer();
  const problem = failure('internal', 'the local server cannot be started (ENOSPC)');
  let broken = false;
  const resolve = () =>
    Promise.resolve(broken ? problem : success({ url: server.url, place: 'test', token: () => TOKEN }));
  const connection = connectTo(server.url, { resolve });
  expect(await connection.ready(5_000)).toMatchObject({ ok: true });
  broken = true;
  server.cut();
  await when(connection, () => connection.state.phase === 'reconnecting' && connection.state.attempt > 1);
  expect(await connectTo(server.url, { resolve }).ready(5_000)).toEqual(problem);
  broken = false;
  await when(connection, () => connection.state.phase === 'live');
});

test('rate_limited is tried again', async () => {
  const server = await startServer();
  server.refusal = { code: 'rate_limited', message: 'slowly' };
  const connection = connectTo(server.url);
  await when(connection, () => connection.state.phase === 'reconnecting');
  server.refusal = null;
  expect(await connection.ready(5_000)).toMatchObject({ ok: true });
});

test('another protocol says who must upgrade', async () => {
  const server = await startServer();
  server.welcome = {
    version: '9.9.9',
    protocol: PROTOCOL + 1,
    epoch: 'e',
    durability: 'fsync',
    person: 'ana',
    device: 'd',
  };
  const newer = await connectTo(server.url).ready(5_000);
  expect(newer).toMatchObject({ problem: { code: 'incompatible', hint: 'upgrade tock on this machine' } });
  server.welcome = {
    version: '0.0.1',
    protocol: PROTOCOL - 1,
    epoch: 'e',
    durability: 'fsync',
    person: 'ana',
    device: 'd',
  };
  const older = await connectTo(server.url).ready(5_000);
  expect(older).toMatchObject({ problem: { code: 'incompatible', hint: 'upgrade tockd on the server' } });
});

test('a welcome that cannot be read is not a tock server', async () => {
  const server = await startServer();
  server.welcome = { hello: 'there' };
  const ready = await connectTo(server.url).ready(5_000);
  expect(ready).toMatchObject({
    problem: { code: 'unreachable', message: expect.stringContaining('not a tock server') },
  });
});

test('a server that never welcomes has not answered', async () => {
  const server = await startServer();
  server.welcome = null;
  const connection = connectTo(server.url, { welcomeWithinMs: 50 });
  await when(connection, () => connection.state.phase === 'reconnecting');
  expect(connection.state).toMatchObject({ reason: expect.stringContaining('does not answer') });
});

test('what answers with a web page is named as such, and not asked again', async () => {
  const http = createServer((_request, response) => response.end('<html>log in</html>'));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  const address = http.address();
  const connection = connectTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
  const ready = await connection.ready(5_000);
  expect(ready).toMatchObject({
    problem: { code: 'unreachable', message: expect.stringMatching(/test.*not a tock server \(it answers HTTP 200\)/) },
  });
  expect(connection.state.phase).toBe('refused');
});

test('what does not speak HTTP is named as such', async () => {
  const tcp = createTcpServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void tcp.close());
  const address = tcp.address();
  const ready = await connectTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`).ready(5_000);
  expect(ready).toMatchObject({ problem: { message: expect.stringContaining('does not speak HTTP') } });
});

test('https to a plain server, a refused port and a name that is none have messages of their own', async () => {
  const server = await startServer();
  const tls = await connectTo(server.url.replace('http', 'https')).ready(5_000);
  expect(tls).toMatchObject({
    problem: { code: 'unreachable', message: expect.stringContaining('does not speak TLS') },
  });
  const port = await freePort();
  const refused = connectTo(`http://127.0.0.1:${port}`);
  await when(refused, () => refused.state.phase === 'reconnecting');
  expect(await refused.ready(10)).toMatchObject({
    problem: { code: 'unreachable', message: expect.stringContaining('refused') },
  });
  const name = connectTo('http://tock.invalid');
  await when(name, () => name.state.phase === 'reconnecting');
  expect(name.state).toMatchObject({ reason: expect.stringMatching(/name/) });
});

test('an untrusted certificate says so, a proxy without its server is tried again, and no stack is shown', () => {
  const error = Object.assign(new Error('websocket error'), {
    description: {
      error: Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    },
  });
  expect(refusalOf(error, 'host')).toMatchObject({
    final: true,
    problem: { message: expect.stringContaining('certificate') },
  });
  const proxy = { description: { message: 'Unexpected server response: 502' } };
  expect(refusalOf(proxy, 'host')).toMatchObject({
    final: false,
    problem: { message: expect.stringContaining('502') },
  });
  expect(refusalOf(new TypeError('x is not a function\n    at y.js:1'), 'a\u001b[2Jb').problem.message).not.toMatch(
    /[\n\u001b]/,
  );
});

test('a broken address is a problem, not an exception', async () => {
  expect(await connectTo('http://[').ready(100)).toMatchObject({ ok: false, problem: { code: 'unreachable' } });
});

test('R7: a connection that is cut comes back by itself, wherever the server is now', async () => {
  const first = await startServer();
  const second = await startServer();
  let url = first.url;
  const connection = connectTo(() => url);
  await connection.ready(5_000);
  url = second.url;
  first.cut();
  await when(connection, () => connection.state.phase === 'reconnecting');
  expect(connection.state).toMatchObject({ attempt: 1, reason: expect.stringContaining('cut') });
  expect(await connection.ready(5_000)).toMatchObject({ ok: true });
  expect(second.handshakes).toHaveLength(1);
});

test('a server that drains says when to come back', async () => {
  const server = await startServer();
  const connection = connectTo(server.url);
  await connection.ready(5_000);
  server.tell('draining', { retryMs: 300 });
  server.io.disconnectSockets(true);
  await when(connection, () => connection.state.phase === 'reconnecting');
  const { state } = connection;
  expect(state.phase === 'reconnecting' ? state.retryAt - state.since : 0).toBeGreaterThanOrEqual(300);
  expect(await connection.ready(5_000)).toMatchObject({ ok: true });
});

test('a black hole is noticed, and a slow server that answers is kept', async () => {
  const server = await startServer();
  const proxy = await startProxy(server.port);
  const connection = connectTo(proxy.url, { quietMs: 40, probeMs: 200 });
  await connection.ready(5_000);
  // Three probes are answered first.
  await new Promise<void>((resolve) => {
    server.script.set('lists:read', (_request, answer) => {
      answer({ ok: true, value: [] });
      if (server.asked('lists:read').length === 3) resolve();
    });
  });
  expect(proxy.accepted()).toBe(1);
  proxy.hold();
  await when(connection, () => connection.state.phase === 'reconnecting');
  expect(connection.state).toMatchObject({ reason: expect.stringContaining('fell silent') });
  proxy.release();
  expect(await connection.ready(10_000)).toMatchObject({ ok: true });
});

test('a session that is lost sends nothing any more: not even into a buffer', async () => {
  const server = await startServer();
  const endpoint = { url: server.url, place: 'test', token: () => TOKEN };
  const answer = await new Promise((resolve) => {
    let session: Session | undefined;
    const hangUp = dialWith({ client: 'tock/test' })(endpoint, {
      welcomed: (welcomed) => {
        session = welcomed;
        server.cut();
      },
      lost: () => session?.ask('lists:read', {}, 1_000, resolve),
      refused: resolve,
      fact: () => {},
      latency: () => {},
    });
    onTestFinished(hangUp);
  });
  expect(answer).toEqual({ kind: 'not_sent' });
});

test('closing ends everything and is idempotent', async () => {
  const server = await startServer();
  const connection = connectTo(server.url);
  await connection.ready(5_000);
  const gone = new Promise<void>((resolve) => {
    for (const socket of server.io.sockets.sockets.values()) socket.on('disconnect', () => resolve());
  });
  connection.close();
  connection.close();
  await gone;
  expect(connection.state).toEqual({ phase: 'closed' });
  expect(await connection.ready(10)).toMatchObject({ ok: false, problem: { code: 'unreachable' } });
  expect(connection.open('inbox', { follow: true }).status.phase).toBe('failed');
});

test('lists:changed is told', async () => {
  const server = await startServer();
  const connection = connectTo(server.url);
  await connection.ready(5_000);
  const told = new Promise<void>((resolve) => void connection.onListsChanged(resolve));
  server.tell('lists:changed', undefined);
  await told;
});

test('the pauses have full jitter: short at first, never longer than five seconds', () => {
  expect(pauseBefore(0, () => 0.999)).toBeLessThanOrEqual(100);
  expect(pauseBefore(0, () => 0)).toBe(0);
  expect(pauseBefore(3, () => 0.5)).toBe(400);
  expect(pauseBefore(1_000, () => 0.999)).toBeLessThanOrEqual(5_000);
});
