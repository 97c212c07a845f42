/** What was done to the todo that is read whole: asked for once, continued by the commits that come. */
import { type HistoryEntry, historyEntries, type Problem, success, type Todo } from '@tock/shared';
import type { Connection } from '../../client/client.ts';
import type { ListSession } from './listSession.ts';

const TIMEOUT = 10_000;

/** What is known of a todo's past. */
export interface Past {
  /** Oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** Whether something came before the first entry that is not kept any more. */
  readonly thinned: boolean;
  /** Whether it was read; or why not. */
  readonly state: 'reading' | 'read' | Problem;
}

const UNREAD: Past = { entries: [], thinned: false, state: 'reading' };
const OFFLINE: Problem = { code: 'unreachable', message: 'not known offline' };

/** The past of one todo at a time. */
export class TodoHistory {
  readonly #connection: Connection;
  readonly #changed: () => void;
  #session: ListSession | null = null;
  #todo: string | null = null;
  #past = UNREAD;
  /** What came since it was asked for: the answer may be from before. */
  #later: HistoryEntry[] = [];
  #stops: (() => void)[] = [];
  #reading = false;

  constructor(connection: Connection, changed: () => void) {
    this.#connection = connection;
    this.#changed = changed;
  }

  get past(): Past {
    return this.#past;
  }

  /** Turns to a todo, or to none: its past is asked for, unless it is known. */
  follow(todo: Todo | null, session: ListSession): void {
    const live = this.#connection.state.phase === 'live';
    const same = this.#todo === (todo?.id ?? null) && this.#session === session;
    if (same && (this.#past.state !== OFFLINE || !live)) return;
    this.close();
    if (todo === null) return;
    this.#todo = todo.id;
    this.#session = session;
    this.#past = live ? UNREAD : { ...UNREAD, state: OFFLINE };
    this.#stops = [
      session.store.onCommit((commit) => {
        this.#later.push(...historyEntries(commit, todo.id));
        if (this.#past.state === 'read') this.#take(this.#later.splice(0));
      }),
      // What a new snapshot skipped is in no commit that we get.
      session.store.onReset(() => {
        this.#todo = null;
      }),
    ];
    if (live && !this.#reading) void this.#read();
  }

  /** Turns away from it. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#todo = null;
    this.#session = null;
    this.#later = [];
    this.#past = UNREAD;
  }

  #take(later: readonly HistoryEntry[]): void {
    const newest = this.#past.entries.at(-1)?.rev ?? 0;
    const entries = [...this.#past.entries, ...later.filter(({ rev }) => rev > newest)];
    this.#past = { ...this.#past, entries };
  }

  /** One question at a time: who goes through a hundred todos asks for few of them. */
  async #read(): Promise<void> {
    this.#reading = true;
    for (;;) {
      const [todo, session] = [this.#todo, this.#session];
      if (todo === null || session === null) break;
      const request = { list: session.reference, todo };
      const outcome = await this.#connection.read('todo:read', request, { timeoutMs: TIMEOUT });
      if (this.#todo !== todo || this.#session !== session) continue;
      const read = outcome.ok ? success({ entries: outcome.value.history, thinned: outcome.value.thinned }) : outcome;
      this.#past = read.ok ? { ...read.value, state: 'read' } : { ...UNREAD, state: read.problem };
      this.#take(this.#later.splice(0));
      break;
    }
    this.#reading = false;
    this.#changed();
  }
}
