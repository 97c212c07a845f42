/** At most once over HTTP: a repeat with the same key is answered with the first receipt, whatever happened since (R7). */
import { connect as connectTcp } from 'node:net';
import { expect, test } from 'vitest';
import { HeldJournal } from '../heldJournal.ts';
import { startServer } from './fixtures.ts';
import { addLines, call, faultsOf, type Request } from './restFixtures.ts';

const INBOX = '/v1/lists/inbox';
const TODO = `${INBOX}/todos/1`;

test('R7: every write repeated with its key has its first receipt, byte for byte, and nothing happens twice', async () => {
  const server = await startServer();
  const writes: [method: string, path: string, request?: Request][] = [
    ['POST', '/v1/lists', { body: { name: 'work' } }],
    ['POST', `${INBOX}/todos`, { body: { title: 'milk' } }],
    ['POST', `${INBOX}/todos`, { body: { todos: [{ title: 'eggs' }, { title: 'bread' }] } }],
    ['POST', `${INBOX}/todos`, { body: 'tea due:tomorrow\nsalt', headers: { 'content-type': 'text/plain' } }],
    ['PATCH', TODO, { body: { title: 'oat milk' } }],
    ['PATCH', TODO, { body: { text: '+cold' } }],
    ['PATCH', TODO, { body: { done: true } }],
    ['PATCH', TODO, { body: { done: false } }],
    ['PATCH', TODO, { body: { place: 'bottom' } }],
    ['PATCH', TODO, { body: { removed: true } }],
    ['PATCH', TODO, { body: { removed: false } }],
    ['POST', `${INBOX}/undo`],
    ['POST', `${INBOX}/redo`],
    ['PATCH', `${INBOX}/todos/2`, { body: { list: 'work' } }],
    ['DELETE', TODO],
    ['PATCH', '/v1/lists/work', { body: { archived: true } }],
    ['PATCH', '/v1/lists/work', { body: { archived: false } }],
  ];
  const first = [];
  for (const [index, [method, path, { headers, body } = {}]] of writes.entries()) {
    const request = {
      headers: { ...headers, 'idempotency-key': `key-${index}` },
      ...(body === undefined ? {} : { body }),
    };
    const answer = await call(server, method, path, request);
    expect(answer.status, answer.text).toBeLessThan(300);
    expect(answer.body).toMatchObject({ op: `key-${index}`, changed: true });
    first.push({ method, path, request, answer });
  }
  const stands = (await call(server, 'GET', INBOX)).text;
  for (const { method, path, request, answer } of [...first, ...first]) {
    const quoted = {
      ...request,
      headers: { ...request.headers, 'idempotency-key': `"${request.headers['idempotency-key']}"` },
    };
    for (const again of [await call(server, method, path, request), await call(server, method, path, quoted)]) {
      expect(again.text, path).toBe(answer.text);
      const { date: _, 'x-request-id': __, ...headers } = again.headers;
      const { date: ___, 'x-request-id': ____, ...before } = answer.headers;
      expect([again.status, headers]).toEqual([answer.status, before]);
    }
  }
  expect((await call(server, 'GET', INBOX)).text).toBe(stands);
  expect((await call(server, 'GET', '/v1/lists')).body.lists).toHaveLength(2);
});

test('R7: the same key for something else is 422, and nothing is done', async () => {
  const server = await startServer();
  const headers = { 'idempotency-key': 'k' };
  await call(server, 'POST', `${INBOX}/todos`, { headers, body: { title: 'milk' } });
  const others: [string, string, unknown?][] = [
    ['POST', `${INBOX}/todos`, { title: 'eggs' }],
    ['POST', `${INBOX}/todos`, { text: 'milk' }],
    ['PATCH', TODO, { done: true }],
    ['PATCH', TODO, { text: 'milk' }],
    ['DELETE', TODO],
    ['POST', `${INBOX}/undo`],
    ['POST', `${INBOX}/redo`],
  ];
  for (const [method, path, body] of others) {
    const answer = await call(server, method, path, { headers, ...(body === undefined ? {} : { body }) });
    expect(answer, `${method} ${path}`).toMatchObject({ status: 422, body: { code: 'op_reused', retryable: false } });
  }
  // Of another list it is another op.
  await call(server, 'POST', '/v1/lists', { body: { name: 'work' } });
  expect(await call(server, 'POST', '/v1/lists/work/todos', { headers, body: { title: 'eggs' } })).toMatchObject({
    status: 201,
  });
  // A stranger condition with a used key: the condition is judged first, for it cannot be read.
  expect(
    await call(server, 'PATCH', TODO, { headers: { ...headers, 'if-match': 'x' }, body: { done: true } }),
  ).toMatchObject({ status: 400 });
});

test('R7: a repeat whose If-Match is stale by its own doing has the first receipt; one that never landed is judged anew', async () => {
  const server = await startServer();
  const { headers: told } = await addLines(server, 'milk');
  const headers = { 'idempotency-key': 'k', 'if-match': told.etag ?? '' };
  const first = await call(server, 'PATCH', TODO, { headers, body: { done: true } });
  expect(first.status).toBe(200);
  expect((await call(server, 'PATCH', TODO, { headers, body: { done: true } })).text).toBe(first.text);
  const stale = { 'idempotency-key': 'l', 'if-match': told.etag ?? '' };
  expect(await call(server, 'PATCH', TODO, { headers: stale, body: { done: false } })).toMatchObject({ status: 412 });
  // A refusal is not remembered.
  const fresh = { 'idempotency-key': 'l', 'if-match': first.headers.etag ?? '' };
  expect(await call(server, 'PATCH', TODO, { headers: fresh, body: { done: false } })).toMatchObject({ status: 200 });
});

test('a key is 1 to 128 harmless characters, bare or in quotes; without one each request is its own', async () => {
  const server = await startServer();
  for (const key of [
    '',
    '""',
    'a b',
    'a"b',
    '"a',
    'a"',
    '""a""',
    'é',
    'x'.repeat(129),
    'a/b',
    'a, b',
    '{"a":1}',
    'a;b',
    '\u0080',
  ])
    expect(
      await call(server, 'POST', `${INBOX}/todos`, { headers: { 'idempotency-key': key }, body: { title: 'x' } }),
      key,
    ).toMatchObject({
      status: 400,
      body: { code: 'invalid', detail: expect.stringContaining('Idempotency-Key') },
    });
  expect((await call(server, 'GET', INBOX)).body.rev).toBe(0);
  for (const key of ['x'.repeat(128), '__proto__', 'constructor', '0', 'A.z_9:-'])
    expect(
      await call(server, 'POST', `${INBOX}/todos`, { headers: { 'idempotency-key': key }, body: { title: key } }),
    ).toMatchObject({
      status: 201,
      body: { op: key },
    });
  const [one, two] = [await addLines(server, 'same'), await addLines(server, 'same')];
  expect(one.body.op).not.toBe(two.body.op);
  expect(two.body.rev).toBe(one.body.rev + 1);
});

test('R7: a client that goes away while its write is on its way finds the receipt by its key', async () => {
  const journal = await HeldJournal.open();
  const starting = startServer(journal);
  await (await journal.next()).store();
  const server = await starting;
  const socket = connectTcp(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(
    `POST ${INBOX}/todos HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${server.token}\r\nidempotency-key: k\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\nmilk`,
  );
  const append = await journal.next();
  socket.resetAndDestroy();
  const headers = { 'idempotency-key': 'k', 'content-type': 'text/plain' };
  // A repeat while the first is still being written waits for it.
  const repeat = call(server, 'POST', `${INBOX}/todos`, { headers, body: 'milk' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await append.store();
  expect(await repeat).toMatchObject({ status: 201, body: { rev: 1, changed: true } });
  expect((await call(server, 'POST', `${INBOX}/todos`, { headers, body: 'milk' })).text).toBe((await repeat).text);
  expect((await call(server, 'GET', INBOX)).body).toMatchObject({ rev: 1, count: 1 });
  expect(faultsOf(server)).toEqual([]);
});

test('a client that goes away before its body is whole has done nothing, and is no fault', async () => {
  const server = await startServer();
  for (let round = 0; round < 20; round += 1) {
    const socket = connectTcp(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(
      `POST ${INBOX}/todos HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${server.token}\r\ncontent-type: text/plain\r\ncontent-length: 9\r\n\r\nmilk`,
    );
    await new Promise((resolve) => setTimeout(resolve, round % 7));
    if (round % 2 === 0) socket.destroy();
    else socket.resetAndDestroy();
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await call(server, 'GET', INBOX)).body.rev).toBe(0);
  expect(faultsOf(server)).toEqual([]);
});
