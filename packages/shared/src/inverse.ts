/** The inverse of a change: what takes it back, from its commit alone, unless somebody changed the same thing since. Pure. */
import type { TodoChange } from './changes.ts';
import type { Stamp } from './listState.ts';
import { foldCase } from './text.ts';
import { blankTodo, type Field, type Fields, sameValue, type Todo } from './todo.ts';

/** What would have to happen to a todo, as it is now, so that a change of it never happened. */
export type Inverse =
  | { kind: 'change'; change: TodoChange }
  /** It is so already. */
  | { kind: 'already' }
  /** Somebody changed the same since: what it is now, and what it would be again. */
  | { kind: 'conflict'; what: Field | 'state' | 'place'; now: string; back: string; by: string | null }
  /** It went to, or came from, another list: only both lists together can take that back. */
  | { kind: 'elsewhere' };

/** A value of a field as one text, for people. */
function shown(value: Todo[Field]): string {
  if (value === null || value === '') return 'nothing';
  return typeof value === 'string' ? value : value.length === 0 ? 'nothing' : value.join(' ');
}

const stateWords = (word: string, by: string | null) => (by === null ? word : `${word} by ${by}`);

function removedConflict(todo: Todo, back: string): Inverse {
  const word = todo.movedTo === null ? 'removed' : 'moved to another list';
  return { kind: 'conflict', what: 'state', now: stateWords(word, todo.removedBy), back, by: todo.removedBy };
}

/** The inverse of what was done to a todo, or why not where that is gone; what is so already stays so. */
function goneOr(inverse: Inverse, todo: Todo, back: string): Inverse {
  return todo.removedAt === null || inverse.kind === 'already' ? inverse : removedConflict(todo, back);
}

/** The tags without those that were added, and with those that were removed: edits of other tags stay. */
function tagsBack(now: readonly string[], set: readonly string[], was: readonly string[]): string[] {
  // Nobody touched them since: as they were, in their order and spelling.
  if (sameValue(now, set)) return [...was];
  const folded = (tags: readonly string[]) => new Set(tags.map(foldCase));
  const [before, after, present] = [folded(was), folded(set), folded(now)];
  const kept = now.filter((tag) => before.has(foldCase(tag)) || !after.has(foldCase(tag)));
  return [...kept, ...was.filter((tag) => !after.has(foldCase(tag)) && !present.has(foldCase(tag)))];
}

function inverseOfAdd(change: TodoChange & { type: 'todo_added' }, by: string, todo: Todo): Inverse {
  if (todo.movedTo !== null) return removedConflict(todo, 'gone');
  if (todo.removedAt !== null) return { kind: 'already' };
  for (const [name, edit] of Object.entries(todo.edited)) {
    const field = name as Field;
    if (edit.by !== by && !sameValue(todo[field], change[field] ?? blankTodo[field as keyof typeof blankTodo])) {
      return { kind: 'conflict', what: field, now: shown(todo[field]), back: 'gone', by: edit.by };
    }
  }
  if (todo.doneBy !== null && todo.doneBy !== by) {
    return { kind: 'conflict', what: 'state', now: stateWords('done', todo.doneBy), back: 'gone', by: todo.doneBy };
  }
  return { kind: 'change', change: { type: 'todo_removed', id: todo.id, title: todo.title, seen: todo.rev } };
}

function inverseOfEdit(change: TodoChange & { type: 'todo_edited' }, todo: Todo): Inverse {
  const set: Fields = {};
  const was: Fields = {};
  for (const name of Object.keys(change.set)) {
    const field = name as Field;
    const back =
      field === 'tags' ? tagsBack(todo.tags, change.set.tags ?? [], change.was.tags ?? []) : change.was[field];
    if (sameValue(todo[field], back)) continue;
    if (field !== 'tags' && !sameValue(todo[field], change.set[field])) {
      const by = todo.edited[field]?.by ?? null;
      return { kind: 'conflict', what: field, now: shown(todo[field]), back: shown(back ?? null), by };
    }
    Object.assign(set, { [field]: back });
    Object.assign(was, { [field]: todo[field] });
  }
  if (Object.keys(set).length === 0) return { kind: 'already' };
  const title = set.title ?? todo.title;
  return { kind: 'change', change: { type: 'todo_edited', id: todo.id, title, seen: todo.rev, set, was } };
}

/** What takes `change` back, made at `stamp`, from the todo as it is now. */
export function inverseOf(change: TodoChange, { rev, at, by }: Stamp, todo: Todo): Inverse {
  const { id, title } = todo;
  const touched = { id, title, seen: todo.rev };
  const gone = todo.removedAt !== null;
  switch (change.type) {
    case 'todo_added':
      return inverseOfAdd(change, by, todo);
    case 'todo_edited':
      return goneOr(inverseOfEdit(change, todo), todo, 'edited back');
    case 'todo_completed': {
      const { doneAt, doneBy } = todo;
      if (doneAt === null || doneBy === null) return { kind: 'already' };
      if (gone) return removedConflict(todo, 'open');
      if (doneAt !== (change.as?.at ?? at) || doneBy !== (change.as?.by ?? by))
        return { kind: 'conflict', what: 'state', now: stateWords('done again', doneBy), back: 'open', by: doneBy };
      return { kind: 'change', change: { type: 'todo_reopened', ...touched, was: { at: doneAt, by: doneBy } } };
    }
    case 'todo_reopened':
      if (todo.doneAt !== null) return { kind: 'already' };
      if (gone) return removedConflict(todo, 'done');
      return { kind: 'change', change: { type: 'todo_completed', ...touched, as: change.was } };
    case 'todo_removed': {
      const { removedAt, removedBy } = todo;
      if (removedAt === null || removedBy === null) return { kind: 'already' };
      if (todo.movedTo !== null || removedAt !== (change.as?.at ?? at) || removedBy !== (change.as?.by ?? by))
        return removedConflict(todo, 'restored');
      return { kind: 'change', change: { type: 'todo_restored', ...touched, was: { at: removedAt, by: removedBy } } };
    }
    case 'todo_restored': {
      if (todo.movedTo !== null) return removedConflict(todo, 'removed');
      if (gone) return { kind: 'already' };
      for (const [name, edit] of Object.entries(todo.edited)) {
        const field = name as Field;
        if (edit.rev > rev && edit.by !== by)
          return { kind: 'conflict', what: field, now: shown(todo[field]), back: 'removed', by: edit.by };
      }
      return { kind: 'change', change: { type: 'todo_removed', ...touched, as: change.was } };
    }
    case 'todo_moved':
      // Where a removed todo would stand is of no matter: it must not keep its author from what came before the move.
      if (gone || todo.position === change.was) return { kind: 'already' };
      if (todo.position !== change.position)
        return { kind: 'conflict', what: 'place', now: 'moved again', back: 'its old place', by: null };
      return {
        kind: 'change',
        change: { type: 'todo_moved', ...touched, position: change.was, was: todo.position },
      };
    case 'todo_sent':
    case 'todo_received':
      return { kind: 'elsewhere' };
  }
}
