/** Who is refused while they still send gets the answer all the same: nobody hangs up on them. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text as allText } from 'node:stream/consumers';
import { limits } from '@tock/shared';
import { expect, test } from 'vitest';
import { type ListeningServer, startServer } from './fixtures.ts';
import { faultsOf } from './restFixtures.ts';

const PART = Buffer.alloc(64 * 1024, ' ');

/** Sends a request whose body is larger than what may be in buffers on the way, all of it, and reads what is answered. */
async function exchangeAll({ url }: ListeningServer, head: string[], chunked: boolean): Promise<string> {
  const size = 2 * limits.frameBytes;
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  const answered = allText(socket);
  const length = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${size}`;
  socket.write(
    ['POST /v1/lists/inbox/todos HTTP/1.1', 'Host: 127.0.0.1', ...head, length, 'Connection: close', '', ''].join(
      '\r\n',
    ),
  );
  for (let sent = 0; sent < size; sent += PART.length) {
    const part = chunked
      ? Buffer.concat([Buffer.from(`${PART.length.toString(16)}\r\n`), PART, Buffer.from('\r\n')])
      : PART;
    await new Promise<void>((resolve, reject) => socket.write(part, (error) => (error ? reject(error) : resolve())));
  }
  if (chunked) socket.write('0\r\n\r\n');
  return answered;
}

test.each([false, true])('a body that is too large, on a connection that closes: chunked %s', async (chunked) => {
  const server = await startServer();
  const head = [`Authorization: Bearer ${server.token}`, 'Content-Type: application/json'];
  expect(await exchangeAll(server, head, chunked)).toMatch(/^HTTP\/1\.1 413 .*"code":"too_large"/s);
  expect(faultsOf(server)).toEqual([]);
});

test.each([false, true])('R12: a large body with a token that nobody knows: chunked %s', async (chunked) => {
  const server = await startServer();
  const answer = await exchangeAll(server, ['Authorization: Bearer tock_wrong', 'Content-Type: text/plain'], chunked);
  expect(answer).toMatch(/^HTTP\/1\.1 401 .*"code":"unauthenticated"/s);
});
