/** What can be asked of history: who did what in a list, and everything that happened to one todo. */
import {
  type HistoryEntry,
  historyEntries,
  type Logged,
  type Outcome,
  packTodo,
  type RequestOf,
  type StoredCommit,
  success,
  type TodoRead,
} from '@tock/shared';
import { type Caller, describeList, permit, resolveList } from '../identity/permissions.ts';
import type { Journal } from '../journal/journal.ts';
import type { TodoLedger } from '../ledgers.ts';
import { todoRules } from '../todoRules.ts';
import type { ControllerDependencies } from './controllers.ts';
import { nameTodo } from './naming.ts';

/** About how much text one answer has at most, in UTF-16 units (one commit may be larger). */
const MOST_TEXT = 1024 * 1024;
/** The most commits that are read at once on the way back; the first window has one, each later one twice as many … */
const LARGEST_WINDOW = 64;
/** … while they have no more than this together, in bytes: a window that has more is halved. */
const WINDOW_BYTES = 4 * 1024 * 1024;

/** The commits of a list from `from` back to `downTo`, newest first. */
async function* backwards(journal: Journal, list: string, from: number, downTo: number): AsyncGenerator<StoredCommit> {
  let window = 1;
  for (let last = from; last >= downTo; ) {
    const first = Math.max(downTo, last - window + 1);
    const count = last - first + 1;
    const commits = await journal.read(list, first - 1, { limit: count, maximumBytes: WINDOW_BYTES });
    if (commits.length === 0) throw new Error(`list ${list} has no revision ${first} in the store`);
    if (commits.length < count) {
      window = Math.ceil(count / 2);
      continue;
    }
    yield* commits.reverse();
    last = first - 1;
    window = Math.min(window * 2, LARGEST_WINDOW);
  }
}

export class HistoryController {
  readonly #dependencies: ControllerDependencies;

  constructor(dependencies: ControllerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Who did what, newest first, a page at a time. */
  async log(who: Caller, request: RequestOf<'list:log'>): Promise<Outcome<Logged>> {
    const { directory, ledgers, journal, epoch } = this.#dependencies;
    const list = resolveList(directory.state, who, 'read', request.list);
    if (!list.ok) return list;
    const { id } = list.value;
    return ledgers.use(id, async (ledger) => {
      const head = await ledger.turn((state) => {
        const still = permit(directory.state, who, 'read', id);
        return still.ok ? success(state.rev) : still;
      });
      if (!head.ok) return head;
      const { keptFrom } = ledger;
      const newest = Math.min((request.before ?? head.value + 1) - 1, head.value);
      const oldest = Math.max((request.after ?? 0) + 1, keptFrom);
      const commits: StoredCommit[] = [];
      let text = 0;
      let complete = true;
      for await (const commit of backwards(journal, id, newest, oldest)) {
        if (request.since !== undefined && todoRules.parse(commit.body).at < request.since) break;
        complete = commits.length < request.limit && (text + commit.body.length <= MOST_TEXT || commits.length === 0);
        if (!complete) break;
        commits.push(commit);
        text += commit.body.length;
      }
      const next = complete ? null : (commits.at(-1)?.rev ?? null);
      return success({ list: describeList(list.value, who), epoch, rev: head.value, commits, next, keptFrom });
    });
  }

  /** One todo, and everything that happened to it. */
  async readTodo(who: Caller, request: RequestOf<'todo:read'>): Promise<Outcome<TodoRead>> {
    const { directory, ledgers, epoch } = this.#dependencies;
    const list = resolveList(directory.state, who, 'read', request.list);
    if (!list.ok) return list;
    const { id } = list.value;
    return ledgers.use(id, async (ledger) => {
      const found = await ledger.turn((state) => {
        const still = permit(directory.state, who, 'read', id);
        return still.ok ? nameTodo(request.todo, state) : still;
      });
      if (!found.ok) return found;
      const todo = found.value;
      const { history, ends } = await this.#historyOf(ledger, id, todo);
      return success({
        list: describeList(list.value, who),
        epoch,
        todo: packTodo(todo),
        history,
        thinned: ends === 'thinned',
        ...(ends === 'long' ? { long: true } : {}),
      });
    });
  }

  /** Each change tells which revision touched the todo before it: only those are read. `ends` is where, on the way back. */
  async #historyOf(
    { keptFrom }: TodoLedger,
    list: string,
    todo: { id: string; rev: number },
  ): Promise<{ history: HistoryEntry[]; ends: 'complete' | 'thinned' | 'long' }> {
    const history: HistoryEntry[] = [];
    let text = 0;
    let rev = todo.rev;
    while (rev >= keptFrom) {
      const entries = await this.#touches(list, rev, todo.id);
      text += JSON.stringify(entries).length;
      if (text > MOST_TEXT && history.length > 0) return { history, ends: 'long' };
      history.unshift(...entries);
      const [first] = entries;
      if (first?.change.type === 'todo_added') return { history, ends: 'complete' };
      // A todo that came from another list was here before only if it says so.
      const seen = first === undefined || !('seen' in first.change) ? undefined : first.change.seen;
      if (seen === undefined && first?.change.type === 'todo_received') return { history, ends: 'complete' };
      rev = seen ?? (await this.#touchBefore(list, rev, todo.id, keptFrom));
    }
    return { history, ends: 'thinned' };
  }

  /** What a revision did to a todo, in order. */
  async #touches(list: string, rev: number, id: string): Promise<HistoryEntry[]> {
    const [stored] = await this.#dependencies.journal.read(list, rev - 1, { limit: 1, maximumBytes: 1 });
    if (stored === undefined) throw new Error(`list ${list} has no revision ${rev} in the store`);
    return historyEntries(todoRules.parse(stored.body), id);
  }

  /** The last revision before `rev` that touched a todo, where a change of an early tock does not tell; 0 when there is none. */
  async #touchBefore(list: string, rev: number, id: string, keptFrom: number): Promise<number> {
    for await (const commit of backwards(this.#dependencies.journal, list, rev - 1, keptFrom)) {
      if (commit.body.includes(id)) return commit.rev;
    }
    return 0;
  }
}
