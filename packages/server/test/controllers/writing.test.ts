/** What one request may be, for whom todos may be, and what a receipt says. */
import { limits, type NewTodo } from '@tock/shared';
import { expect, test } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { addTitles, ana, createWorld, newOp, todoNow } from './fixtures.ts';

test('a receipt says where the change is and what it made', async () => {
  const world = await createWorld();
  const request = {
    op: 'a.b:c-1_2',
    list: 'inbox',
    todos: [{ title: 'milk' }, { title: 'eggs', done: true as const }],
  };
  const outcome = await world.todos.add(ana, request);
  expect(outcome).toEqual({
    ok: true,
    value: {
      op: 'a.b:c-1_2',
      list: world.inboxes.ana,
      listName: 'inbox',
      epoch: world.journal.identity.epoch,
      rev: 1,
      changed: true,
      durability: 'memory',
      todos: [
        { id: expect.any(String), n: 1, title: 'milk' },
        { id: expect.any(String), n: 2, title: 'eggs' },
      ],
    },
  });
  expect(await todoNow(world, '2')).toMatchObject({ doneBy: 'ana' });
  // R7: the same receipt to a repeat, also by the list's id, and not to other content.
  expect(await world.todos.add(ana, request)).toEqual(outcome);
  expect(await world.todos.add(ana, { ...request, list: world.inboxes.ana })).toEqual(outcome);
  expect(await world.todos.add(ana, { ...request, todos: [{ title: 'oats' }] })).toMatchObject({
    problem: { code: 'op_reused' },
  });
});

test('R7: what was typed is compared, not the dates that it was resolved to', async () => {
  const world = await createWorld();
  const request = { op: newOp(), list: 'inbox', typed: 'milk due:tomorrow' };
  const outcome = await world.todos.add(ana, { ...request, todos: [{ title: 'milk', due: '2026-12-01' }] });
  expect(await world.todos.add(ana, { ...request, todos: [{ title: 'milk', due: '2026-12-02' }] })).toEqual(outcome);
});

test('R7: an op that stands for adding does not stand for completing', async () => {
  const world = await createWorld();
  const op = newOp();
  await world.todos.add(ana, { op, list: 'inbox', typed: 'x', todos: [{ title: 'milk' }] });
  expect(await world.todos.complete(ana, { op, list: 'inbox', typed: 'x', todos: ['1'] })).toMatchObject({
    problem: { code: 'op_reused' },
  });
});

test('a batch is taken up to its limits, and nothing of a larger one is stored', async () => {
  const world = await createWorld();
  const batch = (length: number, todo: NewTodo) =>
    world.todos.add(ana, { op: newOp(), list: 'inbox', todos: Array.from({ length }, () => todo) });
  expect(await batch(limits.batchChanges + 1, { title: 'x' })).toMatchObject({
    problem: { code: 'too_large', message: '10001 todos in one request is too much: the limit is 10000 todos' },
  });
  // Three bytes a character: what counts is bytes.
  expect(await batch(30, { title: 'x', notes: '買'.repeat(21_000) })).toMatchObject({ ok: true });
  expect(await batch(70, { title: 'x', notes: '買'.repeat(21_000) })).toMatchObject({ problem: { code: 'too_large' } });
  const whole = await batch(limits.batchChanges, { title: 'x' });
  expect(whole).toMatchObject({ ok: true, value: { rev: 2 } });
  expect(await todoNow(world, '10030')).toMatchObject({ n: 10_030 });
});

test('a small request that would make too large a commit or receipt is refused', async () => {
  const world = await createWorld();
  const title = '買'.repeat(500);
  const all: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    const todos = Array.from({ length: 1_000 }, () => ({ title }));
    await world.todos.add(ana, { op: newOp(), list: 'inbox', todos });
    all.push(...todos.map((_, index) => String(round * 1_000 + index + 1)));
  }
  const complete = (todos: string[]) => world.todos.complete(ana, { op: newOp(), list: 'inbox', todos });
  expect(await complete(all)).toMatchObject({ problem: { code: 'too_large' } });
  expect(await complete(all.slice(0, 2_000))).toMatchObject({ ok: true });
  expect(await complete(all.slice(2_000))).toMatchObject({ ok: true });
  expect(await complete(all)).toMatchObject({ problem: { code: 'too_large' } });
});

test('a todo is for somebody who is here', async () => {
  const world = await createWorld();
  const todo = { title: 'milk', for: 'bo' };
  expect(await world.todos.add(ana, { op: newOp(), list: 'inbox', todos: [todo] })).toMatchObject({ ok: true });
  expect(await world.todos.add(ana, { op: newOp(), list: 'inbox', todos: [{ ...todo, for: 'cy' }] })).toMatchObject({
    problem: { code: 'not_found', message: 'there is nobody called "cy" here' },
  });
  const edit = { op: newOp(), list: 'inbox', todo: '1', set: { for: 'cy' } };
  expect(await world.todos.edit(ana, edit)).toMatchObject({ problem: { code: 'not_found' } });
  expect(await world.todos.edit(ana, { ...edit, op: newOp(), set: { for: null } })).toMatchObject({ ok: true });
});

test('new todos stand at the end, in their order, whoever adds at the same time', async () => {
  const world = await createWorld();
  await Promise.all(['a', 'b', 'c'].map((name) => addTitles(world, `${name}1`, `${name}2`)));
  const titles = await Promise.all(['1', '2', '3', '4', '5', '6'].map((n) => todoNow(world, n)));
  const inOrder = titles.toSorted((a, b) => (a.position < b.position ? -1 : 1)).map(({ title }) => title);
  expect(inOrder).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
  expect(new Set(titles.map(({ position }) => position)).size).toBe(6);
});

test('R7: a request that was answered before a restart is answered the same after it', async () => {
  const journal = await openStore('memory:');
  const before = await createWorld(journal);
  const request = { op: newOp(), list: before.inboxes.ana, todos: [{ title: 'milk' }] };
  const outcome = await before.todos.add(ana, request);
  const after = await createWorld(journal);
  expect(await after.todos.add(ana, request)).toEqual(outcome);
});
