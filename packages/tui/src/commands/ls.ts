/** `tock ls`: the todos of a list, or of all of them. */
import {
  clock,
  compareTodos,
  type Filter,
  type ListedTodo,
  type Outcome,
  parseFilter,
  sanitise,
  stateOf,
  success,
  type Todo,
  type TodoState,
} from '@tock/shared';
import { type Context, done } from '../cli/context.ts';
import type { Verb } from '../cli/verb.ts';
import { newestDoneFirst, readOrder } from '../output/order.ts';
import { recordText } from '../output/output.ts';
import { readFields, type TodoKey, todoColumns, todoFields, todoJson } from '../output/todoFields.ts';

const NOT_REMOVED: ReadonlySet<TodoState> = new Set<TodoState>(['open', 'waiting', 'done']);

type Compare = (a: Todo, b: Todo) => number;

export const verb: Verb = {
  summary: 'print todos: open ones, unless the filter names a state',
  words: '[filter...]',
  options: [
    ['-a, --all', 'waiting and done ones too'],
    ['-A, --all-lists', 'of every list that is not archived'],
    ['--sort <keys>', 'by n, title, pri, due, wait, for, rev, created, done; -due turns it round'],
    ['--fields <keys>', 'these fields alone, for plain output and JSON'],
    ['-e, --exit-code', 'exit 1 when nothing is found'],
  ],
  examples: [
    ['tock ls', 'the open todos'],
    ['tock ls +home due.before:eow', 'with a tag, due this week'],
    ['tock ls overdue or pri:high', 'either'],
    ['tock ls done', 'what is done, the newest first'],
    ['tock ls -A --json', 'every list, for programs'],
  ],
  async run(context, input) {
    const { options } = input;
    const states = options.flag('all') ? { states: NOT_REMOVED } : {};
    const minusTag = input.literalFrom !== null;
    const filter = parseFilter(input.words.join(' '), context.when, { minusTag, ...states });
    if (!filter.ok) return filter;
    const fields = readFields(options.text('fields'));
    if (!fields.ok) return fields;
    const order = chooseOrder(options.text('sort'), filter.value);
    if (!order.ok) return order;

    const lists = await listsFor(context, filter.value, options.flag('allLists'));
    if (!lists.ok) return lists;
    const found: ListedTodo[] = [];
    for (const name of lists.value) {
      const read = await readTodos(context, name, filter.value, order.value);
      if (!read.ok) return read;
      found.push(...read.value);
    }
    if (lists.value.length > 1 && options.text('sort') !== undefined) found.sort((a, b) => order.value(a.todo, b.todo));
    await print(context, found, fields.value, lists.value.length > 1);
    return found.length === 0 && options.flag('exitCode') ? success(1) : done;
  },
};

/** The order that was asked for; what is done, newest first; else the list's own. */
function chooseOrder(keys: string | undefined, { states }: Filter): Outcome<Compare> {
  if (keys !== undefined) return readOrder(keys);
  return success(states?.size === 1 && states.has('done') ? newestDoneFirst : () => 0);
}

/** The lists to read, as they are named in requests. */
async function listsFor(context: Context, { lists }: Filter, all: boolean): Promise<Outcome<readonly string[]>> {
  if (!all) return success(lists ?? [context.settings.list]);
  const connection = await context.connection();
  const read = await connection.read('lists:read', {}, { timeoutMs: context.timeoutMs });
  return read.ok ? success(read.value.flatMap(({ id, archived }) => (archived === true ? [] : [id]))) : read;
}

async function readTodos(
  context: Context,
  name: string,
  filter: Filter,
  order: Compare,
): Promise<Outcome<ListedTodo[]>> {
  const connection = await context.connection();
  const store = connection.open(name, { follow: false });
  const list = await store.ready(context.timeoutMs);
  if (!list.ok) return list;
  const now = clock(context.when);
  const todos = store.state.todos
    .values()
    .filter((todo) => filter.matches(todo, now))
    .toArray()
    .sort((a, b) => order(a, b) || compareTodos(a, b));
  store.close();
  return success(todos.map((todo) => ({ todo, state: stateOf(todo, now.now, now.today), list: list.value })));
}

async function print(
  context: Context,
  found: readonly ListedTodo[],
  chosen: readonly TodoKey[] | null,
  several: boolean,
): Promise<void> {
  const { output, settings, place, when } = context;
  const plain = () => found.map((listed) => todoFields(listed, chosen ?? todoColumns));
  await output.printTable({
    json: () => found.map((listed) => todoJson(listed, chosen)),
    ids: () => found.map(({ todo }) => todo.id),
    plain,
    terminal: async () => {
      if (chosen !== null) return plain().map(recordText);
      const { todoTable } = await import('../output/todoTable.ts');
      if (!several) return todoTable(found, when, output.shades);
      const byList = Map.groupBy(found, ({ list }) => list);
      return [...byList].flatMap(([{ title }, todos]) => [
        output.shades.bold(sanitise(title)),
        ...todoTable(todos, when, output.shades),
      ]);
    },
  });
  if (found.length === 0 && output.form === 'terminal') output.note(`nothing found   ${settings.list} · ${place}`);
}
