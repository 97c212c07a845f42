/** R8: the inverse of a change takes back nothing that others did: their edits stay, or are a conflict. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inverseOf, type Todo, type TodoChange } from '../src/index.ts';
import {
  after,
  ana,
  bo,
  by,
  changeOf,
  earlier,
  editOf,
  equal,
  seenOf,
  someEdit,
  someTodo,
  tags,
} from './inverseSamples.ts';
import { todo } from './samples.ts';

test('R8: an edit of other fields stays; of the same field to another value it is a conflict with both values and who', () => {
  fc.assert(
    fc.property(someTodo, someEdit, someEdit, (start, wanted, theirs) => {
      const before = { ...start, removedAt: null, removedBy: null };
      const { tags: _, ...single } = wanted;
      const { tags: __, ...other } = theirs;
      const mine = editOf(before, single);
      if (mine === null) return;
      const then = after(before, mine, ana);
      const edit = editOf(then, other);
      const now = edit === null ? then : after(then, edit, bo);
      const inverse = inverseOf(mine, ana, now);
      const fields = Object.keys(mine.set) as (keyof typeof single)[];
      const contested = fields.filter((name) => !equal(now[name], then[name]) && !equal(now[name], before[name]));
      const [first] = contested;
      if (first !== undefined) {
        const shown = (value: string | null) => (value === null || value === '' ? 'nothing' : value);
        expect(inverse).toStrictEqual({
          kind: 'conflict',
          what: first,
          now: shown(now[first]),
          back: shown(before[first]),
          by: 'bo',
        });
        return;
      }
      const back = inverse.kind === 'already' ? now : after(now, changeOf(inverse), by('ana', 4));
      const restored = Object.fromEntries(fields.map((name) => [name, before[name]]));
      expect(seenOf(back)).toStrictEqual(seenOf({ ...now, ...restored }));
    }),
  );
});

test('R8: tags merge: others’ tags stay, mine go, and those that I took away come back', () => {
  fc.assert(
    fc.property(tags, tags, tags, (was, set, theirs) => {
      const folded = (some: readonly string[]) => new Set(some.map((tag) => tag.toLowerCase()));
      const mine = editOf(todo({ tags: was }), { tags: set });
      const edit = editOf(todo({ tags: set }), { tags: theirs });
      if (mine === null || edit === null) return;
      const now = after(after(todo({ tags: was }), mine, ana), edit, bo);
      const inverse = inverseOf(mine, ana, now);
      const back = inverse.kind === 'already' ? now : after(now, changeOf(inverse), by('ana', 4));
      const added = folded(set).difference(folded(was));
      const taken = folded(was).difference(folded(set));
      expect(folded(back.tags)).toStrictEqual(folded([...folded(theirs).difference(added), ...taken]));
      expect(folded(back.tags).size).toBe(back.tags.length);
    }),
  );
});

const id = todo().id;
const add: TodoChange = { type: 'todo_added', id, title: 'buy milk', position: 'a0' };
const title = 'buy milk';
const edited = after(todo(), { type: 'todo_edited', id, title: 'oats', set: { title: 'oats' }, was: { title } }, bo);
const done = after(todo(), { type: 'todo_completed', id, title }, bo);
const removed = after(todo(), { type: 'todo_removed', id, title }, bo);
const sent = after(todo(), { type: 'todo_sent', id, title, to: 'work' }, bo);
const moved = after(todo(), { type: 'todo_moved', id, title, position: 'a9', was: 'a0' }, bo);
const complete: TodoChange = { type: 'todo_completed', id, title };
const remove: TodoChange = { type: 'todo_removed', id, title };
const reopen: TodoChange = { type: 'todo_reopened', id, title, was: earlier };
const restore: TodoChange = { type: 'todo_restored', id, title, was: earlier };
const move: TodoChange = { type: 'todo_moved', id, title, position: 'a5', was: 'a3' };
const edit: TodoChange = { type: 'todo_edited', id, title, set: { title }, was: { title: 'milk' } };
const doneRemoved = after(done, { type: 'todo_removed', id, title }, bo);

test.each([
  ['an add of what somebody edited', add, edited, { what: 'title', now: 'oats', by: 'bo' }],
  ['an add of what somebody completed', add, done, { what: 'state', now: 'done by bo', by: 'bo' }],
  ['an add of what went elsewhere', add, sent, { what: 'state', now: 'moved to another list by bo', by: 'bo' }],
  ['an edit of what somebody removed', edit, removed, { what: 'state', now: 'removed by bo', by: 'bo' }],
  ['a completion that somebody made again', complete, done, { what: 'state', now: 'done again by bo', by: 'bo' }],
  ['a completion of what somebody removed', complete, doneRemoved, { what: 'state', back: 'open', by: 'bo' }],
  ['a removal that somebody made again', remove, removed, { what: 'state', back: 'restored', by: 'bo' }],
  ['a removal of what went elsewhere', remove, sent, { what: 'state', now: 'moved to another list by bo' }],
  ['a reopening of what somebody removed', reopen, removed, { what: 'state', back: 'done', by: 'bo' }],
  ['a return of what somebody edited since', restore, edited, { what: 'title', now: 'oats', back: 'removed' }],
  ['a return of what went elsewhere', restore, sent, { what: 'state', back: 'removed', by: 'bo' }],
  ['a move of what somebody moved on', move, moved, { what: 'place', now: 'moved again', by: null }],
])('%s is a conflict', (_, change, now, conflict) => {
  expect(inverseOf(change, ana, now)).toMatchObject({ kind: 'conflict', ...conflict });
});

test('what the author did since does not stand in the way of taking back an add', () => {
  const own = after(todo(), { type: 'todo_edited', id, title: 'oats', set: { title: 'oats' }, was: { title } }, ana);
  expect(inverseOf(add, ana, own).kind).toBe('change');
  // Somebody set what it was from the beginning: nothing of theirs is lost.
  const same = after(own, { type: 'todo_edited', id, title, set: { title }, was: { title: 'oats' } }, bo);
  expect(inverseOf(add, ana, same).kind).toBe('change');
});

test.each([
  ['completed', complete, removed],
  ['reopened', reopen, doneRemoved],
  ['edited', { ...edit, was: { title } }, removed],
  ['moved', { ...move, was: 'a0' }, removed],
] satisfies [string, TodoChange, Todo][])(
  'what was %s, and is as it was before, needs nothing, though it was removed since',
  (_, change, now) => {
    expect(inverseOf(change, ana, now)).toStrictEqual({ kind: 'already' });
  },
);

test('a move of what was removed since is no matter any more', () => {
  expect(inverseOf(move, ana, removed)).toEqual({ kind: 'already' });
});
