/** Everything that goes right and wrong, and a log that has neither what people typed nor what signs them in. */
import { requestSchemas } from '@tock/shared';
import { expect, test } from 'vitest';
import { HeldJournal } from '../heldJournal.ts';
import { add, ask, connect, dial, happened, type ListeningServer, rawSocket, startServer } from './fixtures.ts';

const CANARY = 'canary7f3a';
const OTHER_TOKEN = 'tock_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';
const INFO = 30;

interface Line {
  level: number;
  msg: string;
  request?: string;
  route?: string;
  status?: number;
  error?: unknown;
}
const linesOf = ({ log }: ListeningServer): Line[] => log.map((line) => JSON.parse(line));
/** The lines from a level on, as text. */
const textOf = (server: ListeningServer, level: number) =>
  linesOf(server)
    .filter((line) => line.level >= level)
    .map((line) => JSON.stringify(line))
    .join('\n');

/** What a person does, with the canary in every text. */
async function honest(server: ListeningServer): Promise<void> {
  const socket = await connect(server);
  await add(socket, `${CANARY}-op`.slice(6), { title: CANARY, notes: CANARY, tags: [CANARY] });
  await ask(socket, 'list:create', { op: 'list', name: CANARY });
  await ask(socket, 'list:rename', { op: 'rename', list: CANARY, name: `${CANARY}2` });
  await ask(socket, 'list:open', { list: `${CANARY}2`, follow: true });
  await ask(socket, 'todo:edit', { op: 'edit', list: 'inbox', todo: '1', set: { title: `${CANARY} again` } });
  await ask(socket, 'list:log', { list: 'inbox', limit: 10 });
  await rest(server, 'POST', `/v1/lists/${CANARY}2/todos`, { title: CANARY });
  await rest(server, 'GET', `/v1/lists/${CANARY}2`);
}

/** What goes wrong, with the canary and the tokens wherever there is room for them. */
async function hostile(server: ListeningServer): Promise<void> {
  const socket = await connect(server);
  for (const event of [...Object.keys(requestSchemas), CANARY, OTHER_TOKEN, server.token]) {
    await ask(socket, event, { op: CANARY, list: CANARY, todos: [{ title: CANARY }], [CANARY]: OTHER_TOKEN });
    await ask(socket, event, { list: CANARY, todo: CANARY });
  }
  for (const auth of [{ token: OTHER_TOKEN }, { token: { [CANARY]: CANARY } }, { protocol: 99, client: CANARY }])
    await happened(dial(server, auth), 'connect_error');
  await rest(server, 'GET', `/v1/lists/${CANARY}`);
  await rest(server, 'GET', `/${CANARY}?token=${server.token}`);
  await rest(server, 'PATCH', `/v1/lists/inbox/todos/${CANARY}`, { title: CANARY, [CANARY]: CANARY });
  await rest(server, 'POST', `/v1/lists/${CANARY}/todos`, `{"title": ${CANARY}`);
  const headers: Record<string, string>[] = [
    { authorization: `Bearer ${OTHER_TOKEN}` },
    { authorization: `Basic ${server.token}`, cookie: `token=${server.token}` },
    { 'x-request-id': server.token },
    { 'x-request-id': OTHER_TOKEN },
    { origin: `https://${CANARY}.example` },
    { 'x-forwarded-for': server.token, 'user-agent': CANARY, referer: `https://${CANARY}.example` },
  ];
  for (const each of headers) await fetch(`${server.url}/v1/lists/${CANARY}`, { headers: each });
  await rawSocket(server, { origin: CANARY }).closed;
  await fetch(`${server.url}/socket.io/?EIO=4&transport=${CANARY}&token=${server.token}`);
}

function rest({ url, token }: ListeningServer, method: string, path: string, body?: unknown): Promise<Response> {
  const authorization = `Bearer ${token}`;
  if (body === undefined) return fetch(`${url}${path}`, { method, headers: { authorization } });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': 'key-1' };
  return fetch(`${url}${path}`, { method, headers, body: text });
}

/** A fault in every request, whose error carries what was asked. */
async function faulty(): Promise<ListeningServer> {
  const journal = await HeldJournal.open();
  const starting = startServer(journal);
  await (await journal.next()).store();
  const server = await starting;
  journal.beforeRead = async () => {
    JSON.parse(`{"title": ${CANARY}}`);
  };
  return server;
}

test('R13: no text of a person is in the log at info, and no token at any level', async () => {
  const server = await startServer();
  await honest(server);
  await hostile(server);
  expect(linesOf(server).length).toBeGreaterThan(50);
  expect(textOf(server, INFO)).not.toContain(CANARY);
  const all = textOf(server, 0);
  for (const token of [server.token, OTHER_TOKEN]) expect(all).not.toContain(token.slice(5));
});

test('a fault has one line at error, under the id that its answer names, without what was asked', async () => {
  const server = await faulty();
  const socket = await connect(server);
  const answer = JSON.stringify(await ask(socket, 'list:log', { list: 'inbox', limit: 10 }));
  const [, id] = /under request ([\w-]+)/.exec(answer) ?? [];
  expect(id).toMatch(new RegExp(`^${socket.id}-\\d+$`));
  const response = await rest(server, 'GET', '/v1/lists/inbox/log');
  expect(response.status).toBe(500);
  const told: unknown = await response.json();
  const requestId = response.headers.get('x-request-id');
  expect(told).toMatchObject({ code: 'internal', requestId, hint: expect.stringContaining(String(requestId)) });
  const faults = linesOf(server).filter((line) => line.level >= 50 && line.error !== undefined);
  expect(faults.map(({ request }) => request)).toEqual([id, requestId]);
  expect(textOf(server, 0)).not.toContain(CANARY);
});

test('a request of HTTP has one line: its route and not its address, refusals at info, others at debug', async () => {
  const server = await startServer();
  const lineOf = (response: Response) => {
    const lines = linesOf(server).filter(({ request }) => request === response.headers.get('x-request-id'));
    expect(lines).toHaveLength(1);
    return lines[0];
  };
  const found = lineOf(await rest(server, 'GET', '/v1/lists/inbox'));
  expect(found).toMatchObject({
    level: 20,
    method: 'GET',
    route: '/v1/lists/:list',
    status: 200,
    device: server.server.credentials.device,
    ms: expect.any(Number),
  });
  expect(lineOf(await rest(server, 'GET', `/v1/lists/${CANARY}`))).toMatchObject({
    level: 30,
    route: '/v1/lists/:list',
    status: 404,
  });
  expect(lineOf(await fetch(`${server.url}/${CANARY}`))).toMatchObject({ level: 30, route: '/*', status: 404 });
  const own = await fetch(`${server.url}/hello`, { headers: { 'x-request-id': 'trace-1' } });
  expect(own.headers.get('x-request-id')).toBe('trace-1');
  expect(lineOf(own)).toMatchObject({ level: 20, route: '/hello' });
});

test('a refusal of a socket has a line at info with the code, and its request', async () => {
  const server = await startServer();
  const socket = await connect(server);
  await ask(socket, 'todo:complete', { op: 'x', list: CANARY, todos: ['1'] });
  await ask(socket, CANARY, {});
  const refused = linesOf(server).filter(({ msg }) => msg === 'a request was refused');
  expect(refused).toMatchObject([
    { level: 30, event: 'todo:complete', code: 'not_found', request: `${socket.id}-1` },
    { level: 30, event: 'unknown', code: 'invalid', request: `${socket.id}-2` },
  ]);
});
