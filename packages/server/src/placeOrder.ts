/** The todos of a list in the order in which they stand, so that the neighbours of a place among a hundred thousand are found at once. */
import { compareTodos, type Todo } from '@tock/shared';

export class PlaceOrder {
  readonly #todos: Todo[];

  constructor(todos: Iterable<Todo>) {
    this.#todos = [...todos].sort(compareTodos);
  }

  /** Puts a todo in the place of what it was; undefined: it is new. */
  replace(before: Todo | undefined, after: Todo): void {
    if (before?.position === after.position) {
      this.#todos[this.#first((todo) => compareTodos(todo, before) >= 0)] = after;
      return;
    }
    if (before !== undefined)
      this.#todos.splice(
        this.#first((todo) => compareTodos(todo, before) >= 0),
        1,
      );
    this.#todos.splice(
      this.#first((todo) => compareTodos(todo, after) > 0),
      0,
      after,
    );
  }

  /** Those that stand after a position, the nearest first; null: all, from the top. */
  *after(position: string | null): Generator<Todo> {
    const from = position === null ? 0 : this.#first((todo) => todo.position > position);
    for (let index = from; index < this.#todos.length; index += 1) yield* this.#at(index);
  }

  /** Those that stand behind a place, or all, as they are now: the array is the caller's. */
  behind(place: Pick<Todo, 'position' | 'id'> | null): Todo[] {
    if (place === null) return [...this.#todos];
    const isBehind = ({ position, id }: Todo) =>
      position > place.position || (position === place.position && id > place.id);
    return this.#todos.slice(this.#first(isBehind));
  }

  /** Those that stand before a position, the nearest first; null: all, from the bottom. */
  *before(position: string | null): Generator<Todo> {
    const end = position === null ? this.#todos.length : this.#first((todo) => todo.position >= position);
    for (let index = end - 1; index >= 0; index -= 1) yield* this.#at(index);
  }

  *#at(index: number): Generator<Todo> {
    const todo = this.#todos[index];
    if (todo !== undefined) yield todo;
  }

  /** The index of the first todo for which `reached` holds; it holds for all after that one. */
  #first(reached: (todo: Todo) => boolean): number {
    let low = 0;
    let high = this.#todos.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const todo = this.#todos[middle];
      if (todo !== undefined && reached(todo)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
