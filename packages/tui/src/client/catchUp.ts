/** What came while we were away, counted todo by todo. */
import type { ListState } from '@tock/shared';
import type { CatchUp } from './client.ts';
import type { Before } from './replica.ts';

/** Counts, of todos as they were before their first change, what became of the todos that were touched. What came and went while we were away is not counted. */
export function digest(touched: Before, now: ListState, { at, anew }: Pick<CatchUp, 'at' | 'anew'>): CatchUp {
  const counts = { added: 0, changed: 0, removed: 0, anew, at };
  for (const [id, before] of touched) {
    const was = before !== undefined && before.removedAt === null;
    const after = now.get(id);
    const is = after !== undefined && after.removedAt === null;
    if (is && !was) counts.added += 1;
    else if (was && !is) counts.removed += 1;
    else if (was && is) counts.changed += 1;
  }
  return counts;
}

/** The todos in which two states of a list differ: a todo that changed has another revision. */
export function differing(before: ListState, after: ListState): Before {
  const touched: Before = new Map();
  for (const [id, todo] of after.todos) {
    const was = before.get(id);
    if (was?.rev !== todo.rev) touched.set(id, was);
  }
  return touched;
}
