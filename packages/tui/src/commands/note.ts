/** `tock note`: appends to the notes of a todo. */
import { failure, fingerprint, limits, notesProblem, type Outcome, type Receipt, success } from '@tock/shared';
import { writeOptions } from '../cli/arguments.ts';
import { type Context, done } from '../cli/context.ts';
import { sayDryRun } from '../cli/dryRun.ts';
import { inOneList } from '../cli/references.ts';
import { readAll } from '../cli/stdin.ts';
import type { Input, Verb } from '../cli/verb.ts';
import { printReceipt } from '../output/receipt.ts';

/** How often notes that someone else changed meanwhile are read again. */
const TRIES = 5;

export const verb: Verb = {
  summary: 'append to the notes of a todo',
  words: '<ref> <words...>',
  options: writeOptions,
  wordsLast: true,
  examples: [
    ['tock note 42 ask bo first', 'one line more'],
    ['make 2>&1 | tock note 42 -', 'all of stdin'],
  ],
  async run(context, input) {
    const [reference = ''] = input.words;
    const named = inOneList([reference], context.settings.list);
    if (!named.ok) return named;
    const text = await readText(context, input);
    if (!text.ok) return text;
    const problem = notesProblem(text.value);
    if (problem !== null) return failure('invalid', problem, 'shorten or clean it');
    if (text.value === '') {
      context.output.note('nothing to note');
      return done;
    }
    const target = { list: named.value.list, todo: named.value.todos.join() };
    if (input.options.flag('dryRun')) {
      const words = `append to the notes of ${target.todo} of ${target.list}: ${text.value}`;
      return sayDryRun(context, { ...target, note: text.value }, [words]);
    }
    const receipt = await append(context, target, text.value);
    if (!receipt.ok) return receipt;
    printReceipt(context, receipt.value, { past: 'noted', already: 'already noted' });
    return done;
  },
};

async function readText({ io, output }: Context, { words, literalFrom }: Input): Promise<Outcome<string>> {
  const [, ...rest] = words;
  if (rest.length !== 1 || rest[0] !== '-' || (literalFrom ?? 2) < 2) return success(rest.join(' ').trim());
  if (io.stdin.isTTY === true) output.note('reading the note from the terminal; Ctrl-D ends');
  const text = await readAll(io.stdin, limits.notesBytes);
  return text.ok ? success(text.value.replaceAll('\r\n', '\n').trimEnd()) : text;
}

/**
 * Sets the notes to what they were with the text behind, unless someone changed them meanwhile: then reads them again.
 * A repeat of the op after it was stored gets its receipt whatever the notes are by then, for what was typed is the same.
 */
async function append(
  context: Context,
  target: { list: string; todo: string },
  text: string,
): Promise<Outcome<Receipt>> {
  const connection = await context.connection();
  for (let left = TRIES - 1; ; left -= 1) {
    const read = await connection.read('todo:read', target, { timeoutMs: context.timeoutMs });
    if (!read.ok) return read;
    const { todo, list } = read.value;
    const notes = [todo.notes ?? '', text].filter((part) => part !== '').join('\n');
    const typed = fingerprint('note', target.todo, text);
    const request = { op: context.op, list: list.id, todo: todo.id, typed, set: { notes }, seen: todo.rev };
    const receipt = await context.write('todo:edit', request);
    if (receipt.ok || receipt.problem.code !== 'conflict' || left === 0) return receipt;
  }
}
