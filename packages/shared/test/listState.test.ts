/** R8: one function applies a commit, the same way everywhere. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyCommit,
  compareTodos,
  ListState,
  type TodoChange,
  type TodoCommit,
  todoCommitSchema,
} from '../src/index.ts';
import { commit, todo } from './samples.ts';

const milk = 'bcdfghjklmnp';
const bread = 'zxwvtsrqpnml';
const add = (id: string, position: string, title = 'x'): TodoChange => ({ type: 'todo_added', id, title, position });

/** A list that went through these commits. */
function after(...commits: TodoCommit[]): ListState {
  const state = new ListState();
  for (const each of commits) applyCommit(state, each, `h${each.rev}`);
  return state;
}

function everything(state: ListState) {
  const { rev, h, count, lastPosition, todos } = state;
  return { rev, h, count, lastPosition, todos: [...todos] };
}

describe('R8: each change', () => {
  const start = commit(1, add(milk, 'a1', 'buy milk'), add(bread, 'a0', 'bread'));

  test('added: counts, and stands where it says', () => {
    const state = after(start);
    expect(state).toMatchObject({ rev: 1, h: 'h1', count: 2, lastPosition: 'a1' });
    expect(state.numbered(1)).toStrictEqual(todo({ id: milk, title: 'buy milk', position: 'a1', createdAt: start.at }));
    expect(state.numbered(2)?.id).toBe(bread);
    expect(state.numbered(3)).toBeUndefined();
    expect([...state.todos.values()].sort(compareTodos).map(({ id }) => id)).toStrictEqual([bread, milk]);
  });

  test('added as done: by its author, at its time', () => {
    const state = after(commit(1, { type: 'todo_added', id: milk, title: 'x', position: 'a0', done: true }));
    expect(state.get(milk)).toMatchObject({ doneAt: '2026-11-01T08:00:01Z', doneBy: 'ana' });
    expect(state.get(milk)).not.toHaveProperty('done');
  });

  test('edited: sets what is said, leaves the rest, clears by null, remembers the revision of each field', () => {
    const state = after(
      start,
      commit(2, {
        type: 'todo_edited',
        id: milk,
        title: 'oat',
        set: { title: 'oat', due: '2026-12-01', tags: ['a'] },
        was: {},
      }),
      commit(3, { type: 'todo_edited', id: milk, title: 'oat', set: { due: null }, was: {} }),
    );
    expect(state.get(milk)).toMatchObject({ title: 'oat', due: null, tags: ['a'], pri: null, rev: 3 });
    expect(state.get(milk)?.edited).toStrictEqual({
      title: { rev: 2, by: 'ana' },
      due: { rev: 3, by: 'ana' },
      tags: { rev: 2, by: 'ana' },
    });
  });

  test('completed and reopened, removed and restored', () => {
    const was = { at: start.at, by: 'ana' };
    const title = 'buy milk';
    const done = commit(2, { type: 'todo_completed', id: milk, title }, { type: 'todo_removed', id: milk, title });
    expect(after(start, done).get(milk)).toMatchObject({
      doneAt: done.at,
      doneBy: 'ana',
      removedAt: done.at,
      removedBy: 'ana',
    });
    const back = commit(
      3,
      { type: 'todo_restored', id: milk, title, was },
      { type: 'todo_reopened', id: milk, title, was },
    );
    expect(after(start, done, back).get(milk)).toMatchObject({
      doneAt: null,
      doneBy: null,
      removedAt: null,
      removedBy: null,
    });
  });

  test('returns the todos it touched, each once, and replaces them without touching the old ones', () => {
    const state = after(start);
    const before = state.get(milk);
    const edit = (title: string): TodoChange => ({ type: 'todo_edited', id: milk, title, set: { title }, was: {} });
    expect(applyCommit(state, commit(2, edit('a'), edit('b')), 'h2')).toStrictEqual([milk]);
    expect(before?.title).toBe('buy milk');
    expect(state.get(milk)?.title).toBe('b');
    expect(state.numbered(1)).toBe(state.get(milk));
  });
});

describe('R4: what is not the next commit is refused', () => {
  test.each([0, 1, 3, -1, 2.5, Number.NaN])('revision %d after 1', (rev) => {
    const state = after(commit(1, add(milk, 'a0')));
    const before = everything(state);
    expect(() => applyCommit(state, { ...commit(2, add(bread, 'a1')), rev }, 'h')).toThrow('does not follow');
    expect(everything(state)).toStrictEqual(before);
  });

  test('a history that contradicts itself throws', () => {
    expect(() => after(commit(1, add(milk, 'a0'), add(milk, 'a1')))).toThrow('adds a todo twice');
    expect(() => after(commit(1, { type: 'todo_completed', id: milk, title: 'x' }))).toThrow('never added');
  });
});

test('R8: every reader of a history has the same list, also one that read it as text', () => {
  const ids = ['bcdfghjklmnp', 'zxwvtsrqpnml', 'mmmmmmmmmmmm', 'nnnnnnnnnnnn', 'pppppppppppp'];
  const step = fc.record({
    id: fc.constantFrom(...ids),
    kind: fc.constantFrom('edit', 'complete', 'reopen', 'remove', 'restore'),
    title: fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme-ascii' }).filter((title) => title.trim() !== ''),
    due: fc.constantFrom(null, '2026-12-01', '2026-12-01T16:00:00Z'),
  });
  const was = { at: '2026-11-01T08:00:00Z', by: 'ana' };

  fc.assert(
    fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (history) => {
      const added = new Set<string>();
      const commits = history.map((steps, index) =>
        commit(
          index + 1,
          ...steps.map(({ id, kind, title, due }): TodoChange => {
            if (!added.has(id)) {
              added.add(id);
              return { type: 'todo_added', id, title, position: `a${added.size}`, due };
            }
            if (kind === 'edit') return { type: 'todo_edited', id, title, set: { title, due }, was: {} };
            if (kind === 'complete') return { type: 'todo_completed', id, title };
            if (kind === 'remove') return { type: 'todo_removed', id, title };
            return { type: kind === 'reopen' ? 'todo_reopened' : 'todo_restored', id, title, was };
          }),
        ),
      );
      const one = after(...commits);
      const other = after(...commits.map((each) => todoCommitSchema.parse(JSON.parse(JSON.stringify(each)))));
      expect(everything(other)).toStrictEqual(everything(one));
      expect(one.count).toBe(added.size);
      expect(Array.from(one.todos.values(), ({ n }) => n)).toStrictEqual(Array.from(added, (_, index) => index + 1));
      for (const each of one.todos.values()) expect(one.numbered(each.n)).toBe(each);
    }),
  );
});

describe('the beginning of an id', () => {
  test('names the todos whose ids begin so, those too that came after somebody first asked', () => {
    const state = after(commit(1, add(milk, 'a0')));
    expect(state.beginning('bcdf').map(({ id }) => id)).toStrictEqual([milk]);
    const twin = 'bcdfzzzzzzzz';
    applyCommit(state, commit(2, add(twin, 'a1'), add(bread, 'a2')), 'h2');
    applyCommit(state, commit(3, { type: 'todo_completed', id: milk, title: 'x' }), 'h3');
    expect(state.beginning('bcdf').map(({ id }) => id)).toStrictEqual([milk, twin]);
    expect(state.beginning('bcdfz').map(({ id }) => id)).toStrictEqual([twin]);
    expect(state.beginning('bcdf')[0]?.doneAt).not.toBeNull();
    expect(state.beginning('wwww')).toStrictEqual([]);
  });
});

test('R10: a rule for new titles that became stricter leaves old history readable', () => {
  const old = commit(1, add(milk, 'a0', `${'x'.repeat(600)}\u202e`));
  expect(todoCommitSchema.parse(JSON.parse(JSON.stringify(old)))).toStrictEqual(old);
});
