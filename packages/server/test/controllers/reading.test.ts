/** A page of todos is the list in its order, at one revision, and pages have no gap between them. */
import { limits, type TodosRead } from '@tock/shared';
import { expect, test } from 'vitest';
import { addTitles, ana, createWorld, newOp, succeeded, type World } from './fixtures.ts';

interface Page {
  filter?: string;
  timeZone?: string;
  after?: string;
  limit?: number;
}

async function page(world: World, request: Page = {}): Promise<TodosRead> {
  return succeeded(await world.reading.page(ana, { list: 'inbox', limit: 100, ...request }));
}

const titles = ({ todos }: TodosRead) => todos.map(({ title }) => title);

test('todos come in the order of the list, open ones when no state is named', async () => {
  const world = await createWorld();
  await addTitles(world, 'one', 'two', 'three', 'four');
  succeeded(await world.todos.move(ana, { op: newOp(), list: 'inbox', todos: ['4'], place: 'top' }));
  succeeded(await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['2'] }));
  const read = await page(world);
  expect(titles(read)).toEqual(['four', 'one', 'three']);
  expect(read).toMatchObject({ rev: 3, next: null, list: { title: 'inbox' } });
  expect(titles(await page(world, { filter: 'done' }))).toEqual(['two']);
  expect(titles(await page(world, { filter: 'open or done' }))).toEqual(['four', 'one', 'two', 'three']);
});

test('pages follow each other without a gap, whatever is added, moved or done between them', async () => {
  const world = await createWorld();
  await addTitles(world, ...Array.from({ length: 25 }, (_, index) => `todo ${index + 1}`));
  const first = await page(world, { limit: 10 });
  expect(first.todos).toHaveLength(10);
  // The last of the page is done, and no longer in any: the next page begins behind its place all the same.
  succeeded(await world.todos.complete(ana, { op: newOp(), list: 'inbox', todos: ['10'] }));
  succeeded(await world.todos.move(ana, { op: newOp(), list: 'inbox', todos: ['25'], place: 'before', of: '12' }));
  const second = await page(world, { limit: 10, after: first.next ?? '' });
  expect(titles(second)).toEqual(['todo 11', 'todo 25', ...[12, 13, 14, 15, 16, 17, 18, 19].map((n) => `todo ${n}`)]);
  const third = await page(world, { limit: 10, after: second.next ?? '' });
  expect(titles(third)).toEqual([20, 21, 22, 23, 24].map((n) => `todo ${n}`));
  expect(third.next).toBeNull();
});

test('a page ends before it is too large, and says where to go on', async () => {
  const world = await createWorld();
  const notes = 'n'.repeat(limits.notesBytes);
  const todos = Array.from({ length: 40 }, (_, index) => ({ title: `long ${index}`, notes }));
  succeeded(await world.todos.add(ana, { op: newOp(), list: 'inbox', todos }));
  const read = await page(world);
  expect(read.todos.length).toBeLessThan(20);
  const rest = await page(world, { after: read.next ?? '' });
  expect(rest.todos[0]?.n).toBe(read.todos.length + 1);
});

test('days are those of the reader', async () => {
  const world = await createWorld();
  const at = (timeZone: string) => new Date().toLocaleDateString('sv', { timeZone });
  // These two zones are 26 hours apart: there is always a day that is another one.
  const [west, east] = ['Etc/GMT+12', 'Pacific/Kiritimati'];
  succeeded(await world.todos.add(ana, { op: newOp(), list: 'inbox', todos: [{ title: 'due there', due: at(east) }] }));
  expect(titles(await page(world, { filter: 'today', timeZone: east }))).toEqual(['due there']);
  expect(titles(await page(world, { filter: 'today', timeZone: west }))).toEqual([]);
});

test.each(['x', 'a0', 'a0:', ':bcdfghjklmnp', 'a0:bcdfghjklmnp:1', '<a>:bcdfghjklmnp'])(
  'what is no place to go on from is refused: %j',
  async (after) => {
    const world = await createWorld();
    expect(await world.reading.page(ana, { list: 'inbox', limit: 1, after })).toMatchObject({
      problem: { code: 'invalid' },
    });
  },
);

test('a filter that names a list, or none at all, is refused', async () => {
  const world = await createWorld();
  for (const filter of ['list:inbox', '(', 'due:never']) {
    expect(await world.reading.page(ana, { list: 'inbox', limit: 1, filter })).toMatchObject({
      problem: { code: 'invalid' },
    });
  }
});

test('with a revision, a change is refused where somebody changed the todo since', async () => {
  const world = await createWorld();
  await addTitles(world, 'milk');
  succeeded(await world.todos.edit(ana, { op: newOp(), list: 'inbox', todo: '1', set: { title: 'oat milk' } }));
  const stale = { op: newOp(), list: 'inbox', todos: ['1'], ifRev: 1 };
  for (const change of ['complete', 'remove', 'reopen', 'restore'] as const) {
    expect(await world.todos[change](ana, stale)).toMatchObject({ problem: { code: 'conflict' } });
  }
  expect(succeeded(await world.todos.complete(ana, { ...stale, ifRev: 2 }))).toMatchObject({ rev: 3, changed: true });
  // R7: the same again is the first receipt, though the todo has another revision by now.
  expect(succeeded(await world.todos.complete(ana, { ...stale, ifRev: 2 }))).toMatchObject({ rev: 3, changed: true });
});
