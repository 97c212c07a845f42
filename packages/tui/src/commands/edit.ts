/** `tock edit`: words change a todo; without words, the person's editor does. */
import {
  failure,
  fingerprint,
  notesProblem,
  type Outcome,
  parseEdit,
  type QuickEdit,
  titleProblem,
} from '@tock/shared';
import { writeOptions } from '../cli/arguments.ts';
import { type Context, done } from '../cli/context.ts';
import { sayDryRun } from '../cli/dryRun.ts';
import { canPrompt } from '../cli/prompt.ts';
import { inOneList } from '../cli/references.ts';
import { textOf, type Verb } from '../cli/verb.ts';
import { printReceipt } from '../output/receipt.ts';

const WORDS = { past: 'edited', already: 'already so' };

/** The one todo that is edited. */
interface Target {
  list: string;
  todo: string;
}

export const verb: Verb = {
  summary: 'change a todo: words of a title replace it, without words $EDITOR opens',
  words: '<ref> [words...]',
  options: [['--if-rev <revision>', 'only when this revision touched it last'], ...writeOptions],
  wordsLast: true,
  examples: [
    ['tock edit 42 buy oat milk', 'another title'],
    ['tock edit 42 due:fri +home', 'a date and a tag more'],
    ['tock edit 42 due: -+home', 'and away with both'],
    ['tock edit 42', 'title and notes in $EDITOR'],
  ],
  async run(context, { words, literalFrom, options }) {
    const [reference = '', ...rest] = words;
    const named = inOneList([reference], context.settings.list);
    if (!named.ok) return named;
    const target = { list: named.value.list, todo: named.value.todos.join() };
    const dry = options.flag('dryRun');
    const ifRev = options.text('ifRev');
    if (ifRev !== undefined && !/^\d{1,15}$/.test(ifRev))
      return failure('invalid', `"${ifRev}" is no revision`, 'write --if-rev 17');
    const condition = ifRev === undefined ? {} : { ifRev: Number(ifRev) };
    if (rest.length === 0) return editByHand(context, target, condition, dry);

    const text = textOf({ words: rest, literalFrom: literalFrom === null ? null : Math.max(0, literalFrom - 1) });
    const edit = parseEdit(text, context.when);
    if (!edit.ok) return edit;
    if (dry) return sayOnly(context, target, edit.value);
    const typed = fingerprint('edit', target.todo, text, ifRev ?? '');
    const receipt = await context.write('todo:edit', { op: context.op, ...target, typed, ...condition, ...edit.value });
    if (!receipt.ok) return receipt;
    printReceipt(context, receipt.value, WORDS);
    return done;
  },
};

function sayOnly(context: Context, target: Target, edit: QuickEdit): Outcome<number> {
  return sayDryRun(context, { ...target, ...edit }, [`edit ${target.todo} of ${target.list}: ${JSON.stringify(edit)}`]);
}

/** Title in the first line, notes below; what was typed is never lost. */
async function editByHand(
  context: Context,
  target: Target,
  condition: { ifRev?: number },
  dry: boolean,
): Promise<Outcome<number>> {
  if (!canPrompt(context.io) || context.io.stdout.isTTY !== true) {
    return failure('invalid', 'no words to edit with, and no terminal for an editor', 'write tock edit 42 new title');
  }
  const connection = await context.connection();
  const read = await connection.read('todo:read', target, { timeoutMs: context.timeoutMs });
  if (!read.ok) return read;
  const { id, title, notes = '', rev } = read.value.todo;
  // Loaded here: an edit by flags starts no program.
  const { openEditor } = await import('../cli/editor.ts');
  const edited = await openEditor(context, `${title}\n${notes === '' ? '' : `\n${notes}\n`}`);
  if (!edited.ok) return edited;

  const { text, path, discard } = edited.value;
  const [first = '', ...more] = text.split('\n');
  const set = changedFields({ title, notes }, { title: first.trim(), notes: more.join('\n').trim() });
  if (Object.keys(set).length === 0 || dry) {
    await discard();
    if (dry) return sayOnly(context, target, { set });
    context.output.note('nothing changed');
    return done;
  }
  const problem = titleProblem(set.title ?? title) ?? notesProblem(set.notes ?? '');
  if (problem !== null) return failure('invalid', problem, `what you wrote is kept in ${path}`);
  const typed = fingerprint('edit', id, JSON.stringify(set));
  const request = { op: context.op, list: read.value.list.id, todo: id, typed, ...condition, set, seen: rev };
  const receipt = await context.write('todo:edit', request);
  if (!receipt.ok) {
    const { problem } = receipt;
    return { ok: false, problem: { ...problem, message: `${problem.message}; what you wrote is kept in ${path}` } };
  }
  await discard();
  printReceipt(context, receipt.value, WORDS);
  return done;
}

interface Texts {
  title: string;
  notes: string;
}

function changedFields(before: Texts, after: Texts): Partial<Texts> {
  return {
    ...(after.title === before.title ? {} : { title: after.title }),
    ...(after.notes === before.notes.trim() ? {} : { notes: after.notes }),
  };
}
