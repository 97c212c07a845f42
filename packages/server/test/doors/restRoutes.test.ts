/** REST, route by route: each answers what it says it answers, to those who may, by the methods that it has. */
import { expect, test } from 'vitest';
import { restRoutes } from '../../src/doors/rest/rest.ts';
import { type ListeningServer, startServer } from './fixtures.ts';
import { addLines, call, faultsOf, follow, type Request } from './restFixtures.ts';

/** What makes each route answer with success, in this order, on a list with two todos. A route without a row does not pass. */
const successes: [id: string, path: string, request?: Request][] = [
  ['readLists', '/v1/lists'],
  ['createList', '/v1/lists', { body: { name: 'work' } }],
  ['readList', '/v1/lists/inbox'],
  ['changeList', '/v1/lists/work', { body: { name: 'home' } }],
  ['changeList', '/v1/lists/home', { body: { archived: true } }],
  ['changeList', '/v1/lists/home', { body: { archived: false } }],
  ['readPresence', '/v1/lists/inbox/presence'],
  ['readTodos', '/v1/lists/inbox/todos'],
  ['readTodos', '/v1/lists/inbox/todos?filter=milk&timeZone=Europe%2FBerlin&limit=1'],
  ['addTodos', '/v1/lists/inbox/todos', { body: { title: 'bread', tags: ['home'], due: '2026-12-01', notes: 'rye' } }],
  ['addTodos', '/v1/lists/inbox/todos', { body: { todos: [{ title: 'salt' }, { title: 'ash', done: true }] } }],
  ['addTodos', '/v1/lists/inbox/todos', { body: { text: 'tea +home due:tomorrow', timeZone: 'Asia/Tokyo' } }],
  ['addTodos', '/v1/lists/inbox/todos', { body: 'oil\nrice', headers: { 'content-type': 'text/plain' } }],
  ['readTodo', '/v1/lists/inbox/todos/1?timeZone=UTC'],
  ['changeTodo', '/v1/lists/inbox/todos/1', { body: { title: 'oat milk', pri: 'A', addTags: ['x'], seen: 1 } }],
  ['changeTodo', '/v1/lists/inbox/todos/1', { body: { text: 'pri:B +y -+x' } }],
  ['changeTodo', '/v1/lists/inbox/todos/1', { body: 'due:tomorrow', headers: { 'content-type': 'text/plain' } }],
  ['changeTodo', '/v1/lists/inbox/todos/1', { body: { done: true } }],
  ['changeTodo', '/v1/lists/inbox/todos/1', { body: { done: false } }],
  ['changeTodo', '/v1/lists/inbox/todos/1', { body: { removed: true } }],
  ['changeTodo', '/v1/lists/inbox/todos/1', { body: { removed: false } }],
  ['changeTodo', '/v1/lists/inbox/todos/1', { body: { place: 'bottom' } }],
  ['changeTodo', '/v1/lists/inbox/todos/1', { body: { place: 'before', of: '2' } }],
  ['changeTodo', '/v1/lists/inbox/todos/2', { body: { list: 'home' } }],
  ['removeTodo', '/v1/lists/inbox/todos/3'],
  ['readCommits', '/v1/lists/inbox/commits?limit=5'],
  ['readLog', '/v1/lists/inbox/log?limit=5&before=9'],
  ['undo', '/v1/lists/inbox/undo'],
  ['redo', '/v1/lists/inbox/redo'],
  ['undo', '/v1/lists/inbox/undo', { body: { rev: 3 } }],
  [
    'createWebhook',
    '/v1/lists/inbox/webhooks',
    { body: { url: 'http://127.0.0.1:9/', description: 'nobody is there' } },
  ],
  ['readWebhooks', '/v1/lists/inbox/webhooks'],
  ['resumeWebhook', '/v1/lists/inbox/webhooks/{webhook}/resume'],
  ['removeWebhook', '/v1/lists/inbox/webhooks/{webhook}'],
];

test('every route answers with its status and what its schema says, not to be kept by anybody', async () => {
  const server = await startServer();
  await addLines(server, 'milk\neggs');
  expect(new Set(successes.map(([id]) => id))).toEqual(new Set(restRoutes.map(({ id }) => id)));
  let webhook = '';
  for (const [id, path, request] of successes) {
    const row = restRoutes.find((each) => each.id === id);
    const answer = await call(server, row?.method.toUpperCase() ?? '', path.replace('{webhook}', webhook), request);
    webhook = answer.body.webhook?.id ?? webhook;
    expect(answer, `${id} ${answer.text}`).toMatchObject({ status: row?.status });
    const parsed = row?.answer.safeParse(answer.body);
    expect(parsed?.success, `${id} ${answer.text}`).toBe(true);
    // Nothing is said that the schema, and so the document made of it, does not know.
    if (id !== 'readTodo') expect(parsed?.data, id).toEqual(answer.body);
    expect(answer.headers, id).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(answer.text)),
      'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
    });
  }
  expect(faultsOf(server)).toEqual([]);
});

/** The methods of each address. */
function methodsOf(): Map<string, string[]> {
  const methods = new Map<string, string[]>([['/v1/lists/{list}/events', ['GET']]]);
  for (const { method, path } of restRoutes) methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);
  return methods;
}
const addressOf = (path: string) => path.replace('{list}', 'inbox').replace('{todo}', '1').replace('{webhook}', 'bcdf');

test('another method of an address is 405 and told which it takes; HEAD is GET without a body', async () => {
  const server = await startServer();
  await addLines(server, 'milk');
  for (const [path, allowed] of methodsOf()) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND']) {
      if (allowed.includes(method)) continue;
      const answer = await call(server, method, addressOf(path));
      expect(answer, `${method} ${path}`).toMatchObject({
        status: 405,
        headers: { allow: allowed.join(', '), 'content-type': 'application/problem+json' },
        body: { code: 'invalid', status: 405, retryable: false },
      });
    }
    const head = await call(server, 'HEAD', addressOf(path));
    expect(head, path).toMatchObject({ status: allowed.includes('GET') ? 200 : 405, text: '' });
    if (!path.endsWith('/events')) continue;
    expect(head.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(await call(server, 'HEAD', '/v1/lists/nothing/events')).toMatchObject({ status: 404 });
  }
  expect(server.server.connections()).toBe(0);
  expect(faultsOf(server)).toEqual([]);
});

/** Every route, with a body that it takes. */
async function everyRoute(server: ListeningServer, token: string, headers: Record<string, string> = {}) {
  const answers = [];
  for (const [id, path, { headers: own = {}, body } = {}] of successes) {
    const method = restRoutes.find((each) => each.id === id)?.method.toUpperCase() ?? '';
    const request = { headers: { ...own, ...headers }, ...(body === undefined ? {} : { body }) };
    answers.push([id, await call({ url: server.url, token }, method, addressOf(path), request)] as const);
  }
  return answers;
}

test('without a token that the server knows, every route is 401 and says what is missing', async () => {
  // There are more routes than failures in a minute are borne with.
  const server = await startServer(undefined, null, { bounds: { failedSignIns: 0 } });
  for (const token of ['', 'tock_wrong', server.token.slice(0, -1), `${server.token}x`, 'x'.repeat(10_000)]) {
    for (const [id, answer] of await everyRoute(server, token)) {
      expect(answer, id).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer realm="tock"', 'content-type': 'application/problem+json' },
        body: { code: 'unauthenticated' },
      });
      expect(answer.text).not.toContain(server.token);
      if (token !== '') expect(answer.text).not.toContain(token);
    }
    const stream = follow({ url: server.url, token });
    expect(await stream.head).toMatch(/^HTTP\/1\.1 401 /);
  }
  expect(await call(server, 'GET', '/v1/lists/inbox')).toMatchObject({ body: { rev: 0 } });
});

test.each([
  ['Basic', (token: string) => `Basic ${Buffer.from(`:${token}`).toString('base64')}`],
  ['the token alone', (token: string) => token],
  ['two tokens', (token: string) => `Bearer ${token} ${token}`],
  ['two tokens, by a comma', (token: string) => `Bearer ${token}, Bearer ${token}`],
  ['a token in quotes', (token: string) => `Bearer "${token}"`],
  ['bytes that are no ASCII', () => 'Bearer \u00e9\u00ff'],
])('%s is no sign-in', async (_, header) => {
  const server = await startServer();
  const answer = await call(server, 'GET', '/v1/lists', { headers: { authorization: header(server.token) } });
  expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  expect(answer.text + server.log.join('')).not.toContain(server.token);
});

test('what is nowhere is 404, to those who are signed in', async () => {
  const server = await startServer();
  for (const path of ['/v1', '/v1/', '/v1/lists/', '/v1/lists/inbox/', '/v1/lists/inbox/nothing', '/v1/lists//todos']) {
    expect(await call(server, 'GET', path), path).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await call({ ...server, token: 'x' }, 'GET', path), path).toMatchObject({ status: 401 });
  }
  for (const path of ['/', '/V1/lists', '//v1/lists', '/lists', '/favicon.ico', '/v2/lists'])
    expect(await call(server, 'GET', path), path).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('two tokens in two headers are no sign-in', async () => {
  const server = await startServer();
  const response = await fetch(`${server.url}/v1/lists`, {
    headers: [
      ['authorization', `Bearer ${server.token}`],
      ['authorization', 'Bearer x'],
    ],
  });
  expect(response.status).toBe(401);
});
