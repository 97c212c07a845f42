/** `tock log`: who did what in a list, the newest first. */
import {
  commitRecord,
  failure,
  type KnownCommit,
  type Outcome,
  parsePast,
  success,
  type TodoCommit,
  toldChanges,
} from '@tock/shared';
import { type Context, done } from '../cli/context.ts';
import { readListNames } from '../cli/listNames.ts';
import { type LogPage, type LogRange, readLog } from '../cli/logPages.ts';
import type { Options, Verb } from '../cli/verb.ts';
import { type ChangeKey, changeRecords, logColumns, readChangeFields } from '../output/changeFields.ts';
import type { ListNames } from '../output/changeWords.ts';
import { recordText } from '../output/output.ts';

/** A terminal shows so many when nothing is said: the newest would leave it at the top. */
const ON_A_SCREEN = 25;

export const verb: Verb = {
  summary: 'print who did what, the newest first',
  words: '',
  options: [
    ['--since <when|rev>', 'only what was done since then, or after this revision'],
    ['-n, --number <count>', `at most so many revisions (a terminal: ${ON_A_SCREEN}; else all)`],
    ['--fields <keys>', 'a record for each change, of these fields alone'],
  ],
  examples: [
    ['tock log', 'what was done last'],
    ['tock log --since yesterday', 'from the beginning of that day on; tock help when has more'],
    ['tock log --since 120', 'after this revision'],
    ['tock log -n 1 --json', 'the newest commit, for programs'],
    ['tock log --fields at,by,title | head', 'some fields, for pipes'],
  ],
  async run(context, { options }) {
    const fields = readChangeFields(options.text('fields'));
    if (!fields.ok) return fields;
    const range = readRange(context, options);
    if (!range.ok) return range;
    const printed = await printLog(context, range.value, fields.value);
    if (!printed.ok) return printed;
    if (printed.value !== null) noteEnd(context, range.value, printed.value);
    return done;
  },
};

function readRange({ output, settings, when }: Context, options: Options): Outcome<LogRange> {
  const number = options.text('number');
  if (number !== undefined && !/^[1-9]\d{0,8}$/.test(number))
    return failure('invalid', `"${number}" is no number of revisions`, 'write -n 10');
  const text = options.text('since');
  const byRevision = text !== undefined && /^\d{1,15}$/.test(text);
  const since = text === undefined || byRevision ? null : parsePast(text, when);
  if (text !== undefined && !byRevision && since === null)
    return failure(
      'invalid',
      `"${text}" is no moment behind us and no revision`,
      'write 3d, mon, 17:00, 2026-12-01 or 12',
    );
  const count = text === undefined && output.form === 'terminal' ? ON_A_SCREEN : null;
  return success({
    list: settings.list,
    after: byRevision ? Number(text) : null,
    since,
    count: number === undefined ? count : Number(number),
  });
}

/** Where it ended. */
interface Printed {
  last: LogPage;
  /** The oldest commit that was printed. */
  oldest: number | null;
}

/** Prints page after page; null when the reader had enough before the end. JSON is one document, or none at all. */
async function printLog(
  context: Context,
  range: LogRange,
  fields: readonly ChangeKey[] | null,
): Promise<Outcome<Printed | null>> {
  const { output, timeoutMs } = context;
  const connection = await context.connection();
  const gathered: KnownCommit[] = [];
  let numberOf: KnownCommit['numberOf'] | null = null;
  let lists: ListNames | null = null;
  let oldest: number | null = null;
  let printed: Printed | null = null;
  for await (const page of readLog(connection, range, timeoutMs)) {
    if (!page.ok) return page;
    const { epoch, commits, list } = page.value;
    if (numberOf === null) {
      const numbers = await readNumbers(context, list.id, fields);
      if (!numbers.ok) return numbers;
      numberOf = numbers.value;
    }
    const known: KnownCommit[] = [];
    for (const { h, commit } of commits) known.push({ epoch, h, commit, numberOf });
    if (output.form === 'terminal' && commits.some(({ commit }) => leavesTheList(commit)))
      lists ??= await readListNames(context);
    if (output.form === 'json') gathered.push(...known);
    else await print(context, known, fields, lists ?? new Map());
    oldest = commits.at(-1)?.commit.rev ?? oldest;
    printed = { last: page.value, oldest };
    await output.taken();
    if (output.over) return success(null);
  }
  if (output.form === 'json') await print(context, gathered, fields, new Map());
  return success(printed);
}

/** The numbers of todos, which commits do not have: the list is read for them where they are printed, and only there. */
async function readNumbers(
  context: Context,
  list: string,
  fields: readonly ChangeKey[] | null,
): Promise<Outcome<KnownCommit['numberOf']>> {
  const { output, timeoutMs } = context;
  const shown = fields === null ? output.form === 'terminal' || output.form === 'json' : fields.includes('n');
  if (!shown || output.form === 'ids') return success(() => null);
  const store = (await context.connection()).open(list, { follow: false });
  const ready = await store.ready(timeoutMs);
  const { state } = store;
  store.close();
  return ready.ok ? success((id) => state.get(id)?.n ?? null) : ready;
}

function leavesTheList({ requests }: TodoCommit): boolean {
  return requests.some((request) => request.with !== undefined);
}

async function print(
  { output, when }: Context,
  commits: readonly KnownCommit[],
  fields: readonly ChangeKey[] | null,
  lists: ListNames,
): Promise<void> {
  const keys = fields ?? logColumns;
  const records = () => commits.flatMap((known) => changeRecords(known, keys));
  const plain = () => records().map((record) => keys.map((key) => String(record[key] ?? '')));
  await output.printTable({
    json: () => (fields === null ? commits.map(commitRecord) : records()),
    ids: () => commits.flatMap(toldChanges).map(({ id }) => id),
    plain,
    terminal: async () => {
      if (fields !== null) return plain().map(recordText);
      const { logTable } = await import('../output/logTable.ts');
      return logTable(commits, when, lists, output.shades);
    },
  });
}

/** Says beside the data why it ends where it ends, when that is not the beginning of the list. */
function noteEnd({ output, place, settings }: Context, range: LogRange, { last, oldest }: Printed): void {
  const { keptFrom, more, rev } = last;
  const { after, since, count } = range;
  const oldestWanted = (after ?? 0) + 1;
  const reached = oldest === null ? rev + 1 : oldest;
  // Nothing older would have been printed but for what is not kept; or it was older than was asked for.
  if (!more && keptFrom > oldestWanted && reached <= keptFrom)
    output.note(`what was done before revision ${keptFrom} is not kept`);
  if (output.form !== 'terminal') return;
  if (oldest === null)
    output.note(`nothing was done${after === null && since === null ? '' : ' since'}   ${settings.list} · ${place}`);
  else if (more && count === ON_A_SCREEN) output.note(`older ones: tock log -n 100, or --since 7d`);
}
