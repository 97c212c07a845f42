/** What streams of events cost and mean to the server: slow readers, quiet lists, drains, presence, and readers that vanish. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { PAGES_AT_ONCE } from '../../src/doors/rest/rest.ts';
import { openStore } from '../../src/journal/store.ts';
import { HeldJournal } from '../heldJournal.ts';
import { add, ask, connect, happened, startServer } from './fixtures.ts';
import { addLines, call, eventually, faultsOf, follow, revisionsOf, upTo } from './restFixtures.ts';

const large = () => Array.from({ length: 20 }, (_, index) => ({ title: `large ${index}`, notes: 'x'.repeat(60_000) }));

/** A server whose inbox has a past that no buffer on the way holds. */
async function withLargePast() {
  const server = await startServer();
  const author = await connect(server);
  for (let op = 0; op < 12; op += 1) await ask(author, 'todo:add', { op: `op${op}`, list: 'inbox', todos: large() });
  const { epoch } = (await call(server, 'GET', '/v1/lists/inbox')).body;
  return { server, author, epoch };
}

test('a reader of events that stops reading is cut at the limit; others are served, and it resumes', {
  timeout: 60_000,
}, async () => {
  const server = await startServer();
  const [author, bystander] = [await connect(server), follow(server)];
  const stuck = follow(server);
  const opened = await stuck.event(({ event }) => event === 'opened');
  await bystander.event(({ event }) => event === 'opened');
  stuck.socket.pause();
  expect(server.server.connections()).toBe(3);
  const before = process.memoryUsage().rss;
  let written = 0;
  while (server.server.connections() === 3 && written < 40) {
    expect(await ask(author, 'todo:add', { op: `op${written}`, list: 'inbox', todos: large() })).toMatchObject({
      ok: true,
    });
    written += 1;
  }
  // Some of it is in the sockets of the system; the limit of what waits in the server is two megabytes and one commit.
  expect(written).toBeLessThan(20);
  expect(server.log.filter((line) => line.includes('is not read: cut'))).toHaveLength(1);
  expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(300);
  expect(await add(author, 'milk')).toMatchObject({ ok: true, value: { rev: written + 1 } });
  await bystander.event(({ event, data }) => event === 'committed' && data.rev === written + 1);
  expect(revisionsOf(bystander)).toEqual(upTo(written + 1));
  stuck.socket.resume();
  await stuck.closed;
  const got = revisionsOf(stuck);
  expect(got).toEqual(upTo(got.length));
  const again = follow(server, 'inbox', { 'last-event-id': stuck.events.at(-1)?.id ?? opened.id ?? '' });
  await again.event(({ event, data }) => event === 'committed' && data.rev === written + 1);
  expect([...got, ...revisionsOf(again)]).toEqual(upTo(written + 1));
  expect(faultsOf(server)).toEqual([]);
});

test('of one device a few readers that stop are told the past at once: the next waits, and the past is not in memory for it', {
  timeout: 60_000,
}, async () => {
  const { server, author, epoch } = await withLargePast();
  const begin = async () => {
    const stream = follow(server, 'inbox', {}, `?since=${epoch}:0`);
    await stream.head;
    return stream;
  };
  const stuck = await Promise.all(
    Array.from({ length: PAGES_AT_ONCE }, async () => {
      const stream = await begin();
      stream.socket.pause();
      return stream;
    }),
  );
  const next = await begin();
  await next.event(({ event }) => event === 'opened');
  // The line of another device is another one, and so is what is no past.
  expect(await add(author, 'milk')).toMatchObject({ ok: true, value: { rev: 13 } });
  expect(revisionsOf(next)).toEqual([]);
  stuck[0]?.socket.destroy();
  await next.event(({ event, data }) => event === 'committed' && data.rev === 13);
  expect(revisionsOf(next)).toEqual(upTo(13));
  for (const { socket } of stuck) socket.destroy();
  expect(faultsOf(server)).toEqual([]);
});

test('a reader that stops while it is told the past holds up a page, and nothing else', {
  timeout: 60_000,
}, async () => {
  const { server, author, epoch } = await withLargePast();
  const stuck = follow(server, 'inbox', {}, `?since=${epoch}:0`);
  await stuck.head;
  stuck.socket.pause();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(server.server.connections()).toBe(2);
  // Quiet: the heartbeat is for those who know where the list stands.
  expect(await add(author, 'milk')).toMatchObject({ ok: true, value: { rev: 13 } });
  stuck.socket.resume();
  await stuck.event(({ event, data }) => event === 'committed' && data.rev === 13);
  expect(revisionsOf(stuck)).toEqual(upTo(13));
  stuck.socket.destroy();
  await eventually(() => server.server.connections() === 1);
  expect(faultsOf(server)).toEqual([]);
});

test('R4: a quiet list says where it stands within five seconds', { timeout: 15_000 }, async () => {
  const server = await startServer();
  await addLines(server, 'milk');
  const stream = follow(server);
  const { data } = await stream.event(({ event }) => event === 'opened');
  const began = performance.now();
  const beat = await stream.event(({ event }) => event === 'heartbeat');
  expect(performance.now() - began).toBeLessThan(6_000);
  // It is no place to resume from: it has no id.
  expect(beat).toEqual({ id: null, event: 'heartbeat', data: { list: data.list.id, rev: data.rev, h: data.h } });
});

test('a drain is told, then the stream ends; what was acknowledged was told before', async () => {
  const server = await startServer();
  const author = await connect(server);
  const stream = follow(server);
  await stream.event(({ event }) => event === 'opened');
  let acknowledged = 0;
  const adding = (async () => {
    for (let op = 0; op < 10_000; op += 1) {
      const answer = (await add(author, `op${op}`).catch(() => null)) as { ok: boolean; value: { rev: number } } | null;
      if (answer?.ok !== true) return;
      acknowledged = answer.value.rev;
    }
  })();
  await stream.event(({ event }) => event === 'committed');
  await server.server.close();
  await Promise.all([stream.closed, adding]);
  expect(stream.events.filter(({ event }) => event === 'draining').map(({ data }) => data)).toEqual([{ retryMs: 500 }]);
  expect(stream.text()).toContain('retry: 500\nevent: draining\n');
  expect(revisionsOf(stream)).toEqual(upTo(revisionsOf(stream).length));
  expect(revisionsOf(stream).length).toBeGreaterThanOrEqual(acknowledged);
  expect(faultsOf(server)).toEqual([]);
});

test('a drain ends a stream that is being told the past, and one that does not read', { timeout: 30_000 }, async () => {
  const { server, epoch } = await withLargePast();
  const faults: unknown[] = [];
  const caught = (error: unknown) => faults.push(error);
  process.on('uncaughtException', caught);
  process.on('unhandledRejection', caught);
  const behind = Array.from({ length: 5 }, () => follow(server, 'inbox', {}, `?since=${epoch}:0`));
  const stuck = follow(server, 'inbox', {}, `?since=${epoch}:0`);
  await stuck.head;
  stuck.socket.pause();
  const late = follow(server, 'inbox', {}, `?since=${epoch}:0`);
  await late.head;
  late.socket.pause();
  await Promise.all(behind.map((each) => each.event(({ event }) => event === 'committed')));
  const closed = server.server.close();
  await eventually(() => behind.every((each) => each.text().includes('event: draining')));
  await new Promise((resolve) => setTimeout(resolve, 100));
  late.socket.resume();
  await closed;
  stuck.socket.resume();
  for (const each of [...behind, stuck, late]) {
    await each.closed;
    expect(revisionsOf(each)).toEqual(upTo(revisionsOf(each).length));
  }
  process.off('uncaughtException', caught);
  process.off('unhandledRejection', caught);
  expect(faults).toEqual([]);
  expect(faultsOf(server)).toEqual([]);
});

test('R1: a drain waits for what was asked over HTTP, tells it to streams, and answers it', async () => {
  const journal = await HeldJournal.open();
  const starting = startServer(journal);
  await (await journal.next()).store();
  const server = await starting;
  const stream = follow(server);
  await stream.event(({ event }) => event === 'opened');
  const reading = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  const created = call(server, 'POST', '/v1/lists', { body: { name: 'work' } });
  await (await journal.next()).store();
  await created;
  journal.beforeRead = () => {
    reading.resolve();
    return read.promise;
  };
  // The first is on its way to the disk; the list of the second is still being read.
  const milk = addLines(server, 'milk');
  const append = await journal.next();
  const eggs = addLines(server, 'eggs', 'work');
  await reading.promise;
  const closed = server.server.close();
  await stream.event(({ event }) => event === 'draining');
  await expect(addLines(server, 'bread')).rejects.toThrow();
  await append.store();
  // However long the reading takes, nobody is cut.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  read.resolve();
  await (await journal.next()).store();
  expect(await milk).toMatchObject({ status: 201, body: { rev: 1 } });
  expect(await eggs).toMatchObject({ status: 201, body: { rev: 1 } });
  await stream.closed;
  expect(revisionsOf(stream)).toEqual([1]);
  await closed;
  expect(faultsOf(server)).toEqual([]);
});

test('during a drain, what comes on an open connection is refused for now', async () => {
  const journal = await HeldJournal.open();
  const starting = startServer(journal);
  await (await journal.next()).store();
  const server = await starting;
  const milk = addLines(server, 'milk');
  const append = await journal.next();
  const stream = follow(server, 'nothing');
  await stream.head;
  // Begun before, so that it is not closed for being idle.
  stream.socket.write(
    `POST /v1/lists/inbox/todos HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${server.token}\r\n`,
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
  const closed = server.server.close();
  let text = '';
  stream.socket.on('data', (data) => {
    text += data;
  });
  stream.socket.write('content-type: text/plain\r\ncontent-length: 4\r\n\r\neggs');
  await eventually(() => text.includes('"shutting_down"'));
  expect(text).toMatch(/^HTTP\/1\.1 503 .*\r\n(.*\r\n)*retry-after: 1\r\n/i);
  await append.store();
  expect(await milk).toMatchObject({ status: 201 });
  await closed;
});

test('presence counts streams, and tells sockets of them', async () => {
  const server = await startServer();
  const socket = await connect(server);
  await ask(socket, 'list:open', { list: 'inbox', follow: true });
  const streams = [follow(server), follow(server)];
  for (const stream of streams) await stream.event(({ event }) => event === 'opened');
  const presence = async () => (await call(server, 'GET', '/v1/lists/inbox/presence')).body;
  expect(await presence()).toMatchObject({ people: [{ device: 'this machine', connections: 3 }], more: 0 });
  let told: { people: { connections: number }[] } | null = null;
  socket.on('presence', (each) => {
    told = each;
  });
  streams[0]?.socket.destroy();
  await eventually(() => told?.people[0]?.connections === 2);
  streams[1]?.socket.resetAndDestroy();
  await eventually(() => told?.people[0]?.connections === 1);
  expect(await presence()).toMatchObject({ people: [{ connections: 1 }] });
});

test('/hello counts streams, and a list that only streams follow stays in memory', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const journal = await openStore('memory:');
  const reads = vi.spyOn(journal, 'read');
  const server = await startServer(journal);
  const work = (await call(server, 'POST', '/v1/lists', { body: { name: 'work' } })).body.list;
  await addLines(server, 'bread', 'work');
  const stream = follow(server);
  const { data } = await stream.event(({ event }) => event === 'opened');
  expect((await call(server, 'GET', '/hello')).body.connections).toBe(1);
  vi.advanceTimersByTime(20 * 60_000);
  reads.mockClear();
  await addLines(server, 'salt', 'work');
  await addLines(server, 'milk');
  await stream.event(({ event }) => event === 'committed');
  // The list that nobody follows was read again.
  expect(reads.mock.calls.map(([list]) => list)).toContain(work);
  expect(reads.mock.calls.map(([list]) => list)).not.toContain(data.list.id);
});

test('readers that vanish at any moment leave nothing behind', { timeout: 60_000 }, async () => {
  const server = await startServer();
  await addLines(server, Array.from({ length: 300 }, (_, index) => `todo ${index}`).join('\n'));
  const { epoch } = (await call(server, 'GET', '/v1/lists/inbox')).body;
  const author = await connect(server);
  let over = false;
  const writing = (async () => {
    for (let op = 0; !over; op += 1) await add(author, `op${op}`);
  })();
  for (let round = 0; round < 40; round += 1) {
    const streams = Array.from({ length: 10 }, (_, index) =>
      follow(server, 'inbox', {}, index % 2 === 0 ? '' : `?since=${epoch}:${index % 3}`),
    );
    for (const [index, { socket, head }] of streams.entries()) {
      if (index % 3 === 0) await head;
      if (index % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    }
  }
  over = true;
  await writing;
  await eventually(() => server.server.connections() === 1);
  expect((await call(server, 'GET', '/v1/lists/inbox/presence')).body.people).toEqual([]);
  const gone = happened(author, 'disconnect');
  author.close();
  await gone;
  await eventually(() => server.server.connections() === 0);
  expect(faultsOf(server)).toEqual([]);
});

test('a reader that ends its half of the connection is let go', async () => {
  const server = await startServer();
  const stream = follow(server);
  await stream.event(({ event }) => event === 'opened');
  stream.socket.end();
  await stream.closed;
  await eventually(() => server.server.connections() === 0);
  await addLines(server, 'milk');
  expect(faultsOf(server)).toEqual([]);
});
