/** How many todos of a list are open, and how many there are: counted commit by commit. */
import type { Todo } from '@tock/shared';

/** The counts of a list. Removed todos are in neither. */
export class Tally {
  open = 0;
  total = 0;

  /** Counts a whole list. */
  reset(todos: Iterable<Todo>): void {
    this.open = 0;
    this.total = 0;
    for (const todo of todos) this.#count(todo, 1);
  }

  /** Counts one todo that changed. */
  change(before: Todo | undefined, after: Todo | undefined): void {
    if (before !== undefined) this.#count(before, -1);
    if (after !== undefined) this.#count(after, 1);
  }

  #count(todo: Todo, by: 1 | -1): void {
    if (todo.removedAt !== null) return;
    this.total += by;
    if (todo.doneAt === null) this.open += by;
  }
}
