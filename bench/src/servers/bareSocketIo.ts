/**
 * The floor: Socket.IO as it comes, which stores nothing and says yes. `broadcast` tells everyone of each add first, as tock
 * does; `sync FILE` puts one fsync of the disk before that.
 */
import { fdatasyncSync, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const words = process.argv.slice(2);
const broadcast = words.includes('broadcast');
const file = words.includes('sync') ? words.at(-1) : undefined;

const BLOCK = 4_096;
const BLOCKS = 256;

/** What one durable write costs at the least: a block of a file that has its place on the disk already. */
function syncing(path: string): () => void {
  const descriptor = openSync(path, 'w');
  writeSync(descriptor, Buffer.alloc(BLOCK * BLOCKS));
  fdatasyncSync(descriptor);
  const block = Buffer.alloc(BLOCK, 'x');
  let writes = 0;
  return () => {
    writeSync(descriptor, block, 0, BLOCK, (writes % BLOCKS) * BLOCK);
    fdatasyncSync(descriptor);
    writes += 1;
  };
}

const sync = file === undefined ? () => undefined : syncing(file);
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => {
  socket.on('todo:add', (payload: unknown, answer: (outcome: object) => void) => {
    sync();
    if (broadcast) io.emit('committed', payload);
    answer({ ok: true });
  });
});
http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${port}` })}\n`);
});
