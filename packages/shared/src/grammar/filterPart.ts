/** The parts of a filter, once read: a test of one todo, and the states in which it can hold. */
import { foldCase } from '../text.ts';
import type { Todo, TodoState } from '../todo.ts';
import type { Clock } from './when.ts';

/** A todo under test. Its title is folded when a part first asks, and once. */
export class Subject {
  readonly todo: Todo;
  readonly state: TodoState;
  readonly clock: Clock;
  #title: string | undefined;

  constructor(todo: Todo, state: TodoState, clock: Clock) {
    this.todo = todo;
    this.state = state;
    this.clock = clock;
  }

  /** The title in the form in which words are compared. */
  get title(): string {
    this.#title ??= foldCase(this.todo.title);
    return this.#title;
  }
}

/** One part of a filter. */
export interface Part {
  test(subject: Subject): boolean;
  /** The states in which it may hold; in any other it never does. */
  readonly may: ReadonlySet<TodoState>;
  /** The states in which it always holds. */
  readonly must: ReadonlySet<TodoState>;
}

/** Every state that a word of a filter can name. */
export const STATES: ReadonlySet<TodoState> = new Set<TodoState>(['open', 'waiting', 'done', 'removed']);
const NO_STATES: ReadonlySet<TodoState> = new Set();

/** The states of which something is true. */
export function statesWhere(test: (state: TodoState) => boolean): ReadonlySet<TodoState> {
  return new Set([...STATES].filter(test));
}

/** A part that holds for every todo. */
export const EVERYTHING: Part = { test: () => true, may: STATES, must: STATES };

/** A part that says nothing about states. */
export function where(test: (subject: Subject) => boolean): Part {
  return { test, may: STATES, must: NO_STATES };
}

/** The part that holds in one state. */
export function inState(state: TodoState): Part {
  const only = new Set([state]);
  return { test: (subject) => subject.state === state, may: only, must: only };
}

/** Holds when the part does not. */
export function not(part: Part): Part {
  return {
    test: (subject) => !part.test(subject),
    may: statesWhere((state) => !part.must.has(state)),
    must: statesWhere((state) => !part.may.has(state)),
  };
}

/** Holds when both parts do. */
export function both(a: Part, b: Part): Part {
  return {
    test: (subject) => a.test(subject) && b.test(subject),
    may: statesWhere((state) => a.may.has(state) && b.may.has(state)),
    must: statesWhere((state) => a.must.has(state) && b.must.has(state)),
  };
}

/** Holds when one of two parts does. */
export function either(a: Part, b: Part): Part {
  return {
    test: (subject) => a.test(subject) || b.test(subject),
    may: statesWhere((state) => a.may.has(state) || b.may.has(state)),
    must: statesWhere((state) => a.must.has(state) || b.must.has(state)),
  };
}
