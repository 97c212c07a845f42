/** `tock watch`: every change of a list as it becomes durable, in order, without a gap. */
import {
  type Cursor,
  clock,
  commitRecord,
  compareTodos,
  type Filter,
  failure,
  type ListedTodo,
  type Outcome,
  type Problem,
  parseCursor,
  parseFilter,
  sanitise,
  stateOf,
  success,
  toldChanges,
  type WhenContext,
} from '@tock/shared';
import { type CommitStream, follow, type SeenCommit } from '../cli/commitStream.ts';
import type { Context } from '../cli/context.ts';
import type { Verb } from '../cli/verb.ts';
import { changeWords, type ListNames, momentWords } from '../output/changeWords.ts';
import type { Output } from '../output/output.ts';
import { todoJson } from '../output/todoFields.ts';
import { todoTable } from '../output/todoTable.ts';

/** How long a list is quiet before `--heartbeat` says where it stands, in milliseconds. */
const HEARTBEAT_MS = 5_000;

export const verb: Verb = {
  summary: 'print changes as they become durable, until it is interrupted',
  words: '[filter...]',
  options: [
    ['--since <epoch:rev[:h]>', 'begin behind this revision; exit 6 when that is not possible'],
    ['--state', 'print the list first'],
    ['--heartbeat', 'say where the list stands while it is quiet'],
  ],
  examples: [
    ['tock watch', 'a line for each change'],
    ['tock watch --json', 'one object for each commit, for programs'],
    ['tock watch --json --since "$epoch:$rev:$h"', 'go on where a program stopped'],
    ['tock watch +home', 'only what touches todos with a tag'],
  ],
  async run(context, { words, literalFrom, options }) {
    const filter =
      words.length === 0 ? null : parseFilter(words.join(' '), context.when, { minusTag: literalFrom !== null });
    if (filter?.ok === false) return filter;
    if (filter !== null && filter.value.lists !== null)
      return failure('invalid', 'watch follows one list', 'name it with --list');
    const typed = options.text('since');
    const since =
      typed === undefined
        ? success(null)
        : parseCursor(typed, 'take them from the last line that watch --json printed');
    if (!since.ok) return since;
    const withState = options.flag('state');
    if (withState && since.value !== null) {
      return failure('invalid', '--state and --since say where to begin, each its own way', 'leave one of them out');
    }
    return watch(context, {
      filter: filter?.value ?? null,
      since: since.value,
      withState,
      heartbeat: options.flag('heartbeat'),
    });
  },
};

interface Watch {
  filter: Filter | null;
  since: Cursor | null;
  withState: boolean;
  heartbeat: boolean;
}

async function watch(context: Context, { filter, since, withState, heartbeat }: Watch): Promise<Outcome<number>> {
  const { output, settings, timeoutMs } = context;
  const connection = await context.connection();
  // The first answer has a deadline; from then on only an interrupt or a gap ends it.
  const reached = await connection.read('lists:read', {}, { timeoutMs });
  if (!reached.ok) return reached;
  const lists = new Map(reached.value.map(({ id, title }) => [id, title]));

  const { promise: failed, resolve: fail } = Promise.withResolvers<Problem>();
  let spokeAt = Date.now();
  const stream = follow(connection, settings.list, {
    since,
    knowsTodos: filter !== null,
    opened: () => withState && printState(context, stream, filter),
    commit: (seen) => {
      spokeAt = Date.now();
      if (filter === null || touches(filter, seen, context.when)) printCommit(context, seen, lists);
    },
    note: (text) => output.note(text),
    fail,
  });
  const beat = () => {
    if (Date.now() - spokeAt < HEARTBEAT_MS || !stream.current) return;
    spokeAt = Date.now();
    printHead(output, stream.head());
  };
  const beats = heartbeat ? setInterval(beat, HEARTBEAT_MS / 5) : undefined;
  const problem = await Promise.race([failed, output.ended.then(() => null)]);
  clearInterval(beats);
  stream.close();
  return problem === null ? success(0) : { ok: false, problem };
}

/** Whether a commit touches a todo that matches before or after it. */
function touches(filter: Filter, { before, after }: SeenCommit, when: WhenContext): boolean {
  const now = clock(when);
  return [...before.values(), ...after.values()].some((todo) => todo !== undefined && filter.matches(todo, now));
}

function printState({ output, when }: Context, stream: CommitStream, filter: Filter | null): void {
  const { list, epoch, rev, h } = stream.head();
  const now = clock(when);
  const todos = stream
    .todos()
    .toSorted(compareTodos)
    .map((todo): ListedTodo => ({ todo, state: stateOf(todo, now.now, now.today), list }))
    .filter(({ state, todo }) => state !== 'removed' && (filter === null || filter.matches(todo, now)));
  output.print({
    json: () => ({ list: list.id, epoch, rev, h, todos: todos.map((listed) => todoJson(listed, null)) }),
    ids: () => todos.map(({ todo }) => todo.id),
    plain: () =>
      todos.map(({ todo, state }) => [String(rev), todo.createdAt, todo.createdBy, state, todo.id, todo.title]),
    terminal: () => todoTable(todos, when, output.shades),
  });
}

function printHead(output: Output, { list, epoch, rev, h }: ReturnType<CommitStream['head']>): void {
  const words = `at revision ${rev}`;
  output.print({
    json: () => ({ head: { list: list.id, epoch, rev, h } }),
    ids: () => [],
    plain: () => [[String(rev), '', '', 'head', '', '']],
    terminal: () => [output.shades.dim(words)],
  });
}

function printCommit({ output, when }: Context, seen: SeenCommit, lists: ListNames): void {
  const { rev, at } = seen.commit;
  const known = { ...seen, numberOf: (id: string) => seen.after.get(id)?.n ?? null };
  const changes = toldChanges(known);
  const { bold, dim } = output.shades;
  output.print({
    json: () => commitRecord(known),
    ids: () => changes.map(({ id }) => id),
    plain: () => changes.map(({ by, type, id, title }) => [String(rev), at, by, type, id, title]),
    terminal: () =>
      changes.map((change) => {
        const name = change.n === null ? '' : `${bold(String(change.n))}  `;
        const words = sanitise(`${change.by}  ${changeWords(change, lists)}`);
        return `${dim(momentWords(at, when))}  ${words}  ${name}${sanitise(change.title)}`;
      }),
  });
}
