/** Brings lists to their stores: opens them one after another on the live session and hands each what is told of it. */
import type { Opened, Problem } from '@tock/shared';
import type { Link } from './link.ts';
import type { FollowedList, ListSource } from './listStore.ts';
import type { Answer, Session, SessionEvents } from './session.ts';
import { readHead, readOpened, readOutcome, readPage, readPresence, readStoredCommit } from './wire.ts';

/** A list that answers or sends nothing for so many milliseconds while it opens costs the connection. */
const OPENING_STALLS_MS = 10_000;
/** The pause before asking again a server that has no time now, in milliseconds. */
const BUSY_MS = 500;

/** The opening that has its turn. Openings never overlap, so that a page belongs to exactly one. */
interface Turn {
  readonly store: FollowedList;
  readonly session: Session;
  opened: Opened | null;
}

/** The lists of one connection. */
export class ListFeed implements ListSource {
  readonly #link: Pick<Link, 'session'>;
  readonly #explain: () => Problem;
  readonly #stores = new Set<FollowedList>();
  readonly #waiting = new Set<FollowedList>();
  /** The lists that this session follows, by what the server answered. */
  readonly #followed = new Set<string>();
  #turn: Turn | null = null;
  #stall: NodeJS.Timeout | undefined;

  constructor(link: Pick<Link, 'session'>, explain: () => Problem) {
    this.#link = link;
    this.#explain = explain;
  }

  explain(): Problem {
    return this.#explain();
  }

  add(store: FollowedList): void {
    this.#stores.add(store);
    this.open(store);
  }

  open(store: FollowedList): void {
    if (!this.#stores.has(store)) return;
    this.#waiting.add(store);
    this.#next();
  }

  leave(store: FollowedList): void {
    if (!this.#stores.delete(store)) return;
    this.#waiting.delete(store);
    this.#unfollow();
  }

  /** A session is live: every list is opened again, from where it stands. */
  live(): void {
    for (const store of this.#stores) this.#waiting.add(store);
    this.#next();
  }

  /** The session is lost. */
  lost(heardAt: number): void {
    clearTimeout(this.#stall);
    this.#turn = null;
    this.#waiting.clear();
    this.#followed.clear();
    for (const store of this.#stores) store.lost(heardAt);
  }

  /** There will be no session any more. */
  fail(problem: Problem): void {
    clearTimeout(this.#stall);
    for (const store of [...this.#stores]) store.fail(problem);
  }

  readonly fact: SessionEvents['fact'] = (name, payload) => {
    if (name === 'list:paged') return this.#paged(payload);
    if (name === 'committed') {
      const commit = readStoredCommit(payload);
      if (commit !== null) for (const store of this.#of(commit.list)) store.commit(commit);
    } else if (name === 'heartbeat') {
      const head = readHead(payload);
      if (head !== null) for (const store of this.#of(head.list)) store.heartbeat(head);
    } else if (name === 'presence') {
      const presence = readPresence(payload);
      if (presence !== null) for (const store of this.#of(presence.list)) store.present(presence);
    }
  };

  #of(list: string): FollowedList[] {
    return [...this.#stores].filter((store) => store.listId === list);
  }

  #next(): void {
    const { session } = this.#link;
    if (this.#turn !== null || session === null) return;
    for (const each of this.#waiting) if (!each.wanting) this.#waiting.delete(each);
    const [store] = this.#waiting;
    if (store === undefined) return;
    this.#waiting.delete(store);
    const turn: Turn = { store, session, opened: null };
    this.#turn = turn;
    session.ask('list:open', store.request(), OPENING_STALLS_MS, (answer) => this.#answered(turn, answer));
  }

  #answered(turn: Turn, answer: Answer): void {
    if (this.#turn !== turn) return;
    if (answer.kind === 'silent') turn.session.drop('the server fell silent');
    // What was lost was lost with the session, which says so itself.
    if (answer.kind !== 'answered') return;
    const outcome = readOutcome(answer.value, readOpened);
    if (outcome.ok) {
      turn.opened = outcome.value;
      if (turn.store.follow) this.#followed.add(outcome.value.list.id);
      turn.store.opened(outcome.value);
      this.#unfollow();
      this.#arm(turn);
      return;
    }
    if (outcome.problem.code === 'shutting_down' || outcome.problem.code === 'rate_limited') {
      setTimeout(() => this.open(turn.store), BUSY_MS).unref();
    } else {
      turn.store.fail(outcome.problem);
    }
    this.#end();
  }

  /** Ends following what no store wants any more; also what was let go before its opening was answered. */
  #unfollow(): void {
    const wanted = [...this.#stores].filter(({ follow }) => follow).map(({ listId }) => listId);
    // One that is opening does not know its list yet: it may be any of these, and must not be silenced.
    if (wanted.includes(null)) return;
    for (const list of this.#followed) {
      if (wanted.includes(list)) continue;
      this.#followed.delete(list);
      this.#link.session?.ask('list:close', { list }, OPENING_STALLS_MS, () => {});
    }
  }

  #paged(payload: unknown): void {
    const turn = this.#turn;
    const page = readPage(payload);
    if (turn === null || turn.opened === null || page === null) return;
    if (page.list !== turn.opened.list.id || page.rev !== turn.opened.rev) return;
    turn.store.page(page);
    if (page.last) this.#end();
    else this.#arm(turn);
  }

  #arm({ session }: Turn): void {
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => session.drop('the server stopped sending the list'), OPENING_STALLS_MS);
  }

  #end(): void {
    clearTimeout(this.#stall);
    this.#turn = null;
    this.#next();
  }
}
