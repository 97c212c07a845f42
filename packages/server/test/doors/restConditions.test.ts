/** Conditions over HTTP: tags of todos and lists, what matches them, and what is no tag at all. */
import { expect, test } from 'vitest';
import { type ListeningServer, startServer } from './fixtures.ts';
import { addLines, call, faultsOf } from './restFixtures.ts';

const TODO = '/v1/lists/inbox/todos/1';
const problem = 'application/problem+json';

/** A server with one todo, and the tag of it. */
async function withMilk(): Promise<{ server: ListeningServer; tag: string; epoch: string }> {
  const server = await startServer();
  const added = await addLines(server, 'milk');
  const tag = added.headers.etag ?? '';
  expect(tag).toBe(`"${added.body.epoch}:1"`);
  return { server, tag, epoch: added.body.epoch };
}

test('a todo has the tag that its last change was answered with, and If-Match holds to it', async () => {
  const { server, tag, epoch } = await withMilk();
  expect((await call(server, 'GET', TODO)).headers.etag).toBe(tag);
  const changes: object[] = [
    { title: 'oat milk' },
    { text: 'pri:A' },
    { done: true },
    { done: false },
    { removed: true },
    { removed: false },
  ];
  let now = tag;
  for (const body of changes) {
    const stale = await call(server, 'PATCH', TODO, { body, headers: { 'if-match': `"${epoch}:0"` } });
    expect(stale, JSON.stringify(body)).toMatchObject({
      status: 412,
      headers: { 'content-type': problem },
      body: { code: 'conflict', retryable: false },
    });
    const changed = await call(server, 'PATCH', TODO, { body, headers: { 'if-match': now } });
    expect(changed, changed.text).toMatchObject({ status: 200, body: { changed: true } });
    now = changed.headers.etag ?? '';
    expect(now).toBe(`"${epoch}:${changed.body.rev}"`);
  }
  expect(await call(server, 'DELETE', TODO, { headers: { 'if-match': tag } })).toMatchObject({ status: 412 });
  expect(await call(server, 'DELETE', TODO, { headers: { 'if-match': now } })).toMatchObject({ status: 200 });
});

test('If-Match holds for another place and for another list, too', async () => {
  const { server, tag } = await withMilk();
  await addLines(server, 'eggs');
  await call(server, 'POST', '/v1/lists', { body: { name: 'work' } });
  await call(server, 'PATCH', TODO, { body: { pri: 'A' } });
  for (const body of [{ place: 'bottom' }, { place: 'after', of: '2' }, { list: 'work' }])
    expect(await call(server, 'PATCH', TODO, { body, headers: { 'if-match': tag } })).toMatchObject({
      status: 412,
      body: { detail: expect.stringContaining('1') },
    });
  const moved = await call(server, 'PATCH', TODO, { body: { place: 'bottom' }, headers: { 'if-match': '"3"' } });
  expect(moved).toMatchObject({ status: 200, body: { rev: 4, changed: true } });
  const sent = await call(server, 'PATCH', TODO, {
    body: { list: 'work' },
    headers: { 'if-match': moved.headers.etag ?? '' },
  });
  expect(sent).toMatchObject({ status: 200, body: { listName: 'work', rev: 1, from: { listName: 'inbox', rev: 5 } } });
  // The tag is that of the todo where it is now.
  expect((await call(server, 'GET', '/v1/lists/work/todos/1')).headers.etag).toBe(sent.headers.etag);
});

test('`*` and no condition match any; what names no revision is no condition, and nothing is done', async () => {
  const { server, tag, epoch } = await withMilk();
  const tries: [string, number, string?][] = [
    ['*', 200],
    [' * ', 200],
    ['"bcdfghjklmnp:1"', 409, 'server_behind'],
    [`W/${tag}`, 400],
    [`${tag}, "x"`, 400],
    [`${tag}, ${tag}`, 400],
    [tag.replaceAll('"', ''), 400],
    ['1', 400],
    ['""', 400],
    ['"', 400],
    ['"x"', 400],
    ['"-1"', 400],
    ['"1e3"', 400],
    [`"${epoch}:1:2:3"`, 400],
    [`"${'9'.repeat(16)}"`, 400],
    [`"${'9'.repeat(15)}"`, 409, 'server_behind'],
    [`"${'x'.repeat(4_000)}"`, 400],
    ['"é"', 400],
    ['__proto__', 400],
  ];
  for (const [header, status, code] of tries) {
    const { body } = await call(server, 'GET', TODO);
    const done = !body.done;
    const answer = await call(server, 'PATCH', TODO, { body: { done }, headers: { 'if-match': header } });
    expect(answer, header).toMatchObject({ status, ...(code === undefined ? {} : { body: { code } }) });
    expect((await call(server, 'GET', TODO)).body.done, header).toBe(status === 200 ? done : !done);
  }
  expect(faultsOf(server)).toEqual([]);
});

test('If-Match where it has no meaning is refused, not passed over', async () => {
  const { server, tag } = await withMilk();
  const headers = { 'if-match': tag };
  const asked: [string, string, unknown?][] = [
    ['GET', TODO],
    ['GET', '/v1/lists/inbox'],
    ['POST', '/v1/lists/inbox/todos', { title: 'x' }],
    ['POST', '/v1/lists', { name: 'x' }],
    ['PATCH', '/v1/lists/inbox', { name: 'x' }],
    ['POST', '/v1/lists/inbox/undo'],
  ];
  for (const [method, path, body] of asked) {
    const answer = await call(server, method, path, { headers, ...(body === undefined ? {} : { body }) });
    expect(answer, `${method} ${path}`).toMatchObject({ status: 400, body: { code: 'invalid' } });
  }
  expect((await call(server, 'GET', '/v1/lists/inbox')).body).toMatchObject({ rev: 1, name: 'inbox' });
});

test('a list’s tag is another one after each commit, name and archiving; If-None-Match spares the body', async () => {
  const { server, epoch } = await withMilk();
  await call(server, 'POST', '/v1/lists', { body: { name: 'work' } });
  const read = (headers = {}) => call(server, 'GET', `/v1/lists/${id}`, { headers });
  const { id } = (await call(server, 'GET', '/v1/lists/work')).body;
  const tags = [(await read()).headers.etag ?? ''];
  const changes: [string, string, object][] = [
    ['POST', '/todos', { title: 'x' }],
    ['PATCH', '', { name: 'home' }],
    ['PATCH', '', { archived: true }],
    ['PATCH', '', { archived: false }],
    ['POST', '/todos', { title: 'y' }],
  ];
  for (const [method, path, body] of changes) {
    const before = tags.at(-1) ?? '';
    for (const header of [before, `W/${before}`, `"x", ${before}`, `"x",W/${before} ,"y"`, '*']) {
      const same = await read({ 'if-none-match': header });
      expect(same, header).toMatchObject({
        status: 304,
        text: '',
        headers: { etag: before, 'cache-control': 'no-store' },
      });
      expect(same.headers['x-request-id']).toBeDefined();
    }
    await call(server, method, `/v1/lists/${id}${path}`, { body });
    const after = await read({ 'if-none-match': before });
    expect(after.status, JSON.stringify(body)).toBe(200);
    tags.push(after.headers.etag ?? '');
  }
  // Back under its name and opened again it is as it was, but for the commits.
  expect(new Set(tags).size).toBe(tags.length - 1);
  for (const header of ['"x"', `"${epoch}:0"`, 'garbage', '""', tags[1] ?? '', '"'.repeat(50)])
    expect((await read({ 'if-none-match': header })).status, header).toBe(200);
  expect(
    await call(server, 'HEAD', `/v1/lists/${id}`, { headers: { 'if-none-match': tags.at(-1) ?? '' } }),
  ).toMatchObject({
    status: 304,
  });
  expect(await call(server, 'GET', '/v1/lists/nothing', { headers: { 'if-none-match': '*' } })).toMatchObject({
    status: 404,
  });
});

test('`seen` refuses only when one of these fields was edited since', async () => {
  const { server } = await withMilk();
  await call(server, 'PATCH', TODO, { body: { title: 'oat milk' } });
  expect(await call(server, 'PATCH', TODO, { body: { title: 'soy milk', seen: 1 } })).toMatchObject({
    status: 412,
    body: { code: 'conflict', hint: expect.stringContaining('oat milk') },
  });
  expect(await call(server, 'PATCH', TODO, { body: { pri: 'A', seen: 1 } })).toMatchObject({ status: 200 });
});
