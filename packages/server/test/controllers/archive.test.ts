/** An archived list is out of the way: it can be read, it takes nothing, and it keeps all it has. */
import { expect, test } from 'vitest';
import { ana, bo, createWorld, newOp, succeeded, titlesOf, type World } from './fixtures.ts';

/** A list "old" with milk and eggs, and an archived one's world. */
async function archivedWorld(): Promise<World> {
  const world = await createWorld();
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'old' }));
  succeeded(await world.todos.add(ana, { op: newOp(), list: 'old', todos: [{ title: 'milk' }, { title: 'eggs' }] }));
  succeeded(await world.lists.archive(ana, { op: newOp(), list: 'old' }));
  return world;
}

const archived = {
  problem: { code: 'refused', message: 'old is archived', hint: 'tock lists unarchive old opens it again' },
};

test('what is archived can be read, opened, followed and closed', async () => {
  const world = await archivedWorld();
  expect(succeeded(await world.lists.read(ana))).toMatchObject([{ name: 'inbox' }, { name: 'old', archived: true }]);
  expect(await world.history.readTodo(ana, { list: 'old', todo: '1' })).toMatchObject({
    value: { list: { archived: true }, todo: { title: 'milk' } },
  });
  expect(await world.history.log(ana, { list: 'old', limit: 5 })).toMatchObject({ value: { commits: [{ rev: 1 }] } });
  const joined: string[] = [];
  const opened = await world.opening.open(ana, { list: 'old', follow: true }, (list) => joined.push(list));
  expect(opened).toMatchObject({ value: { opened: { rev: 1, list: { name: 'old', archived: true } } } });
  expect(joined).toHaveLength(1);
  expect(world.opening.close(ana, { list: 'old' }, () => {})).toMatchObject({ ok: true });
});

test('nothing is written to what is archived, and the answer says how to open it', async () => {
  const world = await archivedWorld();
  const write = () => ({ op: newOp(), list: 'old' });
  const named = () => ({ ...write(), todos: ['1'] });
  await world.todos.add(ana, { op: newOp(), list: 'inbox', todos: [{ title: 'bread' }] });
  const outcomes = {
    add: await world.todos.add(ana, { ...write(), todos: [{ title: 'x' }] }),
    edit: await world.todos.edit(ana, { ...write(), todo: '1', set: { title: 'x' } }),
    complete: await world.todos.complete(ana, named()),
    reopen: await world.todos.reopen(ana, named()),
    remove: await world.todos.remove(ana, named()),
    restore: await world.todos.restore(ana, named()),
    move: await world.todos.move(ana, { ...named(), place: 'bottom' }),
    sendFrom: await world.todos.send(ana, { ...named(), to: 'inbox' }),
    sendTo: await world.todos.send(ana, { ...named(), list: 'inbox', to: 'old' }),
    undo: await world.undo.undo(ana, write()),
    redo: await world.undo.redo(ana, write()),
  };
  for (const [name, outcome] of Object.entries(outcomes)) expect(outcome, name).toMatchObject(archived);
  expect(await titlesOf(world, 'old')).toEqual(['milk', 'eggs']);
  expect(await titlesOf(world)).toEqual(['bread']);
});

test('opened again it takes changes as before, its numbers go on, and undo reaches back', async () => {
  const world = await archivedWorld();
  const opened = await world.lists.unarchive(ana, { op: newOp(), list: 'old' });
  expect(opened).toMatchObject({ value: { listName: 'old', changed: true } });
  expect(succeeded(await world.lists.read(ana)).at(-1)).not.toHaveProperty('archived');
  expect(await world.todos.add(ana, { op: newOp(), list: 'old', todos: [{ title: 'bread' }] })).toMatchObject({
    value: { todos: [{ n: 3 }] },
  });
  for (let step = 0; step < 2; step += 1) succeeded(await world.undo.undo(ana, { op: newOp(), list: 'old' }));
  expect(await titlesOf(world, 'old')).toEqual([]);
});

test('its name is taken until it is called otherwise', async () => {
  const world = await archivedWorld();
  expect(await world.lists.create(ana, { op: newOp(), name: 'OLD' })).toMatchObject({
    problem: {
      code: 'refused',
      message: 'you have a list "old" already, archived',
      hint: 'tock lists unarchive old opens it again; or choose another name',
    },
  });
  expect(await world.lists.create(bo, { op: newOp(), name: 'old' })).toMatchObject({ ok: true });
  expect(await world.lists.rename(ana, { op: newOp(), list: 'old', name: 'older' })).toMatchObject({
    value: { listName: 'older', changed: true },
  });
  expect(await world.lists.create(ana, { op: newOp(), name: 'old' })).toMatchObject({ ok: true });
  expect(succeeded(await world.lists.read(ana))).toMatchObject([
    {},
    { name: 'old' },
    { name: 'older', archived: true },
  ]);
});

test('R7: each request once: a repeat gets the first receipt, also after the opposite and after a restart', async () => {
  const world = await createWorld();
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'old' }));
  const shelve = { op: newOp(), list: 'old' };
  const first = await world.lists.archive(ana, shelve);
  expect(first).toMatchObject({ value: { changed: true } });
  expect(await world.lists.archive(ana, { op: newOp(), list: 'old' })).toMatchObject({ value: { changed: false } });
  const open = { op: newOp(), list: 'old' };
  const second = await world.lists.unarchive(ana, open);
  expect(await world.lists.unarchive(ana, { op: newOp(), list: 'old' })).toMatchObject({ value: { changed: false } });
  expect(await world.lists.archive(ana, shelve)).toEqual(first);
  expect(await world.lists.unarchive(ana, shelve)).toMatchObject({ problem: { code: 'op_reused' } });
  const again = await createWorld(world.journal);
  expect(await again.lists.archive(ana, shelve)).toEqual(first);
  expect(await again.lists.unarchive(ana, open)).toEqual(second);
  expect(succeeded(await again.lists.read(ana)).at(-1)).not.toHaveProperty('archived');
});

test('R12: the inbox stays open, and what belongs to others is none of one’s business', async () => {
  const world = await archivedWorld();
  for (const list of ['inbox', world.inboxes.ana])
    expect(await world.lists.archive(ana, { op: newOp(), list })).toMatchObject({
      problem: { code: 'refused', message: 'the inbox is always open' },
    });
  const entry = world.directory.state.listNamed('ana', 'old');
  for (const list of ['old', 'ana/old', entry?.id ?? '']) {
    expect(await world.lists.unarchive(bo, { op: newOp(), list })).toMatchObject({ problem: { code: 'not_found' } });
    expect(await world.lists.archive(bo, { op: newOp(), list })).toMatchObject({ problem: { code: 'not_found' } });
  }
});

test('R12: a change that is on its way when the list is archived is refused in its turn', async () => {
  const world = await createWorld();
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'old' }));
  const shelved = world.lists.archive(ana, { op: newOp(), list: 'old' });
  await shelved;
  const late = world.todos.add(ana, { op: newOp(), list: 'old', todos: [{ title: 'milk' }] });
  expect(await late).toMatchObject(archived);
  expect(await titlesOf(world, 'old')).toEqual([]);
});
