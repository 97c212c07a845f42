/** Where a todo goes when it is moved by places: next to which other one. Pure. */
import type { Todo } from '@tock/shared';
import type { ListView } from './listView.ts';

/** A place in the order of a list. */
export interface Beside {
  readonly place: 'before' | 'after';
  readonly of: Todo;
}

/**
 * The place so many rows further down in a view (up when negative), no further than its last one; null when there is none.
 * Removed todos are passed over: nothing can be put next to them.
 */
export function besideOf(view: ListView, id: string, steps: number): Beside | null {
  const direction = Math.sign(steps);
  let left = Math.abs(steps);
  let of: Todo | null = null;
  for (let row = view.indexOf(id) + direction; left > 0; row += direction) {
    const todo = row < 0 ? undefined : view.at(row);
    if (todo === undefined) break;
    if (todo.removedAt !== null) continue;
    of = todo;
    left -= 1;
  }
  return of === null ? null : { place: direction < 0 ? 'before' : 'after', of };
}
