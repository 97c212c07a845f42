/** The lower floor: `ws` without Socket.IO. A message is made a frame once, and its bytes are written to every socket. */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';

/** The frame of a text of less than 64 kB, as a server sends it. */
function frameOf(text: Buffer): Buffer {
  const short = text.length < 126;
  const head = Buffer.alloc(short ? 2 : 4);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(short ? text.length : 126, 1);
  if (!short) head.writeUInt16BE(text.length, 2);
  return Buffer.concat([head, text]);
}

const http = createServer();
const sockets = new Set<Socket>();
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (webSocket, { socket }) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  webSocket.on('message', (message: Buffer) => {
    const frame = frameOf(message);
    for (const each of sockets) each.write(frame);
  });
});
http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${port}` })}\n`);
});
