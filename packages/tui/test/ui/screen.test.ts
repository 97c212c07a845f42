/** The screen as a person uses it: real keys in, cells of a real terminal out. */
import { failure } from '@tock/shared';
import { expect, test } from 'vitest';
import { MemoryConnection } from './memoryConnection.ts';
import { cut, mend, openScreen as open, selectedIn as selected, titlesOf, withTodos } from './screens.ts';

test('an empty list says in three lines how to begin, and where it is', async () => {
  const screen = open();
  const text = await screen.sees('add a todo');
  expect(text).toContain('tock add buy milk');
  expect(text).toContain('inbox · local, this machine only');
  expect(text).toMatch(/empty +● live/);
  const [a, help, shell] = ['add a todo', 'every key', 'in any shell'].map((meaning) =>
    text
      .split('\n')
      .find((line) => line.includes(meaning))
      ?.indexOf(meaning),
  );
  expect([help, shell]).toEqual([a, a]);
});

test.each([
  ['groceries', 'tock add -l groceries buy milk   in any shell'],
  ['my list', "tock add -l 'my list' buy milk   in any shell"],
  ["bo's list & more", "tock add -l 'bo'\\''s list & more' buy milk   in any shell"],
  ['~', "tock add -l '~' buy milk   in any shell"],
  ['Einkäufe', 'tock add -l Einkäufe buy milk   in any shell'],
])('an empty list that is called %s says how to add to it, as a shell takes it', async (name, wanted) => {
  const screen = open({ connection: new MemoryConnection('inbox', name), list: name });
  const text = await screen.sees('add a todo');
  expect(text).toContain(wanted);
});

test('a command that leaves no room for what it is for stands alone', async () => {
  const name = 'a list with a name';
  const screen = open({ connection: new MemoryConnection('inbox', name), list: name, columns: 44 });
  const text = await screen.sees('add a todo');
  expect(text).toMatch(/^ a {3}add a todo$/m);
  expect(text).toMatch(/^ tock add -l 'a list with a name' buy milk$/m);
});

test('K1: a, a title and Enter as one write add one todo, and the composer stays for the next', async () => {
  const screen = open();
  await screen.sees('live');
  screen.press('abuy milk +home\r');
  const text = await screen.sees('1 ○ buy milk  +home');
  expect(text).toMatch(/add › *$/m);
  expect(screen.connection.sent).toHaveLength(1);
});

test('R6: a todo is never a row before its commit; until then it is on its way in the footer', async () => {
  const screen = open();
  screen.connection.automatic = false;
  await screen.sees('live');
  screen.press('abuy milk\r');
  const sending = await screen.sees('sending 1 · buy milk');
  expect(sending).not.toMatch(/○ buy milk/);
  expect(sending).toMatch(/add › *$/m);
  screen.press('eggs\r');
  await screen.sees('sending 2 · eggs');
  expect(await screen.text()).not.toContain('○');
  for (const pending of screen.connection.pending) pending.store();
  await screen.sees((text) => text.includes('1 ○ buy milk') && text.includes('2 ○ eggs') && !text.includes('sending'));
});

test('a write that takes long says that the server is slow', async () => {
  const screen = open();
  screen.connection.automatic = false;
  await screen.sees('live');
  screen.press('abuy milk\r');
  await screen.sees(/sending 1 · server slow \(2\.\d s\) · buy milk/, 4_000);
});

test('a text that was not stored comes back with the reason', async () => {
  const screen = open();
  screen.connection.automatic = false;
  await screen.sees('live');
  screen.press('abuy milk\r');
  await screen.sees('sending 1');
  screen.connection.pending[0]?.answer(failure('storage_full', 'the server has no room left', 'free some'));
  const text = await screen.sees('the server has no room left');
  expect(text).toMatch(/add › buy milk/);
});

test('a text that failed waits until nothing else is being written', async () => {
  const screen = open();
  screen.connection.automatic = false;
  await screen.sees('live');
  screen.press('abuy milk\reggs');
  await screen.sees('add › eggs');
  screen.connection.pending[0]?.answer(failure('storage_full', 'the server has no room left'));
  await screen.sees('1 not sent · buy milk');
  expect(await screen.text()).toMatch(/add › eggs/);
  screen.press('\u001b');
  await screen.sees(/add › buy milk/);
});

test('R7: an unknown outcome is sent again under the same op, with the same content', async () => {
  const screen = open();
  screen.connection.automatic = false;
  await screen.sees('live');
  screen.press('abuy milk due:2h\r');
  await screen.sees('sending 1');
  screen.connection.pending[0]?.answer(failure('unknown', 'no answer'));
  await screen.sees('not confirmed');
  screen.press('\r');
  await screen.sees('sending 1');
  const [first, second] = screen.connection.sent;
  expect(second).toEqual(first);
});

test('what is read is shown while it is written; what cannot be read keeps the text', async () => {
  const screen = open();
  await screen.sees('live');
  screen.press('arent due:tomorrow +home pri:high');
  await screen.sees('due tomorrow · +home · A');
  screen.press(' due:never\r');
  const text = await screen.sees('is not a date or time');
  expect(text).toContain('due:never');
  expect(screen.connection.sent).toHaveLength(0);
});

test('K3: letters in the composer are text, and Esc never quits', async () => {
  const screen = open({ connection: withTodos('one', 'two') });
  await screen.sees('two');
  screen.press('ajkqdx?/.');
  await screen.sees('add › jkqdx?/.');
  for (let presses = 0; presses < 4; presses += 1) {
    screen.press('\u001b');
    await screen.settled();
  }
  expect(await screen.text()).toContain('two');
  expect(screen.connection.sent).toHaveLength(0);
  screen.press('q');
  expect(await screen.ended).toBe(0);
});

test('Ctrl-C closes the composer first, then quits', async () => {
  const screen = open({ connection: withTodos('one') });
  await screen.sees('one');
  screen.press('atext\u0003');
  await screen.sees((text) => !text.includes('add ›'));
  screen.press('\u0003');
  expect(await screen.ended).toBe(0);
});

test('K1: five j in one chunk move five rows; jx acts on the row below', async () => {
  const screen = open({ connection: withTodos('a', 'b', 'c', 'd', 'e', 'f', 'g') });
  await screen.sees('g');
  screen.press('jjjjj');
  await screen.sees((text) => selected(text) === 'f');
  screen.press('jx');
  await screen.sees('removed 7 ');
  await screen.sees((text) => selected(text) === 'f');
});

test('K1: a paste of fifty lines asks, and adds them as one write', async () => {
  const screen = open({ connection: withTodos('one') });
  await screen.sees('one');
  const lines = Array.from({ length: 50 }, (_, index) => `xjkq ${index + 1}`).join('\r');
  screen.press(`\u001b[200~${lines}\u001b[201~`);
  await screen.sees('add 50 todos?');
  expect(screen.connection.sent).toHaveLength(0);
  screen.press('\r');
  await screen.sees('added 50 todos');
  expect(screen.connection.sent).toHaveLength(1);
  expect(screen.connection.list.state.count).toBe(51);
});

test('K1: fifty lines without paste marks run no keys', async () => {
  const screen = open({ connection: withTodos('one') });
  await screen.sees('one');
  screen.press(Array.from({ length: 50 }, (_, index) => `xxqx ${index + 1}`).join('\r'));
  await screen.sees('add 50 todos?');
  screen.press('\u001b');
  await screen.sees(/▌.*one/);
  expect(screen.connection.sent).toHaveLength(0);
});

test('a paste with a bad line adds none and names it', async () => {
  const screen = open();
  await screen.sees('live');
  screen.press('\u001b[200~good\nb\u202ead\u001b[201~');
  await screen.sees('add 2 todos?');
  screen.press('\r');
  await screen.sees('line 2: the title has a mark');
  expect(screen.connection.sent).toHaveLength(0);
});

test('S1: the cursor stays on its todo, and on its line, while others add above', async () => {
  const connection = withTodos(...Array.from({ length: 60 }, (_, index) => `todo ${index + 1}`));
  const screen = open({ connection });
  await screen.sees('todo 1');
  screen.press('G');
  const before = await screen.sees((text) => selected(text) === 'todo 60');
  connection.list.add(['early 1', 'early 2', 'early 3'], { by: 'bo', position: 'A' });
  const after = await screen.sees('3 new above');
  const rows = (text: string) => text.split('\n').slice(2, 20);
  expect(rows(after)).toEqual(rows(before));
  screen.press(' ');
  await screen.sees('✓ todo 60');
});

test('S1: when the selected todo is removed, the cursor moves to the neighbour and says so', async () => {
  const connection = withTodos('a', 'b', 'c');
  const screen = open({ connection });
  await screen.sees('c');
  screen.press('j');
  await screen.sees((text) => selected(text) === 'b');
  connection.list.remove([...connection.list.state.todos.keys()][1] ?? '');
  await screen.sees('bo removed b');
  expect(selected(await screen.text())).toBe('c');
});

test('S1: a key acts on what was on screen, also when it was removed in the same turn', async () => {
  const connection = withTodos('a', 'b', 'c');
  const screen = open({ connection });
  await screen.sees('c');
  connection.automatic = false;
  const [a = ''] = [...connection.list.state.todos.keys()];
  connection.list.remove(a);
  screen.press('x');
  await screen.sees('bo removed a');
  expect(connection.sent.map(({ request }) => 'todos' in request && request.todos)).toEqual([[a]]);
});

test('offline, keys answer that nothing is sent, and the rows stay readable', async () => {
  const screen = open({ connection: withTodos('one') });
  await screen.sees('one');
  const now = Date.now();
  for (const store of screen.connection.list.stores) store.become({ phase: 'stale', asOf: now });
  screen.connection.become({
    phase: 'reconnecting',
    attempt: 2,
    retryAt: now + 9_000,
    since: now - 1_000,
    reason: 'lost',
  });
  await screen.sees(/↻ reconnecting 2 \(next \ds\)/);
  for (const key of [' ', 'x', 'J', 'u']) {
    screen.press(key);
    await screen.sees('offline: not sent');
    screen.press('k');
    await screen.sees((text) => !text.includes('offline: not sent'));
  }
  expect(screen.connection.sent).toHaveLength(0);
  expect(await screen.text()).toMatch(/read-only, as of \d\d:\d\d/);
});

test('after a drop it is said what others did to the rows meanwhile, and only what there is', async () => {
  const connection = withTodos('one', 'two', 'three');
  const [one = '', two = '', three = ''] = [...connection.list.state.todos.keys()];
  const screen = open({ connection });
  await screen.sees('three');
  cut(screen);
  await screen.sees('reconnecting');
  connection.list.add(['four', 'five'], { by: 'bo' });
  connection.list.retitle(one, 'first');
  connection.list.retitle(one, 'uno');
  connection.list.remove(two);
  connection.list.remove(three);
  mend(screen);
  await screen.sees('caught up: +2 ~1 -2');
  cut(screen);
  await screen.sees('reconnecting');
  // By another program of the same person.
  connection.list.retitle(one, 'eins', 'ana');
  mend(screen);
  await screen.sees(/caught up: ~1$/m);
});

test('after a drop nothing is said of what was sent from here, or is not shown', async () => {
  const connection = withTodos('one', 'two');
  const [one = '', two = ''] = [...connection.list.state.todos.keys()];
  const screen = open({ connection });
  await screen.sees('two');
  connection.automatic = false;
  screen.press('eone more\r');
  await screen.sees('sending 1');
  screen.press('/one\r');
  await screen.sees((shown) => titlesOf(shown).join() === 'one');
  cut(screen);
  await screen.sees('reconnecting');
  connection.pending[0]?.store();
  connection.list.retitle(two, 'too');
  connection.list.add(['three'], { by: 'bo' });
  mend(screen, { added: 1, changed: 2 });
  const text = await screen.sees((shown) => shown.includes('one more') && shown.includes('● live'));
  expect(text).not.toContain('caught up');
  connection.list.retitle(one, 'one at last');
  await screen.sees('one at last');
  expect(await screen.text()).not.toContain('caught up');
});

test('after an absence of which the history is gone it is said that the list was read anew', async () => {
  for (const [added, words] of [
    [2, /too long away: read anew, \+2$/m],
    [0, /too long away: read anew$/m],
  ] as const) {
    const screen = open({ connection: withTodos('one') });
    await screen.sees('one');
    mend(screen, { added, anew: true });
    await screen.sees(words);
  }
});

test('R4: another history is said in full, and nothing is sent', async () => {
  const screen = open({ connection: withTodos('one') });
  await screen.sees('one');
  const problem = { code: 'server_behind', message: 'the server tells another history of this list' } as const;
  for (const store of screen.connection.list.stores) store.become({ phase: 'failed', problem });
  const text = await screen.sees('the server tells another history');
  expect(text).toContain('restored from a backup');
  expect(text).toContain('✖ server behind');
  screen.press('x');
  await screen.sees('not sent');
});

test('an edit sends the revision it saw; a conflict shows the other value and keeps the text', async () => {
  const connection = withTodos('buy milk');
  const screen = open({ connection });
  await screen.sees('buy milk');
  screen.press('e');
  await screen.sees('edit › buy milk');
  const [id = ''] = [...connection.list.state.todos.keys()];
  connection.list.retitle(id, 'buy oat milk');
  connection.automatic = false;
  screen.press(' and eggs\r');
  await screen.sees('sending 1');
  expect(connection.sent[0]?.request).toMatchObject({ todo: id, seen: 1, set: { title: 'buy milk and eggs' } });
  connection.pending[0]?.answer(failure('conflict', 'it was edited since'));
  const text = await screen.sees('meanwhile it became “buy oat milk”');
  expect(text).toContain('edit › buy milk and eggs');
  screen.press('\r');
  await screen.sees('sending 1');
  expect(connection.sent[1]?.request).toMatchObject({ seen: 2 });
});

test('an edit of a title that the grammar would read guards it', async () => {
  const connection = new MemoryConnection('inbox');
  connection.list.add(['call +mom']);
  const screen = open({ connection });
  await screen.sees('call +mom');
  screen.press('e');
  await screen.sees('edit › -- call +mom');
  screen.press('!\r');
  await screen.sees('○ call +mom!');
});

test('the filter works as it is typed, keeps the cursor, and Esc brings everything back', async () => {
  const screen = open({ connection: withTodos('apple', 'banana', 'cherry', 'apricot') });
  await screen.sees('apricot');
  screen.press('G/ap');
  const text = await screen.sees('2 found');
  expect(selected(text)).toBe('apricot');
  expect(text).not.toContain('banana');
  screen.press('\r');
  await screen.sees('/ap  2 found · esc clears');
  screen.press('\u001b');
  await screen.sees('banana');
  expect(selected(await screen.text())).toBe('apricot');
});

test('what is added and hidden by the filter, or by what the view leaves out, is said', async () => {
  const screen = open({ connection: withTodos('hello') });
  await screen.sees('hello');
  screen.press('/hello\ra');
  await screen.sees('add ›');
  screen.press('not matching\r');
  await screen.sees('added 2 · hidden by the filter');
  screen.press('not matching either wait:3d\r');
  await screen.sees('added 3 · hidden by the filter');
  screen.press('hello later wait:3d\r');
  await screen.sees('added 4 · hidden by the view: waiting');
  screen.press('hello again\r');
  await screen.sees('5 ○ hello again');
  screen.press('\u001b');
  await screen.sees((text) => !text.includes('add ›'));
  screen.press('\u001b[200~hello you\ngood bye\u001b[201~\r');
  await screen.sees('added 2 todos · 1 hidden by the filter');
  screen.press('\u001b[200~one\ntwo\u001b[201~\r');
  await screen.sees('added 2 todos · hidden by the filter');
});

test('what is added is not said where it is a row, or where another list is open by then', async () => {
  const screen = open({ connection: withTodos('hello') });
  await screen.sees('hello');
  screen.press('abye\r');
  await screen.sees('2 ○ bye');
  expect(await screen.text()).not.toContain('added');
  screen.connection.automatic = false;
  screen.press('later wait:3d\r');
  await screen.sees('sending 1');
  screen.press('\u001b');
  await screen.sees((text) => !text.includes('add ›'));
  screen.press('2');
  await screen.sees(/^ groceries/m);
  screen.connection.pending[0]?.store();
  await screen.sees((text) => !text.includes('sending'));
  expect(await screen.text()).not.toContain('hidden');
});

test('what is ticked stays in its place until the view changes', async () => {
  const screen = open({ connection: withTodos('a', 'b') });
  await screen.sees('b');
  screen.press(' ');
  await screen.sees('✓ a');
  screen.press('..');
  await screen.sees((text) => !text.includes('✓'));
  screen.press('.');
  await screen.sees('✓ a');
});

test('the chooser opens another list, or makes one', async () => {
  const screen = open({ connection: withTodos('one') });
  screen.connection.lists[1]?.add(['bread']);
  await screen.sees('one');
  screen.press('c');
  await screen.sees('groceries');
  screen.press('gro\r');
  await screen.sees('bread');
  screen.press('c');
  screen.press('garden\r');
  await screen.sees(/^ garden/m);
  screen.press('1');
  await screen.sees('one');
});

test('the whole todo is shown with its notes', async () => {
  const connection = new MemoryConnection('inbox');
  connection.list.add([
    { title: 'long '.repeat(30).trim(), notes: 'first\nsecond', tags: ['home'], due: '2026-12-01' },
  ]);
  const screen = open({ connection });
  await screen.sees('long');
  screen.press('\r');
  const text = await screen.sees('second');
  for (const fact of ['tags      +home', 'due', 'added', 'by ana']) expect(text).toContain(fact);
  screen.press('\u001b');
  await screen.sees('a add');
});

test('y copies the title by OSC 52, encoded', async () => {
  const screen = open({ connection: withTodos('buy milk') });
  await screen.sees('buy milk');
  screen.press('y');
  await screen.sees('copied the title');
  expect(screen.bytes).toContain(`\u001b]52;c;${Buffer.from('buy milk').toString('base64')}\u0007`);
});

test('the help lists keys and can be filtered', async () => {
  const screen = open();
  await screen.sees('live');
  screen.press('?');
  await screen.sees('one row down');
  screen.press('clip');
  await screen.sees((text) => text.includes('copy the title') && !text.includes('one row down'));
  screen.press('\u001b');
  await screen.sees('add a todo');
});

test.each([
  [false, '≡', '✓'],
  [true, '=', 'x'],
])('the help ends with what the signs of the rows mean, as they are drawn (ascii %s)', async (ascii, notes, done) => {
  const connection = new MemoryConnection('inbox');
  connection.list.add([{ title: 'one', notes: 'two' }]);
  const screen = open({ connection, ascii });
  await screen.sees(`one  ${notes}`);
  screen.press('?');
  await screen.sees('one row down');
  screen.press('\u001b[6~\u001b[6~\u001b[6~');
  const text = await screen.sees('has notes: enter shows them');
  expect(text).toMatch(new RegExp(`^ {10}${notes} {2,}has notes`, 'm'));
  expect(text).toMatch(new RegExp(`^ signs .*${done} {2,}open, done`, 'm'));
  screen.press('notes');
  await screen.sees((shown) => shown.includes('has notes') && !shown.includes('open, done'));
});

test('what others change is marked with their initial, and fades', async () => {
  const connection = withTodos('a', 'b');
  const screen = open({ connection });
  await screen.sees('b');
  connection.list.retitle([...connection.list.state.todos.keys()][1] ?? '', 'bee');
  await screen.sees(/^B +2 ○ bee/m);
  await screen.sees(/^ +2 ○ bee/m, 7_000);
});

test('one pasted line is text for the composer, never keys', async () => {
  const screen = open({ connection: withTodos('one') });
  await screen.sees('one');
  screen.press('\u001b[200~xq buy milk\u001b[201~');
  await screen.sees('add › xq buy milk');
  expect(screen.connection.sent).toHaveLength(0);
});

test('R reads the list anew and comes back to the same todo', async () => {
  const screen = open({ connection: withTodos('a', 'b', 'c') });
  await screen.sees('c');
  screen.press('jjR');
  const text = await screen.sees('read anew');
  expect(selected(text)).toBe('c');
  expect(screen.connection.list.stores.size).toBe(1);
});

test('offline, R and the list keys leave what is shown', async () => {
  const screen = open({ connection: withTodos('one') });
  await screen.sees('one');
  const now = Date.now();
  screen.connection.become({ phase: 'reconnecting', attempt: 1, retryAt: now, since: now - 1_000, reason: 'lost' });
  screen.press('R');
  await screen.sees('the server cannot be asked');
  expect(await screen.text()).toContain('one');
});

test('what waited comes into the view when its time has come, and what was ticked stays', async () => {
  let now = new Date('2026-11-02T10:00:00Z');
  const connection = withTodos('one');
  connection.list.add([{ title: 'later', wait: '2026-11-02T10:30:00Z' }]);
  const screen = open({ connection, now: () => now });
  await screen.sees('one');
  expect(await screen.text()).not.toContain('later');
  screen.press(' ');
  await screen.sees('✓ one');
  now = new Date('2026-11-02T10:31:00Z');
  screen.press('j');
  await screen.sees('later');
  expect(await screen.text()).toContain('✓ one');
});

test('Ctrl-Z gives the terminal back until the process is continued, then draws at the size it has', async () => {
  let stopped = 0;
  const stop = () => {
    stopped += 1;
  };
  const screen = open({ connection: withTodos('one'), stop });
  await screen.sees('one');
  screen.press('\u001a');
  await screen.sees(() => stopped === 1 && !screen.alternate);
  expect(screen.bytes.lastIndexOf('\u001b[?7h')).toBeGreaterThan(screen.bytes.lastIndexOf('\u001b[?7l'));
  expect(screen.stdin.isRaw).toBe(false);
  process.emit('SIGCONT');
  await screen.sees('one');
  expect(screen.alternate).toBe(true);
  expect(screen.stdin.isRaw).toBe(true);
});

test('Ctrl-L draws everything anew', async () => {
  const screen = open({ connection: withTodos('one') });
  const text = await screen.sees('one');
  await screen.settled();
  const before = screen.bytes.length;
  screen.press('\u000c');
  await screen.settled();
  expect(screen.bytes.slice(before)).toContain('one');
  expect(await screen.text()).toBe(text);
});

test('the header says how much is open of how much, in words', async () => {
  const screen = open({ connection: withTodos('one', 'two') });
  await screen.sees('  2 open  ');
  screen.press(' ');
  await screen.sees('1 open of 2');
});

test('x brings a removed todo back, but never one that somebody else removed under the finger', async () => {
  const connection = withTodos('one', 'two');
  const screen = open({ connection });
  await screen.sees('two');
  screen.press('x');
  await screen.sees('removed 1 · u brings it back');
  screen.press('/removed\r');
  await screen.sees(/▌ 1 × one/);
  screen.press('x');
  await screen.sees('1 is back');
  screen.press('\u001b');
  await screen.sees('1 ○ one');
});

test('space completes what was seen open, also when somebody else completed it in the same turn', async () => {
  const connection = withTodos('one', 'two');
  const screen = open({ connection });
  await screen.sees('two');
  connection.automatic = false;
  const [one = ''] = [...connection.list.state.todos.keys()];
  connection.list.complete(one);
  screen.press(' ');
  await screen.sees('✓ one');
  expect(connection.sent.map(({ name }) => name)).toEqual(['todo:complete']);
});

test('a todo that is removed while it is read whole is not exchanged for its neighbour', async () => {
  const connection = withTodos('one', 'two');
  const screen = open({ connection });
  await screen.sees('two');
  screen.press('\r');
  await screen.sees('added ');
  connection.list.remove([...connection.list.state.todos.keys()][0] ?? '');
  await screen.sees((text) => text.includes('bo removed one') && /▌ 2 ○ two/.test(text));
});

test('notes that are longer than the screen say how much is under it', async () => {
  const connection = new MemoryConnection('inbox');
  connection.list.add([{ title: 'one', notes: 'line\n'.repeat(50) }]);
  const screen = open({ connection });
  await screen.sees('one');
  screen.press('\r');
  await screen.sees(/↓ \d+ more lines · pgdn/);
});

test('a key that does nothing says so, and what was pressed', async () => {
  const screen = open({ connection: withTodos('one') });
  await screen.sees('one');
  screen.press('z');
  await screen.sees('z does nothing here · ? shows every key');
  screen.press('.');
  await screen.sees('done and waiting ones too · . hides them');
});

test('the help fits, tells how much is outside, and stops at its end', async () => {
  const screen = open({ connection: withTodos('one') });
  await screen.sees('one');
  screen.press('?');
  const text = await screen.sees(/↓ \d+ more · type to find a key/);
  expect(text).not.toContain('…');
  screen.press('\u001b[6~\u001b[6~\u001b[6~');
  const end = await screen.sees(/↑ \d+ more · type to find a key/);
  expect(end).not.toContain('…');
  expect(end).toMatch(/q ctrl-c {2,}quit/);
  expect(end).toMatch(/esc enter q ctrl-c {2,}from/);
  expect(end.split('\n').filter((line) => /^ (moving|looking|writing|tock) /.test(line)).length).toBeGreaterThan(1);
});
