/** `tock show`: one todo with its notes and its history. */
import {
  clock,
  formatWhen,
  isPast,
  type ListedTodo,
  sanitise,
  sanitiseBlock,
  stateOf,
  type Todo,
  type TodoRead,
  type TodoState,
  unpackTodo,
  type WhenContext,
} from '@tock/shared';
import { type Context, done } from '../cli/context.ts';
import { readListNames } from '../cli/listNames.ts';
import { inOneList } from '../cli/references.ts';
import type { Verb } from '../cli/verb.ts';
import { aboutWords, changeWords, type ListNames, momentWords } from '../output/changeWords.ts';
import type { Palette } from '../output/color.ts';
import { recordText } from '../output/output.ts';
import { readFields, todoColumns, todoFields, todoJson } from '../output/todoFields.ts';

export const verb: Verb = {
  summary: 'print one todo with notes and history',
  words: '<ref>',
  options: [['--fields <keys>', 'these fields alone, for plain output and JSON']],
  examples: [
    ['tock show 42', 'the todo with this number'],
    ['tock show ana/groceries/7', 'of another list'],
    ['tock show 42 --json', 'for programs'],
  ],
  async run(context, { words, options }) {
    const fields = readFields(options.text('fields'));
    if (!fields.ok) return fields;
    const named = inOneList(words, context.settings.list);
    if (!named.ok) return named;
    const connection = await context.connection();
    const { list, todos } = named.value;
    const read = await connection.read('todo:read', { list, todo: todos.join() }, { timeoutMs: context.timeoutMs });
    if (!read.ok) return read;

    const { output, when } = context;
    const now = clock(when);
    const todo = unpackTodo(read.value.todo);
    const listed = { todo, state: stateOf(todo, now.now, now.today), list: read.value.list };
    const { epoch, history } = read.value;
    const chosen = fields.value;
    const plain = () => [todoFields(listed, chosen ?? todoColumns)];
    await output.printTable({
      json: () => (chosen === null ? { ...todoJson(listed, null), epoch, history } : todoJson(listed, chosen)),
      ids: () => [todo.id],
      plain,
      terminal: async () =>
        chosen === null
          ? portrait(listed, history, when, await listsIn(context, history), output.shades)
          : plain().map(recordText),
    });
    if (read.value.thinned) output.note('what happened to it earlier is not kept');
    if (read.value.long === true)
      output.note('what happened to it earlier is more than is shown here: tock log has it');
    return done;
  },
};

/** The names of lists, where the history speaks of others. */
async function listsIn(context: Context, history: TodoRead['history']): Promise<ListNames> {
  const goesElsewhere = history.some(({ change: { type } }) => type === 'todo_sent' || type === 'todo_received');
  return goesElsewhere ? readListNames(context) : new Map();
}

/** What a todo is doing; one that went to another list is not lost. */
function stateWords({ movedTo }: Todo, state: TodoState, lists: ListNames): string {
  if (state !== 'removed' || movedTo === null) return state;
  const name = lists.get(movedTo);
  return name === undefined ? 'moved to another list' : `moved to ${sanitise(name)}`;
}

async function portrait(
  { todo, state, list }: ListedTodo,
  history: TodoRead['history'],
  when: WhenContext,
  lists: ListNames,
  shades: Palette,
): Promise<string[]> {
  const { alignedLines } = await import('../output/todoTable.ts');
  const { bold, dim, alarm } = shades;
  const late = state === 'open' && todo.due !== null && isPast(todo.due, clock(when));
  const due = todo.due === null ? '' : `due ${formatWhen(todo.due, when)}`;
  const facts = [
    stateWords(todo, state, lists),
    todo.pri === null ? '' : `priority ${todo.pri}`,
    late ? alarm(`overdue, ${due}`) : due,
    state === 'waiting' && todo.wait !== null ? `until ${formatWhen(todo.wait, when)}` : '',
    todo.for === null ? '' : `for ${sanitise(todo.for)}`,
    ...todo.tags.map((tag) => sanitise(tag.startsWith('@') ? tag : `+${tag}`)),
  ];
  const indented = (text: string) => `  ${text}`;
  return [
    `${bold(String(todo.n))}  ${bold(sanitise(todo.title))}`,
    indented(facts.filter((fact) => fact !== '').join(' · ')),
    indented(dim(sanitise(`${list.title} · ${todo.id} · revision ${todo.rev}`))),
    ...(todo.notes === '' ? [] : ['', ...sanitiseBlock(todo.notes).split('\n').map(indented)]),
    '',
    ...alignedLines(
      history.map(({ rev, at, by, change, ...about }) => [
        { text: String(rev), shade: dim },
        { text: momentWords(at, when), shade: dim },
        { text: by },
        { text: `${aboutWords(about)}${changeWords(change, lists)}` },
      ]),
    ).map(indented),
  ];
}
