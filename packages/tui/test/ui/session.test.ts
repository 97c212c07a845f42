/** The state of the screen without a terminal: what a key means between two frames, and how often it is drawn. */
import { expect, test } from 'vitest';
import { pressAll } from '../../src/ui/dispatch.ts';
import { Screen } from '../../src/ui/model/screen.ts';
import { MemoryConnection } from './memoryConnection.ts';

const X = { name: 'x', text: 'x' };

function screenOver(connection: MemoryConnection, clock = { now: Date.now() }): Screen {
  const nothing = () => {};
  const terminal = { write: nothing, redraw: nothing, suspend: nothing, quit: nothing };
  const options = {
    connection,
    list: 'inbox',
    place: 'local',
    motion: false,
    now: () => new Date(clock.now),
    terminal,
  };
  const screen = new Screen(options);
  screen.resize({ list: 20, tooSmall: false }, 80);
  screen.draw();
  screen.painted();
  return screen;
}

test('S1: for half a second after somebody else took the row under the cursor, a key means no other one', () => {
  const connection = new MemoryConnection('inbox');
  const [a = '', b = '', c] = connection.list.add(['a', 'b', 'c']);
  const clock = { now: 1_000_000 };
  const screen = screenOver(connection, clock);
  connection.list.remove(a);
  screen.draw();
  screen.painted();
  expect(screen.session.cursor).toBe(b);
  clock.now += 300;
  screen.notice = null;
  pressAll(screen, [X]);
  expect(screen.notice).toMatchObject({ text: 'bo removed a', role: 'warning' });
  connection.list.remove(b);
  screen.draw();
  screen.painted();
  clock.now += 499;
  expect(screen.session.target?.id).toBe(b);
  pressAll(screen, [X]);
  expect(connection.sent).toHaveLength(0);
  clock.now += 1;
  expect(screen.session.target?.id).toBe(c);
  pressAll(screen, [X]);
  expect(connection.sent.map(({ request }) => 'todos' in request && request.todos)).toEqual([[c]]);
  screen.close();
});

test('S1: until the next frame is painted, a key means the todo that was under the cursor, however long that takes', () => {
  const connection = new MemoryConnection('inbox');
  const [a = ''] = connection.list.add(['a', 'b']);
  const clock = { now: 1_000_000 };
  const screen = screenOver(connection, clock);
  connection.list.remove(a);
  screen.draw();
  clock.now += 5_000;
  expect(screen.session.target?.id).toBe(a);
  screen.close();
});

test('S1: after what the person removed here, a key means the next row from the next frame on', () => {
  const connection = new MemoryConnection('inbox');
  const [a = '', b] = connection.list.add(['a', 'b']);
  const screen = screenOver(connection);
  // That somebody else had changed it just before is nothing to the key.
  connection.list.retitle(a, 'ay');
  screen.draw();
  const op = screen.lane.operation();
  connection.list.commit([{ type: 'todo_removed', id: a, title: 'ay' }], { op });
  screen.draw();
  expect(screen.notice).toBeNull();
  screen.painted();
  expect(screen.session.target?.id).toBe(b);
  screen.close();
});

test('S1: a key that moves means the row it moved to, whatever went away before', () => {
  const connection = new MemoryConnection('inbox');
  const [a = '', , c] = connection.list.add(['a', 'b', 'c']);
  const screen = screenOver(connection);
  connection.list.remove(a);
  screen.draw();
  screen.painted();
  screen.session.move(screen.session.viewport.cursor + 1);
  expect(screen.session.target?.id).toBe(c);
  screen.close();
});

test('P5: commits of one turn are one drawing', async () => {
  const connection = new MemoryConnection('inbox');
  const [a = ''] = connection.list.add(['a']);
  const screen = screenOver(connection);
  let drawings = 0;
  const drawn = new Promise<void>((resolve) => {
    screen.subscribe(() => {
      drawings += 1;
      setImmediate(resolve);
    });
  });
  for (let change = 0; change < 1_000; change += 1) connection.list.retitle(a, `change ${change}`);
  await drawn;
  expect(drawings).toBe(1);
  expect(screen.session.target?.title).toBe('change 999');
  screen.close();
});

test('R6: the cursor goes to what was written here, unless it was moved meanwhile', () => {
  for (const moved of [false, true]) {
    const connection = new MemoryConnection('inbox');
    const [a = ''] = connection.list.add(['a', 'b']);
    const screen = screenOver(connection);
    const op = screen.lane.operation();
    screen.session.arrivals.await(op);
    if (moved) screen.session.move(0);
    const [added] = connection.list.add(['c'], { op });
    screen.draw();
    expect(screen.session.cursor).toBe(moved ? a : added);
    screen.close();
  }
});
