/** Moving todos by rows: with the cursor on them, and decided on what is shown when their turn comes. */
import { failure, type Receipt, type RequestOf } from '@tock/shared';
import { expect, test } from 'vitest';
import { cut, openScreen, selectedIn, titlesOf, withTodos } from './screens.ts';
import type { TestScreen } from './terminal.ts';

/** An answer that came before its commit. */
const ACKNOWLEDGED: Receipt = {
  op: 'op',
  list: 'inbox',
  listName: 'inbox',
  epoch: 'e',
  rev: 1,
  changed: true,
  durability: 'memory',
  todos: [],
};

/** The places that were asked for, with the titles of the todos they are next to. */
function places({ connection }: TestScreen): string[] {
  return connection.sent.flatMap(({ name, request }) => {
    if (name !== 'todo:move') return [];
    const { place, of = '' } = request as RequestOf<'todo:move'> & { of?: string };
    return [`${place} ${connection.list.state.get(of)?.title}`];
  });
}

test('J moves the todo under the cursor one row down, K up, and the cursor stays on it', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b', 'c') });
  await screen.sees('c');
  screen.press('J');
  const down = await screen.sees((text) => titlesOf(text).join() === 'b,a,c');
  expect(selectedIn(down)).toBe('a');
  screen.press('\u001b[1;2A');
  const up = await screen.sees((text) => titlesOf(text).join() === 'a,b,c');
  expect(selectedIn(up)).toBe('a');
  screen.press('\u001b[1;2B');
  await screen.sees((text) => titlesOf(text).join() === 'b,a,c');
  expect(places(screen)).toEqual(['after b', 'before b', 'after b']);
});

test('R6: JJJJ moves four places in the end, decided on what is shown when its turn comes', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b', 'c', 'd', 'e', 'f') });
  await screen.sees('f');
  screen.connection.automatic = false;
  screen.press('JJJJ');
  const waiting = await screen.sees('sending 2 · move: a');
  expect(titlesOf(waiting)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  screen.connection.list.remove([...screen.connection.list.state.todos.keys()][3] ?? '');
  screen.connection.pending[0]?.store();
  await screen.sees((text) => titlesOf(text).join() === 'b,a,c,e,f');
  await screen.sees(() => screen.connection.pending.length === 2);
  screen.connection.pending[1]?.store();
  const done = await screen.sees((text) => titlesOf(text).join() === 'b,c,e,f,a');
  expect(selectedIn(done)).toBe('a');
  expect(places(screen)).toEqual(['after b', 'after f']);
});

test('JK is a step and a step back, however fast: u takes back the K, and nothing older', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b', 'c', 'd') });
  await screen.sees('d');
  screen.press('JJKu');
  await screen.sees('undid revision 4: a is in the old place');
  expect(titlesOf(await screen.text())).toEqual(['b', 'c', 'a', 'd']);
  expect(places(screen)).toEqual(['after b', 'after c', 'before c']);
});

test('at the edge it says so, and nothing is sent', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b') });
  await screen.sees('b');
  screen.press('K');
  await screen.sees('1 is the first one here');
  screen.press('GJ');
  await screen.sees('2 is the last one here');
  expect(screen.connection.sent).toHaveLength(0);
});

test('a move stays within the view: it passes what a filter hides, and what is removed', async () => {
  const connection = withTodos('ape', 'bee', 'ant');
  const screen = openScreen({ connection });
  await screen.sees('ant');
  screen.press('/a\rJ');
  await screen.sees((text) => titlesOf(text).join() === 'ant,ape');
  screen.press('\u001b');
  await screen.sees((text) => titlesOf(text).join() === 'bee,ant,ape');
  screen.press('x');
  await screen.sees('removed 1');
  screen.press('/removed\rJ');
  await screen.sees('1 is removed and has no place: x brings it back');
});

test('a move within the screen moves the cursor, not the rows around it', async () => {
  const connection = withTodos(...Array.from({ length: 60 }, (_, index) => `todo ${index + 1}`));
  const screen = openScreen({ connection });
  await screen.sees('todo 1');
  screen.press('jjjjj');
  await screen.sees((text) => selectedIn(text) === 'todo 6');
  screen.press('JJ');
  const after = await screen.sees((text) => titlesOf(text).join().includes('todo 8,todo 6,todo 9'));
  expect(titlesOf(after)[0]).toBe('todo 1');
  expect(selectedIn(after)).toBe('todo 6');
});

test('R4: the next move waits until the last one is seen here, and goes on when the list is left', async () => {
  const connection = withTodos('a', 'b', 'c');
  const screen = openScreen({ connection });
  await screen.sees('c');
  connection.automatic = false;
  screen.press('JJ');
  await screen.sees('sending 2');
  const [a = ''] = [...connection.list.state.todos.keys()];
  connection.pending[0]?.answer({ ok: true, value: { ...ACKNOWLEDGED, rev: 2 } });
  await screen.sees('sending 1');
  await screen.settled();
  expect(connection.sent).toHaveLength(1);
  connection.list.move(a, 'a00000001V');
  await screen.sees(() => connection.sent.length === 2);
  expect(places(screen)).toEqual(['after b', 'after c']);
  connection.pending[1]?.answer({ ok: true, value: { ...ACKNOWLEDGED, rev: 9 } });
  screen.press('J]');
  await screen.sees(/^ groceries/m);
  await screen.sees('not sent: move: a: another list is open');
});

test('a cursor that was moved meanwhile is not dragged along', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b', 'c') });
  await screen.sees('c');
  screen.connection.automatic = false;
  screen.press('JG');
  await screen.sees((text) => selectedIn(text) === 'c');
  screen.connection.pending[0]?.store();
  const text = await screen.sees((shown) => titlesOf(shown).join() === 'b,a,c');
  expect(selectedIn(text)).toBe('c');
});

test('S1: when somebody else moves the todo under the cursor, the cursor stays on it and on its line', async () => {
  const connection = withTodos(...Array.from({ length: 60 }, (_, index) => `todo ${index + 1}`));
  const screen = openScreen({ connection });
  await screen.sees('todo 1');
  screen.press('jjjjj');
  const before = await screen.sees((text) => selectedIn(text) === 'todo 6');
  const lineOf = (text: string) => text.split('\n').findIndex((line) => line.includes('▌'));
  const [id = ''] = [...connection.list.state.todos.keys()].slice(5);
  connection.list.move(id, 'a00000040V', { by: 'bo' });
  const after = await screen.sees('todo 41');
  expect(selectedIn(after)).toBe('todo 6');
  expect(lineOf(after)).toBe(lineOf(before));
});

test('a move of unknown outcome is not repeated by itself, and what waits behind it is not sent', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b', 'c') });
  await screen.sees('c');
  screen.connection.automatic = false;
  screen.press('JJ');
  await screen.sees('sending 2');
  screen.connection.pending[0]?.answer(failure('unknown', 'no answer'));
  await screen.sees('not sent: move: a · what came before it is not confirmed');
  expect(screen.connection.sent).toHaveLength(1);
});

test('a move that waits when the line drops, or when another list is opened, is said not to be sent', async () => {
  for (const leave of ['drop', 'open'] as const) {
    const screen = openScreen({ connection: withTodos('a', 'b', 'c') });
    await screen.sees('c');
    screen.connection.automatic = false;
    screen.press('JJ');
    await screen.sees('sending 2');
    if (leave === 'drop') cut(screen);
    else screen.press('2');
    await screen.sees(leave === 'drop' ? 'reconnecting' : /^ groceries/m);
    screen.connection.pending[0]?.store();
    await screen.sees(leave === 'drop' ? 'not sent: move: a: offline' : 'not sent: move: a: another list is open');
    expect(screen.connection.sent).toHaveLength(1);
  }
});

test('what the server refuses is said with the name of the move', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b') });
  await screen.sees('b');
  screen.connection.automatic = false;
  screen.press('J');
  await screen.sees('sending 1');
  screen.connection.pending[0]?.answer(failure('refused', '2 was removed by bo'));
  await screen.sees('not stored: move: a: 2 was removed by bo');
});
