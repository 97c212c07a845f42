/** Todos get another place in the order of their list, and everybody sees the same order. */
import { applyCommit, compareTodos, ListState, type RequestOf, todoCommitSchema } from '@tock/shared';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { seed, seededRandom } from '../journal/fixtures.ts';
import { EVERYTHING } from '../ledger/fixtures.ts';
import { addTitles, ana, createWorld, newOp, succeeded, titlesOf, todoNow, type World } from './fixtures.ts';

type Move = Omit<Extract<RequestOf<'todo:move'>, { of: string }>, 'op' | 'list'>;
type MoveToEnd = Omit<Extract<RequestOf<'todo:move'>, { place: 'top' | 'bottom' }>, 'op' | 'list'>;
const move = (world: World, request: Move | MoveToEnd) =>
  world.todos.move(ana, { op: newOp(), list: 'inbox', ...request });

async function worldOf(...titles: string[]): Promise<World> {
  const world = await createWorld();
  await addTitles(world, ...titles);
  return world;
}

describe('a place', () => {
  test.each([
    [{ todos: ['3'], place: 'top' }, 'c a b d e'],
    [{ todos: ['2'], place: 'bottom' }, 'a c d e b'],
    [{ todos: ['5'], place: 'before', of: '2' }, 'a e b c d'],
    [{ todos: ['1'], place: 'after', of: '3' }, 'b c a d e'],
    [{ todos: ['5', '1', '3'], place: 'top' }, 'e a c b d'],
    [{ todos: ['5', '1', '3'], place: 'bottom' }, 'b d e a c'],
    [{ todos: ['4', '1'], place: 'before', of: '3' }, 'b d a c e'],
    [{ todos: ['2', '1'], place: 'after', of: '5' }, 'c d e b a'],
    [{ todos: ['5', '4', '3', '2', '1'], place: 'top' }, 'e d c b a'],
    [{ todos: ['3', '3', '1', '3'], place: 'top' }, 'c a b d e'],
  ] satisfies [Move | MoveToEnd, string][])('%j', async (request, order) => {
    const world = await worldOf('a', 'b', 'c', 'd', 'e');
    expect(await move(world, request)).toMatchObject({ ok: true, value: { rev: 2, changed: true } });
    expect(await titlesOf(world)).toEqual(order.split(' '));
    // Whoever is in place stays there, without a commit.
    expect(await move(world, request)).toMatchObject({ ok: true, value: { rev: 2, changed: false } });
    expect(await titlesOf(world)).toEqual(order.split(' '));
  });

  test.each([
    [{ todos: ['1'], place: 'top' }],
    [{ todos: ['1', '2', '3'], place: 'top' }],
    [{ todos: ['2', '3'], place: 'bottom' }],
    [{ todos: ['2'], place: 'after', of: '1' }],
    [{ todos: ['1', '2'], place: 'before', of: '3' }],
  ] satisfies [Move | MoveToEnd][])('%j is so already: no commit', async (request) => {
    const world = await worldOf('a', 'b', 'c');
    expect(await move(world, request)).toMatchObject({ value: { rev: 1, changed: false } });
    expect(await titlesOf(world)).toEqual(['a', 'b', 'c']);
  });

  test('next to oneself, to a removed one or to nothing is refused, and so is moving what is removed', async () => {
    const world = await worldOf('a', 'b', 'c');
    await world.todos.remove(ana, { op: newOp(), list: 'inbox', todos: ['3'] });
    expect(await move(world, { todos: ['2', '1'], place: 'before', of: '1' })).toMatchObject({
      problem: { code: 'invalid', message: '1 cannot stand before itself' },
    });
    for (const request of [
      { todos: ['1'], place: 'after', of: '3' },
      { todos: ['1', '3'], place: 'top' },
    ] satisfies (Move | MoveToEnd)[])
      expect(await move(world, request)).toMatchObject({
        problem: { code: 'refused', message: '3 was removed by ana' },
      });
    expect(await move(world, { todos: ['1'], place: 'after', of: '9' })).toMatchObject({
      problem: { code: 'not_found' },
    });
    expect(await titlesOf(world)).toEqual(['a', 'b']);
  });

  test('what was removed keeps its place, and comes back there', async () => {
    const world = await worldOf('a', 'b', 'c');
    await world.todos.remove(ana, { op: newOp(), list: 'inbox', todos: ['2'] });
    await move(world, { todos: ['3'], place: 'after', of: '1' });
    await world.todos.restore(ana, { op: newOp(), list: 'inbox', todos: ['2'] });
    expect(await titlesOf(world)).toEqual(['a', 'c', 'b']);
  });

  test('what is added stands at the end, also after moves to the bottom', async () => {
    const world = await worldOf('a', 'b');
    await move(world, { todos: ['1'], place: 'bottom' });
    await addTitles(world, 'c');
    expect(await titlesOf(world)).toEqual(['b', 'a', 'c']);
  });
});

/** The order of a list as a client has it that read its whole history, and how long its positions are. */
async function rebuilt(world: World) {
  const state = new ListState();
  for (const { body, h } of await world.journal.read(world.inboxes.ana, 0, EVERYTHING))
    applyCommit(state, todoCommitSchema.parse(JSON.parse(body)), h);
  const todos = [...state.todos.values()];
  return {
    titles: todos
      .filter(({ removedAt }) => removedAt === null)
      .sort(compareTodos)
      .map(({ title }) => title),
    longest: Math.max(...todos.map(({ position }) => position.length)),
  };
}

describe('R11: thousands of moves to one place', () => {
  const places: [string, Move | MoveToEnd][] = [
    ['after the first', { todos: [], place: 'after', of: '1' }],
    ['after one in the middle', { todos: [], place: 'after', of: '20' }],
    ['before the last', { todos: [], place: 'before', of: '40' }],
    ['top', { todos: [], place: 'top' }],
  ];
  test.each(places)('%s: positions stay short, and the list can be read again', async (_, request) => {
    const world = await worldOf(...Array.from({ length: 40 }, (_, index) => `t${index}`));
    for (let round = 0; round < 3_000; round += 1)
      succeeded(await move(world, { ...request, todos: [String(2 + (round % 4))] }));
    const { titles, longest } = await rebuilt(world);
    // A change holds 256, and a list with more could not be read again.
    expect(longest).toBeLessThanOrEqual(128);
    expect(titles).toEqual(await titlesOf(world));
    expect(await titlesOf(await createWorld(world.journal))).toEqual(titles);
  });

  test('a pile at one place keeps its order, and the last move to it can be taken back though some of it was removed', async () => {
    const world = await worldOf('first', ...Array.from({ length: 600 }, (_, index) => `t${index}`), 'last');
    const expected: string[] = [];
    for (let index = 0; index < 600; index += 1) {
      await move(world, { todos: [String(index + 2)], place: 'after', of: '1' });
      if (index % 10 !== 0) expected.unshift(`t${index}`);
      else await world.todos.remove(ana, { op: newOp(), list: 'inbox', todos: [String(index + 2)] });
      expect(await world.undo.undo(ana, { op: newOp(), list: 'inbox' }), `undo after ${index}`).toMatchObject({
        ok: true,
      });
      expect(await world.undo.redo(ana, { op: newOp(), list: 'inbox' }), `redo after ${index}`).toMatchObject({
        ok: true,
      });
    }
    expect((await rebuilt(world)).titles).toEqual(['first', ...expected, 'last']);
  });
});

test('the place that a todo had may be taken when its move is undone: the order is whole, and moves around it go on', async () => {
  const world = await worldOf('a', 'b', 'c', 'd');
  await move(world, { todos: ['2'], place: 'top' });
  // d gets the very position that b had.
  await move(world, { todos: ['4'], place: 'after', of: '1' });
  succeeded(await world.undo.undo(ana, { op: newOp(), list: 'inbox', rev: 2 }));
  const [b, d] = [await todoNow(world, '2'), await todoNow(world, '4')];
  expect(b.position).toBe(d.position);
  expect(await titlesOf(world)).toEqual(['a', ...(b.id < d.id ? ['b', 'd'] : ['d', 'b']), 'c']);
  for (const place of ['before', 'after'] as const) {
    for (const [todo, of] of [
      ['a', 'b'],
      ['c', 'd'],
      ['b', 'd'],
      ['d', 'b'],
    ] as const) {
      const now = await createWorld(await copyOf(world));
      const numberOf = (title: string) => String('abcd'.indexOf(title) + 1);
      succeeded(await move(now, { todos: [numberOf(todo)], place, of: numberOf(of) }));
      const titles = await titlesOf(now);
      expect(titles.toSorted()).toEqual(['a', 'b', 'c', 'd']);
      expect(titles.indexOf(todo) < titles.indexOf(of), `${todo} ${place} ${of}`).toBe(place === 'before');
    }
  }
});

/** Another store with the same lists. */
async function copyOf(world: World) {
  const journal = await openStore('memory:');
  for (const list of ['directory', world.inboxes.ana])
    expect(await journal.append(await world.journal.read(list, 0, EVERYTHING))).toBe('stored');
  return journal;
}

test(`R11: moves at the same time leave one order, the same for everybody (TOCK_SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const some = () => String(1 + Math.floor(random() * 20));
  const world = await worldOf(...Array.from({ length: 20 }, (_, index) => `t${index}`));
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(
      Array.from({ length: 30 }, () => {
        const dice = random();
        const todos = [some(), some()];
        if (dice < 0.1) return world.undo.undo(ana, { op: newOp(), list: 'inbox' });
        if (dice < 0.3) return move(world, { todos, place: dice < 0.2 ? 'top' : 'bottom' });
        return move(world, { todos, place: dice < 0.6 ? 'before' : 'after', of: some() });
      }),
    );
  }
  const order = await titlesOf(world);
  expect(new Set(order).size).toBe(20);
  expect((await rebuilt(world)).titles).toEqual(order);
});

test('with ifRev nothing is moved that somebody touched since, within the list or out of it', async () => {
  const world = await createWorld();
  succeeded(await world.lists.create(ana, { op: newOp(), name: 'work' }));
  await addTitles(world, 'milk', 'eggs');
  succeeded(await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['1'] }));
  const request = (ifRev: number) => ({ op: newOp(), list: 'inbox', todos: ['1'], ifRev });
  expect(await world.todos.move(ana, { ...request(1), place: 'bottom' })).toMatchObject({
    problem: { code: 'conflict' },
  });
  expect(await world.todos.send(ana, { ...request(1), to: 'work' })).toMatchObject({ problem: { code: 'conflict' } });
  expect(await titlesOf(world)).toEqual(['milk', 'eggs']);
  expect(await world.todos.move(ana, { ...request(2), place: 'bottom' })).toMatchObject({ value: { rev: 3 } });
  expect(await world.todos.send(ana, { ...request(3), to: 'work' })).toMatchObject({ value: { rev: 1 } });
});
