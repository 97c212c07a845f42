/** What the verbs and the TUI see of the client: one connection, one store a list. Components never see the network. */
import type {
  AnswerTo,
  Cursor,
  ListInfo,
  ListState,
  Outcome,
  Presence,
  Problem,
  Receipt,
  RequestName,
  RequestOf,
  StoredCommit,
  Todo,
  TodoCommit,
  Welcome,
  WriteName,
} from '@tock/shared';

/** Where a connection stands. `live` is the only state in which anything is sent. */
export type ConnectionState =
  | { phase: 'connecting' }
  | { phase: 'live'; welcome: Welcome }
  /** Lost, and trying again by itself. `retryAt` and `since` are milliseconds of `Date.now()`. */
  | { phase: 'reconnecting'; attempt: number; retryAt: number; since: number; reason: string }
  /** The server will not have us (wrong token, versions that do not fit, not a tock server): no further try is made. */
  | { phase: 'refused'; problem: Problem }
  | { phase: 'closed' };

/** The reads of the contract that are answered at once. */
export type ReadName = Exclude<RequestName, WriteName | 'list:open' | 'list:close'>;

/** The one connection of a process. */
export interface Connection {
  readonly state: ConnectionState;
  /** Where it leads, as messages name it: "local, this machine only" or a host. Empty before the first attempt. */
  readonly place: string;
  /** How long the last answer took, in milliseconds; null before the first. Changes without notice. */
  readonly latencyMs: number | null;
  /** Calls `listener` after each change of `state`; returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** Resolves as soon as the connection is live, refused or closed, or after `withinMs`; the answer says which. */
  ready(withinMs: number): Promise<Outcome<Welcome>>;
  /**
   * Sends a write and answers with its receipt. Tries again with the same op until the deadline: nothing is buffered and
   * sent later. `unreachable` = never sent, certainly not stored; `unknown` = sent and not answered: safe to send again
   * with the same op.
   */
  write<N extends WriteName>(name: N, request: RequestOf<N>, options: { timeoutMs: number }): Promise<Outcome<Receipt>>;
  /** Asks something that changes nothing. */
  read<N extends ReadName>(
    name: N,
    request: RequestOf<N>,
    options: { timeoutMs: number },
  ): Promise<Outcome<AnswerTo<N>>>;
  /**
   * A store of the list, opening. With `follow` it stays current, across drops, until it is closed. With `since` it is a
   * stream of the commits after that cursor: `onCommit` tells each, while `state` has the revision and no todos; it fails
   * with `server_behind` when the server cannot continue from there.
   */
  open(list: string, options: { follow: boolean; since?: Cursor }): ListStore;
  /** Calls `listener` when the lists that the person may see are others now. */
  onListsChanged(listener: () => void): () => void;
  /** Closes the socket; every later call is refused. Idempotent. */
  close(): void;
}

/** How a store stands towards the server. */
export type ListStatus =
  | { phase: 'opening' }
  /** What is shown is what the server has. */
  | { phase: 'current' }
  /** The connection is lost or the list is catching up: what is shown was true at `asOf` (milliseconds of `Date.now()`). */
  | { phase: 'stale'; asOf: number }
  /** It cannot be opened, or the server's history is not the one we saw (`server_behind`): nothing is taken silently. */
  | { phase: 'failed'; problem: Problem };

/** What came while we were away. */
export interface CatchUp {
  added: number;
  changed: number;
  removed: number;
  /** Whether the whole list was taken in place of the commits since: they are not kept any more. */
  anew: boolean;
  /** Milliseconds of `Date.now()`. */
  at: number;
}

/** One list as its durable commits make it: snapshot + commits through `applyCommit`, nothing else ever. */
export interface ListStore {
  /** A number that changes whenever anything below does: the snapshot for `useSyncExternalStore`. */
  readonly version: number;
  readonly status: ListStatus;
  /** Null until the list was opened once. */
  readonly info: ListInfo | null;
  readonly epoch: string | null;
  /** The list at `state.rev`. Empty, at revision 0, until the list was opened. Read it; never change it. */
  readonly state: ListState;
  /** Who follows the list now, told soon after it changes; null while nobody told, or the connection is lost. */
  readonly presence: Presence | null;
  /** What the last return from a drop brought, or null when there was none. */
  readonly catchUp: CatchUp | null;
  /** Calls `listener` at most once a turn after changes; returns how to stop. */
  subscribe(listener: () => void): () => void;
  /**
   * Calls `listener` with each commit in the order of revisions, after it was applied, with the todos it touched as they
   * were before (undefined: it was added). A whole new snapshot is told by `onReset`.
   */
  onCommit(
    listener: (commit: TodoCommit, stored: StoredCommit, before: ReadonlyMap<string, Todo | undefined>) => void,
  ): () => void;
  /** Calls `listener` when the whole state was replaced (first opening, or a snapshot after a long absence). */
  onReset(listener: () => void): () => void;
  /** Resolves when the list is current for the first time, or failed, or after `withinMs`. */
  ready(withinMs: number): Promise<Outcome<ListInfo>>;
  /** Stops following. Idempotent. */
  close(): void;
}
