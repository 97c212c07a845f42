/** History that is kept for a while only: never less than receipts and undo need, and never silently. */
import { type StoredCommit, storedCommitSchema } from '@tock/shared';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { openStore } from '../../src/journal/store.ts';
import { addTitles, ana, createWorld, newOp, succeeded, todoNow } from '../controllers/fixtures.ts';
import { clock, DAY, digestOf, grow, isGone, rest, stored, thinned } from './thinningWorld.ts';

test('what is older than it is kept, and no op needs, goes; the list, its receipts and its undo are as before', async () => {
  const world = await createWorld(undefined, thinned);
  await grow(world, 500);
  const request = { op: newOp(), list: 'inbox', todos: [{ title: 'last' }] };
  const first = await world.todos.add(ana, request);
  const before = await digestOf(world);
  const kept = await rest(world);
  // Ten days of one commit an hour; the twenty ops are among them.
  expect(kept).toBeGreaterThan(250);
  expect(kept).toBeLessThanOrEqual(501 - 239);
  expect(await stored(world.journal, world)).toEqual(Array.from({ length: 502 - kept }, (_, index) => kept + index));
  for (const rev of [1, 17, kept - 1]) expect(await isGone(world.journal, world, rev)).toBe(true);
  for (const again of [world, await createWorld(world.journal, thinned)]) {
    expect(await digestOf(again)).toBe(before);
    expect(await again.todos.add(ana, request)).toEqual(first);
    expect(await again.history.log(ana, { list: 'inbox', limit: 1 })).toMatchObject({ value: { keptFrom: kept } });
  }
  for (let undone = 0; undone < 10; undone += 1)
    expect(await world.undo.undo(ana, { op: newOp(), list: 'inbox' })).toMatchObject({
      value: { undone: { rev: 501 - undone } },
    });
});

test('R7: however old, the commits of ops that are remembered stay', async () => {
  const world = await createWorld(undefined, {
    ...thinned,
    history: { days: 0 },
    remember: { operations: 20, days: 10_000 },
  });
  await grow(world, 150);
  clock.today += 1_000 * DAY;
  const requests = Array.from({ length: 20 }, () => ({ op: newOp(), list: 'inbox', todos: [{ title: 'late' }] }));
  const receipts = [];
  for (const request of requests) receipts.push(await world.todos.add(ana, request));
  // By now all of it is older than anything is kept for its own sake.
  clock.today += 500 * DAY;
  expect(await rest(world)).toBe(151);
  const again = await createWorld(world.journal, thinned);
  for (const [index, request] of requests.entries())
    expect(await again.todos.add(ana, request)).toEqual(receipts[index]);
});

test('the log ends where history begins, and a todo’s history says when it is not whole', async () => {
  const world = await createWorld(undefined, thinned);
  await addTitles(world, 'milk');
  await grow(world, 400);
  await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['1'] });
  const kept = await rest(world);
  const page = succeeded(await world.history.log(ana, { list: 'inbox', limit: 512 }));
  expect(page).toMatchObject({ keptFrom: kept, next: null, rev: 402 });
  expect(page.commits.at(-1)?.rev).toBe(kept);
  expect(await world.history.log(ana, { list: 'inbox', limit: 9, before: kept })).toMatchObject({
    value: { commits: [], next: null, keptFrom: kept },
  });
  const { history, thinned: cut } = succeeded(await world.history.readTodo(ana, { list: 'inbox', todo: '1' }));
  expect({ types: history.map(({ change }) => change.type), cut }).toEqual({ types: ['todo_completed'], cut: true });
  expect(await world.history.readTodo(ana, { list: 'inbox', todo: '2' })).toMatchObject({
    value: { history: [], thinned: true },
  });
  expect(await world.history.readTodo(ana, { list: 'inbox', todo: '401' })).toMatchObject({
    value: { thinned: false },
  });
  expect(await todoNow(world, '1')).toMatchObject({ title: 'milk', doneBy: 'ana' });
});

test('R4: a reader within what is kept continues; one that was away longer gets the list, marked', async () => {
  const world = await createWorld(undefined, thinned);
  await grow(world, 400);
  const kept = await rest(world);
  await grow(world, 3);
  const [edge] = await world.journal.read(world.inboxes.ana, kept - 1, { limit: 1, maximumBytes: 1 });
  const epoch = world.journal.identity.epoch;
  const open = async (rev: number, h?: string) => {
    const since = { epoch, rev, ...(h === undefined ? {} : { h }) };
    const { opened, pages } = succeeded(
      await world.opening.open(ana, { list: 'inbox', follow: false, since }, () => {}),
    );
    let items = 0;
    const commits: StoredCommit[] = [];
    for await (const page of pages) {
      if (opened.content === 'commits') commits.push(...z.array(storedCommitSchema).parse(JSON.parse(page.items)));
      else items += z.array(z.unknown()).parse(JSON.parse(page.items)).length;
    }
    return { content: opened.content, keptFrom: opened.keptFrom, items, first: commits[0]?.rev };
  };
  expect(await open(kept, edge?.h)).toEqual({ content: 'commits', keptFrom: kept, items: 0, first: kept + 1 });
  for (const rev of [kept - 1, 1, 0]) {
    const h = rev === 0 ? '' : await world.journal.chainAt(world.inboxes.ana, rev);
    const whole = { content: 'todos', keptFrom: kept, items: 403, first: undefined };
    expect(await open(rev, h ?? undefined)).toEqual(whole);
    expect(await open(rev)).toEqual(whole);
  }
  // Whether it saw the same history is compared as far back as the list goes, kept or not.
  for (const rev of [kept, kept - 1, 1]) {
    const since = { epoch, rev, h: 'another' };
    expect(await world.opening.open(ana, { list: 'inbox', follow: false, since }, () => {})).toMatchObject({
      problem: { code: 'server_behind' },
    });
  }
  const ahead = { epoch, rev: 404 };
  expect(await world.opening.open(ana, { list: 'inbox', follow: false, since: ahead }, () => {})).toMatchObject({
    problem: { code: 'server_behind' },
  });
});

test('R11: clocks that go backwards take nothing that is needed: what is kept begins with a commit that is young enough', async () => {
  const world = await createWorld(undefined, thinned);
  await grow(world, 100);
  clock.today -= 200 * DAY;
  await grow(world, 50);
  clock.today += 205 * DAY;
  await grow(world, 60);
  const kept = await rest(world);
  // The first commit of the last ten days: also what seems older behind it stays.
  expect(kept).toBeLessThanOrEqual(101);
  expect(await stored(world.journal, world)).toHaveLength(211 - kept);
  const again = await createWorld(world.journal, thinned);
  expect(await digestOf(again)).toBe(await digestOf(world));
});

test('where nothing was configured, nothing is ever let go', async () => {
  const { history: _, ...forever } = thinned;
  const world = await createWorld(await openStore('memory:'), forever);
  await grow(world, 400);
  clock.today += 10_000 * DAY;
  expect(await rest(world)).toBe(1);
  expect(await stored(world.journal, world)).toHaveLength(400);
});
