/** Todos that others added outside the screen: counted until they were seen. */
import type { ListView } from '../view/listView.ts';

/** How many are told apart: beyond it, it is "999+". */
const MOST = 1_000;

/** The new todos of a list that were not on screen yet. */
export class News {
  readonly #unseen = new Set<string>();

  add(id: string): void {
    if (this.#unseen.size < MOST) this.#unseen.add(id);
  }

  /** They are on screen. */
  seen(todos: Iterable<{ readonly id: string }>): void {
    for (const { id } of todos) this.#unseen.delete(id);
  }

  clear(): void {
    this.#unseen.clear();
  }

  /** How many are above and below a screen that begins at `top`. */
  around(view: ListView, top: number, height: number): { above: number; below: number } {
    const counts = { above: 0, below: 0 };
    for (const id of this.#unseen) {
      const row = view.indexOf(id);
      if (row < 0) this.#unseen.delete(id);
      else if (row < top) counts.above += 1;
      else if (row >= top + height) counts.below += 1;
    }
    return counts;
  }
}
