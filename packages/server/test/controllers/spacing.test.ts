/** Positions stay short, however often something goes to the same place, and the order is what was asked for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planMove } from '../../src/controllers/moving.ts';
import { TodoDraft, TodoList, todoRules } from '../../src/todoRules.ts';

const ids = 'bcdfghjklmnp';
const idOf = (n: number) => `b${[...String(n).padStart(11, '0')].map((digit) => ids[Number(digit)]).join('')}`;

/** A list of so many todos, and what moves them. */
function listOf(count: number) {
  const state = new TodoList();
  const stamp = { rev: 1, at: '2026-11-01T08:00:00Z', by: 'ana' };
  const draft = new TodoDraft(state);
  for (let n = 1; n <= count; n += 1) {
    const position = `a${String.fromCharCode(47 + n)}`;
    todoRules.tryChange(draft, { type: 'todo_added', id: idOf(n), title: `${n}`, position }, stamp);
  }
  for (const todo of draft.all()) state.put(todo);
  const order = () =>
    [...state.todos.values()]
      .sort((a, b) => (a.position < b.position || (a.position === b.position && a.id < b.id) ? -1 : 1))
      .map(({ n }) => n);
  const move = (n: number, place: 'before' | 'after', of: number) => {
    const next = new TodoDraft(state);
    const plan = planMove(next, { op: 'x', list: 'x', todos: [`${n}`], place, of: `${of}` });
    if (!plan.ok) throw new Error(plan.problem.message);
    for (const change of plan.value.changes) todoRules.tryChange(next, change, stamp);
    for (const todo of next.all()) state.put(todo);
    return plan.value.changes.length;
  };
  return { state, order, move };
}

test('R11: two todos that take turns after a third, two thousand times: keys stay short, most moves are one change', () => {
  const { state, order, move } = listOf(5);
  let changes = 0;
  for (let turn = 0; turn < 2_000; turn += 1) {
    const n = 4 + (turn % 2);
    changes += move(n, 'after', 1);
    expect(order().slice(0, 2)).toEqual([1, n]);
  }
  for (const { position } of state.todos.values()) expect(position.length).toBeLessThanOrEqual(64);
  expect(changes).toBeLessThan(2_300);
});

test('R11: any moves give the order that a plain array gives', () => {
  const moves = fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.boolean()), { maxLength: 300 });
  fc.assert(
    fc.property(moves, (steps) => {
      const { order, move } = listOf(8);
      const model = [1, 2, 3, 4, 5, 6, 7, 8];
      for (const [a, b, before] of steps) {
        if (a === b) continue;
        move(a + 1, before ? 'before' : 'after', b + 1);
        model.splice(model.indexOf(a + 1), 1);
        model.splice(model.indexOf(b + 1) + (before ? 0 : 1), 0, a + 1);
      }
      expect(order()).toEqual(model);
    }),
    { numRuns: 60 },
  );
});
