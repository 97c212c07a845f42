/** A todo as programs read it: the keys of its JSON and the columns of its line. */
import { failure, type ListInfo, type Outcome, success, type Todo, type TodoState } from '@tock/shared';

/** A todo with what it is only to its reader, at this moment. */
export interface ListedTodo {
  todo: Todo;
  state: TodoState;
  list: ListInfo;
}

/** The keys of a todo in JSON. Some come for good, none ever goes. */
const todoKeys = [
  'id',
  'n',
  'title',
  'done',
  'state',
  'list',
  'listId',
  'rev',
  'pri',
  'due',
  'wait',
  'for',
  'tags',
  'notes',
  'createdAt',
  'createdBy',
  'doneAt',
  'doneBy',
  'removedAt',
  'removedBy',
  'movedTo',
] as const;
export type TodoKey = (typeof todoKeys)[number];

/** The columns of a line. They never change. */
export const todoColumns: readonly TodoKey[] = ['id', 'state', 'pri', 'due', 'for', 'tags', 'title'];

type TodoRecord = Readonly<Record<TodoKey, string | number | boolean | readonly string[] | null>>;

/** A todo with every key present, null when unset. */
function todoRecord({ todo, state, list }: ListedTodo): TodoRecord {
  return {
    id: todo.id,
    n: todo.n,
    title: todo.title,
    done: todo.doneAt !== null,
    state,
    list: list.title,
    listId: list.id,
    rev: todo.rev,
    pri: todo.pri,
    due: todo.due,
    wait: todo.wait,
    for: todo.for,
    tags: todo.tags,
    notes: todo.notes === '' ? null : todo.notes,
    createdAt: todo.createdAt,
    createdBy: todo.createdBy,
    doneAt: todo.doneAt,
    doneBy: todo.doneBy,
    removedAt: todo.removedAt,
    removedBy: todo.removedBy,
    movedTo: todo.movedTo,
  };
}

/** The JSON of a todo, of these keys alone when some were chosen. */
export function todoJson(listed: ListedTodo, chosen: readonly TodoKey[] | null): Record<string, unknown> {
  const record = todoRecord(listed);
  return chosen === null ? record : Object.fromEntries(chosen.map((key) => [key, record[key]]));
}

/** The fields of a line. */
export function todoFields(listed: ListedTodo, columns: readonly TodoKey[]): string[] {
  const record = todoRecord(listed);
  return columns.map((key) => {
    const value = record[key];
    return Array.isArray(value) ? value.join(',') : String(value ?? '');
  });
}

/** Reads `--fields a,b`; null when nothing was chosen. */
export function readFields(text: string | undefined): Outcome<TodoKey[] | null> {
  if (text === undefined) return success(null);
  const chosen: TodoKey[] = [];
  for (const name of text.split(',')) {
    const key = todoKeys.find((known) => known === name.trim());
    if (key === undefined)
      return failure('invalid', `"${name.trim()}" is not a field`, `the fields: ${todoKeys.join(' ')}`);
    chosen.push(key);
  }
  return success(chosen);
}
