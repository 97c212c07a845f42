/** `tock mv`: another place in the order of the list, or another list. */
import {
  failure,
  fingerprint,
  foldCase,
  IDENTIFIER_PREFIX,
  type Outcome,
  type Problem,
  type RequestOf,
  splitReference,
  success,
} from '@tock/shared';
import { writeOptions } from '../cli/arguments.ts';
import { type Context, done } from '../cli/context.ts';
import { sayDryRun } from '../cli/dryRun.ts';
import { findList, findTodos } from '../cli/findTodos.ts';
import { type Named, readReferences } from '../cli/references.ts';
import type { Options, Verb } from '../cli/verb.ts';
import { printReceipt } from '../output/receipt.ts';

/** Where they go: to a list, to an end of theirs, or next to another todo. */
type Goal = { place: 'list'; to: string } | { place: 'top' | 'bottom' } | { place: 'before' | 'after'; of: string };

export const verb: Verb = {
  summary: 'move todos within their list, or to another list: the last word',
  words: '<ref...>',
  options: [
    ['--top', 'to the top of the list'],
    ['--bottom', 'to its end'],
    ['--before <ref>', 'before this todo'],
    ['--after <ref>', 'behind it'],
    ...writeOptions,
  ],
  examples: [
    ['tock mv 42 groceries', 'to another list, under the same id'],
    ['tock mv 42 43 --top', 'to the top, in this order'],
    ['tock mv 42 --before 7', 'next to another todo'],
    ['tock ls +shop -q | tock mv - groceries', 'those that a filter finds'],
  ],
  async run(context, { words, options }) {
    const goal = readGoal(words, options);
    if (!goal.ok) return goal;
    const references = goal.value.place === 'list' ? words.slice(0, -1) : words;
    const named = await readReferences(context, references);
    if (!named.ok) return named;
    if (named.value.todos.length === 0) {
      context.output.note('stdin is empty: nothing to move');
      return done;
    }
    const dry = options.flag('dryRun');
    return goal.value.place === 'list'
      ? send(context, named.value, goal.value.to, dry)
      : move(context, named.value, goal.value, dry);
  },
};

/** The one place that was said: a flag, else the last word is a list. */
function readGoal(words: readonly string[], options: Options): Outcome<Goal> {
  const last = words.at(-1) ?? '';
  const goals: Goal[] = [];
  for (const place of ['top', 'bottom'] as const) if (options.flag(place)) goals.push({ place });
  for (const place of ['before', 'after'] as const) {
    const of = options.text(place);
    if (of !== undefined) goals.push({ place, of });
  }
  const [goal, another] = goals;
  if (another !== undefined)
    return failure('invalid', 'todos can go to one place only', 'write one of --top, --bottom, --before and --after');
  if (goal === undefined && words.length < 2) {
    const todo = mayNameTodo(last) ? last : '42';
    return failure('invalid', 'mv needs to know where to', `as in tock mv ${todo} groceries, or tock mv ${todo} --top`);
  }
  if (goal === undefined) return success({ place: 'list', to: last });
  if (words.length > 1 && !mayNameTodo(last)) {
    const message = `"${last}" names no todo, and --${goal.place} is a place already`;
    return failure('invalid', message, 'name a list or a place, not both');
  }
  return success(goal);
}

function mayNameTodo(word: string): boolean {
  const { todo } = splitReference(word);
  return word === '-' || /^\d+$/.test(todo) || IDENTIFIER_PREFIX.test(todo);
}

async function move(
  context: Context,
  { list, todos }: Named,
  goal: Exclude<Goal, { place: 'list' }>,
  dry: boolean,
): Promise<Outcome<number>> {
  const beside = 'of' in goal ? besideIn(list, goal.of) : null;
  if (beside?.ok === false) return beside;
  const of = beside?.value ?? null;
  if (dry) return sayMove(context, { list, todos }, goal.place, of);
  const typed = fingerprint('todo:move', goal.place, of ?? '', ...todos);
  const write = { op: context.op, list, typed, todos };
  const request: RequestOf<'todo:move'> =
    'of' in goal ? { ...write, place: goal.place, of: of ?? goal.of } : { ...write, place: goal.place };
  const receipt = await context.write('todo:move', request);
  if (!receipt.ok) return receipt;
  printReceipt(context, receipt.value, { past: 'moved', already: 'already there' });
  return done;
}

/** The todo next to which others go: without a list, of theirs. */
function besideIn(list: string, reference: string): Outcome<string> {
  const named = splitReference(reference);
  if (named.todo === '') return failure('invalid', 'a reference is empty', 'write a number, or an id from tock ls -q');
  if (named.list !== null && foldCase(named.list) !== foldCase(list))
    return failure(
      'invalid',
      `these todos are of two lists, ${list} and ${named.list}`,
      'move them to that list first',
    );
  return success(named.todo);
}

async function send(context: Context, named: Named, to: string, dry: boolean): Promise<Outcome<number>> {
  if (dry) return saySend(context, named, to);
  const { list, todos } = named;
  const typed = fingerprint('todo:send', to, ...todos);
  const receipt = await context.write('todo:send', { op: context.op, list, typed, todos, to });
  if (!receipt.ok) return /^\d+$/.test(to) ? meantPlace(receipt.problem, to) : receipt;
  const name = receipt.value.listName;
  printReceipt(context, receipt.value, { past: `moved to ${name}`, already: `already in ${name}` });
  return done;
}

/** A number where a list was expected may be meant as a todo. */
function meantPlace(problem: Problem, to: string): Outcome<never> {
  const hint = `to move within the list, write --before ${to} or --after ${to}`;
  return { ok: false, problem: problem.code === 'not_found' ? { ...problem, hint } : problem };
}

async function sayMove(context: Context, named: Named, place: string, of: string | null): Promise<Outcome<number>> {
  const found = await findTodos(context, named);
  if (!found.ok) return found;
  const beside = of === null ? null : await findTodos(context, { list: named.list, todos: [of] });
  if (beside?.ok === false) return beside;
  const [next = null] = beside?.value.todos ?? [];
  const where = next === null ? `to the ${place}` : `${place} ${next.n}  ${next.title}`;
  return sayDryRun(
    context,
    { list: named.list, todos: found.value.todos, place, ...(next === null ? {} : { of: next }) },
    found.value.todos.map(({ n, title }) => `move ${n}  ${title}  ${where}`),
  );
}

async function saySend(context: Context, named: Named, to: string): Promise<Outcome<number>> {
  const found = await findTodos(context, named);
  if (!found.ok) return found;
  const list = await findList(context, to);
  if (!list.ok) return list;
  const { id, title, archived = false } = list.value;
  if (archived) return failure('refused', `${title} is archived`, `tock lists unarchive ${title} opens it again`);
  if (found.value.info?.id === id) return failure('invalid', `they are in ${title} already`, 'name another list');
  return sayDryRun(
    context,
    { list: named.list, todos: found.value.todos, to: id },
    found.value.todos.map(({ n, title: name }) => `move ${n}  ${name}  to ${title}`),
  );
}
