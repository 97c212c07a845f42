/** A move between lists is taken back in both, from either, as long as nobody did something else with the todo. */
import { expect, test } from 'vitest';
import { addTitles, ana, createWorld, newOp, succeeded, titlesOf, type World } from './fixtures.ts';

const undo = (world: World, list: string, rev?: number) =>
  world.undo.undo(ana, { op: newOp(), list, ...(rev === undefined ? {} : { rev }) });
const redo = (world: World, list: string) => world.undo.redo(ana, { op: newOp(), list });
const send = (world: World, list: string, to: string, ...todos: string[]) =>
  world.todos.send(ana, { op: newOp(), list, to, todos });
const both = async (world: World) => [await titlesOf(world), await titlesOf(world, 'work')];

/** Milk, eggs and bread in the inbox; eggs and milk went to work. */
async function sentWorld(): Promise<World> {
  const world = await createWorld();
  for (const name of ['work', 'art']) succeeded(await world.lists.create(ana, { op: newOp(), name }));
  await addTitles(world, 'milk', 'eggs', 'bread');
  succeeded(await send(world, 'inbox', 'work', '2', '1'));
  return world;
}
const before = [['milk', 'eggs', 'bread'], []];
const after = [['bread'], ['eggs', 'milk']];

test.each([
  ['inbox', 'inbox'],
  ['inbox', 'work'],
  ['work', 'inbox'],
  ['work', 'work'],
])('R3: undone from %s, redone from %s: each todo where it was', async (one, other) => {
  const world = await sentWorld();
  expect(await both(world)).toEqual(after);
  for (let round = 0; round < 3; round += 1) {
    const undone = succeeded(await undo(world, one));
    expect(undone).toMatchObject({ changed: true, listName: one });
    expect(undone.undone?.rev).toBe(one === 'inbox' ? 2 : 1);
    expect(await both(world)).toEqual(before);
    // It is one request: taken back in one list, it is taken back in the other.
    expect(await undo(world, 'work')).toMatchObject({ problem: { code: 'refused' } });
    expect(succeeded(await redo(world, other))).toMatchObject({ changed: true, listName: other });
    expect(await both(world)).toEqual(after);
    expect(await redo(world, one)).toMatchObject({ problem: { code: 'refused' } });
  }
  expect(await both(await createWorld(world.journal))).toEqual(after);
});

test('R7: a repeat of its undo gets the first receipt, in flight and after a restart', async () => {
  const world = await sentWorld();
  const request = { op: newOp(), list: 'work' };
  const [first, flying] = await Promise.all([world.undo.undo(ana, request), world.undo.undo(ana, request)]);
  expect(first).toMatchObject({ ok: true, value: { undone: { rev: 1, types: ['todo_sent'] } } });
  expect(flying).toEqual(first);
  const again = await createWorld(world.journal);
  expect(await again.undo.undo(ana, request)).toEqual(first);
  expect(await again.undo.undo(ana, { ...request, list: 'inbox' })).toMatchObject({ ok: true });
  expect(await both(again)).toEqual(before);
});

test('what was edited or completed there comes back as it is now', async () => {
  const world = await sentWorld();
  await world.todos.edit(ana, { op: newOp(), list: 'work', todo: '1', set: { title: 'six eggs', due: '2026-12-01' } });
  await world.todos.complete(ana, { op: newOp(), list: 'work', todos: ['2'] });
  expect(await undo(world, 'inbox')).toMatchObject({ value: { undone: { rev: 2 } } });
  expect(await both(world)).toEqual([['milk', 'six eggs', 'bread'], []]);
  const read = (todo: string) => world.history.readTodo(ana, { list: 'inbox', todo });
  expect(await read('2')).toMatchObject({ value: { todo: { n: 2, due: '2026-12-01' } } });
  expect(await read('1')).toMatchObject({ value: { todo: { doneBy: 'ana' } } });
});

test('what was removed there, or went on to a third list, is a conflict, and nothing moves', async () => {
  const world = await sentWorld();
  await world.todos.remove(ana, { op: newOp(), list: 'work', todos: ['1'] });
  expect(await undo(world, 'inbox')).toMatchObject({
    problem: { code: 'conflict', message: 'ana removed eggs since', hint: 'bring it back first' },
  });
  await world.todos.restore(ana, { op: newOp(), list: 'work', todos: ['1'] });
  await send(world, 'work', 'art', '2');
  expect(await undo(world, 'inbox')).toMatchObject({
    problem: { code: 'conflict', message: 'ana moved on to another list milk since' },
  });
  expect(await both(world)).toEqual([['bread'], ['eggs']]);
  expect(await titlesOf(world, 'art')).toEqual(['milk']);
  // Its own way back is free.
  expect(await undo(world, 'art')).toMatchObject({ value: { undone: { rev: 1 } } });
  expect(await undo(world, 'inbox')).toMatchObject({ value: { undone: { rev: 2 } } });
  expect(await both(world)).toEqual(before);
});

test('of several, those that came back by themselves stay where they are', async () => {
  const world = await sentWorld();
  await send(world, 'work', 'inbox', '2');
  expect(await both(world)).toEqual([['bread', 'milk'], ['eggs']]);
  expect(await undo(world, 'inbox', 2)).toMatchObject({ value: { changed: true, undone: { rev: 2 } } });
  expect(await both(world)).toEqual([['eggs', 'bread', 'milk'], []]);
});

test('when all of them are back already it is passed over, as within a list', async () => {
  const world = await sentWorld();
  await send(world, 'work', 'inbox', '2', '1');
  for (const rev of [2, 1]) {
    const list = rev === 2 ? 'inbox' : 'work';
    expect(await undo(world, list, rev)).toMatchObject({
      problem: { code: 'refused', message: `revision ${rev} has nothing of yours to undo` },
    });
  }
  // Taken back newest first, all goes as it came.
  expect(await undo(world, 'inbox')).toMatchObject({ value: { changed: true, undone: { rev: 3 } } });
  expect(await both(world)).toEqual(after);
  expect(await undo(world, 'inbox')).toMatchObject({ value: { changed: true, undone: { rev: 2 } } });
  expect(await both(world)).toEqual([expect.arrayContaining(['milk', 'eggs', 'bread']), []]);
});

test('when they come back while the undo waits for its turn, there is nothing to take back any more', async () => {
  const world = await sentWorld();
  const stored = Promise.withResolvers<void>();
  const append = world.journal.append.bind(world.journal);
  world.journal.append = async (commits) => {
    await stored.promise;
    return append(commits);
  };
  const back = send(world, 'work', 'inbox', '2', '1');
  const undone = undo(world, 'inbox', 2);
  // By then the undo has read what it is about, and waits for both lists.
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  stored.resolve();
  expect(await back).toMatchObject({ ok: true });
  expect(await undone).toMatchObject({ problem: { message: 'revision 2 has nothing of yours to undo' } });
});

test('a completion in the old list is not taken back while the todo is elsewhere, and is when it is back', async () => {
  const world = await createWorld();
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'work' }));
  await addTitles(world, 'milk');
  await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['1'] });
  await send(world, 'inbox', 'work', '1');
  expect(await undo(world, 'inbox', 2)).toMatchObject({ problem: { code: 'conflict' } });
  await send(world, 'work', 'inbox', '1');
  expect(await undo(world, 'inbox', 2)).toMatchObject({ value: { undone: { rev: 2, types: ['todo_reopened'] } } });
});

test.each(['inbox', 'work'])('R12: where %s was archived or lost, it is refused, and nothing moves', async (name) => {
  const world = await sentWorld();
  const request = { op: newOp(), list: name };
  const list = world.directory.state.listNamed('ana', name);
  if (list === undefined) throw new Error(`ana has no ${name}`);
  for (const lost of [{ archived: true as const }, { owner: 'bo' }]) {
    for (const from of ['inbox', 'work']) {
      const undone = world.undo.undo(ana, { ...request, list: from });
      world.directory.state.putList({ ...list, ...lost });
      expect(await undone).toMatchObject({ problem: { code: 'owner' in lost ? 'not_found' : 'refused' } });
      world.directory.state.putList(list);
    }
  }
  expect(await both(world)).toEqual(after);
  expect(await undo(world, name)).toMatchObject({ ok: true });
});
