/** Undo and redo from the screen: what they say, when they are sent, and what they never do twice. */
import { failure } from '@tock/shared';
import { expect, test } from 'vitest';
import { turnedBackWords } from '../../src/ui/model/undoing.ts';
import { cut, openScreen, selectedIn, titlesOf, withTodos } from './screens.ts';

test('u takes back what was done last and says what is so again; ctrl-r brings it about again', async () => {
  const screen = openScreen({ connection: withTodos('buy milk', 'call mom') });
  await screen.sees('call mom');
  screen.press(' ');
  await screen.sees('✓ buy milk');
  expect(await screen.text()).toContain('u undo');
  screen.press('u');
  await screen.sees('undid revision 2: buy milk is open again');
  expect(await screen.text()).toContain('○ buy milk');
  screen.press('\u0012');
  await screen.sees('redid revision 2: buy milk is done again');
  expect(await screen.text()).toContain('✓ buy milk');
});

test('R6: nothing is drawn before the commit came, and the wait has its own line', async () => {
  const screen = openScreen({ connection: withTodos('buy milk') });
  await screen.sees('buy milk');
  screen.press('x');
  await screen.sees('removed 1 · u brings it back');
  screen.connection.automatic = false;
  screen.press('u');
  const waiting = await screen.sees('sending 1 · undo');
  expect(waiting).not.toContain('○ buy milk');
  screen.connection.pending[0]?.store();
  await screen.sees('undid revision 2: buy milk is back');
  expect(selectedIn(await screen.text())).toBe('buy milk');
});

test('the cursor goes to what comes back', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b', 'c') });
  await screen.sees('c');
  screen.press('xG');
  await screen.sees((text) => selectedIn(text) === 'c' && !text.includes('○ a'));
  screen.press('u');
  await screen.sees((text) => selectedIn(text) === 'a');
});

test('a key pressed before u is what u takes back, also when it is not answered yet', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b') });
  await screen.sees('b');
  screen.connection.automatic = false;
  screen.press('xu');
  await screen.sees('sending 2');
  expect(screen.connection.sent.map(({ name }) => name)).toEqual(['todo:remove']);
  screen.connection.pending[0]?.store();
  await screen.sees(() => screen.connection.sent.length === 2);
  screen.connection.pending[1]?.store();
  await screen.sees('undid revision 2: a is back');
  expect(titlesOf(await screen.text())).toEqual(['a', 'b']);
});

test('a key pressed after u is not what u takes back', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b') });
  await screen.sees('b');
  screen.press('x');
  await screen.sees('removed 1');
  screen.connection.automatic = false;
  screen.press('ux');
  await screen.sees('sending 2');
  expect(screen.connection.sent.map(({ name }) => name)).toEqual(['todo:remove', 'list:undo']);
  screen.connection.pending[0]?.store();
  await screen.sees(() => screen.connection.sent.length === 3);
  screen.connection.pending[1]?.store();
  await screen.sees((text) => titlesOf(text).join() === 'a');
});

test('uuu takes back three things, one after the other', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b', 'c') });
  await screen.sees('c');
  for (const left of [2, 1, 0]) {
    screen.press('x');
    await screen.sees((text) => titlesOf(text).length === left);
  }
  screen.press('uuu');
  await screen.sees('undid revision 2: a is back');
  expect(titlesOf(await screen.text())).toEqual(['a', 'b', 'c']);
});

test('R7: an undo of unknown outcome is asked for again under the same op; after another write it is not', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b') });
  await screen.sees('b');
  screen.connection.automatic = false;
  screen.press('u');
  await screen.sees('sending 1');
  screen.connection.pending[0]?.answer(failure('unknown', 'no answer'));
  await screen.sees('not confirmed: undo · u asks for it again, never twice');
  screen.press('u');
  await screen.sees('sending 1');
  screen.connection.pending[1]?.answer(failure('unknown', 'no answer'));
  await screen.sees('not confirmed: undo');
  screen.press(' ');
  await screen.sees('sending 1');
  screen.connection.pending[2]?.store();
  await screen.sees('✓ a');
  screen.press('u');
  await screen.sees('sending 1');
  const undos = screen.connection.sent.filter(({ name }) => name === 'list:undo').map(({ request }) => request.op);
  expect(undos[1]).toBe(undos[0]);
  expect(undos[2]).not.toBe(undos[0]);
});

test('an undo that waits is not sent when nobody knows what became of the write before it', async () => {
  const screen = openScreen({ connection: withTodos('a', 'b') });
  await screen.sees('b');
  screen.connection.automatic = false;
  screen.press(' u');
  await screen.sees('sending 2');
  screen.connection.pending[0]?.answer(failure('unknown', 'no answer'));
  await screen.sees('not sent: undo · what came before it is not confirmed');
  expect(screen.connection.sent).toHaveLength(1);
});

test('a conflict says who, what it is now and what it would be, on two lines where one is too short', async () => {
  const screen = openScreen({ connection: withTodos('a') });
  await screen.sees('a');
  screen.connection.automatic = false;
  screen.press('u');
  await screen.sees('sending 1');
  const hint = 'it is now: buy oat milk and a loaf of bread; it would be: buy milk';
  screen.connection.pending[0]?.answer(failure('conflict', 'bo changed the title of 1 since', hint));
  const lines = (await screen.sees('it would be: buy milk')).split('\n');
  const at = lines.findIndex((line) => line.includes('undo refused: bo changed the title of 1 since'));
  expect(lines[at + 1]).toBe(` ${hint}`);
  expect(lines).toHaveLength(24);
});

test('nothing to undo is said in the words of the server, and offline nothing is sent', async () => {
  const screen = openScreen();
  await screen.sees('live');
  screen.press('u');
  await screen.sees('there is nothing of yours to undo in this list');
  screen.press('\u0012');
  await screen.sees('there is nothing of yours to redo in this list');
  cut(screen);
  await screen.sees('reconnecting');
  screen.press('u');
  await screen.sees('offline: not sent');
  expect(screen.connection.sent).toHaveLength(2);
});

test('the words fit one todo, several, and what a newer server may say', () => {
  const receipt = {
    op: 'o',
    list: 'l',
    listName: 'inbox',
    epoch: 'e',
    rev: 9,
    changed: true,
    durability: 'fsync' as const,
    todos: [{ id: 'i', n: 1, title: 'buy milk' }],
  };
  const words = (types: string[], count = 1) => {
    const todos = Array.from({ length: count }, () => receipt.todos).flat();
    return turnedBackWords({ ...receipt, todos, undone: { rev: 7, types } });
  };
  expect(words(['todo_edited'])).toBe('undid revision 7: buy milk is as before');
  expect(words(['todo_removed'], 3)).toBe('undid revision 7: 3 todos are removed');
  expect(words(['todo_reopened', 'todo_edited'], 2)).toBe('undid revision 7: 2 todos are as before');
  expect(words(['todo_dreamt'])).toBe('undid revision 7: buy milk is as before');
  expect(turnedBackWords({ ...receipt, redone: { rev: 7, types: ['todo_moved'] } })).toBe(
    'redid revision 7: buy milk is moved again',
  );
});
