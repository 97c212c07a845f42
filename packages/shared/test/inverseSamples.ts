/** Todos, edits and changes of them as the server makes them, for the tests of what takes a change back. */
import fc from 'fast-check';
import {
  applyChange,
  type Fields,
  type Inverse,
  ListState,
  type Stamp,
  type Todo,
  type TodoChange,
} from '../src/index.ts';
import { todo } from './samples.ts';

export const by = (person: string, rev: number): Stamp => ({ rev, at: `2026-11-0${rev}T08:00:00Z`, by: person });
export const ana = by('ana', 2);
export const bo = by('bo', 3);
export const earlier = { at: '2026-10-01T08:00:00Z', by: 'cy' };

/** A todo after a change. */
export function after(before: Todo, change: TodoChange, stamp: Stamp): Todo {
  const table = new ListState();
  table.put(before);
  return applyChange(table, change, stamp);
}

/** The change of an inverse that must be one. */
export function changeOf(inverse: Inverse): TodoChange {
  if (inverse.kind !== 'change') throw new Error(`a change was expected: ${JSON.stringify(inverse)}`);
  return inverse.change;
}

/** What a person sees of a todo: not which revisions made it so. */
export const seenOf = ({ rev: _, edited: __, ...seen }: Todo) => seen;
/** A title for a change that does not make one. */
export const touched = ({ id, title, rev }: Todo) => ({ id, title, seen: rev });

const spellings = fc.constantFrom('home', 'Home', 'shop', 'SHOP', 'now', '@phone');
export const tags = fc.uniqueArray(spellings, { maxLength: 4, selector: (tag) => tag.toLowerCase() });
const texts = (...some: string[]) => fc.constantFrom(null, ...some);
const someFields = {
  title: fc.constantFrom('milk', 'oats', 'bread'),
  notes: fc.constantFrom('', 'one', 'two'),
  pri: texts('A', 'B'),
  due: texts('2026-12-01', '2026-12-02'),
  wait: texts('2026-11-20', '2026-11-21'),
  for: texts('ana', 'bo'),
  tags,
};
export const someTodo: fc.Arbitrary<Todo> = fc
  .record({ ...someFields, done: fc.boolean(), removed: fc.boolean() })
  .map(({ done, removed, ...fields }) => ({
    ...todo(fields),
    ...(done ? { doneAt: earlier.at, doneBy: earlier.by } : {}),
    ...(removed ? { removedAt: earlier.at, removedBy: earlier.by } : {}),
  }));
export const someEdit: fc.Arbitrary<Fields> = fc.record(someFields, { requiredKeys: [], noNullPrototype: true });

export const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** An edit as the server makes it: only what really changes, with what was there. Null when nothing does. */
export function editOf(before: Todo, wanted: Fields): (TodoChange & { type: 'todo_edited' }) | null {
  const changed = Object.entries(wanted).filter(([field, value]) => !equal(value, before[field as keyof Fields]));
  if (changed.length === 0) return null;
  const set: Fields = Object.fromEntries(changed);
  const was: Fields = Object.fromEntries(changed.map(([field]) => [field, before[field as keyof Fields]]));
  return { type: 'todo_edited', ...touched(before), title: set.title ?? before.title, set, was };
}

/** Every change that the server makes of a todo that stands so. */
export function changesOf(before: Todo, wanted: Fields): TodoChange[] {
  const { doneAt, doneBy, removedAt, removedBy } = before;
  if (removedAt !== null && removedBy !== null)
    return [{ type: 'todo_restored', ...touched(before), was: { at: removedAt, by: removedBy } }];
  const edit = editOf(before, wanted);
  return [
    ...(edit === null ? [] : [edit]),
    doneAt === null || doneBy === null
      ? { type: 'todo_completed', ...touched(before) }
      : { type: 'todo_reopened', ...touched(before), was: { at: doneAt, by: doneBy } },
    { type: 'todo_removed', ...touched(before) },
    { type: 'todo_moved', ...touched(before), position: 'a7', was: before.position },
  ];
}
