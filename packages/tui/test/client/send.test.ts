/** Writes and reads to their end: what is certain, what is unknown, and what is tried again (R6, R7). */
import { failure, limits } from '@tock/shared';
import { expect, test } from 'vitest';
import type { Connection } from '../../src/client/client.ts';
import { connectTo, freePort, startProxy, when } from '../support/connected.ts';
import { ScriptedServer, startServer } from '../support/scriptedServer.ts';

function add(connection: Connection, op: string, timeoutMs = 5_000) {
  return connection.write('todo:add', { op, list: 'inbox', todos: [{ title: 'milk' }] }, { timeoutMs });
}

test('a write is answered with its receipt, and the latency is known', async () => {
  const server = await startServer();
  const connection = connectTo(server.url);
  expect(connection.latencyMs).toBeNull();
  expect(await add(connection, 'op1')).toMatchObject({
    ok: true,
    value: { op: 'op1', rev: 1, todos: [{ n: 1, title: 'milk' }] },
  });
  expect(connection.latencyMs).toBeGreaterThan(0);
});

test('R6: the row comes by the commit, also for its author', async () => {
  const server = await startServer();
  const connection = connectTo(server.url);
  const store = connection.open('inbox', { follow: true });
  await store.ready(5_000);
  const receipt = server.inbox.receipt('op1', 'epoch1');
  server.script.set('todo:add', (_request, answer) => answer({ ok: true, value: receipt }));
  expect(await add(connection, 'op1')).toMatchObject({ ok: true });
  expect(store.state.todos.size).toBe(0);
  server.add('milk');
  await when(store, () => store.state.rev === 1);
  expect(store.state.numbered(1)?.title).toBe('milk');
});

test('R7: an answer that never comes costs the connection, and the same op is sent on a new one', async () => {
  const server = await startServer();
  let tries = 0;
  server.script.set('todo:add', (request, answer, socket) => {
    tries += 1;
    server.storing(request, tries === 1 ? () => {} : answer, socket);
  });
  const outcome = await add(connectTo(server.url), 'op1', 2_000);
  expect(outcome).toMatchObject({ ok: true, value: { rev: 1 } });
  expect(server.asked('todo:add')).toHaveLength(2);
  expect(server.handshakes).toHaveLength(2);
  expect(server.inbox.state.todos.size).toBe(1);
});

test('R7: a connection cut in the middle of a write is made again, and the op is stored once', async () => {
  const server = await startServer();
  let tries = 0;
  server.script.set('todo:add', (request, answer, socket) => {
    tries += 1;
    server.storing(request, tries === 1 ? () => socket.conn.close() : answer, socket);
  });
  expect(await add(connectTo(server.url), 'op1')).toMatchObject({ ok: true, value: { rev: 1 } });
  expect(server.asked('todo:add')).toHaveLength(2);
  expect(server.inbox.state.rev).toBe(1);
});

test('sent and never answered is unknown at the deadline, not before', async () => {
  const server = await startServer();
  server.script.set('todo:add', () => {});
  const begun = performance.now();
  const outcome = await add(connectTo(server.url), 'op1', 800);
  expect(outcome).toMatchObject({ ok: false, problem: { code: 'unknown', hint: expect.stringContaining('same op') } });
  expect(performance.now() - begun).toBeGreaterThan(750);
  expect(server.asked('todo:add').length).toBeGreaterThan(1);
});

test('sent, then the server dies for good: unknown, never "not stored"', async () => {
  const server = await new ScriptedServer().listen();
  server.script.set('todo:add', () => void server.close());
  const outcome = await add(connectTo(server.url, { refusedForMs: 50 }), 'op1', 600);
  expect(outcome).toMatchObject({ ok: false, problem: { code: 'unknown' } });
});

test('sent, then the token is refused: unknown too', async () => {
  const server = await startServer();
  server.script.set('todo:add', (_request, _answer, socket) => {
    server.refusal = { code: 'unauthenticated', message: 'revoked' };
    socket.conn.close();
  });
  const outcome = await add(connectTo(server.url), 'op1');
  expect(outcome).toMatchObject({ problem: { code: 'unknown', message: expect.stringContaining('revoked') } });
});

test('sent, then refused on a later try: unknown, for the first one may still arrive and be judged anew', async () => {
  const server = await startServer();
  let tries = 0;
  server.script.set('todo:add', (_request, answer, socket) => {
    tries += 1;
    if (tries === 1) socket.conn.close();
    else answer(failure('refused', 'it is archived'));
  });
  const outcome = await add(connectTo(server.url), 'op1');
  expect(outcome).toMatchObject({ problem: { code: 'unknown', message: expect.stringContaining('it is archived') } });
});

test('refused connections are retried for a while, then nothing was sent: unreachable, naming the place', async () => {
  const port = await freePort();
  const begun = performance.now();
  const outcome = await add(connectTo(`http://127.0.0.1:${port}`, { refusedForMs: 150 }), 'op1', 5_000);
  const took = performance.now() - begun;
  expect(outcome).toMatchObject({ problem: { code: 'unreachable', message: expect.stringContaining('(test)') } });
  expect(took).toBeGreaterThan(140);
  expect(took).toBeLessThan(2_000);
});

test('a server that comes up while its connections are refused is found', async () => {
  const port = await freePort();
  const connection = connectTo(`http://127.0.0.1:${port}`);
  const outcome = add(connection, 'op1');
  await when(connection, () => connection.state.phase === 'reconnecting');
  const server = await new ScriptedServer().listen(port);
  expect(await outcome).toMatchObject({ ok: true });
  connection.close();
  await server.close();
});

test('silence before anything was sent is waited out until the deadline: unreachable', async () => {
  const server = await startServer();
  const proxy = await startProxy(server.port);
  proxy.hold();
  const begun = performance.now();
  const outcome = await add(connectTo(proxy.url, { refusedForMs: 50 }), 'op1', 400);
  expect(outcome).toMatchObject({ problem: { code: 'unreachable' } });
  expect(performance.now() - begun).toBeGreaterThan(390);
  expect(server.received).toEqual([]);
});

test('nothing is buffered: what was given up while the server was away never arrives later', async () => {
  const server = await new ScriptedServer().listen();
  const { port } = server;
  const connection = connectTo(server.url, { refusedForMs: 30 });
  await connection.ready(5_000);
  await server.close();
  await when(connection, () => connection.state.phase === 'reconnecting');
  expect(await add(connection, 'lost', 200)).toMatchObject({ problem: { code: 'unreachable' } });
  const back = await new ScriptedServer().listen(port);
  await connection.ready(10_000);
  expect(await add(connection, 'later')).toMatchObject({ ok: true });
  expect(back.asked('todo:add')).toEqual([expect.objectContaining({ op: 'later' })]);
  connection.close();
  await back.close();
});

test('shutting_down is tried again within the deadline', async () => {
  const server = await startServer();
  let tries = 0;
  server.script.set('todo:add', (request, answer, socket) => {
    tries += 1;
    if (tries < 3) answer(failure('shutting_down', 'going away'));
    else server.storing(request, answer, socket);
  });
  expect(await add(connectTo(server.url), 'op1')).toMatchObject({ ok: true });
  expect(tries).toBe(3);
});

test('shutting_down until the deadline is reported as it was said: certainly not stored', async () => {
  const server = await startServer();
  server.script.set('todo:add', (_request, answer) => answer(failure('shutting_down', 'going away')));
  expect(await add(connectTo(server.url), 'op1', 1_500)).toEqual(failure('shutting_down', 'going away'));
});

test('a refusal by a rule is reported as it is, and not tried again', async () => {
  const server = await startServer();
  server.script.set('todo:add', (_request, answer) => answer(failure('op_reused', 'used for other content')));
  expect(await add(connectTo(server.url), 'op1')).toEqual(failure('op_reused', 'used for other content'));
  expect(server.asked('todo:add')).toHaveLength(1);
});

test.each([
  null,
  'stored',
  { ok: true },
  { ok: true, value: { op: 1 } },
  { ok: false, problem: { code: 'made_up', message: 'x' } },
])('an answer of a wrong shape is internal: %j', async (nonsense) => {
  const server = await startServer();
  server.script.set('todo:add', (_request, answer) => answer(nonsense));
  expect(await add(connectTo(server.url), 'op1')).toMatchObject({ problem: { code: 'internal' } });
});

test('words of a server reach nobody unsanitised', async () => {
  const server = await startServer();
  server.script.set('todo:add', (_request, answer) => answer(failure('refused', 'no\u001b]0;owned\u0007')));
  expect(await add(connectTo(server.url), 'op1')).toMatchObject({ problem: { message: 'no^[]0;owned^G' } });
});

test('too much at once is refused here, with limit and actual, and nothing is sent', async () => {
  const server = await startServer();
  const connection = connectTo(server.url);
  await connection.ready(5_000);
  const many = Array.from({ length: limits.batchChanges + 1 }, () => ({ title: 'x' }));
  const request = { op: 'op1', list: 'inbox', todos: many };
  const outcome = await connection.write('todo:add', request, { timeoutMs: 1_000 });
  expect(outcome).toMatchObject({ problem: { code: 'too_large', message: expect.stringMatching(/10001.*10000/) } });
  const large = Array.from({ length: 600 }, () => ({ title: 'x'.repeat(8_000) }));
  const bytes = await connection.write('todo:add', { ...request, todos: large }, { timeoutMs: 1_000 });
  expect(bytes).toMatchObject({ problem: { code: 'too_large', message: expect.stringContaining('4194304') } });
  expect(server.asked('todo:add')).toEqual([]);
});

test('a read is answered, tried again after a drop, and unreachable when nothing answers', async () => {
  const server = await startServer();
  const info = { id: server.inbox.id, name: 'inbox', owner: 'ana', title: 'inbox' };
  let tries = 0;
  server.script.set('lists:read', (_request, answer, socket) => {
    tries += 1;
    if (tries === 1) socket.conn.close();
    else answer({ ok: true, value: [info] });
  });
  const connection = connectTo(server.url);
  expect(await connection.read('lists:read', {}, { timeoutMs: 5_000 })).toEqual({ ok: true, value: [info] });
  server.script.set('lists:read', () => {});
  expect(await connection.read('lists:read', {}, { timeoutMs: 400 })).toMatchObject({
    problem: { code: 'unreachable' },
  });
});
