/** A todo as programs read it: the JSON of `ls`, `show`, `watch --state` and REST. */
import * as z from 'zod/mini';
import { revisionSchema, type Todo, type TodoState } from './todo.ts';

/** A todo with what it is only to its reader, at this moment. */
export interface ListedTodo {
  todo: Todo;
  state: TodoState;
  /** The name as its reader says it, and the id. */
  list: { title: string; id: string };
}

const text = z.string();
const maybe = z.nullable(z.string());

/** The keys of a todo in JSON: all are always there, null when unset. Some come for good, none ever goes. */
export const todoRecordSchema = z.object({
  id: text,
  n: z.number(),
  title: text,
  done: z.boolean(),
  state: z.enum(['open', 'waiting', 'done', 'removed']),
  /** The name of the list as its reader says it, and its id. */
  list: text,
  listId: text,
  /** The revision of the commit that touched it last. */
  rev: revisionSchema,
  pri: maybe,
  due: maybe,
  wait: maybe,
  for: maybe,
  tags: z.array(text),
  notes: maybe,
  createdAt: text,
  createdBy: text,
  doneAt: maybe,
  doneBy: maybe,
  removedAt: maybe,
  removedBy: maybe,
  movedTo: maybe,
});
export type TodoRecord = z.infer<typeof todoRecordSchema>;

/** The JSON of a todo. */
export function todoRecord({ todo, state, list }: ListedTodo): TodoRecord {
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
    tags: [...todo.tags],
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
