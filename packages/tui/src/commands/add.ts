/** `tock add`: one todo from words, or one per line of stdin. */
import {
  failure,
  fingerprint,
  foldCase,
  limits,
  type NewTodo,
  type Outcome,
  parseQuickAdd,
  success,
  titleFromLine,
  titleProblem,
} from '@tock/shared';
import { writeOptions } from '../cli/arguments.ts';
import { type Context, done } from '../cli/context.ts';
import { sayDryRun } from '../cli/dryRun.ts';
import { canPrompt, prompt } from '../cli/prompt.ts';
import { readLines } from '../cli/stdin.ts';
import { type Input, textOf, type Verb } from '../cli/verb.ts';
import { printReceipt } from '../output/receipt.ts';

/** What is to be added. */
interface Batch {
  todos: NewTodo[];
  /** The list that the words named, if they named one. */
  list: string | null;
  /** What was typed: the same under the same op is the same request. */
  typed: string[];
}

export const verb: Verb = {
  summary: 'add a todo, or one per line of stdin: all or none',
  words: '[words...]',
  options: [
    ['--done', 'already done'],
    ['--parse', 'read tags, dates and the like in lines of stdin too'],
    ['--limit-lines <count>', 'read at most so many lines of stdin (100000)'],
    ...writeOptions,
  ],
  wordsLast: true,
  examples: [
    ['tock add buy milk', 'a todo'],
    ['tock add pay rent due:fri +home pri:high', 'with a date, a tag and a priority'],
    ['tock add -l groceries oat milk', 'in another list'],
    ['git log --format=%s | tock add - +review', 'one todo per line'],
    ['tock add -- "$text"', 'in a script: all of it is title'],
  ],
  async run(context, input) {
    const batch = await readBatch(context, input);
    if (!batch.ok) return batch;
    const { list, typed } = batch.value;
    const finished = input.options.flag('done');
    const todos = finished ? batch.value.todos.map((todo): NewTodo => ({ ...todo, done: true })) : batch.value.todos;
    if (todos.length === 0) {
      context.output.note('stdin is empty: nothing to add');
      return done;
    }
    const request = {
      op: context.op,
      list: list ?? context.settings.list,
      typed: fingerprint('add', String(finished), ...typed),
      todos,
    };
    if (input.options.flag('dryRun')) {
      const words = todos.map(
        ({ title, ...fields }) => `add to ${request.list}: ${[title, ...spell(fields)].join('  ')}`,
      );
      return sayDryRun(context, { list: request.list, todos }, words);
    }
    const receipt = await context.write('todo:add', request);
    if (!receipt.ok) return receipt;
    printReceipt(context, receipt.value, { past: 'added', already: 'already added' });
    return done;
  },
};

function readBatch(context: Context, input: Input): Promise<Outcome<Batch>> {
  const fromStdin = input.words[0] === '-' && input.literalFrom !== 0;
  return fromStdin ? readStdin(context, input) : readWords(context, input);
}

async function readWords({ io, when }: Context, input: Input): Promise<Outcome<Batch>> {
  let text = textOf(input);
  if (input.words.length === 0) {
    const line = canPrompt(io) ? await prompt(io, 'add: ') : null;
    if (line === null)
      return failure('invalid', 'nothing to add', 'write tock add buy milk, or tock add - to read lines');
    text = line;
  }
  const parsed = parseQuickAdd(text, when);
  if (!parsed.ok) return parsed;
  return success({ todos: [parsed.value.todo], list: parsed.value.list, typed: [text] });
}

async function readStdin({ io, output, when }: Context, input: Input): Promise<Outcome<Batch>> {
  const text = textOf(input);
  const shared = parseQuickAdd(text, when);
  if (!shared.ok) return shared;
  const { title, ...defaults } = shared.value.todo;
  if (title !== '-') {
    return failure(
      'invalid',
      'the words after "-" are for every line',
      'leave +tags and key:value there, titles come from stdin',
    );
  }
  const maximum = input.options.text('limitLines') ?? '100000';
  if (!/^[1-9]\d{0,8}$/.test(maximum))
    return failure('invalid', `"${maximum}" is no number of lines`, 'write --limit-lines 1000');
  if (io.stdin.isTTY === true) output.note('reading titles from the terminal, one a line; Ctrl-D ends');

  const lines = await readLines(io.stdin, { lines: Number(maximum), bytes: 2 * limits.batchBytes }, titleFromLine);
  if (!lines.ok) return lines;
  if (lines.value.length > limits.batchChanges) {
    const message = `stdin has ${lines.value.length} todos, more than ${limits.batchChanges}: nothing was stored`;
    return failure('too_large', message, 'split it into several calls');
  }
  const parse = input.options.flag('parse');
  const batch: Batch = { todos: [], list: shared.value.list, typed: [text, String(parse)] };
  for (const { number, text: line } of lines.value) {
    const read = parse ? parseQuickAdd(line, when) : readTitle(line);
    if (!read.ok) return atLine(number, read);
    const { todo, list } = read.value;
    if (list !== null && batch.list !== null && foldCase(list) !== foldCase(batch.list)) {
      return failure('invalid', `line ${number}: another list, ${list}`, 'one call adds to one list');
    }
    batch.list ??= list;
    batch.todos.push(merge(defaults, todo));
    batch.typed.push(line);
  }
  return success(batch);
}

function readTitle(title: string): Outcome<{ todo: NewTodo; list: null }> {
  const problem = titleProblem(title);
  return problem === null ? success({ todo: { title }, list: null }) : failure('invalid', problem);
}

function atLine(number: number, { problem }: { problem: { message: string } }): Outcome<never> {
  return failure('invalid', `line ${number}: ${problem.message}`, 'nothing was stored; mend the line and run it again');
}

/** A line's own words over those for every line; tags of both. */
function merge(defaults: Omit<NewTodo, 'title'>, todo: NewTodo): NewTodo {
  const tags = new Map(
    [...(defaults.tags ?? []), ...(todo.tags ?? [])].toReversed().map((tag) => [foldCase(tag), tag]),
  );
  return { ...defaults, ...todo, ...(tags.size === 0 ? {} : { tags: [...tags.values()].toReversed() }) };
}

function spell({ tags = [], ...fields }: Omit<NewTodo, 'title'>): string[] {
  return [
    ...Object.entries(fields).map(([key, value]) => (key === 'done' ? key : `${key}:${value}`)),
    ...tags.map((tag) => (tag.startsWith('@') ? tag : `+${tag}`)),
  ];
}
