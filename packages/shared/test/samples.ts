/** Todos, lists and texts to test with. */
import fc from 'fast-check';
import {
  applyCommit,
  blankTodo,
  ListState,
  type Outcome,
  type Problem,
  randomIdentifier,
  type Todo,
  type TodoChange,
  type TodoCommit,
} from '../src/index.ts';

/** A Wednesday, 18 November 2026, 14:30 in Berlin. */
export const berlin = { now: new Date('2026-11-18T13:30:00.250Z'), timeZone: 'Europe/Berlin' };

/** The value of an outcome that must be a success. */
export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`a success was expected: ${JSON.stringify(outcome.problem)}`);
  return outcome.value;
}

/** The problem of an outcome that must be a failure. */
export function problem(outcome: Outcome<unknown>): Problem {
  if (outcome.ok) throw new Error(`a failure was expected: ${JSON.stringify(outcome.value)}`);
  return outcome.problem;
}

/** A todo, with what matters said. */
export function todo(fields: Partial<Todo> = {}): Todo {
  return {
    ...blankTodo,
    id: 'bcdfghjklmnp',
    n: 1,
    title: 'buy milk',
    position: 'a0',
    createdAt: '2026-11-01T08:00:00Z',
    createdBy: 'ana',
    rev: 1,
    ...fields,
  };
}

/** A commit of ana's, at a fixed moment. */
export function commit(rev: number, ...changes: TodoChange[]): TodoCommit {
  const request = { op: `op-${rev}`, by: 'ana', fingerprint: 'f', changes };
  return { list: 'list', rev, id: randomIdentifier(), at: `2026-11-01T08:00:0${rev % 10}Z`, requests: [request] };
}

/** A list that was given these todos in one commit. */
export function listOf(...added: { id: string; title: string }[]): ListState {
  const state = new ListState();
  const changes = added.map(
    ({ id, title }, index): TodoChange => ({ type: 'todo_added', id, title, position: `a${index}` }),
  );
  applyCommit(state, commit(1, ...changes), 'h1');
  return state;
}

/** Any code points at all: controls, marks, lone surrogates and emoji among them. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.oneof(
      fc.integer({ min: 0, max: 0x2fff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('\ud800', '\udc00', '\u202e', '\u2028', '\ufeff', '\u200b', '👨‍👩‍👧', '\u{e0041}'),
    ),
  }),
);
