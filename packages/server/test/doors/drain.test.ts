/** A server that goes away finishes what it began, says so, and waits for nobody who does not listen. */
import { connect as connectTcp } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { HeldJournal } from '../heldJournal.ts';
import { add, ask, connect, happened, rawSignedIn, startServer } from './fixtures.ts';

/** A server over a journal that the test holds; its first commit, the directory's, is let through. */
async function heldServer() {
  const journal = await HeldJournal.open();
  const starting = startServer(journal);
  await (await journal.next()).store();
  return { journal, server: await starting };
}

test('R1: what is on its way is stored and answered, later requests are refused, clients are told', async () => {
  const { journal, server } = await heldServer();
  const socket = await connect(server);
  const milk = add(socket, 'milk');
  const append = await journal.next();
  const draining = happened(socket, 'draining');
  const gone = happened(socket, 'disconnect');
  const closed = server.server.close();
  expect(await draining).toEqual([{ retryMs: 500 }]);
  expect(await add(socket, 'eggs')).toMatchObject({ ok: false, problem: { code: 'shutting_down' } });
  await append.store();
  expect(await milk).toMatchObject({ ok: true, value: { rev: 1 } });
  await gone;
  await closed;
  expect(server.faults).toEqual([]);
});

test('R1: a request whose list is still being read when the drain begins is answered, too', async () => {
  const { journal, server } = await heldServer();
  const socket = await connect(server);
  const reading = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  journal.beforeRead = () => {
    reading.resolve();
    return read.promise;
  };
  const milk = add(socket, 'milk');
  await reading.promise;
  const closed = server.server.close();
  await happened(socket, 'draining');
  // However long the reading takes, the connection stays.
  for (let round = 0; round < 20; round += 1) {
    expect(await ask(socket, 'lists:read', {})).toMatchObject({ problem: { code: 'shutting_down' } });
  }
  read.resolve();
  await (await journal.next()).store();
  expect(await milk).toMatchObject({ ok: true, value: { rev: 1 } });
  await closed;
  expect(server.faults).toEqual([]);
});

test('a drain ends though a reader does not read and a connection never asks', { timeout: 12_000 }, async () => {
  const server = await startServer();
  const stuck = await rawSignedIn(server);
  stuck.socket.pause();
  const silent = connectTcp(Number(new URL(server.url).port), '127.0.0.1');
  onTestFinished(() => {
    silent.destroy();
  });
  silent.on('error', () => undefined);
  await new Promise((resolve) => silent.once('connect', resolve));
  await server.server.close();
});

test('closing twice is closing once, and nobody gets in afterwards', async () => {
  const server = await startServer();
  const first = server.server.close();
  expect(server.server.close()).toBe(first);
  await first;
  await expect(fetch(`${server.url}/hello`)).rejects.toThrow();
});

test('a server that could not listen is closed like any other, and says why', async () => {
  const journal = await openStore('memory:');
  const taken = await startServer();
  const server = await startServer(journal);
  await expect(server.server.listen('127.0.0.1', Number(new URL(taken.url).port))).rejects.toThrow();
  await server.server.close();
});

test('every answer of a busy server arrives before the end', async () => {
  const server = await startServer();
  const socket = await connect(server);
  const answers = Array.from({ length: 500 }, (_, index) => add(socket, `op${index}`));
  // The first answer is here: the others are somewhere between the socket and the disk.
  await answers[0];
  const closed = server.server.close();
  const codes = (await Promise.all(answers)).map((answer) => JSON.stringify(answer).slice(0, 10));
  expect(codes.length).toBe(500);
  await closed;
  expect(await ask(socket, 'lists:read', {}).catch(() => 'gone')).toBe('gone');
});
