/** The todos that a view shows, in the list's order, kept up to date commit by commit and never sorted anew for one. */
import { compareTodos, type Todo } from '@tock/shared';

/** Which todos a view shows. */
export interface Criteria {
  /** Whether a todo belongs to the view. */
  shows(todo: Todo): boolean;
  /** Whether a todo that is in the view already may stay, though it no longer belongs there. */
  keeps(todo: Todo): boolean;
}

/** The share of a view that one commit must touch for a rebuild to be cheaper than moving its todos one by one. */
const REBUILD_SHARE = 0.1;
const REBUILD_MINIMUM = 64;

/** A filtered, ordered view of a list. Finding, adding and removing a todo take the logarithm of its length. */
export class ListView {
  #criteria: Criteria;
  #todos: Todo[] = [];
  readonly #filed = new Map<string, Todo>();
  #dated = 0;
  #ranked = 0;

  constructor(criteria: Criteria) {
    this.#criteria = criteria;
  }

  get length(): number {
    return this.#todos.length;
  }

  /** Whether any todo of the view has a date by which it is due. */
  get hasDates(): boolean {
    return this.#dated > 0;
  }

  /** Whether any todo of the view has a priority. */
  get hasPriorities(): boolean {
    return this.#ranked > 0;
  }

  at(index: number): Todo | undefined {
    return this.#todos[index];
  }

  get(id: string): Todo | undefined {
    return this.#filed.get(id);
  }

  slice(from: number, count: number): readonly Todo[] {
    return this.#todos.slice(from, from + count);
  }

  /** Where a todo stands, or would stand. */
  placeOf(todo: Todo): number {
    let low = 0;
    let high = this.#todos.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#todos[middle];
      if (other !== undefined && compareTodos(other, todo) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where a todo of the view stands, or -1. */
  indexOf(id: string): number {
    const todo = this.#filed.get(id);
    return todo === undefined ? -1 : this.placeOf(todo);
  }

  /** Where a todo stands now, whoever moved it; where it would stand, as it was, when it is not in the view. */
  rowOf(todo: Todo): number {
    return this.placeOf(this.#filed.get(todo.id) ?? todo);
  }

  /** Shows the todos of a whole list, by other criteria or after it was replaced. */
  rebuild(todos: Iterable<Todo>, criteria = this.#criteria): void {
    this.#criteria = criteria;
    this.#refile(Iterator.from(todos).filter((todo) => criteria.shows(todo)));
  }

  /** Shows a whole list by the same criteria at another moment: what was kept stays. */
  renew(todos: Iterable<Todo>, criteria = this.#criteria): void {
    const { keeps, shows } = criteria;
    this.#criteria = criteria;
    this.#refile(Iterator.from(todos).filter((todo) => shows(todo) || (this.#filed.has(todo.id) && keeps(todo))));
  }

  /** Takes over the todos that one commit touched, as they are now. */
  update(touched: readonly Todo[], all: () => Iterable<Todo>): void {
    if (touched.length > Math.max(REBUILD_MINIMUM, this.#todos.length * REBUILD_SHARE)) {
      this.renew(all());
      return;
    }
    for (const todo of touched) this.#updateOne(todo);
  }

  #updateOne(todo: Todo): void {
    const before = this.#filed.get(todo.id);
    const wanted = this.#criteria.shows(todo) || (before !== undefined && this.#criteria.keeps(todo));
    if (before !== undefined) {
      const index = this.placeOf(before);
      this.#count(before, -1);
      if (wanted && compareTodos(before, todo) === 0) this.#todos[index] = todo;
      else this.#todos.splice(index, 1);
      this.#filed.delete(todo.id);
    }
    if (!wanted) return;
    if (before === undefined || compareTodos(before, todo) !== 0) this.#todos.splice(this.placeOf(todo), 0, todo);
    this.#filed.set(todo.id, todo);
    this.#count(todo, 1);
  }

  #refile(todos: Iterable<Todo>): void {
    this.#todos = [...todos].sort(compareTodos);
    this.#filed.clear();
    this.#dated = 0;
    this.#ranked = 0;
    for (const todo of this.#todos) {
      this.#filed.set(todo.id, todo);
      this.#count(todo, 1);
    }
  }

  #count(todo: Todo, by: 1 | -1): void {
    if (todo.due !== null) this.#dated += by;
    if (todo.pri !== null) this.#ranked += by;
  }
}
