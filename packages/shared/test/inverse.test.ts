/** R8: the inverse of a change takes it back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChange, inverseOf, ListState, type TodoChange } from '../src/index.ts';
import {
  after,
  ana,
  bo,
  by,
  changeOf,
  changesOf,
  earlier,
  seenOf,
  someEdit,
  someTodo,
  touched,
} from './inverseSamples.ts';
import { todo } from './samples.ts';

test('R8: the inverse gives the todo back, and the inverse of the inverse brings the change about again', () => {
  fc.assert(
    fc.property(someTodo, someEdit, (before, wanted) => {
      for (const change of changesOf(before, wanted)) {
        const then = after(before, change, ana);
        const undo = changeOf(inverseOf(change, ana, then));
        const back = after(then, undo, by('ana', 3));
        expect(seenOf(back), change.type).toStrictEqual(seenOf(before));
        expect(undo).toMatchObject({ seen: then.rev, title: before.title });
        const redo = changeOf(inverseOf(undo, by('ana', 3), back));
        const again = after(back, redo, by('ana', 4));
        expect(seenOf(again), change.type).toStrictEqual(seenOf(then));
        // And once more: undo of the redo.
        const last = changeOf(inverseOf(redo, by('ana', 4), again));
        expect(seenOf(after(again, last, by('ana', 5))), change.type).toStrictEqual(seenOf(before));
      }
    }),
  );
});

test('R8: what is so already needs nothing', () => {
  fc.assert(
    fc.property(someTodo, someEdit, (before, wanted) => {
      for (const change of changesOf(before, wanted)) {
        const then = after(before, change, ana);
        const back = after(then, changeOf(inverseOf(change, ana, then)), bo);
        expect(inverseOf(change, ana, back), change.type).toStrictEqual({ kind: 'already' });
      }
    }),
  );
});

test('R8: an added todo is removed, and its inverse restores it with everything that it had', () => {
  const added: TodoChange = { type: 'todo_added', id: todo().id, title: 'milk', position: 'a0', due: '2026-12-01' };
  const table = new ListState();
  const then = applyChange(table, added, ana);
  const undo = changeOf(inverseOf(added, ana, then));
  expect(undo).toStrictEqual({ type: 'todo_removed', id: then.id, title: 'milk', seen: 2 });
  const back = after(then, undo, by('ana', 3));
  expect(inverseOf(added, ana, back)).toStrictEqual({ kind: 'already' });
  expect(seenOf(after(back, changeOf(inverseOf(undo, by('ana', 3), back)), by('ana', 4)))).toStrictEqual(seenOf(then));
});

test('R8: of a todo that was reopened, who finished it and when comes back', () => {
  const done = todo({ doneAt: earlier.at, doneBy: earlier.by });
  const change: TodoChange = { type: 'todo_reopened', ...touched(done), was: earlier };
  const then = after(done, change, ana);
  expect(after(then, changeOf(inverseOf(change, ana, then)), by('ana', 3))).toMatchObject({
    doneAt: earlier.at,
    doneBy: 'cy',
  });
});

test('a move between lists is for both lists to take back', () => {
  const change: TodoChange = { type: 'todo_sent', ...touched(todo()), to: 'work' };
  expect(inverseOf(change, ana, after(todo(), change, ana))).toStrictEqual({ kind: 'elsewhere' });
});
