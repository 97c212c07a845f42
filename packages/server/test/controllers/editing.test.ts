/** Edits merge field by field, and a stale one is a conflict where it would overwrite. */
import { limits, type RequestOf } from '@tock/shared';
import { expect, test } from 'vitest';
import { addTitles, ana, createWorld, newOp, todoNow, type World } from './fixtures.ts';

type Edit = Omit<RequestOf<'todo:edit'>, 'op' | 'list' | 'todo'>;
const edit = (world: World, request: Edit) =>
  world.todos.edit(ana, { op: newOp(), list: 'inbox', todo: '1', ...request });

test('edits of different fields that were seen at one revision merge', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk');
  expect(await edit(world, { set: { title: 'oat milk' }, seen: 1 })).toMatchObject({ value: { rev: 2 } });
  expect(await edit(world, { set: { due: '2026-12-01' }, seen: 1 })).toMatchObject({ value: { rev: 3 } });
  expect(await todoNow(world, '1')).toMatchObject({ title: 'oat milk', due: '2026-12-01' });
});

test('an edit of a field that was edited since it was seen is a conflict, and says what is there now', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk');
  await edit(world, { set: { title: 'oat milk' }, seen: 1 });
  expect(await edit(world, { set: { title: 'soy milk' }, seen: 1 })).toMatchObject({
    problem: {
      code: 'conflict',
      message: 'ana edited the title of 1 meanwhile, at revision 2',
      hint: 'it is now: oat milk',
    },
  });
  expect(await edit(world, { set: { title: 'soy milk' }, seen: 2 })).toMatchObject({
    value: { rev: 3, changed: true },
  });
});

test('an edit that wants what is there already is no conflict and no commit', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk');
  await edit(world, { set: { title: 'oat milk' }, seen: 1 });
  expect(await edit(world, { set: { title: 'oat milk' }, seen: 1 })).toMatchObject({
    value: { rev: 2, changed: false, todos: [{ n: 1, title: 'oat milk' }] },
  });
  expect(await edit(world, { set: {} })).toMatchObject({ value: { rev: 2, changed: false } });
});

test('ifRev refuses whatever touched the todo since', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk');
  await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['1'] });
  expect(await edit(world, { set: { due: '2026-12-01' }, ifRev: 1 })).toMatchObject({ problem: { code: 'conflict' } });
  expect(await edit(world, { set: { due: '2026-12-01' }, ifRev: 2 })).toMatchObject({ value: { rev: 3 } });
});

test('a revision that the list never had was seen in another history: nothing is written over what is here', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk');
  const ahead = [
    await edit(world, { set: { title: 'oat milk' }, seen: 2 }),
    await edit(world, { set: { title: 'oat milk' }, ifRev: 2 }),
    await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['1'], ifRev: 99 }),
    await world.todos.move(ana, { op: newOp(), list: 'inbox', todos: ['1'], place: 'top', ifRev: 99 }),
  ];
  for (const answer of ahead) expect(answer).toMatchObject({ problem: { code: 'server_behind' } });
  expect(await todoNow(world, '1')).toMatchObject({ title: 'milk', rev: 1 });
});

test('tags are added and removed one by one, without case, and always merge', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk');
  await edit(world, { set: {}, addTags: ['Home', 'shop'], seen: 1 });
  await edit(world, { set: {}, addTags: ['HOME', 'now'], removeTags: ['SHOP'], seen: 1 });
  expect((await todoNow(world, '1')).tags).toEqual(['Home', 'now']);
  expect(await edit(world, { set: {}, addTags: ['home'], removeTags: ['shop'] })).toMatchObject({
    value: { changed: false },
  });
  await edit(world, { set: {}, addTags: ['home'], removeTags: ['Home'] });
  expect((await todoNow(world, '1')).tags).toEqual(['now', 'home']);
  const many = Array.from({ length: limits.tags }, (_, index) => `tag${index}`);
  expect(await edit(world, { set: {}, addTags: many })).toMatchObject({ problem: { code: 'invalid' } });
});

test('null clears a field, and the history says what each field was', async () => {
  const world = await createWorld();
  await world.todos.add(ana, { op: newOp(), list: 'inbox', todos: [{ title: 'milk', pri: 'A', due: '2026-12-01' }] });
  await edit(world, { set: { pri: null } });
  expect(await todoNow(world, '1')).not.toHaveProperty('pri');
  expect(await world.history.readTodo(ana, { list: 'inbox', todo: '1' })).toMatchObject({
    value: {
      history: [
        { rev: 1, by: 'ana', change: { type: 'todo_added', due: '2026-12-01' } },
        { rev: 2, change: { type: 'todo_edited', set: { pri: null }, was: { pri: 'A' } } },
      ],
    },
  });
});

test('a removed todo is not changed until it is restored', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk');
  const named = () => ({ op: newOp(), list: 'inbox', todos: ['1'] });
  await world.todos.remove(ana, named());
  const refused = {
    problem: { code: 'refused', message: '1 was removed by ana', hint: 'tock restore 1 brings it back' },
  };
  expect(await edit(world, { set: { title: 'oat milk' } })).toMatchObject(refused);
  expect(await world.todos.complete(ana, named())).toMatchObject(refused);
  expect(await world.todos.reopen(ana, named())).toMatchObject(refused);
  expect(await world.todos.remove(ana, named())).toMatchObject({ value: { changed: false } });
  expect(await world.todos.restore(ana, named())).toMatchObject({ value: { changed: true } });
  expect(await world.todos.complete(ana, named())).toMatchObject({ value: { changed: true } });
});

test('one request changes what is to be changed, and names what was already so', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk', 'eggs', 'bread');
  await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['2'] });
  const request = { op: newOp(), list: 'inbox', todos: ['1', '2', '3'] };
  const outcome = await world.todos.complete(ana, request);
  expect(outcome).toMatchObject({ value: { rev: 3, changed: true, todos: [{ n: 1 }, { n: 3 }, { n: 2 }] } });
  // R7: and its repeat says the same.
  expect(await world.todos.complete(ana, request)).toEqual(outcome);
});
