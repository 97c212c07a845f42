/** How much others may ask: failed sign-ins, requests of a device, connections, and what is never finished or never read. */
import { connect as connectTcp, type Socket as TcpSocket } from 'node:net';
import { PROTOCOL } from '@tock/shared';
import { expect, onTestFinished, test } from 'vitest';
import { add, ask, connect, dial, happened, type ListeningServer, rawSocket, startServer } from './fixtures.ts';

const FAST = { begin: 1_000, request: 1_500, answer: 5_000 };
const behindProxy = { trustedProxies: ['127.0.0.1'] };
const WRONG = 'tock_wrong';

/** The problem of a refused sign-in of a socket that comes, for the server, from an address. */
async function refused(server: ListeningServer, token: string, address?: string): Promise<unknown> {
  const raw = rawSocket(server, address === undefined ? {} : { 'x-forwarded-for': address });
  await raw.frame('0');
  raw.socket.send(`40${JSON.stringify({ token, protocol: PROTOCOL })}`);
  const answer = await Promise.race([raw.frame('44'), raw.frame('42["welcomed"')]);
  return answer.startsWith('42') ? 'welcomed' : JSON.parse(answer.slice(2)).data;
}

function lists({ url }: ListeningServer, token: string, address: string): Promise<Response> {
  return fetch(`${url}/v1/lists`, { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address } });
}

/** A connection of bare bytes. */
function tcp({ url }: ListeningServer): { socket: TcpSocket; text(): string; closed: Promise<void> } {
  const socket = connectTcp(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('utf8').on('data', (more) => {
    text += more;
  });
  socket.on('error', () => undefined);
  return { socket, text: () => text, closed: new Promise((resolve) => socket.once('close', () => resolve())) };
}

test('R12: an address that fails to sign in too often waits, over sockets and HTTP together, and no other one does', async () => {
  const server = await startServer(undefined, null, { bounds: { ...behindProxy, failedSignIns: 4 } });
  const [theirs, other] = ['203.0.113.9', '203.0.113.10'];
  expect(await refused(server, WRONG, theirs)).toMatchObject({ code: 'unauthenticated' });
  expect((await lists(server, WRONG, theirs)).status).toBe(401);
  expect(await refused(server, WRONG, theirs)).toMatchObject({ code: 'unauthenticated' });
  expect((await lists(server, WRONG, theirs)).status).toBe(401);

  expect(await refused(server, WRONG, theirs)).toMatchObject({
    code: 'rate_limited',
    hint: expect.stringMatching(/^try again in \d+ seconds/),
  });
  const told = await lists(server, WRONG, theirs);
  expect([told.status, await told.json()]).toMatchObject([429, { code: 'rate_limited' }]);
  expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(1);
  // A guess that would be right is none that is judged.
  expect((await lists(server, server.token, theirs)).status).toBe(429);
  expect((await lists(server, server.token, other)).status).toBe(200);
  expect(await refused(server, server.token, other)).toBe('welcomed');
});

test('R12: a device that signed in from an address goes on there, however often others fail', async () => {
  const server = await startServer(undefined, null, { bounds: { failedSignIns: 2 } });
  const socket = await connect(server);
  for (let times = 0; times < 10; times += 1) await happened(dial(server, { token: WRONG }), 'connect_error');
  expect(await refused(server, WRONG)).toMatchObject({ code: 'rate_limited' });
  expect(await add(socket, 'milk')).toMatchObject({ ok: true });
  expect(await refused(server, server.token)).toBe('welcomed');
  expect((await lists(server, server.token, '')).status).toBe(200);
});

test('another version of the protocol, and a request without a token, are no guesses', async () => {
  const server = await startServer(undefined, null, { bounds: { failedSignIns: 1 } });
  for (let times = 0; times < 5; times += 1) {
    await happened(dial(server, { protocol: 99 }), 'connect_error');
    expect((await fetch(`${server.url}/v1/lists`)).status).toBe(401);
  }
  expect(await refused(server, server.token)).toBe('welcomed');
});

test('R9: a device that asks too often is refused, nothing of it is stored, and others are answered', async () => {
  const server = await startServer(undefined, null, { bounds: { requestsPerSecond: 20 } });
  const socket = await connect(server);
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => add(socket, `op${index}`)));
  const codes = answers.map((answer) => JSON.stringify(answer).includes('rate_limited'));
  expect(codes.filter((isRefused) => isRefused).length).toBeGreaterThanOrEqual(20);
  // A second of the clock may have passed in between.
  const stored = codes.filter((isRefused) => !isRefused).length;
  expect(stored).toBeGreaterThanOrEqual(20);
  const overHttp = await Promise.all(Array.from({ length: 50 }, () => lists(server, server.token, '')));
  expect(overHttp.map(({ status }) => status)).toContain(429);
  await expect
    .poll(() => ask(socket, 'todo:read', { list: 'inbox', todo: String(stored) }), { timeout: 5_000 })
    .toMatchObject({ ok: true });
  await expect
    .poll(() => ask(socket, 'todo:read', { list: 'inbox', todo: String(stored + 1) }), { timeout: 5_000 })
    .toMatchObject({ problem: { code: 'not_found' } });
});

test('beyond the most connections newcomers are turned away, and those who are there are served', async () => {
  const server = await startServer(undefined, null, { bounds: { connections: 3 } });
  const first = await connect(server);
  const others = [await connect(server), await connect(server)];
  await happened(dial(server), 'connect_error');
  await expect(fetch(`${server.url}/hello`)).rejects.toThrow();
  expect(await add(first, 'milk')).toMatchObject({ ok: true });
  others[0]?.close();
  await expect
    .poll(() =>
      fetch(`${server.url}/hello`).then(
        ({ status }) => status,
        () => null,
      ),
    )
    .toBe(200);
  expect(server.recorder.counted('turnedAway')).toContainEqual({ words: ['too_many'], times: expect.any(Number) });
});

test('behind a proxy the connections of each client are counted, sockets and requests', async () => {
  const bounds = { ...behindProxy, connectionsOfAddress: 2 };
  const server = await startServer(undefined, null, { bounds });
  const mine = { 'x-forwarded-for': '2001:db8:a:b::1' };
  const sameNet = { 'x-forwarded-for': '2001:db8:a:b::2' };
  const one = rawSocket(server, mine);
  await one.frame('0');
  await rawSocket(server, sameNet).frame('0');
  const third = rawSocket(server, mine);
  await third.closed;
  expect(third.frames).toEqual([]);
  expect((await fetch(`${server.url}/hello`, { headers: mine })).status).toBe(429);
  expect((await fetch(`${server.url}/hello`, { headers: { 'x-forwarded-for': '2001:db8:a:c::1' } })).status).toBe(200);
  one.socket.terminate();
  await expect.poll(() => fetch(`${server.url}/hello`, { headers: mine }).then(({ status }) => status)).toBe(200);
});

test('a connection that says nothing, and a socket that does not sign in, are closed in time', async () => {
  const server = await startServer(undefined, null, { patience: FAST });
  const silent = tcp(server);
  const raw = rawSocket(server);
  await raw.frame('0');
  // It answers no goodbye either.
  const deaf = tcp(server);
  deaf.socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
  );
  await Promise.all([silent.closed, raw.closed, deaf.closed]);
});

test('headers and bodies that never end are answered with 408, and the log has no fault', async () => {
  const server = await startServer(undefined, null, { patience: FAST });
  const head = `Host: 127.0.0.1\r\nAuthorization: Bearer ${server.token}\r\nContent-Type: application/json\r\n`;
  const slow = [
    'GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ',
    `POST /v1/lists/inbox/todos HTTP/1.1\r\n${head}Content-Length: 1000\r\n\r\n{`,
    `POST /v1/lists/inbox/todos HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
  ].map((bytes) => {
    const connection = tcp(server);
    connection.socket.write(bytes);
    const more = setInterval(() => connection.socket.writable && connection.socket.write(''), 100);
    onTestFinished(() => clearInterval(more));
    return connection;
  });
  await Promise.all(slow.map(({ closed }) => closed));
  for (const { text } of slow) expect(text()).toMatch(/^HTTP\/1\.1 408 [\s\S]*application\/problem\+json/);
  expect(server.log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
});

test('a chunked body beyond what is read is answered with 413', async () => {
  const server = await startServer();
  const connection = tcp(server);
  const head = `Host: 127.0.0.1\r\nAuthorization: Bearer ${server.token}\r\nContent-Type: application/json\r\n`;
  connection.socket.write(`POST /v1/lists/inbox/todos HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n`);
  const megabyte = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
  const send = () => {
    while (connection.socket.writable && connection.socket.write(megabyte));
  };
  connection.socket.on('drain', send);
  send();
  await connection.closed;
  expect(connection.text()).toMatch(/^HTTP\/1\.1 413 [\s\S]*"code":"too_large"/);
});

test('requests in a row without reading answers: some are refused, all are answered, and nothing is left', async () => {
  const server = await startServer();
  const connection = tcp(server);
  const request = `GET /v1/lists HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${server.token}\r\n\r\n`;
  connection.socket.write(request.repeat(200));
  await connection.closed;
  const statuses = [...connection.text().matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
  expect(statuses.slice(0, 64)).toEqual(Array.from({ length: 64 }, () => '200'));
  expect(statuses.slice(64)).toEqual(['429']);
});

test('an answer that nobody reads does not stay', async () => {
  const server = await startServer(undefined, null, { patience: { ...FAST, answer: 1_000 } });
  const socket = await connect(server);
  const notes = 'x'.repeat(60_000);
  for (let todo = 0; todo < 50; todo += 1) await add(socket, `op${todo}`, { notes });
  const connection = tcp(server);
  connection.socket.pause();
  const request = `GET /v1/lists/inbox/todos HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${server.token}\r\n\r\n`;
  connection.socket.write(request.repeat(20));
  await expect
    .poll(() => server.recorder.counted('readersCut'), { timeout: 10_000 })
    .toEqual([{ words: [], times: 1 }]);
  connection.socket.resume();
  await connection.closed;
  expect(connection.text().match(/HTTP\/1\.1 200/g)?.length ?? 0).toBeLessThan(20);
  expect(await add(socket, 'alive')).toMatchObject({ ok: true });
});
