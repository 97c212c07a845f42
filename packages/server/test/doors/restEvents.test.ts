/** A list followed as server-sent events: every commit once, in order and without a gap, also after a cut at any point (R4, R5). */
import { Agent } from 'node:http';
import { limits } from '@tock/shared';
import { expect, onTestFinished, test } from 'vitest';
import { createWorld } from '../controllers/fixtures.ts';
import { seed, seededRandom } from '../journal/fixtures.ts';
import { grow, rest, thinned } from '../ledger/thinningWorld.ts';
import { add, connect, type ListeningServer, startServer } from './fixtures.ts';
import {
  addLines,
  call,
  eventually,
  faultsOf,
  follow,
  readStream,
  revisionsOf,
  type Stream,
  upTo,
} from './restFixtures.ts';

/** Adds todos one after the other, each a commit of its own. */
async function commit(server: ListeningServer, count: number): Promise<void> {
  const socket = await connect(server);
  for (let index = 0; index < count; index += 1)
    await add(socket, `${Math.random()}`, { notes: 'é'.repeat(index % 50) });
  socket.close();
}

/** Adds todos by several at once, until they made so many commits between them or more. */
async function storm(server: ListeningServer, revisions: number): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: 4 }, () => connect(server)));
  let rev = 0;
  await Promise.all(
    sockets.map(async (socket, who) => {
      for (let index = 0; rev < revisions; index += 1) {
        const answer = (await add(socket, `storm-${who}-${index}`)) as { value: { rev: number } };
        rev = Math.max(rev, answer.value.rev);
      }
    }),
  );
  for (const socket of sockets) socket.close();
}

const lastOf = ({ events }: Stream) => events.findLast(({ id }) => id !== null)?.id ?? '';

test('R6: a stream says where it begins, and then each commit as `commits` answers it', async () => {
  const server = await startServer();
  await addLines(server, 'milk');
  const stream = follow(server);
  const opened = await stream.event(({ event }) => event === 'opened');
  expect(await stream.head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect((await stream.head).toLowerCase()).toContain('content-type: text/event-stream; charset=utf-8\r\n');
  expect((await stream.head).toLowerCase()).toMatch(/cache-control: no-store\r\n(.*\r\n)*x-request-id: [\w-]{36}/);
  expect(stream.text()).toMatch(/^retry: 1000\nid: /);
  const { epoch, rev, h, list } = opened.data;
  expect(opened).toMatchObject({ id: `${epoch}:${rev}:${h}`, data: { rev: 1, list: { name: 'inbox' } } });
  await addLines(server, 'käse +é');
  await call(server, 'PATCH', '/v1/lists/inbox/todos/2', { body: { done: true } });
  await stream.event(({ data }) => data.rev === 3);
  const { body } = await call(server, 'GET', `/v1/lists/inbox/commits?since=${opened.id}`);
  const told = stream.events.filter(({ event }) => event === 'committed');
  expect(told.map(({ data }) => data)).toEqual(body.commits);
  expect(told.map(({ id }) => id)).toEqual(
    body.commits.map((each: { rev: number; h: string }) => `${epoch}:${each.rev}:${each.h}`),
  );
  expect(told[0]?.data).toMatchObject({
    list: list.id,
    changes: [{ type: 'todo_added', n: 2, title: 'käse', tags: ['é'] }],
  });
  expect(faultsOf(server)).toEqual([]);
});

test('R5: readers that join in a storm of writes, with a cursor or without one, miss nothing', {
  timeout: 60_000,
}, async () => {
  const server = await startServer();
  await commit(server, 40);
  const { epoch } = (await call(server, 'GET', '/v1/lists/inbox')).body;
  const writing = storm(server, 400);
  const streams: { stream: Stream; from: number | null }[] = [];
  for (let round = 0; round < 60; round += 1) {
    const from = round % 3 === 0 ? null : round % 40;
    streams.push({
      stream: follow(server, 'inbox', from === null ? {} : { 'last-event-id': `${epoch}:${from}` }),
      from,
    });
    await new Promise((resolve) => setTimeout(resolve, round % 5));
  }
  await writing;
  const { rev } = (await call(server, 'GET', '/v1/lists/inbox')).body;
  for (const { stream, from } of streams) {
    const opened = await stream.event(({ event }) => event === 'opened');
    const began = from ?? opened.data.rev;
    if (began < rev) await stream.event(({ event, data }) => event === 'committed' && data.rev === rev);
    expect(revisionsOf(stream)).toEqual(upTo(rev, began + 1));
    stream.socket.destroy();
  }
  await eventually(() => server.server.connections() === 0);
  expect(faultsOf(server)).toEqual([]);
});

test(`R4: cut after any byte and resumed by the last id, a reader has every commit once (seed ${seed})`, {
  timeout: 60_000,
}, async () => {
  const random = seededRandom(seed);
  const server = await startServer();
  await commit(server, 25);
  const { epoch } = (await call(server, 'GET', '/v1/lists/inbox')).body;
  let over = false;
  const writing = (async () => {
    const socket = await connect(server);
    for (let index = 0; index < 150; index += 1) {
      await add(socket, `w${index}`, { notes: '€\n'.repeat(Math.floor(random() * 300)) });
      if (random() < 0.3) await new Promise((resolve) => setTimeout(resolve, random() * 4));
    }
    socket.close();
    over = true;
  })();
  const seen: number[] = [];
  let cursor = `${epoch}:0`;
  let cuts = 0;
  for (let rev = 0; !over || rev < 175; ) {
    const bytes = 1 + Math.floor(random() ** 3 * 20_000);
    const stream = follow(server, 'inbox', { 'last-event-id': cursor });
    let read = 0;
    stream.socket.prependListener('data', (data) => {
      read += data.length;
    });
    await Promise.race([
      // The last commit may have been seen before the writer knew that it was done.
      eventually(() => read >= bytes || (over && (revisionsOf(stream).at(-1) ?? rev) === 175)),
      stream.closed,
    ]);
    stream.socket.destroy();
    seen.push(...revisionsOf(stream));
    cursor = lastOf(stream) || cursor;
    rev = seen.at(-1) ?? 0;
    cuts += 1;
  }
  await writing;
  expect(seen).toEqual(upTo(175));
  expect(cuts).toBeGreaterThan(3);
  await eventually(() => server.server.connections() === 0);
  expect(faultsOf(server)).toEqual([]);
});

test('R4: cut at each single byte of a stream, the id before the cut resumes it exactly', {
  timeout: 60_000,
}, async () => {
  const server = await startServer();
  await commit(server, 6);
  const { epoch } = (await call(server, 'GET', '/v1/lists/inbox')).body;
  const whole = follow(server, 'inbox', { 'last-event-id': `${epoch}:0` });
  await whole.event(({ event, data }) => event === 'committed' && data.rev === 6);
  const text = whole.text();
  const resumed = new Map<string, number[]>();
  for (let cut = 0; cut <= text.length; cut += 1) {
    // What an EventSource knows after so many bytes: only what an empty line has ended.
    const known = text.slice(0, cut).split('\n\n').slice(0, -1).join('\n\n');
    const id = /.*id: (\S+)/s.exec(known)?.[1] ?? `${epoch}:0`;
    const had = [...known.matchAll(/"rev":(\d+),"h":"[^"]+","at"/g)].map(([, rev]) => Number(rev));
    if (!resumed.has(id)) {
      const stream = follow(server, 'inbox', { 'last-event-id': id });
      const next = (had.at(-1) ?? 0) + 1;
      if (next <= 6) await stream.event(({ event, data }) => event === 'committed' && data.rev === 6);
      else await stream.event(({ event }) => event === 'opened');
      resumed.set(id, revisionsOf(stream));
      stream.socket.destroy();
    }
    expect([...had, ...(resumed.get(id) ?? [])], `cut at ${cut}`).toEqual(upTo(6));
  }
  expect(resumed.size).toBe(7);
});

test('R4: a cursor that cannot be continued gets a problem document and no stream', async () => {
  const server = await startServer();
  await commit(server, 3);
  const { epoch, h } = (await call(server, 'GET', '/v1/lists/inbox')).body;
  const refused = [
    [`${epoch}:99`, 409, 'server_behind'],
    ['bcdfghjklmnp:1', 409, 'server_behind'],
    [`${epoch}:2:${h}`, 409, 'server_behind'],
    [`${epoch}:3:x`, 409, 'server_behind'],
    ['garbage', 400, 'invalid'],
    [`${epoch}`, 400, 'invalid'],
    [`${epoch}:-1`, 400, 'invalid'],
    [`${epoch}:1:x:y`, 400, 'invalid'],
    [`${epoch}:9999999999999999`, 400, 'invalid'],
    ['x'.repeat(8_000), 400, 'invalid'],
  ] as const;
  for (const [cursor, status, code] of refused) {
    const path = '/v1/lists/inbox/events';
    for (const answer of [
      await call(server, 'GET', path, { headers: { 'last-event-id': cursor } }),
      await call(server, 'GET', `${path}?since=${cursor}`),
    ]) {
      expect(answer, cursor).toMatchObject({
        status,
        body: { code },
        headers: { 'content-type': 'application/problem+json' },
      });
      expect(answer.headers['x-request-id']).toBe(answer.body.requestId);
    }
  }
  for (const query of ['?sinse=x', `?since=${epoch}:1&since=${epoch}:2`, '?__proto__=x', '?since=x&limit=1'])
    expect(await call(server, 'GET', `/v1/lists/inbox/events${query}`), query).toMatchObject({ status: 400 });
  expect(server.server.connections()).toBe(0);
  // The header is from a reader that came back; it knows more than the address with which it began.
  const back = follow(server, 'inbox', { 'last-event-id': `${epoch}:2` }, `?since=${epoch}:0`);
  await back.event(({ data }) => data.rev === 3 && data.at !== undefined);
  expect(revisionsOf(back)).toEqual([3]);
  const first = follow(server, 'inbox', { 'last-event-id': '' }, `?since=${epoch}:1`);
  await first.event(({ data }) => data.rev === 3 && data.at !== undefined);
  expect(revisionsOf(first)).toEqual([2, 3]);
});

test('R4: what is not kept any more is refused, and a device that asks for it for ever is served all the same', {
  timeout: 60_000,
}, async () => {
  const world = await createWorld(undefined, thinned);
  await grow(world, 400);
  const kept = await rest(world);
  const server = await startServer(world.journal);
  const { epoch, rev } = (await call(server, 'GET', '/v1/lists/inbox')).body;
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  onTestFinished(() => agent.destroy());
  const path = `/v1/lists/inbox/events?since=${epoch}:${kept - 1}`;
  const statuses = await Promise.all(
    Array.from({ length: limits.connectionOpenings + 10 }, () => call(server, 'GET', path, { agent })),
  );
  expect(new Set(statuses.map(({ status, body }) => `${status} ${body.code}`))).toEqual(new Set(['409 server_behind']));
  expect(statuses[0]?.body).toMatchObject({
    detail: expect.stringContaining(`revision ${kept}`),
    hint: expect.stringContaining(`${epoch}:${kept}`),
  });
  // It goes on from where the hint says.
  const stream = follow(server, 'inbox', {}, `?since=${epoch}:${kept}`);
  await stream.event(({ event, data }) => event === 'committed' && data.rev === rev);
  expect(revisionsOf(stream)).toEqual(upTo(rev, kept + 1));
  expect(server.server.connections()).toBe(1);
  expect(faultsOf(server)).toEqual([]);
});

test('two requests for events on one connection: the second waits, and neither stays behind when it ends', async () => {
  const server = await startServer();
  await addLines(server, 'milk');
  const stream = follow(server);
  await stream.event(({ event }) => event === 'opened');
  for (let more = 0; more < 20; more += 1)
    stream.socket.write(
      `GET /v1/lists/inbox/events?since= HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${server.token}\r\n\r\n`,
    );
  await eventually(() => server.server.connections() > 1);
  stream.socket.destroy();
  await eventually(() => server.server.connections() === 0);
  const answer = await call(server, 'GET', '/v1/lists/inbox/presence');
  expect(answer.body.people).toEqual([]);
  expect(faultsOf(server)).toEqual([]);
});

test('a stream after an answer on the same connection', async () => {
  const server = await startServer();
  const head = `host: 127.0.0.1\r\nauthorization: Bearer ${server.token}\r\n\r\n`;
  const first = follow(server, 'nothing');
  expect(await first.head).toContain('404');
  await new Promise((resolve) => setTimeout(resolve, 20));
  first.socket.removeAllListeners('data');
  const stream = readStream(first.socket);
  first.socket.write(`GET /v1/lists/inbox/events HTTP/1.1\r\n${head}`);
  await stream.event(({ event }) => event === 'opened');
  await addLines(server, 'milk');
  await stream.event(({ event }) => event === 'committed');
});
