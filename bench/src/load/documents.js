/** Adds as updates of a Yjs document, in the messages of Hocuspocus: the same todos, each pushed to a shared array. */
import { setTimeout as after } from 'node:timers/promises';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { binaryFrame, openRawSocket } from './rawSocket.ts';

// What `@hocuspocus/server` calls MessageType and AuthMessageType.
const [SYNC, AUTH, SYNC_STATUS] = [0, 2, 8];
const [TOKEN, AUTHENTICATED] = [0, 2];
const TOLD_WITHIN = 10_000;

/** A message about a document, as a frame. */
function message(name, type, write) {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, name);
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return binaryFrame(encoding.toUint8Array(encoder));
}

/** One client: signs in to a document as the provider does, and pushes todos. */
async function openAuthor(url, name, index) {
  const doc = new Y.Doc();
  const todos = doc.getArray('todos');
  const authenticated = Promise.withResolvers();
  const author = { free: 0, sent: 0, answered: 0, events: 0, read: () => {}, send, end: () => socket.end() };
  const socket = openRawSocket(new URL(url), {
    frame(bytes, from, to) {
      const decoder = decoding.createDecoder(bytes.subarray(from, to));
      decoding.readVarString(decoder);
      const type = decoding.readVarUint(decoder);
      if (type === SYNC_STATUS) {
        if (decoding.readVarUint(decoder) !== 1) throw new Error('an update was refused');
        author.free += 1;
        author.answered += 1;
      } else if (type === SYNC && decoding.readVarUint(decoder) === sync.messageYjsUpdate) author.events += 1;
      else if (type === AUTH && decoding.readVarUint(decoder) === AUTHENTICATED) authenticated.resolve();
    },
    read: () => author.read(),
  });
  let update = null;
  doc.on('update', (bytes) => {
    update = bytes;
  });
  function send(count) {
    const frames = [];
    for (let time = 0; time < count; time += 1) {
      const serial = String(author.sent).padStart(9, '0');
      todos.push([{ op: `y${index}-${serial}`, list: name, title: `buy oat milk and bread, number ${serial}` }]);
      frames.push(message(name, SYNC, (encoder) => sync.writeUpdate(encoder, update)));
      author.sent += 1;
    }
    socket.write(Buffer.concat(frames));
  }
  const signIn = (encoder) => {
    encoding.writeVarUint(encoder, TOKEN);
    encoding.writeVarString(encoder, 'bench');
  };
  await socket.opened;
  socket.write(message(name, AUTH, signIn));
  await authenticated.promise;
  socket.write(message(name, SYNC, (encoder) => sync.writeSyncStep1(encoder, new Y.Doc())));
  return author;
}

/** @param {import('./orders.ts').DocumentsOrders} orders */
export async function beginDocuments({ place, clients, inFlight, seconds }) {
  return async ({ lists: [name] }) => {
    const authors = [];
    for (let index = 0; index < clients; index += 1) authors.push(await openAuthor(place.url, name, index));
    const answered = () => authors.reduce((sum, author) => sum + author.answered, 0);
    let sending = true;
    let lastAnswerAt = 0;
    const before = answered();
    const began = performance.now();
    for (const author of authors) {
      author.read = () => {
        if (author.free === 0) return;
        lastAnswerAt = performance.now();
        if (sending) author.send(author.free);
        author.free = 0;
      };
      author.send(inFlight);
    }
    await after(seconds * 1_000);
    sending = false;
    const settled = () =>
      authors.every(({ sent, answered, events }) => sent === answered && events === authors[0].events);
    for (const deadline = performance.now() + TOLD_WITHIN; !settled(); await after(2)) {
      if (performance.now() > deadline) throw new Error('after the load not everything was answered and told');
    }
    const count = answered() - before;
    const rate = count / ((lastAnswerAt - began) / 1_000);
    for (const author of authors) author.end();
    return { count, rate };
  };
}
