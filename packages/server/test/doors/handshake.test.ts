/** Who is let in: the right token, a protocol that fits, and nobody who comes by way of a browser or a borrowed name. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { hashToken, PROTOCOL, proveToken } from '@tock/shared';
import { expect, test } from 'vitest';
import { newToken } from '../../src/identity/tokens.ts';
import { connect, dial, happened, type ListeningServer, rawSocket, startServer } from './fixtures.ts';

test('the first event says where one is', async () => {
  const server = await startServer();
  const [welcome] = await happened(dial(server), 'welcomed');
  expect(welcome).toMatchObject({
    version: '0.0.0+test',
    protocol: PROTOCOL,
    durability: 'memory',
    device: server.server.credentials.device,
  });
});

test.each([
  [{ token: newToken() }, 'unauthenticated'],
  [{ token: '' }, 'unauthenticated'],
  [{ token: undefined }, 'unauthenticated'],
  [{ token: 7 }, 'unauthenticated'],
  [{ token: ['tock_'] }, 'unauthenticated'],
  [{ token: 'x'.repeat(100_000) }, 'unauthenticated'],
  [{ protocol: PROTOCOL + 1 }, 'incompatible'],
  [{ protocol: PROTOCOL - 1 }, 'incompatible'],
  [{ protocol: '1' }, 'unauthenticated'],
])('the handshake %o is refused as %s', async (auth, code) => {
  const server = await startServer();
  const [error] = await happened(dial(server, auth), 'connect_error');
  expect(error).toMatchObject({ message: code, data: { code } });
  expect(server.server.connections()).toBe(0);
});

test('neither an answer nor the log repeats a token', async () => {
  const server = await startServer();
  const wrong = newToken();
  const [error] = await happened(dial(server, { token: wrong }), 'connect_error');
  await connect(server);
  const told = JSON.stringify([error, error instanceof Error && 'data' in error ? error.data : null, ...server.log]);
  expect(told).toContain('unauthenticated');
  expect(told).not.toContain(wrong);
  expect(told).not.toContain(server.token);
});

test.each([
  { Origin: 'https://evil.example' },
  { Origin: 'null' },
  { Origin: 'http://127.0.0.1' },
  { Host: 'evil.example' },
  { Host: 'localhost.evil.example:80' },
])('a WebSocket with %o is refused before it is one', async (headers) => {
  const server = await startServer();
  const raw = rawSocket(server, headers);
  await raw.closed;
  expect(raw.frames).toEqual([]);
});

test('whoever never signs in learns nothing and is not counted', async () => {
  const server = await startServer();
  const raw = rawSocket(server);
  await raw.frame('0');
  raw.socket.send('420["lists:read",{}]');
  await raw.closed;
  expect(raw.frames.filter((frame) => !frame.startsWith('0'))).toEqual([]);
  expect(server.server.connections()).toBe(0);
});

/** Status and JSON of an HTTP request. */
function http({ url }: ListeningServer, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, path, headers, method }, (response) => {
      let text = '';
      response.on('data', (data) => {
        text += data;
      });
      response.on('end', () => resolve({ status: response.statusCode, body: text === '' ? null : JSON.parse(text) }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('GET /hello proves that the server knows the token, without telling it', async () => {
  const server = await startServer();
  const { device, token } = server.server.credentials;
  const nonce = randomBytes(16).toString('hex');
  const { status, body } = await http(server, `/hello?device=${device}&nonce=${nonce}`);
  expect(status).toBe(200);
  expect(body).toEqual({
    name: 'tockd',
    version: '0.0.0+test',
    protocol: PROTOCOL,
    pid: process.pid,
    connections: 0,
    store: 'memory:',
    proof: proveToken(hashToken(token), nonce),
  });
  await connect(server);
  expect((await http(server, '/hello')).body).toMatchObject({ connections: 1, proof: null });
});

test.each([
  'device=bcdfghjklmnp&nonce=00112233445566778899',
  'device=__proto__&nonce=00112233445566778899',
  'nonce=00112233445566778899',
  'device=%00&nonce=%00',
])('GET /hello?%s proves nothing', async (query) => {
  expect((await http(await startServer(), `/hello?${query}`)).body).toMatchObject({ proof: null });
});

test.each(['short', '', 'zz112233445566778899', 'a'.repeat(129)])('a nonce like "%s" is not signed', async (nonce) => {
  const server = await startServer();
  const { device } = server.server.credentials;
  expect((await http(server, `/hello?device=${device}&nonce=${nonce}`)).body).toMatchObject({ proof: null });
});

test('every other path, method, Origin and Host is refused', async () => {
  const server = await startServer();
  expect((await http(server, '/')).status).toBe(404);
  expect((await http(server, '/hello', {}, 'POST')).status).toBe(405);
  expect((await http(server, '/hello', { Origin: 'https://evil.example' })).status).toBe(403);
  expect((await http(server, '/hello', { Host: 'evil.example' })).status).toBe(403);
  // Polling is no way in, either.
  expect((await http(server, '/socket.io/?EIO=4&transport=polling')).status).toBe(400);
});
