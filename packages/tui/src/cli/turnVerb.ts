/** The verbs that take back, and bring about again: `undo`, `redo`. */
import { failure, limits, type Outcome, type TodoCommit } from '@tock/shared';
import { kindsWords } from '../output/changeWords.ts';
import { inList } from '../output/inList.ts';
import { printTurned } from '../output/receipt.ts';
import { writeOptions } from './arguments.ts';
import { type Context, done } from './context.ts';
import { sayDryRun } from './dryRun.ts';
import { readLog } from './logPages.ts';
import { findTurned } from './turned.ts';
import type { Verb } from './verb.ts';

interface TurnVerb {
  direction: 'undo' | 'redo';
  summary: string;
  words: string;
  /** What was done: "undid". */
  did: string;
  /** What is said when there is nothing to do. */
  nothing: string;
  /** The verb that turns it round, and what it does then. */
  back: readonly [verb: string, does: string];
  examples: Verb['examples'];
}

/** Makes such a verb. */
export function turnVerb({ direction, summary, words, did, nothing, back, examples }: TurnVerb): Verb {
  return {
    summary,
    words,
    options: writeOptions,
    examples,
    async run(context, { words: [word], options }) {
      if (word !== undefined && !/^\d{1,15}$/.test(word))
        return failure('invalid', `"${word}" is no revision`, 'tock log shows them; tock undo alone takes the newest');
      const rev = word === undefined ? null : Number(word);
      if (options.flag('dryRun')) return preview(context, { direction, rev, nothing });
      const { op, settings } = context;
      const write = { op, list: settings.list };
      const receipt =
        direction === 'undo'
          ? await context.write('list:undo', { ...write, ...(rev === null ? {} : { rev }) })
          : await context.write('list:redo', write);
      if (!receipt.ok) return receipt;
      const [verb, does] = back;
      printTurned(context, receipt.value, did, `${verb}${inList(context.settings.list)} ${does}`);
      return done;
    },
  };
}

/** Finds what it would be about, from the history and the list as they are, and leaves it. */
async function preview(
  context: Context,
  { direction, rev, nothing }: { direction: 'undo' | 'redo'; rev: number | null; nothing: string },
): Promise<Outcome<number>> {
  const { settings, timeoutMs } = context;
  const connection = await context.connection();
  const welcome = await connection.ready(timeoutMs);
  if (!welcome.ok) return welcome;
  const { person } = welcome.value;
  const store = connection.open(settings.list, { follow: false });
  const ready = await store.ready(timeoutMs);
  if (!ready.ok) return ready;
  const { title, archived = false } = ready.value;
  if (archived) return failure('refused', `${title} is archived`, `tock lists unarchive ${title} opens it again`);

  const commits: TodoCommit[] = [];
  const range = { list: settings.list, after: null, since: null, count: limits.rememberedOperations };
  for await (const page of readLog(connection, range, timeoutMs)) {
    if (!page.ok) return page;
    for (const { commit } of page.value.commits) commits.push(commit);
    const found = findTurned(direction, commits, { person, rev }, (id) => store.state.get(id));
    if (found === null) continue;
    if (!found.ok) return found;
    const todos = found.value.changes.map(({ type, id }) => {
      const todo = store.state.get(id);
      return { id, n: todo?.n ?? null, title: todo?.title ?? '', type };
    });
    return sayDryRun(
      context,
      { list: settings.list, rev: found.value.rev, todos },
      todos.map(
        ({ n, title: name, type }) => `${direction} revision ${found.value.rev}: ${kindsWords([type])} ${n}  ${name}`,
      ),
    );
  }
  return failure(
    'refused',
    rev === null ? nothing : `revision ${rev} has nothing of yours to undo`,
    'tock log shows who did what',
  );
}
