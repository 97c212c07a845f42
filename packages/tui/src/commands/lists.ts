/** `tock lists`: prints, creates and renames lists. */
import { failure, listNameProblem, type Outcome } from '@tock/shared';
import { writeOptions } from '../cli/arguments.ts';
import { type Context, done } from '../cli/context.ts';
import { sayDryRun } from '../cli/dryRun.ts';
import type { Verb } from '../cli/verb.ts';
import { printListReceipt } from '../output/receipt.ts';

export const verb: Verb = {
  summary: 'print, create and rename lists',
  words: '[action] [names...]',
  options: writeOptions,
  examples: [
    ['tock lists', 'the lists that you may see'],
    ['tock lists create groceries', 'a new one'],
    ['tock lists rename groceries food', 'another name, the same list'],
  ],
  async run(context, { words, options }) {
    const [action, ...names] = words;
    const dry = options.flag('dryRun');
    if (action === undefined) return print(context);
    if (action === 'create') return create(context, names, dry);
    if (action === 'rename') return rename(context, names, dry);
    return failure(
      'invalid',
      `lists has no action "${action}"`,
      'write tock lists, tock lists create NAME or tock lists rename LIST NAME',
    );
  },
};

async function print(context: Context): Promise<Outcome<number>> {
  const connection = await context.connection();
  const lists = await connection.read('lists:read', {}, { timeoutMs: context.timeoutMs });
  if (!lists.ok) return lists;
  const { output, place } = context;
  await output.printTable({
    json: () => lists.value.map(({ id, name, owner, title }) => ({ id, name, owner, title })),
    ids: () => lists.value.map(({ id }) => id),
    plain: () => lists.value.map(({ id, name, owner }) => [id, name, owner]),
    terminal: async () => {
      const { alignedLines } = await import('../output/todoTable.ts');
      return alignedLines(
        lists.value.map(({ id, title }) => [{ text: id, shade: output.shades.dim }, { text: title }]),
      );
    },
  });
  if (output.form === 'terminal') output.note(place);
  return done;
}

async function create(context: Context, names: readonly string[], dry: boolean): Promise<Outcome<number>> {
  const name = names.join(' ').trim();
  const problem = listNameProblem(name);
  if (problem !== null) return failure('invalid', problem, 'write tock lists create groceries');
  if (dry) return sayDryRun(context, { name }, [`create the list ${name}`]);
  const receipt = await context.write('list:create', { op: context.op, name });
  if (!receipt.ok) return receipt;
  printListReceipt(context, receipt.value, { past: 'created', already: 'already created' });
  return done;
}

async function rename(context: Context, names: readonly string[], dry: boolean): Promise<Outcome<number>> {
  const [list, name, ...more] = names;
  if (list === undefined || name === undefined || more.length > 0) {
    return failure(
      'invalid',
      'rename takes a list and its new name',
      'write tock lists rename groceries food, names with spaces in quotes',
    );
  }
  const problem = listNameProblem(name);
  if (problem !== null) return failure('invalid', problem, 'choose another name');
  if (dry) return sayDryRun(context, { list, name }, [`rename the list ${list} to ${name}`]);
  const receipt = await context.write('list:rename', { op: context.op, list, name });
  if (!receipt.ok) return receipt;
  printListReceipt(context, receipt.value, { past: 'renamed to', already: 'already called' });
  return done;
}
