/** A list of todos at one revision, and the one function that takes it to the next (R8). */
import type { Commit, TodoChange } from './changes.ts';
import { CHAIN_START } from './identifiers.ts';
import { blankTodo, type Field, type Fields, sameValue, storedFieldsSchema, type Todo } from './todo.ts';

/** The todos that a change reads and replaces: a whole list, or a draft laid over one. */
export interface TodoTable {
  get(id: string): Todo | undefined;
  put(todo: Todo): void;
  /** How many todos were ever added. */
  count: number;
  /** The greatest position given so far, or null in an empty list. */
  lastPosition: string | null;
}

/** The shortest beginning of an id that stands for it. */
const BEGINNING = 4;

function enter(beginnings: Map<string, string[]>, id: string): void {
  const beginning = id.slice(0, BEGINNING);
  const ids = beginnings.get(beginning);
  if (ids === undefined) beginnings.set(beginning, [id]);
  else ids.push(id);
}

/** A list at one revision. Owned and mutated by `applyCommit` alone; the todos in it are replaced, never mutated. */
export class ListState implements TodoTable {
  rev = 0;
  h = CHAIN_START;
  count = 0;
  lastPosition: string | null = null;
  /** Every todo, removed ones too, in the order of their numbers. */
  readonly todos = new Map<string, Todo>();
  readonly #numbers = new Map<number, string>();
  /** The ids by their first characters, once somebody has asked by a beginning of one. */
  #beginnings: Map<string, string[]> | null = null;

  get(id: string): Todo | undefined {
    return this.todos.get(id);
  }

  put(todo: Todo): void {
    if (this.#beginnings !== null && !this.todos.has(todo.id)) enter(this.#beginnings, todo.id);
    this.todos.set(todo.id, todo);
    this.#numbers.set(todo.n, todo.id);
  }

  /** The todos whose ids begin so, in the order of their numbers. The beginning has at least `BEGINNING` characters. */
  beginning(prefix: string): Todo[] {
    if (this.#beginnings === null) {
      this.#beginnings = new Map();
      for (const id of this.todos.keys()) enter(this.#beginnings, id);
    }
    const ids = this.#beginnings.get(prefix.slice(0, BEGINNING)) ?? [];
    return ids.flatMap((id) => (id.startsWith(prefix) ? (this.todos.get(id) ?? []) : [])).sort((a, b) => a.n - b.n);
  }

  /** The todo with this number, if one ever had it. */
  numbered(n: number): Todo | undefined {
    const id = this.#numbers.get(n);
    return id === undefined ? undefined : this.todos.get(id);
  }
}

/** The order in which todos stand: by position, ties by id. */
export function compareTodos(a: Todo, b: Todo): number {
  if (a.position !== b.position) return a.position < b.position ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** When and by whom: what a commit says about each of its changes. */
export interface Stamp {
  rev: number;
  at: string;
  by: string;
}

function existing(table: TodoTable, id: string): Todo {
  const todo = table.get(id);
  // The server checks before it commits, so that history without the todo is damaged history.
  if (todo === undefined) throw new Error(`the history changes a todo that it never added: ${id}`);
  return todo;
}

/** Only what was said: an absent or undefined field stays as it is. */
function said(fields: Fields): Partial<Pick<Todo, Field>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const FIELDS = Object.keys(storedFieldsSchema.shape) as Field[];

/** The edits of a todo that comes back: those from before it went, and what is another here since. */
function editedSince(before: Todo, now: Pick<Todo, Field>, { rev, by }: Omit<Stamp, 'at'>): Todo['edited'] {
  const others = FIELDS.filter((field) => !sameValue(now[field], before[field]));
  return { ...before.edited, ...Object.fromEntries(others.map((field) => [field, { rev, by }])) };
}

/** Remembers how far the positions reach. */
function place(table: TodoTable, position: string): void {
  if (table.lastPosition === null || position > table.lastPosition) table.lastPosition = position;
}

/** Applies one change to a table and says which todo it put there. */
export function applyChange(table: TodoTable, change: TodoChange, { rev, at, by }: Stamp): Todo {
  const todo = changed(table, change, { rev, at, by });
  table.put(todo);
  return todo;
}

function changed(table: TodoTable, change: TodoChange, { rev, at, by }: Stamp): Todo {
  switch (change.type) {
    case 'todo_added': {
      const { type: _, id, position, done, ...fields } = change;
      if (table.get(id) !== undefined) throw new Error(`the history adds a todo twice: ${id}`);
      table.count += 1;
      place(table, position);
      const finished = done === true ? { doneAt: at, doneBy: by } : {};
      return {
        ...blankTodo,
        ...said(fields),
        title: change.title,
        ...finished,
        id,
        n: table.count,
        position,
        createdAt: at,
        createdBy: by,
        rev,
      };
    }
    case 'todo_edited': {
      const todo = existing(table, change.id);
      const fields = said(change.set);
      const edited = Object.fromEntries(Object.keys(fields).map((field) => [field, { rev, by }]));
      return { ...todo, ...fields, rev, edited: { ...todo.edited, ...edited } };
    }
    case 'todo_completed':
      return { ...existing(table, change.id), rev, doneAt: change.as?.at ?? at, doneBy: change.as?.by ?? by };
    case 'todo_reopened':
      return { ...existing(table, change.id), rev, doneAt: null, doneBy: null };
    case 'todo_removed':
      return { ...existing(table, change.id), rev, removedAt: change.as?.at ?? at, removedBy: change.as?.by ?? by };
    case 'todo_restored':
      return { ...existing(table, change.id), rev, removedAt: null, removedBy: null };
    case 'todo_moved':
      place(table, change.position);
      return { ...existing(table, change.id), rev, position: change.position };
    case 'todo_sent':
      return { ...existing(table, change.id), rev, removedAt: at, removedBy: by, movedTo: change.to };
    case 'todo_received': {
      const { type: _, id, seen: __, from: ___, position, created, done, ...fields } = change;
      const before = table.get(id);
      if (before !== undefined && before.movedTo === null) throw new Error(`the history adds a todo twice: ${id}`);
      if (before === undefined) table.count += 1;
      place(table, position);
      const now = { ...blankTodo, ...said(fields), title: change.title };
      return {
        ...now,
        edited: before === undefined ? {} : editedSince(before, now, { rev, by }),
        doneAt: done?.at ?? null,
        doneBy: done?.by ?? null,
        id,
        n: before?.n ?? table.count,
        position,
        createdAt: created.at,
        createdBy: created.by,
        rev,
      };
    }
  }
}

/**
 * Takes a list from one revision to the next, for server and client alike: deterministic, no I/O. Returns the ids of
 * the todos it replaced, each once. Throws when the commit is not the next one or contradicts the list: the history is
 * damaged, and nothing read from it may be trusted.
 */
export function applyCommit(state: ListState, commit: Commit<TodoChange>, h: string): string[] {
  if (commit.rev !== state.rev + 1) {
    throw new Error(`revision ${commit.rev} does not follow revision ${state.rev}`);
  }
  const touched = new Set<string>();
  for (const request of commit.requests) {
    for (const change of request.changes) {
      touched.add(applyChange(state, change, { rev: commit.rev, at: commit.at, by: request.by }).id);
    }
  }
  state.rev = commit.rev;
  state.h = h;
  return [...touched];
}
