/** What a connection has not sent yet is counted, and decides who is cut and when a page may go. */
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { Outgoing } from '../src/outgoing.ts';

/** A connection as far as this looks at it: the test says what it was given, and what left. */
class FakeConnection extends EventEmitter {
  readonly transport = new EventEmitter();
  readyState = 'open';

  give(packets: number, bytes: number): void {
    for (let packet = 0; packet < packets; packet += 1) this.emit('packetCreate', { data: 'x'.repeat(bytes) });
  }
  /** What waits is handed to the system. */
  flush(): void {
    this.emit('flush');
  }
  /** The system has taken it. */
  sent(): void {
    this.transport.emit('drain');
  }
}

function watched() {
  const outgoing = new Outgoing();
  const conn = new FakeConnection();
  outgoing.watch(conn);
  return { outgoing, conn };
}

const MEGABYTE = 1024 * 1024;

test('what was handed to the system counts until the system has taken it', () => {
  const { outgoing, conn } = watched();
  conn.give(2, 100);
  conn.flush();
  conn.give(1, 50);
  expect(outgoing.of(conn)).toEqual({ packets: 3, bytes: 250, largest: 100 });
  conn.sent();
  expect(outgoing.of(conn)).toEqual({ packets: 1, bytes: 50, largest: 50 });
  conn.flush();
  conn.sent();
  expect(outgoing.of(conn)).toEqual({ packets: 0, bytes: 0, largest: 0 });
});

test('a reader is cut for many packets or many bytes, and not for one commit, however large that is', () => {
  const cases: [packets: number, bytes: number, cut: boolean][] = [
    [1_000, 100, false],
    [1_100, 100, true],
    [1, 9 * MEGABYTE, false],
    [2, 1.5 * MEGABYTE, false],
    [4, 1.5 * MEGABYTE, true],
  ];
  for (const [packets, bytes, cut] of cases) {
    const { outgoing, conn } = watched();
    conn.give(packets, bytes);
    expect(outgoing.tooMuch(conn)).toBe(cut);
    // Whether it was handed to the system makes no difference: it is in memory.
    conn.flush();
    expect(outgoing.tooMuch(conn)).toBe(cut);
    conn.sent();
    expect(outgoing.tooMuch(conn)).toBe(false);
  }
});

test('a page waits for the page before it; a few small commits do not hold it up', async () => {
  const { outgoing, conn } = watched();
  await outgoing.ready(conn);
  conn.give(10, 1_000);
  await outgoing.ready(conn);
  conn.give(1, 200_000);
  conn.flush();
  let ready = false;
  const waiting = outgoing.ready(conn).then(() => {
    ready = true;
  });
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  expect(ready).toBe(false);
  conn.sent();
  await waiting;
});

test('whoever waits to send to a connection that is gone waits no longer', async () => {
  const { outgoing, conn } = watched();
  conn.give(1, 200_000);
  const waiting = outgoing.ready(conn);
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
  conn.readyState = 'closed';
  conn.emit('close');
  await waiting;
});

test('pages of all readers go one a turn of the event loop', async () => {
  const outgoing = new Outgoing();
  let turn = 0;
  const at: number[] = [];
  const readers = Array.from({ length: 5 }, async () => {
    await outgoing.ready(new FakeConnection());
    at.push(turn);
  });
  for (; at.length < readers.length; turn += 1) await new Promise(setImmediate);
  expect(new Set(at).size).toBe(readers.length);
});
