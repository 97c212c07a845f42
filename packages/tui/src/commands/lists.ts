/** `tock lists`: prints, creates, renames and archives lists. */
import { failure, listNameProblem, type Outcome, sanitise } from '@tock/shared';
import { writeOptions } from '../cli/arguments.ts';
import { type Context, done } from '../cli/context.ts';
import { sayDryRun } from '../cli/dryRun.ts';
import { findList } from '../cli/findTodos.ts';
import { canPrompt, confirm } from '../cli/prompt.ts';
import type { Verb } from '../cli/verb.ts';
import { printListReceipt } from '../output/receipt.ts';

export const verb: Verb = {
  summary: 'print, create, rename and archive lists',
  words: '[action] [names...]',
  options: [['-a, --archived', 'archived ones too'], ...writeOptions],
  examples: [
    ['tock lists', 'the lists that you may see'],
    ['tock lists create groceries', 'a new one'],
    ['tock lists rename groceries food', 'another name, the same list'],
    ['tock lists archive food', 'out of the way: it takes no more changes, and nothing in it is lost'],
    ['tock lists unarchive food', 'open again'],
    ['tock lists -a', 'archived ones too'],
  ],
  async run(context, { words, options }) {
    const [action, ...names] = words;
    const dry = options.flag('dryRun');
    switch (action) {
      case undefined:
        return print(context, options.flag('archived'));
      case 'create':
        return create(context, names, dry);
      case 'rename':
        return rename(context, names, dry);
      case 'archive':
      case 'unarchive':
        return shelve(context, action, names, { dry, yes: options.flag('yes') });
      default:
        return failure(
          'invalid',
          `lists has no action "${action}"`,
          'write tock lists, or tock lists create, rename, archive or unarchive and a name',
        );
    }
  },
};

async function print(context: Context, archivedToo: boolean): Promise<Outcome<number>> {
  const connection = await context.connection();
  const read = await connection.read('lists:read', {}, { timeoutMs: context.timeoutMs });
  if (!read.ok) return read;
  const lists = archivedToo ? read.value : read.value.filter(({ archived }) => archived !== true);
  const { output, place } = context;
  await output.printTable({
    json: () => lists.map(({ id, name, owner, title, archived = false }) => ({ id, name, owner, title, archived })),
    ids: () => lists.map(({ id }) => id),
    plain: () => lists.map(({ id, name, owner }) => [id, name, owner]),
    terminal: async () => {
      const { alignedLines } = await import('../output/todoTable.ts');
      const { dim } = output.shades;
      return alignedLines(
        lists.map(({ id, title, archived }) => [
          { text: id, shade: dim },
          { text: archived === true ? 'archived' : '', shade: dim },
          { text: title },
        ]),
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

/** What is said of the two ways. */
const SHELVING = {
  archive: { past: 'archived', already: 'already archived' },
  unarchive: { past: 'unarchived', already: 'already open' },
} as const;

async function shelve(
  context: Context,
  action: 'archive' | 'unarchive',
  names: readonly string[],
  { dry, yes }: { dry: boolean; yes: boolean },
): Promise<Outcome<number>> {
  const [list, ...more] = names;
  if (list === undefined || more.length > 0)
    return failure(
      'invalid',
      `${action} takes one list`,
      `write tock lists ${action} food, a name with spaces in quotes`,
    );
  const asks = action === 'archive' && !yes && !dry;
  if (asks && !canPrompt(context.io))
    return failure('invalid', `archive asks before it puts ${list} away, and there is no terminal`, 'say --yes');
  if (asks || dry) {
    // Asked only about a list that is there.
    const found = await findList(context, list);
    if (!found.ok) return found;
    const { id, title, archived = false } = found.value;
    if (dry) return sayDryRun(context, { list: id, action }, [`${action} the list ${title}`]);
    const question = `archive ${sanitise(title)}? it takes no more changes until tock lists unarchive [y/N] `;
    if (!archived && !(await confirm(context.io, question)))
      return failure('refused', 'nothing was archived', 'answer y, or say --yes');
  }
  const receipt = await context.write(`list:${action}`, { op: context.op, list });
  if (!receipt.ok) return receipt;
  printListReceipt(context, receipt.value, SHELVING[action]);
  return done;
}
