/** Archived lists on the screen: out of the way, read-only, and back. */
import { expect, test } from 'vitest';
import { openScreen, titlesOf, withTodos } from './screens.ts';

test('the menu hides archived lists until they are asked for, or called by their name', async () => {
  const connection = withTodos('one');
  connection.server.store('list:create', { op: 'one', name: 'old plans' });
  const [, , old] = connection.lists;
  if (old !== undefined) connection.server.shelve(old, true);
  const screen = openScreen({ connection });
  await screen.sees('one');
  screen.press('c');
  const menu = await screen.sees('groceries');
  expect(menu).not.toContain('old plans');
  screen.press('\u0014');
  await screen.sees(/ {3}old plans {2}archived/);
  screen.press('\u0014');
  await screen.sees((text) => !text.includes('old plans'));
  screen.press('old');
  await screen.sees('make the list “old”');
  screen.press(' plans');
  await screen.sees(/old plans {2}archived/);
  screen.press('\r');
  await screen.sees('old plans  archived');
});

test('the keys of lists pass archived ones over', async () => {
  const connection = withTodos('one');
  connection.server.store('list:create', { op: 'one', name: 'zoo' });
  const [, groceries] = connection.lists;
  if (groceries !== undefined) connection.server.shelve(groceries, true);
  const screen = openScreen({ connection });
  await screen.sees('one');
  screen.press(']');
  await screen.sees(/^ zoo/m);
  screen.press('2');
  screen.press('3');
  await screen.sees('there is no list 3');
  screen.press('[');
  await screen.sees(/^ inbox/m);
});

test('ctrl-x asks before it archives; only y does; ctrl-x on an archived one opens it again', async () => {
  const screen = openScreen({ connection: withTodos('one') });
  await screen.sees('one');
  screen.press('cgro\u0018');
  await screen.sees('archive groceries?');
  screen.press('\r');
  await screen.sees('enter does nothing here · y archive it · n no · esc close');
  screen.press('n');
  await screen.sees('list › gro');
  expect(screen.connection.sent).toHaveLength(0);
  screen.press('\u0018y');
  await screen.sees('archived groceries · ctrl-t shows archived lists');
  expect(screen.connection.sent.map(({ name }) => name)).toEqual(['list:archive']);
  screen.press('ceries');
  await screen.sees(/groceries {2}archived/);
  screen.press('\u0018');
  await screen.sees('groceries is open again');
  expect(screen.connection.sent.at(-1)?.name).toBe('list:unarchive');
});

test('a list that is archived while it is open says so, and its writes are answered in the words of the server', async () => {
  const connection = withTodos('one', 'two');
  const screen = openScreen({ connection });
  await screen.sees('two');
  connection.server.shelve(connection.list, true);
  const text = await screen.sees('inbox  archived');
  expect(text).toContain('archived, read-only · c and then ctrl-x opens it again');
  expect(titlesOf(text)).toEqual(['one', 'two']);
  for (const [key, said] of [
    [' ', 'not stored: done: one: inbox is archived'],
    ['x', 'not stored: remove: one: inbox is archived'],
    ['J', 'not stored: move: one: inbox is archived'],
    ['u', 'inbox is archived'],
  ] as const) {
    screen.press(key);
    await screen.sees(said);
    await screen.sees('tock lists unarchive inbox opens it again');
  }
  screen.press('athree\r');
  await screen.sees(/add › three/);
  await screen.sees('inbox is archived');
  screen.press('\u001b');
  await screen.sees((shown) => !shown.includes('add ›'));
  screen.press('c\u0018');
  await screen.sees('inbox is open again');
  screen.press('\u001b');
  await screen.sees((shown) => !shown.includes('archived'));
});

test('the inbox, which cannot be archived, and no list at all, are said', async () => {
  const screen = openScreen({ connection: withTodos('one') });
  await screen.sees('one');
  screen.press('c\u0014');
  await screen.sees('no list is archived');
  screen.press('garden\u0018');
  await screen.sees('there is no list to archive here');
});
