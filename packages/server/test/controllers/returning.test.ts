/** A todo that comes back from another list is as its editors saw it: what was edited since they looked is a conflict still. */
import { expect, test } from 'vitest';
import { addTitles, ana, createWorld, newOp, succeeded, todoNow, type World } from './fixtures.ts';

/** A world with a todo in the inbox, and the revision at which somebody saw it. */
async function seenWorld(): Promise<{ world: World; seen: number }> {
  const world = await createWorld();
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'work' }));
  await addTitles(world, 'milk');
  return { world, seen: (await todoNow(world, '1')).rev };
}

const edit = async (world: World, list: string, todo: string, set: { title?: string; notes?: string }) =>
  succeeded(await world.todos.edit(ana, { op: newOp(), list, todo, set }));

/** Sends the todo away and brings it back. */
async function roundTrip(world: World, there: (id: string) => Promise<unknown> = async () => {}): Promise<void> {
  const sent = succeeded(await world.todos.send(ana, { op: newOp(), list: 'inbox', to: 'work', todos: ['1'] }));
  const id = sent.todos[0]?.id ?? '';
  await there(id);
  succeeded(await world.todos.send(ana, { op: newOp(), list: 'work', to: 'inbox', todos: [id] }));
}

test('a field that was edited before it went away is a conflict for who saw it before that', async () => {
  const { world, seen } = await seenWorld();
  await edit(world, 'inbox', '1', { title: 'oat milk' });
  await roundTrip(world);
  const late = { op: newOp(), list: 'inbox', todo: '1', set: { title: 'soy milk' }, seen };
  expect(await world.todos.edit(ana, late)).toMatchObject({ problem: { code: 'conflict' } });
  expect((await todoNow(world, '1')).title).toBe('oat milk');
});

test('a field that was edited in the other list is a conflict, and other fields merge', async () => {
  const { world, seen } = await seenWorld();
  await roundTrip(world, (id) => edit(world, 'work', id, { title: 'oat milk' }));
  const late = { op: newOp(), list: 'inbox', todo: '1', set: { title: 'soy milk' }, seen };
  expect(await world.todos.edit(ana, late)).toMatchObject({ problem: { code: 'conflict' } });
  const other = { op: newOp(), list: 'inbox', todo: '1', set: { notes: 'two' }, seen };
  expect(await world.todos.edit(ana, other)).toMatchObject({ ok: true });
  expect(await todoNow(world, '1')).toMatchObject({ title: 'oat milk', notes: 'two' });
});

test('R7: a repeat that finds another list under the name gets the receipt of the list that has the todo', async () => {
  const { world } = await seenWorld();
  const { append } = world.journal;
  const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  world.journal.append = async (commits) => {
    if (commits.length > 1) {
      begun.resolve();
      await held.promise;
    }
    return append.call(world.journal, commits);
  };
  const request = { op: newOp(), list: 'inbox', to: 'work', todos: ['1'] };
  const first = world.todos.send(ana, request);
  await begun.promise;
  succeeded(await world.lists.rename(ana, { op: newOp(), list: 'work', name: 'old work' }));
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'work' }));
  const repeat = world.todos.send(ana, request);
  held.resolve();
  const receipt = succeeded(await first);
  expect(succeeded(await repeat)).toEqual({ ...receipt, listName: 'old work' });
});
