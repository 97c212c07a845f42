/** A list that was archived meanwhile still answers for what it stored before (R7). */
import { expect, test } from 'vitest';
import { addTitles, ana, createWorld, newOp, succeeded } from './fixtures.ts';

test('R7: a repeat of what is stored gets its first receipt, though the list was archived since', async () => {
  const { todos, lists, undo } = await createWorld();
  const make = async (name: string) => succeeded(await lists.create(ana, { op: newOp(), name }));
  await make('old');
  await make('other');
  const add = { op: newOp(), list: 'old', todos: [{ title: 'milk' }, { title: 'bread' }] };
  const send = { op: newOp(), list: 'old', todos: ['1'], to: 'other' };
  const back = { op: newOp(), list: 'old' };
  const first = [await todos.add(ana, add), await todos.send(ana, send), await undo.undo(ana, back)];
  succeeded(await lists.archive(ana, { op: newOp(), list: 'old' }));
  expect([await todos.add(ana, add), await todos.send(ana, send), await undo.undo(ana, back)]).toEqual(first);
  expect(first.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(await todos.add(ana, { ...add, op: newOp() })).toMatchObject({ problem: { code: 'refused' } });
});

test('R7: a repeat of a move gets its first receipt, whatever the other list is called by now', async () => {
  const world = await createWorld();
  const { todos, lists } = world;
  await addTitles(world, 'milk', 'bread');
  const renamed = async (list: string, name: string) => succeeded(await lists.rename(ana, { op: newOp(), list, name }));
  succeeded(await lists.create(ana, { op: newOp(), name: 'food' }));
  const send = { op: newOp(), list: 'inbox', todos: ['2'], to: 'food' };
  const first = succeeded(await todos.send(ana, send));
  await renamed('food', 'groceries');
  expect(succeeded(await todos.send(ana, send))).toEqual({ ...first, listName: 'groceries' });
  succeeded(await lists.create(ana, { op: newOp(), name: 'food' }));
  expect(succeeded(await todos.send(ana, send))).toEqual({ ...first, listName: 'groceries' });
  expect(await todos.send(ana, { ...send, todos: ['1'] })).toMatchObject({ problem: { code: 'op_reused' } });
});
