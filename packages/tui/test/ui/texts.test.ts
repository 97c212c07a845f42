/** A key that opens a text opens it whatever the connection and the list are: what is typed after it is never keys. */
import { expect, test } from 'vitest';
import { MemoryConnection } from './memoryConnection.ts';
import { cut, mend, openScreen, titlesOf, withTodos } from './screens.ts';

/** Text that removes, completes, moves, takes back and quits, where it is keys. */
const WORDS = 'xx boxes JuKq';

test.each([
  ['a', 'add', /add › xx boxes JuKq$/m],
  ['o', 'add', /add › xx boxes JuKq$/m],
  ['e', 'edit', /edit › onexx boxes JuKq$/m],
  ['/', 'filter', /filter › xx boxes JuKq$/m],
  ['c', 'list', /list › xx boxes JuKq$/m],
  ['m', 'move to', /move to › xx boxes JuKq$/m],
  ['?', 'help', /help › xx boxes JuKq$/m],
])('%s opens its text where there is no connection', async (key, prompt, wanted) => {
  const screen = openScreen({ connection: withTodos('one', 'two') });
  await screen.sees('two');
  cut(screen);
  await screen.sees('reconnecting');
  screen.press(key);
  await screen.sees(`${prompt} ›`);
  screen.press(WORDS);
  await screen.sees(wanted);
  mend(screen);
  await screen.sees('● live');
  expect(screen.connection.sent).toHaveLength(0);
});

test.each([
  ['e', /edit › xx boxes JuKq$/m],
  ['m', /move to › xx boxes JuKq$/m],
])('%s opens its text where there is no todo, says so, and sends nothing', async (key, wanted) => {
  const screen = openScreen({ connection: new MemoryConnection('inbox', 'groceries') });
  await screen.sees('add a todo');
  screen.press(key);
  await screen.sees('there is no todo here');
  screen.press(WORDS);
  await screen.sees(wanted);
  screen.press('\r');
  await screen.sees('there is no todo here');
  expect(await screen.text()).toMatch(wanted);
  expect(screen.connection.sent).toHaveLength(0);
});

test.each([
  ['a', /add › xx boxes JuKq$/m],
  ['/', /filter › xx boxes JuKq$/m],
  ['c', /list › xx boxes JuKq$/m],
])('%s opens its text from the whole todo, and leads back to the rows', async (key, wanted) => {
  const screen = openScreen({ connection: withTodos('one', 'two') });
  await screen.sees('two');
  screen.press('\r');
  await screen.sees('history');
  screen.press(`${key}${WORDS}`);
  await screen.sees(wanted);
  screen.press('\u001b');
  await screen.sees((text) => titlesOf(text).join() === 'one,two');
  expect(screen.connection.sent).toHaveLength(0);
});

test('without a connection Enter says that nothing is sent, and sends the same text when there is one', async () => {
  const screen = openScreen({ connection: withTodos('one') });
  await screen.sees('one');
  cut(screen);
  await screen.sees('reconnecting');
  screen.press('afix boxes\r');
  await screen.sees('offline: not sent');
  expect(await screen.text()).toMatch(/add › fix boxes$/m);
  mend(screen);
  await screen.sees('● live');
  screen.press('\r');
  await screen.sees(/2 ○ fix boxes/);
  cut(screen);
  await screen.sees('reconnecting');
  screen.press('\u001b');
  await screen.sees((text) => !text.includes('add ›'));
  screen.press('e and more\r');
  await screen.sees('offline: not sent');
  expect(await screen.text()).toMatch(/edit › fix boxes and more$/m);
  mend(screen);
  screen.press('\r');
  await screen.sees(/2 ○ fix boxes and more/);
});

test.each([
  [80, 24],
  [40, 10],
])(
  'at %i×%i Enter in a menu says what it cannot do without a connection, and the menu stays',
  async (columns, rows) => {
    const screen = openScreen({ columns, rows, connection: withTodos('one') });
    await screen.sees('one');
    screen.press('m');
    await screen.sees('groceries');
    cut(screen);
    screen.press('gro\r');
    await screen.sees('offline: not sent');
    expect(await screen.text()).toMatch(/move to › gro$/m);
    screen.press('\u001b');
    await screen.sees((text) => !text.includes('move to ›'));
    screen.press('cgarden\r');
    await screen.sees('offline: the server cannot be asked');
    expect(await screen.text()).toMatch(/list › garden$/m);
    expect(screen.connection.sent).toHaveLength(0);
  },
);

test('a line that is pasted without a connection is text for the composer', async () => {
  const screen = openScreen({ connection: withTodos('one') });
  await screen.sees('one');
  cut(screen);
  await screen.sees('reconnecting');
  screen.press('\u001b[200~xq buy milk\u001b[201~');
  await screen.sees(/add › xq buy milk$/m);
  expect(titlesOf(await screen.text())).toEqual(['one']);
});
