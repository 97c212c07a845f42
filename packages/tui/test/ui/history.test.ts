/** The past of a todo that is read whole: told from the server, continued by what comes, scrolled. */
import { expect, test } from 'vitest';
import { MemoryConnection } from './memoryConnection.ts';
import { cut, openScreen, withTodos } from './screens.ts';

test('the whole todo tells who did what, newest last, and goes on by itself', async () => {
  const connection = withTodos('buy milk', 'two');
  const [id = ''] = [...connection.list.state.todos.keys()];
  connection.list.retitle(id, 'buy oat milk');
  const screen = openScreen({ connection });
  await screen.sees('two');
  screen.press('\r');
  const text = await screen.sees('edited title by bo');
  const history = text.split('\n').filter((line) => /by (ana|bo)$/.test(line));
  expect(history.at(-2)).toMatch(/^ history {3}.* {2,}added by ana$/);
  expect(history.at(-1)).toMatch(/^ {11}.* {2,}edited title by bo$/);
  connection.list.complete(id, 'bo');
  await screen.sees(/ done by bo$/m);
  expect(connection.histories).toBe(1);
});

test('j and k read the neighbours, each with its own past', async () => {
  const connection = withTodos('one', 'two');
  const [, two = ''] = [...connection.list.state.todos.keys()];
  connection.list.complete(two, 'bo');
  connection.list.commit([{ type: 'todo_reopened', ...connection.list.titled(two), was: { at: 'x', by: 'bo' } }]);
  const screen = openScreen({ connection });
  await screen.sees('two');
  screen.press('\r');
  await screen.sees('history');
  expect(await screen.text()).not.toContain('opened again');
  screen.press('j');
  await screen.sees('opened again by ana');
  screen.press('k');
  await screen.sees((text) => !text.includes('opened again') && text.includes('added by ana'));
});

test('an answer that comes late is of the todo that it was asked for, and what came meanwhile is in it once', async () => {
  const connection = withTodos('one', 'two', 'three');
  const [one = '', , three = ''] = [...connection.list.state.todos.keys()];
  connection.list.complete(one, 'bo');
  const { promise, resolve } = Promise.withResolvers<void>();
  connection.historyHeld = promise;
  const screen = openScreen({ connection });
  await screen.sees('three');
  screen.press('.\r');
  await screen.sees('history   …');
  screen.press('jj');
  await screen.sees('3 ○ three');
  connection.list.retitle(three, 'drei');
  resolve();
  const text = await screen.sees('edited title by bo');
  expect(text.match(/ by (ana|bo)$/gm)).toHaveLength(3);
  expect(text).not.toContain('done by bo');
  expect(connection.histories).toBe(2);
});

test('a past that is longer than the screen is scrolled, and says how much is under it', async () => {
  const connection = new MemoryConnection('inbox');
  const [id = ''] = connection.list.add(['one']);
  for (let change = 1; change <= 40; change += 1) connection.list.retitle(id, `one ${change}`);
  const screen = openScreen({ connection });
  await screen.sees('one 40');
  screen.press('\r');
  await screen.sees(/↓ \d+ more lines · pgdn/);
  screen.press('\u001b[6~\u001b[6~\u001b[6~\u001b[6~');
  const end = await screen.sees((text) => !text.includes('more lines'));
  expect(end.match(/edited title by bo/g)?.length).toBeGreaterThan(10);
  screen.press('\u0015\u0015\u0015\u0015\u0015\u0015\u0015');
  await screen.sees('1 ○ one 40');
});

test('offline it says that the past is not known, and asks when the line is back', async () => {
  const connection = withTodos('one');
  const screen = openScreen({ connection });
  await screen.sees('one');
  const live = connection.state;
  cut(screen);
  await screen.sees('reconnecting');
  screen.press('\r');
  await screen.sees('history   not known offline');
  connection.become(live);
  await screen.sees(/history {3}.*added by ana/);
});

test('a todo that went to another list says so', async () => {
  const connection = withTodos('one', 'two');
  const screen = openScreen({ connection });
  await screen.sees('two');
  screen.press('m\r');
  await screen.sees('moved to groceries: 1');
  screen.press('/removed\r\r');
  await screen.sees(/moved {5}.* by ana to groceries/);
  await screen.sees('moved to groceries by ana');
});

test('R13: names in the past say nothing to the terminal', async () => {
  const connection = withTodos('one');
  const [id = ''] = [...connection.list.state.todos.keys()];
  connection.list.retitle(id, 'uno', '\u001b[8mbo');
  const screen = openScreen({ connection });
  await screen.sees('uno');
  screen.press('\r');
  await screen.sees('edited title by ^[[8mbo');
  expect(screen.bytes).not.toContain('\u001b[8m');
});
