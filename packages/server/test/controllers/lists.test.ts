/** Lists are made and renamed by the rules of names, once for each op. */
import { expect, test } from 'vitest';
import { ana, bo, createWorld, newOp, succeeded } from './fixtures.ts';

test('a list is made once, told to its owner, and found by name without case', async () => {
  const world = await createWorld();
  const request = { op: newOp(), name: 'Café' };
  const outcome = await world.lists.create(ana, request);
  expect(outcome).toMatchObject({ ok: true, value: { listName: 'Café', changed: true, todos: [] } });
  expect(world.told).toEqual(['ana']);
  expect(await world.lists.create(ana, request)).toEqual(outcome);
  expect(await world.lists.create(ana, { op: newOp(), name: 'CAFE\u0301' })).toMatchObject({
    problem: { code: 'refused', message: 'you have a list "Café" already' },
  });
  expect(await world.lists.create(bo, { op: newOp(), name: 'café' })).toMatchObject({ ok: true });
  const { list } = succeeded(outcome);
  expect(await world.todos.add(ana, { op: newOp(), list: 'cafe\u0301', todos: [{ title: 'x' }] })).toMatchObject({
    value: { list },
  });
});

test.each(['', ' ', ' a', 'a ', 'a/b', '\u001b', 'a\nb', '\u202ea', '\ud800', 'x'.repeat(101)])(
  'no list is called %j',
  async (name) => {
    const world = await createWorld();
    expect(await world.lists.create(ana, { op: newOp(), name })).toMatchObject({ problem: { code: 'invalid' } });
    await world.lists.create(ana, { op: 'first', name: 'work' });
    expect(await world.lists.rename(ana, { op: newOp(), list: 'work', name })).toMatchObject({
      problem: { code: 'invalid' },
    });
  },
);

test.each(['__proto__', 'constructor', 'toString', '*', '%', 'a:b', '..', 'x'.repeat(100)])(
  'a list may be called %j',
  async (name) => {
    const world = await createWorld();
    const { list } = succeeded(await world.lists.create(ana, { op: newOp(), name }));
    const todos = [{ title: 'x' }];
    expect(await world.todos.add(ana, { op: newOp(), list: name, todos })).toMatchObject({ value: { list, rev: 1 } });
    expect(await world.todos.add(ana, { op: newOp(), list: `ana/${name}`, todos })).toMatchObject({ value: { list } });
  },
);

test('a renamed list keeps its id and its todos; the inbox keeps its name', async () => {
  const world = await createWorld();
  const { list } = succeeded(await world.lists.create(ana, { op: newOp(), name: 'work' }));
  await world.todos.add(ana, { op: newOp(), list: 'work', todos: [{ title: 'x' }] });
  const request = { op: newOp(), list: 'work', name: 'job' };
  const outcome = await world.lists.rename(ana, request);
  expect(outcome).toMatchObject({ value: { list, listName: 'job', changed: true } });
  expect(await world.history.readTodo(ana, { list: 'job', todo: '1' })).toMatchObject({ ok: true });
  expect(await world.history.readTodo(ana, { list: 'work', todo: '1' })).toMatchObject({ ok: false });
  // R7: the repeat names the list as it was.
  expect(await world.lists.rename(ana, request)).toEqual(outcome);
  expect(await world.lists.rename(ana, { op: newOp(), list: 'job', name: 'job' })).toMatchObject({
    value: { changed: false },
  });
  expect(await world.lists.rename(ana, { op: newOp(), list: 'job', name: 'JOB' })).toMatchObject({
    value: { changed: true, listName: 'JOB' },
  });
  expect(await world.lists.rename(ana, { op: newOp(), list: 'job', name: 'Inbox' })).toMatchObject({
    problem: { code: 'refused' },
  });
  expect(await world.lists.rename(ana, { op: newOp(), list: 'inbox', name: 'other' })).toMatchObject({
    problem: { code: 'refused', message: 'the inbox keeps its name' },
  });
  expect(await world.lists.rename(ana, { op: newOp(), list: 'nothing', name: 'other' })).toMatchObject({
    problem: { code: 'not_found' },
  });
});

test('R7: a repeat of a rename is about the list that it renamed, though another has the name by now', async () => {
  const world = await createWorld();
  await world.lists.create(ana, { op: newOp(), name: 'work' });
  const request = { op: newOp(), list: 'work', name: 'job' };
  const outcome = await world.lists.rename(ana, request);
  await world.lists.create(ana, { op: newOp(), name: 'work' });
  expect(await world.lists.rename(ana, request)).toEqual(outcome);
});

test('two lists do not get one name at the same time', async () => {
  const world = await createWorld();
  const outcomes = await Promise.all(
    [newOp(), newOp(), newOp()].map((op) => world.lists.create(ana, { op, name: 'work' })),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
});
