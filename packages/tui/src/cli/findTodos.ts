/** The todos that references name, looked up without changing them: what a dry run is about. */
import { type ListInfo, type Outcome, success } from '@tock/shared';
import type { Context } from './context.ts';
import type { Named } from './references.ts';

/** A todo as receipts name it. */
export interface FoundTodo {
  id: string;
  n: number;
  title: string;
}

/** Finds every todo, as the write would, and leaves it; `info` is null where none was named. */
export async function findTodos(
  context: Context,
  { list, todos }: Named,
): Promise<Outcome<{ info: ListInfo | null; todos: FoundTodo[] }>> {
  const connection = await context.connection();
  const found: FoundTodo[] = [];
  let info: ListInfo | null = null;
  for (const todo of todos) {
    const read = await connection.read('todo:read', { list, todo }, { timeoutMs: context.timeoutMs });
    if (!read.ok) return read;
    const { id, n, title } = read.value.todo;
    info = read.value.list;
    found.push({ id, n, title });
  }
  return success({ info, todos: found });
}

/** The list that a name means. */
export async function findList(context: Context, list: string): Promise<Outcome<ListInfo>> {
  const connection = await context.connection();
  const read = await connection.read('list:log', { list, limit: 1 }, { timeoutMs: context.timeoutMs });
  return read.ok ? success(read.value.list) : read;
}
