/** Todos go to another list: one op, both lists or neither, and nothing about the todo is lost. */
import { type RequestOf, randomIdentifier } from '@tock/shared';
import { describe, expect, test } from 'vitest';
import { seed, seededRandom } from '../journal/fixtures.ts';
import { EVERYTHING } from '../ledger/fixtures.ts';
import { addTitles, ana, bo, createWorld, newOp, succeeded, titlesOf, type World } from './fixtures.ts';

/** A world in which ana has lists of these names beside her inbox. */
async function worldWith(...names: string[]): Promise<World> {
  const world = await createWorld();
  for (const name of names) succeeded(await world.lists.create(ana, { op: newOp(), name }));
  return world;
}

const send = (world: World, list: string, to: string, ...todos: string[]) =>
  world.todos.send(ana, { op: newOp(), list, to, todos });
const read = async (world: World, list: string, todo: string) =>
  succeeded(await world.history.readTodo(ana, { list, todo }));

describe('a todo that goes to another list', () => {
  test('R3: keeps its id and all it has, gets a number there, and leaves its place here', async () => {
    const world = await worldWith('work');
    await world.todos.add(ana, { op: newOp(), list: 'work', todos: [{ title: 'desk' }] });
    const whole = {
      title: 'milk',
      notes: 'two',
      pri: 'A',
      due: '2026-12-01',
      wait: '2026-11-30',
      for: 'bo',
      tags: ['home'],
    };
    await world.todos.add(ana, { op: newOp(), list: 'inbox', todos: [whole, { title: 'eggs', done: true }] });
    const before = await read(world, 'inbox', '1');
    const done = await read(world, 'inbox', '2');
    const receipt = succeeded(await send(world, 'inbox', 'work', '1', '2'));
    const id = before.todo.id;
    expect(receipt).toMatchObject({
      listName: 'work',
      rev: 2,
      changed: true,
      todos: [
        { id, n: 2, title: 'milk' },
        { id: done.todo.id, n: 3, title: 'eggs' },
      ],
      from: { list: world.inboxes.ana, listName: 'inbox', rev: 2 },
    });
    const after = await read(world, 'work', id);
    expect(after.todo).toMatchObject({ ...whole, id, n: 2, createdAt: before.todo.createdAt, createdBy: 'ana' });
    const { doneAt, doneBy } = done.todo;
    expect((await read(world, 'work', '3')).todo).toMatchObject({ doneAt, doneBy });
    expect(await titlesOf(world)).toEqual([]);
    expect(await titlesOf(world, 'work')).toEqual(['desk', 'milk', 'eggs']);
    expect(await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['1'] })).toMatchObject({
      problem: { code: 'refused', message: '1 was moved to another list by ana' },
    });
    expect(await world.todos.restore(ana, { op: newOp(), list: 'inbox', todos: ['1'] })).toMatchObject({ ok: false });
  });

  test('has its old number when it comes back, and the history of each list tells both ways', async () => {
    const world = await worldWith('work');
    const [milk] = await addTitles(world, 'milk', 'eggs');
    await send(world, 'inbox', 'work', '1');
    await world.todos.edit(ana, { op: newOp(), list: 'work', todo: '1', set: { title: 'oat milk' } });
    expect(succeeded(await send(world, 'work', 'inbox', '1')).todos).toEqual([
      { id: milk?.id, n: 1, title: 'oat milk' },
    ]);
    const here = await read(world, 'inbox', '1');
    expect(here.todo).toMatchObject({ title: 'oat milk', n: 1 });
    expect(here.todo).not.toHaveProperty('movedTo');
    expect(here.history.map(({ change }) => change.type)).toEqual(['todo_added', 'todo_sent', 'todo_received']);
    const there = await read(world, 'work', '1');
    expect(there.history.map(({ change }) => change.type)).toEqual(['todo_received', 'todo_edited', 'todo_sent']);
    expect([here.thinned, there.thinned]).toEqual([false, false]);
    // It stands at the end now, and there may be many such ways.
    expect(await titlesOf(world)).toEqual(['eggs', 'oat milk']);
    for (let round = 0; round < 5; round += 1) {
      await send(world, 'inbox', 'work', '1');
      await send(world, 'work', 'inbox', '1');
    }
    expect((await read(world, 'inbox', '1')).history).toHaveLength(13);
    expect(await titlesOf(await createWorld(world.journal))).toEqual(['eggs', 'oat milk']);
  });

  test('is refused where it is already, where it was removed, and to a list that is not one’s own', async () => {
    const world = await worldWith('work', 'art');
    await addTitles(world, 'milk', 'eggs');
    expect(await send(world, 'inbox', 'INBOX', '1')).toMatchObject({ problem: { code: 'invalid' } });
    expect(await send(world, 'inbox', 'bo/inbox', '1')).toMatchObject({ problem: { code: 'not_found' } });
    expect(await send(world, 'inbox', world.inboxes.bo, '1')).toMatchObject({ problem: { code: 'not_found' } });
    await world.todos.remove(ana, { op: newOp(), list: 'inbox', todos: ['2'] });
    expect(await send(world, 'inbox', 'work', '1', '2')).toMatchObject({ problem: { code: 'refused' } });
    expect(await titlesOf(world)).toEqual(['milk']);
    await send(world, 'inbox', 'work', '1');
    // There already: nothing to do. Elsewhere: not from here.
    expect(await send(world, 'inbox', 'work', '1')).toMatchObject({
      value: { changed: false, rev: 1, listName: 'work' },
    });
    expect(await send(world, 'inbox', 'art', '1')).toMatchObject({ problem: { code: 'refused' } });
  });
});

describe('R7: a repeat of a move between lists', () => {
  test('gets the first receipt: at once, in flight, after eviction, after a restart', async () => {
    const world = await worldWith('work');
    await addTitles(world, 'milk');
    const request = { op: newOp(), list: 'inbox', to: 'work', todos: ['1'] };
    const [first, flying] = await Promise.all([world.todos.send(ana, request), world.todos.send(ana, request)]);
    expect(first).toMatchObject({ ok: true, value: { changed: true, rev: 1, from: { rev: 2 } } });
    expect(flying).toEqual(first);
    await addTitles(world, 'eggs');
    await send(world, 'work', 'inbox', '1');
    expect(await world.todos.send(ana, request)).toEqual(first);
    const again = await createWorld(world.journal);
    expect(await again.todos.send(ana, request)).toEqual(first);
    expect(await titlesOf(again)).toEqual(['eggs', 'milk']);
  });

  test('is refused when the op stands for something else, in either list', async () => {
    const world = await worldWith('work');
    await addTitles(world, 'milk', 'eggs');
    const op = newOp();
    const add: RequestOf<'todo:add'> = { op, list: 'work', todos: [{ title: 'desk' }] };
    await world.todos.add(ana, add);
    const reused = { problem: { code: 'op_reused' } };
    expect(await world.todos.send(ana, { op, list: 'inbox', to: 'work', todos: ['1'] })).toMatchObject(reused);
    const request = { op: newOp(), list: 'inbox', to: 'work', todos: ['1'] };
    succeeded(await world.todos.send(ana, request));
    expect(await world.todos.send(ana, { ...request, todos: ['2'] })).toMatchObject(reused);
    expect(await world.todos.add(ana, { ...add, op: request.op })).toMatchObject(reused);
    expect(await world.todos.add(ana, { ...add, list: 'inbox', op: request.op })).toMatchObject(reused);
    expect(await titlesOf(world, 'work')).toEqual(['desk', 'milk']);
  });
});

describe('R12: what was lost between the door and the turn', () => {
  test.each(['inbox', 'work'])('%s: the move is refused, and both lists are as they were', async (name) => {
    const world = await worldWith('work');
    await addTitles(world, 'milk');
    const list = world.directory.state.listNamed('ana', name);
    if (list === undefined) throw new Error(`ana has no ${name}`);
    const sent = send(world, 'inbox', 'work', '1');
    world.directory.state.putList({ ...list, owner: 'bo' });
    expect(await sent).toMatchObject({ problem: { code: 'not_found' } });
    world.directory.state.putList(list);
    const archived = send(world, 'inbox', 'work', '1');
    world.directory.state.putList({ ...list, archived: true });
    expect(await archived).toMatchObject({ problem: { code: 'refused', message: `${name} is archived` } });
    expect(await titlesOf(world)).toEqual(['milk']);
    expect(await titlesOf(world, 'work')).toEqual([]);
  });
});

test(`R3: hundreds of moves between three lists at once, by two people: each todo is in one list, and none is lost (TOCK_SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const world = await worldWith('work', 'art');
  const lists = ['inbox', 'work', 'art'];
  const some = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] ?? (from[0] as T);
  const ids = (await addTitles(world, ...Array.from({ length: 30 }, (_, index) => `t${index}`))).map(({ id }) => id);
  const [theirs] = succeeded(
    await world.todos.add(bo, { op: newOp(), list: 'inbox', todos: [{ title: 'bo’s' }] }),
  ).todos;
  let landed = 0;
  for (let round = 0; round < 12; round += 1) {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const [list, to] = [some(lists), some(lists)];
        const dice = random();
        if (dice < 0.1) return world.undo.undo(ana, { op: newOp(), list });
        if (dice < 0.15) return world.undo.redo(ana, { op: newOp(), list });
        if (dice < 0.2)
          return world.todos.send(bo, { op: newOp(), list: 'inbox', to: world.inboxes.ana, todos: ['1'] });
        if (dice < 0.3) return world.todos.complete(ana, { op: newOp(), list, todos: [some(ids)] });
        return world.todos.send(ana, { op: randomIdentifier(), list, to, todos: [some(ids), some(ids)] });
      }),
    );
    landed += outcomes.filter((outcome) => outcome.ok && outcome.value.changed).length;
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.problem.code).not.toBe('internal');
  }
  expect(landed).toBeGreaterThan(20);
  const titles = (await Promise.all(lists.map((list) => titlesOf(world, list)))).flat();
  // Nothing was removed but by an undo of the add, which takes all of them.
  if (titles.length > 0) expect(titles.toSorted()).toEqual(ids.map((_, index) => `t${index}`).toSorted());
  expect(await titlesOf(world, world.inboxes.bo)).toEqual(['bo’s']);
  expect(theirs?.n).toBe(1);
  const again = await createWorld(world.journal);
  for (const list of lists) expect(await titlesOf(again, list)).toEqual(await titlesOf(world, list));
  // Each half names the other, which is there.
  for (const list of world.directory.state.lists.values()) {
    for (const { body } of await world.journal.read(list.id, 0, EVERYTHING)) {
      for (const { op, with: half } of JSON.parse(body).requests) {
        if (half === undefined) continue;
        const [other] = await world.journal.read(half.list, half.rev - 1, { limit: 1, maximumBytes: 1 });
        expect(JSON.parse(other?.body ?? '{}').requests).toMatchObject([{ op, with: { list: list.id } }]);
      }
    }
  }
});
