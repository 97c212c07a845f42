/** The screen at every size, and with every text that people or attackers write. */
import { expect, test } from 'vitest';
import { MemoryConnection } from './memoryConnection.ts';
import { openScreen } from './screens.ts';

function many(count: number): MemoryConnection {
  const connection = new MemoryConnection('inbox');
  connection.list.add(Array.from({ length: count }, (_, index) => `todo ${index + 1} with a title of some length`));
  return connection;
}

test.each([
  [80, 24],
  [200, 60],
  [40, 10],
  [20, 5],
  [21, 11],
  [30, 12],
])('R2: at %i×%i the frame fills the terminal and nothing scrolls or wraps', async (columns, rows) => {
  const screen = openScreen({ columns, rows, connection: many(100) });
  const first = (await screen.sees('todo')).split('\n');
  expect(first).toHaveLength(rows);
  expect(first[0]).toContain('inbox');
  expect(first[0]).toMatch(/● live/);
  screen.press('Gk');
  await screen.sees('100');
  screen.press('aA rather long text that is longer than any of these lines can be, by far');
  const text = await screen.sees('by far');
  expect(text.split('\n')[0]).toContain('inbox');
  screen.press('\u001b');
  await screen.sees((shown) => !shown.includes('by far'));
  screen.press('?');
  await screen.sees('help ›');
});

test.each([
  [19, 24, 'needs 20×4'],
  [80, 3, 'too small: 20×4 is needed'],
  [6, 3, '20×4'],
  [1, 1, '…'],
])('R2: %i×%i is too small, says so in whole words, and recovers', async (columns, rows, words) => {
  const screen = openScreen({ columns, rows, connection: many(3) });
  await screen.sees(words);
  screen.resize(80, 24);
  await screen.sees('3 ○ todo 3');
});

test('while the terminal is too small for a row, no key acts on one, and a paste is nothing', async () => {
  const connection = many(3);
  const screen = openScreen({ connection });
  await screen.sees('3 ○ todo 3');
  screen.resize(19, 24);
  await screen.sees('needs 20×4');
  screen.press('x Juaxx\r');
  screen.press('\u001b[200~one\ntwo\u001b[201~');
  screen.press('\r');
  await screen.settled();
  screen.resize(80, 24);
  const text = await screen.sees('3 ○ todo 3');
  expect(text).not.toContain('add ›');
  expect(connection.sent).toHaveLength(0);
  screen.resize(80, 3);
  await screen.sees('too small');
  screen.press('q');
  expect(await screen.ended).toBe(0);
});

test('a text that is written is there when a terminal that was too small is large again', async () => {
  const screen = openScreen({ connection: many(3) });
  await screen.sees('3 ○ todo 3');
  for (const written of ['', 'buy milk']) {
    screen.press(`a${written}`);
    await screen.sees(`add › ${written}`);
    screen.resize(80, 3);
    await screen.sees('too small');
    screen.press(written === '' ? 'quiet\r\u001b' : 'quiet\r\u0003');
    await screen.settled();
    screen.resize(80, 24);
    await screen.sees(new RegExp(`add › *${written}$`, 'm'));
    screen.press('\u001b');
    await screen.sees((text) => !text.includes('add ›'));
  }
  expect(screen.connection.sent).toHaveLength(0);
  screen.press('a');
  await screen.sees('add ›');
  screen.resize(80, 3);
  await screen.sees('too small');
  screen.press('\u0003');
  expect(await screen.ended).toBe(0);
});

test('ctrl-z and ctrl-l act in a terminal that is too small', async () => {
  let stopped = 0;
  const stop = () => {
    stopped += 1;
  };
  const screen = openScreen({ columns: 80, rows: 3, connection: many(3), stop });
  await screen.sees('too small');
  await screen.settled();
  const before = screen.bytes.length;
  screen.press('\u000c');
  await screen.settled();
  expect(screen.bytes.slice(before)).toContain('too small');
  screen.press('\u001a');
  await screen.sees(() => stopped === 1);
  process.emit('SIGCONT');
  await screen.sees('too small');
});

test.each([
  [80, 24],
  [80, 11],
  [40, 10],
  [24, 6],
])('at %i×%i a question says its keys, and nothing that was said before it', async (columns, rows) => {
  const connection = new MemoryConnection('inbox', 'garden');
  connection.list.add(['one']);
  const screen = openScreen({ columns, rows, connection });
  await screen.sees('one');
  screen.press('z');
  await screen.sees('does nothing');
  screen.press('\u001b[200~two\nthree\u001b[201~');
  const paste = await screen.sees('add 2 todos?');
  expect(paste).toMatch(/^ enter add them {2}n no/m);
  expect(paste).not.toContain('does nothing');
  screen.press('z');
  await screen.sees('z does nothing');
  expect(await screen.text()).toMatch(/^ enter add them {2}n no/m);
  screen.press('n');
  await screen.sees('one');
  screen.press('cgar\u0018');
  const archive = await screen.sees('archive garden?');
  expect(archive).toMatch(/^ y archive it {2}n no/m);
  expect(archive).not.toContain('does nothing');
});

test.each([
  [80, 24],
  [80, 11],
  [40, 24],
  [40, 10],
  [24, 9],
])('at %i×%i a text that cannot be read says why, and what to write, whole', async (columns, rows) => {
  const screen = openScreen({ columns, rows, connection: many(30) });
  await screen.sees('todo 1');
  screen.press('adue:never\r');
  const text = await screen.sees('2026-12-01');
  const said = 'is not a date or time write due:tomorrow, due:fri, due:17:00 or due:2026-12-01';
  expect(text.replace(/\s+/g, ' ')).toContain(said);
  expect(text.split('\n')).toHaveLength(rows);
  expect(text).toContain('○ todo 1');
  const { y } = await screen.caret();
  expect(text.split('\n')[y]).toContain('add › due:never');
  screen.press('\u0015');
  await screen.sees((shown) => !shown.includes('2026-12-01'));
});

test('a paste that cannot be added says why, whole', async () => {
  const screen = openScreen({ columns: 40, rows: 10, connection: many(3) });
  await screen.sees('todo 1');
  screen.press('\u001b[200~good\nb\u202ead\u001b[201~\r');
  const text = await screen.sees('line 2');
  const said = 'line 2: the title has a mark that reverses the order of text · none was added';
  expect(text.replace(/\s+/g, ' ')).toContain(said);
});

test('R1: after a storm of resizes the frame is that of the last size, and the text being written is intact', async () => {
  const screen = openScreen({ connection: many(100) });
  await screen.sees('todo 1');
  screen.press('abuy milk');
  await screen.sees('add › buy milk');
  for (let step = 0; step < 200; step += 1) screen.resize(20 + ((step * 37) % 180), 5 + ((step * 13) % 55));
  screen.resize(80, 24);
  const text = await screen.sees((shown) => shown.includes('add › buy milk') && shown.split('\n').length === 24);
  const fresh = openScreen({ connection: many(100) });
  await fresh.sees('todo 1');
  fresh.press('abuy milk');
  const wanted = await fresh.sees('add › buy milk');
  await fresh.hangUp();
  expect(text).toBe(wanted);
});

const hostile = [
  'link \u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  'clip \u001b]52;c;ZXZpbA==\u0007',
  'conceal \u001b[8mhidden',
  'c1 \u009b31mred',
  'override \u202etxt.exe',
  'break\nline',
  'return\rover',
  'separator\u2028line',
  'zero\u200bwidth\ufeff',
  'tags \u{e0041}\u{e0042}',
  'nul\u0000 bell\u0007',
];

test('R13: hostile titles, tags, names and notes say nothing to the terminal', async () => {
  const connection = new MemoryConnection('inbox');
  for (const title of hostile) connection.list.add([{ title, notes: title }], { by: '\u001b[31mbo' });
  const screen = openScreen({ connection });
  const text = await screen.sees('nul');
  const rows = text.split('\n').slice(2, 2 + hostile.length);
  for (const [index, row] of rows.entries()) expect(row).toMatch(new RegExp(`^[ ▌]{2}\\s*${index + 1} ○ `));
  screen.press('\r');
  await screen.sees('added');
  screen.press('\u001b');
  await screen.settled();
  expect(screen.bytes).not.toContain('\u001b]');
  expect(screen.bytes).not.toContain('\u001b[8m');
  expect(screen.bytes).not.toContain('\u009b');
  expect(screen.bytes).not.toMatch(/[\u202e\u2028\u200b\ufeff]/);
});

test('U1: wide, joined and right-to-left titles stay in their row, and the columns before them are aligned', async () => {
  const connection = new MemoryConnection('inbox');
  const titles = [
    '日本語のとても長いタイトル'.repeat(8),
    '👩‍👩‍👧‍👦 family',
    '한국어',
    'ไทย น้ำ',
    'עברית',
    `a${'\u0301'.repeat(50)}`,
    '🇩🇪 flag',
  ];
  connection.list.add(titles.map((title) => ({ title, due: '2099-12-01', pri: 'A' })));
  const screen = openScreen({ connection });
  const text = await screen.sees('flag');
  for (const [index] of titles.entries()) {
    expect(text.split('\n')[2 + index]).toMatch(new RegExp(`^[ ▌]{2}\\s*${index + 1} ○ A 1 Dec 2099 {2}`));
  }
});

test('U1: the caret stands on the cell where the next character goes', async () => {
  const screen = openScreen({ connection: many(3) });
  await screen.sees('todo 3');
  screen.press('a日本');
  await screen.sees('add › 日本');
  expect(await screen.caret()).toEqual({ x: ' add › '.length + 4, y: 21 });
  screen.press('\u001b[D');
  await screen.settled();
  expect(await screen.caret()).toEqual({ x: ' add › '.length + 2, y: 21 });
});

test('C1: without colour there is none, and the selection and every state still tell apart', async () => {
  const connection = many(3);
  connection.list.complete([...connection.list.state.todos.keys()][1] ?? '', 'ana');
  const screen = openScreen({ connection, color: false });
  await screen.sees('todo 1');
  screen.press('.');
  const text = await screen.sees('✓');
  expect(text).toContain('▌');
  expect(text).toContain('○');
  expect(screen.bytes).not.toMatch(/\u001b\[(?:\d+;)*3[0-7]m/);
});

test('the plain glyphs are ASCII alone', async () => {
  const screen = openScreen({ connection: many(3), ascii: true });
  const text = await screen.sees('* live');
  expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
});
