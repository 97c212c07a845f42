/** Webhooks of a real server to real receivers, which do what receivers do: fail, hang, lie, vanish, say that they are gone. */
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'socket.io-client';
import { expect, test, vi } from 'vitest';
import { openJournal } from '../../src/journal/keyvJournal.ts';
import { memoryStorage } from '../../src/journal/memory.ts';
import { usualWaits } from '../../src/webhooks/waits.ts';
import { add, ask, connect, startServer } from '../doors/fixtures.ts';
import { temporaryFolder } from '../journal/fixtures.ts';
import { answer, type Receiver, startReceiver } from './receiver.ts';

/** Retries at once, and gives nobody up. */
const eager = { ...usualWaits, longest: 20, answer: 600 };

async function connected(webhooks: Parameters<typeof startServer>[2] = {}) {
  const server = await startServer(undefined, null, { ...webhooks, webhooks: { waits: eager, ...webhooks.webhooks } });
  return { server, socket: await connect(server) };
}

const create = (socket: Socket, url: string, op = `create ${url}`.replace(/[^A-Za-z0-9]/g, '.')) =>
  ask(socket, 'webhook:create', { op, list: 'inbox', url });

/** The only webhook of the inbox, as it stands. */
async function standing(socket: Socket): Promise<Record<string, unknown>> {
  const read = (await ask(socket, 'webhooks:read', { list: 'inbox' })) as { value: { webhooks: object[] } };
  return { ...read.value.webhooks[0] };
}

const bodies = ({ received }: Receiver) => received.map(({ body }) => JSON.parse(body));
const revs = (receiver: Receiver): number[] => bodies(receiver).map(({ rev }) => rev);

test('a commit arrives as watch tells it, with the cursor behind it; what was before the webhook does not', async () => {
  const { socket } = await connected();
  const receiver = await startReceiver();
  await add(socket, 'before');
  await create(socket, receiver.url);
  await add(socket, 'milk', { tags: ['home'] });
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  const [{ headers, body, path } = { headers: {}, body: '', path: '' }] = receiver.received;
  const told = JSON.parse(body);
  expect(path).toBe('/');
  expect(Object.keys(told)).toEqual(['list', 'epoch', 'rev', 'h', 'at', 'changes', 'cursor']);
  expect(told).toMatchObject({ rev: 2, cursor: `${told.epoch}:2:${told.h}` });
  expect(told.changes).toMatchObject([{ type: 'todo_added', title: 'milk', tags: ['home'], n: 2, op: 'milk' }]);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': told.cursor,
    'user-agent': 'tock/0.0.0+test',
  });
  expect(headers.connection).toBe('close');
  await vi.waitFor(async () => expect(await standing(socket)).toMatchObject({ state: 'active', rev: 2, behind: 0 }));
});

test('a redirect is not followed, wherever it leads, and counts as a failure', async () => {
  const { socket } = await connected();
  const hidden = await startReceiver();
  const receiver = await startReceiver(answer(307, { location: hidden.url }));
  await create(socket, receiver.url);
  await add(socket, 'milk');
  await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(2));
  expect(hidden.connections()).toBe(0);
  expect(await standing(socket)).toMatchObject({
    state: 'failing',
    behind: 1,
    failing: { message: 'the target answered 307: redirects are not followed' },
  });
});

test('a name is judged by its addresses at each connection; one of this machine is never connected to', async () => {
  const receiver = await startReceiver();
  const asked: string[] = [];
  const { socket, server } = await connected({
    webhooks: {
      privateTargets: false,
      resolve: (hostname, _, callback) => {
        asked.push(hostname);
        callback(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '::1', family: 6 },
          { address: '::ffff:127.0.0.1', family: 6 },
        ]);
      },
    },
  });
  expect(await create(socket, `https://rebound.example:${receiver.port}/`)).toMatchObject({ ok: true });
  await add(socket, 'milk');
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2));
  expect(receiver.connections()).toBe(0);
  expect(await standing(socket)).toMatchObject({
    failing: { message: 'nothing is sent there: 127.0.0.1 is a loopback address' },
  });
  expect(server.log.join('')).not.toContain('rebound.example');
});

test('with private targets allowed, the same name is connected to', async () => {
  const receiver = await startReceiver();
  const { socket } = await connected({
    webhooks: { resolve: (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]) },
  });
  await create(socket, `http://home.example:${receiver.port}/`);
  await add(socket, 'milk');
  await vi.waitFor(() => expect(revs(receiver)).toEqual([1]));
});

test.each<[string, Receiver['behave'], string]>([
  ['never answers', () => {}, 'no answer in 0.6 s'],
  ['answers by half', (_, __, socket) => socket.write('HTTP/1.1 20'), 'no answer in 0.6 s'],
  ['resets', (_, __, socket) => socket.resetAndDestroy(), 'the target cut the connection'],
  ['ends the connection', (_, __, socket) => socket.end(), 'the target cut the connection'],
  ['speaks nonsense', (_, __, socket) => socket.end('SSH-2.0-x\r\n'), 'the connection failed (HPE_INVALID_CONSTANT)'],
  ['fails', answer(500), 'the target answered 500'],
  ['refuses', answer(401), 'the target answered 401'],
])('a target that %s fails, is told so, and gets the same again when it is better', async (_, behave, message) => {
  const { socket } = await connected();
  const receiver = await startReceiver(behave);
  await create(socket, receiver.url);
  await add(socket, 'one');
  await add(socket, 'two');
  await vi.waitFor(async () => expect(await standing(socket)).toMatchObject({ failing: { message } }), 5_000);
  receiver.behave = answer(200);
  await vi.waitFor(() => expect(revs(receiver).slice(-2)).toEqual([1, 2]), 5_000);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
});

test('an answer without an end is heard for a moment, and the next commit goes out', async () => {
  const { socket } = await connected();
  const receiver = await startReceiver((_, response) => {
    response.writeHead(200);
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    };
    response.on('drain', write);
    write();
  });
  await create(socket, receiver.url);
  await add(socket, 'one');
  await add(socket, 'two');
  await vi.waitFor(() => expect(revs(receiver)).toEqual([1, 2]), 5_000);
});

test('one that answered well and then keeps the connection open is not asked again', async () => {
  const { socket } = await connected();
  const receiver = await startReceiver((_, response) => response.writeHead(200).write('{'));
  await create(socket, receiver.url);
  await add(socket, 'one');
  await vi.waitFor(async () => expect(await standing(socket)).toMatchObject({ rev: 1, state: 'active' }), 5_000);
  expect(revs(receiver)).toEqual([1]);
});

test('410 stops a webhook, which is stored and said; resumed, it goes on where it stopped', async () => {
  const { server, socket } = await connected();
  const receiver = await startReceiver(answer(410));
  const { value } = (await create(socket, receiver.url)) as { value: { webhook: { id: string } } };
  await add(socket, 'one');
  await vi.waitFor(async () =>
    expect(await standing(socket)).toMatchObject({ state: 'stopped', behind: 1, stopped: { reason: 'gone' } }),
  );
  await add(socket, 'two');
  expect(receiver.received).toHaveLength(1);
  expect(server.log.some((line) => line.includes('a webhook is stopped'))).toBe(true);
  receiver.behave = answer(200);
  const resume = { op: 'resume', list: 'inbox', webhook: value.webhook.id.slice(0, 4) };
  expect(await ask(socket, 'webhook:resume', resume)).toMatchObject({ value: { changed: true } });
  await vi.waitFor(() => expect(revs(receiver)).toEqual([1, 1, 2]));
});

test('a removed webhook ends in the middle of a request, and an archived list tells what is left', async () => {
  const { socket } = await connected({ webhooks: { waits: { ...eager, answer: 60_000 } } });
  const hanging = await startReceiver(() => {});
  const receiver = await startReceiver(answer(500));
  await ask(socket, 'list:create', { op: 'work', name: 'work' });
  const webhook = (url: string) => ask(socket, 'webhook:create', { op: `to.${url.slice(-5)}`, list: 'work', url });
  const made = (await webhook(hanging.url)) as { value: { webhook: { id: string } } };
  await webhook(receiver.url);
  const closed = Promise.withResolvers<void>();
  hanging.behave = (_, __, socket) => socket.once('close', () => closed.resolve());
  await ask(socket, 'todo:add', { op: 'one', list: 'work', todos: [{ title: 'one' }] });
  await vi.waitFor(() => expect(hanging.received).toHaveLength(1));
  await ask(socket, 'webhook:remove', { op: 'rm', list: 'work', webhook: made.value.webhook.id });
  await closed.promise;
  await ask(socket, 'list:archive', { op: 'archive', list: 'work' });
  receiver.behave = answer(200);
  await vi.waitFor(() => expect(revs(receiver).at(-1)).toBe(1));
  await vi.waitFor(async () =>
    expect(await ask(socket, 'webhooks:read', { list: 'work' })).toMatchObject({
      value: { webhooks: [{ url: `${receiver.url}/`, state: 'active', behind: 0 }] },
    }),
  );
});

test('a stop cuts what hangs, and the next start goes on from what was delivered', async () => {
  const storage = memoryStorage();
  const folder = temporaryFolder();
  const options = { folder, webhooks: { waits: { ...eager, answer: 60_000 } } };
  const first = await startServer(await openJournal(storage), null, options);
  const socket = await connect(first);
  const receiver = await startReceiver();
  await create(socket, receiver.url);
  await add(socket, 'one');
  await vi.waitFor(async () => expect(await standing(socket)).toMatchObject({ rev: 1 }));
  receiver.behave = () => {};
  await add(socket, 'two');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2));
  await first.server.close();
  receiver.behave = answer(200);
  await startServer(await openJournal(storage), null, options);
  await vi.waitFor(() => expect(revs(receiver)).toEqual([1, 2, 2]));
});

test('without the key that its secret was made from, nothing is sent, and it says why', async () => {
  const storage = memoryStorage();
  const folder = temporaryFolder();
  const options = { folder, webhooks: { waits: eager } };
  const first = await startServer(await openJournal(storage), null, options);
  const receiver = await startReceiver();
  const made = await create(await connect(first), receiver.url);
  await first.server.close();
  renameSync(join(folder, 'webhooks.key'), join(folder, 'kept.key'));
  const socket = await connect(await startServer(await openJournal(storage), null, options));
  await add(socket, 'one');
  await vi.waitFor(async () =>
    expect(await standing(socket)).toMatchObject({ failing: { message: expect.stringContaining('webhooks.key') } }),
  );
  expect(receiver.connections()).toBe(0);
  // Nothing that is asked puts another in its place: what was put back is found, without a restart.
  const { value } = made as { value: { webhook: object } };
  const repeated = { ...value, webhook: { ...value.webhook } };
  Reflect.deleteProperty(repeated.webhook, 'secret');
  expect(await create(socket, receiver.url)).toEqual({ ok: true, value: repeated });
  expect(await create(socket, `${receiver.url}/other`)).toMatchObject({
    problem: { code: 'refused', message: expect.stringContaining('webhooks.key is missing') },
  });
  expect(readdirSync(folder)).not.toContain('webhooks.key');
  renameSync(join(folder, 'kept.key'), join(folder, 'webhooks.key'));
  await vi.waitFor(() => expect(revs(receiver)).toEqual([1]));
  expect(await create(socket, receiver.url)).toEqual(made);
});
