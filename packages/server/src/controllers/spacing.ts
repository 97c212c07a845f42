/**
 * Positions for todos that go between two others. Where many went to the same place the keys grow long: then the neighbours
 * are spread too, as few as it takes, so that a key never outgrows what a change may hold. Pure.
 */
import { compareTodos, type Todo } from '@tock/shared';
import { generateNKeysBetween } from 'fractional-indexing';
import type { TodoDraft } from '../todoRules.ts';

/** The longest key that is given without spreading the neighbours, in characters. */
const LONGEST = 48;
/** How many neighbours on each side are spread at first; twice as many each time that does not suffice. */
const REACH = 16;

/** The positions between which something goes; null is the end of the list on that side. */
export interface Gap {
  above: string | null;
  below: string | null;
}

/** A todo and where it stands from now on. */
export interface Placed {
  todo: Todo;
  position: string;
}

const short = (keys: readonly string[]) => keys.every((key) => key.length <= LONGEST);

/** Places todos in a gap, in their order; neighbours whose positions change for it come too. */
export function placeInGap(draft: TodoDraft, todos: readonly Todo[], gap: Gap): Placed[] {
  const positions = generateNKeysBetween(gap.above, gap.below, todos.length);
  if (short(positions)) return placed(todos, positions);
  const moving = new Set(todos.map(({ id }) => id));
  // Removed todos keep their keys: they come back close to where they stood, and the move can be taken back without them.
  const rest = [...draft.all()].filter(({ id, removedAt }) => removedAt === null && !moving.has(id)).sort(compareTodos);
  const after = rest.findIndex(({ position }) => gap.above === null || position > gap.above);
  const at = after === -1 ? rest.length : after;
  for (let reach = REACH; ; reach *= 2) {
    let first = Math.max(0, at - reach);
    let end = Math.min(rest.length, at + reach);
    // Todos at one position stand by their ids: nothing can go between them, they are spread together.
    while (first > 0 && rest[first - 1]?.position === rest[first]?.position) first -= 1;
    while (end < rest.length && rest[end]?.position === rest[end - 1]?.position) end += 1;
    const row = [...rest.slice(first, at), ...todos, ...rest.slice(at, end)];
    const keys = generateNKeysBetween(rest[first - 1]?.position ?? null, rest[end]?.position ?? null, row.length);
    if (short(keys) || row.length === rest.length + todos.length) return placed(row, keys);
  }
}

function placed(todos: readonly Todo[], positions: readonly string[]): Placed[] {
  return todos.flatMap((todo, index) => {
    const position = positions[index];
    if (position === undefined) throw new Error('a todo was given no position');
    return position === todo.position ? [] : [{ todo, position }];
  });
}
