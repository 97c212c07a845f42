/** Todos for the tests of their order. */
import { blankTodo, type Todo } from '@tock/shared';

const LETTERS = 'bcdfghjkl';

/** The todo with a number, from 1 to 9, at a position, as some revision left it. */
export function addedTodo(n: number, position: string, rev: number): Todo {
  const id = (LETTERS[n - 1] ?? 'b').repeat(12);
  return { ...blankTodo, id, n, title: id, position, rev, createdAt: '2026-11-01T08:00:00Z', createdBy: 'ana' };
}
