/** Moving todos to other lists, by the person here and by others. */
import { expect, test } from 'vitest';
import { openScreen, titlesOf, withTodos } from './screens.ts';

test('m moves the todo to another list, and says where it is now', async () => {
  const screen = openScreen({ connection: withTodos('milk', 'call mom') });
  screen.connection.lists[1]?.add(['bread']);
  await screen.sees('call mom');
  screen.press('m');
  const menu = await screen.sees('move to › ');
  expect(menu).toContain('groceries');
  expect(menu).not.toMatch(/inbox$/m);
  expect(menu).toMatch(/^ milk$/m);
  screen.press('gro\r');
  await screen.sees('moved to groceries: 2 · milk');
  expect(titlesOf(await screen.text())).toEqual(['call mom']);
  screen.press(']');
  await screen.sees((text) => titlesOf(text).join() === 'bread,milk');
});

test('m goes to no list that is not there, to none that is archived, and takes the todo that was on screen', async () => {
  const connection = withTodos('one', 'two');
  const screen = openScreen({ connection });
  await screen.sees('two');
  screen.press('mnowhere\r');
  await screen.sees('no list is called so');
  screen.press('\u001b');
  await screen.sees('▌');
  screen.press('m');
  await screen.sees('move to › ');
  const [one = ''] = [...connection.list.state.todos.keys()];
  connection.list.remove(one);
  connection.automatic = false;
  screen.press('\r');
  await screen.sees(() => connection.sent.length === 1);
  expect(connection.sent[0]?.request).toMatchObject({ todos: [one], to: connection.lists[1]?.info.id });
  const [, groceries] = connection.lists;
  if (groceries !== undefined) connection.server.shelve(groceries, true);
  screen.press('m');
  await screen.sees('there is no other list · esc and then c makes one');
});

test('a todo that somebody else moved away is said to be in the other list', async () => {
  const connection = withTodos('one', 'two');
  const screen = openScreen({ connection });
  await screen.sees('two');
  const [id = ''] = [...connection.list.state.todos.keys()];
  connection.list.commit([{ type: 'todo_sent', id, title: 'one', to: connection.lists[1]?.info.id ?? '' }], {
    by: 'bo',
  });
  await screen.sees('bo moved one to groceries');
});
