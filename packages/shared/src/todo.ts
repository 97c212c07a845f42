/** The todo: its schema, and the fields of it that a person may set. */
import * as z from 'zod/mini';
import { compiledObject } from './compiledObject.ts';
import { IDENTIFIER } from './identifiers.ts';
import { limits } from './limits.ts';
import { notesProblem, titleProblem } from './text.ts';

/** A schema for text that a function of text.ts judges; the function's words become the message. */
export function judged(problem: (text: string) => string | null) {
  return z.string().check(
    z.superRefine((text, context) => {
      const message = problem(text);
      if (message !== null) context.issues.push({ code: 'custom', message, input: text });
    }),
  );
}

export const identifierSchema = z.string().check(z.regex(IDENTIFIER, 'not an identifier'));
export const titleSchema = judged(titleProblem);
export const notesSchema = judged(notesProblem);
/** `+home` is stored as "home", `@phone` as "@phone". */
export const tagSchema = z
  .string()
  .check(z.maxLength(limits.tagLength), z.regex(/^@?\p{L}[\p{L}\p{M}\p{N}_.-]*$/u, 'not a tag'));
export const tagsSchema = z.array(tagSchema).check(z.maxLength(limits.tags));
/** A (highest) to Z. */
export const prioritySchema = z.string().check(z.regex(/^[A-Z]$/, 'a priority is a letter from A to Z'));

/** Whether a text is a day that exists: `2026-02-30` is not. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

/** A date `2026-12-01`, the same day for everyone, or an instant `2026-12-01T16:00:00Z`. */
export const whenSchema = z
  .string()
  .check(
    z.refine(
      (text) => /^\d{4}-\d\d-\d\d(T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)?$/.test(text) && isDay(text.slice(0, 10)),
      'a date is written 2026-12-01, an instant 2026-12-01T16:00:00Z',
    ),
  );
/** The name by which a person is known everywhere; it never changes. */
export const personSchema = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9_-]{0,31}$/, 'a person is named by a letter, then letters, digits, "_" or "-"'));
export const instantSchema = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/));
export const revisionSchema = z.number().check(z.int(), z.gte(0));

/** The fields that a person may set. Absent means "leave"; null means "clear". */
export const fieldsSchema = z.strictObject({
  title: z.exactOptional(titleSchema),
  notes: z.exactOptional(notesSchema),
  pri: z.exactOptional(z.nullable(prioritySchema)),
  due: z.exactOptional(z.nullable(whenSchema)),
  wait: z.exactOptional(z.nullable(whenSchema)),
  for: z.exactOptional(z.nullable(personSchema)),
  tags: z.exactOptional(tagsSchema),
});
export type Fields = z.infer<typeof fieldsSchema>;
/**
 * The fields as history has them. Doors judge what comes in by today's rules; what is stored was judged when it came, and
 * a rule that becomes stricter must not make an old list unreadable.
 */
export const storedFieldsSchema = z.strictObject({
  title: z.exactOptional(z.string()),
  notes: z.exactOptional(z.string()),
  pri: z.exactOptional(z.nullable(z.string())),
  due: z.exactOptional(z.nullable(z.string())),
  wait: z.exactOptional(z.nullable(z.string())),
  for: z.exactOptional(z.nullable(z.string())),
  tags: z.exactOptional(z.array(z.string())),
});
/** The name of a field that a person may set. */
export type Field = keyof Fields;

/** The last edit of one field. */
export interface EditedField {
  readonly rev: number;
  readonly by: string;
}

/** One item of a list, as it stands at one revision. Never mutated: a commit that touches it replaces it. */
export interface Todo {
  /** Global, random, 12 characters. */
  readonly id: string;
  /** The count of todos ever added to the list when this one was: what people type. Never reused, no position. */
  readonly n: number;
  readonly title: string;
  readonly notes: string;
  readonly pri: string | null;
  readonly due: string | null;
  readonly wait: string | null;
  /** The person it is for. */
  readonly for: string | null;
  readonly tags: readonly string[];
  /** Fractional position: todos stand in the order of (position, id). */
  readonly position: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly doneAt: string | null;
  readonly doneBy: string | null;
  readonly removedAt: string | null;
  readonly removedBy: string | null;
  /** The list that it went to, which has it under the same id; it counts as removed here. */
  readonly movedTo: string | null;
  /** The revision of the commit that touched it last. */
  readonly rev: number;
  /**
   * Which revision set each field that was edited since the todo was added here, and who: what a stale edit is judged by.
   * What was edited in another list was set when the todo came back from it.
   */
  readonly edited: Readonly<Partial<Record<Field, EditedField>>>;
}

/** Whether a field has the same value in both. */
export function sameValue(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((tag, i) => tag === b[i]) : a === b;
}

/** What a todo is when nothing was said about it; wire and disk leave out what equals this. */
export const blankTodo = {
  notes: '',
  pri: null,
  due: null,
  wait: null,
  for: null,
  tags: [],
  doneAt: null,
  doneBy: null,
  removedAt: null,
  removedBy: null,
  movedTo: null,
  edited: {},
} as const satisfies Partial<Todo>;

const nullableText = z.exactOptional(z.nullable(z.string()));

/** A todo on the wire and on disk: blank fields are left out. */
export const packedTodoSchema = compiledObject({
  id: identifierSchema,
  n: z.number().check(z.int(), z.gte(1)),
  title: z.string(),
  notes: z.exactOptional(z.string()),
  pri: nullableText,
  due: nullableText,
  wait: nullableText,
  for: nullableText,
  tags: z.exactOptional(z.array(z.string())),
  position: z.string(),
  createdAt: instantSchema,
  createdBy: z.string(),
  doneAt: nullableText,
  doneBy: nullableText,
  removedAt: nullableText,
  removedBy: nullableText,
  movedTo: nullableText,
  rev: revisionSchema,
  edited: z.exactOptional(
    z.partialRecord(z.keyof(fieldsSchema), z.strictObject({ rev: revisionSchema, by: z.string() })),
  ),
});
export type PackedTodo = z.infer<typeof packedTodoSchema>;

/** A todo without its blank fields. */
export function packTodo(todo: Todo): PackedTodo {
  const packed: Partial<Record<keyof Todo, unknown>> = {};
  for (const field of Object.keys(todo) as (keyof Todo)[]) {
    const value = todo[field];
    const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    if (value !== null && value !== '' && !empty) packed[field] = value;
  }
  return packed as PackedTodo;
}

/** A whole todo from a packed one. */
export function unpackTodo(packed: PackedTodo): Todo {
  return { ...blankTodo, ...packed };
}

/** What a todo is doing: removed wins over done, done over waiting. `now` is an ISO instant, `today` a date in the reader's zone. */
export type TodoState = 'open' | 'waiting' | 'done' | 'removed';

/** The state of a todo at a moment, as the reader sees it. */
export function stateOf(todo: Todo, now: string, today: string): TodoState {
  if (todo.removedAt !== null) return 'removed';
  if (todo.doneAt !== null) return 'done';
  if (todo.wait !== null && (todo.wait.length === 10 ? todo.wait > today : todo.wait > now)) return 'waiting';
  return 'open';
}
