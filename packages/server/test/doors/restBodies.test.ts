/** Bodies that are no bodies, for every route that takes one: answered with a code, and nothing is done. */
import { gzipSync } from 'node:zlib';
import { limits } from '@tock/shared';
import { expect, test } from 'vitest';
import { restRoutes } from '../../src/doors/rest/rest.ts';
import { type ListeningServer, startServer } from './fixtures.ts';
import { addLines, call, faultsOf } from './restFixtures.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const withBody = restRoutes.filter(({ method }) => method === 'post' || method === 'patch');
const addressOf = (path: string) => path.replace('{list}', 'inbox').replace('{todo}', '1');

/** Sends a body to each route that takes one. */
async function everyRoute(server: ListeningServer, body: string | Buffer, type = 'application/json', headers = {}) {
  const sent = { headers: { 'content-type': type, ...headers }, body };
  return Promise.all(
    withBody.map(async ({ id, method, path }) => ({
      id,
      answer: await call(server, method.toUpperCase(), addressOf(path), sent),
    })),
  );
}

async function withMilk(): Promise<{ server: ListeningServer; unchanged(): Promise<void> }> {
  const server = await startServer();
  await addLines(server, 'milk');
  const stands = await call(server, 'GET', '/v1/lists/inbox');
  return {
    server,
    unchanged: async () => {
      expect((await call(server, 'GET', '/v1/lists/inbox')).text).toBe(stands.text);
      expect((await call(server, 'GET', '/v1/lists')).body.lists).toHaveLength(1);
      expect(faultsOf(server)).toEqual([]);
    },
  };
}

const hostile: [what: string, json: string][] = [
  ['null', 'null'],
  ['a number', '7'],
  ['a text', '"x"'],
  ['a list', '[]'],
  ['a list of todos', '[{"title":"x"}]'],
  ['fields of the wrong kind', '{"title":1,"name":[],"rev":"1","done":"yes","text":{}}'],
  ['a field that nobody knows', '{"nobody":1}'],
  ['the op in the body', '{"title":"x","op":"y"}'],
  ['the list in the body', '{"todos":[{"title":"x"}],"list":"work"}'],
  ['two kinds of change', '{"done":true,"removed":true}'],
  ['words and fields', '{"text":"x","title":"y"}'],
  ['__proto__', '{"__proto__":{"title":"x"},"title":"y"}'],
  ['constructor', '{"constructor":{"prototype":{"title":"x"}}}'],
  ['a prototype of a todo', '{"todos":[{"title":"x","__proto__":{"done":true}}]}'],
  ['a name that is inherited', '{"toString":"x"}'],
  ['a key twice', '{"title":1,"title":"\\u0000"}'],
  ['a depth of hundred thousand', nested(100_000)],
  ['a depth in a field', `{"title":${nested(50_000)},"name":${nested(50_000)},"rev":${nested(9)}}`],
  ['objects in objects', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ['a number beyond all numbers', '{"rev":1e400}'],
  ['half a character', '{"title":"\\ud800","name":"\\ud800","text":"\\udfff"}'],
  ['controls', '{"title":"\\u001b[2J","name":"\\u0007","text":"\\u0000"}'],
  ['an order that is reversed', '{"title":"\\u202ex","name":"\\u202ex","text":"\\u202ex"}'],
  ['nothing at all', '{"todos":[]}'],
  ['two values', '{} {}'],
  ['no JSON', "{title:'x'}"],
  ['not a number', '{"rev":NaN}'],
  ['a part of one', '{"title":"x"'],
];

test.each(hostile)('%s is refused by every route', async (_, json) => {
  const { server, unchanged } = await withMilk();
  for (const { id, answer } of await everyRoute(server, json)) {
    expect(answer, `${id} ${answer.text}`).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
      body: { code: 'invalid', status: 400 },
    });
    // What was wrong is said in words, without what was sent.
    expect(answer.body.detail).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
    expect(answer.text.length).toBeLessThan(600);
  }
  expect(Object.hasOwn(Object.prototype, 'title')).toBe(false);
  await unchanged();
});

test('more than fits is 413: items, bytes that are announced, bytes that only come', async () => {
  const { server, unchanged } = await withMilk();
  const items = `{"todos":[${'{},'.repeat(999_999)}{}]}`;
  const added = await call(server, 'POST', '/v1/lists/inbox/todos', {
    headers: { 'content-type': 'application/json' },
    body: items,
  });
  const changed = await call(server, 'PATCH', '/v1/lists/inbox/todos/1', {
    body: { addTags: Array.from({ length: 20_000 }, () => 'x') },
  });
  for (const answer of [added, changed]) expect(answer).toMatchObject({ status: 413, body: { code: 'too_large' } });
  const huge = Buffer.alloc(limits.frameBytes + 1, ' ');
  for (const headers of [{}, { 'transfer-encoding': 'chunked' }])
    for (const { id, answer } of await everyRoute(server, huge, 'application/json', headers))
      expect(answer, id).toMatchObject({ status: 413, body: { code: 'too_large', retryable: false } });
  await unchanged();
});

test.each([
  ['latin-1', Buffer.from('{"title":"caf\u00e9"}', 'latin1'), 400],
  ['UTF-16', Buffer.from('{"title":"x"}', 'utf16le'), 400],
  ['UTF-16 with its mark', Buffer.from('\ufeff{"title":"x"}', 'utf16le'), 400],
  ['UTF-8 that breaks off', Buffer.concat([Buffer.from('{"title":"'), Buffer.of(0xe2, 0x82), Buffer.from('"}')]), 400],
  [
    'a character that is too long',
    Buffer.concat([Buffer.from('{"title":"'), Buffer.of(0xc0, 0x80), Buffer.from('"}')]),
    400,
  ],
  ['half a character', Buffer.concat([Buffer.from('{"title":"'), Buffer.of(0xed, 0xa0, 0x80), Buffer.from('"}')]), 400],
  ['bytes', Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256)), 400],
  ['gzip', gzipSync('{"title":"x"}'), 400],
])('%s is no UTF-8 JSON, and no words', async (_, body, status) => {
  const { server, unchanged } = await withMilk();
  for (const { id, answer } of await everyRoute(server, body)) expect(answer, id).toMatchObject({ status });
  for (const { id, answer } of await everyRoute(server, body, 'text/plain'))
    expect([400, 415], id).toContain(answer.status);
  await unchanged();
});

test('what is compressed, of another type or in another charset is 415; a byte order mark is none of these', async () => {
  const { server, unchanged } = await withMilk();
  for (const headers of [
    { 'content-encoding': 'gzip' },
    { 'content-encoding': 'identity' },
    { 'content-encoding': '' },
  ])
    for (const { id, answer } of await everyRoute(server, gzipSync('{}'), 'application/json', headers))
      expect(answer, id).toMatchObject({ status: 415, body: { code: 'invalid', status: 415 } });
  for (const type of [
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json-patch+json',
    'text/html',
    'x',
    '',
    'application/json, text/plain',
    'application/json; charset=utf-16',
    'application/json; charset="iso-8859-1"',
    'text/plain;charset=latin1',
  ])
    for (const { id, answer } of await everyRoute(server, 'title=x', type))
      expect(answer, `${id} ${type}`).toMatchObject({ status: 415 });
  await unchanged();
  for (const type of ['application/json; charset=UTF-8', 'Application/JSON', 'application/json;charset="utf-8"'])
    expect(
      await call(server, 'POST', '/v1/lists/inbox/todos', {
        headers: { 'content-type': type },
        body: '\ufeff{"title":"x"}',
      }),
    ).toMatchObject({ status: 201 });
});

test('words are for todos alone', async () => {
  const { server } = await withMilk();
  for (const { id, answer } of await everyRoute(server, 'due:2026-12-01 words', 'text/plain'))
    expect(answer.status, id).toBe({ addTodos: 201, changeTodo: 200 }[id] ?? 415);
});

test('a body of nothing is nothing, whatever type a client gives it', async () => {
  const server = await startServer();
  await addLines(server, 'milk');
  const undo = '/v1/lists/inbox/undo';
  const type = (name: string) => ({ headers: { 'content-type': name }, body: '' });
  // As curl -d '' and axios send it.
  expect(await call(server, 'POST', undo, type('application/x-www-form-urlencoded'))).toMatchObject({ status: 200 });
  expect(await call(server, 'POST', undo, type('text/plain'))).toMatchObject({ status: 409 });
  expect(await call(server, 'POST', '/v1/lists/inbox/todos', type('application/x-www-form-urlencoded'))).toMatchObject({
    status: 400,
  });
  // What is there has to be of a kind that is taken.
  const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'rev=1' };
  expect(await call(server, 'POST', undo, form)).toMatchObject({ status: 415 });
});
