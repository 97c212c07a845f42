import { request } from 'node:http';
import { PROTOCOL, randomIdentifier, requestSchemas } from '@tock/shared';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ask, connect, type RawSocket, signedIn } from '../src/client.ts';
import { HostileConnection } from '../src/hostile/connection.ts';
import { openSandbox } from '../src/sandbox.ts';
import { type Server, startServer } from '../src/tockd.ts';

// Its end is registered while the file is read: within `beforeAll` it would be too late.
const sandbox = openSandbox(afterAll);
let server: Server;
let honest: RawSocket;

beforeAll(async () => {
  server = await startServer(sandbox);
  honest = connect(server);
  await signedIn(honest);
});
afterAll(() => void honest.disconnect());

/** The same server, never restarted, still answers. */
async function expectServing(): Promise<void> {
  expect(await ask(honest, 'lists:read', {})).toMatchObject({ ok: true });
}

/** The status of an attempt to open a WebSocket with these headers. */
function upgrade(headers: Record<string, string>, path = '/socket.io/?EIO=4&transport=websocket'): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}${path}`, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.alloc(16).toString('base64'),
        ...headers,
      },
      agent: false,
    });
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('R12, CVE-2020-28481: a page in a browser, or a foreign name for this host, gets no connection', async () => {
  expect(await upgrade({})).toBe(101);
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: server.url },
    { origin: 'null' },
    { host: 'evil.example' },
    { host: 'localhost.evil.example' },
  ]) {
    expect(await upgrade(headers), JSON.stringify(headers)).toBeGreaterThanOrEqual(400);
  }
  await expectServing();
});

test('a wrong token, none, and another protocol are refused in words, without the token', async () => {
  for (const [auth, code] of [
    [{ token: 'tock_wrong', protocol: PROTOCOL }, 'unauthenticated'],
    [{}, 'unauthenticated'],
    [{ token: server.token, protocol: PROTOCOL + 1 }, 'incompatible'],
  ] as const) {
    const socket = connect(server);
    onTestFinished(() => void socket.disconnect());
    socket.auth = auth;
    const error = await signedIn(socket).then(
      () => null,
      (reason: Error & { data?: { code?: string } }) => reason,
    );
    expect(error?.data).toMatchObject({ code });
    expect(JSON.stringify(error?.data)).not.toContain('tock_');
  }
  await expectServing();
  expect(server.log()).not.toContain(server.token);
});

test('R12: the ids of todos of one list say nothing in a request for another', async () => {
  const connection = new HostileConnection(server.port);
  onTestFinished(() => connection.destroy(false));
  await connection.upgrade();
  await connection.signIn(server.token);
  const list = `other-${randomIdentifier()}`;
  expect(await connection.ask('list:create', { op: randomIdentifier(), name: list })).toMatchObject({ ok: true });
  const added = { op: randomIdentifier(), list: 'inbox', todos: [{ title: 'mine' }] };
  const answer = (await connection.ask('todo:add', added)) as { value: { todos: [{ id: string }] } };
  const [{ id }] = answer.value.todos;
  for (const event of Object.keys(requestSchemas).filter((name) => name.startsWith('todo:') && name !== 'todo:add')) {
    const shared = { list, todo: id, todos: [id] };
    for (const payload of payloadsFor(event, shared)) {
      expect(await connection.ask(event, payload), event).toMatchObject({ ok: false });
    }
  }
  const { value } = (await connection.ask('todo:read', { list: 'inbox', todo: id })) as {
    value: { history: unknown[] };
  };
  expect(value.history).toHaveLength(1);
});

/** The payload of a request about todos, with just the fields that it has. */
function payloadsFor(event: string, { list, todo, todos }: { list: string; todo: string; todos: string[] }): object[] {
  const op = randomIdentifier();
  if (event === 'todo:read') return [{ list, todo }];
  if (event === 'todo:edit') return [{ op, list, todo, set: { title: 'theirs' } }];
  if (event === 'todo:move') return [{ op, list, todos, place: 'top' }];
  if (event === 'todo:send') return [{ op, list, todos, to: 'inbox' }];
  return [{ op, list, todos }];
}
