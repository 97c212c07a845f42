/** Reading over HTTP: pages by their links, commits behind a cursor, across histories, and names that are hard to write. */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createWorld } from '../controllers/fixtures.ts';
import { grow, rest, thinned } from '../ledger/thinningWorld.ts';
import { add, ask, connect, type ListeningServer, startServer } from './fixtures.ts';
import { addLines, call, faultsOf, upTo } from './restFixtures.ts';

const ids = (todos: { id: string }[]) => todos.map(({ id }) => id);
const lines = (count: number, name = 'todo') =>
  Array.from({ length: count }, (_, index) => `${name} ${index}`).join('\n');

/** Follows the links of pages to their end. */
async function allPages(server: ListeningServer, query: string, between = async () => {}) {
  const pages = [];
  for (let link: string | null = query; link !== null; ) {
    const page = await call(server, 'GET', `/v1/lists/inbox/todos${link}`);
    expect(page.status, page.text).toBe(200);
    pages.push(page.body);
    const { link: next } = page.headers;
    expect(next === undefined).toBe(page.body.next === null);
    link = next === undefined ? null : (/^<(\?[^>]*)>; rel="next"$/.exec(next)?.[1] ?? '');
    await between();
  }
  return pages;
}

test('pages are followed by their links to the end; the filter, the zone and the size go with them', async () => {
  const server = await startServer();
  await addLines(server, lines(57));
  await addLines(server, lines(30, 'b&ü +x'));
  for (const [query, count, size] of [
    ['?limit=10', 87, 10],
    ['', 87, 100],
    ['?limit=7&filter=%2Bx%20b%26%C3%BC&timeZone=Asia%2FTokyo', 30, 7],
    ['?limit=1&filter=none', 0, 1],
    ['?filter=%20&limit=2000', 87, 2000],
  ] as const) {
    const pages = await allPages(server, query);
    const all = pages.flatMap(({ todos }) => ids(todos));
    expect(new Set(all).size, query).toBe(count);
    expect(
      pages
        .map(({ todos }) => todos.length)
        .slice(0, -1)
        .every((length) => length === size),
      query,
    ).toBe(true);
  }
});

test('while others add, move and finish, pages skip nothing that stays and repeat nothing that stays in place', async () => {
  const server = await startServer();
  const staying = (await addLines(server, lines(200))).body.todos;
  const socket = await connect(server);
  let round = 0;
  const pages = await allPages(server, '?limit=9', async () => {
    round += 1;
    await add(socket, `more${round}`);
    await ask(socket, 'todo:complete', { op: `done${round}`, list: 'inbox', todos: [String(200 - round)] });
    await ask(socket, 'todo:move', { op: `move${round}`, list: 'inbox', todos: [String(round * 2)], place: 'bottom' });
  });
  const seen = pages.flatMap(({ todos }) => ids(todos));
  const moved = new Set(upTo(round).map((each) => staying[each * 2 - 1].id));
  const finished = new Set(upTo(round).map((each) => staying[200 - each - 1].id));
  const steady = ids(staying).filter((id) => !moved.has(id) && !finished.has(id));
  expect(seen.filter((id) => steady.includes(id))).toEqual(steady);
  for (const id of moved) expect(seen.filter((each) => each === id).length).toBeLessThanOrEqual(2);
  // Each page says where the list stood.
  const revisions = pages.map(({ rev }) => rev);
  expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
});

test('a page that is no page, and parameters that are none', async () => {
  const server = await startServer();
  await addLines(server, 'milk');
  for (const query of [
    'limit=0',
    'limit=2001',
    'limit=-1',
    'limit=1.5',
    'limit=x',
    'limit=',
    'limit=1e3',
    'limit=%201',
    'limit=1&limit=2',
    'after=',
    'after=x',
    'after=a0:bcdfghjklmnp:x',
    `after=${'a'.repeat(300)}`,
    'after=%00:bcdfghjklmnp',
    'timeZone=',
    'timeZone=Nowhere',
    'timeZone=__proto__',
    `timeZone=${'x'.repeat(100)}`,
    `filter=${'a'.repeat(5_000)}`,
    'filter=(',
    'filter=due:neverday',
    'filter=list:work',
    'nothing=1',
    '__proto__=1',
    'constructor=1',
    'toString=1',
    'limit[]=1',
    'filter=a&filter=b',
    '%00=1',
    '=1',
  ])
    for (const path of ['todos', 'todos/1', 'commits', 'log', 'presence']) {
      const known =
        path === 'todos' ||
        (path === 'todos/1' && query.startsWith('timeZone')) ||
        !/^(after|timeZone|filter)/.test(query);
      if (!known) continue;
      expect(await call(server, 'GET', `/v1/lists/inbox/${path}?${query}`), `${path} ${query}`).toMatchObject({
        status: 400,
        body: { code: 'invalid' },
      });
    }
  expect(faultsOf(server)).toEqual([]);
});

test('commits behind a cursor come in order, a page at a time, and the last cursor waits for more', async () => {
  const server = await startServer();
  for (let index = 0; index < 23; index += 1) await addLines(server, `todo ${index}`);
  const read = async (query: string) => (await call(server, 'GET', `/v1/lists/inbox/commits${query}`)).body;
  const revisions: number[] = [];
  let page = await read('?limit=5');
  for (;;) {
    revisions.push(...page.commits.map(({ rev }: { rev: number }) => rev));
    if (!page.more) break;
    page = await read(`?limit=5&since=${page.cursor}`);
  }
  expect(revisions).toEqual(upTo(23));
  const end = await read(`?since=${page.cursor}`);
  expect(end).toMatchObject({ commits: [], cursor: page.cursor, more: false, rev: 23 });
  await addLines(server, 'one more');
  expect(await read(`?since=${page.cursor}`)).toMatchObject({ commits: [{ rev: 24 }], more: false });
  for (const [since, code] of [
    ['x', 'invalid'],
    ['', 'invalid'],
    [`${end.epoch}:25`, 'server_behind'],
    ['bcdfghjklmnp:1', 'server_behind'],
    [`${end.epoch}:3:${end.cursor.split(':')[2]}`, 'server_behind'],
    [`${end.epoch}:-1`, 'invalid'],
  ])
    expect(await read(`?since=${since}`), since).toMatchObject({ code });
  expect(await read('')).toMatchObject({ more: false });
});

test('commits that are large come in answers that are not', { timeout: 60_000 }, async () => {
  const server = await startServer();
  const socket = await connect(server);
  for (let op = 0; op < 12; op += 1) {
    const todos = Array.from({ length: 10 }, () => ({ title: 'large', notes: 'x'.repeat(50_000) }));
    await ask(socket, 'todo:add', { op: `${op}`, list: 'inbox', todos });
  }
  const revisions: number[] = [];
  let cursor = '';
  for (let pages = 0; revisions.length < 12; pages += 1) {
    expect(pages).toBeLessThan(12);
    const page = await call(server, 'GET', `/v1/lists/inbox/commits?limit=512${cursor}`);
    expect(page.text.length).toBeLessThan(3 * 1024 * 1024);
    expect(page.body.more).toBe(page.body.commits.at(-1).rev < 12);
    revisions.push(...page.body.commits.map(({ rev }: { rev: number }) => rev));
    cursor = `&since=${page.body.cursor}`;
  }
  expect(revisions).toEqual(upTo(12));
});

test('R4: history that is let go is said to be, and where it goes on', async () => {
  const world = await createWorld(undefined, thinned);
  await grow(world, 300);
  const kept = await rest(world);
  expect(kept).toBeGreaterThan(1);
  const server = await startServer(world.journal);
  const { epoch } = (await call(server, 'GET', '/v1/lists/inbox')).body;
  for (const query of ['', `?since=${epoch}:0`, `?since=${epoch}:${kept - 1}`])
    expect(await call(server, 'GET', `/v1/lists/inbox/commits${query}`), query).toMatchObject({
      status: 409,
      body: { code: 'server_behind', hint: expect.stringContaining(`${epoch}:${kept}`) },
    });
  const { body } = await call(server, 'GET', `/v1/lists/inbox/commits?since=${epoch}:${kept}&limit=1`);
  expect(body.commits).toMatchObject([{ rev: kept + 1 }]);
  const log = await call(server, 'GET', '/v1/lists/inbox/log?limit=512');
  expect(log.body).toMatchObject({ keptFrom: kept, next: null });
  expect(log.body.commits.at(-1).rev).toBe(kept);
  expect((await call(server, 'GET', '/v1/lists/inbox/todos/1')).body).toMatchObject({ historyFrom: 'kept' });
});

test('the log comes newest first, page by page', async () => {
  const server = await startServer();
  for (let index = 0; index < 12; index += 1) await addLines(server, `todo ${index}`);
  const revisions: number[] = [];
  for (let before: number | null = 13; before !== null; ) {
    const { body } = await call(server, 'GET', `/v1/lists/inbox/log?limit=5&before=${before}`);
    revisions.push(...body.commits.map(({ rev }: { rev: number }) => rev));
    before = body.next;
  }
  expect(revisions).toEqual(upTo(12).reverse());
});

test('reads of one device wait for each other; beyond what may wait they are refused for now', async () => {
  const server = await startServer();
  await addLines(server, lines(500));
  const answers = await Promise.all(Array.from({ length: 200 }, () => call(server, 'GET', '/v1/lists/inbox/todos')));
  const refused = answers.filter(({ status }) => status !== 200);
  for (const each of refused)
    expect(each).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
      body: { code: 'rate_limited', retryable: true },
    });
  await setTimeout(10);
  expect(await call(server, 'GET', '/v1/lists/inbox/todos')).toMatchObject({ status: 200 });
});

test('lists whose names have slashes, spaces, percent signs or signs of any script are addressed by them', async () => {
  const server = await startServer();
  const names = [
    'two words',
    '100%',
    '%2F',
    '%25',
    'a%2Fb',
    'q?x=1#y',
    'käse',
    '買い物 🛒',
    'a+b',
    'a;b,c',
    "it's",
    '"quoted"',
    '~.-_',
    'a\\b',
    ':list',
    '{list}',
    '*',
    '[x]',
    '<b>',
    '__proto__',
    'constructor',
    'undo',
    'ÅÄÖ',
  ];
  for (const name of names) {
    const created = await call(server, 'POST', '/v1/lists', { body: { name } });
    expect(created, `${name} ${created.text}`).toMatchObject({
      status: 201,
      body: { listName: name.normalize('NFC') },
    });
    const { owner } = (await call(server, 'GET', created.headers.location ?? '')).body;
    for (const address of [encodeURIComponent(name), encodeURIComponent(`${owner}/${name}`), created.body.list]) {
      const added = await addLines(server, 'x', address);
      expect(added, `${name} ${address} ${added.text}`).toMatchObject({
        status: 201,
        body: { list: created.body.list },
      });
      expect((await call(server, 'GET', added.headers.location ?? '')).body.title).toBe('x');
      expect(await call(server, 'GET', `/v1/lists/${address}/commits`)).toMatchObject({ status: 200 });
    }
  }
  for (const list of [
    '%',
    '%zz',
    '%ff',
    '%C3%28',
    '%00',
    '%0d%0aset-cookie:%20x',
    '%e2%80%ae',
    'x'.repeat(1_001),
    'x'.repeat(12_000),
  ]) {
    const answer = await call(server, 'GET', `/v1/lists/${list}`);
    expect([400, 404], list).toContain(answer.status);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body.detail).not.toMatch(/[\u0000-\u001f\u0080-\u009f\u202e]/);
    expect(await call(server, 'GET', `/v1/lists/inbox/todos/${list}`)).toMatchObject({
      body: { code: expect.stringMatching(/not_found|invalid/) },
    });
  }
  expect(faultsOf(server)).toEqual([]);
});
