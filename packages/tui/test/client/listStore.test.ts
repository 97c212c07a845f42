/** Lists as they are followed: opened by pages, continued exactly, caught up, and given up when histories differ (R4). */
import { chain, randomIdentifier, success } from '@tock/shared';
import { expect, test } from 'vitest';
import type { ListStore } from '../../src/client/client.ts';
import { connectTo, when } from '../support/connected.ts';
import { AT } from '../support/scriptedList.ts';
import { type ScriptedServer, startServer } from '../support/scriptedServer.ts';

function titles(store: ListStore): string[] {
  return [...store.state.todos.values()].map((todo) => todo.title);
}

async function follow(server: ScriptedServer) {
  const connection = connectTo(server.url);
  const store = connection.open('inbox', { follow: true });
  const revisions: number[] = [];
  store.onCommit((commit) => void revisions.push(commit.rev));
  expect(await store.ready(5_000)).toMatchObject({ ok: true });
  return { connection, store, revisions };
}

/** After a change, the store is exactly what the server has. */
async function converged(server: ScriptedServer, store: ListStore): Promise<void> {
  await when(store, () => store.status.phase === 'current' && store.state.rev === server.inbox.state.rev);
  expect([...store.state.todos.values()]).toEqual([...server.inbox.state.todos.values()]);
  expect(store.state).toMatchObject({
    h: server.inbox.state.h,
    count: server.inbox.state.count,
    lastPosition: server.inbox.state.lastPosition,
  });
}

test('a list may be waited for without end', async () => {
  const server = await startServer();
  const store = connectTo(server.url).open('inbox', { follow: true });
  expect(await store.ready(Number.POSITIVE_INFINITY)).toMatchObject({ ok: true });
});

test('an empty list opens', async () => {
  const server = await startServer();
  const { store } = await follow(server);
  expect(store.status).toEqual({ phase: 'current' });
  expect(store.info).toMatchObject({ name: 'inbox', owner: 'ana' });
  expect(store.epoch).toBe('epoch1');
  expect(store.catchUp).toBeNull();
});

test('a list opens by pages, and commits that come between them are held back', async () => {
  const server = await startServer();
  server.inbox.pageSize = 2;
  for (const title of ['a', 'b', 'c', 'd', 'e']) server.inbox.addTitle(title);
  server.script.set('list:open', (_request, answer, socket) => {
    const { opened, pages } = server.inbox.open('epoch1');
    answer(success(opened));
    const [first, ...others] = pages;
    socket.emit('list:paged', first);
    socket.emit('committed', server.inbox.addTitle('f'));
    for (const page of others) socket.emit('list:paged', page);
    socket.emit('committed', server.inbox.addTitle('g'));
  });
  const { store, revisions } = await follow(server);
  await converged(server, store);
  expect(titles(store)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(revisions).toEqual([6, 7]);
});

test('R4: exactly the next revision is accepted, an older one is ignored', async () => {
  const server = await startServer();
  server.add('a');
  const { store, revisions } = await follow(server);
  server.add('b');
  for (const commit of server.inbox.commits) server.tell('committed', commit);
  server.add('c');
  await converged(server, store);
  expect(revisions).toEqual([2, 3]);
  expect(server.asked('list:open')).toHaveLength(1);
});

test('R4: a gap makes it ask for what it lacks, once', async () => {
  const server = await startServer();
  server.add('a');
  const { store, revisions } = await follow(server);
  server.inbox.addTitle('b');
  server.inbox.addTitle('c');
  server.add('d');
  await converged(server, store);
  expect(revisions).toEqual([2, 3, 4]);
  expect(server.asked('list:open')).toEqual([
    expect.not.objectContaining({ since: expect.anything() }),
    expect.objectContaining({ list: server.inbox.id, since: { epoch: 'epoch1', rev: 1, h: server.inbox.chainAt(1) } }),
  ]);
});

test('R4: a heartbeat ahead of it makes it ask', async () => {
  const server = await startServer();
  const { store, revisions } = await follow(server);
  server.inbox.addTitle('a');
  const { rev, h } = server.inbox.state;
  server.tell('heartbeat', { list: server.inbox.id, rev, h });
  await converged(server, store);
  expect(revisions).toEqual([1]);
});

test('R4: a heartbeat at its own revision with another chain is server_behind', async () => {
  const server = await startServer();
  server.add('a');
  const { store } = await follow(server);
  server.tell('heartbeat', { list: server.inbox.id, rev: 1, h: 'other' });
  await when(store, () => store.status.phase === 'failed');
  expect(store.status).toMatchObject({ problem: { code: 'server_behind' } });
});

test('R4: a commit whose chain does not fit is server_behind, and nothing of it is taken', async () => {
  const server = await startServer();
  server.add('a');
  const { store, revisions } = await follow(server);
  const commit = server.inbox.addTitle('b');
  server.tell('committed', { ...commit, body: commit.body.replace('"b"', '"x"') });
  server.add('c');
  await when(store, () => store.status.phase === 'failed');
  expect(store.status).toMatchObject({ problem: { code: 'server_behind' } });
  expect(titles(store)).toEqual(['a']);
  expect(revisions).toEqual([]);
});

test('R4: another epoch after a drop is server_behind', async () => {
  const server = await startServer();
  server.add('a');
  const { store } = await follow(server);
  server.epoch = 'epoch2';
  server.cut();
  await when(store, () => store.status.phase === 'failed');
  expect(store.status).toMatchObject({ problem: { code: 'server_behind' } });
  expect(titles(store)).toEqual(['a']);
});

test('R4: another epoch is not taken silently even when the server answers as if nothing were', async () => {
  const server = await startServer();
  server.add('a');
  const { store } = await follow(server);
  server.script.set('list:open', (_request, answer, socket) => {
    const { opened, pages } = server.inbox.open('epoch2');
    answer(success(opened));
    for (const page of pages) socket.emit('list:paged', page);
  });
  server.cut();
  await when(store, () => store.status.phase === 'failed');
  expect(store.status).toMatchObject({ problem: { code: 'server_behind' } });
});

test('R4: a server that lost revisions is server_behind', async () => {
  const server = await startServer();
  server.add('a');
  server.add('b');
  const { store } = await follow(server);
  server.script.set('list:open', (_request, answer, socket) => {
    const { opened, pages } = server.inbox.open('epoch1', 2);
    answer(success({ ...opened, rev: 1, h: server.inbox.chainAt(1) }));
    for (const page of pages) socket.emit('list:paged', { ...page, rev: 1 });
  });
  server.cut();
  await when(store, () => store.status.phase === 'failed');
  expect(store.status).toMatchObject({ problem: { code: 'server_behind' } });
});

test('after a drop it is stale, says since when, catches up by commits and counts what came', async () => {
  const server = await startServer();
  for (const title of ['a', 'b', 'c']) server.inbox.addTitle(title);
  const { store, revisions } = await follow(server);
  const phases: string[] = [];
  store.subscribe(() => void phases.push(store.status.phase));
  server.cut();
  await when(store, () => store.status.phase === 'stale');
  expect(store.status.phase === 'stale' ? store.status.asOf : 0).toBeLessThanOrEqual(Date.now());
  const [a, b] = [...server.inbox.state.todos.values()];
  server.inbox.addTitle('d');
  server.inbox.addTitle('e');
  server.inbox.commit('done', [{ type: 'todo_completed', id: a?.id ?? '', title: 'a' }]);
  server.inbox.commit('gone', [{ type: 'todo_removed', id: b?.id ?? '', title: 'b' }]);
  await converged(server, store);
  expect(store.catchUp).toMatchObject({ added: 2, changed: 1, removed: 1, anew: false });
  expect(revisions).toEqual([4, 5, 6, 7]);
  expect(phases).toContain('stale');
});

test('a whole snapshot after a long absence replaces the list, is told as a reset and counted', async () => {
  const server = await startServer();
  server.inbox.addTitle('a');
  const { store, revisions } = await follow(server);
  let resets = 0;
  store.onReset(() => {
    resets += 1;
  });
  server.script.set('list:open', (_request, answer, socket) => {
    const { opened, pages } = server.inbox.open('epoch1');
    answer(success(opened));
    for (const page of pages) socket.emit('list:paged', page);
  });
  server.cut();
  await when(store, () => store.status.phase === 'stale');
  server.inbox.addTitle('b');
  await converged(server, store);
  expect(resets).toBe(1);
  expect(revisions).toEqual([]);
  expect(store.catchUp).toMatchObject({ added: 1, changed: 0, removed: 0, anew: true });
});

test('a connection cut between pages begins again', async () => {
  const server = await startServer();
  server.inbox.pageSize = 1;
  for (const title of ['a', 'b', 'c']) server.inbox.addTitle(title);
  server.script.set('list:open', (_request, answer, socket) => {
    const { opened, pages } = server.inbox.open('epoch1');
    answer(success(opened));
    socket.emit('list:paged', pages[0]);
    server.script.delete('list:open');
    setImmediate(() => socket.conn.close());
  });
  const { store } = await follow(server);
  await converged(server, store);
});

test('onCommit tells the todos as they were before', async () => {
  const server = await startServer();
  server.inbox.addTitle('a');
  const { store } = await follow(server);
  const seen: [string, boolean | undefined][] = [];
  store.onCommit((_commit, _stored, before) => {
    for (const [id, todo] of before) seen.push([id, todo === undefined ? undefined : todo.doneAt === null]);
  });
  const [a] = [...server.inbox.state.todos.values()];
  server.tell('committed', server.inbox.commit('done', [{ type: 'todo_completed', id: a?.id ?? '', title: 'a' }]));
  server.add('b');
  await converged(server, store);
  expect(seen).toEqual([
    [a?.id, true],
    [store.state.numbered(2)?.id, undefined],
  ]);
});

test('many commits in one turn are told once', async () => {
  const server = await startServer();
  const { store } = await follow(server);
  for (let index = 0; index < 300; index += 1) server.inbox.addTitle(`todo ${index}`);
  let told = 0;
  store.subscribe(() => {
    told += 1;
  });
  server.add('the one that shows the gap');
  await converged(server, store);
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(store.version).toBeGreaterThan(300);
  expect(told).toBeLessThan(10);
});

test('without follow it is opened once, and is not told of later commits', async () => {
  const server = await startServer();
  server.add('a');
  const connection = connectTo(server.url);
  const store = connection.open('inbox', { follow: false });
  expect(await store.ready(5_000)).toMatchObject({ ok: true, value: { name: 'inbox' } });
  server.cut();
  await when(connection, () => connection.state.phase === 'reconnecting');
  await connection.ready(5_000);
  await connection.read('lists:read', {}, { timeoutMs: 5_000 });
  expect(store.status.phase).toBe('current');
  expect(server.asked('list:open')).toEqual([{ list: 'inbox', follow: false }]);
});

test('without follow a server that is not there is not waited for', async () => {
  const connection = connectTo('http://127.0.0.1:1', { refusedForMs: 100 });
  const begun = performance.now();
  const outcome = await connection.open('inbox', { follow: false }).ready(5_000);
  expect(outcome).toMatchObject({ problem: { code: 'unreachable' } });
  expect(performance.now() - begun).toBeLessThan(3_000);
});

test('with a cursor every later commit is told, across drops, and the todos are not made up', async () => {
  const server = await startServer();
  for (const title of ['a', 'b', 'c']) server.inbox.addTitle(title);
  const connection = connectTo(server.url);
  const store = connection.open('inbox', { follow: true, since: { epoch: 'epoch1', rev: 1 } });
  const revisions: number[] = [];
  store.onCommit((commit) => void revisions.push(commit.rev));
  await store.ready(5_000);
  server.cut();
  await when(store, () => store.status.phase === 'stale');
  server.add('d');
  await when(store, () => store.state.rev === 4 && store.status.phase === 'current');
  server.add('e');
  await when(store, () => store.state.rev === 5);
  expect(revisions).toEqual([2, 3, 4, 5]);
  expect(store.state.todos.size).toBe(0);
});

test('with a cursor that the server cannot continue from, it fails with server_behind', async () => {
  const server = await startServer();
  server.add('a');
  const connection = connectTo(server.url);
  const beyond = connection.open('inbox', { follow: true, since: { epoch: 'epoch1', rev: 9 } });
  expect(await beyond.ready(5_000)).toMatchObject({ problem: { code: 'server_behind' } });
  server.script.set('list:open', (_request, answer) => answer(success(server.inbox.open('epoch1').opened)));
  const thinned = connection.open('inbox', { follow: true, since: { epoch: 'epoch1', rev: 0 } });
  expect(await thinned.ready(5_000)).toMatchObject({ problem: { code: 'server_behind' } });
});

test('an unknown list fails with what the server says; the others go on', async () => {
  const server = await startServer();
  server.add('a');
  const connection = connectTo(server.url);
  const unknown = connection.open('nowhere', { follow: true });
  const inbox = connection.open('inbox', { follow: true });
  expect(await unknown.ready(5_000)).toMatchObject({ problem: { code: 'not_found' } });
  expect(await inbox.ready(5_000)).toMatchObject({ ok: true });
});

test('two lists opened at once do not mix their pages', async () => {
  const server = await startServer();
  const other = server.list('other');
  for (let index = 0; index < 7; index += 1) server.inbox.addTitle(`i${index}`);
  for (let index = 0; index < 5; index += 1) other.addTitle(`o${index}`);
  server.inbox.pageSize = 2;
  other.pageSize = 2;
  // Answers come at once and pages late, so that openings under way together would overlap.
  server.script.set('list:open', (request, answer, socket) => {
    const { opened, pages } = JSON.stringify(request).includes('other')
      ? other.open('epoch1')
      : server.inbox.open('epoch1');
    answer(success(opened));
    const send = () => {
      const page = pages.shift();
      if (page === undefined) return;
      socket.emit('list:paged', page);
      setTimeout(send, 2);
    };
    setTimeout(send, 10);
  });
  const connection = connectTo(server.url);
  await connection.ready(5_000);
  const stores = ['inbox', 'other', 'inbox'].map((name) => connection.open(name, { follow: true }));
  await Promise.all(stores.map((store) => store.ready(5_000)));
  expect(stores.map((store) => store.state.todos.size)).toEqual([7, 5, 7]);
});

test('closing the last store of a list tells the server', async () => {
  const server = await startServer();
  const connection = connectTo(server.url);
  const one = connection.open('inbox', { follow: true });
  const two = connection.open('inbox', { follow: true });
  await Promise.all([one.ready(5_000), two.ready(5_000)]);
  one.close();
  one.close();
  server.add('a');
  await when(two, () => two.state.rev === 1);
  expect(server.asked('list:close')).toEqual([]);
  expect(one.state.rev).toBe(0);
  two.close();
  await connection.read('lists:read', {}, { timeoutMs: 5_000 });
  expect(server.asked('list:close')).toEqual([{ list: server.inbox.id }]);
});

test('R4: closing a store while another of the same list is opening does not silence that one', async () => {
  const server = await startServer();
  const { connection, store } = await follow(server);
  const again = connection.open('inbox', { follow: true });
  store.close();
  expect(await again.ready(5_000)).toMatchObject({ ok: true });
  expect(server.asked('list:close')).toEqual([]);
});

test.each(['[{"id":1}]', '{', '7'])('a page that cannot be read fails the list: %s', async (items) => {
  const server = await startServer();
  server.add('a');
  server.script.set('list:open', (_request, answer, socket) => {
    const { opened, pages } = server.inbox.open('epoch1');
    answer(success(opened));
    for (const page of pages) socket.emit('list:paged', { ...page, items });
  });
  const store = connectTo(server.url).open('inbox', { follow: true });
  expect(await store.ready(5_000)).toMatchObject({ problem: { code: 'internal' } });
});

test('facts of a wrong shape are ignored, and what they hid is asked for', async () => {
  const server = await startServer();
  const { store } = await follow(server);
  for (const nonsense of [null, 7, {}, { list: server.inbox.id, rev: '1', h: '', body: '' }]) {
    for (const event of ['committed', 'heartbeat', 'list:paged']) server.tell(event, nonsense);
  }
  server.inbox.addTitle('a');
  server.add('b');
  await converged(server, store);
});

test('a commit that fits and cannot be read says to upgrade', async () => {
  const server = await startServer();
  const { store } = await follow(server);
  const change = { type: 'todo_painted', id: randomIdentifier(), colour: 'red' };
  const request = { op: 'o', by: 'ana', fingerprint: 'f', changes: [change] };
  const body = JSON.stringify({ list: server.inbox.id, rev: 1, id: randomIdentifier(), at: AT, requests: [request] });
  server.tell('committed', { list: server.inbox.id, rev: 1, h: chain('', body), body });
  await when(store, () => store.status.phase === 'failed');
  expect(store.status).toMatchObject({ problem: { code: 'incompatible' } });
});

test('ten thousand todos open page by page, and the loop turns between the pages', async () => {
  const server = await startServer();
  const todos = Array.from({ length: 10_000 }, (_, index) => ({ title: `todo ${index}` }));
  server.inbox.add('many', todos);
  const connection = connectTo(server.url);
  await connection.ready(5_000);
  const store = connection.open('inbox', { follow: true });
  let turns = 0;
  const turn = () => {
    turns += 1;
    if (store.status.phase === 'opening') setImmediate(turn);
  };
  turn();
  await store.ready(10_000);
  expect(store.state.todos.size).toBe(10_000);
  expect(turns).toBeGreaterThan(5);
});

test('R4: a storm of commits, drops, gaps, repeats and heartbeats ends in equality, each revision told once', async () => {
  const seed = Number(process.env.TOCK_SEED ?? Math.trunc(Math.random() * 2 ** 31));
  const random = mulberry(seed);
  const server = await startServer();
  server.inbox.pageSize = 3;
  const { store, revisions } = await follow(server);
  for (let step = 0; step < 300; step += 1) {
    const chance = random();
    if (chance < 0.5) server.add(`todo ${step}`);
    else if (chance < 0.65) server.inbox.addTitle(`unheard ${step}`);
    else if (chance < 0.75) server.tell('committed', server.inbox.commits.at(-Math.ceil(random() * 5)));
    else if (chance < 0.85)
      server.tell('heartbeat', { list: server.inbox.id, rev: server.inbox.state.rev, h: server.inbox.state.h });
    else if (chance < 0.9) server.cut();
    else await new Promise((resolve) => setImmediate(resolve));
  }
  await store.ready(5_000);
  const { rev, h } = server.inbox.state;
  const beat = setInterval(() => server.tell('heartbeat', { list: server.inbox.id, rev, h }), 20);
  await converged(server, store).finally(() => clearInterval(beat));
  expect(revisions, `seed ${seed}`).toEqual(Array.from({ length: rev }, (_, index) => index + 1));
});

/** Random numbers in [0, 1) that a seed repeats. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
