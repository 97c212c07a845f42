/** The commits of one list, each once and in order, from now on or from behind a revision. */
import {
  applyCommit,
  CHAIN_START,
  type Cursor,
  failure,
  type ListInfo,
  ListState,
  type Problem,
  type Todo,
  type TodoCommit,
} from '@tock/shared';
import type { Connection } from '../client/client.ts';

/** A commit, and the todos that it touched as they were before and after; unknown ones are not there. */
export interface SeenCommit {
  /** The id of the list. */
  list: string;
  epoch: string;
  /** The chain value after it. */
  h: string;
  commit: TodoCommit;
  before: ReadonlyMap<string, Todo | undefined>;
  after: ReadonlyMap<string, Todo | undefined>;
}

/** Where to begin, and whom to tell. */
export interface Following {
  /** Behind which revision; with the chain value, a store that was put back to an older copy is found out too. */
  since: Cursor | null;
  /** The todos of `before` and `after` are needed even behind a revision: then history is read from its beginning. */
  knowsTodos: boolean;
  /** The list is open; commits come from here on. */
  opened(): void;
  commit(seen: SeenCommit): void;
  /** Something for the person: the connection was lost, or is back. */
  note(text: string): void;
  /** It ends here: nothing more is told. */
  fail(problem: Problem): void;
}

/** What can be asked of a stream. */
export interface CommitStream {
  /** Whether everything that the server has was told. */
  readonly current: boolean;
  head(): { list: ListInfo; epoch: string; rev: number; h: string };
  /** The todos at the head; empty where they are not known. */
  todos(): Todo[];
  close(): void;
}

/** Follows a list. What is told has no gap: where one cannot be filled, `fail` is told instead. */
export function follow(connection: Connection, list: string, following: Following): CommitStream {
  const { since, knowsTodos } = following;
  // The todos at a revision are only known to who applied every commit up to it.
  const replayed = since !== null && knowsTodos ? new ListState() : null;
  const cursor = replayed === null ? since : { epoch: since?.epoch ?? '', rev: 0, h: CHAIN_START };
  const store = connection.open(list, { follow: true, ...(cursor === null ? {} : { since: cursor }) });

  let isOpen = false;
  let isOver = false;
  const fail = (problem: Problem) => {
    isOver = true;
    following.fail(problem);
  };
  const stops = [
    store.onCommit((commit, stored, before) => {
      // Commits come in bundles: those behind the one that ended it are not told.
      if (isOver) return;
      const seen = replayed === null ? before : beforeOf(replayed, commit);
      if (replayed !== null) applyCommit(replayed, commit, stored.h);
      if (since !== null && commit.rev <= since.rev) {
        if (commit.rev === since.rev && since.h !== undefined && since.h !== stored.h) fail(another(since.rev));
        return;
      }
      const state = replayed ?? store.state;
      const after = new Map(seen.keys().map((id) => [id, state.get(id)]));
      const epoch = store.epoch ?? since?.epoch ?? '';
      following.commit({ list: commit.list, epoch, h: stored.h, commit, before: seen, after });
    }),
    store.onReset(() => {
      if (isOpen) return fail(gap(store.state.rev));
      isOpen = true;
      following.opened();
    }),
    store.subscribe(() => {
      if (store.status.phase === 'failed') return fail(store.status.problem);
      if (since !== null && store.status.phase === 'current' && store.state.rev < since.rev) fail(ahead(since.rev));
    }),
    noteDrops(connection, following.note),
  ];
  return {
    get current() {
      return store.status.phase === 'current';
    },
    head: () => ({ list: listOf(store.info), epoch: store.epoch ?? '', rev: store.state.rev, h: store.state.h }),
    todos: () => [...(replayed ?? store.state).todos.values()],
    close() {
      for (const stop of stops) stop();
      store.close();
    },
  };
}

function beforeOf(state: ListState, { requests }: TodoCommit): ReadonlyMap<string, Todo | undefined> {
  return new Map(requests.flatMap(({ changes }) => changes.map(({ id }) => [id, state.get(id)] as const)));
}

function listOf(info: ListInfo | null): ListInfo {
  if (info === null) throw new Error('the list was asked for before it was open');
  return info;
}

function gap(rev: number): Problem {
  return failure(
    'server_behind',
    `commits before revision ${rev} are no longer kept, and were missed`,
    'begin again with --state',
  ).problem;
}

function another(rev: number): Problem {
  return failure(
    'server_behind',
    `revision ${rev} of this list is another one here than the one you saw`,
    'the store was put back to an older copy; begin again with --state',
  ).problem;
}

function ahead(rev: number): Problem {
  return failure('server_behind', `the list has no revision ${rev} yet`, 'take EPOCH:REV from what watch printed')
    .problem;
}

/** Says when the connection is lost and when it is back. */
function noteDrops(connection: Connection, note: (text: string) => void): () => void {
  let lost = false;
  return connection.subscribe(() => {
    const { state } = connection;
    if (state.phase === 'reconnecting' && !lost) {
      lost = true;
      note(`connection lost (${state.reason}); trying again`);
    } else if (state.phase === 'live' && lost) {
      lost = false;
      note('connected again');
    }
  });
}
