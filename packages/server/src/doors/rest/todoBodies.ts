/** What a body may say of todos: fields, or the words that a person would type. Pure. */
import {
  failure,
  fieldsSchema,
  fingerprint,
  limits,
  type NewTodo,
  newTodoSchema,
  type Outcome,
  parseEdit,
  parseQuickAdd,
  type QuickEdit,
  revisionSchema,
  success,
  tagsSchema,
  timeZoneSchema,
  titleFromLine,
} from '@tock/shared';
import * as z from 'zod/mini';
import { tooLarge } from '../../refusals.ts';
import { Slices } from '../../slices.ts';
import { hasKey } from './route.ts';

/** Words as `tock add` and `tock edit` take them, and the zone in which their dates are meant (UTC without it). */
const words = z.strictObject({ text: z.string(), timeZone: z.exactOptional(timeZoneSchema) });
type Words = z.infer<typeof words>;

const newTodos = z.strictObject({ todos: z.array(newTodoSchema).check(z.minLength(1)) });

/** One todo, several of them (all or none), or words: a line each. */
export const addBody = z.union([newTodoSchema, newTodos, words]);
export function addBodyOf(payload: unknown): z.ZodMiniType<z.infer<typeof addBody>> {
  return hasKey(payload, 'todos') ? newTodos : hasKey(payload, 'text') ? words : newTodoSchema;
}

const { title, notes, pri, due, wait, for: person } = fieldsSchema.shape;
const fields = z
  .strictObject({
    title,
    notes,
    pri,
    due,
    wait,
    for: person,
    addTags: z.exactOptional(tagsSchema),
    removeTags: z.exactOptional(tagsSchema),
    /** The revision at which the fields were seen: `conflict` when one of them was edited since. */
    seen: z.exactOptional(revisionSchema),
  })
  .check(z.refine((body) => Object.keys(body).some((key) => key !== 'seen'), 'nothing is said to change'));
const done = z.strictObject({ done: z.boolean() });
const removed = z.strictObject({ removed: z.boolean() });
const place = z.strictObject({ place: z.enum(['top', 'bottom']) });
const beside = z.strictObject({ place: z.enum(['before', 'after']), of: z.string() });
const elsewhere = z.strictObject({ list: z.string() });

/** Fields or words; or one of: done or not, removed or not, another place, another list. */
export const changeBody = z.union([fields, words, done, removed, place, beside, elsewhere]);
export function changeBodyOf(payload: unknown): z.ZodMiniType<z.infer<typeof changeBody>> {
  if (hasKey(payload, 'text')) return words;
  if (hasKey(payload, 'done')) return done;
  if (hasKey(payload, 'removed')) return removed;
  if (hasKey(payload, 'of')) return beside;
  if (hasKey(payload, 'place')) return place;
  return hasKey(payload, 'list') ? elsewhere : fields;
}

/** A body in words, as the contract takes it, and the digest of what was typed: dates are resolved now, by the server's clock. */
interface Read<T> {
  value: T;
  typed: string;
}

/** The longest title and as many tags as there may be, with room: reading words takes its time, unlike reading fields. */
const LONGEST_LINE = 16 * 1024;
/** What reading words costs, beside looking at them: a word with a date takes as long as a kilobyte elsewhere. */
const READING_COSTS = 50;

const when = ({ timeZone = 'UTC' }: Words) => ({ now: new Date(), timeZone });

/** The todos of words, a line each; a line that names another list than the address is refused. `isAddressed`: whether a name is of that list. */
export async function readTodos(
  body: Words,
  isAddressed: (name: string) => Promise<boolean>,
): Promise<Outcome<Read<NewTodo[]>>> {
  const lines = body.text.split(/\r?\n/).flatMap((line, index) => {
    const text = titleFromLine(line);
    return text === null ? [] : { text, number: index + 1 };
  });
  if (lines.length === 0) return failure('invalid', 'nothing is said to add', 'write buy milk +home due:fri');
  // Known before any of it is read.
  if (lines.length > limits.batchChanges) return tooLarge(lines.length, limits.batchChanges, 'lines');
  const todos: NewTodo[] = [];
  const slices = new Slices();
  const addressed = new Set<string>();
  for (const { text, number } of lines) {
    const parsed = isTooLong(text) ? tooLong() : parseQuickAdd(text, when(body));
    if (!parsed.ok) return atLine(number, lines.length, parsed);
    const named = parsed.value.list;
    if (named !== null && !addressed.has(named) && !(await isAddressed(named)))
      return atLine(number, lines.length, failure('invalid', `list:${named} is another list than the address`));
    if (named !== null) addressed.add(named);
    todos.push(parsed.value.todo);
    if (slices.full(text.length * READING_COSTS)) await slices.turn();
  }
  return success({ value: todos, typed: fingerprint('add', 'false', ...lines.map(({ text }) => text)) });
}

/** The edit that words say, on the condition that the todo is still at a revision, or on none. */
export function readEdit(body: Words, todo: string, ifRev: number | null): Outcome<Read<QuickEdit>> {
  if (isTooLong(body.text)) return tooLong();
  const edit = parseEdit(body.text, when(body));
  if (!edit.ok) return edit;
  // As `tock edit --if-rev` has it: the condition is a part of what was said.
  return success({ value: edit.value, typed: fingerprint('edit', todo, body.text, String(ifRev ?? '')) });
}

const isTooLong = (text: string) => text.length > LONGEST_LINE;
const tooLong = () => failure('invalid', `words longer than ${LONGEST_LINE} characters are not read`, 'send fields');

function atLine(line: number, count: number, { problem }: ReturnType<typeof failure>): Outcome<never> {
  if (count === 1) return { ok: false, problem };
  return { ok: false, problem: { ...problem, message: `line ${line}: ${problem.message}` } };
}
