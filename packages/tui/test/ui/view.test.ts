/** The view of a list and its viewport: incremental, ordered, anchored. */
import { blankTodo, compareTodos, type Todo } from '@tock/shared';
import { expect, test } from 'vitest';
import { besideOf } from '../../src/ui/view/beside.ts';
import { layoutOf } from '../../src/ui/view/layout.ts';
import { ListView } from '../../src/ui/view/listView.ts';
import { anchored, moveTo } from '../../src/ui/view/viewport.ts';

/** A random number generator that repeats itself for a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function todo(n: number, position: string, changes: Partial<Todo> = {}): Todo {
  const created = { createdAt: '2026-11-02T09:00:00Z', createdBy: 'ana', rev: 1 };
  return { ...blankTodo, ...created, id: `t${n}`, n, title: `todo ${n}`, position, ...changes };
}

test('a view kept up to date commit by commit equals one that is built anew', () => {
  const seed = Number(process.env.TOCK_SEED ?? Date.now() % 1_000_000);
  const random = randomFrom(seed);
  const all = new Map<string, Todo>();
  const criteria = { shows: (each: Todo) => each.doneAt === null && each.removedAt === null, keeps: () => false };
  const view = new ListView(criteria);
  view.rebuild([]);
  for (let step = 0; step < 400; step += 1) {
    const touched = Array.from({ length: random() < 0.05 ? 100 : 1 + Math.floor(random() * 3) }, () => {
      const n = Math.floor(random() * 300);
      const changes = {
        doneAt: random() < 0.3 ? '2026-11-02T09:00:00Z' : null,
        due: random() < 0.5 ? '2026-11-03' : null,
      };
      const changed = todo(n, String(Math.floor(random() * 50)).padStart(3, '0'), changes);
      all.set(changed.id, changed);
      return changed;
    });
    const last = [...new Map(touched.map((each) => [each.id, all.get(each.id) ?? each])).values()];
    view.update(last, () => all.values());
    const expected = [...all.values()].filter(criteria.shows).sort(compareTodos);
    expect(view.slice(0, view.length), `seed ${seed}`).toEqual(expected);
    expect(view.hasDates, `seed ${seed}`).toBe(expected.some(({ due }) => due !== null));
    for (const [index, { id }] of expected.entries()) expect(view.indexOf(id), `seed ${seed}`).toBe(index);
  }
});

test('what was ticked in the view stays until it is built anew', () => {
  const view = new ListView({ shows: ({ doneAt }) => doneAt === null, keeps: ({ doneAt }) => doneAt !== null });
  const [a, b] = [todo(1, 'a'), todo(2, 'b')];
  view.rebuild([a, b]);
  const done = { ...a, doneAt: '2026-11-02T09:00:00Z' };
  view.update([done], () => [done, b]);
  expect(view.length).toBe(2);
  view.rebuild([done, b]);
  expect(view.length).toBe(1);
});

test('S1: an insert above keeps the cursor on its line of the screen', () => {
  expect(anchored({ top: 10, cursor: 15 }, 16, { length: 100, height: 20 })).toEqual({ top: 11, cursor: 16 });
  expect(anchored({ top: 0, cursor: 2 }, 3, { length: 5, height: 20 })).toEqual({ top: 0, cursor: 3 });
  expect(anchored({ top: 90, cursor: 99 }, 98, { length: 99, height: 10 })).toEqual({ top: 89, cursor: 98 });
});

test('the cursor scrolls before it reaches the edge, and never past the ends', () => {
  const size = { length: 100, height: 10 };
  expect(moveTo({ top: 0, cursor: 0 }, 6, size)).toEqual({ top: 0, cursor: 6 });
  expect(moveTo({ top: 0, cursor: 6 }, 7, size)).toEqual({ top: 1, cursor: 7 });
  expect(moveTo({ top: 0, cursor: 0 }, 1_000, size)).toEqual({ top: 90, cursor: 99 });
  expect(moveTo({ top: 50, cursor: 55 }, -5, size)).toEqual({ top: 0, cursor: 0 });
  expect(moveTo({ top: 0, cursor: 0 }, 5, { length: 0, height: 10 })).toEqual({ top: 0, cursor: 0 });
});

test('R2: no layout has more lines than the terminal', () => {
  for (let rows = 1; rows <= 60; rows += 1) {
    for (const doing of ['writing', 'asking', 'reading'] as const) {
      const layout = layoutOf({ columns: 80, rows, doing });
      const extra = layout.tooSmall ? 0 : 2;
      const lines = layout.list + extra + Number(layout.air) + Number(layout.input) + Number(layout.hints);
      expect(lines, `${rows} lines`).toBeLessThanOrEqual(rows);
      expect(layout.list).toBeGreaterThan(0);
    }
  }
});

test.each([
  ['a', 1, 'after c'],
  ['c', -1, 'before a'],
  ['d', -1, 'before c'],
  ['d', -9, 'before a'],
  ['d', 1, null],
])('%s by %i rows, past the removed b: %s', (id, steps, wanted) => {
  const view = new ListView({ shows: () => true, keeps: () => true });
  const gone = { removedAt: '2026-11-02T09:00:00Z' };
  view.rebuild(['a', 'b', 'c', 'd'].map((name, n) => ({ ...todo(n, name, name === 'b' ? gone : {}), id: name })));
  const beside = besideOf(view, id, steps);
  expect(beside === null ? null : `${beside.place} ${beside.of.id}`).toBe(wanted);
});
