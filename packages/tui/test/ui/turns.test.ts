/** The order in which writes go out. */
import { expect, test } from 'vitest';
import { type Turn, Turns } from '../../src/ui/model/turns.ts';

/** Turns whose end the test decides, and what became of them. */
function lane() {
  const turns = new Turns();
  const log: string[] = [];
  const ends = new Map<string, (known: boolean) => void>();
  const add = (name: string, alone = false, list = 'inbox'): Turn => {
    const turn: Turn = {
      alone,
      start() {
        log.push(name);
        return new Promise((resolve) => ends.set(name, resolve));
      },
      dropped: () => void log.push(`${name} dropped`),
    };
    turns.add(list, turn);
    return turn;
  };
  const end = async (name: string, known = true) => {
    ends.get(name)?.(known);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { turns, log, add, end };
}

test('writes go out at once; one that goes alone waits for all before it, and all after it wait for it', async () => {
  const { log, add, end } = lane();
  for (const name of ['a', 'b']) add(name);
  add('undo', true);
  for (const name of ['c', 'd']) add(name);
  expect(log).toEqual(['a', 'b']);
  await end('b');
  expect(log).toEqual(['a', 'b']);
  await end('a');
  expect(log).toEqual(['a', 'b', 'undo']);
  await end('undo');
  expect(log).toEqual(['a', 'b', 'undo', 'c', 'd']);
});

test('lists do not wait for one another', () => {
  const { log, add } = lane();
  add('a');
  add('undo', true);
  add('b', true, 'groceries');
  expect(log).toEqual(['a', 'b']);
});

test('what waits to go alone is dropped when the outcome before it is unknown; the others go', async () => {
  const { log, add, end } = lane();
  add('a');
  add('undo', true);
  add('b');
  add('redo', true);
  await end('a', false);
  expect(log).toEqual(['a', 'undo dropped', 'redo dropped', 'b']);
});

test('only the last that waits may become more', async () => {
  const { turns, add, end } = lane();
  add('a');
  const move = add('move', true);
  expect(turns.waitsLast('inbox', move)).toBe(true);
  const other = add('other', true);
  expect(turns.waitsLast('inbox', move)).toBe(false);
  await end('a');
  await end('move');
  expect(turns.waitsLast('inbox', other)).toBe(false);
});
