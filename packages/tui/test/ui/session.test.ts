/** The state of the screen without a terminal: what a key means between two frames, and how often it is drawn. */
import { expect, test } from 'vitest';
import { Screen } from '../../src/ui/model/screen.ts';
import { MemoryConnection } from './memoryConnection.ts';

function screenOver(connection: MemoryConnection): Screen {
  const nothing = () => {};
  const terminal = { write: nothing, redraw: nothing, suspend: nothing, quit: nothing };
  const options = { connection, list: 'inbox', place: 'local', motion: false, now: () => new Date(), terminal };
  const screen = new Screen(options);
  screen.resize({ list: 20, tooSmall: false }, 80);
  screen.draw();
  screen.painted();
  return screen;
}

test('S1: until the next frame is painted, a key means the todo that was under the cursor', () => {
  const connection = new MemoryConnection('inbox');
  const [a = '', b] = connection.list.add(['a', 'b']);
  const screen = screenOver(connection);
  connection.list.remove(a);
  screen.draw();
  expect(screen.session.cursor).toBe(b);
  expect(screen.session.target?.id).toBe(a);
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
