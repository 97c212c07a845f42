/** What is to happen when: a heap of tasks, earliest first; tasks of the same moment in the order in which they came. */

export interface Task {
  at: number;
  /** Set by the agenda: breaks ties. */
  order: number;
  cancelled: boolean;
  run(): void;
}

function before(a: Task, b: Task): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

export class Agenda {
  readonly #heap: Task[] = [];
  #order = 0;

  add(at: number, run: () => void): Task {
    const task: Task = { at, order: this.#order, cancelled: false, run };
    this.#order += 1;
    let index = this.#heap.length;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !before(task, parent)) break;
      this.#heap[index] = parent;
      index = above;
    }
    this.#heap[index] = task;
    return task;
  }

  /** The earliest task that nobody cancelled, which leaves the agenda. */
  next(): Task | undefined {
    for (;;) {
      const task = this.#take();
      if (task === undefined || !task.cancelled) return task;
    }
  }

  /** How many tasks wait that nobody cancelled. */
  get waiting(): number {
    return this.#heap.filter((task) => !task.cancelled).length;
  }

  #take(): Task | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return first;
    let index = 0;
    for (;;) {
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      const child = right !== undefined && left !== undefined && before(right, left) ? right : left;
      if (child === undefined || !before(child, last)) break;
      this.#heap[index] = child;
      index = child === left ? 2 * index + 1 : 2 * index + 2;
    }
    this.#heap[index] = last;
    return first;
  }
}
