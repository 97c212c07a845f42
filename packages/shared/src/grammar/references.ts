/** How people name a todo: by its number, its id, the beginning of its id, and the list before a slash. */
import { IDENTIFIER, IDENTIFIER_PREFIX } from '../identifiers.ts';
import type { ListState } from '../listState.ts';
import { foldCase } from '../text.ts';
import type { Todo } from '../todo.ts';

/** What a reference names in a list. */
export type Resolved =
  | { kind: 'found'; todo: Todo }
  /** Several ids begin so: these, in the order of their numbers. */
  | { kind: 'ambiguous'; candidates: Todo[] }
  | { kind: 'none' };

/** Splits `ana/groceries/42` and `groceries/42` at the last slash; `list` is null when none is named. */
export function splitReference(reference: string): { list: string | null; todo: string } {
  const slash = reference.lastIndexOf('/');
  if (slash <= 0) return { list: null, todo: reference };
  return { list: reference.slice(0, slash), todo: reference.slice(slash + 1) };
}

/** The todo that a number, an id or a prefix of an id (four characters or more) names, removed ones too. Text names none. */
export function resolveReference(reference: string, state: ListState): Resolved {
  const candidates = candidatesFor(reference, state);
  const [todo] = candidates;
  if (todo === undefined) return { kind: 'none' };
  return candidates.length === 1 ? { kind: 'found', todo } : { kind: 'ambiguous', candidates };
}

function candidatesFor(reference: string, state: ListState): Todo[] {
  if (/^[1-9]\d{0,14}$/.test(reference)) return present(state.numbered(Number(reference)));
  if (IDENTIFIER.test(reference)) return present(state.get(reference));
  if (!IDENTIFIER_PREFIX.test(reference)) return [];
  return state.beginning(reference);
}

function present(todo: Todo | undefined): Todo[] {
  return todo === undefined ? [] : [todo];
}

/**
 * Todos, at most `limit`, whose titles have a word of a text that was no reference: the more of it the earlier. They are
 * for a hint alone; removed ones are left out.
 */
export function nearTitles(text: string, state: ListState, limit = 3): Todo[] {
  const words = new Set(foldCase(text).split(/\s+/).slice(0, 32));
  words.delete('');
  const near: { todo: Todo; shared: number }[] = [];
  for (const todo of state.todos.values()) {
    if (todo.removedAt !== null) continue;
    const title = foldCase(todo.title);
    let shared = 0;
    for (const word of words) if (title.includes(word)) shared += word.length;
    if (shared > 0) near.push({ todo, shared });
  }
  return near
    .sort((a, b) => b.shared - a.shared)
    .slice(0, limit)
    .map(({ todo }) => todo);
}
