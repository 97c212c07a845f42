/** A client of bare Socket.IO that trusts nothing: it checks every revision and every chain value that it is sent. */
import {
  type AnswerTo,
  CHAIN_START,
  chain,
  type Outcome,
  type Page,
  PROTOCOL,
  type RequestName,
  type RequestOf,
  type ServerToClientEvents,
  type StoredCommit,
  type TodoCommit,
} from '@tock/shared';
import { io, type Socket } from 'socket.io-client';

/** Whatever may be sent, also what no honest client would send. */
type Requests = Record<string, (payload: unknown, answer: (outcome: unknown) => void) => void>;
export type RawSocket = Socket<ServerToClientEvents, Requests>;

/** Opens a socket; with `again`, it reconnects by itself. */
export function connect({ url, token }: { url: string; token: string }, { again = false } = {}): RawSocket {
  return io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: again,
    reconnectionDelay: 20,
    reconnectionDelayMax: 100,
    auth: { token, protocol: PROTOCOL, client: 'e2e' },
  });
}

/** Resolves when a socket is signed in; rejects with what the server said instead. */
export function signedIn(socket: RawSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('welcomed', () => resolve());
    socket.once('connect_error', reject);
  });
}

/**
 * Sends a request and answers with its outcome, or null when none came: the connection was lost, or `withinMs` passed.
 * Nothing waits for a later connection.
 */
export function ask<N extends RequestName>(
  socket: RawSocket,
  name: N,
  request: RequestOf<N>,
  withinMs = 5_000,
): Promise<Outcome<AnswerTo<N>> | null> {
  if (!socket.connected) return Promise.resolve(null);
  return new Promise((resolve) => {
    const lost = () => resolve(null);
    socket.once('disconnect', lost);
    socket.timeout(withinMs).emit(name, request, (error, outcome) => {
      socket.off('disconnect', lost);
      // The contract is the server's word; a test that doubts it reads the outcome with care.
      resolve(error === null ? (outcome as Outcome<AnswerTo<N>>) : null);
    });
  });
}

/** What a follower saw of one list, in the order in which it saw it. */
export interface Follower {
  readonly rev: number;
  /** The chain value at `rev`. */
  readonly h: string;
  /** How many todos the list has had. */
  readonly count: number;
  readonly commits: readonly TodoCommit[];
  /** Everything that R4 forbids: gaps, repeats of what was not asked for, chains that do not fit. */
  readonly violations: readonly string[];
  /** Titles of every todo added, as often as it was added. */
  titles(): string[];
}

/** Follows a list from its first revision, across drops, and checks what comes (R4). */
export function followList(socket: RawSocket, list: string): Follower {
  let rev = 0;
  let h = CHAIN_START;
  let epoch: string | null = null;
  /** The id of the list, known from its first opening. */
  let id: string | null = null;
  /** Commits that came while the list was opening, or null when it is not. */
  let held: StoredCommit[] | null = null;
  /** Pages wait for the answer that they belong to, which may be read later in the same turn. */
  let pages: Page[] = [];
  let opened = false;
  let count = 0;
  const commits: TodoCommit[] = [];
  const violations: string[] = [];

  function take(stored: StoredCommit): void {
    if (stored.rev <= rev) return;
    if (stored.rev !== rev + 1) violations.push(`revision ${stored.rev} came after ${rev}`);
    if (chain(h, stored.body) !== stored.h) violations.push(`the chain does not fit at revision ${stored.rev}`);
    const commit: TodoCommit = JSON.parse(stored.body);
    if (commit.rev !== stored.rev) violations.push(`the body of revision ${stored.rev} says ${commit.rev}`);
    commits.push(commit);
    count += addedBy(commit).length;
    ({ rev, h } = stored);
  }

  async function open(): Promise<void> {
    held = [];
    pages = [];
    opened = false;
    const since = epoch === null ? undefined : { epoch, rev, h };
    const outcome = await ask(socket, 'list:open', { list, follow: true, ...(since === undefined ? {} : { since }) });
    // Lost again: the next connection opens it.
    if (outcome === null) return;
    if (!outcome.ok) {
      // The connection ends in a moment, and the next one opens it.
      if (outcome.problem.code === 'shutting_down') return;
      violations.push(`the list cannot be opened: ${outcome.problem.message}`);
      return;
    }
    const { value } = outcome;
    if (epoch !== null && value.epoch !== epoch) violations.push(`the epoch changed from ${epoch} to ${value.epoch}`);
    if (since !== undefined && value.content !== 'commits') violations.push('a snapshot came in place of commits');
    ({ epoch } = value);
    id = value.list.id;
    // The first opening begins at the start of the list, or where it stands.
    if (value.content === 'todos') ({ rev, h, count } = value);
    opened = true;
    takePages();
  }

  function takePages(): void {
    for (let page = pages.shift(); page !== undefined; page = pages.shift()) {
      const items: unknown[] = JSON.parse(page.items);
      for (const item of items) if (isStored(item)) take(item);
      if (!page.last || held === null) continue;
      const waiting = held;
      held = null;
      for (const stored of waiting) take(stored);
    }
  }

  socket.on('list:paged', (page: Page) => {
    pages.push(page);
    if (opened) takePages();
  });
  socket.on('committed', (stored) => {
    if (id !== null && stored.list !== id) return;
    if (held === null) take(stored);
    else held.push(stored);
  });
  socket.on('welcomed', () => void open());
  return {
    get rev() {
      return rev;
    },
    get h() {
      return h;
    },
    get count() {
      return count;
    },
    commits,
    violations,
    titles: () => commits.flatMap(addedBy),
  };
}

/** The titles of the todos that a commit adds. */
function addedBy({ requests }: TodoCommit): string[] {
  return requests.flatMap(({ changes }) =>
    changes.flatMap((change) => (change.type === 'todo_added' ? [change.title] : [])),
  );
}

function isStored(item: unknown): item is StoredCommit {
  return typeof item === 'object' && item !== null && 'body' in item && 'h' in item && 'rev' in item;
}
