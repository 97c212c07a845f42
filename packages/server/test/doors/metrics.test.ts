/** What Prometheus is told, and who may read it. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import { usualWaits } from '../../src/webhooks/waits.ts';
import { temporaryFolder } from '../journal/fixtures.ts';
import { answer, startReceiver } from '../webhooks/receiver.ts';
import { add, ask, connect, dial, happened, type ListeningServer, rawSocket, startServer } from './fixtures.ts';

function scrape({ url }: ListeningServer, authorization?: string): Promise<Response> {
  return fetch(`${url}/metrics`, { headers: authorization === undefined ? {} : { authorization } });
}

/** The value of each series, by its name and labels. */
async function series(server: ListeningServer): Promise<Map<string, number>> {
  const response = await scrape(server, `Bearer ${server.token}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

test('R12: strangers learn nothing: without a token, with another one, and by another scheme it is 401', async () => {
  const server = await startServer();
  for (const authorization of [
    undefined,
    'Bearer tock_wrong',
    `Basic ${server.token}`,
    `Bearer ${server.token} ${server.token}`,
    'Bearer',
    `Bearer ${'x'.repeat(10_000)}`,
  ]) {
    const response = await scrape(server, authorization);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="tock"']);
    expect(await response.text()).not.toMatch(/tock_[a-z]+_|tock_wrong/);
  }
  const posted = await fetch(`${server.url}/metrics`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}` },
  });
  expect(posted.status).toBe(405);
});

test('requests are counted by name and outcome, and a name of the caller is no label', async () => {
  const server = await startServer();
  const socket = await connect(server);
  await add(socket, 'milk');
  await add(socket, 'eggs');
  await ask(socket, 'todo:complete', { op: 'no', list: 'inbox', todos: ['99'] });
  for (const name of ['canary"}', '__proto__', 'toString', 'x\ny'.repeat(1_000)]) await ask(socket, name, {});
  const found = await series(server);
  expect(found.get('tock_requests_total{request="todo:add",outcome="ok"}')).toBe(2);
  expect(found.get('tock_requests_total{request="todo:complete",outcome="not_found"}')).toBe(1);
  expect(found.get('tock_requests_total{request="unknown",outcome="invalid"}')).toBe(4);
  expect([...found.keys()].join('\n')).not.toMatch(/canary|toString/);
});

test('a request of REST is counted as the same request of a socket is', async () => {
  const server = await startServer();
  const headers = { authorization: `Bearer ${server.token}` };
  expect((await fetch(`${server.url}/v1/lists`, { headers })).status).toBe(200);
  expect((await series(server)).get('tock_requests_total{request="lists:read",outcome="ok"}')).toBe(1);
});

test('who is turned away is counted by the reason', async () => {
  const server = await startServer();
  await happened(dial(server, { token: 'tock_wrong' }), 'connect_error');
  await happened(dial(server, { protocol: 99 }), 'connect_error');
  await rawSocket(server, { origin: 'https://evil.example' }).closed;
  expect((await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(400);
  const found = await series(server);
  for (const reason of ['unauthenticated', 'incompatible', 'forbidden', 'handshake'])
    expect(found.get(`tock_turned_away_total{reason="${reason}"}`), reason).toBe(1);
});

test('commits, queues, the store and the process are measured; what did not happen yet is there as 0', async () => {
  const recorder = new Recorder();
  const path = join(temporaryFolder(), 'tock.db');
  const server = await startServer(await openStore(`sqlite:${path}`, { instruments: recorder }));
  const socket = await connect(server);
  const todos = [{ title: 'a' }, { title: 'b' }, { title: 'c' }];
  await ask(socket, 'todo:add', { op: 'three', list: 'inbox', todos });
  const found = await series(server);
  // The first commit made the person, the list and the device.
  expect(found.get('tock_commit_seconds_count')).toBe(2);
  expect(found.get('tock_commit_requests_sum')).toBe(2);
  expect(found.get('tock_commit_changes_bucket{le="4"}')).toBe(2);
  expect(found.get('tock_commit_changes_sum')).toBe(6);
  expect(found.get('tock_commit_bytes_bucket{le="+Inf"}')).toBe(2);
  expect(found.get('tock_commit_seconds_sum')).toBeGreaterThan(0);
  expect(found.get('tock_sockets')).toBe(1);
  expect(found.get('tock_lists_in_memory')).toBe(1);
  expect(found.get('tock_waiting_requests')).toBe(0);
  expect(found.get('tock_waiting_bytes')).toBe(0);
  expect(found.get('tock_store_transactions_total{outcome="failed"}')).toBe(0);
  for (const name of ['tock_store_bytes', 'tock_store_log_bytes', 'tock_store_free_bytes'])
    expect(found.get(name), name).toBeGreaterThan(0);
  expect(found.get('tock_event_loop_delay_seconds{statistic="p99"}')).toBeGreaterThanOrEqual(0);
  expect(found.get('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  expect(found.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(found.get('process_start_time_seconds')).toBeLessThan(Date.now() / 1_000);
  expect([...found.keys()].some((name) => name.startsWith('tock_build_info{version="0.0.0+test"'))).toBe(true);
  // There is no certificate.
  expect(found.has('tock_tls_certificate_expiry_timestamp_seconds')).toBe(false);
  // The thread of the store tells of its own transactions: the two commits at least.
  const { transactionSeconds, syncSeconds, transactionWrites } = recorder.distributions;
  expect(transactionWrites.sum).toBeGreaterThanOrEqual(2);
  expect(syncSeconds.sum).toBeGreaterThan(0);
  expect(transactionSeconds.sum).toBeGreaterThanOrEqual(syncSeconds.sum);
});

test('webhooks are told by how their deliveries end, and how many are in trouble', async () => {
  const server = await startServer(undefined, null, { webhooks: { waits: { ...usualWaits, longest: 20 } } });
  const socket = await connect(server);
  const [good, bad, gone] = [await startReceiver(), await startReceiver(answer(500)), await startReceiver(answer(410))];
  for (const [index, { url }] of [good, bad, gone].entries())
    await ask(socket, 'webhook:create', { op: `create.${index}`, list: 'inbox', url });
  await add(socket, 'milk');
  await expect
    .poll(async () => {
      const found = await series(server);
      return ['tock_webhooks_failing', 'tock_webhooks_stopped'].map((name) => found.get(name));
    })
    .toEqual([1, 1]);
  const found = await series(server);
  const ended = (outcome: string) => found.get(`tock_webhook_deliveries_total{outcome="${outcome}"}`);
  expect([ended('accepted'), ended('gone')]).toEqual([1, 1]);
  expect(ended('failed')).toBeGreaterThanOrEqual(1);
});

test('a move between lists is two commits', async () => {
  const server = await startServer();
  const socket = await connect(server);
  await ask(socket, 'list:create', { op: 'list', name: 'other' });
  await add(socket, 'milk');
  const before = (await series(server)).get('tock_commit_seconds_count') ?? 0;
  expect(await ask(socket, 'todo:send', { op: 'send', list: 'inbox', todos: ['1'], to: 'other' })).toMatchObject({
    ok: true,
  });
  expect((await series(server)).get('tock_commit_seconds_count')).toBe(before + 2);
});

test('every series has a help and a type, its name says what it is, and counters only grow', async () => {
  const server = await startServer();
  const socket = await connect(server);
  await add(socket, 'milk');
  const text = await (await scrape(server, `Bearer ${server.token}`)).text();
  const described = new Set([...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name));
  const typed = [...text.matchAll(/^# TYPE (\S+) (counter|gauge|histogram)$/gm)];
  expect(typed.map(([, name]) => name)).toEqual([...described]);
  for (const [, name, type] of typed) expect(name?.endsWith('_total'), name).toBe(type === 'counter');
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#')))
    expect(line).toMatch(/^[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? \d[\d.e+-]*$/);
  const before = await series(server);
  await add(socket, 'eggs');
  const after = await series(server);
  for (const [name, value] of before)
    if (/_(total|count|bucket)/.test(name)) expect(after.get(name), name).toBeGreaterThanOrEqual(value);
});
