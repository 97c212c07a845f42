/** Bytes on the wire of HTTP that are no proper requests: a problem document or the end of the connection, and nothing else. */
import { connect as connectTcp } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type ListeningServer, startServer } from './fixtures.ts';
import { addLines, call, eventually, exchange, faultsOf } from './restFixtures.ts';

const head = (line: string, headers: string[]) => `${line}\r\n${headers.map((each) => `${each}\r\n`).join('')}\r\n`;
const HOST = 'Host: 127.0.0.1';
const bearer = ({ token }: ListeningServer) => `Authorization: Bearer ${token}`;
const CLOSE = 'Connection: close';

/** The server goes on, has done nothing it should not have, and told nobody anything. */
async function expectServing(server: ListeningServer): Promise<void> {
  expect(await call(server, 'GET', '/v1/lists/inbox')).toMatchObject({ status: 200 });
  expect(faultsOf(server)).toEqual([]);
}

/** What an answer may be: nothing, or responses that each are a success or a problem document. */
function expectProper(text: string, { token }: ListeningServer): void {
  expect(text).not.toContain(token);
  expect(text).not.toMatch(/node_modules|\.ts:|at .*\(|\/tmp\//);
  for (const response of text.split(/(?=HTTP\/1\.1 \d{3} )/)) {
    if (response === '') continue;
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(response)?.[1]);
    expect(status, response).not.toBe(500);
    const [fields = '', body = ''] = response.split('\r\n\r\n');
    if (status >= 400 && body !== '') {
      expect(fields.toLowerCase()).toContain('content-type: application/problem+json');
      const json = body.startsWith('{') ? body : body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
      expect(JSON.parse(json)).toMatchObject({ status });
    }
  }
}

const shapes: [what: string, bytes: (server: ListeningServer) => string, status: RegExp][] = [
  [
    'Content-Length and Transfer-Encoding',
    (s) =>
      `${head('POST /v1/lists/inbox/todos HTTP/1.1', [HOST, bearer(s), 'Content-Length: 4', 'Transfer-Encoding: chunked'])}0\r\n\r\nGET /v1/lists HTTP/1.1\r\n\r\n`,
    /^HTTP\/1\.1 400 /,
  ],
  [
    'Content-Length twice',
    (s) => `${head('POST /v1/lists HTTP/1.1', [HOST, bearer(s), 'Content-Length: 4', 'Content-Length: 5'])}abcde`,
    /^HTTP\/1\.1 400 /,
  ],
  [
    'Content-Length as a list',
    (s) => `${head('POST /v1/lists HTTP/1.1', [HOST, bearer(s), 'Content-Length: 4, 4'])}abcd`,
    /^HTTP\/1\.1 400 /,
  ],
  [
    'Content-Length with a sign',
    (s) => `${head('POST /v1/lists HTTP/1.1', [HOST, bearer(s), 'Content-Length: +4'])}abcd`,
    /^HTTP\/1\.1 400 /,
  ],
  [
    'Transfer-Encoding with a trick',
    (s) => `${head('POST /v1/lists HTTP/1.1', [HOST, bearer(s), 'Transfer-Encoding: xchunked'])}0\r\n\r\n`,
    /^HTTP\/1\.1 400 /,
  ],
  [
    'Transfer-Encoding twice',
    (s) =>
      `${head('POST /v1/lists HTTP/1.1', [HOST, bearer(s), 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'])}0\r\n\r\n`,
    /^HTTP\/1\.1 400 /,
  ],
  [
    'a chunk that is no chunk',
    (s) =>
      `${head('POST /v1/lists HTTP/1.1', [HOST, bearer(s), 'Content-Type: application/json', 'Transfer-Encoding: chunked'])}zz\r\n`,
    /^HTTP\/1\.1 400 |^$/,
  ],
  [
    'a chunk with another end',
    (s) => `${head('POST /v1/lists HTTP/1.1', [HOST, bearer(s), 'Transfer-Encoding: chunked'])}1\nx\n0\n\n`,
    /^HTTP\/1\.1 400 |^$/,
  ],
  [
    'two hosts',
    (s) => head('GET /v1/lists HTTP/1.1', [HOST, 'Host: evil.example', bearer(s), CLOSE]),
    /^HTTP\/1\.1 (200|400|403) /,
  ],
  [
    'two hosts, the stranger first',
    (s) => head('GET /v1/lists HTTP/1.1', ['Host: evil.example', HOST, bearer(s), CLOSE]),
    /^HTTP\/1\.1 (400|403) /,
  ],
  ['no host', (s) => head('GET /v1/lists HTTP/1.1', [bearer(s), CLOSE]), /^HTTP\/1\.1 400 /],
  ['no host, HTTP/1.0', (s) => head('GET /v1/lists HTTP/1.0', [bearer(s)]), /^HTTP\/1\.1 40[03] /],
  ['HTTP/1.0', (s) => head('GET /v1/lists HTTP/1.0', [HOST, bearer(s)]), /^HTTP\/1\.1 200 /],
  ['HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/1\.1 400 |^$/],
  ['a space before the colon', (s) => head('GET /v1/lists HTTP/1.1', [HOST, 'X : y', bearer(s)]), /^HTTP\/1\.1 400 /],
  [
    'a header in two lines',
    (s) => head('GET /v1/lists HTTP/1.1', [HOST, 'X: y\r\n z', bearer(s), CLOSE]),
    /^HTTP\/1\.1 400 /,
  ],
  ['a header with a nul', (s) => head('GET /v1/lists HTTP/1.1', [HOST, 'X: a\u0000b', bearer(s)]), /^HTTP\/1\.1 400 /],
  ['lines that end in one character', (s) => `GET /v1/lists HTTP/1.1\n${HOST}\n${bearer(s)}\n\n`, /^HTTP\/1\.1 400 /],
  ['an absolute address', (s) => head(`GET ${s.url}/v1/lists HTTP/1.1`, [HOST, bearer(s), CLOSE]), /^HTTP\/1\.1 200 /],
  [
    'an absolute address elsewhere, by another scheme',
    (s) => head('GET ftp://evil.example/v1/lists HTTP/1.1', [HOST, bearer(s), CLOSE]),
    /^HTTP\/1\.1 400 /,
  ],
  [
    'an absolute address with a name in it',
    (s) => head(`GET http://a:b@127.0.0.1/v1/lists HTTP/1.1`, [HOST, bearer(s), CLOSE]),
    /^HTTP\/1\.1 (200|40\d) /,
  ],
  ['two slashes', (s) => head('GET //v1//lists HTTP/1.1', [HOST, bearer(s), CLOSE]), /^HTTP\/1\.1 40[14] /],
  ['dots', (s) => head('GET /x/../v1/./lists HTTP/1.1', [HOST, bearer(s), CLOSE]), /^HTTP\/1\.1 200 /],
  [
    'dots to a route that needs no token',
    () => head('GET /hello/../v1/lists HTTP/1.1', [HOST, CLOSE]),
    /^HTTP\/1\.1 401 /,
  ],
  [
    'encoded dots to a route that needs no token',
    () => head('GET /hello/%2e%2e/v1/lists HTTP/1.1', [HOST, CLOSE]),
    /^HTTP\/1\.1 401 /,
  ],
  ['backslashes', (s) => head('GET /v1\\lists HTTP/1.1', [HOST, bearer(s), CLOSE]), /^HTTP\/1\.1 40[04] /],
  ['an encoded nul', (s) => head('GET /v1/lists/%00 HTTP/1.1', [HOST, bearer(s), CLOSE]), /^HTTP\/1\.1 404 /],
  ['an encoded letter of the version', () => head('GET /%761/lists HTTP/1.1', [HOST, CLOSE]), /^HTTP\/1\.1 401 /],
  [
    'a bare byte in the address',
    (s) => head('GET /v1/lists/\u00ff HTTP/1.1', [HOST, bearer(s), CLOSE]),
    /^HTTP\/1\.1 40[04] /,
  ],
  ['a fragment', (s) => head('GET /v1/lists#x HTTP/1.1', [HOST, bearer(s), CLOSE]), /^HTTP\/1\.1 (200|40\d) /],
  ['a star', (s) => head('OPTIONS * HTTP/1.1', [HOST, bearer(s), CLOSE]), /^HTTP\/1\.1 40\d /],
  [
    'an address of 15,000',
    (s) => head(`GET /v1/lists/${'x'.repeat(15_000)} HTTP/1.1`, [HOST, bearer(s), CLOSE]),
    /^HTTP\/1\.1 400 /,
  ],
  [
    'an address of 40,000',
    (s) => head(`GET /v1/lists/${'x'.repeat(40_000)} HTTP/1.1`, [HOST, bearer(s)]),
    /^HTTP\/1\.1 431 |^$/,
  ],
  [
    'a token of 10,000',
    () => head('GET /v1/lists HTTP/1.1', [HOST, `Authorization: Bearer ${'x'.repeat(10_000)}`, CLOSE]),
    /^HTTP\/1\.1 401 /,
  ],
  [
    'a token with controls',
    () => head('GET /v1/lists HTTP/1.1', [HOST, 'Authorization: Bearer a\u0001b', CLOSE]),
    /^HTTP\/1\.1 40[01] /,
  ],
  ['CONNECT', () => head('CONNECT 127.0.0.1:80 HTTP/1.1', [HOST]), /^$|^HTTP\/1\.1 40\d /],
  ['TRACE', (s) => head('TRACE /v1/lists HTTP/1.1', [HOST, bearer(s), CLOSE]), /^HTTP\/1\.1 405 /],
  [
    'an upgrade to something else',
    (s) => head('GET /v1/lists HTTP/1.1', [HOST, bearer(s), 'Connection: Upgrade, close', 'Upgrade: h2c']),
    /^HTTP\/1\.1 200 /,
  ],
  [
    'an upgrade to a WebSocket that is none of ours',
    (s) =>
      head('GET /v1/lists HTTP/1.1', [
        HOST,
        bearer(s),
        'Connection: Upgrade, close',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ]),
    /^HTTP\/1\.1 200 /,
  ],
  [
    'another expectation',
    (s) => head('GET /v1/lists HTTP/1.1', [HOST, bearer(s), 'Expect: a miracle']),
    /^HTTP\/1\.1 417 /,
  ],
  ['an origin', (s) => head('GET /v1/lists HTTP/1.1', [HOST, bearer(s), 'Origin: null', CLOSE]), /^HTTP\/1\.1 403 /],
  ['noise', () => '\u0000\u0001\u0002\u00ff'.repeat(100), /^HTTP\/1\.1 400 |^$/],
  ['a TLS hello', () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003', /^HTTP\/1\.1 400 |^$/],
];

test.each(shapes)('%s', async (_, bytes, status) => {
  const server = await startServer();
  // The client never ends its half: the server does.
  const { text, ended } = await exchange(server, Buffer.from(bytes(server), 'latin1'));
  expect(text.split('\r\n')[0]).toMatch(status);
  expect(ended).toBe(true);
  expectProper(text, server);
  await expectServing(server);
});

test('a condition or a key that stands behind too many headers is not passed over: the request is refused', async () => {
  const server = await startServer();
  const { headers } = await addLines(server, 'milk');
  await call(server, 'PATCH', '/v1/lists/inbox/todos/1', { body: { pri: 'A' } });
  for (const count of [58, 59, 60, 61, 62, 63, 64, 100, 200]) {
    const many = Array.from({ length: count }, (_, index) => `X-${index}: ${index}`);
    const bytes = head('DELETE /v1/lists/inbox/todos/1 HTTP/1.1', [
      HOST,
      bearer(server),
      CLOSE,
      ...many,
      `If-Match: ${headers.etag}`,
    ]);
    const { text } = await exchange(server, bytes);
    expect(text, `${count}`).toMatch(/^HTTP\/1\.1 (412|431) /);
  }
  expect((await call(server, 'GET', '/v1/lists/inbox')).body.rev).toBe(2);
});

test('a wrong token is answered before the body is here, and no body keeps the connection', async () => {
  const server = await startServer();
  const request = head('POST /v1/lists/inbox/todos HTTP/1.1', [
    HOST,
    'Authorization: Bearer tock_wrong',
    'Content-Type: application/json',
    'Content-Length: 1000000',
  ]);
  const began = performance.now();
  const { text } = await exchange(server, `${request}{`, { enough: (sofar) => sofar.includes('unauthenticated') });
  expect(performance.now() - began).toBeLessThan(1_000);
  expectProper(text, server);
  const { ended } = await exchange(server, `${request}{`);
  expect(ended).toBe(true);
  expect(performance.now() - began).toBeLessThan(4_000);
  // A body that comes after all is read over, and the connection is good for the next request.
  const short = head('POST /v1/lists HTTP/1.1', [HOST, 'Authorization: Bearer x', 'Content-Length: 5']);
  const next = await exchange(server, `${short}12345${head('GET /v1/lists HTTP/1.1', [HOST, bearer(server), CLOSE])}`);
  expect(next.text).toMatch(/^HTTP\/1\.1 401 (.|\r|\n)*HTTP\/1\.1 200 /);
  await expectServing(server);
});

test('Expect: 100-continue is continued, and answered', async () => {
  const server = await startServer();
  const bytes = head('POST /v1/lists/inbox/todos HTTP/1.1', [
    HOST,
    bearer(server),
    'Content-Type: text/plain',
    'Content-Length: 4',
    'Expect: 100-continue',
    CLOSE,
  ]);
  const { text } = await exchange(server, `${bytes}milk`);
  expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /);
});

test('requests one behind the other are answered in their order', async () => {
  const server = await startServer();
  const add = (title: string) =>
    `${head('POST /v1/lists/inbox/todos HTTP/1.1', [HOST, bearer(server), 'Content-Type: text/plain', `Content-Length: ${title.length}`])}${title}`;
  const bytes = [
    add('a'),
    add(''),
    add('b'),
    head('GET /v1/lists/nothing HTTP/1.1', [HOST, bearer(server)]),
    add('c'),
    head('GET /v1/lists HTTP/1.1', [HOST, CLOSE]),
  ];
  const { text } = await exchange(server, bytes.join(''));
  expect(Array.from(text.matchAll(/HTTP\/1\.1 (\d+) /g), ([, status]) => status)).toEqual([
    '201',
    '400',
    '201',
    '404',
    '201',
    '401',
  ]);
  expect(Array.from(text.matchAll(/"title":"(\w)"/g), ([, title]) => title)).toEqual(['a', 'b', 'c']);
});

test('a client that ends its half, or all, at any byte of a request harms nobody', { timeout: 60_000 }, async () => {
  const server = await startServer();
  const whole = `${head('POST /v1/lists/inbox/todos HTTP/1.1', [HOST, bearer(server), 'Idempotency-Key: k', 'Content-Type: text/plain', 'Content-Length: 4'])}milk`;
  await Promise.all(
    Array.from({ length: whole.length + 1 }, async (_, cut) => {
      const { text } = await exchange(server, whole.slice(0, cut), { finish: true });
      expectProper(text, server);
    }),
  );
  for (let cut = 0; cut <= whole.length; cut += 3) {
    const socket = connectTcp(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(whole.slice(0, cut));
    await new Promise((resolve) => setTimeout(resolve, cut % 3));
    socket.resetAndDestroy();
  }
  const { body } = await call(server, 'POST', '/v1/lists/inbox/todos', {
    headers: { 'idempotency-key': 'k', 'content-type': 'text/plain' },
    body: 'milk',
  });
  expect(body).toMatchObject({ rev: 1, todos: [{ n: 1 }] });
  await expectServing(server);
});

test('a body that never ends is given up within its time, and so are half a head and nothing at all', {
  timeout: 40_000,
}, async () => {
  const server = await startServer();
  const post = (...more: string[]) =>
    head('POST /v1/lists/inbox/todos HTTP/1.1', [HOST, bearer(server), 'Content-Type: text/plain', ...more]);
  const began = performance.now();
  const slow = connectTcp(Number(new URL(server.url).port), '127.0.0.1');
  slow.on('error', () => undefined);
  let slowly = '';
  slow.on('data', (data) => {
    slowly += data;
  });
  slow.write(post('Transfer-Encoding: chunked'));
  const dripping = setInterval(() => slow.write('1\r\nx\r\n'), 100);
  onTestFinished(() => {
    clearInterval(dripping);
    slow.destroy();
  });
  const tries = [`${post('Content-Length: 10')}milk`, post('Transfer-Encoding: chunked'), post().slice(0, 60), ''];
  const ends = await Promise.all(tries.map((bytes) => exchange(server, bytes)));
  for (const { text } of ends) {
    expect(text.split('\r\n')[0]).toMatch(/^HTTP\/1\.1 408 |^$/);
    expectProper(text, server);
  }
  await eventually(() => slow.destroyed || slow.readableEnded, 15_000);
  expect(slowly.split('\r\n')[0]).toMatch(/^HTTP\/1\.1 408 |^$/);
  expect(performance.now() - began).toBeLessThan(25_000);
  expect((await call(server, 'GET', '/v1/lists/inbox')).body.rev).toBe(0);
  await expectServing(server);
});
