/** The fields by which todos are chosen and printed: `--fields`, and the columns of a line. */
import {
  failure,
  type ListedTodo,
  type Outcome,
  success,
  type TodoRecord,
  todoRecord,
  todoRecordSchema,
} from '@tock/shared';

/** The keys of a todo in JSON. */
export type TodoKey = keyof TodoRecord;
const todoKeys = Object.keys(todoRecordSchema.shape) as TodoKey[];

/** The columns of a line. They never change. */
export const todoColumns: readonly TodoKey[] = ['id', 'state', 'pri', 'due', 'for', 'tags', 'title'];

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
