/** Alive is one thing, ready another: a write proves it, and a server that goes away says so first. */
import { connect as connectTcp } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { HeldJournal } from '../heldJournal.ts';
import { add, connect, happened, type ListeningServer, startServer } from './fixtures.ts';

const get = (server: ListeningServer, path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);
const document = (code: string) => ({ type: `urn:tock:problem:${code}`, status: 503, code });

/** A server over a journal whose probes the test answers. */
async function probed(answer: () => Promise<'stored' | 'full'>): Promise<ListeningServer> {
  const journal = await HeldJournal.open();
  const starting = startServer(journal);
  await (await journal.next()).store();
  journal.probeAnswer = answer;
  return starting;
}

/** A request of which all but the last line is sent: its connection is not idle. */
async function begun({ url }: ListeningServer, path: string) {
  const socket = connectTcp(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('utf8').on('data', (more) => {
    text += more;
  });
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  await new Promise((resolve) => socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`, resolve));
  return { finish: () => socket.write('\r\n'), ended };
}

test('a server that serves is alive and ready, without a token, and tells nothing else', async () => {
  const server = await startServer();
  expect(await (await get(server, '/healthz')).json()).toEqual({ status: 'alive' });
  const ready = await get(server, '/readyz');
  expect([ready.status, ready.headers.get('cache-control'), await ready.json()]).toEqual([
    200,
    'no-store',
    { status: 'ready' },
  ]);
  expect((await get(server, '/readyz', { method: 'HEAD' })).status).toBe(200);
  const posted = await get(server, '/healthz', { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
  expect((await get(server, '/readyz', { headers: { origin: 'https://evil.example' } })).status).toBe(403);
});

test('R10: a store without room, and one that fails, are not ready: 503 says why, and it is alive', async () => {
  const server = await probed(() => Promise.resolve('full'));
  const response = await get(server, '/readyz');
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect([response.status, await response.json()]).toMatchObject([503, document('storage_full')]);
  expect((await get(server, '/healthz')).status).toBe(200);

  const broken = await probed(() => Promise.reject(new Error('secret path /srv/x')));
  const told = await (await get(broken, '/readyz')).text();
  expect(JSON.parse(told)).toMatchObject(document('internal'));
  expect(told).not.toContain('secret');
});

test('a store that does not answer is not ready, and answers nobody late', async () => {
  const server = await probed(() => new Promise(() => undefined));
  expect(await (await get(server, '/readyz')).json()).toMatchObject(document('unreachable'));
  expect((await get(server, '/healthz')).status).toBe(200);
});

test('however many ask, one write proves it, and it is proved anew later', async () => {
  const probe = vi.fn(() => Promise.resolve<'stored' | 'full'>('full'));
  const server = await probed(probe);
  const first = await Promise.all(Array.from({ length: 20 }, () => get(server, '/readyz')));
  expect(new Set(first.map(({ status }) => status))).toEqual(new Set([503]));
  expect(probe).toHaveBeenCalledTimes(1);
  probe.mockResolvedValue('stored');
  await vi.waitFor(async () => expect((await get(server, '/readyz')).status).toBe(200), { timeout: 10_000 });
  expect(probe).toHaveBeenCalledTimes(2);
  // The log tells of the changes alone.
  expect(server.log.filter((line) => /not ready|ready again/.test(line))).toHaveLength(2);
});

test('a server that drains is not ready while requests on their way are finished', async () => {
  const journal = await HeldJournal.open();
  const starting = startServer(journal);
  await (await journal.next()).store();
  const server = await starting;
  const socket = await connect(server);
  const milk = add(socket, 'milk');
  const append = await journal.next();
  const asked = await begun(server, '/readyz');
  const draining = happened(socket, 'draining');
  const closed = server.server.close();
  await draining;
  asked.finish();
  expect(await asked.ended).toMatch(/^HTTP\/1\.1 503 [\s\S]*"code":"shutting_down"/);
  await append.store();
  expect(await milk).toMatchObject({ ok: true });
  await closed;
});

test('with a delay it says that it is not ready, and serves as ever, before it drains', async () => {
  const server = await startServer(await openStore('memory:'));
  const socket = await connect(server);
  const draining = happened(socket, 'draining');
  const closed = server.server.close(1_000);
  expect(await (await get(server, '/readyz')).json()).toMatchObject(document('shutting_down'));
  expect(await add(socket, 'milk')).toMatchObject({ ok: true });
  expect(await add(await connect(server), 'eggs')).toMatchObject({ ok: true });
  await draining;
  await closed;
});
