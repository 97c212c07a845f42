/** Reads the texts in which a list travels: pages of todos, pages of commits, and the body of a commit. */
import {
  type ListState,
  packedTodoSchema,
  type StoredCommit,
  type TodoCommit,
  todoCommitSchema,
  unpackTodo,
} from '@tock/shared';
import { readStoredCommit } from './wire.ts';

/** The text as JSON, or undefined. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The commit in a stored body, or null when this tock cannot read it. */
export function readCommit(stored: StoredCommit): TodoCommit | null {
  const commit = todoCommitSchema.safeParse(parse(stored.body));
  return commit.success && commit.data.rev === stored.rev && commit.data.list === stored.list ? commit.data : null;
}

/** The commits of a page, or null when it is none. */
export function readCommits(items: string): StoredCommit[] | null {
  const values = parse(items);
  if (!Array.isArray(values)) return null;
  const commits = values.map(readStoredCommit);
  return commits.every((commit) => commit !== null) ? commits : null;
}

/**
 * Puts the todos of a page into a state that is being built; false when the page is damaged. Their numbers ascend, so
 * that none can come twice.
 */
export function readTodos(items: string, into: ListState): boolean {
  const values = parse(items);
  if (!Array.isArray(values)) return false;
  for (const value of values) {
    const todo = packedTodoSchema.safeParse(value);
    if (!todo.success || todo.data.n <= into.count || into.get(todo.data.id) !== undefined) return false;
    into.put(unpackTodo(todo.data));
    into.count = todo.data.n;
  }
  return true;
}
